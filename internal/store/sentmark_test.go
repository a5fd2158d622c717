package store

import (
	"bytes"
	"testing"
	"time"

	"deskhand/internal/mail"
	"deskhand/internal/ticket"
)

// A first word from us, on a ticket begun by hand, stays on it: as it arrives, in a rebuild, and where only the op says
// from which ticket it was sent.
func TestSentFromATicketWithoutMail(t *testing.T) {
	raw := []byte("From: support@kestrel.example\r\nTo: mina@northwind.example\r\nSubject: Seats\r\nMessage-ID: <first@kestrel.example>\r\nDate: Sun, 22 Nov 2026 09:00:00 +0000\r\n\r\nHello Mina.\r\n")
	answer := []byte("From: mina@northwind.example\r\nTo: support@kestrel.example\r\nSubject: Re: Seats\r\nMessage-ID: <second@northwind.example>\r\nIn-Reply-To: <first@kestrel.example>\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\n\r\nThank you.\r\n")
	key := mail.Parse(raw).Key
	sends := func(t *testing.T, s *Store, on string) {
		t.Helper()
		writes(t, s, func(tx *Tx) error {
			if _, err := tx.Append([]ticket.Draft{ticket.SetSent(on, key, nil)}); err != nil {
				return err
			}
			_, err := tx.Project(on)
			return err
		})
	}
	holds := func(t *testing.T, s *Store, on string) {
		t.Helper()
		writes(t, s, func(tx *Tx) error {
			got, row, err := tx.Ticket(on)
			if err != nil {
				return err
			}
			messages, err := tx.Messages(row)
			if len(messages) != 2 || got.Messages != 2 || got.ID != on {
				t.Errorf("ticket %s of %s holds %d messages, shows %d", got.ID, on, len(messages), got.Messages)
			}
			return err
		})
	}
	rebuilt := func(t *testing.T, s *Store, on string) {
		t.Helper()
		if _, diffs, err := s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
			t.Errorf("rebuild: %v, %v", diffs, err)
		}
		holds(t, s, on)
	}
	at := noon()
	mails := []Arrival{{Raw: raw, Internal: at.Add(-3 * time.Hour)}, {Raw: answer, Internal: at.Add(-2 * time.Hour)}}

	t.Run("by the outbox", func(t *testing.T) {
		s := open(t, t.TempDir())
		putAccount(t, s)
		on, _ := newTicket(t, s, "Seats")
		m := queued("s1", on, "sent")
		m.Key = key
		writes(t, s, func(tx *Tx) error { return tx.PutMail(m) })
		arriveIn(t, s, "inbox", mails...)
		holds(t, s, on)
		sends(t, s, on)
		rebuilt(t, s, on)
		writes(t, s, func(tx *Tx) error { return tx.DeleteMail("s1") })
		rebuilt(t, s, on)
	})
	t.Run("by the op", func(t *testing.T) {
		s := open(t, t.TempDir())
		putAccount(t, s)
		on, _ := newTicket(t, s, "Seats")
		arriveIn(t, s, "inbox", mails...)
		sends(t, s, on)
		holds(t, s, on)
		rebuilt(t, s, on)
	})
	t.Run("not out of a conversation that it answers", func(t *testing.T) {
		s := open(t, t.TempDir())
		putAccount(t, s)
		on, row := newTicket(t, s, "Seats")
		asked := []byte("From: mina@northwind.example\r\nTo: support@kestrel.example\r\nSubject: Seats\r\nMessage-ID: <zero@northwind.example>\r\nDate: Sun, 22 Nov 2026 08:00:00 +0000\r\n\r\nHello.\r\n")
		answers := bytes.Replace(raw, []byte("Message-ID:"), []byte("In-Reply-To: <zero@northwind.example>\r\nMessage-ID:"), 1)
		arriveIn(t, s, "inbox", Arrival{Raw: asked, Internal: at.Add(-4 * time.Hour)}, Arrival{Raw: answers, Internal: at.Add(-3 * time.Hour)}, mails[1])
		sends(t, s, on)
		writes(t, s, func(tx *Tx) error {
			messages, err := tx.Messages(row)
			if len(messages) != 0 {
				t.Errorf("%d messages were taken", len(messages))
			}
			return err
		})
	})
	t.Run("the op before the mails", func(t *testing.T) {
		s := open(t, t.TempDir())
		putAccount(t, s)
		on, _ := newTicket(t, s, "Seats")
		sends(t, s, on)
		arriveIn(t, s, "inbox", mails...)
		holds(t, s, on)
		rebuilt(t, s, on)
	})
}
