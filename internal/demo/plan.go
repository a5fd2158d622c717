package demo

import "time"

// Plan is what the sample desk adds to its tickets after the first sync. It is data only: another package turns each
// line into the op that a person's key press would have made.
type Plan struct {
	Me      string   // the agent who sits at this desk
	Members []Member // the team
	Items   []Item

	// Start is how far back the desk begins: mail before it is history (features.md, decisions).
	Start time.Duration

	Ready   string // root Message-ID of the ticket whose every checklist line is proven
	Refused string // root Message-ID of one whose close is refused: nobody has answered
}

// Member is one agent of the team (formats.md, policy `team: members:`).
type Member struct {
	ID, Name string
	Tier     string // L1, Expert
	Zone     string // IANA
}

// Item is what is added to one ticket. Empty fields add nothing.
type Item struct {
	Root string // Message-ID of the ticket's first mail, without angle brackets

	Owner      string // agent id, or "team:<id>"
	Status     string // status id (cli.md)
	Priority   string // low, medium, high, urgent
	Department string // paid, trials, community
	Channel    string
	Tags       []string // ids: the label in lower case, "data-import-export"
	Subject    string   // a rename
	Read       bool     // I have read every message of it

	Notes     []Note
	Snooze    *Snooze
	Callbacks []Callback
	Meetings  []Meeting
	Invited   bool // the meeting that its mail invites to is taken into the agenda
	HandOff   *HandOff
	Reply     *Reply
}

// Note is an internal comment. Mentions stand in the text as @id.
type Note struct {
	By   string // agent id
	Kind string // resolution, summary, question, note
	Text string
	Ago  time.Duration // how long before the plan is carried out it was written
}

// Reply is a mail to the customer that was begun: a draft, or one that was sent and waits in the outbox.
type Reply struct {
	HTML string // what was written
	File *File
	Send bool
	Ago  time.Duration // how long before the plan is carried out it was begun
	// Unseen is the Message-ID of the customer's mail that came after the reply was sent: the guard holds it for that.
	Unseen string
}

// File is an attachment.
type File struct{ Name, Type, Text string }

// Snooze hides the ticket.
type Snooze struct {
	In     time.Duration // 0 with Reply: only their reply wakes it
	Reply  bool          // wakes when they reply
	Reason string        // us, client, department
	Note   string
}

// Callback is a planned telephone call.
type Callback struct {
	In     time.Duration
	Number string // E.164
	Topic  string
}

// Meeting is an appointment with the customer.
type Meeting struct {
	In       time.Duration
	Length   time.Duration
	Title    string
	Location string
	JoinURL  string
}

// HandOff is the form of a resolved ticket: each must say something.
type HandOff struct {
	Inquiry, Done, Remaining string
}
