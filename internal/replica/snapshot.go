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
	snapshotOps   = 2_000
	snapshotEvery = 7 * 24 * time.Hour
	snapshotsKept = 2
	inviteGone    = 72 * time.Hour // an invitation lasts 48
	snapshotLabel = "snapshot "    // how a new laptop finds them: Label begins so
)

// join begins a new laptop with the newest snapshot, so that it shows the team's state before the whole log was read.
func (e *Engine) join(ctx context.Context) (res Result, err error) {
	if e.m.cursor != "" || e.m.joined != nil || len(e.m.known) > 0 || e.knowsOthers() {
		return res, nil
	}
	parts := map[string]map[int]*journal.Snapshot{}
	ages := map[string]time.Time{}
	_, err = e.o.Transport.List(ctx, "", func(m Meta) bool { return strings.HasPrefix(m.Label, snapshotLabel) }, func(item Item) error {
		if item.Data == nil || item.Err != nil {
			return nil
		}
		s := e.readSnapshot(item.Data)
		if s == nil {
			return nil
		}
		key := s.Device + " " + s.State.String() + " " + s.Vector.String()
		if parts[key] == nil {
			parts[key] = map[int]*journal.Snapshot{}
		}
		parts[key][s.Part] = s
		ages[key] = item.At
		return nil
	})
	if err != nil {
		return res, fmt.Errorf("look for a snapshot: %w", err)
	}
	keys := slices.SortedFunc(maps.Keys(parts), func(a, b string) int { return cmp.Or(ages[b].Compare(ages[a]), strings.Compare(a, b)) })
	for _, key := range keys {
		whole := parts[key]
		if err := e.update(ctx, func(tx Tx) error { return e.dated(tx, whole, ages[key]) }); err != nil {
			return res, err
		}
		if len(whole) != whole[slices.Min(slices.Collect(maps.Keys(whole)))].Parts || !e.plausible(whole) {
			continue
		}
		return e.takeSnapshot(ctx, whole)
	}
	return res, nil
}

// dated sets the clock by a snapshot's date, as far as its newest op agrees with it.
func (e *Engine) dated(tx Tx, parts map[int]*journal.Snapshot, at time.Time) error {
	newest, by := journal.NoStamp, ""
	for _, s := range parts {
		by = s.Device
		for _, l := range s.Lines {
			if op, err := e.decode(l.Raw); err == nil && l.Device == by {
				newest = max(newest, op.Stamp)
			}
		}
	}
	if e.agree(newest, at.UnixMilli()) {
		e.witness(tx, by, newest, at.UnixMilli())
	}
	return e.seen(tx, at.UnixMilli())
}

// knowsOthers tells whether anything of another device is here.
func (e *Engine) knowsOthers() bool {
	for d := range e.m.streams {
		if !e.own(d) {
			return true
		}
	}
	return false
}

// readSnapshot reads and verifies a part; nil where it is none. The key comes with it: a device's id is its key's hash.
func (e *Engine) readSnapshot(data []byte) *journal.Snapshot {
	h, err := journal.Peek(data)
	if err != nil || h.Team != e.o.Team || h.Type != journal.TypeSnapshot {
		return nil
	}
	c, err := e.unpack(data, e.o.Keys(h.Epoch))
	if err != nil {
		return nil
	}
	s, err := journal.DecodeSnapshot(c.Body)
	if err != nil {
		return nil
	}
	key := e.m.keys[s.Device]
	for i := 0; key == nil && i < len(s.Lines); i++ {
		if s.Lines[i].Device == s.Device {
			op, err := e.decode(s.Lines[i].Raw)
			if err == nil {
				key = ownKey(s.Device, op)
			}
		}
	}
	if key == nil || s.Verify(e.o.Team, key) != nil {
		return nil
	}
	return s
}

// checkSnapshot verifies a part that lies in the place.
func (e *Engine) checkSnapshot(o *opened) {
	k := &o.known
	s, err := journal.DecodeSnapshot(o.c.Body)
	if err == nil {
		k.Author = s.Device
		key := e.m.keys[s.Device]
		if key == nil {
			k.State, k.Why = journal.KnownWaiting, "a snapshot of laptop "+s.Device+", which nobody has heard of"
			return
		}
		err = s.Verify(e.o.Team, key)
	}
	if err != nil {
		k.State, k.Why = journal.KnownBroken, err.Error()
		return
	}
	o.snap = s
}

