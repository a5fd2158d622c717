package imapsync_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/testkit"
)

// "Not now" is waited out, whatever words it comes in; it is never taken for a wrong password nor for broken mail.
func TestBusyServer(t *testing.T) {
	for name, c := range map[string]struct{ at, answer, hint string }{
		"too many connections, by code":  {"AUTHENTICATE", "NO [LIMIT] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)", "Close mail programs"},
		"too many connections, in words": {"AUTHENTICATE", "NO [ALERT] Too many simultaneous connections. (Failure)", "Close mail programs"},
		"in use":                         {"AUTHENTICATE", "NO [INUSE] Login in progress", "just now"},
		"not connected":                  {"LIST", "BAD User is authenticated but not connected.", "just now"},
		"throttled when listing":         {"LIST", "NO [THROTTLED] Slow down", "slows this mailbox down"},
		"throttled when opening":         {"EXAMINE", "NO [THROTTLED] Slow down", "slows this mailbox down"},
		"a limit when searching":         {"UID SEARCH", "NO [LIMIT] Too many commands", "just now"},
		"throttled when fetching":        {"UID FETCH", "NO [THROTTLED] Account exceeded command or bandwidth limits", "slows this mailbox down"},
		"unavailable when fetching":      {"UID FETCH", "NO [UNAVAILABLE] Backend is away", "just now"},
	} {
		t.Run(name, func(t *testing.T) {
			var busy atomic.Bool
			busy.Store(true)
			s := mailbox(5, func(cmd string) string {
				if busy.Load() && strings.HasPrefix(cmd, c.at) {
					return "{tag} " + c.answer + "\r\n"
				}
				return ""
			})
			sink := newSink()
			e, obs := engineFor(t, s.serve(t), "p", sink, imapsync.Options{})
			_, err := e.Once(t.Context())
			if own := wants(t, err, imapsync.ErrUnreachable); !strings.Contains(own.Hint, c.hint) {
				t.Errorf("hint %q", own.Hint)
			}
			running(t, e)
			waitFor(t, obs, "another try", func() bool { return len(obs.all()) >= 2 })
			busy.Store(false)
			waitFor(t, obs, "all mail", func() bool { return sink.count("INBOX") == 5 && synced(obs) })
			for uid := range uint32(5) {
				if m := sink.get("INBOX", uid+1); m.Missing != "" {
					t.Errorf("mail %d: %q", uid+1, m.Missing)
				}
			}
		})
	}
}

// One folder that the server cannot open now costs only itself.
func TestOneFolderUnavailable(t *testing.T) {
	a := mailbox(4, func(cmd string) string {
		switch {
		case strings.HasPrefix(cmd, "LIST"):
			return "* LIST () \"/\" Trash\r\n* LIST () \"/\" INBOX\r\n{tag} OK\r\n"
		case strings.HasPrefix(cmd, `EXAMINE "Trash"`):
			return "{tag} NO [UNAVAILABLE] on a disk that is away\r\n"
		}
		return ""
	}).serve(t)
	sink := newSink()
	e, obs := engineFor(t, a, "p", sink, imapsync.Options{})
	once(t, e)
	if sink.count("INBOX") != 4 || len(obs.all()) != 1 {
		t.Errorf("%d messages, problems %v", sink.count("INBOX"), obs.all())
	}
}

// A list of folders that cannot be read keeps nobody from INBOX.
func TestUnreadableList(t *testing.T) {
	for name, line := range map[string]string{
		"a name in no encoding": "* LIST () \"/\" \"R&D\"\r\n",
		"an odd namespace":      "",
	} {
		t.Run(name, func(t *testing.T) {
			s := mailbox(4, func(cmd string) string {
				switch {
				case strings.HasPrefix(cmd, "LIST"):
					return "* LIST () \"/\" INBOX\r\n" + line + "* LIST () \"/\" Sent\r\n{tag} OK\r\n"
				case cmd == "NAMESPACE":
					return "* NAMESPACE NIL\r\n{tag} OK\r\n"
				}
				return ""
			})
			inner := s.answer
			s.answer = func(cmd string) string {
				return strings.ReplaceAll(inner(cmd), "[CAPABILITY IMAP4rev1", "[CAPABILITY IMAP4rev1 NAMESPACE")
			}
			sink := newSink()
			e, obs := engineFor(t, s.serve(t), "p", sink, imapsync.Options{})
			running(t, e)
			waitFor(t, obs, "INBOX", func() bool { return sink.count("INBOX") == 4 && synced(obs) })
			if line == "" && sink.count("Sent") != 4 {
				t.Error("Sent was lost for the namespaces")
			}
		})
	}
}

