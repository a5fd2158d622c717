package desk

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/closing"
	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/outbox"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

// mirror switches exactly these on.
func (o *office) mirror(on ...string) {
	o.t.Helper()
	all := map[string]bool{}
	for _, s := range team.Switches() {
		all[s.ID] = slices.Contains(on, s.ID)
	}
	do[team.Account](o.t)(o.d.Team.EditAccount(o.t.Context(), o.acc.ID, team.AccountEdit{Mirror: all}))
}

// hand is a second client on the mailbox.
func (o *office) hand() *testkit.Hand {
	o.t.Helper()
	return testkit.NewHand(o.t, o.imap.Port, o.imap.User, o.imap.Password)
}

func (o *office) sync() {
	o.t.Helper()
	do[team.SyncResult](o.t)(o.d.Team.Sync(o.t.Context(), nil))
}

func (o *office) resolve() core.Done {
	o.t.Helper()
	return do[core.Done](o.t)(o.d.Closing.Close(o.t.Context(), o.id, closing.Request{As: ticket.Resolved, AnywayWhy: "It is a test"}))
}

func (o *office) read() {
	o.t.Helper()
	var keys []string
	for _, e := range o.messages() {
		keys = append(keys, e.ID)
	}
	if err := o.d.Inbox.MarkRead(o.t.Context(), o.id, keys); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) undo() {
	o.t.Helper()
	do[core.Done](o.t)(o.d.Undo(o.t.Context(), "", false))
}

// stands asserts in which folders on the server the customer's only mail stands, with which flags.
func (o *office) stands(folder string, flags ...string) {
	o.t.Helper()
	h := o.hand()
	defer h.Close()
	for _, name := range []string{"INBOX", "Archive", "Junk", "Trash"} {
		all := h.Flags(name)
		if name != folder {
			if len(all) > 0 {
				o.t.Errorf("%s holds %v", name, all)
			}
			continue
		}
		if len(all) != 1 {
			o.t.Errorf("%s holds %v", name, all)
		}
		for _, got := range all {
			if !slices.Equal(got, flags) && len(got)+len(flags) > 0 {
				o.t.Errorf("in %s it has %v, want %v", name, got, flags)
			}
		}
	}
}

func (o *office) outward() team.Outward {
	o.t.Helper()
	return do[[]team.Account](o.t)(o.d.Team.Accounts(o.t.Context()))[0].Outward
}

// TestOutwardOff: with every switch off no act changes a byte on the server.
func TestOutwardOff(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	before := o.imap.Snapshot()
	o.read()
	do[core.Done](t)(o.d.Work.Priority(ctx, o.id, "urgent"))
	o.resolve()
	o.undo()
	do[core.Done](t)(o.d.Work.Spam(ctx, o.id, true))
	do[core.Done](t)(o.d.Work.Spam(ctx, o.id, false))
	if _, err := o.d.Work.Place(ctx, o.messages()[0].ID, "archive"); fault.From(err).Code != fault.Refused {
		t.Errorf("placed although it is switched off: %v", err)
	}
	o.sync()
	o.sync()
	if after := o.imap.Snapshot(); after != before {
		t.Errorf("the Maildir changed:\n%s\nbefore:\n%s", after, before)
	}
	if got := o.outward(); got != (team.Outward{}) {
		t.Errorf("waits: %+v", got)
	}
}

// TestOutwardMarks: what is read, pressing and answered is marked so, and no longer pressing takes the flag off.
func TestOutwardMarks(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.mirror("seen", "flagged", "answered")
	o.read()
	do[core.Done](t)(o.d.Work.Priority(ctx, o.id, "urgent"))
	if got := o.outward(); got.Waiting != 2 {
		t.Errorf("waits: %+v", got)
	}
	o.stands("INBOX")
	o.sync()
	o.stands("INBOX", `\Flagged`, `\Seen`)
	o.undo()
	q := o.send("<p>It is a date.</p>", compose.SendOptions{Delay: now()})
	o.let(10 * time.Minute)
	o.wants(q.Mail.ID, outbox.Filed, outbox.ReasonNone, 1)
	o.sync()
	o.stands("INBOX", `\Answered`, `\Seen`)
	if got := o.outward(); got != (team.Outward{}) {
		t.Errorf("waits: %+v", got)
	}
}

