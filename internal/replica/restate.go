package replica

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"deskhand/internal/journal"
)

// changes are new states of stored ops.
type changes map[journal.OpState][]journal.Hash

func (c changes) put(tx Tx) error {
	for _, state := range slices.Sorted(maps.Keys(c)) {
		if err := tx.SetOps(state, c[state]); err != nil {
			return fmt.Errorf("judge %d ops anew: %w", len(c[state]), err)
		}
	}
	return nil
}

// regovern folds the team and judges anew what depends on it, until nothing changes: who is an admin decides what counts.
func (e *Engine) regovern(tx Tx) error {
	before, erasedBefore := e.m.team, e.m.redacted
	if err := e.refold(tx); err != nil {
		return err
	}
	for d := range e.m.team.Devices {
		if !e.m.team.SameSay(before, d) || before.Quota(d) != e.m.team.Quota(d) {
			e.m.dirty[d] = true
		}
	}
	changed, err := e.restateGoverning(tx)
	if err == nil && changed { // of erasures, perhaps
		err = e.refold(tx)
	}
	if err != nil {
		return err
	}
	return e.erase(tx, erasedBefore)
}

// restateGoverning judges @team and erasures anew.
func (e *Engine) restateGoverning(tx Tx) (changed bool, err error) {
	c := e.chains(tx)
	var rows []journal.StoredOp
	if err := tx.EachOp(journal.OpQuery{Governing: true}, func(r journal.StoredOp) error {
		rows = append(rows, r)
		return nil
	}); err != nil {
		return false, fmt.Errorf("read the team: %w", err)
	}
	forked := map[string]map[journal.Hash]journal.Hash{}
	out := changes{}
	for _, r := range rows {
		batch := e.batchOf(r)
		if s := e.m.streams[r.Device]; s != nil && s.forked && forked[r.Device] == nil {
			if forked[r.Device], err = e.countedBatches(tx, r.Device, c); err != nil {
				return false, err
			}
		}
		if b, ok := forked[r.Device][r.Hash]; ok {
			batch = b
		}
		if s := e.stateOf(r, batch, c); s != r.State && r.State != journal.OpParked {
			out[s] = append(out[s], r.Hash)
		} else if s != r.State {
			e.m.dirty[r.Device] = true // parked by its quota, perhaps
		}
	}
	if c.err != nil {
		return false, c.err
	}
	e.park(len(out[journal.OpParked]))
	return len(out) > 0, out.put(tx)
}

// countedBatches gives, for lines of a device, a batch that counts.
func (e *Engine) countedBatches(tx Tx, device string, c *chains) (map[journal.Hash]journal.Hash, error) {
	lines, err := e.linesOf(tx, device, func(m journal.BatchMeta) bool { return e.m.team.Counts(m, c.holds) != journal.Revoked })
	if err != nil {
		return nil, err
	}
	out := map[journal.Hash]journal.Hash{}
	for batch, hashes := range lines {
		for _, h := range hashes {
			if old, ok := out[h]; !ok || slices.Compare(batch[:], old[:]) < 0 {
				out[h] = batch
			}
		}
	}
	return out, nil
}

