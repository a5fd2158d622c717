package replica

import (
	"fmt"
	"slices"
	"time"

	"deskhand/internal/journal"
)

// Rehome gives what an earlier key of this desk left unsealed to its new one: a restored backup or a cloned profile goes on
// under a key of its own. Lines stay as they are; those whose id came back from the place are forgotten. The new key's own
// request (dev/<device>) is to be written before: among what it takes over may be a new team key.
func Rehome(tx Tx, old, device string) error {
	sealed := map[string]bool{}
	var loose []journal.StoredOp
	seq := uint64(0)
	if err := tx.EachOp(journal.OpQuery{Device: old}, func(r journal.StoredOp) error {
		switch {
		case r.Batch.IsZero():
			loose = append(loose, r)
		case r.Op != nil:
			sealed[r.Op.ID] = true
		}
		return nil
	}); err != nil {
		return fmt.Errorf("read what %s left: %w", old, err)
	}
	if err := tx.EachOp(journal.OpQuery{Device: device}, func(r journal.StoredOp) error {
		seq = max(seq, r.Seq)
		return nil
	}); err != nil {
		return fmt.Errorf("read what %s wrote: %w", device, err)
	}
	for _, r := range loose {
		if r.Op != nil && sealed[r.Op.ID] {
			if err := tx.DropOps([]journal.Hash{r.Hash}); err != nil {
				return fmt.Errorf("forget op %s, which is there already: %w", r.Op.ID, err)
			}
			continue
		}
		seq++
		was := r.Hash
		r.Device, r.Seq, r.Hash = device, seq, journal.RecordHash(device, r.Raw)
		if err := tx.ReplaceOp(was, r); err != nil {
			return fmt.Errorf("take over what %s left: %w", old, err)
		}
	}
	return nil
}

// ReadTeam folds the team as the engine does, for when none runs.
func ReadTeam(tx Tx, id string) (*journal.Team, error) {
	e := New(Options{Team: id})
	e.m, e.reading = newMemory(), true
	if err := e.m.loadStreams(tx); err != nil {
		return nil, err
	}
	if err := e.m.loadSettings(tx); err != nil {
		return nil, err
	}
	if err := e.refold(tx); err != nil {
		return nil, err
	}
	return e.m.team, nil
}

// Heads lists the batches of a device that no other batch of it follows: what a revocation names.
func Heads(tx Tx, device string) ([]journal.Hash, error) {
	var all []journal.Hash
	followed := map[journal.Hash]bool{}
	if err := tx.EachBatch(device, func(m journal.BatchMeta) error {
		all = append(all, m.Hash)
		followed[m.Prev] = true
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read batches of %s: %w", device, err)
	}
	return slices.DeleteFunc(all, func(h journal.Hash) bool { return followed[h] }), nil
}

// Moved has another place listed from its beginning and given what it lacks. What waits to be sent goes there.
func Moved(tx Tx) error {
	var gone []journal.Known
	if err := tx.EachMessage(func(k journal.Known) error {
		if k.Ref != "" {
			gone = append(gone, k)
		}
		return nil
	}); err != nil {
		return fmt.Errorf("read what is known of the old place: %w", err)
	}
	for _, k := range gone {
		if err := tx.DropMessage(k.Ref, k.Hash); err != nil {
			return fmt.Errorf("forget message %s: %w", k.Ref, err)
		}
	}
	due := time.Unix(0, 0).UTC().Format(time.RFC3339)
	for name, value := range map[string]string{settingCursor: "", settingSurvey: due, settingHealed: ""} {
		if err := tx.SetSetting(name, value); err != nil {
			return fmt.Errorf("forget the old place: %w", err)
		}
	}
	return nil
}
