package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	rules "deskhand/internal/closing"
	"deskhand/internal/desk/closing"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/imapsync"
	"deskhand/internal/remind"
	"deskhand/internal/store"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

// clock is a wall clock that a test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

func openDesk(t *testing.T, dir string, c *clock) *Desk {
	t.Helper()
	d, err := Open(t.Context(), Options{Dir: dir, NoKeyring: true, WorkFactor: 10, Now: c.now, Passphrase: func() (string, error) { return "test", nil }})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func connect(t *testing.T, d *Desk, s *testkit.Dovecot) team.Account {
	t.Helper()
	a, err := d.Team.AddAccount(t.Context(), team.NewAccount{
		Email: "support@kestrel.example", User: s.User, Password: s.Password, Agent: "asha",
		IMAPHost: s.Host, IMAPPort: s.Port, IMAPSecurity: "none",
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func letter(at time.Time, id, from, to, subject, ref, body string) testkit.Mail {
	if ref != "" {
		ref = fmt.Sprintf("In-Reply-To: <%s>\r\nReferences: <%s>\r\n", ref, ref)
	}
	raw := fmt.Sprintf("From: %s\r\nTo: %s\r\nDate: %s\r\nSubject: %s\r\nMessage-ID: <%s>\r\n%sContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
		from, to, at.Format(time.RFC1123Z), subject, id, ref, body)
	return testkit.Mail{Raw: []byte(raw), Date: at, MessageID: id}
}

const ours, theirs = "Asha <support@kestrel.example>", "Marco <marco@halvorsen.example>"

func do[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestFirstDay walks through the proof on a real Dovecot: connect, sync, take, note, snooze, wake, close refused,
// close done, restart, rebuild identical — and nothing on the server has changed.
// features: A8, B5, B15, C3, C6, C8, E8, E9, F5, F6, F7, F8, F9
func TestFirstDay(t *testing.T) {
	s := testkit.StartDovecot(t)
	c := &clock{at: time.Now().Truncate(time.Second)}
	s.Preload("INBOX", 1, func(int) testkit.Mail {
		return letter(c.at.Add(-26*time.Hour), "q1@halvorsen.example", theirs, ours, "October export stops", "", "Is it the size?")
	})
	s.Preload("Sent", 1, func(int) testkit.Mail {
		return letter(c.at.Add(-25*time.Hour), "a1@kestrel.example", ours, theirs, "Re: October export stops", "q1@halvorsen.example", "It is a date.")
	})
	before := s.Snapshot()
	dir := t.TempDir()
	d := openDesk(t, dir, c)
	connect(t, d, s)
	r := do[team.SyncResult](t)(d.Team.Sync(t.Context(), nil))
	if r.Accounts[0].New != 2 {
		t.Fatalf("synced %+v", r)
	}
	ctx := t.Context()
	page := do[[]ticket.Ticket](t)(tickets(ctx, d, "is:any"))
	if len(page) != 1 || page[0].Messages != 2 || !page[0].History {
		t.Fatalf("answered mail from before the start is history in one ticket, got %+v", page)
	}
	id := page[0].ID
	if _, err := d.Work.BringIn(ctx, id); err != nil {
		t.Fatal(err)
	}
	do[any](t)(d.Work.Claim(ctx, id, false))
	do[any](t)(d.Work.Note(ctx, id, "The year is 0026. @lena please look", "resolution"))
	if _, err := d.Work.Snooze(ctx, id, "in 2h", "us", ""); fault.From(err).Code != fault.Refused {
		t.Fatalf("a snooze on us without a note was %v", err)
	}
	do[any](t)(d.Work.Snooze(ctx, id, "in 2h", "us", "until the rerun is done"))
	inQueue(t, d, ticket.QueueSnoozed, 1)
	inQueue(t, d, ticket.QueueMine, 0)

	c.set(c.now().Add(3 * time.Hour))
	if err := d.Agenda.Project(ctx, c.now()); err != nil {
		t.Fatal(err)
	}
	inQueue(t, d, ticket.QueueMine, 1)
	if got := do[ticket.Ticket](t)(d.Inbox.Ticket(ctx, id)); !strings.Contains(got.Back, "until the rerun is done") {
		t.Errorf("came back because of %q", got.Back)
	}

	_, err := d.Closing.Close(ctx, id, closing.Request{As: ticket.Resolved})
	if f := fault.From(err); f == nil || f.Code != fault.Refused || len(f.Lines) == 0 {
		t.Fatalf("close without a hand-off: %v", err)
	}
	entries := do[[]ticket.Entry](t)(d.Inbox.Entries(ctx, id))
	var keys []string
	for _, e := range entries {
		keys = append(keys, e.ID)
	}
	if err := d.Inbox.MarkRead(ctx, id, keys); err != nil {
		t.Fatal(err)
	}
	do[any](t)(d.Work.Tag(ctx, id, []string{"data-import"}, nil))
	done := do[any](t)(d.Closing.Close(ctx, id, closing.Request{As: ticket.Resolved, HandOff: &rules.HandOff{Inquiry: "Export stops", Done: "Date mended", Remaining: "None"}}))
	t.Log(done)
	inQueue(t, d, ticket.QueueMine, 0)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}

	d = openDesk(t, dir, c)
	defer d.Close() //nolint:errcheck // the test is over
	got := do[ticket.Ticket](t)(d.Inbox.Ticket(ctx, id))
	if got.Status != ticket.Resolved || got.Owner != "asha" {
		t.Errorf("after a restart: %s, owner %s", got.Status, got.Owner)
	}
	report := do[Report](t)(d.Doctor(ctx, true, nil))
	if !report.OK() {
		t.Errorf("doctor: %+v", report)
	}
	do[any](t)(d.Work.Undo(ctx, "", false))
	if got := do[ticket.Ticket](t)(d.Inbox.Ticket(ctx, id)); got.Status.Done() {
		t.Errorf("undo left it %s", got.Status)
	}
	if after := s.Snapshot(); after != before {
		t.Errorf("the server changed:\n%s\n%s", before, after)
	}
}

func tickets(ctx context.Context, d *Desk, query string) ([]ticket.Ticket, error) {
	r, err := d.Inbox.Search(ctx, query, "", 500)
	var out []ticket.Ticket
	for _, h := range r.Hits {
		out = append(out, h.Ticket)
	}
	return out, err
}

func inQueue(t *testing.T, d *Desk, queue string, want int) {
	t.Helper()
	page, err := d.Inbox.List(t.Context(), queue, "", 50)
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Tickets) != want || page.Total != want {
		t.Fatalf("%s holds %d and counts %d, want %d", queue, len(page.Tickets), page.Total, want)
	}
}

// TestOldMailIsHistory: connecting a mailbox full of old mail leaves queues that show only what waits for an answer.
func TestOldMailIsHistory(t *testing.T) {
	s := testkit.StartDovecot(t)
	c := &clock{at: time.Now().Truncate(time.Second)}
	const old = 3000
	corpus := testkit.Corpus{Seed: 3, N: old, Start: c.at.Add(-300 * 24 * time.Hour), Size: 2000}
	waits := []testkit.Mail{
		letter(c.at.Add(-3*24*time.Hour), "w1@x.example", theirs, ours, "Waits three days", "", "Please help"),
		letter(c.at.Add(-20*24*time.Hour), "w2@x.example", theirs, ours, "Waits twenty days", "", "Please help"),
		letter(c.at.Add(-4*24*time.Hour), "w3@x.example", theirs, ours, "Was answered", "", "Please help"),
	}
	s.Preload("INBOX", old+len(waits), func(i int) testkit.Mail {
		if i < old {
			return corpus.Mail(i)
		}
		return waits[i-old]
	})
	s.Preload("Sent", 1, func(int) testkit.Mail {
		return letter(c.at.Add(-2*24*time.Hour), "w4@kestrel.example", ours, theirs, "Re: Was answered", "w3@x.example", "Done.")
	})
	d := openDesk(t, t.TempDir(), c)
	defer d.Close() //nolint:errcheck // the test is over
	connect(t, d, s)
	do[team.SyncResult](t)(d.Team.Sync(t.Context(), nil))
	page := do[any](t)(d.Inbox.List(t.Context(), ticket.QueueUnassigned, "", 50))
	inQueue(t, d, ticket.QueueUnassigned, 1)
	inQueue(t, d, ticket.QueueAll, 1)
	inQueue(t, d, ticket.QueueMachine, 0)
	if got := do[[]ticket.Ticket](t)(tickets(t.Context(), d, "subject:twenty")); len(got) != 1 || !got[0].History || got[0].Unread != 0 {
		t.Errorf("old mail is found by search and is history: %+v", got)
	}
	if due, err := d.Agenda.Due(t.Context(), c.now()); err != nil || len(due) != 0 {
		t.Errorf("old mail reminds: %v %v (%v)", due, err, page)
	}
}

// notifier keeps what was shown.
type notifier struct {
	mu    sync.Mutex
	shown []remind.Notice
}

func (n *notifier) Notify(_ context.Context, note remind.Notice) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.shown = append(n.shown, note)
	return nil
}

func (n *notifier) count() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.shown)
}

