package replica_test

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"deskhand/internal/journal"
	"deskhand/internal/replica"
)

// memStore is a Store in memory. A failed transaction is not undone: a test in which one fails is over.
type memStore struct {
	mu sync.Mutex
	t  tables
}

type tables struct {
	settings map[string]string
	clock    journal.Stamp
	ops      map[string][]journal.StoredOp // by device: seq, hash
	byHash   map[journal.Hash]place
	arrived  []journal.Hash
	batches  map[journal.Hash]*journal.Batch
	metas    map[string][]journal.BatchMeta
	blobs    map[string][]byte
	shared   map[string]bool
	messages map[string]journal.Known
}

type place struct {
	device string
	seq    uint64
}

func newMemStore() *memStore {
	return &memStore{t: tables{
		settings: map[string]string{}, ops: map[string][]journal.StoredOp{}, byHash: map[journal.Hash]place{},
		batches: map[journal.Hash]*journal.Batch{}, metas: map[string][]journal.BatchMeta{}, blobs: map[string][]byte{}, shared: map[string]bool{},
		messages: map[string]journal.Known{},
	}}
}

// clone is what a copied disk holds.
func (s *memStore) clone() *memStore {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.t
	c.settings, c.byHash, c.batches, c.blobs, c.shared, c.messages = maps.Clone(c.settings), maps.Clone(c.byHash), maps.Clone(c.batches), maps.Clone(c.blobs), maps.Clone(c.shared), maps.Clone(c.messages)
	c.ops, c.metas, c.arrived = maps.Clone(c.ops), maps.Clone(c.metas), slices.Clone(c.arrived)
	for d := range c.ops {
		c.ops[d] = slices.Clone(c.ops[d])
	}
	for d := range c.metas {
		c.metas[d] = slices.Clone(c.metas[d])
	}
	return &memStore{t: c}
}

