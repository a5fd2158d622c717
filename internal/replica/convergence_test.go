package replica_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"deskhand/internal/replica"
)

var (
	histories   = flag.Int("histories", usual, "random histories of a team")
	longActions = flag.Int("history.actions", 300, "actions of one long history")
)

const (
	shortActions = 50
	halves       = 2 // of the histories, beside each other
)

// rapidChooser lets rapid make a failing history short.
type rapidChooser struct{ t *rapid.T }

func (c rapidChooser) below(n int) int { return rapid.SampledFrom(upTo[n]).Draw(c.t, "n") }

var upTo = func() (out [1001][]int) {
	all := make([]int, 1000)
	for i := range all {
		all[i] = i
	}
	for n := range out {
		out[n] = all[:n]
	}
	return out
}()

// run plays one history and answers how it fails; empty: it does not.
func run(t testing.TB, c chooser, breaks replica.Break, actions int, prepare func(*history)) (failed string) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case broken:
			failed = string(r)
		default:
			panic(r)
		}
	}()
	h := newHistory(t, c, breaks)
	if prepare != nil {
		prepare(h)
	}
	for range actions {
		h.step()
	}
	h.quiesce()
	h.check()
	return ""
}

// Laptops of mixed versions and clocks, a line that breaks, a server that hides, spoils, loses and renumbers, a stranger, a
// colleague gone bad, copies of desks, backups, joining, leaving and new team keys: in the end all see the same, and it is
// the fold of everything that was ever made.
func TestAllLaptopsSeeTheSame(t *testing.T) {
	checks := flag.Lookup("rapid.checks").Value
	old := checks.String()
	if err := checks.Set(strconv.Itoa((*histories + halves - 1) / halves)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { checks.Set(old) }) //nolint:errcheck // its own text
	for half := range halves {
		t.Run(fmt.Sprint(half), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(rt *rapid.T) {
				if failed := run(t, rapidChooser{rt}, replica.Break{}, shortActions, nil); failed != "" {
					rt.Fatal(failed)
				}
			})
		})
	}
}

func TestALongHistory(t *testing.T) {
	if failed := run(t, chance{rand.New(rand.NewPCG(7, 3))}, replica.Break{}, *longActions, nil); failed != "" {
		t.Fatal(failed)
	}
}
