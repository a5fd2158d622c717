package membership

import (
	"deskhand/internal/journal"
	"deskhand/internal/replica"
	"deskhand/internal/store"
)

// Fold is the team as the ops that are here say, with what was written here and has not left yet.
func Fold(tx *store.Tx, id string) (*journal.Team, error) { return replica.ReadTeam(tx, id) }

// headsOf are the batches of a device that none of its others follows; of every device where none is named.
func headsOf(tx *store.Tx, device string) ([]journal.Hash, error) {
	heads, err := replica.Heads(tx, device)
	return append([]journal.Hash{}, heads...), err
}
