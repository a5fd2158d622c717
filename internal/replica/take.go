package replica

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"deskhand/internal/journal"
)

// opened is a message after all checks that need no store (journal.md §3.9, in its order).
type opened struct {
	known journal.Known
	c     *journal.Container
	good  []verified
	snap  *journal.Snapshot
}

type verified struct {
	batch *journal.Batch
	meta  journal.BatchMeta
	lines []journal.Line
}

// open reads a container and checks the signatures of its batches. What is wrong stands in known.
func (e *Engine) open(item Item) opened {
	out := opened{known: journal.Known{
		Ref: string(item.Ref), Size: item.Size, At: item.At.UnixMilli(), Seen: e.o.Now().UnixMilli(), State: journal.KnownGood,
	}}
	k := &out.known
	if item.Err != nil {
		k.State, k.Why = journal.KnownForeign, item.Err.Error()
		return out
	}
	k.Hash, k.Data = journal.ContainerHash(item.Data), item.Data
	h, err := journal.Peek(item.Data)
	k.Type, k.Epoch = uint8(h.Type), h.Epoch
	if err == nil && h.Team != e.o.Team {
		err = fmt.Errorf("%w of this team", journal.ErrForeign)
	}
	if err == nil && h.Type == journal.TypeInvite {
		k.Data = nil
		return out // sealed under its code, for who has it
	}
	if err == nil {
		keys := e.o.Keys(h.Epoch)
		if len(keys) == 0 {
			e.m.lacking[h.Epoch] = true
			k.State, k.Why = journal.KnownWaiting, fmt.Sprintf("sealed with team key %d, which is not here", h.Epoch)
			return out
		}
		out.c, err = e.unpack(item.Data, keys)
	}
	switch {
	case errors.Is(err, journal.ErrForeign):
		k.State, k.Why, k.Hash, k.Data = journal.KnownForeign, err.Error(), journal.Hash{}, nil
		return out
	case err != nil:
		k.State, k.Why = journal.KnownBroken, err.Error()
		return out
	}
	e.check(&out)
	if k.State == journal.KnownGood {
		k.Data = nil
	}
	return out
}

func (e *Engine) unpack(data []byte, keys []journal.Keys) (c *journal.Container, err error) {
	unpack := journal.Unpack
	if e.hooks.unpack != nil {
		unpack = e.hooks.unpack
	}
	err = journal.ErrMAC
	for _, k := range keys {
		if c, err = unpack(data, k); !errors.Is(err, journal.ErrMAC) {
			break
		}
	}
	return c, err
}

// check verifies each batch. One that cannot be verified leaves the others alone.
func (e *Engine) check(o *opened) {
	k := &o.known
	// A batch may bring its own device's key, and another batch of the same message may need it.
	keys := map[string]ed25519.PublicKey{}
	for i := range o.c.Batches {
		if b := &o.c.Batches[i]; e.m.keys[b.Device] == nil && keys[b.Device] == nil {
			if key := b.OwnKey(); key != nil {
				keys[b.Device] = key
			}
		}
	}
	for i := range o.c.Batches {
		b := &o.c.Batches[i]
		key := e.m.keys[b.Device]
		if key == nil {
			key = keys[b.Device]
		}
		if key == nil && !e.hooks.unsigned {
			k.State, k.Why = max(k.State, journal.KnownWaiting), "changes of laptop "+b.Device+", which nobody has heard of"
			continue
		}
		if err := e.verify(b, key); err != nil && (!e.hooks.unsigned || errors.Is(err, journal.ErrDamaged)) {
			k.State, k.Why = journal.KnownBroken, err.Error()
			continue
		}
		v := verified{batch: b, meta: b.Meta(e.o.Team)}
		if !e.m.batches[v.meta.Hash] {
			v.lines = b.Records()
		}
		// Until the log is whole a rotation may be known by a snapshot alone, and the batch that brings it lies under the key
		// before.
		if e.m.joined == nil && !e.m.team.EpochCovers(o.c.Epoch, v.meta, e.heldChain) && !handing(b) {
			k.State, k.Why = max(k.State, journal.KnownWaiting), "changes of laptop "+b.Device+" under a team key that was replaced"
			e.m.outdated = true
			continue
		}
		e.reread(v.lines)
		o.good = append(o.good, v)
		k.Batches = append(k.Batches, v.meta.Hash)
	}
	if o.c.Type == journal.TypeSnapshot {
		e.checkSnapshot(o)
	}
	for name, data := range o.c.Blobs {
		if journal.BlobName(data) == name {
			k.Blobs = append(k.Blobs, name)
		}
	}
	slices.Sort(k.Blobs)
	k.Dropped = slices.Clone(o.c.Dropped)
}

