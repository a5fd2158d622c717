package compose

import (
	"context"
	"errors"
	"slices"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	letters "deskhand/internal/mail/compose"
	"deskhand/internal/store"
)

// Save keeps a draft as it stands; it is on the disk when this returns. Of a draft that was sent or discarded meanwhile
// the same words change nothing, others are a new draft, whose id is told. Words that were written in another place since
// Base are put aside.
func (s *Service) Save(ctx context.Context, e Edit) (Saved, error) {
	if len(e.HTML) > maxHTML {
		return Saved{}, unready(FieldBody, "The text is longer than a mail can be.", "Attach it as a file.")
	}
	page := clean(e.HTML, nil).html
	out := Saved{ID: e.ID}
	var changed store.Change
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
		d, err := findDraft(tx, e.ID)
		if err != nil {
			return err
		}
		us, err := s.senders(tx)
		if err != nil {
			return err
		}
		to, cc, badTo, badCc := typed(e.To, e.Cc)
		out.BadTo, out.BadCc, out.Outside = badTo, badCc, letters.Outside(slices.Concat(to, cc), us.ours)
		next, err := edited(tx, us, d, e, page)
		if err != nil {
			return err
		}
		out.SavedAt, out.Base = d.UpdatedAt, baseOf(page)
		if same(d, next) {
			return nil
		}
		if d.Outbox == "" {
			if out.Other, err = keep(tx, d, next, e.Base); err != nil {
				return err
			}
		}
		if d.Outbox != "" || d.Discarded {
			next, err = s.another(tx, d, next)
		} else {
			err = tx.PutDraft(next)
		}
		if err != nil {
			return err
		}
		now, err := tx.Draft(next.ID)
		if err != nil {
			return err
		}
		out.ID, out.SavedAt = now.ID, now.UpdatedAt // Base stays that of the page: of what was put under it, it knows nothing
		if d.Text != next.Text || d.Blank() != next.Blank() {
			changed.Tickets = []string{d.Anchor}
		}
		return nil
	})
	if err != nil {
		return Saved{}, fault.From(err)
	}
	s.core.Tell(changed)
	return out, nil
}

// edited is a draft with what was typed.
func edited(tx *store.Tx, us senders, d store.Draft, e Edit, page string) (store.Draft, error) {
	if d.Kind == store.DraftReply && (e.Kind == Reply || e.Kind == ReplyAll) {
		_, d.Detail = stored(e.Kind)
	}
	if from, err := letters.ParseRecipients(e.From); e.From != d.From && err == nil && len(from) == 1 && us.ours(from[0].Addr) {
		holds := ""
		if m, err := tx.Message(d.Parent); err == nil {
			if holds, err = tx.AccountOf(m.Raw); err != nil {
				return d, err
			}
		}
		d.From = e.From
		if a, ok := us.account(from[0].Addr, holds); ok {
			d.Account = a.ID
		}
	}
	d.To, d.Cc, d.Subject, d.Quoted = oneLine(e.To), oneLine(e.Cc), oneLine(e.Subject), e.Quoted
	if d.HTML != page {
		d.HTML, d.Text = page, firstWords(letters.Text(page))
	}
	d.Saved = union(d.Saved, e.Saved)
	return d, nil
}

// oneLine keeps a pasted line break out of a field: in a list of people it parts two of them.
func oneLine(text string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", ", ", "\n", ", ", "\r", ", ").Replace(strings.TrimSpace(text)))
}

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// same tells whether two states of a draft say the same.
func same(a, b store.Draft) bool {
	return a.Detail == b.Detail && a.From == b.From && a.To == b.To && a.Cc == b.Cc && a.Subject == b.Subject && a.HTML == b.HTML && a.Quoted == b.Quoted &&
		a.Account == b.Account && slices.Equal(a.Saved, b.Saved)
}

