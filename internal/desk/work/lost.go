package work

import (
	"context"

	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
)

// Noted takes note of what was lost on a ticket: it is not told again. Nothing of it leaves this desk.
func (s *Service) Noted(ctx context.Context, id string) error {
	var changed store.Change
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
		t, _, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		changed, err = tx.Note(t.ID)
		return err
	})
	if err != nil {
		return fault.From(err)
	}
	s.core.Tell(changed)
	return nil
}
