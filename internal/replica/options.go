package replica

import (
	"crypto/ed25519"
	"errors"
	"math/rand/v2"
	"time"

	"deskhand/internal/journal"
)

// What Once and Run answer beside errors of the line.
var (
	ErrBusy    = errors.New("the journal is being carried already")
	ErrRevoked = errors.New("this laptop was taken out of the team")
	ErrForked  = errors.New("another copy of this desk wrote under its key")
)

// Identity signs a device's batches.
type Identity struct {
	Device string
	Key    ed25519.PrivateKey
}

// Options are what the engine works with. Store, Transport, Team, Self and Keys must be there.
type Options struct {
	Store     Store
	Transport Transport
	Team      string // its id: the device id of who created it
	Self      Identity
	Former    []Identity // earlier keys of this desk, for what they left unsealed (the new key's confirmation)
	Encrypt   bool       // what travels can be read by the team alone
	// Keys are those of an epoch of the team secret: none where this desk does not hold it, several where two admins changed
	// it apart. The first seals, all of them read.
	Keys     func(epoch uint32) []journal.Keys
	Version  string // of the program: what could not be read is looked at again when it changed
	Observer Observer
	Now      func() time.Time // nil: the clock
	Jitter   func() float64   // 0 up to 1; nil: random
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Jitter == nil {
		o.Jitter = rand.Float64
	}
	o.Observer = o.Observer.withDefaults()
	return o
}

// Observer is told what happens. Its functions are called one at a time from the engine's goroutine and outside of
// transactions; a nil one is not called. They must not call Once, Pull or Run.
type Observer struct {
	Problem  func(Problem)       // a standing condition began or changed; with an empty Message it has cleared
	Presence func(Presence)      // somebody writes an answer, or stopped
	Team     func(*journal.Team) // what @team says changed; also once at the start
	Pulled   func(Result)        // something came; the ops are stored
	Sent     func(Result)        // something went out
	Revoked  func(Loss)          // this device was taken out; nothing is carried any more
	Forked   func()              // another copy of this desk has the same key: the desk makes a new one (Rehome)
}

func (o Observer) withDefaults() Observer {
	if o.Problem == nil {
		o.Problem = func(Problem) {}
	}
	if o.Presence == nil {
		o.Presence = func(Presence) {}
	}
	if o.Team == nil {
		o.Team = func(*journal.Team) {}
	}
	if o.Pulled == nil {
		o.Pulled = func(Result) {}
	}
	if o.Sent == nil {
		o.Sent = func(Result) {}
	}
	if o.Revoked == nil {
		o.Revoked = func(Loss) {}
	}
	if o.Forked == nil {
		o.Forked = func() {}
	}
	return o
}

// Code tells one standing condition from another.
type Code string

// The conditions.
const (
	CodeOffline    Code = "offline"   // the place cannot be reached
	CodeForeign    Code = "foreign"   // something lies there that is not ours, for 10 minutes
	CodeBroken     Code = "broken"    // something of ours cannot be read
	CodeNewer      Code = "newer"     // something was written by a newer program
	CodeUnknownKey Code = "key"       // something is sealed with a team secret that this desk does not hold
	CodeWaiting    Code = "waiting"   // changes of a laptop that nobody vouched for
	CodeHeldBack   Code = "held-back" // the server holds something back for more than an hour
	CodeRetention  Code = "retention" // the place loses messages again and again
	CodeClock      Code = "clock"     // this computer's clock is wrong; Count: by how many ms, positive: fast
	CodeClockOff   Code = "clock-off" // it is wrong by more than a day: nothing is corrected
	CodeFull       Code = "full"      // the place takes nothing more
	CodeGone       Code = "gone"      // the place was made anew
	CodeDifferent  Code = "different" // two laptops hold the same ops and see different things: a bug
	CodeParked     Code = "parked"    // ops of the far future or beyond a quota wait
)

// Problem is a standing condition. Message is a plain sentence, empty where it has cleared.
type Problem struct {
	Code    Code
	Message string
	Hint    string
	Count   int64
	Device  string // whom it concerns, where it is one
	Err     error
}

// Presence says that a device's person writes an answer on a ticket, until a moment; a zero Until: no more.
type Presence struct {
	Device string
	Anchor string
	Until  time.Time
}

// Loss is what a revoked device had not sent.
type Loss struct {
	Ops []journal.StoredOp
}

// Result is what one look did.
type Result struct {
	Messages    int // looked at
	Ops         int // new here
	Sent        int // ops that went out
	Quarantined int // messages that could not be taken in whole
}

func (r *Result) add(s Result) {
	r.Messages += s.Messages
	r.Ops += s.Ops
	r.Sent += s.Sent
	r.Quarantined += s.Quarantined
}