// TestOutwardMoves: resolving archives, undo and opening by hand bring it back, spam goes to Junk and back, place moves a
// single mail; each is told in the ticket's history.
func TestOutwardMoves(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.mirror("archive", "junk", "trash")
	o.resolve()
	o.sync()
	o.stands("Archive")
	if o.messages()[0].Gone {
		t.Error("the moved mail is said to be gone")
	}
	o.undo()
	if s := o.ticket().Status; s.Done() {
		t.Errorf("after undo it is %s", s)
	}
	o.sync()
	o.stands("INBOX")
	o.resolve()
	o.undo() // before the server is told: nothing happens there
	if got := o.outward(); got != (team.Outward{}) {
		t.Errorf("waits: %+v", got)
	}
	o.resolve()
	o.sync()
	do[core.Done](t)(o.d.Work.Status(ctx, o.id, "open"))
	o.sync()
	o.stands("INBOX")
	do[core.Done](t)(o.d.Work.Spam(ctx, o.id, true))
	o.sync()
	o.stands("Junk")
	do[core.Done](t)(o.d.Work.Spam(ctx, o.id, false))
	o.sync()
	o.stands("INBOX")
	key := o.messages()[0].ID
	if d := do[core.Done](t)(o.d.Work.Place(ctx, key, "trash")); d.Ticket != o.id || !d.Undo {
		t.Errorf("placed: %+v", d)
	}
	o.sync()
	o.stands("Trash")
	o.undo()
	o.sync()
	o.stands("INBOX")
	var told []string
	for _, c := range do[[]ticket.Change](t)(o.d.Inbox.History(ctx, o.id)) {
		told = append(told, c.Text)
	}
	for _, want := range []string{"put the mail into Trash", "took back: where the mail stands", "said it is no spam, put the mail back into the inbox", "put the mail into the archive"} {
		if !slices.ContainsFunc(told, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("history does not tell %q: %q", want, told)
		}
	}
}

// TestOutwardMany: five hundred tickets that need no answer are one action and one sync, nothing of it is fetched again,
// nobody is asked about vanished mail, and one undo brings all of it back.
func TestOutwardMany(t *testing.T) {
	s := testkit.StartDovecot(t)
	c := &clock{at: time.Now().Truncate(time.Second)}
	const many = 500
	s.Preload("INBOX", many, func(i int) testkit.Mail {
		return letter(c.at.Add(-time.Duration(i+1)*time.Minute), fmt.Sprintf("n%d@halvorsen.example", i), theirs, ours, fmt.Sprintf("News %d", i), "", "Read all about it.")
	})
	d := openDesk(t, t.TempDir(), c)
	t.Cleanup(func() { d.Close() }) //nolint:errcheck // the folder goes next
	o := &office{t: t, imap: s, c: c, d: d, acc: connect(t, d, s)}
	o.sync()
	o.mirror("archive")
	var all []string
	for _, it := range do[[]ticket.Ticket](t)(tickets(t.Context(), d, "is:any")) {
		all = append(all, it.ID)
	}
	do[core.Done](t)(d.Closing.NoAnswer(t.Context(), all, "nothing-asked"))
	h := o.hand()
	counts := func(inbox, archive int) {
		t.Helper()
		begun := time.Now()
		r := do[team.SyncResult](t)(d.Team.Sync(t.Context(), nil))
		t.Logf("told in %v", time.Since(begun).Round(time.Millisecond))
		if r.Accounts[0].New != 0 {
			t.Errorf("%d mails came again", r.Accounts[0].New)
		}
		if got, want := []int{len(h.UIDs("INBOX")), len(h.UIDs("Archive"))}, []int{inbox, archive}; !slices.Equal(got, want) {
			t.Errorf("INBOX and Archive hold %v, want %v", got, want)
		}
		if p := do[team.Status](t)(d.Team.Status(t.Context())).Problems; len(p) > 0 {
			t.Errorf("problems %+v", p)
		}
	}
	counts(0, many)
	counts(0, many)
	o.undo()
	counts(many, 0)
	counts(many, 0)
}

