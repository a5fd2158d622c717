package imapsync

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"sync/atomic"
	"time"
)

// senses notices what breaks lines without a word: the computer slept, or its network is another.
type senses struct {
	every time.Duration
	prove time.Duration    // how long a line may take to answer after such a change
	wall  func() time.Time // what the clock on the wall says, which goes on in sleep
	addrs func() []netip.Addr

	lookedWall, looked time.Time // looked is monotonic
	here               []netip.Addr
}

// change is what happened since the last look.
type change int

const (
	quiet change = iota
	slept
	moved
)

const (
	senseEvery  = 5 * time.Second
	proveWithin = 5 * time.Second
	sleptFor    = 10 * time.Second // a gap of the clocks, or between looks, that no busy computer explains
)

func newSenses() senses {
	return senses{every: senseEvery, prove: proveWithin, wall: func() time.Time { return time.Now().Round(0) }, addrs: localAddrs}
}

// sense looks now and then, until the returned function is called.
func (e *Engine) sense() (stop func()) { return e.senses.watch(&e.line, e.sensed) }

// watch looks now and then, until the returned function is called. A change puts the line under suspicion: what is under
// way must go on soon, and what waits is told.
func (s *senses) watch(line *atomic.Pointer[wire], sensed chan struct{}) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(s.every)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if s.look() == quiet {
				continue
			}
			if w := line.Load(); w != nil {
				w.suspect(s.prove)
			}
			nudge(sensed)
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}

// look compares with the last look.
func (s *senses) look() change {
	wall, mono, here := s.wall(), time.Now(), s.addrs()
	beganWall, began, was := s.lookedWall, s.looked, s.here
	s.lookedWall, s.looked, s.here = wall, mono, here
	if began.IsZero() {
		return quiet
	}
	switch gap := wall.Sub(beganWall) - mono.Sub(began); {
	case gap > sleptFor: // the monotonic clock stands still in sleep, on most systems
		return slept
	case mono.Sub(began) > s.every+sleptFor: // and where it goes on, nobody ran
		return slept
	case !slices.Equal(was, here):
		return moved
	}
	return quiet
}

// localAddrs are the addresses by which others can reach this computer, sorted.
func localAddrs() []netip.Addr {
	list, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var out []netip.Addr
	for _, a := range list {
		p, err := netip.ParsePrefix(a.String())
		if err == nil && p.Addr().IsGlobalUnicast() {
			out = append(out, p.Addr())
		}
	}
	slices.SortFunc(out, netip.Addr.Compare)
	return slices.Compact(out)
}
