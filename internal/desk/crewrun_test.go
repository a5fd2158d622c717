package desk

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/membership"
	"deskhand/internal/desk/team"
	"deskhand/internal/desk/work"
	"deskhand/internal/replica/mem"
	"deskhand/internal/ticket"
)

// runAll lets the engines of desks run until the test ends.
func (c *crewTest) runAll(desks ...*teamDesk) {
	c.t.Helper()
	ctx, cancel := context.WithCancel(c.t.Context())
	var g sync.WaitGroup
	for _, d := range desks {
		g.Go(func() { d.RunEngines(ctx) }) //nolint:errcheck // it ends with its context
	}
	c.t.Cleanup(func() { cancel(); g.Wait() })
}

// TestRunning: with engines running, what one does is on the other's screen within moments, a mention and a ticket that was
// given are told once, and a command beside them sees it too.
func TestRunning(t *testing.T) {
	c := newTeam(t, 2)
	ctx := t.Context()
	ids := c.deliver(c.question(1, time.Hour), c.question(2, 30*time.Minute))
	asha, lena := c.desks[0], c.desks[1]
	var mu sync.Mutex
	var told []string
	stop := lena.Subscribe(func(n Notice) {
		if n.Kind == Reminded {
			mu.Lock()
			told = append(told, n.Title)
			mu.Unlock()
		}
	})
	defer stop()
	c.clock.set(c.clock.now().Add(time.Minute)) // later than the joining
	c.runAll(asha, lena)
	begun := time.Now()
	do[core.Done](t)(asha.Work.Claim(ctx, ids[0], false))
	eventually(t, "the claim is at lena's desk", func() bool {
		return do[ticket.Ticket](t)(lena.Inbox.Ticket(ctx, ids[0])).Owner == "asha"
	})
	t.Logf("a claim took %v", time.Since(begun))
	do[core.Done](t)(asha.Work.Note(ctx, ids[1], "Can you look, @lena?", "question"))
	do[core.Done](t)(asha.Work.Assign(ctx, ids[1], "lena", ""))
	eventually(t, "lena is told of both", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(told) >= 2
	})
	beside := &teamDesk{crew: c, dir: asha.dir, agent: "asha"}
	beside.open()
	do[core.Done](t)(beside.Work.Note(ctx, ids[0], "By a command beside the window", "note"))
	eventually(t, "what the command wrote is at lena's desk", func() bool { return strings.Contains(lena.shows(ids[0]), "By a command") })
	r, err := beside.askElsewhere(ctx, nil) // no server is behind the mailbox
	if fault.From(err).Code != fault.Offline || r.Journal == nil || r.Journal.Error != nil {
		t.Errorf("a sync beside the window: %+v", r.Journal)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(told) != 2 || !strings.HasPrefix(told[0], "You were mentioned") || !strings.HasPrefix(told[1], "Given to you") {
		t.Errorf("told %q", told)
	}
}

// TestBadFolder: what does not belong into the folder is named and left alone; the line that is down is said and clears.
func TestBadFolder(t *testing.T) {
	c := newTeam(t, 2)
	ctx := t.Context()
	asha := c.desks[0]
	c.folder.Put(mem.Mail{Data: []byte("no container at all")})
	c.exchange()
	c.clock.set(c.clock.now().Add(11 * time.Minute))
	c.exchange()
	problems := do[[]team.Problem](t)(asha.Team.Problems(ctx))
	found := false
	for _, p := range problems {
		found = found || strings.Contains(p.Message, "does not belong") && p.Code == "journal"
	}
	if !found {
		t.Errorf("foreign mail is not named: %+v", problems)
	}
	if len(c.folder.Mails()) == 0 {
		t.Error("it was deleted")
	}
	asha.offline = true
	if _, err := asha.carrier.carry(ctx, false); err == nil {
		t.Error("carried without a line")
	}
	do[core.Done](t)(asha.Work.New(ctx, work.NewTicket{Subject: "Made offline", Body: "By hand"}))
	h := do[membership.Health](t)(asha.Membership.Health(ctx))
	if h.Waiting == 0 {
		t.Errorf("nothing waits: %+v", h)
	}
	st := do[team.Status](t)(asha.Team.Status(ctx))
	if st.Journal.Waiting != h.Waiting || st.Journal.Team == "" || st.Journal.Transport != "imap" || st.Journal.Name != "Kestrel Support" {
		t.Errorf("status %+v", st.Journal)
	}
	asha.offline = false
	c.exchange()
	if h := do[membership.Health](t)(asha.Membership.Health(ctx)); h.Waiting != 0 || h.LastPull == 0 {
		t.Errorf("after it: %+v", h)
	}
	if list := do[[]ticket.Ticket](t)(tickets(ctx, c.desks[1].Desk, "is:any")); len(list) != 1 || list[0].Subject != "Made offline" {
		t.Errorf("at lena's desk: %+v", list)
	}
}

