package compose

import (
	"context"
	"slices"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/outbox"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// UndoableBy is the mail inside its undo delay that an action sent, or of that id; empty: the newest.
func (s *Service) UndoableBy(ctx context.Context, action string) (id string, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		m, err := s.undoable(tx, action)
		id = m.ID
		return err
	})
	return id, err
}

func (s *Service) undoable(tx *store.Tx, action string) (out store.OutboxMail, err error) {
	open, err := tx.OpenMails()
	now := ticket.TimeOf(s.core.Now())
	for _, m := range open {
		fits := action == "" || m.Action == action || m.ID == action
		if fits && m.Undo && m.State == string(outbox.Waiting) && now < m.NotBefore && m.Queued >= out.Queued {
			out = m
		}
	}
	return out, err
}

// Act does what a person asks of a mail; an engine that runs sees it. Edit and cancel give the draft back, whose id the
// mail then tells.
func (s *Service) Act(ctx context.Context, id, action string) (core.Done, Mail, error) {
	kind, ok := kindOfAct(action)
	if !ok {
		return core.Done{}, Mail{}, fault.Newf(fault.Usage, "It is one of retry, edit, send-anyway, cancel, went, discard.", "%q is nothing to do with a mail.", action)
	}
	was, err := s.one(ctx, id)
	if err != nil {
		return core.Done{}, Mail{}, err
	}
	var out Mail
	did, err := s.core.On(ctx, was.Ticket, func(tx *store.Tx, _ ticket.Ticket, row int64) (core.Edit, error) {
		old, err := findMail(tx, id)
		if err != nil {
			return core.Edit{}, err
		}
		now := s.core.Now()
		i, err := outbox.Apply(itemOf(old), outbox.Event{Kind: kind, At: now})
		if err != nil {
			return core.Edit{}, refusedAct(old, err)
		}
		next := with(old, i)
		if kind == outbox.SendAnyway {
			if next.SeenRaw, next.SeenAt, next.SeenOp, err = tx.SeenOf(row); err != nil {
				return core.Edit{}, err
			}
		}
		drafts, err := s.follows(tx, old, &next, now)
		if err != nil {
			return core.Edit{}, err
		}
		text, err := s.acted(tx, action, next)
		out = s.shown(tx, next)
		return core.Edit{Drafts: drafts, Text: text}, err
	})
	if err != nil {
		return core.Done{}, Mail{}, err
	}
	did.Mail = id
	s.core.Tell(store.Change{Tickets: []string{did.Ticket}})
	s.o.Told()
	return did, out, nil
}

// acted writes what became of a mail: a draft again, or its row.
func (s *Service) acted(tx *store.Tx, action string, m store.OutboxMail) (text string, err error) {
	if m.State != string(outbox.Draft) {
		texts := map[string]string{
			ActRetry: "Sending now", ActSendAnyway: "Sending anyway", ActWent: "Noted",
			ActEdit: "It may have gone out before; it is not sent again", ActCancel: "It may have gone out before; it is not sent again", ActDiscard: "It may have gone out before; it is not sent again",
		}
		ok, err := tx.SaveMail(m)
		if err == nil && !ok {
			err = outbox.ErrChanged
		}
		return texts[action], err
	}
	if err := tx.DeleteMail(m.ID); err != nil {
		return "", err
	}
	if action == ActDiscard {
		return "Mail discarded", s.throwAway(tx, m.Draft)
	}
	_, err = s.giveBack(tx, m.Draft)
	return "Not sent; it is a draft again", err
}

// throwAway discards a draft that had become a mail. One that is open in its place steps aside for the moment.
func (s *Service) throwAway(tx *store.Tx, id string) error {
	d, err := tx.Draft(id)
	if err != nil {
		return err
	}
	_, row, err := tx.Ticket(d.Anchor)
	if err != nil {
		return err
	}
	open, err := tx.Drafts(row)
	if err != nil {
		return err
	}
	open = slices.DeleteFunc(open, func(o store.Draft) bool { return o.Kind != d.Kind || o.Anchor != d.Anchor })
	for _, o := range open {
		if err := tx.DiscardDraft(o.ID, true); err != nil {
			return err
		}
	}
	if err := tx.DraftBecomes(id, ""); err != nil {
		return err
	}
	if err := tx.DiscardDraft(id, true); err != nil {
		return err
	}
	for _, o := range open {
		if err := tx.DiscardDraft(o.ID, false); err != nil {
			return err
		}
	}
	return nil
}

// refusedAct says in words that somebody or the engine was quicker.
func refusedAct(m store.OutboxMail, err error) error {
	words := map[outbox.State]string{
		outbox.Sending: "The mail is just being sent.", outbox.Sent: "The mail has been sent.", outbox.Filed: "The mail has been sent.",
		outbox.Held: "The mail is held.", outbox.Unsure: "Nobody knows whether the mail went out.", outbox.Waiting: "The mail waits to be sent.",
	}
	f := fault.New(fault.Refused, words[outbox.State(m.State)], "`deskhand outbox show "+m.ID+"` shows what can be done.")
	f.Err = err
	return f
}

// Outcome shows a mail whatever became of it. One that was taken back meanwhile is not found.
func (s *Service) Outcome(ctx context.Context, id string) (Mail, error) { return s.one(ctx, id) }

// Settled tells whether a try to send has ended, well or not.
func (m Mail) Settled() bool {
	switch outbox.State(m.State) {
	case outbox.Waiting:
		return m.Reason != string(outbox.ReasonNone)
	case outbox.Sending:
		return false
	}
	return true
}
