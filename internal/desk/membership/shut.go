package membership

import (
	"context"
	"errors"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/store"
)

const mostLost = 200 // lines of what had not been sent

// ShutOut notes that this laptop was taken out of its team and what it had not sent; Wipe does the rest. tell says an op in
// words.
func (s *Service) ShutOut(ctx context.Context, loose []journal.StoredOp, tell func(tx *store.Tx, op *journal.Op) string) error {
	st, err := s.State(ctx)
	if err != nil || st.ID == "" || st.Revoked {
		return err
	}
	loss := Loss{Team: st.ID, Count: 0, Lines: []string{}}
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		t, err := Fold(tx, st.ID)
		if err != nil {
			return err
		}
		loss.Team = teamName(t)
		for i := len(loose) - 1; i >= 0; i-- {
			if loose[i].Op == nil || loose[i].Op.Object == journal.TeamObject {
				continue
			}
			if words := tell(tx, loose[i].Op); words != "" {
				loss.Count++
				if len(loss.Lines) < mostLost {
					loss.Lines = append(loss.Lines, words)
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = s.core.Store.Write(ctx, func(tx *store.Tx) error {
		return errors.Join(core.SetSetting(tx, settingLoss, loss), amend(tx, func(st *State) { st.Revoked = true }))
	})
	if err != nil {
		return fault.From(err)
	}
	return nil
}

// Wipe deletes a laptop's secrets once it was shut out: its keys, the codes of its invitations, and the passwords of its
// mailboxes. What was left half done, because the program ended or the vault was locked, it does again; on any other laptop
// it does nothing.
func (s *Service) Wipe(ctx context.Context) error {
	st, err := s.State(ctx)
	if err != nil || !st.Revoked || st.Wiped {
		return err
	}
	names, err := s.secretNames(ctx, st)
	if err != nil {
		return err
	}
	vault, err := s.secrets(ctx)
	if err != nil {
		return fault.From(err)
	}
	var errs []error
	for _, name := range names {
		errs = append(errs, vault.Delete(ctx, name))
	}
	if err := errors.Join(errs...); err != nil {
		return fault.From(err)
	}
	return s.amend(ctx, func(st *State) { st.Wiped = true })
}

// secretNames are the names of all that this laptop may have in its vault.
func (s *Service) secretNames(ctx context.Context, st State) (names []string, err error) {
	for _, device := range append(st.Former, st.Device) {
		names = append(names, KeyName(device))
	}
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		accounts, err := tx.Accounts()
		if err != nil {
			return err
		}
		for _, a := range accounts {
			names = append(names, "password "+a.ID)
		}
		invitations, err := core.Setting[[]kept](tx, settingInvitations)
		if err != nil {
			return err
		}
		for _, k := range invitations {
			names = append(names, inviteName(k.ID))
		}
		t, err := Fold(tx, st.ID)
		if err != nil {
			return err
		}
		for epoch := range t.Epoch + 2 { // one that was made and not written lies above the newest
			names = append(names, secretName(st.ID, epoch))
		}
		return nil
	})
	return names, err
}

// Lost is what this laptop had not sent when it was shut out; nil where it was not.
func (s *Service) Lost(ctx context.Context) (*Loss, error) {
	st, err := s.State(ctx)
	if err != nil || !st.Revoked {
		return nil, err
	}
	var loss Loss
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		loss, err = core.Setting[Loss](tx, settingLoss)
		return err
	})
	return &loss, err
}

// settingFinished says that a person has read what this laptop lost: its database goes when the desk closes.
const settingFinished = "team-finished"

// Finish is called when that was read: the desk's database is deleted as it closes. The secrets go first: the database alone
// knows their names in the keyring.
func (s *Service) Finish(ctx context.Context) error {
	st, err := s.State(ctx)
	if err != nil || !st.Revoked {
		return err
	}
	if err := s.Wipe(ctx); err != nil {
		f := fault.From(err)
		return fault.New(f.Code, "This laptop was taken out of the team, and its secrets are not deleted yet: "+f.Message, f.Hint)
	}
	err = s.core.Store.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(settingFinished, "yes") })
	if err != nil {
		return fault.From(err)
	}
	return nil
}

// Finished tells whether it was.
func (s *Service) Finished(ctx context.Context) (is bool) {
	err := s.core.Read(ctx, func(tx *store.Tx) (err error) {
		_, is, err = tx.Setting(settingFinished)
		return err
	})
	return is && err == nil
}
