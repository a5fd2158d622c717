package imapsync_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/testkit"
)

func TestFirstSync(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		corpus := testkit.Corpus{Seed: 1, N: 1300, Size: 2000}
		r.load(t, "INBOX", 1300, corpus.Mail)
		r.load(t, "Sent", 7, testkit.Corpus{Seed: 2, N: 7}.Mail)
		sink := newSink()
		e, obs := r.engine(t, sink, imapsync.Options{})
		res := once(t, e)
		if res.New() != 1307 {
			t.Errorf("new = %d, want 1307", res.New())
		}
		r.equal(t, sink, "INBOX", "Sent")
		for i := range 1300 {
			if m := corpus.Mail(i); !bytes.Equal(sink.get("INBOX", uint32(i+1)).Raw, m.Raw) {
				t.Fatalf("message %d came with other bytes", i)
			} else if at := sink.get("INBOX", uint32(i+1)).InternalDate; !at.Equal(m.Date) {
				t.Fatalf("message %d has date %v, want %v", i, at, m.Date)
			}
		}
		// Newest first, in windows of at most 500, ascending inside (asserted by the sink).
		for i, b := range sink.batches {
			if len(b) > 500 {
				t.Errorf("batch %d has %d messages", i, len(b))
			}
		}
		if first := sink.batches[0]; first[len(first)-1] != 1300 {
			t.Errorf("first batch ends with uid %d, not with the newest", first[len(first)-1])
		}
		if c := sink.cursor("INBOX"); !c.Done || c.Lowest != 1 || c.Highest != 1300 || c.Exists != 1300 || c.Role != imapsync.RoleInbox {
			t.Errorf("cursor = %+v", c)
		}
		if c := sink.cursor("Sent"); c.Role != imapsync.RoleSent || !c.Done {
			t.Errorf("cursor of Sent = %+v", c)
		}
		if got := obs.states2(); got[len(got)-1] != imapsync.StateSynced {
			t.Errorf("states = %v", got)
		}
		if p := obs.all(); len(p) > 0 {
			t.Errorf("problems = %v", p)
		}
	})
}

func TestNothingNewAsksLittle(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.load(t, "INBOX", 20, testkit.Corpus{Seed: 1}.Mail)
		proxy := testkit.StartProxy(t, r.port)
		a := r.account()
		a.IMAP.Port = proxy.Port
		sink := newSink()
		e, _ := engineFor(t, a, r.password, sink, imapsync.Options{})
		once(t, e)
		before := len(proxy.Sent())
		sink.calls = nil
		res := once(t, e)
		if res.New() != 0 || len(sink.calls) > 0 {
			t.Errorf("a round without news: %+v, calls %v", res, sink.calls)
		}
		sent := proxy.Sent()[before:]
		if bytes.Contains([]byte(sent), []byte("BODY")) || bytes.Contains([]byte(sent), []byte("SEARCH")) {
			t.Errorf("a round without news asked:\n%s", sent)
		}
	})
}

func TestOnlyWhatIsNew(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		corpus := testkit.Corpus{Seed: 3}
		r.load(t, "INBOX", 30, corpus.Mail)
		sink := newSink()
		e, _ := r.engine(t, sink, imapsync.Options{})
		once(t, e)
		h := r.hand(t)
		for i := 30; i < 35; i++ {
			h.Append("INBOX", corpus.Mail(i))
		}
		if res := once(t, e); res.New() != 5 {
			t.Errorf("new = %d, want 5", res.New())
		}
		r.equal(t, sink, "INBOX")
		// A new process knows nothing but the cursor.
		e2, _ := r.engine(t, sink, imapsync.Options{})
		h.Append("INBOX", corpus.Mail(35))
		if res := once(t, e2); res.New() != 1 {
			t.Errorf("new = %d, want 1", res.New())
		}
		r.equal(t, sink, "INBOX")
	})
}

