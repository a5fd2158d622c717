package imapsync

import (
	"net/netip"
	"time"
)

// FakeSenses lets a test put the computer to sleep and change its network.
func (e *Engine) FakeSenses(every, prove time.Duration, wall func() time.Time, addrs func() []netip.Addr) {
	e.senses = senses{every: every, prove: prove, wall: wall, addrs: addrs}
}
