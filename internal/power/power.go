// Package power tells whether this computer runs on its battery, and whether its line to the network is paid by the
// byte. It only asks the system, and never for longer than somebody notices; where the system does not say, neither does
// it. It must not decide what follows from that: who is kind to a battery is not its business.
package power

import (
	"context"
	"sync"
	"time"
)

// State is what the system says. The zero State is also what a system that says nothing gets: mains and a free line.
type State struct {
	Battery bool // no mains: it runs on its battery
	Low     bool // and that is below 20 %
	Metered bool // the line is paid by the byte, or the system guesses that it is
}

const (
	low    = 20               // percent
	fresh  = 20 * time.Second // how long an answer stands
	within = 300 * time.Millisecond
)

// Meter asks the system, seldom. Make it with New; it may be asked from several goroutines.
type Meter struct {
	ask func(context.Context) State
	now func() time.Time

	mu     sync.Mutex
	last   State
	at     time.Time
	asking chan struct{} // closed when the question under way is answered; nil: none is
}

// New makes a meter of this computer.
func New() *Meter { return &Meter{ask: system, now: time.Now} }

// State is what the system said at most 20 s ago. Where it takes longer than 300 ms to answer, what it said last stands.
func (m *Meter) State() State {
	m.mu.Lock()
	if m.asking == nil && (m.at.IsZero() || m.now().Sub(m.at) >= fresh) {
		m.asking = make(chan struct{})
		go m.refresh(m.asking)
	}
	wait := m.asking
	last := m.last
	m.mu.Unlock()
	if wait == nil {
		return last
	}
	late := time.NewTimer(within)
	defer late.Stop()
	select {
	case <-wait:
	case <-late.C:
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.last
}

// refresh asks; a system that answers late is heard all the same, by the next who asks.
func (m *Meter) refresh(done chan struct{}) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*within)
	defer cancel()
	s := m.ask(ctx)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last, m.at, m.asking = s, m.now(), nil
	close(done)
}
