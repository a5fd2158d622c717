package desk

import (
	"fmt"
	"testing"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/work"
)

// TestWrongClocks: one laptop's clock is 30 days behind, another's 40 hours ahead. What somebody decides having seen what
// stood wins at once, on all desks.
func TestWrongClocks(t *testing.T) {
	f := newField(t, 3, 3)
	f.wake()
	id := f.ticket()
	f.rest()
	f.laptops[1].ahead, f.laptops[2].ahead = -30*24*time.Hour, 40*time.Hour
	for _, l := range f.laptops {
		l.start()
	}
	agents := crewAgents()
	for n := range 6 {
		l := f.laptops[n%3]
		if a := l.does(order{What: "take", On: id}); a.Refused {
			t.Fatalf("%s: %s", l.agent, a.Text)
		}
		l.does(order{What: "tell", On: id, Words: fmt.Sprintf("Turn %d", n)})
		if got := l.does(order{What: "look", On: id}).Owner; got != agents[n%3] {
			t.Errorf("%s took it, and sees %s's", l.agent, got)
		}
		f.settled()
		for _, other := range f.laptops {
			if got := other.does(order{What: "look", On: id}).Owner; got != agents[n%3] {
				t.Errorf("turn %d: %s took it last, at %s it is %s's", n, agents[n%3], other.agent, got)
			}
		}
	}
	for _, l := range f.laptops {
		l.stop()
		l.ahead = 0
	}
	f.wake()
	for _, l := range f.laptops {
		do[core.Done](t)(l.Work.New(t.Context(), work.NewTicket{Subject: "The end", Body: l.agent}))
	}
	f.round()
	f.alike()
	f.once(id, "Turn 0", "Turn 1", "Turn 2", "Turn 3", "Turn 4", "Turn 5")
}
