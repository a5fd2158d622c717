package imapsync_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/testkit"
)

// The line breaks at random places, in greetings, answers and literals: at the end nothing is missing, nothing is
// short.
func TestCutAnywhere(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		const messages = 120
		corpus := testkit.Corpus{Seed: 20, Size: 6000}
		r.load(t, "INBOX", messages, corpus.Mail)
		proxy := testkit.StartProxy(t, r.port)
		a := r.account()
		a.IMAP.Port = proxy.Port
		sink := newSink()
		seed := uint64(time.Now().UnixNano())
		rnd := rand.New(rand.NewPCG(seed, 1))
		t.Logf("seed %d", seed)
		for i := range 40 {
			// A new process now and then: only the cursor and the placements are left of the one before.
			e, obs := engineFor(t, a, r.password, sink, imapsync.Options{})
			for range 1 + rnd.IntN(3) {
				limit := int64(2000)
				if i%2 == 0 {
					limit = 400_000
				}
				proxy.CutAfter(rnd.Int64N(limit))
				_, err := e.Once(t.Context())
				if err != nil && !errors.Is(err, imapsync.ErrUnreachable) {
					t.Fatalf("a broken line is reported as %v", err)
				}
				if err != nil && obs.problem(imapsync.ErrUnreachable) == nil {
					t.Error("the observer was not told")
				}
			}
		}
		proxy.CutAfter(-1)
		e, _ := engineFor(t, a, r.password, sink, imapsync.Options{})
		once(t, e)
		r.equal(t, sink, "INBOX")
		for i := range messages {
			if got, want := sink.get("INBOX", uint32(i+1)).Raw, corpus.Mail(i).Raw; string(got) != string(want) {
				t.Fatalf("message %d: %d bytes, want %d", i, len(got), len(want))
			}
		}
	})
}

// A line that breaks in mid-fetch keeps what came whole.
func TestCutKeepsWhatCame(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.load(t, "INBOX", 100, testkit.Corpus{Seed: 21, Size: 10_000}.Mail)
		proxy := testkit.StartProxy(t, r.port)
		a := r.account()
		a.IMAP.Port = proxy.Port
		sink := newSink()
		e, _ := engineFor(t, a, r.password, sink, imapsync.Options{})
		proxy.CutAfter(500_000)
		if _, err := e.Once(t.Context()); !errors.Is(err, imapsync.ErrUnreachable) {
			t.Fatalf("err = %v", err)
		}
		n := sink.count("INBOX")
		if n < 20 || n > 70 {
			t.Errorf("%d of 100 kept after half the bytes", n)
		}
		if res := once(t, e); res.New() != 100-n {
			t.Errorf("fetched %d again, want only the %d missing", res.New(), 100-n)
		}
		r.equal(t, sink, "INBOX")
	})
}

// A line that falls silent is found dead, in a command and in IDLE.
func TestSilentServer(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.load(t, "INBOX", 3, testkit.Corpus{Seed: 22}.Mail)
		proxy := testkit.StartProxy(t, r.port)
		a := r.account()
		a.IMAP.Port = proxy.Port
		sink := newSink()
		e, obs := engineFor(t, a, r.password, sink, imapsync.Options{Timeout: 300 * time.Millisecond, IdleRenew: 200 * time.Millisecond})
		running(t, e)
		waitFor(t, obs, "first sync", func() bool { return synced(obs) })
		proxy.Stall(true)
		waitFor(t, obs, "the dead line", func() bool { return obs.problem(imapsync.ErrUnreachable) != nil })
		proxy.Stall(false)
		h := r.hand(t)
		h.Append("INBOX", testkit.Corpus{Seed: 23}.Mail(0))
		waitFor(t, obs, "recovery", func() bool { return sink.count("INBOX") == 4 })
	})
}

// A line that falls silent between two answers is waited for once, not as often as the client reads.
func TestSilenceIsWaitedForOnce(t *testing.T) {
	r := memoryRig(t)
	m := testkit.StartMeddler(t, r.port)
	silent := false
	m.Meddle(testkit.Meddling{Said: func(answer []byte) ([]byte, bool) {
		if silent = silent || strings.HasPrefix(string(answer), "* LIST"); silent {
			return nil, false
		}
		return answer, false
	}})
	a := r.account()
	a.IMAP.Port = m.Port
	e, _ := engineFor(t, a, r.password, newSink(), imapsync.Options{Timeout: time.Second})
	begun := time.Now()
	if _, err := e.Once(t.Context()); !errors.Is(err, imapsync.ErrUnreachable) {
		t.Fatalf("err = %v", err)
	}
	if took := time.Since(begun); took < time.Second || took > 2500*time.Millisecond {
		t.Errorf("it took %v", took)
	}
}

