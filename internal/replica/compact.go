package replica

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"deskhand/internal/journal"
)

const (
	looseMost  = 64             // loose batches of ours before they are packed
	looseSize  = 1 << 20        // a message above this has texts that stay where they are
	looseAge   = 12 * time.Hour // or the oldest of them is older
	silent     = 14 * 24 * time.Hour
	active     = 7 * 24 * time.Hour
	levelTwo   = 7 * 24 * time.Hour
	levelThree = 91 * 24 * time.Hour
	smallSize  = 512 << 10 // a segment below this is packed again at level two
	fullSize   = 3 << 19   // below this at level three
	mostKept   = 900       // messages in the place
	tooYoung   = 2 * time.Hour
)

// compact packs what lies loose into segments: our own, and that of streams which fell silent where this is the device to
// do it. What they replace is pruned once the segment was seen there.
func (e *Engine) compact(ctx context.Context) error {
	now := e.o.Now()
	return e.update(ctx, func(tx Tx) error {
		of := map[journal.Hash]journal.BatchMeta{}
		if err := tx.EachBatch("", func(m journal.BatchMeta) error { of[m.Hash] = m; return nil }); err != nil {
			return fmt.Errorf("read batches: %w", err)
		}
		streams := e.mine(now)
		loose, oldest := e.pickLoose(of, streams)
		if len(loose) > looseMost || len(loose) > 1 && now.Sub(oldest) > looseAge {
			if err := e.repackBatches(tx, loose, of); err != nil {
				return err
			}
		}
		return e.levels(tx, of, streams, now)
	})
}

// mine are the devices whose streams this one packs: its own; those silent for two weeks if it is the lowest of the active.
func (e *Engine) mine(now time.Time) map[string]bool {
	last, out := e.m.last, map[string]bool{}
	for _, id := range e.identities() {
		out[id.Device] = true
	}
	lowest := e.o.Self.Device
	for d, at := range last {
		if now.Sub(time.UnixMilli(at)) < active && d < lowest && !e.m.team.Devices[d].Revoked {
			lowest = d
		}
	}
	if lowest != e.o.Self.Device {
		return out
	}
	for d := range e.m.streams {
		if now.Sub(time.UnixMilli(last[d])) > silent || e.m.team.Devices[d].Revoked {
			out[d] = true
		}
	}
	return out
}

// pickLoose lists batches of these streams that lie in loose messages only.
func (e *Engine) pickLoose(of map[journal.Hash]journal.BatchMeta, streams map[string]bool) (out []journal.Hash, oldest time.Time) {
	packed := map[journal.Hash]bool{}
	for _, k := range e.messages() {
		if k.Type == uint8(journal.TypeSegment) {
			for _, h := range k.Batches {
				packed[h] = true
			}
		}
	}
	oldest = e.o.Now()
	for _, k := range e.m.known {
		if k.Type != uint8(journal.TypeBatch) || k.State != journal.KnownGood || k.Size > looseSize {
			continue
		}
		for _, h := range k.Batches {
			if !packed[h] && streams[of[h].Device] {
				packed[h] = true
				out = append(out, h)
				oldest = minTime(oldest, time.UnixMilli(k.At))
			}
		}
	}
	return out, oldest
}

// messages are all known ones that are or will be in the place.
func (e *Engine) messages() []*journal.Known {
	out := slices.Collect(maps.Values(e.m.known))
	for _, k := range e.m.outgoing {
		if k.State == journal.KnownOutgoing {
			out = append(out, k)
		}
	}
	return out
}

// levels packs small segments of ours into larger ones: weekly, and a quarter's once more; at once where too many messages
// lie there.
func (e *Engine) levels(tx Tx, of map[journal.Hash]journal.BatchMeta, streams map[string]bool, now time.Time) error {
	for _, level := range []struct {
		below int64
		every time.Duration
	}{{smallSize, levelTwo}, {fullSize, levelThree}} {
		batches, seen := map[journal.Hash]bool{}, map[journal.Hash]bool{}
		most, oldest := 0, now
		for _, k := range e.m.known {
			if k.Type != uint8(journal.TypeSegment) || k.State != journal.KnownGood || len(k.Batches) < 2 || k.Size > level.below || !e.allOf(k, of, streams) {
				continue
			}
			seen[k.Hash] = true
			most, oldest = max(most, len(k.Batches)), minTime(oldest, time.UnixMilli(k.At))
			for _, h := range k.Batches {
				batches[h] = true
			}
		}
		if len(seen) > 1 && len(batches) > most && (now.Sub(oldest) > level.every || len(e.m.known) > mostKept) {
			return e.repackBatches(tx, slices.Collect(maps.Keys(batches)), of)
		}
	}
	return nil
}

