package remind

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// desk is a source and a notifier in memory, on a wall clock that can jump.
type desk struct {
	mu        sync.Mutex
	offset    time.Duration // wall clock against the bubble's
	reminders []Reminder
	marks     map[string]int
	shown     map[string]int
	notices   []Notice
	projected []time.Time

	dueErr, notifyErr, projectErr error
	firedErr                      error
	problems                      []error
}

func newDesk(rs ...Reminder) *desk {
	return &desk{reminders: rs, marks: map[string]int{}, shown: map[string]int{}}
}

func (d *desk) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return time.Now().Add(d.offset)
}

// view is a copy of what happened so far.
type view struct {
	marks, shown map[string]int
	notices      []Notice
	problems     []error
	passes       int
}

func (d *desk) look() view {
	synctest.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	return view{
		maps.Clone(d.marks), maps.Clone(d.shown), slices.Clone(d.notices), slices.Clone(d.problems), len(d.projected),
	}
}

func (d *desk) change(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f()
}

func (d *desk) Project(_ context.Context, now time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.projected = append(d.projected, now)
	return d.projectErr
}

func (d *desk) Due(_ context.Context, now time.Time) ([]Reminder, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []Reminder
	for _, r := range d.reminders {
		if !r.Due.After(now) && d.marks[r.Key] < 2 {
			out = append(out, r)
		}
	}
	return out, d.dueErr
}

func (d *desk) Fired(_ context.Context, key string, _ time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.firedErr != nil {
		return d.firedErr
	}
	d.marks[key]++
	return nil
}

func (d *desk) Next(context.Context) (time.Time, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var next time.Time
	for _, r := range d.reminders {
		if d.marks[r.Key] < 2 && (next.IsZero() || r.Due.Before(next)) {
			next = r.Due
		}
	}
	return next, !next.IsZero(), nil
}

func (d *desk) Notify(_ context.Context, n Notice) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.notifyErr != nil {
		return d.notifyErr
	}
	d.notices = append(d.notices, n)
	for _, k := range n.Keys {
		d.shown[k]++
	}
	return nil
}

// run starts an engine on d; stop ends it and waits.
func (d *desk) run(t *testing.T) (e *Engine, stop func()) {
	t.Helper()
	e = New(Options{Source: d, Notifier: d, Now: d.now, Zone: time.UTC, Problem: func(err error) {
		d.change(func() { d.problems = append(d.problems, err) })
	}})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- e.Run(ctx) }()
	return e, func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v", err)
		}
	}
}

func in(d time.Duration, key string) Reminder {
	return Reminder{Key: key, Kind: Callback, Ticket: "t" + key, Title: "Call " + key, Body: "body", Due: time.Now().Add(d)}
}

// features: G1
func TestFiresAtItsMomentOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(in(2*time.Minute, "a"), in(10*time.Minute, "b"))
		_, stop := d.run(t)
		time.Sleep(2*time.Minute - time.Second)
		if v := d.look(); len(v.notices) != 0 {
			t.Fatalf("too early: %+v", v.notices)
		}
		time.Sleep(time.Second)
		if n := d.look().notices; len(n) != 1 || n[0].Title != "Call a" || n[0].Body != "body" ||
			n[0].Ticket != "ta" || !n[0].Urgent {
			t.Fatalf("at the moment: %+v", n)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		stop()
		if d.shown["a"] != 1 || d.shown["b"] != 1 || d.marks["a"] != 2 || d.marks["b"] != 2 {
			t.Errorf("shown %v, marked %v", d.shown, d.marks)
		}
	})
}

// What changed while the program was closed is projected before anything is shown, and again at each moment.
func TestProjectsFirstOfAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(in(-time.Hour, "late"))
		d.projectErr = errors.New("database is busy")
		_, stop := d.run(t)
		if v := d.look(); v.passes != 1 || len(v.notices) != 0 || len(v.problems) != 1 {
			t.Errorf("projected %d, shown %d, problems %v", v.passes, len(v.notices), v.problems)
		}
		d.change(func() { d.projectErr = nil })
		time.Sleep(time.Minute)
		synctest.Wait()
		stop()
		if len(d.notices) != 1 || len(d.problems) != 2 || d.problems[1] != nil {
			t.Errorf("after the failure: %+v, problems %v", d.notices, d.problems)
		}
	})
}

func TestLateNoticeSaysWhenItWasDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // the bubble begins at 2000-01-01 00:00 UTC
		time.Sleep(14 * time.Hour)
		d := newDesk(in(-90*time.Second, "now"), in(-time.Hour, "hour"), in(-50*time.Hour, "days"))
		_, stop := d.run(t)
		synctest.Wait()
		stop()
		var bodies []string
		for _, n := range d.notices {
			bodies = append(bodies, n.Body)
		}
		want := "body|body · due 13:00|body · due Thu 30 Dec, 12:00"
		if got := strings.Join(bodies, "|"); got != want {
			t.Errorf("bodies %q, want %q", got, want)
		}
	})
}

func TestMoreThanThreeAreOneNotice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for n, notices := range map[int]int{3: 3, 4: 1, 60: 1} {
			d := newDesk()
			for i := range n {
				r := in(time.Minute, fmt.Sprint(i))
				r.Kind = Snooze
				d.reminders = append(d.reminders, r)
			}
			_, stop := d.run(t)
			time.Sleep(time.Minute)
			synctest.Wait()
			stop()
			if len(d.notices) != notices || len(d.shown) != n {
				t.Errorf("%d at once: %d notices for %d reminders", n, len(d.notices), len(d.shown))
			}
			if n == 60 && (d.notices[0].Title != "60 reminders" || d.notices[0].Body != "Call 0; Call 1; Call 2; and 57 more" || d.notices[0].Urgent) {
				t.Errorf("merged: %+v", d.notices[0])
			}
		}
	})
}

func TestClosedTicketIsCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(in(5*time.Minute, "a"))
		e, stop := d.run(t)
		time.Sleep(4 * time.Minute)
		d.change(func() { d.reminders = nil })
		e.Wake()
		time.Sleep(time.Hour)
		synctest.Wait()
		stop()
		if len(d.notices) != 0 {
			t.Errorf("shown after the close: %+v", d.notices)
		}
	})
}

func TestWakeReadsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		e, stop := d.run(t)
		synctest.Wait()
		for range 3 { // never blocks
			d.change(func() { d.reminders = append(d.reminders, in(0, fmt.Sprint(len(d.reminders)))) })
			e.Wake()
		}
		synctest.Wait()
		stop()
		if len(d.shown) != 3 {
			t.Errorf("shown %v", d.shown)
		}
	})
}

// Timers stand still while a laptop sleeps, and a clock may be set: within half a minute the wall clock counts again.
func TestClockJumps(t *testing.T) {
	for _, jump := range []time.Duration{30 * 24 * time.Hour, -30 * 24 * time.Hour, time.Hour, -time.Hour} {
		t.Run(jump.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(in(time.Minute, "soon"), in(24*time.Hour, "tomorrow"))
				_, stop := d.run(t)
				time.Sleep(90 * time.Second)
				d.change(func() { d.offset = jump })
				time.Sleep(31 * time.Second)
				want := map[bool]int{true: 1, false: 0}[jump > 24*time.Hour]
				if v := d.look(); v.shown["tomorrow"] != want {
					t.Errorf("half a minute after the jump: %v", v.shown)
				}
				d.change(func() { d.offset = 0 })
				time.Sleep(48 * time.Hour)
				synctest.Wait()
				stop()
				for _, r := range d.reminders {
					if d.shown[r.Key] != 1 {
						t.Errorf("%s shown %d times", r.Key, d.shown[r.Key])
					}
				}
			})
		})
	}
}