func (e *Engine) verify(b *journal.Batch, key ed25519.PublicKey) error {
	if e.hooks.verify != nil {
		return e.hooks.verify(b, key)
	}
	return b.Verify(e.o.Team, key)
}

// reread lets a test's older program read lines.
func (e *Engine) reread(lines []journal.Line) {
	if e.hooks.decode == nil {
		return
	}
	for i := range lines {
		if lines[i].Op != nil {
			lines[i].Op, lines[i].Err = e.hooks.decode(lines[i].Raw)
		}
	}
}

// take takes in one message, in one transaction: what it brings, and that it was seen. A large one takes several, so that
// nobody who works here waits; each of them can be done again.
func (e *Engine) take(ctx context.Context, item Item) (Result, error) {
	o := e.open(item)
	if o.known.State != journal.KnownGood && e.quarantined() > maxQuarantine {
		o.known.Data = nil // the place has it still
	}
	res := Result{Messages: 1}
	if o.known.State != journal.KnownGood {
		res.Quarantined = 1
	}
	var err error
	for rest := o.good; err == nil; {
		n, ops := 0, 0
		for n < len(rest) && (n == 0 || ops+len(rest[n].lines) <= journal.MaxBatchOps) {
			ops += len(rest[n].lines)
			n++
		}
		last := n == len(rest)
		err = e.update(ctx, func(tx Tx) error {
			fresh, err := e.storeBatches(tx, o, rest[:n])
			res.Ops += fresh
			if err != nil || !last {
				return err
			}
			if err := e.storeBlobs(tx, o); err != nil {
				return err
			}
			return e.note(tx, o.known)
		})
		if rest = rest[n:]; last {
			break
		}
	}
	if err == nil && o.c != nil {
		err = e.special(ctx, o)
	}
	return res, err
}

// note keeps what is known of a message.
func (e *Engine) note(tx Tx, k journal.Known) error {
	if k.Ref == "" && k.State == journal.KnownGood {
		delete(e.m.outgoing, k.Hash)
		if err := tx.DropMessage("", k.Hash); err != nil {
			return fmt.Errorf("forget message %s: %w", k.Hash, err)
		}
		return nil
	}
	if err := tx.PutMessage(k); err != nil {
		return fmt.Errorf("keep what is known of message %s: %w", k.Ref, err)
	}
	e.m.remember(&k)
	return nil
}

// storeBatches keeps verified batches of a message.
func (e *Engine) storeBatches(tx Tx, o opened, good []verified) (fresh int, err error) {
	governs := false
	for _, v := range good {
		n, g, err := e.storeBatch(tx, v, e.o.Now().UnixMilli())
		if err != nil {
			return fresh, err
		}
		fresh += n
		governs = governs || g
		if n > 0 {
			e.compareClocks(tx, v, o.known)
			if err := e.lastHeard(tx, v.meta.Device, o.known); err != nil {
				return fresh, err
			}
		}
	}
	if err := e.seen(tx, o.known.At); err != nil {
		return fresh, err
	}
	if governs {
		return fresh, e.regovern(tx)
	}
	return fresh, nil
}

// lastHeard keeps when a device last sent something new, to the hour.
func (e *Engine) lastHeard(tx Tx, device string, k journal.Known) error {
	if k.Type != uint8(journal.TypeBatch) || k.At-e.m.last[device] < time.Hour.Milliseconds() {
		return nil
	}
	e.m.last[device] = k.At
	text, err := json.Marshal(e.m.last)
	if err != nil {
		return fmt.Errorf("keep who is active: %w", err)
	}
	return e.set(tx, settingLast, string(text))
}

func (e *Engine) storeBlobs(tx Tx, o opened) error {
	for _, name := range o.known.Blobs {
		if e.m.redacted[name] {
			continue
		}
		if err := tx.PutBlob(name, o.c.Blobs[name]); err != nil {
			return fmt.Errorf("keep blob %s: %w", name, err)
		}
	}
	return nil
}

