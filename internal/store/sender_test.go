package store

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"deskhand/internal/ticket"
)

// TestOneSender: of however many mails of one sender, a page of search opens the parts of the index that it comes from
// alone, whatever is typed; the contact's other tickets are read by an index (TestPlans).
func TestOneSender(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	s.partDocs = 100
	const mails = 1000
	var all []Arrival
	for i := range mails {
		at := noon().Add(-time.Duration(mails-i) * time.Minute)
		all = append(all, letter(fmt.Sprintf("m%d", i), "One <one@sender.example>", "support@kestrel.example", fmt.Sprintf("n%d", i), "the same words", at))
	}
	for end := mails; end > 0; end -= 50 { // newest first
		batch := all[end-50 : end]
		for i := range batch {
			batch[i].UID = uint32(end - 50 + i + 1)
		}
		if _, err := s.Arrive(t.Context(), Folder{Account: "a", Name: "inbox", Role: "inbox", UIDValidity: 1}, batch); err != nil {
			t.Fatal(err)
		}
		s.Settle()
	}
	for _, tt := range []struct {
		query string
		parts int // that the first page reads
		rows  int
	}{
		{"sa", 1, 50}, {"same ", 1, 50}, {"from:one", 1, 50}, {`"same words"`, 1, 50}, {"same before:2026-11-20", 4, 50}, {"n999 ", 10, 1}, {"same after:1h", 1, 50}, {"has:note same", 0, 0},
	} {
		seen := map[string][]any{}
		err := s.Read(t.Context(), func(tx *Tx) error {
			tx.q = recorder{tx.q, seen}
			hits, _, err := tx.Search(t.Context(), ticket.ParseQuery(tt.query, noon()), 0, 50)
			if len(hits) != tt.rows {
				t.Errorf("%s finds %d", tt.query, len(hits))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		parts := slices.DeleteFunc(slices.Collect(maps.Keys(seen)), func(q string) bool { return !strings.Contains(q, "FROM entry_fts_") })
		if len(parts) > tt.parts {
			t.Errorf("%s reads %d parts", tt.query, len(parts))
		}
	}
	if got := found(t, s, "same"); len(got) != mails || got[0] != "n999" || got[mails-1] != "n0" {
		t.Errorf("%d found, from %s to %s", len(got), got[0], got[len(got)-1])
	}
}
