package replica

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"deskhand/internal/journal"
)

// Sizes of what is sealed, below what a message may be (journal.md §3.5).
const (
	sealBlobs = 3 << 20 // bytes of blobs in one message
)

// identities are whose ops are sealed here.
func (e *Engine) identities() []Identity { return append(slices.Clone(e.o.Former), e.o.Self) }

// seal makes batches of everything written here, each in one transaction with the bytes that will be sent.
func (e *Engine) seal(ctx context.Context) error {
	for _, id := range e.identities() {
		some, err := e.unsealed(ctx, id.Device, 1)
		if err != nil {
			return err
		}
		if len(some) == 0 {
			continue
		}
		if err := e.restamp(ctx, id.Device); err != nil {
			return err
		}
		for more := true; more; {
			err := e.update(ctx, func(tx Tx) (err error) {
				more, err = e.sealOne(tx, id)
				return err
			})
			if err != nil {
				return fmt.Errorf("seal what was done here: %w", err)
			}
		}
	}
	return nil
}

var errEnough = errors.New("enough rows")

// unsealed reads the first ops of a device that are not sealed; most 0: all of them.
func (e *Engine) unsealed(ctx context.Context, device string, most int) (rows []journal.StoredOp, err error) {
	err = e.view(ctx, func(tx Tx) (err error) {
		rows, err = loose(tx, device, most)
		return err
	})
	return rows, err
}

