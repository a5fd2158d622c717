package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

// pack makes one frame of at most frameSize bytes.
func (s *Store) pack(chunk []byte) []byte {
	return s.packer.EncodeAll(chunk, make([]byte, 0, len(chunk)/2+64))
}

// chunks reads bytes that are stored chunk by chunk, each in a short transaction of its own: a mail may take minutes to
// be sent, and a reader that is held so long holds the write-ahead log.
type chunks struct {
	s     *Store
	ctx   context.Context
	what  string                                   // for errors
	size  func(tx *Tx) (int64, error)              // bytes there must be
	chunk func(tx *Tx, part int64) ([]byte, error) // packed; ErrNotFound behind the last

	next  int64
	given int64 // bytes unpacked so far
	want  int64
	rest  bytes.Reader
	buf   []byte
	err   error
}

func (c *chunks) Read(p []byte) (int, error) {
	for c.rest.Len() == 0 {
		if c.err == nil {
			c.err = c.fetch()
		}
		if c.err != nil {
			return 0, c.err
		}
	}
	return c.rest.Read(p)
}

// fetch unpacks the next chunk; io.EOF once all bytes were given.
func (c *chunks) fetch() error {
	if err := c.ctx.Err(); err != nil {
		return err
	}
	if c.next > 0 && c.given == c.want {
		return io.EOF
	}
	var data []byte
	err := c.s.Read(c.ctx, func(tx *Tx) (err error) {
		if c.want, err = c.size(tx); err != nil || c.given == c.want {
			return err
		}
		data, err = c.chunk(tx, c.next)
		if errors.Is(err, ErrNotFound) {
			err = fmt.Errorf("%w: part %d is missing, at byte %d of %d", ErrDamaged, c.next, c.given, c.want)
		}
		return err
	})
	switch {
	case err != nil:
		return fmt.Errorf("read %s: %w", c.what, err)
	case c.given == c.want:
		return io.EOF
	}
	if c.buf, err = c.s.opener.DecodeAll(data, c.buf[:0]); err != nil {
		return fmt.Errorf("read %s: %w: unpack part %d: %w", c.what, ErrDamaged, c.next, err)
	}
	c.next++
	c.given += int64(len(c.buf))
	if c.given > c.want {
		return fmt.Errorf("read %s: %w: more than its %d bytes", c.what, ErrDamaged, c.want)
	}
	c.rest.Reset(c.buf)
	return nil
}

// Close ends reading.
func (c *chunks) Close() error {
	c.err, c.buf = io.ErrClosedPipe, nil
	c.rest.Reset(nil)
	return nil
}
