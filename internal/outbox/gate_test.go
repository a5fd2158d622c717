package outbox

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// tape is a connection that keeps what is written, and reads nothing until it is closed.
type tape struct {
	net.Conn
	out    bytes.Buffer
	fail   int // writes until the line breaks; negative: never
	closed chan struct{}
}

func (c *tape) Write(b []byte) (int, error) {
	if c.fail == 0 {
		return 0, net.ErrClosed
	}
	c.fail--
	return c.out.Write(b)
}

func (c *tape) Read([]byte) (int, error) {
	<-c.closed
	return 0, io.EOF
}

func (*tape) SetWriteDeadline(time.Time) error { return nil }

// However the client cuts its writing, the line carries the same octets, and the dot is known to have left exactly
// when it has.
func TestGate(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		lines := rapid.SliceOf(rapid.SampledFrom([]string{"", ".", "..", "x", "\r", strings.Repeat("y", 40)})).Draw(rt, "lines")
		body := strings.Join(append(lines, ""), "\r\n")
		c := &tape{fail: rapid.IntRange(-1, 12).Draw(rt, "fail"), closed: make(chan struct{})}
		defer close(c.closed)
		g := &gate{Conn: c, patience: time.Second}
		g.enter()
		plain := &bytes.Buffer{}
		want := textproto.NewWriter(bufio.NewWriter(plain)).DotWriter()
		w := textproto.NewWriter(bufio.NewWriterSize(g, rapid.IntRange(16, 64).Draw(rt, "buffer"))).DotWriter()
		_, err := io.WriteString(w, body)
		if err == nil {
			if g.dotted() {
				rt.Fatal("the dot left before the end")
			}
			err = w.Close()
		}
		_, _ = io.WriteString(want, body)
		_ = want.Close()
		whole := c.out.String() == plain.String()
		switch {
		case err == nil && (!whole || !g.dotted()):
			rt.Fatalf("%q, want %q, dot %v", c.out.String(), plain.String(), g.dotted())
		case err != nil && whole:
			rt.Fatal("an error although all has left")
		case err != nil && !g.dotted() && strings.HasSuffix(c.out.String(), "\r\n.\r\n"):
			rt.Fatal("the dot left unseen")
		case !strings.HasPrefix(plain.String(), c.out.String()):
			rt.Fatalf("%q is not the beginning of %q", c.out.String(), plain.String())
		}
	})
}

// A line that ends before the dot keeps the dot back.
func TestGateKeepsTheDotBack(t *testing.T) {
	c := &tape{fail: -1, closed: make(chan struct{})}
	g := &gate{Conn: c, patience: time.Second}
	g.enter()
	if _, err := g.Write([]byte("body\r\n")); err != nil {
		t.Fatal(err)
	}
	close(c.closed)
	for len(g.news) == 0 {
		time.Sleep(time.Millisecond)
	}
	_, err := g.Write([]byte(".\r\n"))
	if !errors.Is(err, errBroken) || g.dotted() || c.out.String() != "body\r\n" {
		t.Errorf("%v, dot %v, %q", err, g.dotted(), c.out.String())
	}
	if _, err := g.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("read %v", err)
	}
}