// A desktop that shows nothing is a Problem, and the notice comes late rather than never.
func TestNotifierThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(in(time.Second, "a"))
		failure := errors.New("no notification service answers")
		d.notifyErr = failure
		_, stop := d.run(t)
		time.Sleep(10 * time.Minute)
		v := d.look()
		if len(v.problems) != 1 || !errors.Is(v.problems[0], failure) || v.marks["a"] != 1 {
			t.Errorf("problems %v, marks %v", v.problems, v.marks)
		}
		if v.passes > 60 {
			t.Errorf("%d passes in ten minutes", v.passes)
		}
		d.change(func() { d.notifyErr = nil })
		time.Sleep(time.Minute)
		synctest.Wait()
		stop()
		if d.shown["a"] != 1 || d.marks["a"] != 2 || len(d.problems) != 2 || d.problems[1] != nil {
			t.Errorf("shown %v, marks %v, problems %v", d.shown, d.marks, d.problems)
		}
	})
}

// Without the mark nothing is shown: else a crash could repeat it without end.
func TestMarkThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(in(time.Second, "a"))
		d.firedErr = errors.New("disk full")
		_, stop := d.run(t)
		time.Sleep(time.Minute)
		if v := d.look(); len(v.notices) != 0 || len(v.problems) != 1 {
			t.Errorf("shown %v, problems %v", v.notices, v.problems)
		}
		d.change(func() { d.firedErr = nil })
		time.Sleep(time.Minute)
		synctest.Wait()
		stop()
		if d.shown["a"] != 1 {
			t.Errorf("shown %v", d.shown)
		}
	})
}

// killer ends the program (as a panic of the test) at one of the engine's steps.
type killer struct {
	*desk
	steps int
}

var errKilled = errors.New("killed")

func (k *killer) step() bool { k.steps--; return k.steps < 0 }

func (k *killer) Fired(ctx context.Context, key string, at time.Time) error {
	if k.step() {
		return errKilled
	}
	return k.desk.Fired(ctx, key, at)
}

func (k *killer) Notify(ctx context.Context, n Notice) error {
	if k.step() {
		return errKilled
	}
	return k.desk.Notify(ctx, n)
}

// Whatever step the program is killed at, and however often, each reminder is shown at least once and, with one crash
// around it, at most twice.
func TestAtLeastOnceAtMostTwice(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := newDesk()
		for i := range rapid.IntRange(1, 6).Draw(rt, "reminders") {
			d.reminders = append(d.reminders, in(-time.Minute, fmt.Sprint(i)))
		}
		for range rapid.IntRange(0, 3).Draw(rt, "kills") {
			k := &killer{desk: d, steps: rapid.IntRange(0, 12).Draw(rt, "at step")}
			_ = New(Options{Source: k, Notifier: k}).pass(context.Background()) // its memory dies with it
		}
		if err := New(Options{Source: d, Notifier: d}).pass(context.Background()); err != nil {
			rt.Fatal(err)
		}
		for _, r := range d.reminders {
			n := d.shown[r.Key]
			if n > 2 || d.marks[r.Key] < 2 {
				rt.Fatalf("%s: shown %d times, %d marks", r.Key, n, d.marks[r.Key])
			}
		}
		if left, _ := d.Due(context.Background(), time.Now()); len(left) != 0 {
			rt.Fatalf("still due: %v", left)
		}
	})
}

// One crash never loses a reminder.
func TestOneKillLosesNothing(t *testing.T) {
	for step := range 20 {
		d := newDesk(in(-time.Minute, "a"), in(-time.Minute, "b"), in(-time.Minute, "c"))
		k := &killer{desk: d, steps: step}
		_ = New(Options{Source: k, Notifier: k}).pass(context.Background())
		if err := New(Options{Source: d, Notifier: d}).pass(context.Background()); err != nil {
			t.Fatal(err)
		}
		keys := []string{"a", "b", "c"}
		if slices.ContainsFunc(keys, func(k string) bool { return d.shown[k] < 1 || d.shown[k] > 2 }) {
			t.Errorf("killed at step %d: shown %v", step, d.shown)
		}
	}
}
