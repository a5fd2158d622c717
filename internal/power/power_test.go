package power

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestAnAnswerStandsForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int32
		m := &Meter{now: time.Now, ask: func(context.Context) State { return State{Battery: asked.Add(1) > 1} }}
		for range 3 {
			if m.State().Battery {
				t.Fatal("the first answer says mains")
			}
		}
		if n := asked.Load(); n != 1 {
			t.Fatalf("asked %d times", n)
		}
		time.Sleep(fresh)
		if !m.State().Battery || asked.Load() != 2 {
			t.Fatal("an old answer still stands")
		}
	})
}

// A system that does not answer holds nobody up, and is heard when it does.
func TestASlowSystemHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &Meter{now: time.Now, ask: func(context.Context) State { time.Sleep(time.Second); return State{Metered: true} }}
		begun := time.Now()
		if m.State().Metered || time.Since(begun) != within {
			t.Fatalf("waited %v", time.Since(begun))
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if begun = time.Now(); !m.State().Metered || time.Since(begun) != 0 {
			t.Fatal("the late answer was not heard")
		}
	})
}

// Whatever this computer is, it answers.
func TestThisComputerAnswers(t *testing.T) {
	if s := New().State(); s.Low && !s.Battery {
		t.Fatalf("%+v", s)
	}
}