// another keeps words that were typed on after their draft was sent or discarded: in the draft that is open by then,
// above its words, or in a new one.
func (s *Service) another(tx *store.Tx, d, next store.Draft) (store.Draft, error) {
	_, row, err := tx.Ticket(d.Anchor)
	if err != nil {
		return next, err
	}
	next.ID, next.Outbox, next.Discarded, next.BegunAt, next.Files = store.NewDraftID(), "", false, 0, 0
	if next.SeenRaw, next.SeenAt, next.SeenOp, err = tx.SeenOf(row); err != nil {
		return next, err
	}
	open, err := tx.Drafts(row)
	if err != nil {
		return next, err
	}
	if d.Discarded && d.Outbox == "" && !slices.ContainsFunc(open, func(o store.Draft) bool { return o.Kind == d.Kind }) {
		next.ID, next.BegunAt, next.Files = d.ID, d.BegunAt, d.Files // nothing took its place: it is back, with its files
		return next, errors.Join(tx.DiscardDraft(d.ID, false), tx.PutDraft(next))
	}
	for _, o := range open {
		if o.Kind == d.Kind {
			if next, err = s.under(tx, next, o); err != nil {
				return next, err
			}
		}
	}
	return next, tx.PutDraft(next)
}

// under puts another draft's words under one that is open or will be, and its files behind. The other is discarded, not
// forgotten: a window may still write in it (another).
func (s *Service) under(tx *store.Tx, d, other store.Draft) (store.Draft, error) {
	if other.Blank() {
		return d, tx.DiscardDraft(other.ID, true)
	}
	if strings.TrimSpace(other.HTML) != "" {
		if strings.TrimSpace(d.HTML) != "" {
			d.HTML += "<hr>"
		}
		d.HTML += other.HTML
		d.Text = firstWords(letters.Text(d.HTML))
	}
	d.Saved = union(d.Saved, other.Saved)
	if _, err := tx.Draft(d.ID); err == nil {
		if err := tx.MoveDraftFiles(other.ID, d.ID); err != nil {
			return d, err
		}
		d.Files += other.Files
		return d, tx.DiscardDraft(other.ID, true)
	}
	d.ID, d.Anchor, d.Files = other.ID, other.Anchor, other.Files // it is not stored yet: it takes the other's place
	return d, nil
}

// giveBack opens a draft again that was sent or discarded. Where another of the ticket and kind has words by then, both
// become one.
func (s *Service) giveBack(tx *store.Tx, id string) (store.Draft, error) {
	d, err := tx.Draft(id)
	if err != nil {
		return d, err
	}
	_, row, err := tx.Ticket(d.Anchor)
	if err != nil {
		return d, err
	}
	open, err := tx.Drafts(row)
	if err != nil {
		return d, err
	}
	for _, o := range open {
		if o.Kind == d.Kind && o.ID != d.ID {
			if d, err = s.under(tx, d, o); err != nil {
				return d, err
			}
		}
	}
	if err := tx.DraftBecomes(d.ID, ""); err != nil {
		return d, err
	}
	d.Outbox, d.Discarded = "", false
	return d, tx.PutDraft(d)
}

// Discard throws a draft away; Restore brings it back within a week. A version that was put aside is shown no more.
func (s *Service) Discard(ctx context.Context, id string) (core.Done, error) {
	var out core.Done
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
		d, err := findDraft(tx, id)
		if err != nil {
			return err
		}
		t, _, err := tx.Ticket(d.Anchor)
		if err != nil {
			return err
		}
		out = done(t, "Draft discarded")
		if d.Outbox != "" {
			return onItsWay()
		}
		if d.Discarded {
			return tx.LeaveBeside(id)
		}
		return tx.DiscardDraft(id, true)
	})
	if err != nil {
		return core.Done{}, fault.From(err)
	}
	s.core.Tell(store.Change{Tickets: []string{out.Ticket}})
	s.left(ctx, out.Ticket)
	return out, nil
}

// Restore brings a discarded draft back.
func (s *Service) Restore(ctx context.Context, id string) (Draft, error) {
	anchor := ""
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
		d, err := findDraft(tx, id)
		if err != nil {
			return err
		}
		anchor = d.Anchor
		if d.Outbox != "" {
			return onItsWay()
		}
		if d.Discarded {
			_, err = s.giveBack(tx, id)
		}
		return err
	})
	if err != nil {
		return Draft{}, fault.From(err)
	}
	s.core.Tell(store.Change{Tickets: []string{anchor}})
	return s.Draft(ctx, id)
}

// onItsWay is the answer to whoever acts on a draft that was sent: a second window, a second press of the key.
func onItsWay() error {
	return fault.New(fault.Refused, "This mail has been sent already.", "It stands in the outbox: take it back there to write on.")
}