// compareState compares what a snapshot says all ops come to with what they come to here, where both hold the same ones. A
// difference is a bug of ours: both stay, and it is said.
func (e *Engine) compareState(ctx context.Context, s *journal.Snapshot) error {
	v := e.m.vector()
	if err := e.update(ctx, func(tx Tx) error {
		e.m.snapped.Merge(s.Vector)
		return e.set(tx, settingSnapped, e.m.snapped.String())
	}); err != nil {
		return err
	}
	if e.own(s.Device) || e.m.parked > 0 || len(e.m.dirty) > 0 || e.m.joined != nil || !maps.Equal(v, s.Vector) {
		return nil
	}
	var records []journal.Record
	if err := e.view(ctx, func(tx Tx) error {
		return tx.EachOp(journal.OpQuery{States: []journal.OpState{journal.OpCounted}}, func(r journal.StoredOp) error {
			if !r.Batch.IsZero() {
				records = append(records, journal.Record{Device: r.Device, Hash: r.Hash, Op: r.Op})
			}
			return nil
		})
	}); err != nil {
		return fmt.Errorf("compare with the snapshot of %s: %w", s.Device, err)
	}
	p := Problem{Code: CodeDifferent, Device: s.Device}
	if journal.StateHash(records) != s.State {
		p.Message = "This laptop and " + s.Device + " hold the same changes and see different things."
		p.Hint = "This is a bug. Please report it; deskhand doctor --rebuild makes this laptop's view anew."
	}
	e.problem(p)
	return nil
}

// plausible refuses a snapshot that would hold stamps of the far future as standing: the log tells better.
func (e *Engine) plausible(parts map[int]*journal.Snapshot) bool {
	now := journal.StampAt(e.trusted())
	for _, s := range parts {
		for _, l := range s.Lines {
			if op, err := e.decode(l.Raw); err == nil && journal.Parked(now, op.Stamp) {
				return false
			}
		}
	}
	return true
}

// takeSnapshot stores what a snapshot brings, provisional until the log brings the same lines.
func (e *Engine) takeSnapshot(ctx context.Context, parts map[int]*journal.Snapshot) (res Result, err error) {
	var rows []journal.StoredOp
	var vector journal.Vector
	for _, n := range slices.Sorted(maps.Keys(parts)) {
		vector = parts[n].Vector
		for _, l := range parts[n].Lines {
			r := journal.StoredOp{Device: l.Device, Seq: l.Seq, Hash: journal.RecordHash(l.Device, l.Raw), Raw: l.Raw, State: journal.OpUnread}
			if op, err := e.decode(l.Raw); err == nil {
				r.Op, r.State = op, journal.OpProvisional
			}
			rows = append(rows, r)
		}
	}
	err = e.update(ctx, func(tx Tx) error {
		e.m.joined, e.m.joinedAt = vector, e.o.Now()
		return e.set(tx, settingJoined, fmt.Sprintf("%d %s", e.m.joinedAt.UnixMilli(), vector))
	})
	for slice := range slices.Chunk(rows, journal.MaxBatchOps) {
		if err != nil {
			break
		}
		err = e.update(ctx, func(tx Tx) error {
			fresh, err := tx.PutOps(slice, e.o.Now().UnixMilli())
			res.Ops += fresh
			if err != nil {
				return fmt.Errorf("keep what a snapshot brought: %w", err)
			}
			top := journal.NoStamp
			for _, r := range slice {
				if r.Op != nil {
					top = max(top, r.Op.Stamp)
				}
			}
			if e.hooks.stillClock {
				return nil
			}
			return e.hear(tx, top)
		})
	}
	if err != nil {
		return res, err
	}
	for d := range vector {
		e.m.dirty[d] = true
	}
	if err = e.settle(ctx); err == nil {
		e.tell()
		e.o.Observer.Pulled(res)
	}
	return res, err
}

