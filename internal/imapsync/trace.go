package imapsync

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"sync"
)

// tracer writes protocol lines for somebody who looks for a fault. It never writes the sign-in (hidden as a whole,
// both ways) nor what literals hold (mail), nor the quoted strings of a FETCH or a SEARCH (mail and what is looked for in
// it, where a server or client writes no literal), and cuts long lines.
type tracer struct {
	mu     sync.Mutex
	w      io.Writer
	hidden bool
	in     traceSide
	out    traceSide
}

const traceLine = 400 // bytes of a line that are written

func newTracer(w io.Writer) *tracer {
	if w == nil {
		return nil
	}
	t := &tracer{w: w}
	t.in = traceSide{t: t, mark: "S: "}
	t.out = traceSide{t: t, mark: "C: "}
	return t
}

// hide switches the trace off for the sign-in and on again.
func (t *tracer) hide(on bool) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if on && !t.hidden {
		fmt.Fprintln(t.w, "-- sign-in hidden --")
	}
	t.hidden = on
	t.in.line, t.out.line = nil, nil
}

// traceSide is one direction: it splits the stream into lines and skips literals.
type traceSide struct {
	t    *tracer
	mark string
	line []byte
	long int   // bytes of the line that were left out
	skip int64 // bytes of a literal still to come
	more bool  // the line before ended in a literal: this one goes on with the same command or answer
	mail bool  // and that is a FETCH or a SEARCH
}

func (s *traceSide) write(b []byte) {
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	if s.t.hidden {
		return
	}
	for len(b) > 0 {
		if s.skip > 0 {
			n := min(s.skip, int64(len(b)))
			s.skip -= n
			b = b[n:]
			continue
		}
		i := bytes.IndexByte(b, '\n')
		if i < 0 {
			s.keep(b)
			return
		}
		s.keep(b[:i+1])
		b = b[i+1:]
		s.flush()
	}
}

// keep adds to the line but for its middle: the end may announce a literal.
func (s *traceSide) keep(b []byte) {
	s.line = append(s.line, b...)
	if over := len(s.line) - traceLine; over > 0 {
		s.long += over
		s.line = append(s.line[:traceLine/2], s.line[traceLine/2+over:]...)
	}
}

func (s *traceSide) flush() {
	line := bytes.TrimRight(s.line, "\r\n")
	s.skip = literalSize(line)
	private := s.private(line)
	s.more = s.skip > 0
	switch {
	case private && s.long > 0: // the cut may have torn a quoted string: what follows it could be inside one
		fmt.Fprintf(s.t.w, "%s%q … %d bytes\n", s.mark, unquoted(line[:min(len(line), traceLine/2)]), s.long+len(line)-min(len(line), traceLine/2))
	case private:
		fmt.Fprintf(s.t.w, "%s%q\n", s.mark, unquoted(line))
	case s.long > 0:
		head := min(len(line), traceLine/2) // less, if the line ends in many CRs
		fmt.Fprintf(s.t.w, "%s%q … %d bytes … %q\n", s.mark, line[:head], s.long, line[head:])
	default:
		fmt.Fprintf(s.t.w, "%s%q\n", s.mark, line)
	}
	s.line, s.long = s.line[:0], 0
}

// private tells whether quoted strings of this line may be mail.
func (s *traceSide) private(line []byte) bool {
	if !s.more {
		upper := bytes.ToUpper(line)
		s.mail = bytes.Contains(upper, []byte(" FETCH ")) || bytes.Contains(upper, []byte(" SEARCH "))
	}
	return s.mail
}

// unquoted leaves out what stands between quotation marks; an escaped one (RFC 9051 section 4.3) ends nothing, and a
// string without an end is left out to the end of the line.
func unquoted(line []byte) []byte {
	out := make([]byte, 0, len(line))
	inside, escaped := false, false
	for _, b := range line {
		switch {
		case escaped:
			escaped = false
		case inside && b == '\\':
			escaped = true
		case b == '"':
			inside = !inside
			out = append(out, b)
			if inside {
				out = append(out, "…"...)
			}
		case !inside:
			out = append(out, b)
		}
	}
	return out
}

// literalSize returns n of a line that ends in {n} or {n+} (RFC 9051 section 4.3), else 0.
func literalSize(line []byte) int64 {
	if !bytes.HasSuffix(line, []byte("}")) {
		return 0
	}
	i := bytes.LastIndexByte(line, '{')
	if i < 0 {
		return 0
	}
	n, err := strconv.ParseInt(string(bytes.TrimSuffix(line[i+1:len(line)-1], []byte("+"))), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
