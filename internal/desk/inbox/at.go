package inbox

import (
	"context"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// At is a ticket as it stood at a moment: only what had come and been done by then counts.
func (s *Service) At(ctx context.Context, id string, at time.Time) (t ticket.Ticket, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		now, row, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		then, err := tx.TicketAt(row, ticket.TimeOf(at))
		if err != nil {
			return err
		}
		if !then.Shown {
			return fault.Newf(fault.NotFound, "It began "+now.CreatedAt.Go().In(s.core.Zone()).Format("2 Jan 2006 15:04")+".", "%s did not exist yet.", now.Number)
		}
		t = ticket.View(then, now.ID, now.Number)
		return nil
	})
	return t, err
}
