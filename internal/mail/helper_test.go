package mail

import "io"

// slowReader gives at most n bytes a read.
type slowReader struct {
	s string
	n int
}

func (r *slowReader) Read(b []byte) (int, error) {
	if r.s == "" {
		return 0, io.EOF
	}
	n := copy(b[:min(len(b), r.n)], r.s)
	r.s = r.s[n:]
	return n, nil
}

// brokenReader gives s and then an error.
type brokenReader struct{ s string }

func (r *brokenReader) Read(b []byte) (int, error) {
	if r.s == "" {
		return 0, io.ErrUnexpectedEOF
	}
	n := copy(b, r.s)
	r.s = r.s[n:]
	return n, nil
}
