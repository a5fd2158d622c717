package desk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	rules "deskhand/internal/closing"
	"deskhand/internal/desk/closing"
	"deskhand/internal/desk/core"
	"deskhand/internal/desk/team"
	"deskhand/internal/outbox"
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
// stands as it was wanted, whatever way the server moves mail.
func TestOutwardCut(t *testing.T) {
	t.Run("dovecot", func(t *testing.T) {
		s := testkit.StartDovecot(t)
		cutWhileTold(t, s.Port, s.User, s.Password, "UID MOVE", 75)
	})
	t.Run("copy", func(t *testing.T) {
		s := testkit.StartIMAP(t, imap.CapMove)
		cutWhileTold(t, s.Port, s.User, s.Password, "UID COPY", 110)
	})
}

// cutWhileTold cuts the line at a later byte each time; at least one cut must come after command was sent.
func cutWhileTold(t *testing.T, port int, user, password, command string, step int) {
	const many = 24
	c := &clock{at: time.Now().Truncate(time.Second)}
	h := testkit.NewHand(t, port, user, password)
	for i := range many {
		h.Append("INBOX", letter(c.at.Add(-time.Duration(i+1)*time.Minute), fmt.Sprintf("n%d@halvorsen.example", i), theirs, ours, fmt.Sprintf("News %d", i), "", "Read all about it."))
	}
	proxy := testkit.StartProxy(t, port)
	d := openDesk(t, t.TempDir(), c)
	t.Cleanup(func() { d.Close() }) //nolint:errcheck // the folder goes next
	o := &office{t: t, c: c, d: d}
	o.acc = do[team.Account](t)(d.Team.AddAccount(t.Context(), team.NewAccount{
		Email: "support@kestrel.example", User: user, Password: password, Agent: "asha", IMAPHost: "127.0.0.1", IMAPPort: proxy.Port, IMAPSecurity: "none",
	}))
	o.sync()
	o.mirror("trash", "flagged")
	unheard := 0
	for n, it := range do[[]ticket.Ticket](t)(tickets(t.Context(), d, "is:any")) {
		do[core.Done](t)(d.Work.Priority(t.Context(), it.ID, "urgent"))
		do[core.Done](t)(d.Work.Place(t.Context(), do[[]ticket.Entry](t)(d.Inbox.Entries(t.Context(), it.ID))[0].ID, "trash"))
		said := len(proxy.Sent())
		proxy.CutAfter(int64(800 + step*n))
		if _, err := d.Team.Sync(t.Context(), nil); err != nil && strings.Contains(proxy.Sent()[said:], command) {
			unheard++
		}
		proxy.CutAfter(-1)
		o.sync()
		o.sync()
		if got, want := []int{len(h.UIDs("INBOX")), len(h.UIDs("Trash"))}, []int{many - n - 1, n + 1}; !slices.Equal(got, want) {
			t.Fatalf("cut %d: INBOX and Trash hold %v, want %v", n, got, want)
		}
		if got := o.outward(); got != (team.Outward{}) {
			t.Errorf("cut %d: waits: %+v", n, got)
		}
	}
	if unheard == 0 {
		t.Error("no line broke after the move was sent")
	}
	for uid, flags := range h.Flags("Trash") {
		if !slices.Contains(flags, `\Flagged`) {
			t.Errorf("%d in Trash has %v", uid, flags)
		}
	}
	if p := do[team.Status](t)(d.Team.Status(t.Context())).Problems; len(p) > 0 {
		t.Errorf("problems %+v", p)
	}
}