// restate judges all ops of a device anew, its quota too, and answers what changes. It only reads.
func (e *Engine) restate(tx Tx, device string) (changes, error) {
	c := e.chains(tx)
	var counted map[journal.Hash]journal.Hash
	if s := e.m.streams[device]; s != nil && s.forked {
		var err error
		if counted, err = e.countedBatches(tx, device, c); err != nil {
			return nil, err
		}
	}
	days, limit := map[int64]int{}, e.quota(device)
	out := changes{}
	c.of(device) // before EachOp, whose callback must not use tx
	if err := tx.EachOp(journal.OpQuery{Device: device}, func(r journal.StoredOp) error {
		batch := e.batchOf(r)
		if b, ok := counted[r.Hash]; ok {
			batch = b
		}
		s := e.stateOf(r, batch, c)
		if s != journal.OpUnread && s != journal.OpHeld {
			day := journal.Day(r.Op.Stamp)
			if days[day]++; days[day] > limit {
				s = journal.OpParked
			}
		}
		if s != r.State {
			out[s] = append(out[s], r.Hash)
		}
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read ops of %s: %w", device, err)
	}
	if e.m.stream(device).top > uint64(limit) {
		e.m.days[device] = days
	}
	return out, c.err
}

// erase drops the blobs that erasures in force name and did not name before.
func (e *Engine) erase(tx Tx, before map[string]bool) error {
	var gone []string
	for name := range e.m.redacted {
		if !before[name] {
			gone = append(gone, name)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	slices.Sort(gone)
	if err := tx.DropBlobs(gone); err != nil {
		return fmt.Errorf("erase %d texts: %w", len(gone), err)
	}
	return nil
}

// settle judges anew what the last pass made doubtful: ops of revoked devices, parked ones that are due, those that came by
// a snapshot and that the whole log does not have. It reads beside people's writes, and writes in short steps.
func (e *Engine) settle(ctx context.Context) error {
	if e.m.parked > 0 {
		if err := e.unpark(ctx); err != nil {
			return err
		}
	}
	if err := e.dropProvisional(ctx); err != nil {
		return err
	}
	for len(e.m.dirty) > 0 {
		dirty := slices.Sorted(maps.Keys(e.m.dirty))
		clear(e.m.dirty)
		if err := e.update(ctx, e.regovern); err != nil {
			return err
		}
		for _, d := range dirty {
			var c changes
			if err := e.view(ctx, func(tx Tx) (err error) {
				c, err = e.restate(tx, d)
				return err
			}); err != nil {
				return err
			}
			if err := e.putChanges(ctx, c); err != nil {
				return err
			}
			delete(e.m.dirty, d)
		}
	}
	return nil
}

// step is how many rows one transaction changes, so that nobody who works here waits.
const step = 500

func (e *Engine) putChanges(ctx context.Context, c changes) error {
	e.park(len(c[journal.OpParked]))
	for _, state := range slices.Sorted(maps.Keys(c)) {
		for some := range slices.Chunk(c[state], step) {
			if err := e.update(ctx, changes{state: some}.put); err != nil {
				return err
			}
		}
	}
	return nil
}

// park counts ops that were judged to wait, by what is now: trusted now may have been later before, and is again.
func (e *Engine) park(n int) {
	if n > 0 {
		e.m.parked += n
		e.m.judged = min(e.m.judged, journal.StampAt(e.trusted()))
	}
}

// unpark marks the devices whose parked ops are due.
func (e *Engine) unpark(ctx context.Context) error {
	now, before := journal.StampAt(e.trusted()), e.m.judged
	parked, top := 0, journal.NoStamp
	if err := e.view(ctx, func(tx Tx) error {
		return tx.EachOp(journal.OpQuery{States: []journal.OpState{journal.OpParked}}, func(r journal.StoredOp) error {
			parked++
			if r.Op != nil && !journal.Parked(now, r.Op.Stamp) && journal.Parked(before, r.Op.Stamp) {
				e.m.dirty[r.Device] = true
				top = max(top, r.Op.Stamp)
			}
			return nil
		})
	}); err != nil {
		return fmt.Errorf("read parked ops: %w", err)
	}
	e.m.parked, e.m.judged = parked, now
	if top == journal.NoStamp {
		return nil
	}
	return e.update(ctx, func(tx Tx) error { return e.hear(tx, top) })
}

// joinPatience is how long ops that only a snapshot brought are believed without the log.
const joinPatience = 14 * 24 * time.Hour

// dropProvisional forgets what only a snapshot brought once the log is whole up to where the snapshot stood, and after two
// weeks whatever the log became: what no batch brings nobody has signed.
func (e *Engine) dropProvisional(ctx context.Context) error {
	if e.m.joined == nil || !e.m.vector().Covers(e.m.joined) && e.o.Now().Sub(e.m.joinedAt).Abs() < joinPatience {
		return nil
	}
	var drop []journal.Hash
	if err := e.view(ctx, func(tx Tx) error {
		return tx.EachOp(journal.OpQuery{Loose: true}, func(r journal.StoredOp) error {
			if !e.own(r.Device) {
				drop = append(drop, r.Hash)
			}
			return nil
		})
	}); err != nil {
		return fmt.Errorf("read what a snapshot brought: %w", err)
	}
	for some := range slices.Chunk(drop, step) {
		if err := e.update(ctx, func(tx Tx) error { return tx.DropOps(some) }); err != nil {
			return fmt.Errorf("forget %d ops that no batch brought: %w", len(drop), err)
		}
	}
	if err := e.update(ctx, func(tx Tx) error { return e.set(tx, settingJoined, "") }); err != nil {
		return err
	}
	e.m.joined, e.m.newKeys = nil, true
	if len(drop) > 0 {
		e.m.dirty[e.o.Self.Device] = true // have the team judged anew
	}
	return nil
}
