package desk

import (
	"context"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/core"
	"deskhand/internal/outbox"
	"deskhand/internal/store"
)

// Undo takes back what was done last: an action, or a mail that is still inside its undo delay. op names an action, or a
// mail by its id; empty: the newest of both.
func (d *Desk) Undo(ctx context.Context, op string, anyway bool) (core.Done, error) {
	id, err := d.Compose.UndoableBy(ctx, op)
	if err != nil {
		return core.Done{}, err
	}
	if id != "" && op == "" {
		var later bool
		err := d.core.Read(ctx, func(tx *store.Tx) (err error) {
			later, err = actedAfter(tx, id)
			return err
		})
		if err != nil {
			return core.Done{}, err
		}
		if later {
			id = ""
		}
	}
	if id != "" {
		done, _, err := d.Compose.Act(ctx, id, compose.ActCancel)
		return done, err
	}
	last := ""
	if op == "" {
		err := d.core.Read(ctx, func(tx *store.Tx) (err error) {
			last, err = tx.LastAction()
			return err
		})
		if err != nil {
			return core.Done{}, err
		}
	}
	done, err := d.Work.Undo(ctx, op, anyway)
	if err != nil || last == "" || done.Ticket == "" { // of a mail in Trash there is no ticket
		return done, err
	}
	err = d.core.Read(ctx, func(tx *store.Tx) error {
		m, err := mailOf(tx, done.Ticket, last)
		done.Text += stays(m)
		return err
	})
	return done, err
}

// mailOf is the mail of a ticket that went with an action; none: the zero mail.
func mailOf(tx *store.Tx, id, action string) (store.OutboxMail, error) {
	_, row, err := tx.Ticket(id)
	if err != nil {
		return store.OutboxMail{}, err
	}
	list, err := tx.MailsOf(row)
	for _, m := range list {
		if m.Action == action {
			return m, err
		}
	}
	return store.OutboxMail{}, err
}

// stays says of a mail that undoing what went with it did not take it back: it cannot, or another command does.
func stays(m store.OutboxMail) string {
	switch outbox.State(m.State) {
	case outbox.Waiting, outbox.Held, outbox.Unsure:
		return ". The mail itself is in the outbox still"
	case outbox.Sending, outbox.Sent, outbox.Filed:
		return ". The mail itself has left"
	}
	return ""
}

// actedAfter tells whether this desk's last action came after a mail's key press.
func actedAfter(tx *store.Tx, mail string) (bool, error) {
	m, err := tx.Mail(mail)
	if err != nil {
		return false, err
	}
	action, err := tx.LastAction()
	if err != nil || action == "" || action == m.Action || action == m.Closing {
		return false, err
	}
	n, err := tx.OpNumber(action)
	return n > m.SeenOp, err
}
