package membership

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/replica"
	"deskhand/internal/store"
)

// noMailbox is said where a mailbox is wanted and none is connected.
const noMailbox = "No mailbox is connected."

// Transport is the place through which this laptop's journal travels; its Kind is empty without a team.
func (s *Service) Transport(ctx context.Context) (Transport, error) {
	st, err := s.State(ctx)
	if err != nil || st.ID == "" {
		return Transport{}, err
	}
	return s.transportOf(ctx, st)
}

func (s *Service) transportOf(ctx context.Context, st State) (Transport, error) {
	out := Transport{Kind: st.Kind, Folder: st.Folder}
	accounts, err := s.accounts(ctx)
	for _, a := range accounts {
		if a.ID == st.Account && st.Kind == KindIMAP {
			out.Account = a.Email
		}
	}
	out.Limited = s.host.Limited()
	return out, err
}

// SetTransport chooses another place; what it does not hold yet is put there.
func (s *Service) SetTransport(ctx context.Context, t Transport) (Transport, error) {
	st, err := s.inTeam(ctx)
	if err != nil {
		return Transport{}, err
	}
	w, err := s.chosen(ctx, t)
	if err != nil {
		return Transport{}, err
	}
	if err := s.tryPlace(ctx, w); err != nil {
		return Transport{}, err
	}
	if w.Kind == st.Kind && w.Account.ID == st.Account && w.Folder == st.Folder {
		return s.transportOf(ctx, st)
	}
	to := func(st *State) {
		st.Kind, st.Account, st.Folder = w.Kind, cmp.Or(w.Account.ID, st.Account), w.Folder
	}
	to(&st)
	err = s.core.Store.Write(ctx, func(tx *store.Tx) error {
		if err := replica.Moved(tx); err != nil {
			return err
		}
		return amend(tx, to)
	})
	if err != nil {
		return Transport{}, fault.From(err)
	}
	s.host.Changed(ctx)
	return s.transportOf(ctx, st)
}

// chosen settles which place a person means.
func (s *Service) chosen(ctx context.Context, t Transport) (Where, error) {
	accounts, err := s.accounts(ctx)
	if err != nil {
		return Where{}, err
	}
	switch t.Kind {
	case KindIMAP:
		at := slices.IndexFunc(accounts, func(a store.Account) bool {
			return strings.EqualFold(a.Email, t.Account) || a.ID == t.Account || t.Account == "" && len(accounts) == 1
		})
		if at < 0 {
			return Where{}, fault.Newf(fault.NotFound, "deskhand account list shows those of this desk.", "There is no mailbox %q.", t.Account)
		}
		return Where{Kind: KindIMAP, Account: accounts[at]}, nil
	case KindDir:
		if t.Folder == "" {
			return Where{}, fault.New(fault.Usage, "The shared folder is missing.", "deskhand team transport dir /mnt/team/deskhand")
		}
		folder, err := filepath.Abs(t.Folder)
		if err != nil {
			return Where{}, fault.From(err)
		}
		w := Where{Kind: KindDir, Folder: folder}
		if len(accounts) > 0 {
			w.Account = accounts[0]
		}
		return w, nil
	}
	return Where{}, fault.Newf(fault.Usage, "Known: imap ACCOUNT, dir FOLDER.", "There is no transport %q.", t.Kind)
}

// where is the place that is in use.
func (s *Service) where(ctx context.Context, st State) (Where, error) {
	w := Where{Kind: st.Kind, Folder: st.Folder}
	accounts, err := s.accounts(ctx)
	for _, a := range accounts {
		if a.ID == st.Account || st.Kind == KindDir && w.Account.ID == "" {
			w.Account = a
		}
	}
	if err == nil && w.Kind == KindIMAP && w.Account.ID == "" {
		err = fault.New(fault.Refused, "The mailbox through which the team's journal travels is no longer connected.", "Connect it again (deskhand account add), or choose another: deskhand team transport imap ACCOUNT.")
	}
	return w, err
}

// Where is the place that is in use, with the way to get there.
func (s *Service) Where(ctx context.Context) (Where, error) {
	st, err := s.inTeam(ctx)
	if err != nil {
		return Where{}, err
	}
	return s.where(ctx, st)
}