// deaf is a server whose IDLE never says anything.
type deaf struct {
	have  atomic.Int64
	idles atomic.Int64
}

func (d *deaf) serve(t *testing.T) imapsync.Account {
	t.Helper()
	return accountAt(listen(t, d.talk))
}

func (d *deaf) talk(c net.Conn) {
	defer c.Close()
	_, _ = io.WriteString(c, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR ESEARCH IDLE] ready\r\n")
	idle := ""
	for in := bufio.NewScanner(c); in.Scan(); {
		tag, cmd, _ := strings.Cut(in.Text(), " ")
		out := ""
		switch {
		case cmd == "IDLE":
			idle, out = tag, "+ idling\r\n"
			d.idles.Add(1)
		case tag == "DONE":
			out = idle + " OK\r\n"
		default:
			out = mailbox(int(d.have.Load()), func(string) string { return "" }).answer(cmd)
			out = strings.ReplaceAll(strings.ReplaceAll(out, "{tag}", tag), "[CAPABILITY IMAP4rev1", "[CAPABILITY IMAP4rev1 IDLE")
		}
		if _, err := io.WriteString(c, out); err != nil {
			return
		}
	}
}

// A server that takes IDLE and then keeps its news to itself is looked at all the same.
func TestIdleThatSaysNothing(t *testing.T) {
	d := &deaf{}
	d.have.Store(3)
	sink := newSink()
	e, obs := engineFor(t, d.serve(t), "p", sink, imapsync.Options{PollEvery: 100 * time.Millisecond})
	running(t, e)
	waitFor(t, obs, "first sync", func() bool { return sink.count("INBOX") == 3 && d.idles.Load() > 0 })
	d.have.Store(5)
	waitFor(t, obs, "new mail", func() bool { return sink.count("INBOX") == 5 })
}

// fakeWorld is a computer that can be put to sleep and carried elsewhere.
type fakeWorld struct {
	mu    sync.Mutex
	ahead time.Duration
	addrs []netip.Addr
}

func (w *fakeWorld) wall() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Round(0).Add(w.ahead)
}

func (w *fakeWorld) here() []netip.Addr {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.addrs
}

func (w *fakeWorld) change(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
}

// After a sleep or a change of network the line proves itself soon, or a new one is made; mail that came meanwhile is
// here at once.
func TestSleepAndNetworkChange(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		proxy := testkit.StartProxy(t, r.port)
		a := r.account()
		a.IMAP.Port = proxy.Port
		sink := newSink()
		e, obs := engineFor(t, a, r.password, sink, imapsync.Options{})
		world := &fakeWorld{addrs: []netip.Addr{netip.MustParseAddr("192.0.2.1")}}
		e.FakeSenses(20*time.Millisecond, 300*time.Millisecond, world.wall, world.here)
		running(t, e)
		idles := func() int { return strings.Count(proxy.Sent(), "IDLE\r\n") }
		waitFor(t, obs, "watching", func() bool { return synced(obs) && idles() >= 2 })
		h := r.hand(t)
		for i, happens := range []func(){
			func() { world.ahead += time.Hour },
			func() { world.addrs = []netip.Addr{netip.MustParseAddr("198.51.100.7")} },
		} {
			lines, statuses, n := proxy.Connections(), strings.Count(proxy.Sent(), "STATUS"), idles()
			world.change(happens)
			waitFor(t, obs, fmt.Sprintf("a look at change %d", i), func() bool { return strings.Count(proxy.Sent(), "STATUS") > statuses })
			if proxy.Connections() != lines {
				t.Error("a line that lives was given up")
			}
			// The same, on a line that is dead without knowing it.
			waitFor(t, obs, "watching again", func() bool { return idles() > n })
			proxy.Stall(true)
			h.Append("INBOX", testkit.Corpus{Seed: uint64(120 + i)}.Mail(0))
			begun := time.Now()
			world.change(func() { world.ahead += time.Hour })
			waitFor(t, obs, "the dead line", func() bool { return obs.problem(imapsync.ErrUnreachable) != nil })
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("it took %v to find", took)
			}
			proxy.Stall(false)
			waitFor(t, obs, "the mail", func() bool { return sink.count("INBOX") == i+1 && synced(obs) })
			r.equal(t, sink, "INBOX")
		}
	})
}

// hiding is a server that keeps UIDs to itself for a while.
type hiding struct {
	mu   sync.Mutex
	uids []int // shown, ascending
	next int
	mute int // so many searches find nothing
}

func (h *hiding) show(uids ...int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.uids = uids
}

