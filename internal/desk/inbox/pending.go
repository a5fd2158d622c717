package inbox

import (
	"context"
	"slices"

	"deskhand/internal/mail"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// pending lists the mails of a ticket that this desk sent or is sending and that the mailbox does not hold yet. A mail is
// known by its Message-ID: a server that files may change the rest.
func pending(tx *store.Tx, row int64, here []ticket.Entry) ([]store.OutboxMail, error) {
	mails, err := tx.MailsOf(row)
	return slices.DeleteFunc(mails, func(m store.OutboxMail) bool {
		id := mail.NormalizeID(m.MessageID)
		return slices.ContainsFunc(here, func(e ticket.Entry) bool { return e.MessageID == id })
	}), err
}

// outboxName is what the cache knows a mail on the way by.
func outboxName(id string) string { return "outbox " + id }

// onTheWay shows such a mail as the entry that it will be; ok is false where nothing is left of one that was sent.
func (s *Service) onTheWay(ctx context.Context, anchor string, m store.OutboxMail) (e ticket.Entry, ok bool) {
	key := outboxName(m.ID)
	parsed := s.cache.get(key)
	if parsed == nil {
		raw := s.core.Store.MailRaw(ctx, m.ID)
		parsed = mail.ParseReader(raw, m.Size)
		raw.Close() //nolint:errcheck // only read
		if parsed.Key == m.Key {
			s.cache.put(key, parsed)
		} else if m.State == "filed" {
			return e, false
		}
	}
	e = EntryOf(parsed)
	if parsed.Key != m.Key {
		e.ID, e.Subject, e.From = m.Key, m.Subject, m.Sender
		e.Problems = append(e.Problems, "The mail cannot be read from this laptop's disk.")
	}
	e.Ticket, e.At, e.Direction, e.Read = anchor, m.Queued, "out", true
	e.Outbox = &ticket.Pending{ID: m.ID, State: m.State, Reason: m.Reason, Words: m.Words}
	if m.Undo && m.State == "waiting" && m.NotBefore > ticket.TimeOf(s.core.Now()) {
		e.Outbox.UndoUntil = m.NotBefore
	}
	return e, true
}