// TestRotateAndRecover: a new secret reaches who was away, what they wrote with the old one counts; the newest sheet makes a
// new laptop an admin, an older one does not.
func TestRotateAndRecover(t *testing.T) {
	c := newTeam(t, 3)
	ctx := t.Context()
	asha, lena, jonas := c.desks[0], c.desks[1], c.desks[2]
	ids := c.deliver(c.question(1, time.Hour))
	first := do[membership.Sheet](t)(asha.Membership.RecoverySheet(ctx))
	jonas.offline = true
	if err := asha.Membership.Rotate(ctx); err != nil {
		t.Fatal(err)
	}
	do[core.Done](t)(asha.Work.Note(ctx, ids[0], "With the new secret", "note"))
	do[core.Done](t)(jonas.Work.Note(ctx, ids[0], "Offline, with the old one", "note"))
	c.exchange()
	jonas.offline = false
	c.exchange()
	c.exchange()
	c.alike(ids...)
	for _, words := range []string{"With the new secret", "Offline, with the old one"} {
		if n := notes(lena.shows(ids[0]), words); n != 1 {
			t.Errorf("%q stands %d times", words, n)
		}
	}
	if _, err := lena.Membership.RecoverySheet(ctx); fault.From(err).Code != fault.Refused {
		t.Errorf("a member made a sheet: %v", err)
	}
	second := do[membership.Sheet](t)(asha.Membership.RecoverySheet(ctx))
	c.exchange()
	ana := c.solo("ana")
	c.desks = c.desks[:3]
	if _, err := ana.Membership.Recover(ctx, first.Text, membership.RecoverOptions{}); fault.From(err).Code != fault.Refused {
		t.Errorf("an older sheet opens: %v", err)
	}
	ana2 := c.solo("ana")
	joined := do[membership.Joined](t)(ana2.Membership.Recover(ctx, second.Text, membership.RecoverOptions{}))
	if joined.Agent != "ana" || !joined.Confirmed {
		t.Errorf("recovered %+v", joined)
	}
	c.exchange()
	if o := do[membership.Overview](t)(ana2.Membership.Overview(ctx)); !o.Admin || o.Name != "Kestrel Support" || o.Epoch != 1 {
		t.Errorf("recovered %+v", o)
	}
	do[membership.Device](t)(ana2.Membership.Revoke(ctx, asha.device(), "its disk died"))
	c.desks = c.desks[1:]
	c.exchange()
	if o := do[membership.Overview](t)(lena.Membership.Overview(ctx)); o.Epoch != 2 {
		t.Errorf("lena's team %+v", o)
	}
}

// TestAdmins: a second admin, the last one, and an admin who is none any more.
func TestAdmins(t *testing.T) {
	c := newTeam(t, 3)
	ctx := t.Context()
	asha, lena, jonas := c.desks[0], c.desks[1], c.desks[2]
	if _, err := asha.Membership.Demote(ctx, asha.device()); fault.From(err).Code != fault.Refused {
		t.Errorf("the last admin is none any more: %v", err)
	}
	do[membership.Device](t)(asha.Membership.Promote(ctx, lena.device()))
	c.exchange()
	do[membership.Device](t)(lena.Membership.Revoke(ctx, jonas.device(), "gone"))
	c.desks = c.desks[:2]
	c.exchange()
	d := do[membership.Device](t)(asha.Membership.Demote(ctx, lena.device()))
	if d.Admin {
		t.Errorf("still an admin: %+v", d)
	}
	c.exchange()
	if _, err := lena.Membership.Invite(ctx, "ana", ""); fault.From(err).Code != fault.Refused {
		t.Errorf("who is no admin any more invited: %v", err)
	}
	if _, err := asha.Membership.Promote(ctx, lena.device()); fault.From(err).Code != fault.Refused {
		t.Errorf("promoted again: %v", err)
	}
	list := do[[]membership.Device](t)(asha.Membership.Devices(ctx))
	gone := 0
	for _, d := range list {
		if d.Revoked {
			gone++
		}
	}
	if gone != 1 {
		t.Errorf("what an admin did counts no more since she is none: %+v", list)
	}
}

