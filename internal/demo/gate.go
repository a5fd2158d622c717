package demo

import (
	"fmt"
	"net"
	"sync"
)

// gate listens on the loopback for one server and can be shut and opened again on the same port.
type gate struct {
	serve func(net.Listener) error
	addr  string // HOST:PORT after the first open

	mu    sync.Mutex
	ln    net.Listener
	conns map[net.Conn]bool
}

func (g *gate) open() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ln != nil {
		return nil
	}
	addr := g.addr
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	ln, err := net.Listen("tcp4", addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", addr, err)
	}
	g.addr, g.ln, g.conns = ln.Addr().String(), ln, map[net.Conn]bool{}
	go g.serve(&watched{Listener: ln, gate: g}) //nolint:errcheck // it ends when the listener is closed, which is no error
	return nil
}

func (g *gate) shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ln == nil {
		return
	}
	_ = g.ln.Close()
	for c := range g.conns {
		_ = c.Close()
	}
	g.ln, g.conns = nil, nil
}

// watched is a listener that keeps its connections, so that shut can break them.
type watched struct {
	net.Listener
	gate *gate
}

func (w *watched) Accept() (net.Conn, error) {
	c, err := w.Listener.Accept()
	if err != nil {
		return nil, err
	}
	w.gate.mu.Lock()
	defer w.gate.mu.Unlock()
	if w.gate.ln != w.Listener {
		_ = c.Close()
		return nil, net.ErrClosed
	}
	w.gate.conns[c] = true
	return &kept{Conn: c, gate: w.gate}, nil
}

// kept is a connection that leaves the gate's list when it is closed.
type kept struct {
	net.Conn
	gate *gate
}

func (k *kept) Close() error {
	err := k.Conn.Close()
	k.gate.mu.Lock()
	defer k.gate.mu.Unlock()
	delete(k.gate.conns, k.Conn)
	return err
}