func loose(tx Tx, device string, most int) (rows []journal.StoredOp, err error) {
	err = tx.EachOp(journal.OpQuery{Device: device, Loose: true}, func(r journal.StoredOp) error {
		rows = append(rows, r)
		if len(rows) == most {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, fmt.Errorf("read what is not sealed: %w", err)
	}
	return rows, nil
}

// sealOne seals the next batch of a device; more tells that there may be another.
func (e *Engine) sealOne(tx Tx, id Identity) (more bool, err error) {
	rows, err := loose(tx, id.Device, journal.MaxBatchOps+1)
	if err != nil || len(rows) == 0 {
		return false, err
	}
	rows, parts, err := e.portion(tx, rows)
	if err != nil {
		return false, err
	}
	b, err := e.batchOfRows(tx, id, rows)
	if err != nil {
		return false, err
	}
	if keyed(rows[0]) {
		return true, e.enqueueKey(tx, b)
	}
	for _, part := range parts { // texts that do not fit into one message: each that carries some carries their batch
		if err := e.enqueue(tx, carrier(b, part)); err != nil {
			return false, err
		}
	}
	return true, nil
}

func carrier(b *journal.Batch, blobs map[string][]byte) *journal.Container {
	return &journal.Container{Type: journal.TypeBatch, Batches: []journal.Batch{*b}, Blobs: blobs}
}

// portion takes as many ops as one batch holds, and the blobs that they name, in messages of a fitting size.
func (e *Engine) portion(tx Tx, rows []journal.StoredOp) ([]journal.StoredOp, []map[string][]byte, error) {
	parts := []map[string][]byte{{}}
	lines, size := 0, 0
	var shared []string
	for i, r := range rows {
		if i > 0 && (i == journal.MaxBatchOps || lines+len(r.Raw) > journal.MaxBatchBytes || r.Seq != rows[i-1].Seq+1 || size > sealBlobs || keyed(r) != keyed(rows[i-1])) {
			rows = rows[:i]
			break
		}
		lines += len(r.Raw) + 1
		if r.Op == nil {
			continue
		}
		for _, name := range r.Op.Blobs {
			if e.m.redacted[name] || e.inPlace(name) {
				continue
			}
			data, err := tx.Blob(name)
			if err != nil {
				return nil, nil, fmt.Errorf("read blob %s: %w", name, err)
			}
			if data == nil {
				continue
			}
			if size > 0 && size+len(data) > sealBlobs {
				parts, size = append(parts, map[string][]byte{}), 0
			}
			parts[len(parts)-1][name] = data
			shared = append(shared, name)
			size += len(data)
		}
	}
	if err := tx.ShareBlobs(shared); err != nil {
		return nil, nil, fmt.Errorf("share %d texts: %w", len(shared), err)
	}
	return rows, parts, nil
}

// inPlace tells whether a verified message that lies in the place holds a blob.
func (e *Engine) inPlace(name string) bool {
	for _, k := range e.m.known {
		if k.State == journal.KnownGood && len(k.Blobs) > 0 {
			if _, ok := slices.BinarySearch(k.Blobs, name); ok {
				return true
			}
		}
	}
	return false
}

// late tells whether keys are handed to a laptop, not to a recovery sheet, which has no agent.
func (e *Engine) late(v journal.KeyValue) bool {
	for device := range v.Sealed {
		if e.m.team.Devices[device].Agent != "" {
			return true
		}
	}
	return false
}

// handing tells a batch that holds team keys alone. Its author's signature vouches for it, so it counts under whatever team key
// it comes: those whom it is for have no newer one.
func handing(b *journal.Batch) bool {
	if len(opsWith(b, `"key"`)) == 0 {
		return false
	}
	for _, line := range b.Records() {
		if !keyed(journal.StoredOp{Op: line.Op}) {
			return false
		}
	}
	return true
}

// keyed tells whether an op replaces the team key: its batch holds nothing else.
func keyed(r journal.StoredOp) bool {
	return r.Op != nil && r.Op.Object == journal.TeamObject && r.Op.Path == journal.PathKey
}

// opsWith reads the ops of a batch whose lines hold a piece of text; a batch is looked through far more often than it holds
// what is looked for.
func opsWith(b *journal.Batch, text string) (out []*journal.Op) {
	if !bytes.Contains(b.Lines, []byte(text)) {
		return nil
	}
	for line := range bytes.Lines(b.Lines) {
		if bytes.Contains(line, []byte(text)) {
			if op, err := journal.Decode(bytes.TrimSuffix(line, []byte("\n"))); err == nil {
				out = append(out, op)
			}
		}
	}
	return out
}

// blobsOf lists the blobs that a batch's ops name.
func blobsOf(b *journal.Batch) (out []string) {
	for _, op := range opsWith(b, `"b"`) {
		out = append(out, op.Blobs...)
	}
	return out
}

// bringsKey tells whether a batch replaces the team key.
func bringsKey(b *journal.Batch) bool {
	return slices.ContainsFunc(opsWith(b, `"key"`), func(op *journal.Op) bool { return keyed(journal.StoredOp{Op: op}) })
}

// batchOfRows signs and keeps the batch of these ops.
func (e *Engine) batchOfRows(tx Tx, id Identity, rows []journal.StoredOp) (*journal.Batch, error) {
	b := &journal.Batch{Device: id.Device, A: rows[0].Seq, B: rows[len(rows)-1].Seq, Prev: e.m.stream(id.Device).head, Have: e.have(id.Device)}
	for _, r := range rows {
		b.Lines = append(append(b.Lines, r.Raw...), '\n')
	}
	b.Sign(e.o.Team, id.Key)
	v := verified{batch: b, meta: b.Meta(e.o.Team)}
	for _, r := range rows {
		v.lines = append(v.lines, journal.Line{Seq: r.Seq, Raw: r.Raw, Op: r.Op})
	}
	_, governs, err := e.storeBatch(tx, v, 0)
	if err == nil {
		top := journal.NoStamp
		for _, r := range rows {
			if r.Op != nil {
				top = max(top, r.Op.Stamp)
			}
		}
		err = e.hear(tx, top)
	}
	if err == nil && governs {
		err = e.regovern(tx)
	}
	return b, err
}

// have is what came from others since it was last said: all of it at first.
func (e *Engine) have(self string) journal.Vector {
	v := e.m.vector()
	delete(v, self)
	out := journal.Vector{}
	for d, n := range v {
		if e.m.said[d] < n {
			out[d] = n
		}
	}
	e.m.said = v
	return out
}

// enqueue packs a container and keeps its bytes until they are sent. Erased blobs are marked, not carried.
func (e *Engine) enqueue(tx Tx, c *journal.Container) error {
	c.Team, c.Epoch = e.o.Team, e.epochFor(c)
	keys := e.o.Keys(c.Epoch)
	if len(keys) == 0 {
		return fmt.Errorf("%w: team key %d", errNoKey, c.Epoch)
	}
	for i := range c.Batches {
		for _, name := range blobsOf(&c.Batches[i]) {
			if e.m.redacted[name] {
				delete(c.Blobs, name)
				c.Dropped = append(c.Dropped, name)
			}
		}
	}
	slices.Sort(c.Dropped)
	c.Dropped = slices.Compact(c.Dropped)
	data, err := journal.Pack(c, keys[0], e.o.Encrypt)
	if err != nil {
		return fmt.Errorf("pack %s: %w", c.Type, err)
	}
	k := journal.Known{
		Hash: journal.ContainerHash(data), Type: uint8(c.Type), State: journal.KnownOutgoing, Seen: e.o.Now().UnixMilli(),
		Size: int64(len(data)), Epoch: c.Epoch, Blobs: slices.Sorted(maps.Keys(c.Blobs)), Dropped: c.Dropped, Author: e.o.Self.Device, Data: data,
	}
	for i := range c.Batches {
		k.Batches = append(k.Batches, c.Batches[i].Hash(e.o.Team))
	}
	e.m.fresh[k.Hash] = true
	return e.note(tx, k)
}

// enqueueKey queues a batch that brings a new team key: under the key before, which those still have whom it is for, with
// the batches that say who is who, so that they need nothing else to believe it.
func (e *Engine) enqueueKey(tx Tx, b *journal.Batch) error {
	c := newSegment()
	c.Batches = append(c.Batches, *b)
	newest := journal.NoStamp
	for _, line := range b.Records() {
		if line.Op != nil {
			newest = max(newest, line.Op.Stamp)
		}
	}
	type from struct {
		device string
		before bool // the new key, by its stamp
	}
	team := map[journal.Hash]from{}
	if err := tx.EachOp(journal.OpQuery{Governing: true}, func(r journal.StoredOp) error {
		if r.Op != nil && !r.Batch.IsZero() && (strings.HasPrefix(r.Op.Path, "dev/") || strings.HasPrefix(r.Op.Path, "admin/")) {
			team[r.Batch] = from{r.Device, team[r.Batch].before || r.Op.Stamp <= newest}
		}
		return nil
	}); err != nil {
		return fmt.Errorf("read the team: %w", err)
	}
	delete(team, b.Hash(e.o.Team))
	below, chains := e.epochFor(c), e.chains(tx)
	for _, h := range slices.SortedFunc(maps.Keys(team), func(x, y journal.Hash) int { return slices.Compare(x[:], y[:]) }) {
		if f := team[h]; !f.before && !e.own(f.device) && !e.m.team.EpochCovers(below, journal.BatchMeta{Hash: h, Device: f.device}, chains.holds) {
			continue // what came after it is not for those who have the key before alone
		}
		with, err := tx.Batch(h)
		if err != nil || with == nil {
			return fmt.Errorf("read batch %s: %w", h, err)
		}
		c.Batches = append(c.Batches, *with)
	}
	slices.SortFunc(c.Batches, func(x, y journal.Batch) int {
		return cmp.Or(strings.Compare(x.Device, y.Device), cmp.Compare(x.A, y.A))
	})
	return e.enqueue(tx, c)
}

// epochFor is the team key that a container is made with: the newest that is here; for a batch that brings a new key the
// one before, which those still have whom it is for; for one that hands keys to a laptop that was confirmed late the first,
// which every laptop has. A recovery sheet has the newest, and is handed the older ones.
func (e *Engine) epochFor(c *journal.Container) uint32 {
	epoch := e.m.team.Epoch
	for i := range c.Batches {
		for _, op := range opsWith(&c.Batches[i], `"key"`) {
			v, ok := keyValue(op)
			switch {
			case !ok || !keyed(journal.StoredOp{Op: op}):
			case v.More && e.late(v):
				epoch = 0
			case !v.More && v.Epoch > 0:
				epoch = min(epoch, v.Epoch-1)
			}
		}
	}
	for ; epoch > 0; epoch-- {
		if len(e.o.Keys(epoch)) > 0 {
			break
		}
	}
	return epoch
}
