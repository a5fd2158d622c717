package compose

import (
	"context"
	"errors"
	"slices"

	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
)

// Swap brings the newest version of a ticket's reply or forward back that was discarded or written over in the last week.
// What is open in its place is discarded in turn, so that the next Swap brings that back. Unlike Restore it makes no one
// draft of both.
func (s *Service) Swap(ctx context.Context, ticketID, kind string) (Draft, error) {
	name, _ := stored(kind)
	id, anchor := "", ""
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
		t, row, err := tx.Ticket(ticketID)
		if err != nil {
			return err
		}
		open, err := tx.Drafts(row)
		if err != nil {
			return err
		}
		open = slices.DeleteFunc(open, func(o store.Draft) bool { return o.Kind != name })
		old, err := tx.Discarded(row)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(old, func(d store.Draft) bool {
			stands := func(o store.Draft) bool { return !o.Blank() && (d.Files == 0 || d.Files == o.Files) && same(o, d) }
			return d.Kind == name && !d.Blank() && !slices.ContainsFunc(open, stands)
		})
		if at < 0 {
			return fault.Newf(fault.NotFound, "What is discarded or written over is kept for 7 days.", "There is no older draft of %s to bring back.", t.Number)
		}
		anchor = old[at].Anchor
		id, err = s.swapIn(tx, old[at], open)
		return err
	})
	if err != nil {
		return Draft{}, fault.From(err)
	}
	s.core.Tell(store.Change{Tickets: []string{anchor}})
	return s.Draft(ctx, id)
}

// swapIn opens d in the place of one of the open drafts. A version that was written over takes the words' place only: the
// files were not copied with it, and stay.
func (s *Service) swapIn(tx *store.Tx, d store.Draft, open []store.Draft) (id string, err error) {
	at := slices.IndexFunc(open, func(o store.Draft) bool { return o.ID == d.Beside })
	if at >= 0 && !open[at].Blank() {
		if _, err := tx.KeepBeside(open[at].ID); err != nil {
			return "", err
		}
		old := d.ID
		d.ID, d.Anchor, d.BegunAt, d.Discarded, d.Files = open[at].ID, open[at].Anchor, open[at].BegunAt, false, open[at].Files
		return d.ID, errors.Join(tx.PutDraft(d), tx.DeleteDraft(old))
	}
	if at = slices.IndexFunc(open, func(o store.Draft) bool { return o.Anchor == d.Anchor }); at < 0 {
		at = slices.IndexFunc(open, func(o store.Draft) bool { return !o.Blank() })
	}
	if at >= 0 {
		if err := tx.DiscardDraft(open[at].ID, true); err != nil {
			return "", err
		}
	}
	return d.ID, errors.Join(tx.DiscardDraft(d.ID, false), tx.PutDraft(d)) // put again, it is the one used last
}