func (h *hiding) answer(cmd string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case strings.HasPrefix(cmd, "EXAMINE"):
		return fmt.Sprintf("* %d EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT %d] x\r\n{tag} OK [READ-ONLY] done\r\n", len(h.uids), h.next)
	case strings.HasPrefix(cmd, "UID SEARCH"):
		set, words := []string(nil), strings.Fields(cmd)
		asked := strings.ReplaceAll(words[len(words)-1], "*", "9999")
		if h.mute > 0 {
			h.mute--
			asked = "0"
		}
		for _, uid := range h.uids {
			if inSet(asked, uid) {
				set = append(set, fmt.Sprint(uid))
			}
		}
		if len(set) == 0 {
			return "* ESEARCH (TAG \"{tag}\") UID COUNT 0\r\n{tag} OK\r\n"
		}
		return fmt.Sprintf("* ESEARCH (TAG \"{tag}\") UID ALL %s COUNT %d\r\n{tag} OK\r\n", strings.Join(set, ","), len(set))
	}
	return ""
}

// forget makes a folder's daily look due.
func (s *memSink) forget(folder string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.cursors[folder]
	c.Compared = 0
	s.cursors[folder] = c
}

// New mail that a server hides for a while comes when it shows it, under whatever number.
func TestHiddenUIDs(t *testing.T) {
	h := &hiding{uids: []int{1, 2, 4, 6}, next: 7}
	sink := newSink()
	a := mailbox(6, h.answer).serve(t)
	e, _ := engineFor(t, a, "p", sink, imapsync.Options{})
	has := func(want ...int) {
		t.Helper()
		got := []int{}
		for uid := range sink.flags("INBOX") {
			got = append(got, int(uid))
		}
		if len(got) != len(want) {
			t.Errorf("here: %v, want %v", got, want)
		}
		for _, uid := range want {
			if sink.get("INBOX", uint32(uid)).Raw == nil {
				t.Errorf("mail %d is not here", uid)
			}
		}
	}
	once(t, e)
	has(1, 2, 4, 6)
	h.show(1, 2, 3, 4, 6)
	once(t, e)
	has(1, 2, 3, 4, 6)
	// A search that finds nothing where EXISTS says otherwise is no reason to take mail out.
	e1, _ := engineFor(t, a, "p", sink, imapsync.Options{})
	h.mute = 1
	sink.forget("INBOX")
	once(t, e1)
	has(1, 2, 3, 4, 6)
	// One appears while another goes: the counts say nothing, the next process's daily look does.
	h.show(1, 2, 3, 5, 6)
	sink.forget("INBOX")
	e2, _ := engineFor(t, a, "p", sink, imapsync.Options{})
	once(t, e2)
	has(1, 2, 3, 5, 6)
}

// An answer that trickles without end ends the connection all the same.
func TestTricklingAnswer(t *testing.T) {
	a := accountAt(listen(t, func(c net.Conn) {
		defer c.Close()
		_, _ = io.WriteString(c, okGreeting+"\r\n")
		for in := bufio.NewScanner(c); in.Scan(); {
			tag, cmd, _ := strings.Cut(in.Text(), " ")
			if strings.HasPrefix(cmd, "AUTHENTICATE") {
				_, _ = io.WriteString(c, tag+" OK [CAPABILITY IMAP4rev1] in\r\n")
				continue
			}
			for { // a list without end
				if _, err := io.WriteString(c, "* LIST () \"/\" INBOX\r\n"); err != nil {
					return
				}
				time.Sleep(10 * time.Millisecond)
			}
		}
	}))
	e, _ := engineFor(t, a, "p", newSink(), imapsync.Options{Timeout: 100 * time.Millisecond})
	begun := time.Now()
	_, err := e.Once(t.Context())
	_ = wants(t, err, imapsync.ErrUnreachable)
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}

// On a slow line older mail is asked for in pieces that come within seconds, so that new mail does not wait behind it.
func TestSlicesOnASlowLine(t *testing.T) {
	r := memoryRig(t)
	r.load(t, "INBOX", 2400, testkit.Corpus{Seed: 140, Size: 300}.Mail)
	sink := newSink()
	sink.slow = 300 * time.Millisecond // a batch: the store is the slow line here
	e, obs := r.engine(t, sink, imapsync.Options{Slice: 600 * time.Millisecond})
	running(t, e)
	waitFor(t, obs, "all mail", func() bool { return synced(obs) && sink.count("INBOX") == 2400 })
	for _, b := range sink.batches[4:] {
		if len(b) > 200 {
			t.Errorf("a batch of %d older messages", len(b))
		}
	}
}