func (e *Engine) allOf(k *journal.Known, of map[journal.Hash]journal.BatchMeta, streams map[string]bool) bool {
	return !slices.ContainsFunc(k.Batches, func(h journal.Hash) bool { return !streams[of[h].Device] })
}

// repackBatches queues segments with these batches, by device and seq, except those that must stay alone.
func (e *Engine) repackBatches(tx Tx, batches []journal.Hash, of map[journal.Hash]journal.BatchMeta) error {
	slices.SortFunc(batches, func(a, b journal.Hash) int { return compareMeta(of[a], of[b]) })
	p := packing{e: e, tx: tx, c: newSegment()}
	for _, h := range batches {
		b, err := tx.Batch(h)
		if err != nil || b == nil {
			return fmt.Errorf("read batch %s: %w", h, err)
		}
		if bringsKey(b) {
			continue
		}
		if err := p.batch(b); err != nil {
			return err
		}
	}
	return p.flush()
}

// prune deletes what another visible message covers and is strictly preferred to (journal.md §3.7).
func (e *Engine) prune(ctx context.Context, seen map[string]bool) error {
	now := e.trusted()
	all, refs, outdated, err := e.visible(ctx, seen, now)
	if err != nil {
		return err
	}
	choose := journal.Prunable
	if e.hooks.prunable != nil {
		choose = e.hooks.prunable
	}
	var gone []Ref
	for _, i := range choose(all, func(blob string) bool { return e.hooks.anyMark || e.m.redacted[blob] }) {
		gone = append(gone, refs[i])
	}
	for ref, x := range outdated { // never preferred to anything, so no race can take both
		if slices.ContainsFunc(all, func(y journal.Visible) bool {
			return !slices.Contains(gone, Ref(y.Pos)) && y.Covers(x.Cover) && !x.Keep
		}) {
			gone = append(gone, Ref(ref))
		}
	}
	gone = append(gone, e.spent(seen, now)...)
	if len(gone) == 0 {
		return nil
	}
	if err := e.o.Transport.Delete(ctx, gone); err != nil {
		return fmt.Errorf("take out %d messages that others hold too: %w", len(gone), err)
	}
	return e.update(ctx, func(tx Tx) error {
		for _, ref := range gone {
			k := e.m.known[string(ref)]
			if err := tx.DropMessage(string(ref), k.Hash); err != nil {
				return fmt.Errorf("forget message %s: %w", ref, err)
			}
			delete(e.m.known, string(ref))
		}
		return nil
	})
}

// visible are the messages that may take part in pruning, and apart from them those made with a team key that was replaced:
// they bring nothing any more to who does not have it already.
func (e *Engine) visible(ctx context.Context, seen map[string]bool, now time.Time) (all []journal.Visible, refs []Ref, outdated map[string]journal.Visible, err error) {
	outdated = map[string]journal.Visible{}
	err = e.view(ctx, func(tx Tx) error {
		c := e.chains(tx)
		metas := map[journal.Hash]journal.BatchMeta{}
		if e.m.team.Epoch > 0 {
			if err := tx.EachBatch("", func(m journal.BatchMeta) error { metas[m.Hash] = m; return nil }); err != nil {
				return fmt.Errorf("read batches: %w", err)
			}
		}
		for _, ref := range slices.Sorted(maps.Keys(e.m.known)) {
			k := e.m.known[ref]
			if !seen[ref] || k.State != journal.KnownGood || k.Type != uint8(journal.TypeBatch) && k.Type != uint8(journal.TypeSegment) {
				continue
			}
			v := journal.Visible{Cover: coverOf(k), Pos: ref, Keep: now.Sub(time.UnixMilli(k.At)) < tooYoung}
			old := slices.ContainsFunc(k.Batches, func(h journal.Hash) bool { return !e.m.team.EpochCovers(k.Epoch, metas[h], c.holds) })
			if old {
				outdated[ref] = v
				continue
			}
			all, refs = append(all, v), append(refs, Ref(ref))
		}
		return c.err
	})
	return all, refs, outdated, err
}

func coverOf(k *journal.Known) journal.Cover {
	c := journal.Cover{Batches: map[journal.Hash]bool{}, Blobs: map[string]bool{}, Marks: k.Dropped}
	for _, h := range k.Batches {
		c.Batches[h] = true
	}
	for _, name := range slices.Concat(k.Blobs, k.Dropped) {
		c.Blobs[name] = true
	}
	return c
}

func compareMeta(a, b journal.BatchMeta) int {
	return cmp.Or(strings.Compare(a.Device, b.Device), cmp.Compare(a.A, b.A), slices.Compare(a.Hash[:], b.Hash[:]))
}
