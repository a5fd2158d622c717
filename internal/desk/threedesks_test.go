package desk

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/desk/agenda"
	"deskhand/internal/desk/membership"
	"deskhand/internal/desk/team"
	"deskhand/internal/journal"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

// field is a team whose laptops are processes of their own, on one mailbox of a real server, each with its own line to it.
type field struct {
	t       testing.TB
	crew    *crewTest // for the desks while their processes rest
	server  *testkit.Dovecot
	between *testkit.Meddler // between all lines and the server
	smtp    *testkit.SMTP
	laptops []*laptop
	letters int
}

// laptop is a data folder, the line to the server and the process that works with them.
type laptop struct {
	*teamDesk // of this process; its Desk is closed while a process runs
	f         *field
	line      *testkit.Proxy
	cmd       *exec.Cmd
	in        io.WriteCloser
	out       *bufio.Scanner
	words     strings.Builder // what it said of its end
	ahead     time.Duration
}

const journalFolder = "Deskhand Journal (do not delete)"

// newField gives n laptops of one team, joined and confirmed, with some customers' mail. No process runs.
func newField(t testing.TB, n, mails int) *field {
	t.Helper()
	f := &field{t: t, crew: newCrew(t), server: testkit.StartDovecot(t), smtp: testkit.StartSMTP(t)}
	f.between = testkit.StartMeddler(t, f.server.Port)
	f.crew.clock.set(time.Now())
	f.smtp.Password = f.server.Password
	f.server.Preload("INBOX", mails, func(int) testkit.Mail { return f.letter() })
	f.server.Preload("Sent", 0, nil)
	for _, agent := range crewAgents()[:n] {
		f.join(agent)
	}
	for range 2 {
		for _, l := range f.laptops {
			do[team.SyncResult](t)(l.Team.Sync(t.Context(), nil))
		}
	}
	f.rest()
	return f
}

// letter is a customer's mail; every third goes on with the one before.
func (f *field) letter() testkit.Mail {
	f.letters++
	n, ref, at := f.letters, "", time.Now().Add(-time.Duration(500-f.letters)*time.Minute)
	if n%3 == 0 {
		ref = fmt.Sprintf("f%d@halvorsen.example", n-1)
	}
	return letter(at, fmt.Sprintf("f%d@halvorsen.example", n), theirs, "Kestrel <support@kestrel.example>", fmt.Sprintf("Question %d", n), ref, "Is it the size?")
}

// join makes one laptop more; the first one founds the team.
func (f *field) join(agent string) *laptop {
	f.t.Helper()
	ctx := f.t.Context()
	l := &laptop{f: f, line: testkit.StartProxy(f.t, f.between.Port), teamDesk: f.crew.fresh(agent)}
	do[team.Account](f.t)(l.Team.AddAccount(ctx, team.NewAccount{
		Email: "support@kestrel.example", User: f.server.User, Password: f.server.Password, Agent: agent, Name: strings.ToUpper(agent[:1]) + agent[1:],
		IMAPHost: "127.0.0.1", IMAPPort: l.line.Port, IMAPSecurity: "none", SMTPHost: f.smtp.Host, SMTPPort: f.smtp.Port, SMTPSecurity: "none",
	}))
	f.laptops = append(f.laptops, l)
	do[team.SyncResult](f.t)(l.Team.Sync(ctx, nil))
	if len(f.laptops) == 1 {
		do[membership.Created](f.t)(l.Membership.Create(ctx, "Kestrel Support", membership.CreateOptions{Encrypt: true}))
		do[team.SyncResult](f.t)(l.Team.Sync(ctx, nil))
		return l
	}
	first := f.laptops[0]
	i := do[membership.Invitation](f.t)(first.Membership.Invite(ctx, agent, ""))
	do[team.SyncResult](f.t)(first.Team.Sync(ctx, nil))
	joined := do[membership.Joined](f.t)(l.Membership.Join(ctx, i.Code, membership.JoinOptions{Machine: agent + "-1"}))
	if joined.Later != "" {
		f.t.Fatalf("%s joins later: %s", agent, joined.Later)
	}
	do[team.SyncResult](f.t)(first.Team.Sync(ctx, nil))
	do[membership.Device](f.t)(first.Membership.Confirm(ctx, joined.Device))
	do[team.SyncResult](f.t)(first.Team.Sync(ctx, nil))
	return l
}

