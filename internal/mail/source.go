package mail

import (
	"bytes"
	"io"
	"strings"
)

const (
	chunkSize   = 64 << 10 // longest piece of a line handed on at once
	maxBoundary = 200
)

const (
	crlf = "\r\n"
	lf   = "\n"
)

// source hands out a mail line by line and stops at the boundaries in force. Over bytes in memory it copies nothing;
// over a reader it holds one buffer, however long a line is.
type source struct {
	r        io.Reader
	buf      []byte
	pos, end int
	eof      bool
	err      error // what the reader said, other than io.EOF

	bounds  []string // delimiters "--boundary" in force, outermost first
	midLine bool     // the last chunk did not end its line
	stopped bool     // at a boundary or the end; next and rawLine say false until resume
	hit     int      // the boundary that stopped it, as an index of bounds; -1: the end of the mail
	closing bool     // that boundary was a closing one
	pre     string   // the line end that belongs before the next line of this body
	bodyEnd bool     // the last line end was handed out
}

func newSource(raw []byte) *source { return &source{buf: raw, end: len(raw), eof: true} }

// newReaderSource reads size bytes, or to the end where size is negative.
func newReaderSource(r io.Reader, size int64) *source {
	room := int64(2 * chunkSize)
	if size >= 0 {
		room = min(room, size+1) // a mail that fits is read in one go, and its end is seen
	}
	return &source{r: r, buf: make([]byte, room)}
}

// rawLine gives the next line with its end, or a piece of a very long one. False: stopped.
func (s *source) rawLine() ([]byte, bool) {
	if s.stopped {
		return nil, false
	}
	line := s.chunk()
	if len(line) == 0 {
		s.stopped, s.hit = true, -1
		return nil, false
	}
	if !s.midLine && len(s.bounds) > 0 && len(line) > 2 && line[0] == '-' && line[1] == '-' {
		if i, closing := s.boundary(line); i >= 0 {
			s.stopped, s.hit, s.closing = true, i, closing
			return nil, false
		}
	}
	s.midLine = line[len(line)-1] != '\n'
	return line, true
}

// chunk takes a line, or at most chunkSize bytes of one, from the buffer.
func (s *source) chunk() []byte {
	for {
		window := s.buf[s.pos:s.end]
		if len(window) > chunkSize {
			window = window[:chunkSize]
		}
		if i := bytes.IndexByte(window, '\n'); i >= 0 {
			s.pos += i + 1
			return window[:i+1]
		}
		if len(window) == chunkSize {
			window = cutSafely(window)
			s.pos += len(window)
			return window
		}
		if s.eof {
			s.pos = s.end
			return window
		}
		s.fill()
	}
}

// cutSafely shortens a piece so that no "=XX" of quoted-printable and no CRLF is cut in two.
func cutSafely(b []byte) []byte {
	for n := len(b); n > len(b)-3; n-- {
		if c := b[n-1]; c == '=' || c == '\r' {
			return b[:n-1]
		}
	}
	return b
}

func (s *source) fill() {
	if s.pos > 0 {
		copy(s.buf, s.buf[s.pos:s.end])
		s.end -= s.pos
		s.pos = 0
	}
	n, err := s.r.Read(s.buf[s.end:])
	s.end += n
	if err != nil {
		s.eof = true
		if err != io.EOF {
			s.err = err
		}
	}
}

// boundary says which delimiter in force the line is, innermost first (RFC 2046 §5.1.1), or -1.
func (s *source) boundary(line []byte) (i int, closing bool) {
	line = bytes.TrimRight(line, " \t\r\n")
	for i := len(s.bounds) - 1; i >= 0; i-- {
		d := s.bounds[i]
		if d == "" || len(line) < len(d) || string(line[:len(d)]) != d {
			continue
		}
		switch rest := line[len(d):]; {
		case len(rest) == 0:
			return i, false
		case len(rest) > 1 && rest[0] == '-' && rest[1] == '-' && (len(rest) == 2 || !isBoundaryByte(rest[2])):
			return i, true
		}
	}
	return -1, false
}

// isBoundaryByte: with it behind "--" a line is the boundary of another multipart; any other sign is rubbish behind the end.
func isBoundaryByte(c byte) bool {
	return isAtext(c) || strings.IndexByte("(),./:=?", c) >= 0
}

// begin starts a body: nothing of it has been handed out.
func (s *source) begin() { s.pre, s.bodyEnd = "", false }

// resume goes on behind the boundary that stopped the source.
func (s *source) resume() { s.stopped, s.midLine = false, false }

// next gives the next line of a body without its end, and the line end that stands before it. The line break before a
// boundary belongs to the boundary; at the end of the mail the last one is handed out with an empty line.
func (s *source) next() (pre string, content []byte, ok bool) {
	line, ok := s.rawLine()
	if !ok {
		if s.hit < 0 && len(s.pre) > 0 && !s.bodyEnd {
			s.bodyEnd = true
			return s.pre, nil, true
		}
		return "", nil, false
	}
	pre = s.pre
	s.pre = ""
	n := len(line)
	if line[n-1] == '\n' {
		s.pre = lf
		n--
		if n > 0 && line[n-1] == '\r' {
			s.pre = crlf
			n--
		}
	}
	return pre, line[:n], true
}

// skip reads on to the next stop.
func (s *source) skip() {
	for {
		if _, ok := s.rawLine(); !ok {
			return
		}
	}
}

// headerBlock reads lines up to the first empty one, or to a stop. Its first limit bytes are kept, to the byte, as ids
// rest on them; what follows is read and dropped.
func (s *source) headerBlock(limit int) (block []byte, cut bool) {
	start, contiguous := s.pos, s.r == nil
	for {
		fresh := !s.midLine
		line, ok := s.rawLine()
		if !ok || fresh && isEmptyLine(line) {
			return block, cut
		}
		if room := limit - len(block); len(line) > room {
			line, cut = line[:room], true
		}
		if contiguous {
			n := start + len(block) + len(line)
			block = s.buf[start:n:n]
		} else {
			block = append(block, line...)
		}
	}
}

func isEmptyLine(line []byte) bool {
	return len(line) == 1 && line[0] == '\n' || len(line) == 2 && line[0] == '\r' && line[1] == '\n'
}
