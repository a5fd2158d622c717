package team

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// ActionPassphrase is the action of the problem that Unlock mends.
const ActionPassphrase = "passphrase"

// Problem is a standing condition, shown until it clears (cli.md, "problem").
type Problem struct {
	Code    string      `json:"code"`
	Message string      `json:"message"`
	Hint    string      `json:"hint"`
	Since   ticket.Time `json:"since"`
	File    string      `json:"file,omitempty"`
	Line    int         `json:"line,omitempty"`
	Action  string      `json:"action,omitempty"` // what the window's button does: password, passphrase, raw, policy
	Key     string      `json:"-"`                // the same condition has the same key
}

// Status is everything `deskhand status` tells.
type Status struct {
	Accounts     []Account      `json:"accounts"`
	Outbox       int            `json:"outbox"`       // mails that wait for something or somebody
	OutboxStates map[string]int `json:"outboxStates"` // those by state; some: sent, but not to everybody
	Journal      Journal        `json:"journal"`
	Secrets      string         `json:"secrets"` // keyring, file, locked
	Problems     []Problem      `json:"problems"`
}

// Journal counts the desk's ops.
type Journal struct {
	Devices     int         `json:"devices"`
	Ops         int         `json:"ops"`
	Quarantined int         `json:"quarantined"`
	Team        string      `json:"team"`        // id; empty: the desk is in no team, and the rest is zero
	Name        string      `json:"name"`        // of the team
	Agent       string      `json:"agent"`       // whose desk it is
	Waiting     int         `json:"waiting"`     // changes of this laptop that have not left
	Parked      int         `json:"parked"`      // of the far future, or beyond a quota
	Orphans     int         `json:"orphans"`     // changes that wait for their mail
	LastPull    ticket.Time `json:"lastPull"`    // null: never
	Transport   string      `json:"transport"`   // imap, dir
	Unconfirmed int         `json:"unconfirmed"` // laptops that nobody vouched for
}

// SyncProgress tells how far a round is.
type SyncProgress struct {
	Account, Folder string
	Done, Total     int
}

// SyncResult is what one round of all accounts did.
type SyncResult struct {
	Accounts []AccountResult `json:"accounts"`
	Journal  *JournalResult  `json:"journal,omitempty"` // nil: the desk is in no team
}

// JournalResult is what a round of the team's journal did.
type JournalResult struct {
	Ops   int          `json:"ops"`  // changes that came
	Sent  int          `json:"sent"` // changes that went out
	Error *core.Failed `json:"error,omitempty"`
}

// AccountResult is one account's part.
type AccountResult struct {
	Email    string       `json:"email"`
	New      int          `json:"new"`
	Messages int          `json:"messages"`
	Error    *core.Failed `json:"error,omitempty"`
}

// Lines says the result in words, one line an account.
func (r SyncResult) Lines() []string {
	var out []string
	for _, a := range r.Accounts {
		switch {
		case a.Error != nil:
			out = append(out, fmt.Sprintf("%s: %s", a.Email, a.Error.Message))
		case a.New == 0:
			out = append(out, fmt.Sprintf("%s: nothing new, %d messages", a.Email, a.Messages))
		default:
			out = append(out, fmt.Sprintf("%s: %d new, %d messages", a.Email, a.New, a.Messages))
		}
	}
	switch j := r.Journal; {
	case j == nil:
	case j.Error != nil:
		out = append(out, "Team: "+j.Error.Message)
	case j.Ops+j.Sent == 0:
		out = append(out, "Team: nothing new")
	default:
		out = append(out, fmt.Sprintf("Team: %s came, %d went out", changes(j.Ops), j.Sent))
	}
	return out
}

func changes(n int) string {
	if n == 1 {
		return "1 change"
	}
	return fmt.Sprintf("%d changes", n)
}

// Sync fetches once, here or in the process that has the window open, and waits for the result.
func (s *Service) Sync(ctx context.Context, progress func(SyncProgress)) (SyncResult, error) {
	r, err := s.engines.Sync(ctx, progress)
	if err != nil {
		return r, fault.From(err)
	}
	return r, nil
}

// Status gathers accounts, outbox, journal, secrets and problems.
func (s *Service) Status(ctx context.Context) (Status, error) {
	out := Status{Problems: []Problem{}}
	accounts, err := s.Accounts(ctx)
	if err != nil {
		return out, err
	}
	out.Accounts = accounts
	out.Problems, err = s.Problems(ctx)
	if err != nil {
		return out, err
	}
	if out.Journal, err = s.engines.Journal(ctx); err != nil {
		return out, err
	}
	err = s.core.Read(ctx, func(tx *store.Tx) (err error) {
		out.OutboxStates, err = tx.OutboxCounts()
		for _, n := range out.OutboxStates {
			out.Outbox += n
		}
		return err
	})
	vault, verr := s.secrets(ctx)
	if verr != nil {
		out.Secrets = "locked"
	} else {
		out.Secrets = vault.Kind()
	}
	return out, err
}

// Problems lists standing conditions: those the engines reported, and what of the mail could not be read.
func (s *Service) Problems(ctx context.Context) ([]Problem, error) {
	out := []Problem{}
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		known, err := core.Setting[[]Problem](tx, SettingProblems)
		if err != nil {
			return err
		}
		out = append(out, known...)
		for _, p := range s.engines.Standing() {
			if !slices.ContainsFunc(out, func(o Problem) bool { return o.Message == p.Message }) {
				out = append(out, p)
			}
		}
		strays, err := tx.Strays()
		if err != nil {
			return err
		}
		out = append(out, elsewhere(strays)...)
		broken, err := tx.BrokenMail(3)
		for _, b := range broken {
			out = append(out, Problem{
				Code: "message-unreadable", Message: fmt.Sprintf("“%s” could not be read in full: %s", b.Subject, b.Problem), Since: b.At,
				Hint: "It is kept as it came, and the ticket shows what is readable. `deskhand show " + b.Number + " --raw " + b.Key + "` prints it.", Action: "ticket:" + b.Ticket,
			})
		}
		return err
	})
	return out, err
}

// ActionTakeBack is the action of the problem that journal mail lies elsewhere: "journal:" and the account's id.
const ActionTakeBack = "journal:"

// elsewhere tells of journal mail that lies where it does nothing, by account.
func elsewhere(strays []store.Stray) (out []Problem) {
	for len(strays) > 0 {
		n, folders := 0, []string{}
		for n < len(strays) && strays[n].Account == strays[0].Account {
			if !slices.Contains(folders, strays[n].Folder) {
				folders = append(folders, strays[n].Folder)
			}
			n++
		}
		mails := "1 mail of the team's journal lies"
		if n > 1 {
			mails = fmt.Sprintf("%d mails of the team's journal lie", n)
		}
		out = append(out, Problem{
			Code: "journal-elsewhere", Message: mails + " in " + strings.Join(folders, ", ") + " and cannot be read there.",
			Hint: "A filter or a person put it there. Move it back to the folder “Deskhand Journal (do not delete)”.", Action: ActionTakeBack + strays[0].Account,
		})
		strays = strays[n:]
	}
	return out
}