// The store fails at the k-th batch, as a kill would: what came before is kept and the next process goes on there.
func TestResumeAfterKill(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.load(t, "INBOX", 2600, testkit.Corpus{Seed: 4, Size: 800}.Mail)
		sink := newSink()
		sink.failAt = 3
		e, obs := r.engine(t, sink, imapsync.Options{})
		_, err := e.Once(t.Context())
		if !errors.Is(err, imapsync.ErrStore) || !errors.Is(err, errDisk) {
			t.Fatalf("err = %v, want ErrStore with its cause", err)
		}
		if obs.problem(imapsync.ErrStore) == nil {
			t.Error("the observer was not told")
		}
		if n := sink.count("INBOX"); n != 1000 {
			t.Errorf("%d kept, want the first two batches", n)
		}
		if c := sink.cursor("INBOX"); c.Done || c.Highest != 2600 || c.Lowest != 1601 {
			t.Errorf("cursor = %+v", c)
		}
		sink.failAt, sink.batches = 0, nil
		e2, _ := r.engine(t, sink, imapsync.Options{})
		if res := once(t, e2); res.New() != 1600 {
			t.Errorf("the second process fetched %d, want 1600", res.New())
		}
		r.equal(t, sink, "INBOX")
	})
}

func TestExpunge(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.load(t, "INBOX", 50, testkit.Corpus{Seed: 5}.Mail)
		sink := newSink()
		e, _ := r.engine(t, sink, imapsync.Options{})
		once(t, e)
		h := r.hand(t)
		h.Expunge("INBOX", 1, 7, 50)
		if res := once(t, e); res.Folders[0].Vanished != 3 || res.New() != 0 {
			t.Errorf("result = %+v, want 3 vanished", res)
		}
		r.equal(t, sink, "INBOX")
		// One gone and one come between two looks: the count alone says nothing.
		h.Expunge("INBOX", 20)
		h.Append("INBOX", testkit.Corpus{Seed: 6}.Mail(0))
		if res := once(t, e); res.Folders[0].Vanished != 1 || res.New() != 1 {
			t.Errorf("result = %+v, want 1 vanished and 1 new", res)
		}
		r.equal(t, sink, "INBOX")
	})
}

func TestMassVanishingIsAsked(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.load(t, "INBOX", 60, testkit.Corpus{Seed: 7}.Mail)
		sink := newSink()
		e, obs := r.engine(t, sink, imapsync.Options{})
		once(t, e)
		h := r.hand(t)
		uids := h.UIDs("INBOX")
		h.Expunge("INBOX", uids[:13]...)
		once(t, e)
		var p *imapsync.VanishProblem
		if !slices.ContainsFunc(obs.all(), func(err error) bool { return errors.As(err, &p) }) || p.Gone != 13 || p.Of != 60 {
			t.Fatalf("problems = %v", obs.all())
		}
		if sink.count("INBOX") != 60 {
			t.Errorf("%d placements, want 60 kept", sink.count("INBOX"))
		}
		n := len(obs.all())
		once(t, e)
		if len(obs.all()) == n {
			t.Error("the problem was not repeated while it stands")
		}
		sink.allow("INBOX", 13)
		once(t, e)
		r.equal(t, sink, "INBOX")
	})
}

func TestFlags(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.load(t, "INBOX", 40, testkit.Corpus{Seed: 8}.Mail)
		sink := newSink()
		e, _ := r.engine(t, sink, imapsync.Options{})
		once(t, e)
		h := r.hand(t)
		h.Flag("INBOX", `\Flagged`, true, 3, 9)
		h.Flag("INBOX", `\Seen`, true, 1)
		h.Flag("INBOX", `dh-test`, true, 5)
		once(t, e)
		r.equal(t, sink, "INBOX")
		// The last flag taken away is news too.
		h.Flag("INBOX", `\Flagged`, false, 3, 9)
		h.Flag("INBOX", `dh-test`, false, 5)
		res := once(t, e)
		r.equal(t, sink, "INBOX")
		if res.Folders[0].Flags != 3 {
			t.Errorf("flags changed = %d, want 3", res.Folders[0].Flags)
		}
		if c := sink.cursor("INBOX"); r.modseq != (c.HighestModSeq > 0) {
			t.Errorf("cursor = %+v", c)
		}
		// Another process, the same cursor.
		h.Flag("INBOX", `\Answered`, true, 2)
		e2, _ := r.engine(t, sink, imapsync.Options{})
		once(t, e2)
		r.equal(t, sink, "INBOX")
	})
}

