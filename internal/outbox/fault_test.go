package outbox_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"deskhand/internal/outbox"
	"deskhand/internal/testkit"
)

// The line cut at each place × killed at each write, before and after it × a server that files at once, late or
// never: handed over at most once, in Sent exactly once, nothing out of sight.
func TestCutsTimesKillsTimesFiling(t *testing.T) {
	r := newRig(t)
	cuts := []testkit.SMTPCut{
		testkit.CutNever, testkit.CutGreeting, testkit.CutMail, testkit.CutRcpt, testkit.CutData, testkit.CutInBody,
		testkit.CutBeforeDot, testkit.CutAtDot, testkit.CutTaken, testkit.CutAfter250,
	}
	seen := map[outbox.State]int{}
	n := 0
	for _, cut := range cuts {
		for writes := 0; writes <= 5; writes++ {
			for _, after := range []bool{false, true} {
				for _, delay := range []time.Duration{0, 5 * time.Second, 40 * time.Second, -1} {
					if writes == 0 && after {
						continue
					}
					n++
					name := fmt.Sprintf("%s, killed at write %d after=%v, filed %v", cut, writes, after, delay)
					seen[oneLife(t, r, name, cut, writes, after, delay)]++
				}
			}
		}
	}
	if v := r.smtp.Violations(); len(v) > 0 {
		t.Errorf("violations: %q", v)
	}
	if seen[outbox.Filed] == 0 || seen[outbox.Unsure] == 0 {
		t.Errorf("ends %v", seen)
	}
	t.Logf("%d histories ended %v", n, seen)
}

func oneLife(t *testing.T, r *rig, name string, cut testkit.SMTPCut, writes int, after bool, delay time.Duration) outbox.State {
	t.Helper()
	r.disk = &disk{items: map[string]outbox.Item{}, raw: map[string][]byte{}}
	r.sent = &testkit.SentFolder{Now: r.clock, Delay: delay, Never: delay < 0}
	r.smtp.OnTaken(r.sent.Deliver)
	r.smtp.Next(testkit.SMTPFault{Cut: cut})
	before := len(r.smtp.Sent())
	doubtful := []testkit.SMTPCut{testkit.CutInBody, testkit.CutBeforeDot, testkit.CutAtDot, testkit.CutTaken}
	if writes == 0 {
		writes = -1
	}
	r.live(writes, after)
	id := r.write("m", 100).MessageID
	r.let(3 * time.Minute)
	killed := r.mem.dead
	if killed {
		r.live(-1, false)
	}
	r.let(time.Hour)
	i, taken, copies := r.at("m"), len(r.smtp.Sent())-before, r.sent.Count(id)
	fail := func(why string) {
		t.Errorf("%s: %s; %s (%s), taken %d, copies %d", name, why, i.State, i.Words, taken, copies)
	}
	switch {
	case taken > 1:
		fail("handed over twice")
	case i.State != outbox.Filed && i.State != outbox.Unsure:
		fail("neither filed nor unsure")
	case i.State == outbox.Filed && (taken != 1 || copies != 1):
		fail("filed")
	case i.State == outbox.Unsure && copies > 0:
		fail("unsure although it stands in Sent")
	case i.State == outbox.Unsure && !i.Open():
		fail("out of sight")
	case !killed && i.State == outbox.Unsure && !slices.Contains(doubtful, cut):
		fail("unsure without need")
	case taken == 1 && delay >= 0 && i.State != outbox.Filed:
		fail("not found in Sent")
	}
	if i.State == outbox.Unsure { // a person's key settles it, and only that
		r.act("m", outbox.Retry)
		r.let(time.Hour)
		if i := r.at("m"); i.State != outbox.Filed || len(r.smtp.Sent())-before > taken+1 {
			t.Errorf("%s: sent again: %s (%s)", name, i.State, i.Words)
		}
	}
	return i.State
}

// A long mail whose line dies in the middle is known not to have gone.
func TestCutInALongBody(t *testing.T) {
	r := newRig(t)
	r.smtp.Next(testkit.SMTPFault{Cut: testkit.CutInBody})
	r.write("m", 16<<20)
	r.pass(10 * time.Second)
	if _, err := r.engine.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.wants("m", outbox.Waiting, outbox.ReasonOffline, 0)
	r.let(time.Hour)
	r.wants("m", outbox.Filed, outbox.ReasonNone, 1)
}

func TestSilentServer(t *testing.T) {
	for at, want := range map[testkit.SMTPCut]outbox.State{testkit.CutMail: outbox.Waiting, testkit.CutAtDot: outbox.Unsure} {
		r := newRig(t)
		r.sender.Command, r.sender.Final = 300*time.Millisecond, 300*time.Millisecond
		r.smtp.Next(testkit.SMTPFault{Silent: at})
		r.write("m", 100)
		r.pass(10 * time.Second)
		if _, err := r.engine.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
		if i := r.at("m"); i.State != want {
			t.Errorf("silent %s: %s (%s)", at, i.State, i.Words)
		}
	}
}

// The disk is full when the server says yes: the answer is kept, and written before anything else.
func TestDiskFullBehindTheDot(t *testing.T) {
	r := newRig(t)
	r.sent.Never = true // so that nothing but the kept answer tells
	r.smtp.OnTaken(func(testkit.SentMail) { r.mem.full = true })
	r.write("m", 100)
	r.let(time.Minute)
	r.wants("m", outbox.Sending, outbox.ReasonNone, 1)
	r.mem.full = false
	r.let(2 * time.Minute)
	r.wants("m", outbox.Filed, outbox.ReasonNone, 1)
	r.mem.full = true
	r.write("mm", 100)
	r.let(time.Minute)
	r.wants("mm", outbox.Waiting, outbox.ReasonNone, 1)
}

// What a sink took is what the outbox held, byte for byte.
func TestBytesArrive(t *testing.T) {
	r := newRig(t)
	r.write("m", 100_000)
	r.let(time.Minute)
	if sent := r.smtp.Sent(); len(sent) != 1 || string(sent[0].Raw) != string(r.disk.raw["m"]) {
		t.Error("other bytes arrived")
	}
}
