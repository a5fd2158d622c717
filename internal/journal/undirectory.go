package journal

import (
	"fmt"
)

// unpackBody reads what packBody wrote. Every size is held against the limits before its bytes are inflated.
func unpackBody(c *Container, body []byte) error {
	r := &reader{b: body}
	n := r.count(maxDirectory, 1, "directory")
	dir := &reader{b: r.take(n, "directory"), err: r.err}
	heads := dir.batches()
	text, textLen := dir.entry(MaxLines, "lines")
	packs := dir.packs()
	c.Dropped = dir.dropped()
	if dir.err == nil && len(dir.b) > 0 {
		dir.fail("directory with bytes at its end")
	}
	if dir.err != nil {
		return dir.err
	}
	text.data = r.take(textLen, "lines")
	for i := range packs {
		packs[i].heads = r.take(packs[i].headed, "blobs")
		packs[i].text.data = r.take(packs[i].packed, "blobs")
	}
	if r.err == nil && len(r.b) > 0 {
		r.fail("bytes at the end")
	}
	if r.err != nil {
		return r.err
	}
	lines, err := text.inflate()
	if err != nil {
		return fmt.Errorf("lines: %w", err)
	}
	if err := c.spread(heads, lines); err != nil {
		return err
	}
	c.Blobs, err = unpackBlobs(packs)
	return err
}

// batchHead is a batch as the directory tells it; prev and a may follow from the batch before.
type batchHead struct {
	Batch
	flags byte
	size  int // bytes of its lines
}

func (r *reader) batches() []batchHead {
	devices := make([]string, r.count(MaxDevices, deviceLen, "devices"))
	for i := range devices {
		devices[i] = string(r.take(deviceLen, "device"))
		if !ValidDevice(devices[i]) || i > 0 && devices[i] <= devices[i-1] {
			r.fail("device id")
			return nil
		}
	}
	device := func() string {
		if i := r.uvarint("device"); i < uint64(len(devices)) {
			return devices[i]
		}
		r.fail("device")
		return ""
	}
	have, known, total, ops := Vector{}, 0, 0, uint64(0)
	heads := make([]batchHead, r.count(MaxBatches, 64+5, "batches"))
	for i := range heads {
		h := &heads[i]
		h.Device, h.flags = device(), r.byte("batch")
		if h.flags&^(batchHasPrev|batchHasA) != 0 && r.err == nil {
			r.err = fmt.Errorf("%w: batch with flags %08b", ErrNewer, h.flags)
		}
		if h.flags&batchHasPrev != 0 {
			copy(h.Prev[:], r.take(len(h.Prev), "prev"))
		}
		if h.flags&batchHasA != 0 {
			h.A = r.uvarint("first number")
		}
		h.B = r.uvarint("length of a batch")
		if ops += min(h.B, MaxOps) + 1; ops > MaxOps && r.err == nil {
			r.err = fmt.Errorf("%w: more than %d lines", ErrLimit, MaxOps)
		}
		h.Have = r.have(maxHave-known, device, have)
		known += len(h.Have)
		copy(h.Sig[:], r.take(len(h.Sig), "signature"))
		h.size = r.count(MaxLines-total, 0, "bytes of lines")
		total += h.size
		if r.err != nil {
			return nil
		}
	}
	return heads
}

func (r *reader) have(most int, device func() string, before Vector) Vector {
	n := r.count(most, 2, "have")
	if n == 0 {
		return nil
	}
	v := make(Vector, n)
	for range n {
		d := device()
		seq := int64(before[d]) + r.varint("have")
		if seq < 0 {
			r.fail("have")
			return nil
		}
		v[d], before[d] = uint64(seq), uint64(seq)
	}
	return v
}

// spread gives each batch its lines, and what follows from the batch before.
func (c *Container) spread(heads []batchHead, lines []byte) error {
	carries := c.Type == TypeBatch || c.Type == TypeSegment
	if carries != (len(heads) > 0) || c.Type == TypeBatch && len(heads) > 1 {
		return fmt.Errorf("%w: %d batches", ErrDamaged, len(heads))
	}
	if !carries {
		c.Body = lines
		return nil
	}
	before := map[string]follow{}
	c.Batches = make([]Batch, len(heads))
	for i := range heads {
		h := &heads[i]
		last := before[h.Device]
		if h.flags&batchHasPrev == 0 {
			h.Prev = last.hash
		}
		if h.flags&batchHasA == 0 {
			h.A = last.b + 1
		}
		if h.size > len(lines) || h.A+h.B >= 1<<63 {
			return fmt.Errorf("%w: batch of %d bytes", ErrDamaged, h.size)
		}
		h.B += h.A
		h.Lines, lines = lines[:h.size:h.size], lines[h.size:]
		c.Batches[i] = h.Batch
		before[h.Device] = follow{h.B, h.Hash(c.Team)}
	}
	if len(lines) > 0 {
		return fmt.Errorf("%w: lines of no batch", ErrDamaged)
	}
	return nil
}
