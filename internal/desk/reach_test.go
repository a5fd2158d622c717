package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/inbox"
	"deskhand/internal/desk/team"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

// attic is a mailbox of which only the last 90 days come whole: of each age three conversations, one mail each.
type attic struct {
	t   *testing.T
	s   *testkit.Dovecot
	dir string
	c   *clock
	d   *Desk
	acc team.Account
}

const oldWord, newWord = "chrysalis", "marmalade" // in the text of every old mail, of every new one

func newAttic(t *testing.T) *attic {
	t.Helper()
	a := &attic{t: t, s: testkit.StartDovecot(t), dir: t.TempDir(), c: &clock{at: time.Now().Truncate(time.Second)}}
	a.s.Preload("INBOX", 6, func(i int) testkit.Mail {
		age, word := 3, newWord
		if i < 3 {
			age, word = 200, oldWord
		}
		at := a.c.now().AddDate(0, 0, -age).Add(time.Duration(i) * time.Minute)
		return letter(at, fmt.Sprintf("m%d@halvorsen.example", i), theirs, "support@kestrel.example", fmt.Sprintf("Subject %d", i), "", "It says "+word+".")
	})
	a.d = openDesk(t, a.dir, a.c)
	t.Cleanup(func() { a.d.Close() }) //nolint:errcheck // the folder goes next
	a.acc = do[team.Account](t)(a.d.Team.AddAccount(t.Context(), team.NewAccount{
		Email: "support@kestrel.example", User: a.s.User, Password: a.s.Password, Agent: "asha", IMAPHost: a.s.Host, IMAPPort: a.s.Port,
		IMAPSecurity: "none", Reach: 90,
	}))
	return a
}

func (a *attic) sync() {
	a.t.Helper()
	do[team.SyncResult](a.t)(a.d.Team.Sync(a.t.Context(), nil))
}

// run has the engines run until the test is over, or until stop.
func (a *attic) run() (stop func()) {
	a.t.Helper()
	ctx, cancel := context.WithCancel(a.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.d.RunEngines(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			a.t.Error(err)
		}
	})
	a.t.Cleanup(stop)
	eventually(a.t, "the engines to run", func() bool { return a.d.SyncState(a.t.Context()).Word == "synced" })
	return stop
}

// entry is the mail of the ticket with a subject.
func (a *attic) entry(subject string) ticket.Entry {
	a.t.Helper()
	for _, h := range do[inbox.Result](a.t)(a.d.Inbox.Search(a.t.Context(), "is:any", "", 5000)).Hits {
		if h.Ticket.Subject != subject {
			continue
		}
		for _, e := range do[[]ticket.Entry](a.t)(a.d.Inbox.Entries(a.t.Context(), h.Ticket.ID)) {
			if e.Kind == ticket.KindMessage {
				return e
			}
		}
	}
	a.t.Fatalf("there is no mail %q", subject)
	return ticket.Entry{}
}

func (a *attic) folder(name string) team.Folder {
	a.t.Helper()
	for _, acc := range do[[]team.Account](a.t)(a.d.Team.Accounts(a.t.Context())) {
		for _, f := range acc.Folders {
			if acc.ID == a.acc.ID && f.Name == name {
				return f
			}
		}
	}
	a.t.Fatalf("there is no folder %s", name)
	return team.Folder{}
}

// TestReach: mail older than the reach is here by its head, found by its subject, and comes whole when it is opened.
func TestReach(t *testing.T) {
	a := newAttic(t)
	a.sync()
	if e := a.entry("Subject 4"); e.Extent != "" || !strings.Contains(e.Text, newWord) {
		t.Errorf("new mail: %q %q", e.Extent, e.Text)
	}
	old := a.entry("Subject 1")
	if old.Extent != "head" || old.Text != "" || old.Size == 0 || old.Wanted || len(old.Problems) > 0 {
		t.Fatalf("old mail: %+v", old)
	}
	if f := a.folder("INBOX"); f.Messages != 6 || f.Synced != 6 || f.Heads != 3 || f.Missing != 0 || !f.Followed || f.LookedAt == 0 || f.Role != "inbox" {
		t.Errorf("the folder says %+v", f)
	}
	r := do[inbox.Result](t)(a.d.Inbox.Search(t.Context(), oldWord+" is:any", "", 10))
	if len(r.Hits) != 0 || r.Heads != 3 {
		t.Errorf("a search for what is not here: %d hits, %d heads", len(r.Hits), r.Heads)
	}
	if r := do[inbox.Result](t)(a.d.Inbox.Search(t.Context(), "subject:1 is:any", "", 10)); r.Heads != 0 {
		t.Errorf("heads are searched whole, and yet %d", r.Heads)
	}
	if n := do[int](t)(a.d.Inbox.FetchAll(t.Context(), old.Ticket)); n != 1 {
		t.Fatalf("%d came", n)
	}
	if e := a.entry("Subject 1"); e.Extent != "" || !strings.Contains(e.Text, oldWord) || e.Wanted || e.ID != old.ID {
		t.Errorf("after it came: %+v", e)
	}
	if f := a.folder("INBOX"); f.Heads != 2 {
		t.Errorf("%d heads", f.Heads)
	}
	a.sync()
	if e := a.entry("Subject 1"); e.Extent != "" {
		t.Error("it became a head again")
	}
}

