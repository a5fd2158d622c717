package compose

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/outbox"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Queue is the outbox's engine's way to the disk. What follows from a mail's new state is written with it.
type Queue struct{ s *Service }

var _ outbox.Store = Queue{}

// Queue gives it.
func (s *Service) Queue() Queue { return Queue{s} }

// Open implements outbox.Store.
func (q Queue) Open(ctx context.Context) (out []outbox.Item, err error) {
	err = q.s.core.Store.Read(ctx, func(tx *store.Tx) error {
		open, err := tx.OpenMails()
		for _, m := range open {
			out = append(out, itemOf(m))
		}
		return err
	})
	return out, err
}

// Load implements outbox.Store. A mail that was taken back meanwhile is a draft, to which nothing can happen.
func (q Queue) Load(ctx context.Context, id string) (i outbox.Item, err error) {
	err = q.s.core.Store.Read(ctx, func(tx *store.Tx) error {
		m, err := tx.Mail(id)
		i = itemOf(m)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return outbox.Item{ID: id, State: outbox.Draft}, nil
	}
	return i, err
}

// Save implements outbox.Store.
func (q Queue) Save(ctx context.Context, i outbox.Item) error {
	var changed store.Change
	err := q.s.core.Store.Write(ctx, func(tx *store.Tx) error {
		old, err := tx.Mail(i.ID)
		if errors.Is(err, store.ErrNotFound) || err == nil && old.Version != i.Version-1 {
			return outbox.ErrChanged
		}
		if err != nil {
			return err
		}
		next := with(old, i)
		drafts, err := q.s.follows(tx, old, &next, i.Changed)
		if err != nil {
			return err
		}
		if ok, err := tx.SaveMail(next); err != nil || !ok {
			return errors.Join(err, outbox.ErrChanged)
		}
		if _, err := tx.Append(drafts); err != nil {
			return err
		}
		if slices.ContainsFunc(drafts, func(d ticket.Draft) bool { return ticket.IsSentMark(d.Path) }) {
			read, err := tx.ReadDrafts(old.Ticket)
			if err != nil {
				return err
			}
			if _, err := tx.Append(read); err != nil {
				return err
			}
		}
		changed, err = tx.Project(old.Ticket)
		changed.Urgent = tx.Urgent()
		changed.Tickets = union(changed.Tickets, []string{old.Ticket}) // its mark in the lists
		return err
	})
	if err != nil {
		return fmt.Errorf("keep mail %s: %w", i.ID, err)
	}
	q.s.core.Tell(changed)
	return nil
}

// Raw implements outbox.Store.
func (q Queue) Raw(ctx context.Context, id string) (io.ReadCloser, error) {
	return q.s.core.Store.MailRaw(ctx, id), nil
}

// Filing implements outbox.Store.
func (q Queue) Filing(ctx context.Context, account string) (f outbox.Filing, err error) {
	err = q.s.core.Store.Read(ctx, func(tx *store.Tx) error {
		known, err := tx.Filing(account)
		f = outbox.Filing(known)
		return err
	})
	if errors.Is(err, store.ErrNotFound) { // an account that was removed: its mails are held
		return outbox.FilingUnknown, nil
	}
	return f, err
}

// SetFiling implements outbox.Store.
func (q Queue) SetFiling(ctx context.Context, account string, f outbox.Filing) error {
	return q.s.core.Store.Write(ctx, func(tx *store.Tx) error { return tx.SetFiling(account, string(f)) })
}

// follows are the ops that a mail's new state brings: who sent it and to whom the ticket goes by rule once the server
// took it, and the end of the ticket taken back where it did not go.
func (s *Service) follows(tx *store.Tx, old store.OutboxMail, next *store.OutboxMail, now time.Time) ([]ticket.Draft, error) {
	t, row, err := tx.Ticket(old.Ticket)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil // nothing is shown of it any more
	}
	if err != nil {
		return nil, err
	}
	var out []ticket.Draft
	if !went(old.State) && went(next.State) {
		if out, err = s.sent(tx, t, row, old); err != nil {
			return nil, err
		}
	}
	switch outbox.State(next.State) {
	case outbox.Held:
		return s.endTaken(tx, out, next)
	case outbox.Draft:
		if old.Undo && ticket.TimeOf(now) < old.NotBefore { // as if it had not been sent
			back, err := s.takenBack(tx, next.Action, false)
			return append(out, back...), err
		}
		return s.endTaken(tx, out, next)
	}
	return out, nil
}

// endTaken takes back that the ticket was resolved with a mail.
func (s *Service) endTaken(tx *store.Tx, out []ticket.Draft, m *store.OutboxMail) ([]ticket.Draft, error) {
	back, err := s.takenBack(tx, m.Closing, true)
	m.Closing = ""
	return append(out, back...), err
}

func went(state string) bool {
	return state == string(outbox.Sent) || state == string(outbox.Filed)
}

// sent says who sent the mail, with which saved replies; after the first reply the ticket may go to somebody else (B8).
func (s *Service) sent(tx *store.Tx, t ticket.Ticket, row int64, m store.OutboxMail) ([]ticket.Draft, error) {
	d, err := tx.Draft(m.Draft)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	if s.o.Saved != nil {
		if err := s.o.Saved.Sent(tx, d.Saved); err != nil {
			return nil, err
		}
	}
	if d.Kind == store.DraftForward {
		return []ticket.Draft{ticket.SetForwarded(t.ID, m.Key, d.Saved)}, nil
	}
	if d.Kind == store.DraftReply && d.Parent != "" {
		if err := tx.TellFlag(d.Parent, store.MirrorAnswered, true); err != nil {
			return nil, err
		}
	}
	out := []ticket.Draft{ticket.SetSent(t.ID, m.Key, d.Saved)}
	to := s.core.Policy().AfterFirstReply(s.core.Agent(), t.Channel)
	if to == "" || to == t.Owner || d.Kind != store.DraftReply {
		return out, nil
	}
	mails, err := tx.Mails(row) // what a machine of ours acknowledged is no reply
	if err != nil || slices.ContainsFunc(mails, func(o ticket.Mail) bool { return o.Out && o.Machine == "" && o.Key != m.Key }) {
		return out, err
	}
	records, err := tx.RecordsOf(row)
	for _, r := range records {
		if ticket.SentAnswer(r) {
			return out, nil
		}
	}
	return append(out, ticket.SetField(t.ID, ticket.PathOwner, to)), err
}

// takenBack are the ops that undo an action as far as nobody has set the same since; end: of its end alone, status,
// reason and snooze as they were before it.
func (s *Service) takenBack(tx *store.Tx, action string, end bool) ([]ticket.Draft, error) {
	if action == "" {
		return nil, nil
	}
	records, err := tx.ActionRecords(action)
	if err != nil || len(records) == 0 {
		return nil, err
	}
	united, err := core.United(tx, records)
	if err != nil {
		return nil, err
	}
	drafts, changed, err := ticket.Undo(united, action)
	if err != nil {
		return nil, err
	}
	undone := map[string]bool{}
	for _, r := range slices.Concat(united...) {
		undone[r.Undoes] = true
	}
	return slices.DeleteFunc(drafts, func(d ticket.Draft) bool {
		ends := d.Path == ticket.PathStatus || d.Path == ticket.PathClose || d.Path == ticket.PathSnooze || d.Path == ticket.PathPlace
		return undone[d.Undoes] || slices.Contains(changed, d.Path) || end && !ends // what was taken back by hand stays so
	}), nil
}
