package outbox

import (
	"bytes"
	"errors"
	"net"
	"sync"
	"time"
)

// gate is a connection that knows whether the final dot of a mail has left. The SMTP client buffers, so its own
// answers cannot tell a line that died in the body (try again) from one that died behind the dot (nobody knows).
type gate struct {
	net.Conn
	patience time.Duration // for one piece to leave

	mu   sync.Mutex
	data bool
	tail []byte // the newest octets, held back: they may be the dot
	dot  bool   // the final dot was given to the line
	news chan received
}

type received struct {
	b   []byte
	err error
}

const terminator = "\r\n.\r\n"

var errBroken = errors.New("the line broke before the end of the mail")

// enter begins the mail's data, after the server's 354. From here the line is listened to: what ends it before the dot
// is noticed before the dot.
func (g *gate) enter() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.data, g.dot, g.tail = true, false, nil
	g.news = make(chan received, 1)
	go func() {
		b := make([]byte, 4096)
		n, err := g.Conn.Read(b)
		g.news <- received{b[:n], err}
	}()
}

// dotted reports whether the server may have seen the final dot.
func (g *gate) dotted() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.dot
}

func (g *gate) Read(b []byte) (int, error) {
	g.mu.Lock()
	news := g.news
	g.mu.Unlock()
	if news == nil {
		return g.Conn.Read(b)
	}
	r := <-news // ends by the deadline that is set on the connection
	n := copy(b, r.b)
	r.b = r.b[n:]
	if len(r.b) > 0 || n > 0 && r.err != nil {
		news <- r
		return n, nil
	}
	if r.err == nil {
		g.mu.Lock()
		g.news = nil
		g.mu.Unlock()
	} else {
		news <- r
	}
	return n, r.err
}

func (g *gate) Write(b []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.data {
		return g.Conn.Write(b)
	}
	all := append(g.tail, b...)
	keep := min(len(terminator), len(all))
	if err := g.pass(all[:len(all)-keep]); err != nil {
		return 0, err
	}
	g.tail = append([]byte(nil), all[len(all)-keep:]...)
	if string(g.tail) != terminator && !bytes.Equal(g.tail, []byte(terminator[2:])) {
		return len(b), nil
	}
	if err := g.pass(g.tail[:len(g.tail)-3]); err != nil {
		return 0, err
	}
	select {
	case r := <-g.news:
		g.news <- r
		if r.err != nil {
			return 0, errors.Join(errBroken, r.err)
		}
	default:
	}
	g.dot, g.data = true, false
	if err := g.pass(g.tail[len(g.tail)-3:]); err != nil {
		return 0, err
	}
	g.tail = nil
	return len(b), nil
}

func (g *gate) pass(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	if err := g.SetWriteDeadline(time.Now().Add(g.patience)); err != nil {
		return err
	}
	_, err := g.Conn.Write(b)
	return err
}
