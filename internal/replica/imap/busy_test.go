package imap_test

import (
	"sync"
	"testing"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/replica"
	"deskhand/internal/replica/imap"
	"deskhand/internal/testkit"
	"deskhand/internal/testkit/place"
)

// Three laptops write, watch and list at once, over lines that break now and then: each sees every message, and the
// folder holds each once.
func TestThreeLaptops(t *testing.T) {
	const laptops, each = 3, 15
	s := dovecot(t)
	if err := s.open(t, s.port, imap.Options{}).Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	var work sync.WaitGroup
	for l := range laptops {
		work.Go(func() {
			p := testkit.StartProxy(t, s.port)
			tr := s.open(t, p.Port, imap.Options{})
			news := tr.Watch(t.Context())
			seen, cursor, put := map[journal.Hash]bool{}, replica.Cursor(""), 0
			again := false
			for deadline := time.Now().Add(90 * time.Second); len(seen) < laptops*each; {
				if time.Now().After(deadline) {
					t.Errorf("laptop %d saw %d", l, len(seen))
					return
				}
				if put < each {
					m := place.Message(uint64(1000*l+put+1), 700)
					m.Again = again
					if again = false; put%5 == 4 && !m.Again {
						p.CutNow()
					}
					if _, err := tr.Append(t.Context(), m); err != nil {
						again = true
					} else {
						put++
					}
				} else {
					select {
					case <-news:
					case <-time.After(3 * time.Second):
					}
				}
				next, err := tr.List(t.Context(), cursor, place.All, func(i replica.Item) error {
					if i.Err != nil {
						t.Error(i.Err)
					}
					seen[i.Hash] = true
					return nil
				})
				if err == nil {
					cursor = next
				}
			}
		})
	}
	work.Wait()
	items, _ := place.Get(t, s.open(t, s.port, imap.Options{}), "", place.All)
	if len(items) != laptops*each {
		t.Errorf("%d letters instead of %d", len(items), laptops*each)
	}
}
