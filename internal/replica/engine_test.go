package replica_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"deskhand/internal/journal"
)

func testWorld(t *testing.T) *world { return testWorldFor(t) }

func testWorldFor(t testing.TB) *world { return newWorld(t, rand.New(rand.NewPCG(1, 2))) }

func (w *world) pass(d time.Duration) { w.now = w.now.Add(d) }

// equal fails unless all laptops see the same.
func (w *world) equal(laps ...*laptop) {
	w.t.Helper()
	want := journal.StateHash(laps[0].records())
	for _, l := range laps[1:] {
		if got := journal.StateHash(l.records()); got != want {
			w.t.Fatalf("%s holds %d ops and differs from %s with %d", l.name, len(l.records()), laps[0].name, len(laps[0].records()))
		}
	}
}

func TestTwoLaptopsExchange(t *testing.T) {
	w := testWorld(t)
	a, b := w.add("anna", 0), w.add("bert", time.Minute)
	a.write(a.joinOp())
	a.write(set(object('t', 1), "status", map[string]any{"s": "open", "seen": 0}))
	b.write(b.joinOp())
	b.write(set(object('t', 2), "owner", "bert"))
	for range 3 {
		for _, l := range w.laps {
			if err := l.sync(); err != nil {
				t.Fatal(err)
			}
			w.pass(time.Second)
		}
	}
	w.equal(a, b)
	if n := len(a.records()); n != 4 {
		t.Fatalf("%d ops", n)
	}
}