// A line that falls silent in the middle of a message is found dead too, and what came before is kept.
func TestSilenceInMidMessage(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.load(t, "INBOX", 100, testkit.Corpus{Seed: 26, Size: 10_000}.Mail)
		proxy := testkit.StartProxy(t, r.port)
		proxy.StallAfter(500_000)
		a := r.account()
		a.IMAP.Port = proxy.Port
		sink := newSink()
		e, _ := engineFor(t, a, r.password, sink, imapsync.Options{Timeout: 300 * time.Millisecond})
		begun := time.Now()
		_, err := e.Once(t.Context())
		if !errors.Is(err, imapsync.ErrUnreachable) {
			t.Fatalf("err = %v", err)
		}
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("it took %v", took)
		}
		if n := sink.count("INBOX"); n < 20 || n > 70 {
			t.Errorf("%d of 100 kept after half the bytes", n)
		}
		proxy.Stall(false)
		once(t, e)
		r.equal(t, sink, "INBOX")
	})
}

func TestIdleIsRenewed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		proxy := testkit.StartProxy(t, r.port)
		a := r.account()
		a.IMAP.Port = proxy.Port
		e, obs := engineFor(t, a, r.password, newSink(), imapsync.Options{IdleRenew: 50 * time.Millisecond})
		running(t, e)
		waitFor(t, obs, "three IDLEs on one line", func() bool { return strings.Count(proxy.Sent(), "DONE\r\n") >= 3 })
		if proxy.Connections() != 1 {
			t.Errorf("%d connections", proxy.Connections())
		}
	})
}

// One message the store cannot take never stops the rest.
func TestBadMessage(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.load(t, "INBOX", 30, testkit.Corpus{Seed: 24}.Mail)
		sink := newSink()
		sink.bad = map[uint32]bool{4: true, 17: true}
		e, obs := r.engine(t, sink, imapsync.Options{})
		if res := once(t, e); res.New() != 28 {
			t.Errorf("new = %d, want 28", res.New())
		}
		var p *imapsync.MessageProblem
		if len(obs.all()) != 2 || !errors.As(obs.all()[0], &p) || p.Folder != "INBOX" {
			t.Errorf("problems = %v", obs.all())
		}
		sink.bad = nil // a newer version can
		once(t, e)
		r.equal(t, sink, "INBOX")
	})
}

func TestLargeMessages(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		mails := []testkit.Mail{
			testkit.Corpus{Seed: 25}.Mail(0), big(25, 6<<20), testkit.Corpus{Seed: 25}.Mail(1), big(26, 12<<20), big(27, 4<<20),
		}
		for i := range mails { // Dovecot numbers what is preloaded by date
			mails[i].Date = time.Date(2026, 3, 1+i, 10, 0, 0, 0, time.UTC)
		}
		r.load(t, "INBOX", len(mails), func(i int) testkit.Mail { return mails[i] })
		sink := newSink()
		dir := t.TempDir()
		e, obs := r.engine(t, sink, imapsync.Options{SpoolDir: dir, MaxMessage: 10 << 20})
		once(t, e)
		r.equal(t, sink, "INBOX")
		for i, spooled := range []bool{false, true, false, false, true} {
			m := sink.get("INBOX", uint32(i+1))
			if (m.Spool != "") != spooled {
				t.Errorf("message %d: spooled %v, want %v", i, m.Spool != "", spooled)
			}
			if i != 3 && string(m.Raw) != string(mails[i].Raw) {
				t.Errorf("message %d came with %d bytes, want %d", i, len(m.Raw), len(mails[i].Raw))
			}
		}
		m := sink.get("INBOX", 4)
		if m.Missing == "" || m.Size != int64(len(mails[3].Raw)) || !strings.Contains(string(m.Raw), "Subject: big") || len(m.Raw) > 1000 {
			t.Errorf("too large: missing %q, size %d, %d bytes", m.Missing, m.Size, len(m.Raw))
		}
		var p *imapsync.MessageProblem
		if len(obs.all()) != 1 || !errors.As(obs.all()[0], &p) || p.UID != 4 {
			t.Errorf("problems = %v", obs.all())
		}
		if left := files(t, dir); len(left) > 0 {
			t.Errorf("spool files are left: %v", left)
		}
		if res := once(t, e); res.New() != 0 {
			t.Errorf("the next round fetched %d", res.New())
		}
	})
}

func TestWrongPassword(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		proxy := testkit.StartProxy(t, r.port)
		a := r.account()
		a.IMAP.Port = proxy.Port
		e, obs := engineFor(t, a, "wrong", newSink(), imapsync.Options{})
		_, err := e.Once(t.Context())
		var own *imapsync.Error
		if !errors.Is(err, imapsync.ErrRefused) || !errors.As(err, &own) || own.Hint == "" {
			t.Fatalf("err = %v", err)
		}
		if strings.Contains(err.Error(), "wrong") {
			t.Errorf("the error quotes the password: %v", err)
		}
		// Run does not try again and again: servers lock accounts.
		running(t, e)
		waitFor(t, obs, "refusal", func() bool { return len(obs.all()) >= 2 })
		time.Sleep(300 * time.Millisecond)
		if n := proxy.Connections(); n != 2 {
			t.Errorf("%d sign-ins", n)
		}
		if s := obs.states2(); s[len(s)-1] != imapsync.StateRefused {
			t.Errorf("states = %v", s)
		}
		e.Wake()
		waitFor(t, obs, "another try by hand", func() bool { return proxy.Connections() == 3 })
	})
}