// TestShutOutRunning: a window whose laptop is shut out stops following the mailbox and the journal, and says so.
func TestShutOutRunning(t *testing.T) {
	c := newTeam(t, 2)
	ctx := t.Context()
	asha, lena := c.desks[0], c.desks[1]
	c.runAll(lena)
	do[membership.Device](t)(asha.Membership.Revoke(ctx, lena.device(), "stolen"))
	c.carry(asha)
	eventually(t, "lena's desk knows", func() bool { return do[membership.Overview](t)(lena.Membership.Overview(ctx)).Revoked })
	eventually(t, "no mailbox is followed", func() bool {
		lena.Desk.running.mu.Lock()
		defer lena.Desk.running.mu.Unlock()
		return len(lena.Desk.running.accounts) == 0
	})
	found := false
	for _, p := range do[[]team.Problem](t)(lena.Team.Problems(ctx)) {
		found = found || strings.Contains(p.Message, "taken out of the team") && p.Action == "team"
	}
	if !found {
		t.Error("no problem says it")
	}
}

// TestInvitations: one that is withdrawn or too old opens nothing, and a code is for one agent.
func TestInvitations(t *testing.T) {
	c := newTeam(t, 1)
	ctx := t.Context()
	asha, lena, jonas := c.desks[0], c.solo("lena"), c.solo("jonas")
	i := do[membership.Invitation](t)(asha.Membership.Invite(ctx, "lena", ""))
	if _, err := jonas.Membership.Join(ctx, i.Code, membership.JoinOptions{}); fault.From(err).Code != fault.Refused {
		t.Errorf("jonas joined with lena's: %v", err)
	}
	if err := asha.Membership.Withdraw(ctx, "lena"); err != nil {
		t.Fatal(err)
	}
	if _, err := lena.Membership.Join(ctx, i.Code, membership.JoinOptions{}); fault.From(err).Code != fault.NotFound {
		t.Errorf("joined with a withdrawn one: %v", err)
	}
	i = do[membership.Invitation](t)(asha.Membership.Invite(ctx, "lena", ""))
	c.clock.set(c.clock.now().Add(49 * time.Hour))
	if _, err := lena.Membership.Join(ctx, i.Code, membership.JoinOptions{}); fault.From(err).Code != fault.NotFound {
		t.Errorf("joined with one that is too old: %v", err)
	}
	if list := do[[]membership.Invitation](t)(asha.Membership.Invitations(ctx)); len(list) != 1 || !list[0].Expired || list[0].Code != "" {
		t.Errorf("listed %+v", list)
	}
	mira := do[membership.Invitation](t)(asha.Membership.Invite(ctx, "Mira", "Mira Okafor"))
	if mira.Agent != "mira" || mira.Name != "Mira Okafor" {
		t.Errorf("invited %+v", mira)
	}
	if o := do[membership.Overview](t)(lena.Membership.Overview(ctx)); o.ID != "" {
		t.Errorf("lena is in a team: %+v", o)
	}
}

// TestJournalOffline: that the place is out of reach is said while it is, in whatever run, and no longer.
func TestJournalOffline(t *testing.T) {
	c := newTeam(t, 1)
	ctx := t.Context()
	asha := c.desks[0]
	says := func() bool {
		for _, p := range do[[]team.Problem](t)(asha.Team.Problems(ctx)) {
			if strings.HasPrefix(p.Message, "The team's journal: ") {
				return true
			}
		}
		return false
	}
	shared := filepath.Join(t.TempDir(), "shared")
	there := func() {
		if err := os.Mkdir(shared, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	there()
	asha.real = true
	asha.again()
	do[membership.Transport](t)(asha.Membership.SetTransport(ctx, membership.Transport{Kind: membership.KindDir, Folder: shared}))
	if err := os.RemoveAll(shared); err != nil { // the share is not mounted
		t.Fatal(err)
	}
	run, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- asha.RunEngines(run) }()
	eventually(t, "it is said", says)
	cancel()
	<-ended
	asha.again()
	if !says() {
		t.Error("a restart forgot it")
	}
	there()
	c.runAll(asha)
	eventually(t, "it is taken back", func() bool { return !says() })
}
