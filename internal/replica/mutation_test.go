package replica_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/replica"
)

// mostMutated is how many histories a mutation may survive.
const mostMutated = 400

// The test of the test: with one rule broken (journal.md §5), the histories fail.
func TestTheHistoriesCatchEachMutation(t *testing.T) {
	often := map[string]func(*history){ // what a rare fault needs to show is made less rare
		"M2":  func(h *history) { h.tag(h.pick()) },
		"M11": func(h *history) { h.mallory.play(8 + h.c.below(3)) },
		"M12": func(h *history) {
			h.change(h.pick())
			h.mallory.play(3)
			h.sync(h.pick(), true)
			h.pass(3 * time.Hour)
		},
	}
	for _, name := range []string{"M1", "M2", "M3", "M4", "M5", "M7", "M8", "M9", "M10", "M11", "M12"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var breaks replica.Break
			var prepare func(*history)
			switch name {
			case "M1":
				prepare = func(h *history) { h.state = tieByArrival }
			case "M2":
				prepare = func(h *history) { h.state, h.often = removeWithoutDots, often[name] }
			default:
				breaks = replica.Mutation(name)
				prepare = func(h *history) { h.often = often[name] }
			}
			for i := range mostMutated {
				failed := run(t, chance{rand.New(rand.NewPCG(uint64(i), 5))}, breaks, shortActions, prepare)
				if failed == "" {
					continue
				}
				why, _, _ := strings.Cut(failed, "\n")
				t.Logf("caught by history %d: %.160s", i+1, why)
				return
			}
			t.Errorf("%s was not caught by %d histories", name, mostMutated)
		})
	}
}

// tieByArrival folds as if of two equal stamps the first to arrive stood (M1).
func tieByArrival(records []journal.Record) journal.Hash {
	stands := map[string]journal.Order{}
	var kept []journal.Record
	for _, r := range records {
		if r.Kind != journal.Set && r.Kind != journal.Claim {
			kept = append(kept, r)
			continue
		}
		at, key := journal.OrderOf(r), r.Object+" "+r.Path
		old, ok := stands[key]
		if ok && old.H == at.H && old.Class == at.Class && old.X == at.X {
			continue
		}
		if !ok || old.Compare(at) < 0 {
			stands[key] = at
		}
		kept = append(kept, r)
	}
	return journal.StateHash(kept)
}

// removeWithoutDots folds as if a remove took away whatever had arrived (M2).
func removeWithoutDots(records []journal.Record) journal.Hash {
	here := map[string][]journal.Dot{}
	var kept []journal.Record
	for _, r := range records {
		key := r.Object + " " + r.Path
		switch r.Kind {
		case journal.Add:
			for _, e := range journal.ElementsOf(r.Value) {
				here[key] = append(here[key], journal.Dot{Op: r.ID, Element: e})
			}
		case journal.Remove:
			op := *r.Op
			for _, d := range here[key] {
				op.Dots = append(op.Dots, d.Op)
			}
			here[key] = nil
			r.Op = &op
		default:
		}
		kept = append(kept, r)
	}
	return journal.StateHash(kept)
}
