package replica

import (
	"fmt"
	"reflect"
	"strings"

	"deskhand/internal/journal"
)

// bySnapshot stands for the batch of an op that only a snapshot brought: it lies on every chain until the log says better.
var bySnapshot = journal.Hash{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}

// chains answers which batches lie before others, from the batches that are here.
type chains struct {
	e     *Engine
	tx    Tx
	metas map[string]map[journal.Hash]journal.BatchMeta
	on    map[string]map[journal.Hash]bool
	err   error // of the store; FoldTeam cannot hand it on
}

func (e *Engine) chains(tx Tx) *chains {
	return &chains{e: e, tx: tx, metas: map[string]map[journal.Hash]journal.BatchMeta{}, on: map[string]map[journal.Hash]bool{}}
}

func (c *chains) of(device string) map[journal.Hash]journal.BatchMeta {
	if m := c.metas[device]; m != nil {
		return m
	}
	m := map[journal.Hash]journal.BatchMeta{}
	if err := c.tx.EachBatch(device, func(b journal.BatchMeta) error { m[b.Hash] = b; return nil }); err != nil && c.err == nil {
		c.err = fmt.Errorf("read batches of %s: %w", device, err)
	}
	c.metas[device] = m
	return m
}

// holds is a [journal.Chain].
func (c *chains) holds(device string, batch journal.Hash, heads []journal.Hash) bool {
	if batch == bySnapshot {
		return true
	}
	if c.e.hooks.bySeq {
		return c.bySeq(device, batch, heads)
	}
	var key strings.Builder
	key.WriteString(device)
	for _, h := range heads {
		key.Write(h[:])
	}
	on := c.on[key.String()]
	if on == nil {
		on = map[journal.Hash]bool{}
		metas := c.of(device)
		for _, h := range heads {
			for !h.IsZero() && !on[h] {
				on[h] = true
				h = metas[h].Prev
			}
		}
		c.on[key.String()] = on
	}
	return on[batch]
}

func (c *chains) bySeq(device string, batch journal.Hash, heads []journal.Hash) bool {
	metas, top := c.of(device), uint64(0)
	for _, h := range heads {
		top = max(top, metas[h].B)
	}
	return metas[batch].B <= top
}

// refold folds the team anew from what is sealed: what is sealed before a new team key must travel under the old one.
func (e *Engine) refold(tx Tx) error {
	var rows []journal.StoredOp
	if err := tx.EachOp(journal.OpQuery{Governing: true}, func(r journal.StoredOp) error {
		rows = append(rows, r)
		return nil
	}); err != nil {
		return fmt.Errorf("read the team: %w", err)
	}
	m := e.m
	now := journal.StampAt(e.trusted())
	var records []journal.TeamRecord
	redacted := map[string]bool{}
	add := func(r journal.StoredOp, batch journal.Hash) {
		if device, key := keyIn(r.Op); key != nil {
			m.newKeys = m.newKeys || m.keys[device] == nil
			m.keys[device] = key
		}
		if r.Op == nil || r.Op.Object != journal.TeamObject || batch.IsZero() {
			return
		}
		// Whose a laptop is it says itself, and that gives it no right: where its clock was wrong it would have no name for weeks.
		if ownKey(r.Device, r.Op) != nil || !journal.Parked(now, r.Op.Stamp) {
			records = append(records, journal.TeamRecord{Record: journal.Record{Device: r.Device, Hash: r.Hash, Op: r.Op}, Batch: batch})
		}
	}
	// What only a snapshot brought is its writer's word. It says who is in the team until the creator's own batches do.
	signed := m.streams[e.o.Team] != nil && m.streams[e.o.Team].reach > 0
	for _, r := range rows {
		if batch := e.batchOf(r); batch != bySnapshot || !signed || e.reading {
			add(r, batch)
		}
		if r.Op != nil && r.Op.Kind == journal.Redact && r.State == journal.OpCounted { // by a batch: erasing cannot be taken back
			for _, name := range journal.ElementsOf(r.Op.Value) {
				redacted[name] = true
			}
		}
	}
	if err := e.forkedLines(tx, rows, add); err != nil {
		return err
	}
	c := e.chains(tx)
	team := journal.FoldTeam(e.o.Team, records, c.holds)
	if c.err != nil {
		return c.err
	}
	if !reflect.DeepEqual(m.team, team) {
		m.changed = true
	}
	m.team, m.redacted = team, redacted
	return nil
}

// forkedLines gives the governing lines of devices that wrote one seq twice once for every batch they stand in: which of
// them a row names depends on what came first.
func (e *Engine) forkedLines(tx Tx, rows []journal.StoredOp, add func(journal.StoredOp, journal.Hash)) error {
	governing := map[string]map[journal.Hash]journal.StoredOp{}
	for _, r := range rows {
		if s := e.m.streams[r.Device]; s != nil && s.forked {
			if governing[r.Device] == nil {
				governing[r.Device] = map[journal.Hash]journal.StoredOp{}
			}
			governing[r.Device][r.Hash] = r
		}
	}
	for device, of := range governing {
		batches, err := e.linesOf(tx, device, nil)
		if err != nil {
			return err
		}
		for batch, lines := range batches {
			for _, line := range lines {
				if r, ok := of[line]; ok {
					add(r, batch)
				}
			}
		}
	}
	return nil
}

// linesOf lists the record hashes of a device's batches, of those that only accepts; nil: of all.
func (e *Engine) linesOf(tx Tx, device string, only func(journal.BatchMeta) bool) (map[journal.Hash][]journal.Hash, error) {
	var metas []journal.BatchMeta
	if err := tx.EachBatch(device, func(b journal.BatchMeta) error { metas = append(metas, b); return nil }); err != nil {
		return nil, fmt.Errorf("read batches of %s: %w", device, err)
	}
	out := map[journal.Hash][]journal.Hash{}
	for _, m := range metas {
		if only != nil && !only(m) {
			continue
		}
		b, err := tx.Batch(m.Hash)
		if err != nil || b == nil {
			return nil, fmt.Errorf("read batch %s: %w", m.Hash, err)
		}
		for _, line := range b.Records() {
			out[m.Hash] = append(out[m.Hash], journal.RecordHash(device, line.Raw))
		}
	}
	return out, nil
}

// batchOf is the batch by which an op is judged.
func (e *Engine) batchOf(r journal.StoredOp) journal.Hash {
	if r.Batch.IsZero() && !e.own(r.Device) {
		return bySnapshot
	}
	return r.Batch
}

// own tells whether a device is this desk, now or formerly.
func (e *Engine) own(device string) bool {
	for _, id := range e.identities() {
		if id.Device == device {
			return true
		}
	}
	return false
}

// stateOf judges an op whose quota is not used up. batch is the one by which it counts.
func (e *Engine) stateOf(r journal.StoredOp, batch journal.Hash, c *chains) journal.OpState {
	switch m := (journal.BatchMeta{Hash: batch, Device: r.Device}); {
	case r.Op == nil:
		return journal.OpUnread
	case e.m.team.Counts(m, c.holds) == journal.Revoked:
		return journal.OpHeld
	case !e.hooks.anyAdmin && !e.m.team.Allows(m, r.Op, c.holds):
		return journal.OpHeld
	case journal.Parked(journal.StampAt(e.trusted()), r.Op.Stamp):
		return journal.OpParked
	case batch == bySnapshot:
		return journal.OpProvisional
	}
	return journal.OpCounted
}

func (e *Engine) quota(device string) int {
	if e.hooks.quota > 0 && !e.m.team.Admins[device] {
		return e.hooks.quota
	}
	return e.m.team.Quota(device)
}
