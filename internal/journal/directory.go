package journal

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The body of a container: length of the directory, the directory, the packed lines, the packed blobs.
//
// The directory tells devices (13 bytes each), batches, the lines' entry, the packs of blobs, the dropped blobs. Of a
// batch it tells only what does not follow from the batch of the same device before it: in a segment `prev` and `a`
// follow, and what stays is the signature and a few bytes.

const (
	batchHasPrev = 1 // prev is spelled out: it is not the hash of this device's batch before in this container
	batchHasA    = 2 // a is spelled out: it does not follow that batch's b
)

func packBody(c *Container) ([]byte, error) {
	lines, err := c.plain()
	if err != nil {
		return nil, err
	}
	text, err := squeeze(lines)
	if err != nil {
		return nil, err
	}
	packs, err := packBlobs(c.Blobs)
	if err != nil {
		return nil, err
	}
	dir := text.entry(c.batchDir(nil))
	data := [][]byte{text.data}
	dir = binary.AppendUvarint(dir, uint64(len(packs)))
	for _, p := range packs {
		dir = p.entry(dir)
		data = append(data, p.heads, p.text.data)
	}
	if dir, err = appendDropped(dir, c.Dropped); err != nil {
		return nil, err
	}
	if len(dir) > maxDirectory {
		return nil, fmt.Errorf("directory of %d bytes: %w", len(dir), ErrLimit)
	}
	out := append(binary.AppendUvarint(nil, uint64(len(dir))), dir...)
	return append(out, bytes.Join(data, nil)...), nil
}

// plain is what is compressed in one piece: the lines of all batches, or the body.
func (c *Container) plain() ([]byte, error) {
	carries := c.Type == TypeBatch || c.Type == TypeSegment
	size, known, ops := len(c.Body), 0, uint64(0)
	for i := range c.Batches {
		size += len(c.Batches[i].Lines)
		known += len(c.Batches[i].Have)
		ops += min(c.Batches[i].B-c.Batches[i].A, MaxOps) + 1
	}
	switch {
	case size > MaxLines, ops > MaxOps, known > maxHave, len(c.Batches) > MaxBatches, len(c.Blobs) > MaxBlobCount, len(c.Dropped) > MaxBlobCount, len(c.devices()) > MaxDevices:
		return nil, fmt.Errorf("%d bytes in %d batches: %w", size, len(c.Batches), ErrLimit)
	case carries != (len(c.Batches) > 0) || carries && len(c.Body) > 0 || c.Type == TypeBatch && len(c.Batches) > 1:
		return nil, fmt.Errorf("%d batches and a body of %d bytes do not make a %s", len(c.Batches), len(c.Body), c.Type)
	case !carries:
		return c.Body, nil
	}
	lines := make([]byte, 0, size)
	for i := range c.Batches {
		lines = append(lines, c.Batches[i].Lines...)
	}
	return lines, nil
}

// devices lists every device that the directory names, sorted.
func (c *Container) devices() []string {
	seen := map[string]bool{}
	for i := range c.Batches {
		seen[c.Batches[i].Device] = true
		for d := range c.Batches[i].Have {
			seen[d] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// follow is what the directory remembers of a device while it goes through the batches.
type follow struct {
	b    uint64
	hash Hash
}

func (c *Container) batchDir(dir []byte) []byte {
	devices := c.devices()
	dir = binary.AppendUvarint(dir, uint64(len(devices)))
	dir = append(dir, strings.Join(devices, "")...)
	dir = binary.AppendUvarint(dir, uint64(len(c.Batches)))
	place := func(d string) uint64 { i, _ := slices.BinarySearch(devices, d); return uint64(i) }
	before, have := map[string]follow{}, Vector{}
	for i := range c.Batches {
		b := &c.Batches[i]
		last := before[b.Device]
		flags := byte(0)
		if b.Prev != last.hash {
			flags |= batchHasPrev
		}
		if b.A != last.b+1 {
			flags |= batchHasA
		}
		dir = append(binary.AppendUvarint(dir, place(b.Device)), flags)
		if flags&batchHasPrev != 0 {
			dir = append(dir, b.Prev[:]...)
		}
		if flags&batchHasA != 0 {
			dir = binary.AppendUvarint(dir, b.A)
		}
		dir = binary.AppendUvarint(dir, b.B-b.A)
		dir = binary.AppendUvarint(dir, uint64(len(b.Have)))
		for _, d := range slices.Sorted(maps.Keys(b.Have)) {
			dir = binary.AppendUvarint(dir, place(d))
			dir = binary.AppendVarint(dir, int64(b.Have[d])-int64(have[d]))
			have[d] = b.Have[d]
		}
		dir = append(dir, b.Sig[:]...)
		dir = binary.AppendUvarint(dir, uint64(len(b.Lines)))
		before[b.Device] = follow{b.B, b.Hash(c.Team)}
	}
	return dir
}
