package imapsync

import (
	"net/netip"
	"time"
)

// Standing are the problems of a folder that stand.
func (e *Engine) Standing(folder string) []error { return e.remember(folder).problems }

// FakeSenses lets a test put the computer to sleep and change its network.
func (e *Engine) FakeSenses(every, prove time.Duration, wall func() time.Time, addrs func() []netip.Addr) {
	e.senses = senses{every: every, prove: prove, wall: wall, addrs: addrs}
}
