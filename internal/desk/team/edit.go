package team

import (
	"context"
	"slices"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Folder says what of a folder is here.
type Folder struct {
	Name     string      `json:"name"`
	Messages int         `json:"messages"` // on the server
	Synced   int         `json:"synced"`   // of them here, whole, in part or by their heads
	Role     string      `json:"role"`     // inbox, sent, archive, junk, trash, drafts, all; empty: none
	Followed bool        `json:"followed"`
	Heads    int         `json:"heads"`    // of those here, by their heads alone: older mail
	Parts    int         `json:"parts"`    // of those here, without their large files
	Missing  int         `json:"missing"`  // on the server and not here, or here without what the server cannot give
	LookedAt ticket.Time `json:"lookedAt"` // when it was last compared with the server, null: never
}

func folderOf(f store.FolderState) Folder {
	out := Folder{
		Name: f.Name, Messages: f.Messages, Synced: f.Here, Role: f.Role, Followed: f.Followed, Heads: f.Heads, Parts: f.Parts,
		LookedAt: f.LookedAt, Missing: f.Missing,
	}
	if f.Followed {
		out.Missing += max(0, f.Messages-f.Here)
	}
	return out
}

// AccountEdit is what changes of an account; what is nil or not named stays.
type AccountEdit struct {
	Reach  *int            // days of mail that come whole, 0: all
	Follow map[string]bool // folders by name: true followed, false left
	Mirror map[string]bool // of store.MirrorSwitches: what is told the server
}

const mostReach = 36500 // days: who wants a hundred years wants all

// EditAccount changes how much of a mailbox is kept here, which of its folders, and what is told the server. Its engine
// begins anew, in whatever process it runs.
//
// A folder that is left keeps its mail and tickets as they stand: nothing is deleted, it is no longer compared with the
// server, and its row says that it is not followed. Followed again, it is compared as if it had been away for a while.
func (s *Service) EditAccount(ctx context.Context, id string, e AccountEdit) (Account, error) {
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
		a, err := stored(tx, id)
		if err != nil {
			return err
		}
		if e.Reach != nil {
			if *e.Reach < 0 || *e.Reach > mostReach {
				return fault.Newf(fault.Usage, "0 means all; 365 and 90 are usual.", "A reach of %d days makes no sense.", *e.Reach)
			}
			if err := tx.SetReach(id, *e.Reach); err != nil {
				return err
			}
		}
		if err := follow(tx, a, e.Follow); err != nil {
			return err
		}
		return mirror(tx, id, e.Mirror)
	})
	if err != nil {
		return Account{}, fault.From(err)
	}
	s.engines.Changed(ctx)
	return s.account(ctx, id)
}

func stored(tx *store.Tx, id string) (store.Account, error) {
	accounts, err := tx.Accounts()
	if err != nil {
		return store.Account{}, err
	}
	for _, a := range accounts {
		if a.ID == id {
			return a, nil
		}
	}
	return store.Account{}, noAccount(id)
}

func noAccount(id string) error {
	return fault.Newf(fault.NotFound, "`deskhand account list` shows them.", "There is no account %s.", id)
}

// follow notes a person's choice of folders. INBOX and Sent are the conversation itself and are always followed; drafts
// are nobody's mail yet.
func follow(tx *store.Tx, a store.Account, chosen map[string]bool) error {
	folders, err := tx.Folders()
	if err != nil {
		return err
	}
	for name, on := range chosen {
		n := slices.IndexFunc(folders, func(f store.FolderState) bool { return f.Account == a.ID && f.Name == name })
		if n < 0 {
			return fault.Newf(fault.NotFound, "`deskhand account folders "+a.Email+"` lists them.", "%s has no folder %q.", a.Email, name)
		}
		switch f := folders[n]; {
		case !on && (f.Role == "inbox" || f.Role == "sent"):
			return fault.Newf(fault.Refused, "What customers write and what is answered stands in INBOX and in Sent.", "%s is always followed.", name)
		case on && f.Role == "drafts":
			return fault.Newf(fault.Refused, "A draft is nobody's mail yet.", "%s holds drafts and cannot be followed.", name)
		}
		word := store.FollowNo
		if on {
			word = store.FollowYes
		}
		if err := tx.SetFollow(a.ID, name, word); err != nil {
			return err
		}
	}
	return nil
}

// mirror changes the switches that are named.
func mirror(tx *store.Tx, id string, set map[string]bool) error {
	if len(set) == 0 {
		return nil
	}
	all, err := tx.Mirrors()
	if err != nil {
		return err
	}
	on := all[id]
	for name, is := range set {
		if !slices.Contains(store.MirrorSwitches(), name) {
			return fault.Newf(fault.Usage, "Known: "+strings.Join(store.MirrorSwitches(), ", ")+".", "There is no switch %q.", name)
		}
		on = slices.DeleteFunc(on, func(n string) bool { return n == name })
		if is {
			on = append(on, name)
		}
	}
	return tx.SetMirror(id, on)
}
