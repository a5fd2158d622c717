package journal

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
)

// How a run of bytes is packed. gzip and no newer method: a text must be readable with common tools in twenty years.
const (
	stored  = 0
	gzipped = 1
)

// squeezed is a run of bytes as it stands in a container: its directory entry tells method and both sizes, so that a
// reader knows what it will cost before it inflates.
type squeezed struct {
	method byte
	size   int // inflated
	data   []byte
}

func squeeze(plain []byte) (squeezed, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = z.Write(plain)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		return squeezed{}, fmt.Errorf("gzip: %w", err)
	}
	if b.Len() >= len(plain) || len(plain) > MaxRatio*b.Len() {
		return squeezed{stored, len(plain), plain}, nil
	}
	return squeezed{gzipped, len(plain), b.Bytes()}, nil
}

func (s squeezed) entry(dir []byte) []byte {
	dir = append(dir, s.method)
	dir = binary.AppendUvarint(dir, uint64(s.size))
	return binary.AppendUvarint(dir, uint64(len(s.data)))
}

// entry reads a directory entry and holds it against the limits; the bytes themselves come later.
func (r *reader) entry(limit int, what string) (s squeezed, packed int) {
	s.method = r.byte(what)
	size, n := r.uvarint(what), r.uvarint(what)
	switch {
	case r.err != nil:
	case s.method > gzipped:
		r.err = fmt.Errorf("%w: %s packed by method %d", ErrNewer, what, s.method)
	case size > uint64(limit), n > MaxMessage, size > MaxRatio*n:
		r.err = fmt.Errorf("%w: %s of %d bytes in %d", ErrLimit, what, size, n)
	case s.method == stored && size != n:
		r.fail(what)
	default:
		s.size = int(size)
		return s, int(n)
	}
	return squeezed{}, 0
}

// inflate gives the bytes back. It never holds more than the entry told.
func (s squeezed) inflate() ([]byte, error) {
	if s.method == stored {
		return s.data, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(s.data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	out := make([]byte, s.size)
	if _, err := io.ReadFull(z, out); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if n, err := z.Read(make([]byte, 1)); n != 0 || err != io.EOF { //nolint:errorlint // gzip gives io.EOF itself; anything else is damage
		return nil, fmt.Errorf("%w: more bytes than told", ErrDamaged)
	}
	return out, nil
}