func (s *memStore) Update(ctx context.Context, fn func(replica.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return fn(&s.t)
}

func (s *memStore) View(ctx context.Context, fn func(replica.Tx) error) error {
	return s.Update(ctx, fn)
}

func (t *tables) Setting(name string) (string, bool, error) {
	v, ok := t.settings[name]
	return v, ok, nil
}

func (t *tables) SetSetting(name, value string) error {
	t.settings[name] = value
	return nil
}

func (t *tables) Clock() (journal.Stamp, error) { return t.clock, nil }

func (t *tables) SetClock(s journal.Stamp) error {
	t.clock = s
	return nil
}

func compareOps(a, b journal.StoredOp) int {
	return cmp.Or(cmp.Compare(a.Seq, b.Seq), bytes.Compare(a.Hash[:], b.Hash[:]))
}

func (t *tables) find(hash journal.Hash) *journal.StoredOp {
	at, ok := t.byHash[hash]
	if !ok {
		return nil
	}
	of := t.ops[at.device]
	i, _ := slices.BinarySearchFunc(of, journal.StoredOp{Seq: at.seq, Hash: hash}, compareOps)
	return &of[i]
}

func (t *tables) PutOps(ops []journal.StoredOp, _ int64) (fresh int, err error) {
	for _, op := range ops {
		if _, ok := t.byHash[op.Hash]; ok {
			if old := t.find(op.Hash); old.Batch.IsZero() {
				old.Batch, old.State = op.Batch, op.State
			}
			continue
		}
		fresh++
		op.Raw = bytes.Clone(op.Raw)
		t.insert(op)
		t.arrived = append(t.arrived, op.Hash)
	}
	return fresh, nil
}

func (t *tables) insert(op journal.StoredOp) {
	of := t.ops[op.Device]
	at, _ := slices.BinarySearchFunc(of, op, compareOps)
	t.ops[op.Device] = slices.Insert(of, at, op)
	t.byHash[op.Hash] = place{op.Device, op.Seq}
}

func (t *tables) remove(hash journal.Hash) {
	device := t.byHash[hash].device
	t.ops[device] = slices.DeleteFunc(t.ops[device], func(o journal.StoredOp) bool { return o.Hash == hash })
	delete(t.byHash, hash)
}

func (t *tables) SetOps(state journal.OpState, ops []journal.Hash) error {
	for _, h := range ops {
		t.find(h).State = state
	}
	return nil
}

func (t *tables) ReplaceOp(old journal.Hash, op journal.StoredOp) error {
	t.remove(old)
	if _, ok := t.byHash[op.Hash]; ok {
		return nil
	}
	t.insert(op)
	if i := slices.Index(t.arrived, old); i >= 0 {
		t.arrived[i] = op.Hash
	} else {
		t.arrived = append(t.arrived, op.Hash)
	}
	return nil
}

func (t *tables) DropOps(ops []journal.Hash) error {
	for _, h := range ops {
		t.remove(h)
	}
	return nil
}

func (t *tables) EachOp(q journal.OpQuery, each func(journal.StoredOp) error) error {
	devices := slices.Sorted(maps.Keys(t.ops))
	if q.Device != "" {
		devices = []string{q.Device}
	}
	for _, d := range devices {
		for _, op := range t.ops[d] {
			governs := op.Op != nil && (op.Op.Object == journal.TeamObject || op.Op.Kind == journal.Redact)
			if q.States != nil && !slices.Contains(q.States, op.State) || q.Governing && !governs || q.Loose && !op.Batch.IsZero() {
				continue
			}
			if err := each(op); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tables) PutBatch(hash journal.Hash, b *journal.Batch) (bool, error) {
	if t.batches[hash] != nil {
		return false, nil
	}
	kept := *b
	kept.Lines = bytes.Clone(b.Lines)
	t.batches[hash] = &kept
	m := journal.BatchMeta{Hash: hash, Prev: b.Prev, Device: b.Device, A: b.A, B: b.B}
	at, _ := slices.BinarySearchFunc(t.metas[b.Device], m, func(x, y journal.BatchMeta) int {
		return cmp.Or(cmp.Compare(x.A, y.A), bytes.Compare(x.Hash[:], y.Hash[:]))
	})
	t.metas[b.Device] = slices.Insert(t.metas[b.Device], at, m)
	return true, nil
}

func (t *tables) Batch(hash journal.Hash) (*journal.Batch, error) { return t.batches[hash], nil }

func (t *tables) EachBatch(device string, each func(journal.BatchMeta) error) error {
	devices := []string{device}
	if device == "" {
		devices = slices.Sorted(maps.Keys(t.metas))
	}
	for _, d := range devices {
		for _, m := range t.metas[d] {
			if err := each(m); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tables) Blob(name string) ([]byte, error) { return t.blobs[name], nil }

func (t *tables) PutBlob(name string, data []byte) error {
	t.blobs[name], t.shared[name] = data, true
	return nil
}

func (t *tables) ShareBlobs(names []string) error {
	for _, n := range names {
		t.shared[n] = true
	}
	return nil
}

func (t *tables) DropBlobs(names []string) error {
	for _, n := range names {
		delete(t.blobs, n)
		delete(t.shared, n)
	}
	return nil
}

func (t *tables) SharedBlobs(each func(string, int64) error) error {
	for _, n := range slices.Sorted(maps.Keys(t.shared)) {
		if err := each(n, int64(len(t.blobs[n]))); err != nil {
			return err
		}
	}
	return nil
}

func messageKey(ref string, hash journal.Hash) string {
	if ref == "" {
		return "hash " + hash.String()
	}
	return ref
}

func (t *tables) PutMessage(k journal.Known) error {
	t.messages[messageKey(k.Ref, k.Hash)] = k
	return nil
}

func (t *tables) DropMessage(ref string, hash journal.Hash) error {
	delete(t.messages, messageKey(ref, hash))
	return nil
}

func (t *tables) EachMessage(each func(journal.Known) error) error {
	for _, key := range slices.SortedFunc(maps.Keys(t.messages), strings.Compare) {
		k := t.messages[key]
		k.Data = nil
		if err := each(k); err != nil {
			return err
		}
	}
	return nil
}

func (t *tables) MessageData(ref string, hash journal.Hash) ([]byte, error) {
	return t.messages[messageKey(ref, hash)].Data, nil
}
