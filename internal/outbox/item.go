package outbox

import (
	"fmt"
	"strings"
	"time"
)

// State is where a mail stands (glossary.md).
type State string

// The states of a mail.
const (
	Draft   State = "draft"   // being written
	Waiting State = "waiting" // queued: undo delay, scheduled, offline, next try
	Sending State = "sending" // committed; the server is being spoken to
	Sent    State = "sent"    // the server took it; its copy is not yet in Sent
	Filed   State = "filed"   // its copy stands in Sent
	Held    State = "held"    // a person must decide
	Unsure  State = "unsure"  // it may have gone out
)

// Reason says why a mail stands where it stands.
type Reason string

// The reasons. Items also carry Words: what is shown beside it.
const (
	ReasonNone      Reason = ""
	ReasonOffline   Reason = "offline"   // waiting: no server was reached
	ReasonTemporary Reason = "temporary" // waiting: the server said later (4xx)
	ReasonServer    Reason = "server"    // waiting: certificate, protocol; a Problem tells
	ReasonSignIn    Reason = "sign-in"   // held: password refused, for all mails of the account
	ReasonGuard     Reason = "guard"     // held: somebody wrote or acted since the draft was begun
	ReasonRefused   Reason = "refused"   // held: the server said no (5xx)
	ReasonQuota     Reason = "quota"     // waiting or held: too much mail or too little room
	ReasonSize      Reason = "size"      // held: larger than the server takes
	ReasonAddress   Reason = "address"   // held: an address that cannot be one
	ReasonBroken    Reason = "broken"    // held: its bytes cannot be read
	ReasonLost      Reason = "lost"      // unsure: the line died, or this program did
	ReasonSome      Reason = "some"      // sent, filed: not to everybody
	ReasonFiling    Reason = "filing"    // sent: the copy could not be put into Sent yet
)

// Recipient is one address of the envelope and what the server said of it.
type Recipient struct {
	Addr  string
	Taken bool   // in the transaction that succeeded
	Code  int    // of a refusal, 0: none
	Words string // of a refusal, the server's
}

// Item is one mail in the outbox. Its bytes are kept by the store and never change once it has left draft.
type Item struct {
	ID      string
	Version int64 // one more at each change; Save refuses another than the stored one plus one
	Account string
	Ticket  string
	State   State
	Reason  Reason
	Words   string // for people: the server's words, or the guard's

	From      string // envelope
	To        []Recipient
	Subject   string
	MessageID string // without "<>"; fixed before the first attempt
	Size      int64  // bytes of the mail

	Begun     time.Time // when the draft was begun: what the guard measures from
	Queued    time.Time // the person's key
	NotBefore time.Time // undo delay or schedule
	Undo      bool      // NotBefore is an undo delay, so it moves with a clock that is set
	NextTry   time.Time // zero: nothing is planned
	Changed   time.Time
	FailedAt  time.Time // first of the failures in a row that the server caused; zero: none
	SentAt    time.Time // when the server took it
	Tries     int       // failures in a row
	Looks     int       // into Sent since it was sent or unsure
	Seen      time.Time // a person saw what the guard held it for, up to here; zero: not asked
	Keys      int       // how often a person sent it again from unsure
	Settled   bool      // a person has taken note of ReasonSome
}

// Open: it still waits for something or somebody, so the outbox shows it.
func (i Item) Open() bool {
	return i.State != Draft && i.State != Filed || i.State == Filed && i.Reason == ReasonSome && !i.Settled
}

// Due is when the engine has something to do with it; false: never by itself.
func (i Item) Due() (time.Time, bool) {
	switch i.State {
	case Sending:
		return time.Time{}, true // found at a start
	case Waiting:
		if i.NextTry.After(i.NotBefore) {
			return i.NextTry, true
		}
		return i.NotBefore, true
	case Sent, Unsure:
		return i.NextTry, !i.NextTry.IsZero()
	}
	return time.Time{}, false
}

// Taken counts the recipients the server took.
func (i Item) Taken() (n int) {
	for _, r := range i.To {
		if r.Taken {
			n++
		}
	}
	return n
}

// addresses gives whom it goes to.
func (i Item) addresses() []string {
	out := make([]string, len(i.To))
	for k, r := range i.To {
		out[k] = r.Addr
	}
	return out
}

// some says who did not get it: "sent to 2 of 3; x@y: 550 no such user".
func (i Item) some() string {
	var b strings.Builder
	fmt.Fprintf(&b, "sent to %d of %d", i.Taken(), len(i.To))
	for _, r := range i.To {
		if !r.Taken {
			fmt.Fprintf(&b, "; %s: %d %s", r.Addr, r.Code, r.Words)
		}
	}
	return b.String()
}
