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
	// Drafts and Unsent are ids of drafts and of outbox items (waiting, sending, held, unsure) of the ticket.
	Drafts, Unsent []string
	// Links and Departments named on the ticket.
	Links, Departments []string
	// Unknown lists evidence this desk cannot look for. Such a line is asked by hand and holds nothing up.
	Unknown []policy.Evidence
}

// Message is one mail of the ticket.
type Message struct {
	Key  string // id of the message
	Ours bool   // from one of our addresses (policy.IsOurAddress)
	From string
	At   time.Time
	Read bool // was on screen, or was printed by show; our own mails count as read
	// Machine mail is no answer and need not be read.
	Machine bool
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
	Open      bool
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
