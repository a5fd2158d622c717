package imapsync

import (
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// errTooMuch ends a connection whose server sends far more than was asked for: go-imap puts no limit on literals.
var errTooMuch = errors.New("the server sends more than was asked for")

// answerBytes is what any command may cost beyond the mail it asked for.
const answerBytes = 64 << 20

// An answer that trickles is never silent. So much time has any command, in timeouts, and mail comes at so many bytes a
// second at least.
const (
	patience  = 10
	slowBytes = 1 << 10
)

// wire is the line under the IMAP client. go-imap has no deadline between responses, so wire keeps its own: while
// something is under way (begin … end), silence longer than timeout breaks the line, and so does an answer without end.
type wire struct {
	net.Conn
	trace  *tracer // nil: none
	budget atomic.Int64

	mu      sync.Mutex
	timeout time.Duration
	until   time.Time // when what is under way must have come, at the latest
	busy    int
	broken  error // what ended reading, unless we closed the line ourselves
}

func newWire(conn net.Conn, timeout time.Duration, trace *tracer) *wire {
	w := &wire{Conn: conn, timeout: timeout, trace: trace}
	w.budget.Store(answerBytes)
	return w
}

// begin says that an answer is awaited that carries up to extra bytes of mail.
func (w *wire) begin(extra int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	until := time.Now().Add(patience*w.timeout + time.Duration(extra/slowBytes)*time.Second)
	if w.busy == 0 {
		w.budget.Store(answerBytes + extra)
		w.until = until
	} else {
		w.budget.Add(answerBytes + extra)
		if until.After(w.until) {
			w.until = until
		}
	}
	w.busy++
	w.expect() // wakes a Read that waits already
}

// expect sets the deadline of the next answer.
func (w *wire) expect() {
	at := time.Now().Add(w.timeout)
	if w.until.Before(at) {
		at = w.until
	}
	_ = w.Conn.SetReadDeadline(at)
}

// suspect has the answer that is awaited begin within d, or the line breaks.
func (w *wire) suspect(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.busy > 0 {
		_ = w.Conn.SetReadDeadline(time.Now().Add(d))
	}
}

// hurry has the line answer sooner, until the returned function is called.
func (w *wire) hurry(timeout time.Duration) (restore func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before := w.timeout
	w.timeout = min(timeout, before)
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.timeout = before
	}
}

// end takes back one begin; with nothing under way silence is fine (IDLE).
func (w *wire) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.busy--
	if w.busy == 0 {
		_ = w.Conn.SetReadDeadline(time.Time{})
	}
}

func (w *wire) Read(b []byte) (int, error) {
	w.mu.Lock()
	if err := w.broken; err != nil { // the client asks some times more, and each would be as long a silence
		w.mu.Unlock()
		return 0, err
	}
	if w.busy > 0 {
		w.expect()
	}
	w.mu.Unlock()
	n, err := w.Conn.Read(b)
	if w.trace != nil && n > 0 {
		w.trace.in.write(b[:n])
	}
	if w.budget.Add(-int64(n)) < 0 {
		err = errTooMuch
	}
	w.note(err)
	return n, err
}

// note keeps what broke the line, the first of it.
func (w *wire) note(err error) {
	if err == nil || errors.Is(err, net.ErrClosed) {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken == nil {
		w.broken = err
	}
}

// why returns what broke the line; nil when the line was well until the client closed it.
func (w *wire) why() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.broken
}

func (w *wire) Write(b []byte) (int, error) {
	w.mu.Lock()
	timeout := w.timeout
	w.mu.Unlock()
	_ = w.Conn.SetWriteDeadline(time.Now().Add(timeout))
	if w.trace != nil {
		w.trace.out.write(b)
	}
	n, err := w.Conn.Write(b)
	w.note(err) // the client then closes the line itself, and reading never says why
	return n, err
}

// SetDeadline does nothing: deadlines are the wire's own.
func (w *wire) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing; see SetDeadline.
func (w *wire) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing; see SetDeadline.
func (w *wire) SetWriteDeadline(time.Time) error { return nil }
