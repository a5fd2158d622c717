package closing_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/journal"
	"deskhand/internal/outbox"
	"deskhand/internal/policy"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// history tells what was done to the ticket, oldest first.
func (b *bench) history() []string {
	b.t.Helper()
	out := []string{}
	err := b.store.Read(b.t.Context(), func(tx *store.Tx) error {
		_, row, err := tx.Ticket(b.id())
		if err != nil {
			return err
		}
		var records []journal.Record
		if records, err = tx.RecordsOf(row); err != nil {
			return err
		}
		for _, c := range ticket.History(records, b.core.Names(tx)) {
			out = append([]string{c.Text}, out...)
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// leaves sends a draft and has the server take it.
func (b *bench) leaves(draft string) {
	b.t.Helper()
	q, err := b.compose.Send(b.t.Context(), draft, outOptions(0))
	if err != nil {
		b.t.Fatal(err)
	}
	b.become(q.Mail.ID, outbox.Sending, "", "")
	b.become(q.Mail.ID, outbox.Sent, "", "")
}

// TestAfterFirstReply: once the first reply has left, and not before, the ticket is its who the team's rule names; the
// next reply changes nobody, and neither does a mail that was passed on.
//
// features: B8
func TestAfterFirstReply(t *testing.T) {
	b := newBench(t)
	p, problems := policy.Parse([]byte(strings.Replace(string(policy.Sample()), "{id: support, label: Support}\n", "{id: support, label: Support, ownerAfterFirstReply: team:experts}\n", 1)))
	if p == nil || len(problems) > 0 {
		t.Fatal(problems)
	}
	b.core.SetPolicy(p)
	b.mail("root", "INBOX", marco, us, 6*thread, "Is it the size?")
	b.mail("ack", "Sent", us+">\r\nAuto-Submitted: auto-replied\r\nX-Was: <x", marco, 5*thread, "We have your mail.")
	b.leaves(b.draft("forward", "lab@vendor.example", "<p>Please look.</p>"))
	if got := b.ticket().Owner; got != "asha" {
		t.Errorf("passed on, and it is %s's", got)
	}
	reply := b.draft("reply", marco, "<p>It is not.</p>")
	q, err := b.compose.Send(t.Context(), reply, outOptions(0))
	if err != nil {
		t.Fatal(err)
	}
	if got := b.ticket().Owner; got != "asha" {
		t.Errorf("it waits in the outbox, and it is %s's", got)
	}
	b.become(q.Mail.ID, outbox.Sending, "", "")
	b.become(q.Mail.ID, outbox.Sent, "", "")
	if got := b.ticket().Owner; got != "team:experts" {
		t.Errorf("after the first reply it is %s's", got)
	}
	if _, err := b.work.Claim(t.Context(), b.id(), true); err != nil {
		t.Fatal(err)
	}
	b.leaves(b.draft("reply", marco, "<p>One word more.</p>"))
	if got := b.ticket().Owner; got != "asha" {
		t.Errorf("after the second reply it is %s's", got)
	}
	want := []string{"took it, set In progress", "forwarded a mail", "sent a reply, assigned it to Automation Experts", "assigned it to Asha", "sent a reply"}
	if diff := cmp.Diff(want, b.history()); diff != "" {
		t.Error(diff)
	}
	// The newest key press is the claim, not what the mails wrote.
	done, err := b.work.Undo(t.Context(), "", false)
	if err != nil || !strings.Contains(done.Text, "assigned it to Asha") || b.ticket().Owner != "team:experts" {
		t.Errorf("%+v, %v, owner %s", done, err, b.ticket().Owner)
	}
}
