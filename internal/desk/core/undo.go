package core

import (
	"deskhand/internal/journal"
	"deskhand/internal/store"
)

// United reads the ops of all that an action touched, by ticket, message or free object, over all anchors of each ticket:
// undo needs the values that stand on another anchor of the same ticket.
func United(tx *store.Tx, records []journal.Record) ([][]journal.Record, error) {
	seen := map[string]bool{}
	var out [][]journal.Record
	for _, r := range records {
		if seen[r.Object] {
			continue
		}
		all, err := tx.RecordsWith(r.Object)
		if err != nil {
			return nil, err
		}
		out = append(out, all)
		for _, a := range all {
			seen[a.Object] = true
		}
		seen[r.Object] = true
	}
	return out, nil
}
