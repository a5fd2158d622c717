package journal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Blobs travel in packs: the small ones many to a pack, as a note packs badly alone; a large one alone. Salts stand
// before the pack as they are: random bytes between the texts would spoil both. A blob's name is not told, it is the hash
// of what comes out.

const smallBlob = 32 << 10

type blobPack struct {
	sizes  []int  // of each blob, salt included
	heads  []byte // the first SaltLen bytes of each, or all of a shorter one
	text   squeezed
	packed int // bytes of text, when read
	headed int // bytes of heads, when read
}

func headLen(size int) int { return min(size, SaltLen) }

func packBlobs(blobs map[string][]byte) ([]blobPack, error) {
	var packs []blobPack
	var some [][]byte
	small, total, packed := 0, 0, 0
	flush := func() error {
		if len(some) == 0 {
			return nil
		}
		p, err := packOf(some)
		packs, some, small = append(packs, p), nil, 0
		packed += len(p.heads) + len(p.text.data)
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(blobs)) {
		b := blobs[name]
		if BlobName(b) != name || len(b) > MaxBlob+SaltLen {
			return nil, fmt.Errorf("blob %s of %d bytes: %w", name, len(b), ErrBlob)
		}
		total += len(b)
		if len(b) > smallBlob {
			p, err := packOf([][]byte{b})
			if err != nil {
				return nil, err
			}
			packs = append(packs, p)
			packed += len(p.heads) + len(p.text.data)
			continue
		}
		if some, small = append(some, b), small+len(b); small > MaxInflate/2 {
			if err := flush(); err != nil {
				return nil, err
			}
		}
	}
	err := flush()
	if total > MaxBlobBytes || packed > MaxBlobs {
		err = errors.Join(err, fmt.Errorf("blobs of %d bytes in %d: %w", total, packed, ErrLimit))
	}
	return packs, err
}

func packOf(blobs [][]byte) (p blobPack, err error) {
	var tails []byte
	for _, b := range blobs {
		n := headLen(len(b))
		p.sizes, p.heads, tails = append(p.sizes, len(b)), append(p.heads, b[:n]...), append(tails, b[n:]...)
	}
	p.text, err = squeeze(tails)
	return p, err
}

func (p blobPack) entry(dir []byte) []byte {
	dir = binary.AppendUvarint(dir, uint64(len(p.sizes)))
	for _, n := range p.sizes {
		dir = binary.AppendUvarint(dir, uint64(n))
	}
	return p.text.entry(dir)
}

// packs reads the entries of all packs; their bytes come later.
func (r *reader) packs() []blobPack {
	packs := make([]blobPack, r.count(MaxBlobCount, 4, "packs of blobs"))
	count, total, packed := 0, 0, 0
	for i := range packs {
		p := &packs[i]
		p.sizes = make([]int, r.count(MaxBlobCount-count, 1, "blobs"))
		heads, tails := 0, 0
		for j := range p.sizes {
			p.sizes[j] = r.count(MaxBlob+SaltLen, 0, "bytes of a blob")
			heads += headLen(p.sizes[j])
			tails += p.sizes[j] - headLen(p.sizes[j])
		}
		p.text, p.packed = r.entry(MaxInflate, "blobs")
		count, total, packed = count+len(p.sizes), total+heads+tails, packed+heads+p.packed
		switch {
		case r.err != nil:
		case total > MaxBlobBytes || packed > MaxBlobs:
			r.err = fmt.Errorf("%w: blobs of %d bytes in %d", ErrLimit, total, packed)
		case p.text.size != tails:
			r.fail("blobs")
		}
		if r.err != nil {
			return nil
		}
		p.headed = heads
	}
	return packs
}

func unpackBlobs(packs []blobPack) (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, p := range packs {
		tails, err := p.text.inflate()
		if err != nil {
			return nil, fmt.Errorf("blobs: %w", err)
		}
		heads := p.heads
		for _, size := range p.sizes {
			n := headLen(size)
			blob := append(append(make([]byte, 0, size), heads[:n]...), tails[:size-n]...)
			heads, tails = heads[n:], tails[size-n:]
			out[BlobName(blob)] = blob
		}
	}
	return out, nil
}

const blobHash = 20 // bytes of a blob's name

func appendDropped(dir []byte, names []string) ([]byte, error) {
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	dir = binary.AppendUvarint(dir, uint64(len(names)))
	for _, name := range names {
		b, err := ParseBase32(name)
		if err != nil || len(b) != blobHash {
			return nil, fmt.Errorf("dropped blob %q: %w", name, ErrBlob)
		}
		dir = append(dir, b...)
	}
	return dir, nil
}

func (r *reader) dropped() []string {
	n := r.count(MaxBlobCount, blobHash, "dropped blobs")
	if n == 0 {
		return nil
	}
	out := make([]string, n)
	for i := range out {
		out[i] = Base32(r.take(blobHash, "dropped blob"))
	}
	return out
}