// storeBatch keeps a verified batch; governs tells that it says something of the team.
func (e *Engine) storeBatch(tx Tx, v verified, cameAt int64) (fresh int, governs bool, err error) {
	isNew, err := tx.PutBatch(v.meta.Hash, v.batch)
	if err != nil {
		return 0, false, fmt.Errorf("keep batch %s: %w", v.meta.Hash, err)
	}
	if !isNew {
		return 0, false, nil
	}
	m := e.m
	s := m.stream(v.meta.Device)
	m.newKeys = m.newKeys || m.outdated // it may be the link to a chain that a rotation named
	if v.meta.Device == e.o.Self.Device && cameAt != 0 {
		m.foreignOwn = true // signed with our key, and not here: another copy of this desk wrote it
	}
	s.add(v.meta)
	m.batches[v.meta.Hash] = true
	if s.forked || m.team.Devices[v.meta.Device].Revoked {
		m.dirty[v.meta.Device] = true
	}
	rows, top := make([]journal.StoredOp, 0, len(v.lines)), journal.NoStamp
	c := e.chains(tx)
	for _, line := range v.lines {
		r := journal.StoredOp{Device: v.meta.Device, Seq: line.Seq, Hash: journal.RecordHash(v.meta.Device, line.Raw), Batch: v.meta.Hash, Raw: line.Raw, Op: line.Op}
		r.State = e.stateOf(r, r.Batch, c)
		if r.State == journal.OpParked {
			e.park(1)
		}
		if r.Op != nil {
			governs = governs || rules(r.Op)
			if r.State != journal.OpParked {
				top = max(top, r.Op.Stamp)
			}
		}
		rows = append(rows, r)
	}
	if c.err != nil {
		return 0, false, c.err
	}
	if fresh, err = tx.PutOps(rows, cameAt); err != nil {
		return 0, false, fmt.Errorf("keep the ops of batch %s: %w", v.meta.Hash, err)
	}
	if cameAt != 0 {
		e.claims(v.batch)
	}
	if cameAt != 0 && !e.hooks.deafClock {
		err = e.hear(tx, top)
	}
	e.countDays(v.meta.Device, rows)
	return fresh, governs, err
}

// rules tells whether an op may change who is in the team and what counts.
func rules(op *journal.Op) bool { return journal.AdminOnly(op) }

// countDays watches the quota of a device: who has less in all than it may make a day cannot be beyond it.
func (e *Engine) countDays(device string, rows []journal.StoredOp) {
	limit := e.quota(device)
	if e.m.stream(device).top <= uint64(limit) {
		return
	}
	days := e.m.days[device]
	if days == nil {
		e.m.dirty[device] = true // counted when it is judged anew
		return
	}
	for _, r := range rows {
		if r.Op != nil {
			days[journal.Day(r.Op.Stamp)]++
		}
	}
	for _, n := range slices.Collect(maps.Values(days)) {
		if n > limit {
			e.m.dirty[device] = true
		}
	}
}

// hear moves the clock past a stamp that was met.
func (e *Engine) hear(tx Tx, met journal.Stamp) error {
	if journal.Parked(journal.StampAt(e.trusted()), met) {
		return nil
	}
	last, err := tx.Clock()
	if err != nil {
		return fmt.Errorf("read the clock: %w", err)
	}
	if next := journal.Receive(e.trusted(), last, met); next > last {
		if err := tx.SetClock(next); err != nil {
			return fmt.Errorf("move the clock: %w", err)
		}
	}
	if met > e.m.heard {
		e.m.heard = met
		return e.set(tx, settingHeard, fmt.Sprint(uint64(met)))
	}
	return nil
}

func (e *Engine) set(tx Tx, name, value string) error {
	if err := tx.SetSetting(name, value); err != nil {
		return fmt.Errorf("keep %s: %w", name, err)
	}
	return nil
}

// special does what a message asks for beside being kept.
func (e *Engine) special(ctx context.Context, o opened) error {
	switch o.c.Type {
	case journal.TypePresence:
		e.heardOf(o.c.Body)
	case journal.TypeSnapshot:
		if o.snap != nil {
			return e.compareState(ctx, o.snap)
		}
	default:
	}
	return nil
}

// heldChain is the chains of what is held here, for what is judged outside of a transaction of its own.
func (e *Engine) heldChain(device string, batch journal.Hash, heads []journal.Hash) bool {
	on := false
	_ = e.view(context.Background(), func(tx Tx) error { // an error: it waits, and is looked at again
		on = e.chains(tx).holds(device, batch, heads)
		return nil
	})
	return on || e.m.batches[batch]
}
