package journal

import (
	"encoding/binary"
	"fmt"
)

// reader takes a directory apart. The first thing that does not fit is kept in err; after it everything reads as zero,
// so that its users need to look at err once.
type reader struct {
	b   []byte
	err error
}

func (r *reader) fail(what string) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: %s", ErrDamaged, what)
	}
	r.b = nil
}

// take gives the next n bytes, aliasing the input.
func (r *reader) take(n int, what string) []byte {
	if n < 0 || n > len(r.b) {
		r.fail(what)
		return nil
	}
	out := r.b[:n:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) uvarint(what string) uint64 {
	n, size := binary.Uvarint(r.b)
	if size <= 0 || n>>63 != 0 {
		r.fail(what)
		return 0
	}
	r.b = r.b[size:]
	return n
}

func (r *reader) varint(what string) int64 {
	n, size := binary.Varint(r.b)
	if size <= 0 {
		r.fail(what)
		return 0
	}
	r.b = r.b[size:]
	return n
}

func (r *reader) byte(what string) byte {
	if b := r.take(1, what); b != nil {
		return b[0]
	}
	return 0
}

// count reads how many things follow, each of at least size bytes: a number that cannot be true allocates nothing.
func (r *reader) count(limit, size int, what string) int {
	n := r.uvarint(what)
	if n > uint64(limit) {
		if r.err == nil {
			r.err = fmt.Errorf("%w: %d %s", ErrLimit, n, what)
		}
		r.b = nil
		return 0
	}
	if n*uint64(size) > uint64(len(r.b)) {
		r.fail(what)
		return 0
	}
	return int(n)
}
