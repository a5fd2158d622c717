package replica

import (
	"fmt"

	"deskhand/internal/journal"
)

// Rehome gives what an earlier key of this desk left unsealed to its new one: a restored backup or a cloned profile goes on
// under a key of its own. Lines stay as they are; those whose id came back from the place are forgotten.
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
