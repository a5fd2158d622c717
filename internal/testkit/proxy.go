package testkit

import (
	"net"
	"strconv"
	"sync"
	"testing"
	"time"
)

// Proxy stands between a client and a server on this computer and breaks the line on purpose.
type Proxy struct {
	Port int

	target string
	ln     net.Listener
	wg     sync.WaitGroup

	mu    sync.Mutex
	cond  *sync.Cond
	cut   int64         // bytes from the server until the next connection is cut; negative: never
	quiet bool          // at that point the line falls silent instead
	delay time.Duration // for every piece, both ways
	stall bool
	down  bool
	over  bool
	conns map[net.Conn]bool
	sent  []byte // by the clients
	count int
}

// StartProxy listens on a free port and passes on to port. It ends with the test.
func StartProxy(t testing.TB, port int) *Proxy {
	t.Helper()
	p := &Proxy{target: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), cut: -1, conns: map[net.Conn]bool{}}
	p.cond = sync.NewCond(&p.mu)
	p.ln = listen(t, 0)
	p.Port = portOf(p.ln)
	p.wg.Add(1)
	go p.accept()
	t.Cleanup(func() {
		p.mu.Lock()
		p.over, p.stall = true, false
		p.cond.Broadcast()
		p.mu.Unlock()
		p.ln.Close()
		p.CutNow()
		p.wg.Wait()
	})
	return p
}

// CutAfter cuts the next connection after n bytes from the server; later ones live. Negative: never.
func (p *Proxy) CutAfter(n int64) { p.set(func() { p.cut, p.quiet = n, false }) }

// StallAfter makes the next connection fall silent after n bytes from the server, as Stall does.
func (p *Proxy) StallAfter(n int64) { p.set(func() { p.cut, p.quiet = n, true }) }

// Delay makes every piece wait, in both directions: half the round trip.
func (p *Proxy) Delay(d time.Duration) { p.set(func() { p.delay = d }) }

// Stall stops passing anything on, without closing; false lets it flow again.
func (p *Proxy) Stall(on bool) { p.set(func() { p.stall = on }) }

// Down breaks all lines and takes no new ones, as a laptop without a network; false lets it back.
func (p *Proxy) Down(on bool) {
	p.set(func() { p.down = on })
	if on {
		p.CutNow()
	}
}

func (p *Proxy) set(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
	p.cond.Broadcast()
}

// CutNow breaks all lines.
func (p *Proxy) CutNow() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		c.Close()
	}
}

// Sent returns everything the clients have sent, of all connections.
func (p *Proxy) Sent() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return string(p.sent)
}

// Connections returns how many connections there have been.
func (p *Proxy) Connections() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.count
}

func (p *Proxy) accept() {
	defer p.wg.Done()
	for {
		client, err := p.ln.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", p.target)
		if err != nil {
			client.Close()
			continue
		}
		p.mu.Lock()
		if p.over || p.down {
			client.Close()
			server.Close()
			over := p.over
			p.mu.Unlock()
			if over {
				return
			}
			continue
		}
		p.count++
		p.conns[client], p.conns[server] = true, true
		left, quiet := p.cut, p.quiet
		p.cut = -1
		p.wg.Add(2)
		p.mu.Unlock()
		go p.pass(server, client, -1, false, true)
		go p.pass(client, server, left, quiet, false)
	}
}

// piece is what was read at once, and when it may go on.
type piece struct {
	b   []byte
	due time.Time
}

// pass copies from one side to the other until left bytes have gone; negative: without end. Reading goes on while
// pieces wait, so that a delay is a long line and not a thin one.
func (p *Proxy) pass(to, from net.Conn, left int64, quiet, record bool) {
	defer p.wg.Done()
	line := make(chan piece, 4096)
	written := make(chan struct{})
	go func() {
		defer close(written)
		p.write(to, line, left, quiet)
		to.Close()
		from.Close()
		for range line { // let the reader end
		}
	}()
	for {
		buf := make([]byte, 32<<10)
		n, err := from.Read(buf)
		if err != nil {
			break
		}
		p.mu.Lock()
		if record {
			p.sent = append(p.sent, buf[:n]...)
		}
		due := time.Now().Add(p.delay)
		p.mu.Unlock()
		line <- piece{buf[:n], due}
	}
	close(line)
	<-written
	p.mu.Lock()
	delete(p.conns, to)
	delete(p.conns, from)
	p.mu.Unlock()
}

func (p *Proxy) write(to net.Conn, line <-chan piece, left int64, quiet bool) {
	for x := range line {
		if wait := time.Until(x.due); wait > 0 {
			time.Sleep(wait)
		}
		p.wait()
		last := left >= 0 && int64(len(x.b)) >= left
		if last {
			x.b = x.b[:left]
		}
		if last && quiet {
			p.Stall(true)
		}
		if _, err := to.Write(x.b); err != nil || last && !quiet {
			return
		}
		if last {
			p.wait() // what was behind that point is lost
			return
		}
		if left >= 0 {
			left -= int64(len(x.b))
		}
	}
}

// wait returns when the proxy does not stall.
func (p *Proxy) wait() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.stall {
		p.cond.Wait()
	}
}
