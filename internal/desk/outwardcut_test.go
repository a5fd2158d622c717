package desk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	rules "deskhand/internal/closing"
	"deskhand/internal/desk/closing"
	"deskhand/internal/desk/core"
	"deskhand/internal/desk/team"
	"deskhand/internal/outbox"
	"deskhand/internal/store"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

// TestOutwardClosingReply: a reply that resolves archives what it answers and marks it so; where it is held, the mail
// comes back with the ticket.
func TestOutwardClosingReply(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.mirror("archive", "answered")
	how := closing.Request{
		As: ticket.Resolved, AnywayWhy: "a test", Send: o.write("reply", "<p>It is solved.</p>").ID,
		HandOff: &rules.HandOff{Inquiry: "Export", Done: "Mended", Remaining: "None"},
	}
	sent := do[core.Done](t)(o.d.Closing.Close(ctx, o.id, how))
	o.sync()
	o.stands("Archive")
	o.customerWrites("q2@halvorsen.example", "It is not.")
	o.let(time.Minute)
	o.wants(sent.Mail, outbox.Held, outbox.ReasonGuard, 0)
	o.sync()
	h := o.hand()
	if n := len(h.UIDs("INBOX")); n != 2 || len(h.UIDs("Archive")) != 0 {
		t.Errorf("held, and %d stand in INBOX", n)
	}
	_, m := o.act(sent.Mail, "edit")
	how.Send, how.How = m.Draft, closing.SendOptions{Anyway: true}
	sent = do[core.Done](t)(o.d.Closing.Close(ctx, o.id, how))
	o.let(time.Hour)
	o.wants(sent.Mail, outbox.Filed, outbox.ReasonNone, 1)
	o.sync()
	answered := 0
	for _, flags := range h.Flags("Archive") {
		if slices.Contains(flags, `\Answered`) {
			answered++
		}
	}
	if n := len(h.UIDs("Archive")); n != 2 || len(h.UIDs("INBOX")) != 0 || answered != 1 {
		t.Errorf("sent, and %d stand in the archive, %d of them answered", n, answered)
	}
}

// TestOutwardRenumbered: what waits while the server numbers a folder anew goes to the same mail under its new number.
func TestOutwardRenumbered(t *testing.T) {
	o := newOffice(t)
	o.mirror("archive", "seen")
	o.imap.Stop()
	o.read()
	o.resolve()
	o.imap.Renumber("INBOX")
	o.imap.Start()
	o.sync()
	o.sync()
	o.stands("Archive", `\Seen`)
	if got := o.outward(); got != (team.Outward{}) {
		t.Errorf("waits: %+v", got)
	}
}

// TestOutwardCut: a line that breaks anywhere while the server is told loses nothing, doubles nothing, and in the end all
// stands as it was wanted.
func TestOutwardCut(t *testing.T) {
	s := testkit.StartDovecot(t)
	c := &clock{at: time.Now().Truncate(time.Second)}
	const many = 24
	s.Preload("INBOX", many, func(i int) testkit.Mail {
		return letter(c.at.Add(-time.Duration(i+1)*time.Minute), fmt.Sprintf("n%d@halvorsen.example", i), theirs, ours, fmt.Sprintf("News %d", i), "", "Read all about it.")
	})
	proxy := testkit.StartProxy(t, s.Port)
	d := openDesk(t, t.TempDir(), c)
	t.Cleanup(func() { d.Close() }) //nolint:errcheck // the folder goes next
	o := &office{t: t, imap: s, c: c, d: d}
	o.acc = do[team.Account](t)(d.Team.AddAccount(t.Context(), team.NewAccount{
		Email: "support@kestrel.example", User: s.User, Password: s.Password, Agent: "asha", IMAPHost: s.Host, IMAPPort: proxy.Port, IMAPSecurity: "none",
	}))
	o.sync()
	o.mirror("archive", "trash", "flagged")
	h := o.hand()
	all := do[[]ticket.Ticket](t)(tickets(t.Context(), d, "is:any"))
	unheard, whole := 0, 0
	for n, it := range all {
		do[core.Done](t)(d.Work.Priority(t.Context(), it.ID, "urgent"))
		var key string
		if err := d.store.Read(t.Context(), func(tx *store.Tx) error {
			_, row, err := tx.Ticket(it.ID)
			if err != nil {
				return err
			}
			list, err := tx.Messages(row)
			key = list[0].Key
			return err
		}); err != nil {
			t.Fatal(err)
		}
		do[core.Done](t)(d.Work.Place(t.Context(), key, "archive"))
		proxy.CutAfter(int64(1000 + 75*n))
		said := len(proxy.Sent())
		_, err := d.Team.Sync(t.Context(), nil)
		if err != nil && strings.Contains(proxy.Sent()[said:], "UID MOVE") {
			unheard++
		} else if err == nil {
			whole++
		}
		proxy.CutAfter(-1)
		o.sync()
		o.sync()
		if got, want := []int{len(h.UIDs("INBOX")), len(h.UIDs("Archive"))}, []int{many - n - 1, n + 1}; !slices.Equal(got, want) {
			t.Fatalf("cut %d: INBOX and Archive hold %v, want %v", n, got, want)
		}
		if got := o.outward(); got != (team.Outward{}) {
			t.Errorf("cut %d: waits: %+v", n, got)
		}
	}
	if unheard == 0 || whole == many {
		t.Errorf("of %d lines %d were not cut, and %d broke after the move was sent", many, whole, unheard)
	}
	for uid, flags := range h.Flags("Archive") {
		if !slices.Contains(flags, `\Flagged`) {
			t.Errorf("%d in the archive has %v", uid, flags)
		}
	}
	if p := do[team.Status](t)(d.Team.Status(t.Context())).Problems; len(p) > 0 {
		t.Errorf("problems %+v", p)
	}
}