// snapshot writes one when the newest in the place is old or far behind.
func (e *Engine) snapshot(ctx context.Context) error {
	v, ops, newest, most := e.m.vector(), 0, time.Time{}, snapshotOps
	if e.hooks.snapAfter > 0 {
		most = e.hooks.snapAfter
	}
	for _, s := range e.snapshots() {
		newest = later(newest, s.at)
	}
	for d, n := range v {
		ops += int(n - min(n, e.m.snapped[d]))
	}
	total := 0
	for _, n := range v {
		total += int(n)
	}
	old := !newest.IsZero() && e.trusted().Sub(newest) > snapshotEvery+e.jitter(24*time.Hour) && ops > 0
	if ops < most && !old || e.m.joined != nil || e.m.gap() {
		return nil
	}
	if newest.IsZero() && total < most {
		return nil // the log itself is as short
	}
	if e.m.snapAt.IsZero() { // others see the same: who is first spares them the work
		e.m.snapAt = e.o.Now().Add(e.jitter(time.Hour))
	}
	if e.o.Now().Before(e.m.snapAt) {
		return nil
	}
	e.m.snapAt = time.Time{}
	return e.writeSnapshot(ctx, v)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// writeSnapshot queues the parts of a snapshot of everything sealed.
func (e *Engine) writeSnapshot(ctx context.Context, v journal.Vector) error {
	var s journal.Snapshot
	var lines []journal.Held
	if err := e.view(ctx, func(tx Tx) (err error) {
		s, lines, err = e.readForSnapshot(tx, v)
		return err
	}); err != nil {
		return err
	}
	for _, part := range s.Split(journal.Deciding(lines)) {
		body, err := part.Encode(e.o.Team, e.o.Self.Key)
		if err != nil {
			return fmt.Errorf("write snapshot: %w", err)
		}
		if err := e.update(ctx, func(tx Tx) error {
			return e.enqueue(tx, &journal.Container{Type: journal.TypeSnapshot, Body: body})
		}); err != nil {
			return err
		}
	}
	e.m.snapped = v
	return nil
}

// readForSnapshot reads all sealed lines up to a vector, and what they come to.
func (e *Engine) readForSnapshot(tx Tx, v journal.Vector) (s journal.Snapshot, lines []journal.Held, err error) {
	var records []journal.Record
	c := e.chains(tx)
	for d := range v {
		c.of(d) // before EachOp, whose callback must not use tx
	}
	if err := tx.EachOp(journal.OpQuery{}, func(r journal.StoredOp) error {
		if r.Batch.IsZero() || r.Seq > v[r.Device] {
			return nil
		}
		if r.Op == nil && e.hooks.forgetful {
			return nil
		}
		if e.m.team.Counts(journal.BatchMeta{Hash: r.Batch, Device: r.Device}, c.holds) == journal.Revoked {
			return nil // a new laptop cannot tell yet which chain it is on
		}
		lines = append(lines, journal.Held{SnapLine: journal.SnapLine{Device: r.Device, Seq: r.Seq, Raw: r.Raw}, Op: r.Op, Counts: r.State.Folded()})
		if r.State.Folded() {
			records = append(records, journal.Record{Device: r.Device, Hash: r.Hash, Op: r.Op})
		}
		return nil
	}); err != nil {
		return s, nil, fmt.Errorf("read all ops: %w", err)
	}
	heads := map[string]journal.Hash{}
	for d := range v {
		heads[d] = e.m.streams[d].head
	}
	return journal.Snapshot{Device: e.o.Self.Device, Vector: v, Heads: heads, State: journal.StateHash(records)}, lines, c.err
}

// snapState is one snapshot that lies in the place: all parts of one writer that came within a few minutes.
type snapState struct {
	at   time.Time
	refs []Ref
}

// snapshots lists those in the place, newest first.
func (e *Engine) snapshots() (out []snapState) {
	var parts []*journal.Known
	for _, k := range e.m.known {
		if k.Type == uint8(journal.TypeSnapshot) && (k.State == journal.KnownGood || k.State == journal.KnownUnseen) {
			parts = append(parts, k)
		}
	}
	slices.SortFunc(parts, func(a, b *journal.Known) int {
		return cmp.Or(strings.Compare(a.Author, b.Author), cmp.Compare(a.At, b.At), strings.Compare(a.Ref, b.Ref))
	})
	author := ""
	for _, k := range parts {
		at := time.UnixMilli(k.At)
		if n := len(out); n > 0 && author == k.Author && at.Sub(out[n-1].at) < 10*time.Minute {
			out[n-1].at, out[n-1].refs = at, append(out[n-1].refs, Ref(k.Ref))
			continue
		}
		author = k.Author
		out = append(out, snapState{at, []Ref{Ref(k.Ref)}})
	}
	slices.SortStableFunc(out, func(a, b snapState) int { return b.at.Compare(a.at) })
	return out
}

// spent are messages that nobody needs any more: all but the newest snapshots, what was said and is over.
func (e *Engine) spent(seen map[string]bool, now time.Time) (out []Ref) {
	snaps := e.snapshots()
	for i := snapshotsKept; i < len(snaps); i++ {
		if now.Sub(snaps[i].at) < tooYoung {
			continue
		}
		for _, ref := range snaps[i].refs {
			if seen[string(ref)] {
				out = append(out, ref)
			}
		}
	}
	lasts := map[uint8]time.Duration{uint8(journal.TypePresence): presenceGone, uint8(journal.TypeInvite): inviteGone}
	for ref, k := range e.m.known {
		if last, ends := lasts[k.Type]; ends && seen[ref] && now.Sub(time.UnixMilli(k.At)) > last {
			out = append(out, Ref(ref))
		}
	}
	return out
}