// rest closes the desks of this process.
func (f *field) rest() {
	f.t.Helper()
	for _, l := range f.laptops {
		if err := l.Close(); err != nil {
			f.t.Fatal(err)
		}
	}
}

// start has a process of its own work with the laptop's folder.
func (l *laptop) start() {
	t := l.f.t
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), laptopVar+"="+l.dir, aheadVar+"="+l.ahead.String())
	l.words.Reset()
	cmd.Stderr = &l.words
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	l.cmd, l.in, l.out = cmd, in, bufio.NewScanner(out)
	t.Cleanup(func() { _ = cmd.Process.Kill() })
}

// kill ends it as a power cut does.
func (l *laptop) kill() {
	_ = l.cmd.Process.Kill()
	_ = l.cmd.Wait()
	l.cmd = nil
}

// stop has it end by itself.
func (l *laptop) stop() {
	l.f.t.Helper()
	l.in.Close()
	if err := l.cmd.Wait(); err != nil {
		l.f.t.Fatalf("%s ended: %v: %s", l.agent, err, l.words.String())
	}
	l.cmd = nil
}

// ask has it do something; ok is false where it died over it.
func (l *laptop) ask(o order) (a said, ok bool) {
	line, err := json.Marshal(o)
	if err != nil {
		l.f.t.Fatal(err)
	}
	if _, err := l.in.Write(append(line, '\n')); err != nil || !l.out.Scan() {
		return a, false
	}
	return a, json.Unmarshal(l.out.Bytes(), &a) == nil
}

// does is ask of a process that is to live.
func (l *laptop) does(o order) said {
	l.f.t.Helper()
	a, ok := l.ask(o)
	if !ok {
		err := l.cmd.Wait()
		l.f.t.Fatalf("%s died over %+v: %v: %s", l.agent, o, err, l.words.String())
	}
	if a.Broken != "" {
		l.f.t.Errorf("%s: %+v: %s", l.agent, o, a.Broken)
	}
	return a
}

