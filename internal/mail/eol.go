package mail

import (
	"bytes"
	"io"
)

// peek gives what comes next, n bytes where the mail has them and the buffer holds them.
func (s *source) peek(n int) []byte {
	for s.end-s.pos < n && !s.eof && (s.pos > 0 || s.end < len(s.buf)) {
		s.fill()
	}
	return s.buf[s.pos:min(s.end, s.pos+n)]
}

// unread puts b back before what comes next.
func (s *source) unread(b []byte) {
	if len(b) == 0 {
		return
	}
	buf := make([]byte, 0, len(b)+max(s.end-s.pos, 2*chunkSize)+maxBoundary+4)
	buf = append(buf, b...)
	if s.stopped && s.hit >= 0 { // the boundary stands before what comes next too
		if b[len(b)-1] != '\n' {
			buf = append(buf, lf...)
		}
		buf = append(buf, s.bounds[s.hit]...)
		if s.closing {
			buf = append(buf, "--"...)
		}
		buf = append(buf, lf...)
	}
	buf = append(buf, s.buf[s.pos:s.end]...)
	s.pos, s.end = 0, len(buf)
	s.buf = buf[:cap(buf)]
	s.stopped, s.midLine = false, false
}

// oddLines tells whether the first line of a mail ends in CR alone or in CR CR LF. RFC 5322 knows neither, so the header
// block that ids rest on is another one than what the eye sees.
func oddLines(head []byte) bool {
	line, full := head, false
	if i := bytes.IndexByte(head, '\n'); i >= 0 {
		line, full = head[:i], true
	}
	if full {
		line = bytes.TrimSuffix(line, []byte("\r"))
	}
	for {
		i := bytes.IndexByte(line, '\r')
		if i < 0 {
			return false
		}
		line = line[i+1:]
		if len(line) == 0 { // CR CR LF, or a header that ends in CR
			return true
		}
		if line[0] == '\r' || fieldColon(string(line[:min(len(line), 100)])) > 0 {
			return true
		}
	}
}

// evenOut makes LF of every line end of an odd mail, and gives the header block as RFC 5322 reads it.
func (s *source) evenOut() (strictBlock []byte, cut bool) {
	if s.r != nil && len(s.buf) <= maxHeader { // the block may be as long as a header may be
		buf := make([]byte, maxHeader+chunkSize)
		s.end = copy(buf, s.buf[s.pos:s.end])
		s.pos, s.buf = 0, buf
	}
	raw := bytes.Clone(s.peek(maxHeader + 1))
	strictBlock, cut = newSource(raw).headerBlock(maxHeader)
	var rest io.Reader = bytes.NewReader(s.buf[s.pos:s.end])
	if s.r != nil {
		rest = io.MultiReader(bytes.NewReader(bytes.Clone(s.buf[s.pos:s.end])), s.r)
	}
	*s = *newReaderSource(&evenReader{r: rest}, -1)
	return strictBlock, cut
}

// evenReader makes LF of CR, CR LF and CR CR LF.
type evenReader struct {
	r    io.Reader
	crs  int // carriage returns read and not yet told as line ends
	left []byte
	buf  [4 << 10]byte
	out  []byte
	err  error
}

func (e *evenReader) Read(b []byte) (int, error) {
	for len(e.left) == 0 {
		if e.err != nil {
			return 0, e.err
		}
		n, err := e.r.Read(e.buf[:])
		e.out = e.out[:0]
		for _, c := range e.buf[:n] {
			if c == '\r' && e.crs < 1000 {
				e.crs++
				continue
			}
			if c != '\n' {
				e.lines()
			}
			e.crs = 0
			e.out = append(e.out, c)
		}
		if e.err = err; err != nil {
			e.lines()
			e.crs = 0
		}
		e.left = e.out
	}
	n := copy(b, e.left)
	e.left = e.left[n:]
	return n, nil
}

func (e *evenReader) lines() {
	for range e.crs {
		e.out = append(e.out, '\n')
	}
}
