package closing

import (
	"context"
	"errors"
	"time"

	rules "deskhand/internal/closing"
	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	letters "deskhand/internal/mail/compose"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Outbox takes the reply that goes out with a close; desk/compose is it.
type Outbox interface {
	// Prepare makes the mail of a draft, outside any transaction; it refuses what cannot be sent.
	Prepare(ctx context.Context, draft string, how SendOptions) (Prepared, error)
}

// Prepared is a mail whose bytes are made.
type Prepared interface {
	// In queues it, in the transaction of the close, whose ops are end. drafts are those of the whole action, end among
	// them; a hold or an undo of the mail takes the end back.
	In(tx *store.Tx, end ...ticket.Draft) (drafts []ticket.Draft, m store.OutboxMail, err error)
	// Text is the toast's: "Sending to Marco in 10 s".
	Text() string
	// Went tells of it after the commit.
	Went(ctx context.Context, m store.OutboxMail, d core.Done) core.Done
}

// SendOptions are how the reply of a close is sent.
type SendOptions struct {
	Delay  *time.Duration // undo delay; nil: the setting
	Anyway bool           // although something came that was not read
	Why    string         // of Anyway; kept as a note
}

// send puts a draft's mail on its way in the dossier: the lines are judged as if it had left.
func (s *Service) send(d *dossier, draft string) error {
	if draft == "" {
		return nil
	}
	dr, err := d.tx.Draft(draft)
	if errors.Is(err, store.ErrNotFound) || err == nil && dr.Kind == store.DraftNote {
		return fault.New(fault.NotFound, "There is no such draft of a mail.", "Write the reply first.")
	}
	if err != nil {
		return err
	}
	t, _, err := d.tx.Ticket(dr.Anchor)
	if err != nil {
		return err
	}
	switch {
	case t.ID != d.ticket.ID:
		return fault.Newf(fault.Refused, "Resolve the ticket that it belongs to.", "That reply belongs to %s.", t.Number)
	case dr.Outbox != "" || dr.Discarded:
		return fault.New(fault.Refused, "That reply is no longer being written: it was sent or discarded.", "Look into the outbox.")
	}
	to, badTo := letters.ParseRecipients(dr.To)
	cc, badCc := letters.ParseRecipients(dr.Cc)
	// Recipients that cannot be read are refused when the mail is made, with words of their own.
	aside := badTo == nil && badCc == nil && len(to)+len(cc) > 0 && !s.reaches(d, addresses(to, cc)...)
	d.sending = &dr
	d.facts = d.facts.AsSent(dr.ID, rules.Message{From: dr.From, At: d.after(), Aside: aside})
	d.lines = rules.Evaluate(s.core.Policy().Checklist(s.asked(d)), d.facts, d.checks)
	return nil
}
