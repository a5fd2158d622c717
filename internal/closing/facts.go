package closing

import (
	"time"

	"deskhand/internal/policy"
)

// Facts is what the local history knows about one ticket. The zero value is an empty ticket.
type Facts struct {
	Messages []Message
	Notes    []Note
	Calls    []Call
	Meetings []Meeting
	HandOff  HandOff
	// Tags by id; NeededTags are those of which one is needed to close (policy.AreaTags).
	Tags       []string
	NeededTags []string
	Pendings   []Pending
	Asks       []Ask
	Promises   []Promise
	Drafts     []Draft
	Unsent     []Unsent
	// Links and Departments named on the ticket.
	Links, Departments []string
	// Now and Zone are for the times in words; a nil Zone is UTC.
	Now  time.Time
	Zone *time.Location
	// Unknown lists evidence this desk cannot look for. Such a line is asked by hand and holds nothing up.
	Unknown []policy.Evidence
}

// Message is one mail of the ticket. One that was sent from here and has not come back as a message counts too.
type Message struct {
	Key  string // id of the message
	Ours bool   // from one of our addresses (policy.IsOurAddress)
	// Aside: of ours, and to nobody of those who wrote to us: passed on to somebody else, so no answer to anybody.
	Aside bool
	From  string
	At    time.Time
	Read  bool // was on screen, or was printed by show; our own mails count as read
	// Machine mail is no answer and need not be read.
	Machine bool
}

// answers tells whether the mail is one of ours that a person wrote to the customer.
func (m Message) answers() bool { return m.Ours && !m.Machine && !m.Aside }

// Draft is something begun on the ticket and neither sent nor saved.
type Draft struct {
	ID, Kind string // note, reply, forward
	Begun    time.Time
}

// Unsent is a mail of the ticket that has not left.
type Unsent struct {
	ID, Kind, State string // of package outbox: waiting, sending, held, unsure
	Since           time.Time
}

// Note is an internal note.
type Note struct {
	ID, Kind, By, Text string
	At                 time.Time
}

// Call is a logged call or a planned callback.
type Call struct {
	ID      string
	Outcome string // answered, no-answer, language; empty: planned, not yet made
	At      time.Time
}

// Meeting is an appointment with the customer.
type Meeting struct {
	ID        string
	Title     string
	End       time.Time
	Over      bool // it has ended, as the caller's clock says
	Cancelled bool
}

// Pending is one time the ticket waited for somebody whose policy entry asks for a reason.
type Pending struct {
	Ref  string // id of the op or note that said so
	What string // "pending on us", a status label
	Note string
	Link string
	At   time.Time
}

// Ask is a question or request of the customer.
type Ask struct {
	Key, Text string
	Request   bool   // no question mark, but asked for
	Words     string // what makes it the same ask as another one; empty: the Key alone
	Message   string // key of the mail that holds it
	At        time.Time
	// Open until a mail of ours was sent after its message; then Answer is that mail's key. SettleAsks fills them.
	Open       bool
	Answer     string
	AnsweredAt time.Time
}

// Promise is a commitment of ours.
type Promise struct {
	Key, Text string
	Open      bool
	Due       time.Time
}

// Attempt is one recorded try to reach a silent customer (C7).
type Attempt struct {
	Ref  string
	What string // "mail", "call, no answer"
	At   time.Time
}
