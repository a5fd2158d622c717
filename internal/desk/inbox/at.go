package inbox

import (
	"context"
	"slices"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// At is a ticket as it stood at a moment, with the entries it held then.
func (s *Service) At(ctx context.Context, id string, at time.Time) (ticket.Ticket, []ticket.Entry, error) {
	moment := ticket.TimeOf(at)
	var t ticket.Ticket
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		now, row, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		then, err := tx.TicketAt(row, moment)
		if err != nil {
			return err
		}
		if !then.Shown {
			return fault.Newf(fault.NotFound, "It began "+now.CreatedAt.Go().In(s.core.Zone()).Format("2 Jan 2006 15:04")+".", "%s did not exist yet.", now.Number)
		}
		t = ticket.View(then, now.ID, now.Number)
		return nil
	})
	if err != nil {
		return t, nil, err
	}
	entries, err := s.Entries(ctx, id)
	return t, slices.DeleteFunc(entries, func(e ticket.Entry) bool { return e.At > moment }), err
}
