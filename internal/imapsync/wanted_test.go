package imapsync_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/testkit"
)

// What a person asked for comes first, then live tickets, then what the reach covers; each folder is opened once.
func TestWantedOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		box := agedBox(t, r, 2000, 900, 800, 700, 200, 3)
		r.load(t, "Sent", 2, func(i int) testkit.Mail { return aged(20+i, 600-i, 2000) })
		a := r.account()
		a.Reach = 90
		sink := newSink()
		e, _ := engineFor(t, a, r.password, sink, imapsync.Options{})
		once(t, e)
		expect(t, sink, box, map[uint32]imapsync.Extent{1: imapsync.Head, 2: imapsync.Head, 3: imapsync.Head, 4: imapsync.Head})
		sink.want("Sent", 1)
		sink.want("INBOX", 2)
		sink.live = map[string]bool{idOf(sink.get("INBOX", 1).Raw): true}
		sink.batches = nil
		a.Reach = 365
		e, _ = engineFor(t, a, r.password, sink, imapsync.Options{})
		once(t, e)
		if got := fmt.Sprint(sink.batches); got != "[[1] [2] [1 4]]" {
			t.Errorf("batches %v, want what was asked for alone, Sent 1 and INBOX 2, then INBOX 1 and 4", got)
		}
		expect(t, sink, box, map[uint32]imapsync.Extent{3: imapsync.Head})
	})
}

// The line breaks in the middle of what is wanted: it comes the next time, whole, and what came before is not fetched again.
func TestWantedSurvivesACutLine(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		days := make([]int, 60)
		for i := range days {
			days[i] = 500 - i
		}
		box := agedBox(t, r, 50_000, days...)
		proxy := testkit.StartProxy(t, r.port)
		a := r.account()
		a.IMAP.Port, a.Reach = proxy.Port, 90
		sink := newSink()
		e, _ := engineFor(t, a, r.password, sink, imapsync.Options{})
		once(t, e)
		a.Reach = 0
		e, obs := engineFor(t, a, r.password, sink, imapsync.Options{})
		proxy.CutAfter(1_000_000)
		if _, err := e.Once(t.Context()); !errors.Is(err, imapsync.ErrUnreachable) {
			t.Fatalf("err = %v", err)
		}
		came := 0
		for uid := range box {
			if sink.get("INBOX", uid).Extent == imapsync.Whole {
				came++
			}
		}
		if came < 5 || came > 40 {
			t.Errorf("%d of 60 whole after a third of the bytes", came)
		}
		running(t, e)
		waitFor(t, obs, "the rest", func() bool {
			for uid := range box {
				if sink.get("INBOX", uid).Extent != imapsync.Whole {
					return false
				}
			}
			return true
		})
		expect(t, sink, box, nil)
		r.equal(t, sink, "INBOX")
	})
}

// A wanted message that was expunged, one in a folder that is gone, and one under an old number keep nobody waiting.
func TestWantedThatIsGone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		box := agedBox(t, r, 2000, 900, 800, 700)
		a := r.account()
		a.Reach = 90
		sink := newSink()
		e, _ := engineFor(t, a, r.password, sink, imapsync.Options{})
		once(t, e)
		gone := &goneSink{memSink: sink, list: []imapsync.Want{
			{Folder: "No such folder", UIDValidity: 7, UID: 3, Size: 100, Asked: true},
			{Folder: "INBOX", UIDValidity: sink.cursor("INBOX").UIDValidity + 9, UID: 2, Size: 100, Asked: true},
			{Folder: "INBOX", UIDValidity: sink.cursor("INBOX").UIDValidity, UID: 4711, Size: 100},
			{Folder: "INBOX", UIDValidity: sink.cursor("INBOX").UIDValidity, UID: 3, Size: 100},
		}}
		e, obs := engineFor(t, a, r.password, gone, imapsync.Options{})
		done := make(chan struct{})
		go func() { defer close(done); once(t, e) }()
		select {
		case <-done:
		case <-time.After(20 * time.Second):
			t.Fatal("it does not end")
		}
		expect(t, sink, box, map[uint32]imapsync.Extent{1: imapsync.Head, 2: imapsync.Head})
		if p := obs.all(); len(p) > 0 {
			t.Errorf("problems %v", p)
		}
	})
}