// eventually waits for a condition of another goroutine or process.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	until := time.Now().Add(20 * time.Second)
	for !ok() {
		if time.Now().After(until) {
			t.Fatalf("waited in vain for: %s", what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// TestEngines: mail arrives by itself, a stopped server is a problem and recovers alone, a second process works beside
// the engines, and what is due is shown once and not after its ticket is closed.
// features: G1, G7
func TestEngines(t *testing.T) {
	s := testkit.StartDovecot(t)
	c := &clock{at: time.Now().Truncate(time.Second)}
	s.Preload("INBOX", 1, func(int) testkit.Mail {
		return letter(c.at.Add(-time.Hour), "q1@x.example", theirs, ours, "First", "", "Please call me")
	})
	dir := t.TempDir()
	setUp := openDesk(t, dir, c)
	connect(t, setUp, s)
	if err := setUp.Close(); err != nil {
		t.Fatal(err)
	}
	shown := &notifier{}
	d, err := Open(t.Context(), Options{Dir: dir, NoKeyring: true, WorkFactor: 10, Passphrase: func() (string, error) { return "test", nil }, Notify: shown})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.RunEngines(ctx) }()
	defer func() {
		stop()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		d.Close() //nolint:errcheck // the test is over
	}()
	count := func() int { return len(do[[]ticket.Ticket](t)(tickets(ctx, d, "is:any"))) }
	eventually(t, "the first sync", func() bool { return count() == 1 })
	s.Deliver("INBOX", letter(time.Now(), "q2@x.example", theirs, ours, "Second", "", "And another thing"))
	eventually(t, "mail by IDLE", func() bool { return count() == 2 })

	s.Stop()
	eventually(t, "the problem of a stopped server", func() bool { return len(do[[]team.Problem](t)(d.Team.Problems(ctx))) > 0 })
	s.Start()
	d.Wake()
	eventually(t, "recovery", func() bool { return len(do[[]team.Problem](t)(d.Team.Problems(ctx))) == 0 })

	other := openDesk(t, dir, &clock{at: time.Now()})
	defer other.Close() //nolint:errcheck // the test is over
	if err := other.RunEngines(ctx); !errors.Is(err, ErrEngineBusy) || fault.From(err).Code != fault.Refused {
		t.Errorf("a second set of engines: %v", err)
	}
	s.Deliver("INBOX", letter(time.Now(), "q3@x.example", theirs, ours, "Third", "", "One more"))
	do[team.SyncResult](t)(other.Team.Sync(ctx, nil))
	eventually(t, "the round that another process asked for", func() bool { return count() == 3 })

	all := do[[]ticket.Ticket](t)(tickets(ctx, other, "is:any"))
	told := make(chan struct{}, 100)
	defer d.Subscribe(func(n Notice) {
		if n.Kind == Changed {
			told <- struct{}{}
		}
	})()
	do[any](t)(other.Agenda.Callback(ctx, all[0].ID, time.Now().Add(2*time.Second).Format(time.RFC3339), "+4930123456", "the contract"))
	do[any](t)(other.Agenda.Callback(ctx, all[1].ID, time.Now().Add(2*time.Second).Format(time.RFC3339), "", "cancelled by its close"))
	do[any](t)(other.Closing.NoAnswer(ctx, []string{all[1].ID}, "information"))
	select {
	case <-told:
	case <-time.After(10 * time.Second):
		t.Error("nobody told the window what the command line did")
	}
	eventually(t, "the reminder", func() bool { return shown.count() > 0 })
	time.Sleep(3 * time.Second)
	if n := shown.count(); n != 1 {
		t.Errorf("%d reminders, want 1: %+v", n, shown.shown)
	}
}

// TestBadDays: wrong password, unknown host, a newer database, a read-only folder: a clear error with its code.
func TestBadDays(t *testing.T) {
	s := testkit.StartDovecot(t)
	c := &clock{at: time.Now()}
	d := openDesk(t, t.TempDir(), c)
	defer d.Close() //nolint:errcheck // the test is over
	good := team.NewAccount{Email: "support@kestrel.example", User: s.User, Password: s.Password, Agent: "asha", IMAPHost: s.Host, IMAPPort: s.Port, IMAPSecurity: "none"}
	for _, c := range []struct {
		name string
		with func(*team.NewAccount)
		code fault.Code
	}{
		{"wrong password", func(n *team.NewAccount) { n.Password = "no" }, fault.SignIn},
		{"unknown host", func(n *team.NewAccount) { n.IMAPHost = "imap.invalid" }, fault.Offline},
		{"nobody listens", func(n *team.NewAccount) { n.IMAPPort = testkit.FreePort(t) }, fault.Offline},
		{"self-signed", func(n *team.NewAccount) { n.IMAPPort, n.IMAPSecurity = s.TLSPort, string(imapsync.SecurityTLS) }, fault.Offline},
		{"unknown agent", func(n *team.NewAccount) { n.Agent = "nobody-here" }, fault.Usage},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := good
			c.with(&n)
			_, err := d.Team.AddAccount(t.Context(), n)
			f := fault.From(err)
			if f == nil || f.Code != c.code || f.Hint == "" {
				t.Errorf("got %+v", f)
			}
		})
	}
	fresh := good
	fresh.Agent, fresh.Name, fresh.Password = "mira", "Mira", "no"
	if _, err := d.Team.AddAccount(t.Context(), fresh); fault.From(err).Code != fault.SignIn {
		t.Errorf("a new member with a wrong password: %v", err)
	}
	if got := do[[]team.Account](t)(d.Team.Accounts(t.Context())); len(got) != 0 {
		t.Errorf("a refused account was stored: %+v", got)
	}
	fresh.Password = s.Password
	do[any](t)(d.Team.AddAccount(t.Context(), fresh))
	if m, ok := d.core.Policy().Member("mira"); !ok || m.Name != "Mira" || d.Agent() != "mira" {
		t.Errorf("who connects the mailbox joins the team: %+v", m)
	}
	if _, err := d.Work.Snooze(t.Context(), "t0000000000000000", "31 feb", "us", ""); fault.From(err).Code != fault.Usage {
		t.Errorf("an impossible date: %v", err)
	}
	if _, err := d.Inbox.Resolve(t.Context(), "ZZZZ"); fault.From(err).Code != fault.NotFound {
		t.Errorf("an unknown ticket: %v", err)
	}
	err := d.store.Write(t.Context(), func(tx *store.Tx) error { return tx.SetSetting("x", "y") })
	if err != nil {
		t.Fatal(err)
	}
}
