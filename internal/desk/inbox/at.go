package inbox

import (
	"cmp"
	"context"
	"slices"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
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

// EntriesAt is the conversation as it stood at a moment, oldest first: a note reads as it did then.
func (s *Service) EntriesAt(ctx context.Context, id string, at time.Time) ([]ticket.Entry, error) {
	all, err := s.Entries(ctx, id)
	if err != nil {
		return nil, err
	}
	until := ticket.TimeOf(at)
	out := slices.DeleteFunc(all, func(e ticket.Entry) bool { return e.Kind != ticket.KindMessage || e.Outbox != nil || e.At > until })
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		t, row, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		records, err := tx.Told(row)
		if err != nil {
			return err
		}
		records = slices.DeleteFunc(records, func(r journal.Record) bool { return ticket.Time(r.Stamp.Millis()) > until })
		for _, e := range ticket.Internal(records, s.core.Names(tx)) {
			e.Ticket, e.Read = t.ID, true
			out = append(out, e)
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b ticket.Entry) int { return cmp.Compare(a.At, b.At) })
	return out, err
}