// goneSink wants what is not there, for ever.
type goneSink struct {
	*memSink
	list []imapsync.Want
}

func (s *goneSink) Wanted(_ context.Context, _ string, _ time.Time, limit int) ([]imapsync.Want, error) {
	return append([]imapsync.Want{}, s.list[:min(limit, len(s.list))]...), nil
}

// One message the server does not give costs one question a round and is named; the others come.
func TestWantedThatIsRefused(t *testing.T) {
	old := time.Now().AddDate(-2, 0, 0).Format("02-Jan-2006 15:04:05 -0700")
	asked := 0
	a := mailbox(30, func(cmd string) string {
		if !strings.HasPrefix(cmd, "UID FETCH") {
			return ""
		}
		set := strings.Fields(cmd)[2]
		if strings.Contains(cmd, "BODY.PEEK[]") && inSet(set, 13) {
			asked++
			return "{tag} NO [SERVERBUG] not this one\r\n"
		}
		var out strings.Builder
		for uid := 1; uid <= 30; uid++ {
			if !inSet(set, uid) {
				continue
			}
			head := fmt.Sprintf("Message-ID: <%d@x>\r\n\r\n", uid)
			switch {
			case strings.Contains(cmd, "RFC822.SIZE"):
				fmt.Fprintf(&out, "* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE \"%s\")\r\n", uid, uid, len(head)+2, old)
			case strings.Contains(cmd, "BODY.PEEK[HEADER]"):
				fmt.Fprintf(&out, "* %d FETCH (UID %d FLAGS () BODY[HEADER]<0> {%d}\r\n%s)\r\n", uid, uid, len(head), head)
			default:
				fmt.Fprintf(&out, "* %d FETCH (UID %d FLAGS () BODY[] {%d}\r\n%shi)\r\n", uid, uid, len(head)+2, head)
			}
		}
		return out.String() + "{tag} OK\r\n"
	}).serve(t)
	a.Reach = 90
	sink := newSink()
	e, _ := engineFor(t, a, "p", sink, imapsync.Options{})
	once(t, e)
	if m := sink.get("INBOX", 13); m.Extent != imapsync.Head {
		t.Fatalf("%+v", m)
	}
	a.Reach = 0
	e, obs := engineFor(t, a, "p", sink, imapsync.Options{})
	once(t, e)
	for uid := uint32(1); uid <= 30; uid++ {
		if m := sink.get("INBOX", uid); (m.Extent == imapsync.Whole) != (uid != 13) {
			t.Errorf("mail %d: %q", uid, m.Extent)
		}
	}
	var p *imapsync.MessageProblem
	if all := obs.all(); len(all) != 1 || !errors.As(all[0], &p) || p.UID != 13 || !strings.Contains(p.Error(), "not this one") || asked != 2 {
		t.Errorf("problems %v, asked %d times", all, asked)
	}
}

// While a longer reach is filled in, what a person asks for comes before what was under way already.
func TestWantedByAPersonMeanwhile(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		box := agedBox(t, r, 5<<20, 990, 980, 970, 960, 950, 940, 930, 920)
		a := r.account()
		a.Reach = 90
		sink := newSink()
		e, _ := engineFor(t, a, r.password, sink, imapsync.Options{})
		once(t, e)
		sink.batches, sink.slow = nil, 100*time.Millisecond
		a.Reach = 0
		e, obs := engineFor(t, a, r.password, sink, imapsync.Options{Slice: time.Second})
		running(t, e)
		waitFor(t, obs, "the first", func() bool { return sink.get("INBOX", 8).Extent == imapsync.Whole })
		sink.want("INBOX", 1)
		e.Want()
		waitFor(t, obs, "all", func() bool {
			for uid := range box {
				if sink.get("INBOX", uid).Extent != imapsync.Whole {
					return false
				}
			}
			return true
		})
		sink.mu.Lock()
		order := fmt.Sprint(sink.batches)
		sink.mu.Unlock()
		if strings.Index(order, "[1]") > strings.Index(order, "[2]") {
			t.Errorf("came as %s", order)
		}
		t.Log(order)
	})
}
