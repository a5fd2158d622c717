package store

import (
	"context"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"deskhand/internal/ticket"
)

// TestWalk: whatever order entries were indexed in and however they are spread over parts, the walk gives those that
// match and stand below a place, each once, the newest first.
func TestWalk(t *testing.T) {
	s := open(t, t.TempDir())
	rapid.Check(t, func(t *rapid.T) {
		s.partDocs = rapid.Int64Range(1, 6).Draw(t, "docs a part")
		ids := rapid.SliceOfNDistinct(rapid.Int64Range(1, 60), 0, 30, rapid.ID).Draw(t, "ids")
		gone := rapid.SliceOfN(rapid.Int64Range(1, 60), 0, 5).Draw(t, "gone")
		below := rapid.Int64Range(1, 70).Draw(t, "below")
		stop := rapid.IntRange(0, 40).Draw(t, "stop")
		var want, got []int64
		err := s.Write(context.Background(), func(tx *Tx) error {
			for _, id := range ids {
				p, err := tx.openPart()
				if err != nil {
					return err
				}
				body := "odd"
				if id%2 == 0 {
					body = "even"
				}
				if err := errors.Join(tx.addTo(&p, Doc{ID: id, Body: body}), tx.savePart(p)); err != nil {
					return err
				}
				if slices.Contains(gone, id) {
					if err := tx.dropDoc(id, p.n); err != nil {
						return err
					}
				} else if id%2 == 0 && id < below {
					want = append(want, id)
				}
			}
			err := tx.walk(context.Background(), matchText(ticket.ParseQuery("eve", noon())), below, func(e entryRow) error {
				if got = append(got, e.id); len(got) == stop {
					return errStop
				}
				return nil
			})
			if err != nil && !errors.Is(err, errStop) {
				return err
			}
			return errUndo
		})
		if !errors.Is(err, errUndo) {
			t.Fatal(err)
		}
		slices.Sort(want)
		slices.Reverse(want)
		if stop > 0 {
			want = want[:min(stop, len(want))]
		}
		if !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}
