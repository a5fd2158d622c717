package policy

// Kind says what a status means, so that no code compares labels or ids.
type Kind string

// The kinds of a status.
const (
	KindOpen    Kind = "open"    // somebody of the team has to act
	KindWaiting Kind = "waiting" // we wait for somebody; SLA paused
	KindDone    Kind = "done"    // resolved or closed
)

// Ending says how a done status ends a ticket.
type Ending string

// The endings of a done status.
const (
	EndingSolved Ending = "solved" // a solution was given (C6)
	EndingSilent Ending = "silent" // the customer did not answer several recorded attempts (C7)
)

// Status is one state of a pipeline.
type Status struct {
	ID    string `yaml:"id"`
	Label string `yaml:"label"` // {pipeline} is replaced by the pipeline's label
	Key   string `yaml:"key"`   // the letter that picks it in the list of s
	Kind  Kind   `yaml:"kind"`
	// Ending of a done status; empty for the others.
	Ending Ending `yaml:"ending"`
	// First marks the status a new ticket has; without a mark it is the first of the list.
	First bool `yaml:"first"`
	// Reopens says that a later customer message makes the ticket open again (journal.md, effective status).
	Reopens bool `yaml:"reopens"`
	// NeedsReason: setting it asks for a note or a link (C4).
	NeedsReason bool   `yaml:"needsReason"`
	Help        string `yaml:"help"`
}

// Pipeline is a line of work.
type Pipeline struct {
	ID       string   `yaml:"id"`
	Label    string   `yaml:"label"`
	Help     string   `yaml:"help"`
	Statuses []Status `yaml:"statuses"` // empty: the shared set
}

// Priority is one of low, medium, high, urgent.
type Priority struct {
	ID         string   `yaml:"id"`
	Label      string   `yaml:"label"`
	Key        string   `yaml:"key"`
	Definition string   `yaml:"definition"` // shown beside the picker (C9)
	Words      []string `yaml:"words"`      // words that suggest it (C9)
	Default    bool     `yaml:"default"`    // what mail starts with (C10)
}

// SnoozeReason says on whom a snoozed ticket waits (F7).
type SnoozeReason struct {
	ID        string `yaml:"id"`
	Label     string `yaml:"label"`
	NeedsNote bool   `yaml:"needsNote"` // reason in a note or a link (F8)
	PausesSLA bool   `yaml:"pausesSla"`
	Prompt    string `yaml:"prompt"` // what the note field asks
}

// Department is a group of customers with rules of its own.
type Department struct {
	ID       string   `yaml:"id"`
	Label    string   `yaml:"label"`
	Criteria string   `yaml:"criteria"`
	SubKinds []string `yaml:"subKinds"` // B19
	Plans    []string `yaml:"plans"`    // company plans that lead to it
	Default  bool     `yaml:"default"`  // who matches no rule
}

// TagGroup is a set of tags that answer one question.
type TagGroup struct {
	ID    string `yaml:"id"` // area, type, special
	Label string `yaml:"label"`
	Help  string `yaml:"help"`
	// NeededToClose: at least one tag of the group before closing (C15).
	NeededToClose bool  `yaml:"neededToClose"`
	Tags          []Tag `yaml:"tags"`
}

// Tag is one tag of a group.
type Tag struct {
	ID    string `yaml:"id"`
	Label string `yaml:"label"`
	Help  string `yaml:"help"`
	// Pipeline the tag proposes to move the ticket to (C17); empty: none.
	Pipeline string `yaml:"pipeline"`
	// Group is the id of the tag's group, filled in by Parse.
	Group string `yaml:"-"`
}

// Category is what a ticket is about; several a ticket (C13).
type Category struct {
	ID    string `yaml:"id"`
	Label string `yaml:"label"`
}

// Channel is how a ticket came.
type Channel struct {
	ID    string `yaml:"id"`
	Label string `yaml:"label"`
	Icon  string `yaml:"icon"` // name of a lucide icon
	// Internal channels have no customer.
	Internal bool `yaml:"internal"`
	// Mails are of systems outside that report this channel by mail: web forms, telephones, app stores, chats.
	Mails []MailRule `yaml:"mails"`
}

// MailRule knows the mail of one system outside.
type MailRule struct {
	Name string      `yaml:"name"`
	When []Condition `yaml:"when"` // all true; only MailFacts
	// Machine: nobody waits for an answer. Else somebody does, whatever the header says.
	Machine bool `yaml:"machine"`
	// Where who waits stands: from, reply-to, or the label of a line of the text, as "Email:". The first that says it counts.
	Address []string `yaml:"address"`
	Person  []string `yaml:"person"`
	Phone   []string `yaml:"phone"`
}

// The places of a mail's header that MailRule may name beside labels.
const (
	PlaceFrom    = "from"
	PlaceReplyTo = "reply-to"
)