func TestUIDValidityChange(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		corpus := testkit.Corpus{Seed: 9}
		r.load(t, "INBOX", 25, corpus.Mail)
		sink := newSink()
		e, obs := r.engine(t, sink, imapsync.Options{})
		once(t, e)
		old := sink.cursor("INBOX").UIDValidity
		r.renumber("INBOX")
		h := r.hand(t)
		for i := range 3 {
			h.Append("INBOX", corpus.Mail(25+i))
		}
		h.Close()
		res := once(t, e)
		if !res.Folders[0].Renewed || !sink.said("renewed") {
			t.Errorf("result = %+v, calls %v", res, sink.calls)
		}
		if !r.renumberKeepsAll { // a folder emptied in this way is a loss as any other
			var p *imapsync.VanishProblem
			if all := obs.all(); len(all) != 1 || !errors.As(all[0], &p) || p.Gone != 22 || p.Of != 25 || !sink.cursor("INBOX").Relist {
				t.Errorf("problems = %v", all)
			}
			sink.allow("INBOX", 22)
			once(t, e)
		}
		if c := sink.cursor("INBOX"); c.UIDValidity == old || !c.Done {
			t.Errorf("cursor = %+v, old UIDVALIDITY %d", c, old)
		}
		want := 3
		if r.renumberKeepsAll {
			want = 28
		}
		if sink.count("INBOX") != want {
			t.Errorf("%d placements, want %d", sink.count("INBOX"), want)
		}
		r.equal(t, sink, "INBOX")
	})
}

func TestWatchByIdle(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		corpus := testkit.Corpus{Seed: 10}
		r.load(t, "INBOX", 5, corpus.Mail)
		sink := newSink()
		e, obs := r.engine(t, sink, imapsync.Options{})
		running(t, e)
		waitFor(t, obs, "first sync", func() bool { return sink.count("INBOX") == 5 && synced(obs) })
		h := r.hand(t)
		for i := range 3 {
			begun := time.Now()
			h.Append("INBOX", corpus.Mail(5+i))
			waitFor(t, obs, "new mail", func() bool { return sink.count("INBOX") == 6+i })
			t.Logf("new mail by IDLE in %v", time.Since(begun))
		}
		h.Flag("INBOX", `\Seen`, true, 1)
		waitFor(t, obs, "flag", func() bool { return slices.Contains(sink.get("INBOX", 1).Flags, `\Seen`) })
		h.Expunge("INBOX", 2)
		waitFor(t, obs, "expunge", func() bool { return sink.count("INBOX") == 7 })
		// Sent has no IDLE; a person's key looks at once.
		h.Append("Sent", corpus.Mail(20))
		e.Wake()
		waitFor(t, obs, "mail in Sent", func() bool { return sink.count("Sent") == 1 })
		r.equal(t, sink, "INBOX", "Sent")
	})
}

func synced(o *observer) bool {
	s := o.states2()
	return len(s) > 0 && s[len(s)-1] == imapsync.StateSynced
}

func TestServerStopsAndComesBack(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		corpus := testkit.Corpus{Seed: 11}
		r.load(t, "INBOX", 5, corpus.Mail)
		sink := newSink()
		e, obs := r.engine(t, sink, imapsync.Options{})
		running(t, e)
		waitFor(t, obs, "first sync", func() bool { return synced(obs) })
		r.stop()
		waitFor(t, obs, "the problem", func() bool {
			return obs.problem(imapsync.ErrUnreachable) != nil && slices.Contains(obs.states2(), imapsync.StateOffline)
		})
		var e1 *imapsync.Error
		if p := obs.problem(imapsync.ErrUnreachable); !errors.As(p, &e1) || e1.Hint == "" || e1.Server == "" {
			t.Errorf("problem = %#v", p)
		}
		r.start()
		h := r.hand(t)
		h.Append("INBOX", corpus.Mail(5))
		waitFor(t, obs, "recovery", func() bool { return sink.count("INBOX") == 6 && synced(obs) })
		h.Append("INBOX", corpus.Mail(6))
		waitFor(t, obs, "IDLE after recovery", func() bool { return sink.count("INBOX") == 7 })
	})
}
