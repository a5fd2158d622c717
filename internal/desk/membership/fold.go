package membership

import (
	"fmt"

	"deskhand/internal/journal"
	"deskhand/internal/store"
)

// snapped stands for the batch of what only a snapshot brought: it lies on every chain until the log says better.
func snapped() journal.Hash { return journal.ContainerHash([]byte("by a snapshot")) }

// Fold is the team as the ops that are here say, with what was written here and has not left yet.
func Fold(tx *store.Tx, id string) (*journal.Team, error) {
	var records []journal.TeamRecord
	err := tx.EachOp(journal.OpQuery{Governing: true}, func(o journal.StoredOp) error {
		if o.Op == nil || o.Op.Object != journal.TeamObject || o.State == journal.OpParked {
			return nil
		}
		r := journal.TeamRecord{Record: journal.Record{Device: o.Device, Hash: o.Hash, Op: o.Op}, Batch: o.Batch}
		if o.State == journal.OpProvisional {
			r.Batch = snapped()
		}
		records = append(records, r)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the team: %w", err)
	}
	c := chains{tx: tx, before: map[journal.Hash]journal.Hash{}}
	t := journal.FoldTeam(id, records, c.holds)
	return t, c.err
}

// chains answers which batches lie before others; it reads them when first asked, which only a revocation does.
type chains struct {
	tx     *store.Tx
	before map[journal.Hash]journal.Hash // the batch before, by device and batch
	read   bool
	err    error
}

// holds is a [journal.Chain].
func (c *chains) holds(_ string, batch journal.Hash, heads []journal.Hash) bool {
	if batch == snapped() {
		return true
	}
	if !c.read {
		c.read = true
		err := c.tx.EachBatch("", func(m journal.BatchMeta) error { c.before[m.Hash] = m.Prev; return nil })
		if err != nil {
			c.err = fmt.Errorf("read the batches: %w", err)
		}
	}
	for _, h := range heads {
		for n := 0; !h.IsZero() && n <= len(c.before); n++ {
			if h == batch {
				return true
			}
			h = c.before[h]
		}
	}
	return false
}