// settled waits until all have the same and nothing is left to send.
func (f *field) settled() {
	f.t.Helper()
	var all []said
	until := time.Now().Add(60 * time.Second)
	for time.Now().Before(until) {
		all = all[:0]
		same := true
		for n, l := range f.laptops {
			all = append(all, l.does(order{What: "state"}))
			same = same && all[n].Waiting == 0 && all[n].State == all[0].State
		}
		if same {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	f.t.Fatalf("they do not come to the same: %+v", all)
}

// wake opens the desks in this process.
func (f *field) wake() {
	f.t.Helper()
	f.crew.clock.set(time.Now())
	for _, l := range f.laptops {
		l.open()
	}
	f.round()
}

// round has every desk of this process sync until all have what all did.
func (f *field) round() {
	f.t.Helper()
	for range 3 {
		for _, l := range f.laptops {
			do[team.SyncResult](f.t)(l.Team.Sync(f.t.Context(), nil))
		}
	}
	f.project()
}

func (f *field) project() {
	f.t.Helper()
	for _, l := range f.laptops {
		if err := l.store.ProjectWaiting(f.t.Context()); err != nil {
			f.t.Fatal(err)
		}
	}
}

// whole is all that a desk shows, without what is its own.
func (l *laptop) whole() map[string]any {
	t := l.f.t
	t.Helper()
	ctx := t.Context()
	out := map[string]any{"state": do[journal.Hash](t)(stateOf(ctx, l.Desk))}
	list := do[[]ticket.Ticket](t)(tickets(ctx, l.Desk, "is:any"))
	for _, one := range list {
		own := func(v any, names ...string) any {
			data, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			var m map[string]any
			if err := json.Unmarshal(data, &m); err != nil {
				t.Fatal(err)
			}
			for _, name := range names {
				delete(m, name)
			}
			return m
		}
		page := []any{own(do[ticket.Ticket](t)(l.Inbox.Ticket(ctx, one.ID)), "unread", "lost", "waits", "draft", "outbox", "replying", "mailbox")}
		for _, e := range do[[]ticket.Entry](t)(l.Inbox.Entries(ctx, one.ID)) {
			if e.Outbox != nil {
				continue // it waits here for a line, or for somebody to look at what a colleague did
			}
			page = append(page, own(e, "read", "quotedHeld"))
		}
		for _, h := range do[[]ticket.Change](t)(l.Inbox.History(ctx, one.ID)) {
			page = append(page, own(h, "cameAt"))
		}
		out[one.ID] = page
	}
	plan := do[[]agenda.Item](t)(l.Agenda.Planned(ctx))
	slices.SortFunc(plan, func(a, b agenda.Item) int { return strings.Compare(a.ID, b.ID) })
	out["plan"] = plan
	for _, pattern := range []string{"replies/*.md", "policy.yaml", "roster.yaml"} {
		paths, err := filepath.Glob(filepath.Join(l.dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(path, "(") {
				continue // what lost against a colleague's lies beside on the loser's laptop alone
			}
			out["file "+filepath.Base(path)] = string(data)
		}
	}
	return out
}

// alike fails where the desks, open in this process, differ in anything, or are not sound.
func (f *field) alike() {
	f.t.Helper()
	f.alikeBut("neither knowing of the other") // a file that two changed, as it should say
}

// alikeBut lets the doctors say one thing.
func (f *field) alikeBut(says string) {
	f.t.Helper()
	want := f.laptops[0].whole()
	for _, l := range f.laptops {
		got := l.whole()
		for _, key := range slices.Sorted(maps.Keys(want)) {
			if diff := cmp.Diff(want[key], got[key]); diff != "" {
				f.t.Errorf("%s, - %s, + %s:\n%s", key, f.laptops[0].agent, l.agent, diff)
			}
		}
		if len(got) != len(want) {
			f.t.Errorf("%s shows %d things, %s %d", l.agent, len(got), f.laptops[0].agent, len(want))
		}
		for _, c := range do[Report](f.t)(l.Doctor(f.t.Context(), true, nil)).Checks {
			if !c.OK && (says == "" || !strings.Contains(c.Message, says)) {
				f.t.Errorf("%s: doctor: %s: %s", l.agent, c.Name, c.Message)
			}
		}
	}
}

// TestThreeDesks: three laptops act by chance, now one or two of them without a line, customers write meanwhile; in the end
// all three show the same of everything.
func TestThreeDesks(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	f := newField(t, 3, 9)
	for _, l := range f.laptops {
		l.start()
	}
	count, log := map[string]int{}, []string{}
	for n := range 120 {
		if n%15 == 0 {
			down := r.IntN(8) // a bit for each; never all three
			if down == 7 {
				down = 0
			}
			for i, l := range f.laptops {
				l.line.Down(down>>i&1 == 1)
			}
			f.server.Deliver("INBOX", f.letter())
		}
		l := f.laptops[r.IntN(3)]
		a := l.does(order{What: "chance", Seed: r.Uint64(), Words: fmt.Sprintf("Words %d", n)})
		if !a.Refused {
			count[a.What]++
		}
		log = append(log, fmt.Sprintf("%s %s: %s", l.agent, a.What, a.Text))
		if r.IntN(4) == 0 {
			time.Sleep(time.Duration(r.IntN(200)) * time.Millisecond) // moments by chance are the test
		}
	}
	for _, l := range f.laptops {
		l.line.Down(false)
		l.does(order{What: "wake"})
	}
	time.Sleep(2 * time.Second) // what an editor wrote last is noticed
	f.settled()
	for _, l := range f.laptops {
		l.stop()
	}
	f.wake()
	f.alike()
	t.Logf("did %v", count)
	if t.Failed() {
		t.Log(strings.Join(log, "\n"))
	}
}
