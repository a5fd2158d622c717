package desk

import (
	"fmt"
	"regexp"
	"sync"
	"testing"
	"time"

	"deskhand/internal/testkit"
)

// TestBackAfterNinetyDays: a laptop was away while the others worked, packed and threw away what was packed; it comes back
// with changes of its own.
func TestBackAfterNinetyDays(t *testing.T) {
	f := newField(t, 3, 3)
	f.wake()
	asha, lena, jonas := f.laptops[0], f.laptops[1], f.laptops[2]
	id := f.ticket()
	jonas.notes(id, "Sent before the leave")
	f.round()
	jonas.line.Down(true)
	jonas.notes(id, "Written on the train")
	words := []string{"Sent before the leave", "Written on the train"}
	f.laptops = f.laptops[:2]
	calendar := f.calendar()
	for day := 0; day < 90; day += 15 {
		calendar.goOn(15 * 24 * time.Hour)
		for _, l := range f.laptops {
			w := fmt.Sprintf("Day %d of %s", day, l.agent)
			words = append(words, w)
			l.notes(id, w)
		}
		f.round()
	}
	t.Logf("the journal's messages by type: %v", asha.messages())
	f.laptops = append(f.laptops, jonas)
	jonas.line.Down(false)
	f.round()
	f.alikeBut("clock")
	f.once(id, words...)
	lena.notes(id, "Welcome back")
	f.round()
	f.once(id, "Welcome back")
}

// calendar dates the server's mail by the desks' clock, which a test moves: what came before a move keeps its date.
type calendar struct {
	f     *field
	mu    sync.Mutex
	moves []move
}

type move struct {
	at time.Time // by the real clock
	by time.Duration
}

func (f *field) calendar() *calendar {
	c := &calendar{f: f}
	date := regexp.MustCompile(`INTERNALDATE "([^"]*)"`)
	const layout = "_2-Jan-2006 15:04:05 -0700"
	f.between.Meddle(testkit.Meddling{Said: func(a []byte) ([]byte, bool) {
		return date.ReplaceAllFunc(a, func(found []byte) []byte {
			at, err := time.Parse(layout, string(date.FindSubmatch(found)[1]))
			if err != nil {
				return found
			}
			c.mu.Lock()
			defer c.mu.Unlock()
			moved := at
			for _, m := range c.moves {
				if !at.Before(m.at) {
					moved = moved.Add(m.by)
				}
			}
			return fmt.Appendf(nil, "INTERNALDATE %q", moved.Format(layout))
		}), false
	}})
	return c
}

// goOn moves the clock. The server dates by whole seconds: it is done at the beginning of one.
func (c *calendar) goOn(by time.Duration) {
	time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(time.Second)))
	c.mu.Lock()
	c.moves = append(c.moves, move{time.Now().Truncate(time.Second), by})
	c.mu.Unlock()
	c.f.crew.clock.set(c.f.crew.clock.now().Add(by))
}