// TestOutwardLater: what was done without a line is done when it is back; what somebody else did meanwhile stands; and a
// second round does nothing twice.
func TestOutwardLater(t *testing.T) {
	o := newOffice(t)
	o.mirror("seen", "archive")
	o.imap.Stop()
	o.read()
	o.resolve()
	if _, err := o.d.Team.Sync(t.Context(), nil); fault.From(err).Code != fault.Offline {
		t.Fatalf("without a server: %v", err)
	}
	if got := o.outward(); got.Waiting != 2 {
		t.Errorf("waits: %+v", got)
	}
	o.again() // and the laptop was shut
	o.imap.Start()
	o.sync()
	o.stands("Archive", `\Seen`)
	before := o.imap.Snapshot()
	o.sync()
	if after := o.imap.Snapshot(); after != before {
		t.Error("a second round changed something")
	}
	h := o.hand()
	h.Move("Archive", "Trash", h.UIDs("Archive")...)
	o.sync()
	o.stands("Trash", `\Seen`)
}

// TestOutwardParked: what the server declines is parked with its reason and shown, the rest goes on, and a sync by hand
// tries again.
func TestOutwardParked(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.mirror("archive", "flagged")
	o.imap.Stop()
	conf := filepath.Join(o.imap.Dir, "dovecot.conf")
	text, err := os.ReadFile(conf)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(conf, append(text, "mail_plugins = acl\nplugin {\n  acl = vfile\n}\n"...), 0o644); err != nil {
		t.Fatal(err)
	}
	acl := filepath.Join(o.imap.Maildir("Archive"), "dovecot-acl")
	if err := os.WriteFile(acl, []byte("owner lrws\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	o.imap.Start()
	o.resolve()
	do[core.Done](t)(o.d.Work.Priority(ctx, o.id, "high"))
	for range 5 {
		o.sync()
	}
	o.stands("INBOX", `\Flagged`)
	if got := o.outward(); got != (team.Outward{Parked: 1}) {
		t.Errorf("waits: %+v", got)
	}
	shown := func() (out []team.Problem) {
		for _, p := range do[team.Status](t)(o.d.Team.Status(ctx)).Problems {
			if strings.Contains(p.Message, "moved to the archive") {
				out = append(out, p)
			}
		}
		return out
	}
	if p := shown(); len(p) != 1 || !strings.Contains(p[0].Message, "“October export stops”") || p[0].Hint == "" || p[0].Action != "sync" {
		t.Errorf("problems %+v", p)
	}
	if err := os.Remove(acl); err != nil {
		t.Fatal(err)
	}
	o.sync()
	o.stands("Archive", `\Flagged`)
	if p := shown(); len(p) > 0 || o.outward() != (team.Outward{}) {
		t.Errorf("done, and still shown: %+v", p)
	}
}

// TestOutwardSoon: with the engines running the server is told soon after the act, by whatever process acted.
func TestOutwardSoon(t *testing.T) {
	o := newOffice(t)
	o.mirror("seen", "archive")
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- o.d.RunEngines(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
	h := o.hand()
	soon := func(what string, ok func() bool) {
		t.Helper()
		for until := time.Now().Add(15 * time.Second); !ok(); time.Sleep(50 * time.Millisecond) {
			if time.Now().After(until) {
				t.Fatal(what)
			}
		}
	}
	o.read()
	soon("not marked", func() bool { return len(h.Flags("INBOX")) == 1 && slices.Contains(h.Flags("INBOX")[1], `\Seen`) })
	other := openDesk(t, o.dir, o.c)
	defer other.Close() //nolint:errcheck // the folder goes next
	do[core.Done](t)(other.Closing.Close(t.Context(), o.id, closing.Request{As: ticket.Resolved, AnywayWhy: "It is a test"}))
	soon("not archived", func() bool { return len(h.UIDs("Archive")) == 1 })
}
