package compose

import (
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/mail"
	"deskhand/internal/ticket"
)

// The kinds of drafts as a person names them.
const (
	Reply    = "reply"
	ReplyAll = "reply-all"
	Forward  = "forward"
)

// Draft is a mail being written, as the composer shows it.
type Draft struct {
	ID      string         `json:"id"`
	Ticket  string         `json:"ticket"`
	Number  string         `json:"number"`
	Kind    string         `json:"kind"` // reply, reply-all, forward
	From    string         `json:"from"` // one of Froms
	Froms   []string       `json:"froms"`
	To      string         `json:"to"` // as typed
	Cc      string         `json:"cc"`
	Subject string         `json:"subject"`
	Own     string         `json:"own"`   // the subject that it began with
	Saved   []string       `json:"saved"` // names of the saved replies that were put in, also of those written over
	HTML    string         `json:"html"`
	Snippet string         `json:"snippet"` // its first words
	Quote   *Quote         `json:"quote"`   // of the mail that is answered; nil: there is none
	Quoted  bool           `json:"quoted"`  // the quote goes along
	Files   []File         `json:"files"`
	Outside int            `json:"outside"` // how many recipients are not us
	Left    []mail.Address `json:"left"`    // whom only the thread's ids bring in: offered, never a recipient by itself
	Notice  string         `json:"notice"`  // what to know before sending; empty: nothing
	News    *News          `json:"news"`    // what came since it was begun; nil: nothing
	Other   *Other         `json:"other"`   // a version from another place that was written over; nil: none
	Base    string         `json:"base"`    // what an Edit of it goes on from
	SavedAt ticket.Time    `json:"savedAt"`
	BegunAt ticket.Time    `json:"begunAt"`
	Blank   bool           `json:"blank"` // without words and files of one's own; a forward: for nobody. Not shown in lists, not counted
}

// Blanks are what a saved reply asks for and nobody has filled in yet, by their words.
func (d Draft) Blanks() []string { return clean(d.HTML, nil).blanks }

// Unfilled refuses a draft with a blank, as Send does; nil: it has none.
func (d Draft) Unfilled() error {
	if names := d.Blanks(); len(names) > 0 {
		return unfilled(names)
	}
	return nil
}

// Quote is the mail under a draft's own words. It is opaque: it goes along or not.
type Quote struct {
	Key   string `json:"key"` // m… of the quoted mail
	Head  string `json:"head"`
	Lines int    `json:"lines"`
	Text  string `json:"text"`
}

// File is an attachment of a draft or of an outgoing mail.
type File struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int64  `json:"size"` // bytes
	Inline bool   `json:"inline"`
	CID    string `json:"cid,omitempty"` // of a picture in the text, without "<>"
	Along  bool   `json:"-"`             // it came with the mail that is forwarded
}

// News is what happened on a ticket since a draft was begun: who wrote or acted, and the entries.
type News struct {
	Text    string         `json:"text"`
	Entries []ticket.Entry `json:"entries"`
}

// Edit is what the composer saves at each pause.
type Edit struct {
	ID      string
	Kind    string
	From    string
	To      string
	Cc      string
	Subject string
	HTML    string
	Quoted  bool
	Saved   []string // names of the saved replies that were inserted
	Base    string   // of the Draft or the Saved that it goes on from; empty: of none, what stands there is written over
}

// Saved says what became of an edit. ID is another one where the edited draft had been sent meanwhile.
type Saved struct {
	ID      string      `json:"id"`
	SavedAt ticket.Time `json:"savedAt"`
	Outside int         `json:"outside"`
	BadTo   string      `json:"badTo"` // why a typed recipient is none; empty: all are good
	BadCc   string      `json:"badCc"`
	Base    string      `json:"base"`  // what the next Edit goes on from
	Other   *Other      `json:"other"` // what stood there from another place and was put aside; nil: nothing
}

// SendOptions are how a draft is sent.
type SendOptions struct {
	Delay  *time.Duration // undo delay; nil: the setting
	Anyway bool           // although something came that was not read
	Why    string         // of Anyway: kept as a note; empty: none
}

// Queued says what sending did.
type Queued struct {
	Mail      Mail        `json:"mail"`
	Done      core.Done   `json:"done"`
	UndoUntil ticket.Time `json:"undoUntil"` // 0: it goes at once
}

// Mail is a mail in the outbox (cli.md, "outbox item").
type Mail struct {
	ID         string      `json:"id"`
	Ticket     string      `json:"ticket"`
	State      string      `json:"state"`
	Reason     string      `json:"reason"`
	Tries      int         `json:"tries"`
	NextTry    ticket.Time `json:"nextTry"`
	To         []string    `json:"to"`
	Subject    string      `json:"subject"`
	Number     string      `json:"number"`
	Who        string      `json:"who"`   // whom it goes to, in words
	Words      string      `json:"words"` // the server's, or the guard's
	QueuedAt   ticket.Time `json:"queuedAt"`
	ChangedAt  ticket.Time `json:"changedAt"`
	UndoUntil  ticket.Time `json:"undoUntil"`
	Size       int64       `json:"size"` // bytes
	From       string      `json:"from"`
	Snippet    string      `json:"snippet"`
	Actions    []string    `json:"actions"` // what Act takes now
	Recipients []Recipient `json:"recipients"`
	Resolves   bool        `json:"resolves"` // the ticket was resolved with it
	Draft      string      `json:"-"`
	Account    string      `json:"-"`
}

// Recipient is one address of a mail and what the server said of it.
type Recipient struct {
	Addr  string `json:"addr"`
	Taken bool   `json:"taken"`
	Code  int    `json:"code"`
	Words string `json:"words"`
}

// Detail is a mail of the outbox with what it says and what happened around it.
type Detail struct {
	Mail   Mail           `json:"mail"`
	HTML   bool           `json:"html"`
	Text   string         `json:"text"`
	Files  []File         `json:"files"`
	Since  []ticket.Entry `json:"since"`  // what came since it was sent: why the guard held it
	Before []ticket.Entry `json:"before"` // the last messages before it
}

// State counts the outbox.
type State struct {
	Waiting int `json:"waiting"`
	Sending int `json:"sending"`
	Sent    int `json:"sent"` // not yet in Sent
	Held    int `json:"held"`
	Unsure  int `json:"unsure"`
	Some    int `json:"some"` // sent, not to everybody, and nobody has taken note
}
