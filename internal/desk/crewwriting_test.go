package desk

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/team"
	"deskhand/internal/replica"
)

// TestWritingPace: told after three seconds, once in three minutes, and taken back once.
func TestWritingPace(t *testing.T) {
	at := time.Unix(1_800_000_000, 0)
	var said []string
	var due []func()
	w := newWriting(func() time.Time { return at }, func(a string, until time.Time) {
		if until.IsZero() {
			said = append(said, "-"+a)
		} else {
			said = append(said, fmt.Sprintf("+%s %v", a, until.Sub(at)))
		}
	})
	w.after = func(d time.Duration, f func()) func() {
		if d != 3*time.Second {
			t.Errorf("after %v", d)
		}
		stopped := false
		due = append(due, func() {
			if !stopped {
				f()
			}
		})
		return func() { stopped = true }
	}
	pass := func(d time.Duration) {
		at = at.Add(d)
		for _, f := range due {
			f()
		}
		due = nil
	}
	wants := func(want ...string) {
		t.Helper()
		if !slices.Equal(said, want) {
			t.Errorf("said %q, want %q", said, want)
		}
		said = nil
	}
	w.here("a")
	w.gone("a") // looked in only
	pass(3 * time.Second)
	wants()
	w.here("a")
	w.here("a")
	pass(3 * time.Second)
	w.here("a")
	pass(3 * time.Second)
	wants("+a 3m0s")
	w.gone("a", "b")
	w.gone("a")
	wants("-a")
	w.here("a")
	pass(time.Minute)
	wants() // at most once in three minutes
	at = at.Add(3 * time.Minute)
	w.here("a")
	w.here("b")
	pass(3 * time.Second)
	wants("+a 3m0s", "+b 3m0s")
	at = at.Add(4 * time.Minute)
	w.gone("a", "b") // over by itself
	wants()
}

// TestReplyingNow: who writes is known at the other desks, in every process, until they stop or send; never in the log, and
// not at all where it is switched off.
func TestReplyingNow(t *testing.T) {
	c := newTeam(t, 2)
	ctx := t.Context()
	ids := c.deliver(c.question(1, time.Hour), c.question(2, time.Hour))
	asha, lena := c.desks[0], c.desks[1]
	lena.carrier.presence(replica.Presence{Device: asha.device(), Anchor: ids[0], Until: c.clock.now().Add(3 * time.Minute)})
	lena.again()
	if got := lena.ticket(ids[0]).Replying; !slices.Equal(got, []string{"asha"}) {
		t.Errorf("replying: %v", got)
	}
	if got := lena.ticket(ids[1]).Replying; len(got) != 0 {
		t.Errorf("on another: %v", got)
	}
	c.clock.set(c.clock.now().Add(4 * time.Minute))
	if got := lena.ticket(ids[0]).Replying; len(got) != 0 {
		t.Errorf("over: %v", got)
	}
	lena.carrier.presence(replica.Presence{Device: asha.device(), Anchor: ids[0], Until: c.clock.now().Add(3 * time.Minute)})
	lena.carrier.presence(replica.Presence{Device: asha.device(), Anchor: ids[0]})
	if got := lena.ticket(ids[0]).Replying; len(got) != 0 {
		t.Errorf("taken back: %v", got)
	}

	var said []string
	asha.writing.say = func(a string, until time.Time) { said = append(said, fmt.Sprint(a, until.IsZero())) }
	set := do[team.Settings](t)(asha.Team.Settings(ctx))
	if !set.Presence {
		t.Error("off from the start")
	}
	set.Presence = false
	if err := asha.Team.SaveSettings(ctx, set); err != nil {
		t.Fatal(err)
	}
	if err := asha.Membership.Write(ctx, ids[0]); err != nil || len(said) != 0 || len(asha.writing.begun) != 0 {
		t.Errorf("switched off, it says %v (%v)", said, err)
	}
	set.Presence = true
	if err := asha.Team.SaveSettings(ctx, set); err != nil {
		t.Fatal(err)
	}
	asha.writing.told[ids[0]] = c.clock.now()
	asha.answers(ids[0])
	if want := []string{ids[0] + "true"}; !slices.Equal(said, want) {
		t.Errorf("sent, it says %v", said)
	}
	asha.writing.told[ids[1]] = c.clock.now()
	d := do[compose.Draft](t)(asha.Compose.Open(ctx, ids[1], "reply", ""))
	if _, err := asha.Compose.Discard(ctx, d.ID); err != nil {
		t.Fatal(err)
	}
	if want := []string{ids[0] + "true", ids[1] + "true"}; !slices.Equal(said, want) {
		t.Errorf("thrown away, it says %v", said)
	}
}
