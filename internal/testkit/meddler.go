package testkit

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Meddling is how a line lies. The functions are called by several goroutines, one call at a time.
type Meddling struct {
	// Asked answers a command in the server's stead, with lines that end in CRLF; {tag} stands for the command's tag.
	// Empty: the server is asked.
	Asked func(cmd string) string
	// Told changes one whole command of the client on its way, non-synchronizing literals and line end with it. With cut
	// the line breaks behind what passes.
	Told func(cmd []byte) (out []byte, cut bool)
	// Said changes one whole answer of the server, literals and line end with it. Empty: none of it passes. With cut the
	// line breaks behind what passes.
	Said func(answer []byte) (out []byte, cut bool)
}

// Meddler stands between a client and an IMAP server as Proxy does, and understands what passes.
type Meddler struct {
	Port int

	target string
	ln     net.Listener
	wg     sync.WaitGroup

	mu    sync.Mutex
	how   Meddling
	conns map[net.Conn]bool
	sent  []byte // by the clients
}

// StartMeddler listens on a free port and passes on to port. It ends with the test.
func StartMeddler(t testing.TB, port int) *Meddler {
	t.Helper()
	m := &Meddler{target: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), ln: listen(t, 0), conns: map[net.Conn]bool{}}
	m.Port = portOf(m.ln)
	m.wg.Go(m.accept)
	t.Cleanup(func() {
		m.ln.Close()
		m.CutNow()
		m.wg.Wait()
	})
	return m
}

// Meddle is what is done from now on, to lines that stand too; the zero value passes everything on.
func (m *Meddler) Meddle(how Meddling) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.how = how
}

// CutNow breaks all lines.
func (m *Meddler) CutNow() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for c := range m.conns {
		c.Close()
	}
}

// Sent returns everything the clients have sent, of all connections; not what was encrypted.
func (m *Meddler) Sent() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return string(m.sent)
}

func (m *Meddler) accept() {
	for {
		client, err := m.ln.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", m.target)
		if err != nil {
			client.Close()
			continue
		}
		m.mu.Lock()
		m.conns[client], m.conns[server] = true, true
		m.mu.Unlock()
		l := &meddled{m: m, client: client, server: server}
		m.wg.Go(func() { l.end(l.fromClient()) })
		m.wg.Go(func() { l.end(l.fromServer()) })
	}
}

// meddled is one connection.
type meddled struct {
	m              *Meddler
	client, server net.Conn
	write          sync.Mutex // to the client
	secret         string     // the tag of STARTTLS
}

func (l *meddled) end(error) {
	l.m.mu.Lock()
	defer l.m.mu.Unlock()
	for _, c := range []net.Conn{l.client, l.server} {
		c.Close()
		delete(l.m.conns, c)
	}
}

func (l *meddled) tell(b []byte) error {
	l.write.Lock()
	defer l.write.Unlock()
	_, err := l.client.Write(b)
	return err
}

func (l *meddled) fromClient() error {
	in := bufio.NewReader(l.client)
	goOn := func() error { return l.tell([]byte("+ go on\r\n")) }
	for {
		line, err := whole(in, goOn)
		if err != nil {
			return err
		}
		tag, cmd, _ := strings.Cut(strings.TrimRight(string(line), "\r\n"), " ")
		l.m.mu.Lock()
		l.m.sent = append(l.m.sent, line...)
		answer := ""
		if l.m.how.Asked != nil && cmd != "" {
			answer = l.m.how.Asked(cmd)
		}
		if answer == "" && cmd == "STARTTLS" {
			l.secret = tag
		}
		cut := false
		if answer == "" && l.m.how.Told != nil {
			line, cut = l.m.how.Told(line)
		}
		l.m.mu.Unlock()
		if answer != "" {
			if err := l.tell([]byte(strings.ReplaceAll(answer, "{tag}", tag))); err != nil {
				return err
			}
			continue
		}
		if _, err := l.server.Write(line); err != nil || cut {
			return err
		}
		if cmd == "STARTTLS" {
			_, err := io.Copy(l.server, in)
			return err
		}
	}
}

func (l *meddled) fromServer() error {
	in := bufio.NewReader(l.server)
	for {
		answer, err := whole(in, nil)
		if err != nil {
			return err
		}
		l.m.mu.Lock()
		secret, cut := l.secret != "" && bytes.HasPrefix(answer, []byte(l.secret+" ")), false
		if l.m.how.Said != nil {
			answer, cut = l.m.how.Said(answer)
		}
		l.m.mu.Unlock()
		if err := l.tell(answer); err != nil || cut {
			return err
		}
		if secret {
			_, err := io.Copy(l.client, in)
			return err
		}
	}
}

// whole reads a line and the literals in it. Where the other side waits before it sends a literal, goOn asks for it, and
// the line says that it does not wait (RFC 7888).
func whole(in *bufio.Reader, goOn func() error) ([]byte, error) {
	var out []byte
	for {
		line, err := in.ReadBytes('\n')
		out = append(out, line...)
		if err != nil {
			return out, err
		}
		open := bytes.LastIndexByte(line, '{')
		size, ok := bytes.CutSuffix(bytes.TrimRight(line[open+1:], "\r\n"), []byte("}"))
		n, err := strconv.Atoi(strings.TrimSuffix(string(size), "+"))
		if open < 0 || !ok || err != nil {
			return out, nil
		}
		if goOn != nil && !bytes.HasSuffix(size, []byte("+")) {
			out = append(out[:len(out)-len("}\r\n")], "+}\r\n"...)
			if err := goOn(); err != nil {
				return out, err
			}
		}
		literal := make([]byte, n)
		if _, err := io.ReadFull(in, literal); err != nil {
			return out, err
		}
		out = append(out, literal...)
	}
}