// TestReachGrows: a farther reach makes older mail whole, a nearer one takes nothing away.
func TestReachGrows(t *testing.T) {
	a := newAttic(t)
	a.sync()
	all, month := 0, 30
	if acc := do[team.Account](t)(a.d.Team.EditAccount(t.Context(), a.acc.ID, team.AccountEdit{Reach: &all})); acc.Reach != 0 {
		t.Fatalf("reach %d", acc.Reach)
	}
	a.sync()
	if f := a.folder("INBOX"); f.Heads != 0 {
		t.Errorf("%d heads after the reach grew", f.Heads)
	}
	do[team.Account](t)(a.d.Team.EditAccount(t.Context(), a.acc.ID, team.AccountEdit{Reach: &month}))
	a.sync()
	if e := a.entry("Subject 0"); e.Extent != "" {
		t.Errorf("what was whole is a %s", e.Extent)
	}
	if _, err := a.d.Team.EditAccount(t.Context(), a.acc.ID, team.AccountEdit{Reach: new(int)}); err != nil {
		t.Error(err)
	}
	bad := -1
	if _, err := a.d.Team.EditAccount(t.Context(), a.acc.ID, team.AccountEdit{Reach: &bad}); fault.From(err).Code != fault.Usage {
		t.Errorf("a reach of -1: %v", err)
	}
}

// TestAnotherProcessFetches: the window runs the engines; what another process wants comes through them, and the window
// hears of the change.
func TestAnotherProcessFetches(t *testing.T) {
	a := newAttic(t)
	a.sync()
	if err := a.d.Close(); err != nil {
		t.Fatal(err)
	}
	a.d = openDesk(t, a.dir, a.c)
	a.run()
	other := openDesk(t, a.dir, a.c)
	defer other.Close() //nolint:errcheck // the test is over
	old := a.entry("Subject 2")
	if n := do[int](t)(other.Inbox.FetchAll(t.Context(), old.Ticket)); n != 1 {
		t.Fatalf("%d came", n)
	}
	if e := a.entry("Subject 2"); e.Extent != "" || !strings.Contains(e.Text, oldWord) {
		t.Errorf("after it came: %+v", e)
	}
	// Opened in the window itself: within a second, without anybody waiting for it.
	old = a.entry("Subject 0")
	heard := make(chan Notice, 64)
	stop := a.d.Subscribe(func(n Notice) {
		select {
		case heard <- n:
		default:
		}
	})
	defer stop()
	if err := a.d.Inbox.Opened(t.Context(), old.Ticket); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the notice of what came", func() bool {
		select {
		case n := <-heard:
			return n.Kind == Changed && slices.Contains(n.Tickets, old.Ticket) && a.entry("Subject 0").Extent == ""
		default:
			return false
		}
	})
}

// TestFetchRefused: what is whole needs nothing; what is gone or unknown says so; without the server it stays wanted.
func TestFetchRefused(t *testing.T) {
	a := newAttic(t)
	a.sync()
	if err := a.d.Inbox.Fetch(t.Context(), a.entry("Subject 5").ID); err != nil {
		t.Errorf("of a whole mail: %v", err)
	}
	if err := a.d.Inbox.Fetch(t.Context(), "m000"); fault.From(err).Code != fault.NotFound {
		t.Errorf("of no mail: %v", err)
	}
	a.s.Stop()
	old := a.entry("Subject 0")
	if _, err := a.d.Inbox.FetchAll(t.Context(), old.Ticket); fault.From(err).Code != fault.Offline {
		t.Errorf("with the server down: %v", err)
	}
	if e := a.entry("Subject 0"); e.Extent != "head" || !e.Wanted {
		t.Errorf("it is no longer wanted: %+v", e)
	}
	a.s.Start()
	h := testkit.NewHand(t, a.s.Port, a.s.User, a.s.Password)
	h.Expunge("INBOX", h.UIDs("INBOX")[1])
	h.Close()
	a.sync()
	if e := a.entry("Subject 0"); e.Extent != "" {
		t.Error("what was wanted did not come with the next round")
	}
	if err := a.d.Inbox.Fetch(t.Context(), a.entry("Subject 1").ID); fault.From(err).Code != fault.NotFound {
		t.Errorf("of a mail that is gone: %v", err)
	}
}
