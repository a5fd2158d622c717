package closing

import (
	"time"

	"deskhand/internal/policy"
)

// State is how a line stands.
type State string

// The states of a line (cli.md).
const (
	Ticked        State = "ticked"
	Open          State = "open"
	NotApplicable State = "notApplicable"
)

// By says what ticked a line.
type By string

// The two ways a line is ticked.
const (
	ByEvidence By = "evidence"
	ByHand     By = "hand"
)

// Proof is what a tick opens.
type Proof struct {
	Kind string `json:"kind"` // message, note, call, tag, hand-off, link, ticket
	Ref  string `json:"ref"`  // id of the message, note …; empty where the ticket itself is the proof
	Text string `json:"text"` // for the screen: "Reply, 14:20" without the time, which the edge formats
	// At is when the proof came to be; zero where it has no moment.
	At time.Time `json:"-"`
}

// Line is one line of the checklist, as cli.md prints it.
type Line struct {
	ID       string `json:"id"`
	Text     string `json:"text"`
	State    State  `json:"state"`
	By       By     `json:"by,omitempty"`       // empty while open
	Evidence *Proof `json:"evidence,omitempty"` // nil while open and for hand ticks
	Required bool   `json:"required"`
	// Why is, for an open line, what is missing; for a hand tick or notApplicable the words given.
	Why string `json:"why,omitempty"`
	// Who set it by hand, and when.
	Who string    `json:"who,omitempty"`
	At  time.Time `json:"-"`
	// Kind is the evidence the policy asks for; empty for lines by hand.
	Kind policy.Evidence `json:"-"`
}

// CheckState is the hand-made state of a line: the register check/<line> of journal.md.
type CheckState string

// The states of a check.
const (
	CheckTicked CheckState = "ticked"
	CheckNA     CheckState = "na"
	CheckOpen   CheckState = "open"
)

// Check is what a person said about a line.
type Check struct {
	State CheckState
	Why   string // required for na, and for a tick of a line that no evidence can show
	By    string // agent id
	At    time.Time
}
