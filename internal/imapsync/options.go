package imapsync

import (
	"crypto/x509"
	"io"
	"time"

	"deskhand/internal/dial"
)

// The limits every desk has; they are no options because the contract with the Sink names them.
const (
	windowMessages = 500              // messages a batch
	windowBytes    = 16 << 20         // bytes a batch is planned for
	rawLimit       = 4 << 20          // larger messages are spooled
	flagWindow     = 2000             // newest messages whose flags are compared without CONDSTORE
	depth          = 4                // FETCH commands under way (mailbox.md: at 40 ms round trip 1 → 5.3 s, 3 → 2.1 s)
	vanishCount    = 200              // more than this gone at once is asked for
	vanishPercent  = 20               // or more than this share …
	vanishFloor    = 10               // … of a folder that loses at least this many
	newestInbox    = 2000             // messages of INBOX that a first round brings; older mail comes after all folders'
	newestOther    = 500              // newest, and so of every other folder
	idleLimit      = 25 * time.Minute // RFC 2177 allows 29 minutes
)

// Options are the engine's knobs; the zero value is right for a desk but for SpoolDir.
type Options struct {
	SpoolDir   string         // where large messages are streamed to; empty: the system's temporary folder
	MaxMessage int64          // bytes; larger messages arrive as header only. 0: 150 MB
	RootCAs    *x509.CertPool // authorities to trust instead of the system's
	Memory     dial.Memory    // servers that spoke TLS before; nil: none is remembered
	Timeout    time.Duration  // silence after which a line with something under way is dead. 0: 60 s
	IdleRenew  time.Duration  // how long one IDLE lasts; at most 25 min. 0: 10 min, so that a dead line shows
	PollEvery  time.Duration  // how often folders without IDLE are looked at. 0: 2 min
	PollActive time.Duration  // and while somebody works with the mailbox; at most PollEvery. 0: 15 s
	Slice      time.Duration  // how long older mail is fetched before INBOX is looked at again. 0: 15 s
	Line       func() Line    // battery and metered line now; nil: neither
	BackoffMin time.Duration  // first wait before connecting again. 0: 1 s
	BackoffMax time.Duration  // longest wait. 0: 2 min
	Room       func() bool    // whether the disk has room for mail; false: heads only. nil: it has
	Mirror     Mirror         // what is to be told the server; nil: nothing ever is
	Trace      io.Writer      // protocol lines, without sign-in and mail bodies; nil: none

	ready func(Fetched) Fetched // Reader.Ready; nil: the sink is none
}

// Line is what a kind engine spares.
type Line struct {
	Battery bool // the computer runs on its battery
	Low     bool // and that is below 20 %
	Metered bool // the line is paid by the byte
}

func (o Options) line() Line {
	if o.Line == nil {
		return Line{}
	}
	return o.Line()
}

func (o Options) withDefaults() Options {
	set := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	if o.MaxMessage <= 0 {
		o.MaxMessage = 150 << 20
	}
	set(&o.Timeout, time.Minute)
	set(&o.IdleRenew, 10*time.Minute)
	o.IdleRenew = min(o.IdleRenew, idleLimit)
	set(&o.PollEvery, 2*time.Minute)
	set(&o.PollActive, 15*time.Second)
	o.PollActive = min(o.PollActive, o.PollEvery)
	set(&o.Slice, 15*time.Second)
	set(&o.BackoffMin, time.Second)
	set(&o.BackoffMax, 2*time.Minute)
	return o
}
