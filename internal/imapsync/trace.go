package imapsync

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"sync"
)

// tracer writes protocol lines for somebody who looks for a fault. It never writes the sign-in (hidden as a whole,
// both ways) nor what literals hold (mail), and cuts long lines.
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
	if s.long > 0 {
		head := min(len(line), traceLine/2) // less, if the line ends in many CRs
		fmt.Fprintf(s.t.w, "%s%q … %d bytes … %q\n", s.mark, line[:head], s.long, line[head:])
	} else {
		fmt.Fprintf(s.t.w, "%s%q\n", s.mark, line)
	}
	s.line, s.long = s.line[:0], 0
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
