package mail

import "encoding/binary"

// The types of MAPI properties that hold text or bytes ([MS-OXCDATA] 2.11.1).
const (
	mapiString8 = 0x001E
	mapiUnicode = 0x001F
	mapiBinary  = 0x0102
	mapiObject  = 0x000D
	mapiMulti   = 0x1000
)

const maxMAPI = 5000 // properties of one list

// mapiProps hands each property of a list ([MS-OXTNEF] 2.1.3.4) to fn, of many-valued ones the first value. It stops
// where the list cannot be read on.
func mapiProps(b []byte, fn func(id, kind uint16, value []byte)) {
	r := mapiReader{b: b}
	for n := min(r.u32(), maxMAPI); n > 0 && !r.bad; n-- {
		kind, id := r.u16(), r.u16()
		if id >= 0x8000 { // a named one
			r.take(16)
			if r.u32() == 0 {
				r.u32()
			} else {
				r.padded(r.u32())
			}
		}
		values := uint32(1)
		kindOf := kind &^ mapiMulti
		long := kindOf == mapiString8 || kindOf == mapiUnicode || kindOf == mapiBinary || kindOf == mapiObject
		if long || kind&mapiMulti != 0 {
			values = r.u32()
		}
		for i := uint32(0); i < values && !r.bad; i++ {
			var v []byte
			if long {
				v = r.padded(r.u32())
			} else {
				v = r.take(mapiSize(kindOf))
			}
			if i == 0 && !r.bad {
				fn(id, kindOf, v)
			}
		}
	}
}

// mapiSize is the length of a value of a fixed type; types of less than four bytes fill four.
func mapiSize(kind uint16) uint32 {
	switch kind {
	case 0x0005, 0x0006, 0x0007, 0x0014, 0x0040:
		return 8
	case 0x0048:
		return 16
	}
	return 4
}

type mapiReader struct {
	b   []byte
	bad bool
}

func (r *mapiReader) take(n uint32) []byte {
	if uint64(n) > uint64(len(r.b)) {
		r.b, r.bad = nil, true
		return nil
	}
	v := r.b[:n:n]
	r.b = r.b[n:]
	return v
}

func (r *mapiReader) u16() uint16 {
	if v := r.take(2); v != nil {
		return binary.LittleEndian.Uint16(v)
	}
	return 0
}

func (r *mapiReader) u32() uint32 {
	if v := r.take(4); v != nil {
		return binary.LittleEndian.Uint32(v)
	}
	return 0
}

// padded takes n bytes and what fills them up to a multiple of four; at the end the filling may be missing.
func (r *mapiReader) padded(n uint32) []byte {
	v := r.take(n)
	if pad := -n & 3; !r.bad && uint32(len(r.b)) >= pad {
		r.b = r.b[pad:]
	}
	return v
}
