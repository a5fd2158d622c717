package store

import (
	"errors"
	"fmt"
	"strings"

	"deskhand/internal/journal"
)

// PutBatch keeps a verified batch and tells whether it is new.
func (tx *Tx) PutBatch(hash journal.Hash, b *journal.Batch) (fresh bool, err error) {
	lines := tx.s.packer.EncodeAll(b.Lines, nil)
	n, err := tx.execN(`INSERT INTO batch (hash, device, a, b, prev, have, sig, lines) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING`,
		hash[:], b.Device, int64(b.A), int64(b.B), b.Prev[:], b.Have.String(), b.Sig[:], lines)
	return n > 0, err
}

// Batch answers nil where it is not known.
func (tx *Tx) Batch(hash journal.Hash) (*journal.Batch, error) {
	b := &journal.Batch{}
	var first, last int64
	var prev, sig, lines []byte
	var have string
	err := tx.row(`SELECT device, a, b, prev, have, sig, lines FROM batch WHERE hash = ?`, []any{hash[:]}, &b.Device, &first, &last, &prev, &have, &sig, &lines)
	if err != nil {
		return nil, ignoreNotFound(err)
	}
	b.A, b.B, b.Prev = uint64(first), uint64(last), hashOf(prev)
	copy(b.Sig[:], sig)
	if b.Have, err = journal.ParseVector(have); err != nil {
		return nil, fmt.Errorf("read a batch: %w", err)
	}
	if b.Lines, err = tx.s.opener.DecodeAll(lines, nil); err != nil {
		return nil, fmt.Errorf("%w: a batch of %s: %w", ErrDamaged, b.Device, err)
	}
	return b, nil
}

// EachBatch goes through the batches of a device, of all if it is empty, by device, first seq and hash.
func (tx *Tx) EachBatch(device string, each func(journal.BatchMeta) error) error {
	where, args := "", []any{}
	if device != "" {
		where, args = " WHERE device = ?", append(args, device)
	}
	return tx.each(func(scan func(...any) error) error {
		var hash, prev []byte
		var first, last int64
		var m journal.BatchMeta
		if err := scan(&hash, &prev, &m.Device, &first, &last); err != nil {
			return err
		}
		m.Hash, m.Prev, m.A, m.B = hashOf(hash), hashOf(prev), uint64(first), uint64(last)
		return each(m)
	}, `SELECT hash, prev, device, a, b FROM batch`+where+` ORDER BY device, a, hash`, args...)
}

// PutMessage keeps what is known of a message, in place of what was known of that Ref, or of that Hash without a Ref.
func (tx *Tx) PutMessage(k journal.Known) error {
	if err := tx.DropMessage(k.Ref, k.Hash); err != nil {
		return err
	}
	batches := make([]byte, 0, len(k.Batches)*len(journal.Hash{}))
	for _, h := range k.Batches {
		batches = append(batches, h[:]...)
	}
	data := k.Data
	if data == nil {
		data = []byte{}
	}
	return tx.exec(`INSERT INTO journal_message (ref, hash, type, state, at, seen, size, epoch, author, batches, blobs, dropped, why, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		k.Ref, k.Hash[:], int(k.Type), int(k.State), k.At, k.Seen, k.Size, int64(k.Epoch), k.Author, batches, strings.Join(k.Blobs, " "), strings.Join(k.Dropped, " "), k.Why, data)
}

// aMessage chooses by Ref, and by Hash one that has none.
func aMessage(ref string, hash journal.Hash) (where string, arg any) {
	if ref != "" {
		return ` WHERE ref <> '' AND ref = ?`, ref
	}
	return ` WHERE ref = '' AND hash = ?`, hash[:]
}

// DropMessage forgets one.
func (tx *Tx) DropMessage(ref string, hash journal.Hash) error {
	where, arg := aMessage(ref, hash)
	return tx.exec(`DELETE FROM journal_message`+where, arg)
}

// EachMessage goes through them by Ref and Hash, without Data.
func (tx *Tx) EachMessage(each func(journal.Known) error) error {
	return tx.each(func(scan func(...any) error) error {
		var k journal.Known
		var hash, batches []byte
		var blobs, dropped string
		err := scan(&k.Ref, &hash, &k.Type, &k.State, &k.At, &k.Seen, &k.Size, &k.Epoch, &k.Author, &batches, &blobs, &dropped, &k.Why)
		if err != nil {
			return err
		}
		k.Hash, k.Blobs, k.Dropped = hashOf(hash), strings.Fields(blobs), strings.Fields(dropped)
		k.Batches = hashesOf(batches)
		return each(k)
	}, `SELECT ref, hash, type, state, at, seen, size, epoch, author, batches, blobs, dropped, why FROM journal_message ORDER BY ref, hash`)
}

// hashesOf reads them as they stand in a column, one behind the other.
func hashesOf(data []byte) (out []journal.Hash) {
	const size = len(journal.Hash{})
	for ; len(data) >= size; data = data[size:] {
		out = append(out, hashOf(data[:size]))
	}
	return out
}

// MessageData answers nil where nothing is kept.
func (tx *Tx) MessageData(ref string, hash journal.Hash) ([]byte, error) {
	where, arg := aMessage(ref, hash)
	data, err := one[[]byte](tx, `SELECT data FROM journal_message`+where, arg)
	if errors.Is(err, ErrNotFound) || len(data) == 0 {
		return nil, ignoreNotFound(err)
	}
	return data, err
}

// Blob answers nil where it is not held.
func (tx *Tx) Blob(name string) ([]byte, error) {
	data, err := one[[]byte](tx, `SELECT data FROM blob WHERE name = ?`, name)
	return data, ignoreNotFound(err)
}

// PutBlob keeps a blob that belongs in the place too. What waited for its text is projected again.
func (tx *Tx) PutBlob(name string, data []byte) error {
	err := tx.exec(`INSERT INTO blob (name, data, shared) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET shared = 1`, name, data)
	if err != nil {
		return err
	}
	waiting, err := list[string](tx, `SELECT object FROM awaited_blob WHERE name = ?`, name)
	if err != nil || len(waiting) == 0 {
		return err
	}
	if tx.carried.objects == nil {
		tx.carried.objects = map[string]bool{}
	}
	for _, o := range waiting {
		tx.carried.objects[o] = true
	}
	return tx.exec(`DELETE FROM awaited_blob WHERE name = ?`, name)
}

// ShareBlobs says of blobs of this desk that they belong in the place from now on.
func (tx *Tx) ShareBlobs(names []string) error {
	for _, name := range names {
		if err := tx.exec(`UPDATE blob SET shared = 1 WHERE name = ? AND shared = 0`, name); err != nil {
			return err
		}
	}
	return nil
}

// SharedBlobs goes through the names of the blobs that are held and belong in the place.
func (tx *Tx) SharedBlobs(each func(name string, size int64) error) error {
	return tx.each(func(scan func(...any) error) error {
		var name string
		var size int64
		if err := scan(&name, &size); err != nil {
			return err
		}
		return each(name, size)
	}, `SELECT name, length(data) FROM blob WHERE shared = 1 ORDER BY name`)
}
