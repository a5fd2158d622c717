package ticket

import (
	"deskhand/internal/calendar"
	"deskhand/internal/mail/sender"
)

// Ticket is a ticket as the command line and the window tell it; the keys are those of cli.md and stay.
type Ticket struct {
	ID             string   `json:"id"`
	Number         string   `json:"number"`
	Subject        string   `json:"subject"`
	Status         Status   `json:"status"`
	Priority       Priority `json:"priority"`
	Pipeline       string   `json:"pipeline"`
	Department     string   `json:"department"`
	Departments    []string `json:"departments"`
	Channel        string   `json:"channel"`
	Owner          string   `json:"owner"`
	Tags           []string `json:"tags"`
	Categories     []string `json:"categories"`
	Contact        Contact  `json:"contact"`
	Company        *Company `json:"company"`
	Mailbox        string   `json:"mailbox"`
	Unread         int      `json:"unread"`
	Messages       int      `json:"messages"`
	CreatedAt      Time     `json:"createdAt"`
	UpdatedAt      Time     `json:"updatedAt"`
	LastCustomerAt Time     `json:"lastCustomerAt"`
	SnoozedUntil   Time     `json:"snoozedUntil"`
	SnoozeReason   Reason   `json:"snoozeReason,omitempty"`
	SLA            *SLA     `json:"sla"`
	History        bool     `json:"history"`
	MergedInto     *string  `json:"mergedInto"`

	Snoozed     bool   `json:"snoozed"`
	SnoozeReply bool   `json:"snoozeReply"` // wakes when the customer writes
	SnoozeNote  string `json:"snoozeNote,omitempty"`
	Back        string `json:"back,omitempty"` // why it came back from its snooze
	WaitsSince  Time   `json:"waitsSince"`     // since when the customer waits for us
	Machine     bool   `json:"machine"`
	Spam        bool   `json:"spam"`
	Snippet     string `json:"snippet"`
	Head        bool   `json:"head,omitempty"` // of the newest mail only the head is here

	By map[string]string `json:"by,omitempty"` // what set a field that nobody set by hand: `rule “…”` or `plan …`

	Bounce *Bounced `json:"bounce"` // our newest mail did not arrive; null: nothing says so

	Lost     *Lost    `json:"lost"`               // null: nothing that was done here was overruled
	Waits    int      `json:"waits"`              // changes of it made here that have not left
	Frozen   string   `json:"frozen,omitempty"`   // why it can only be read here: a newer Deskhand changed it
	Replying []string `json:"replying,omitempty"` // agents who write an answer just now; where one ticket is read

	Draft  string `json:"draft,omitempty"`  // first words of what is being written on it here
	Outbox string `json:"outbox,omitempty"` // state of the mail of it that most needs somebody
}

// Contact is a person outside who writes.
type Contact struct {
	Name   string   `json:"name"`
	Email  string   `json:"email"`
	Phones []string `json:"phones"`

	// What the newest of their mails tells, where one ticket is read: the language they write in ("de"), and how far their
	// clock is ahead of UTC, in minutes.
	Language      string `json:"language,omitempty"`
	OffsetMinutes *int   `json:"offsetMinutes,omitempty"`
}

// Bounced says of our newest mail on a ticket that it did not reach somebody.
type Bounced struct {
	Action    string `json:"action"` // failed, or delayed: it is still being tried
	Recipient string `json:"recipient"`
	Status    string `json:"status"` // enhanced code (RFC 3463), "5.1.1"
	Reason    string `json:"reason"` // the server's words, one line
	Hard      bool   `json:"hard"`   // writing again later does not help
	At        Time   `json:"at"`
}

// Bounce is what a bounce says of the mail that did not arrive.
type Bounce struct {
	Status            string `json:"status"`
	Action            string `json:"action"` // failed, delayed
	Recipient         string `json:"recipient"`
	Reason            string `json:"reason"`
	Hard              bool   `json:"hard"`
	OriginalMessageID string `json:"originalMessageId"`
}

// Company is the firm behind a contact.
type Company struct {
	Name      string `json:"name"`
	Plan      string `json:"plan"`
	ChurnRisk string `json:"churnRisk"`
}

// SLA holds the moments by which we have to answer.
type SLA struct {
	FirstResponseDue Time `json:"firstResponseDue"`
	NextResponseDue  Time `json:"nextResponseDue"`
	Breached         bool `json:"breached"`
}

// Attachment is a file of a message; ID is message key and part, as the window asks for it.
type Attachment struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int64  `json:"size"` // bytes, decoded
	SHA256 string `json:"sha256"`
	Inline bool   `json:"inline"`
	Kind   string `json:"kind"` // media type by content; "" when unknown
	Risk   string `json:"risk"` // what it could do (mail.Risk); "" when nothing is known against it
}

// EntryKind is what stands in a ticket's conversation.
type EntryKind string

// The kinds of entries.
const (
	KindMessage EntryKind = "message"
	KindNote    EntryKind = "note"
	KindCall    EntryKind = "call"
	KindEvent   EntryKind = "event"
)

// Entry is one thing in a ticket's conversation.
type Entry struct {
	ID          string       `json:"id"` // m… of a message, else the op id
	Ticket      string       `json:"ticket"`
	Kind        EntryKind    `json:"kind"`
	Direction   string       `json:"direction"` // in, out; empty for what is internal
	MessageID   string       `json:"messageId,omitempty"`
	InReplyTo   string       `json:"inReplyTo,omitempty"`
	References  []string     `json:"references"`
	From        string       `json:"from"` // address; of notes and events the agent
	FromName    string       `json:"fromName"`
	To          []string     `json:"to"`
	Cc          []string     `json:"cc"`
	DeliveredTo string       `json:"deliveredTo,omitempty"`
	At          Time         `json:"at"`
	Date        Time         `json:"date"`
	DateOffset  *int         `json:"dateOffset,omitempty"` // minutes east of UTC, where the Date header says
	Subject     string       `json:"subject"`
	Text        string       `json:"text"`
	VisibleText string       `json:"visibleText"`
	QuotedText  string       `json:"quotedText"`
	QuotedHeld  bool         `json:"quotedHeld"`     // QuotedText can be read in another mail of the ticket
	Runs        []int        `json:"-"`              // lines of Text that are the person's own, and that are carried along, in turn
	HTML        string       `json:"html,omitempty"` // never in lists; the window shows it in its frame
	HasHTML     bool         `json:"hasHtml"`
	Machine     string       `json:"machine"` // bounce, auto-reply, list, receipt, notification, none
	Attachments []Attachment `json:"attachments"`
	Language    string       `json:"language,omitempty"`
	Secure      string       `json:"secure,omitempty"`    // signed, encrypted; nothing is verified or decrypted
	SecureWhy   string       `json:"secureWhy,omitempty"` // S/MIME, PGP
	NewHere     bool         `json:"newHere"`             // nobody here wrote with this person before, and nobody accepted them
	Problems    []string     `json:"problems"`

	Sender *sender.Verdict `json:"sender,omitempty"` // who wrote it, as far as can be told; of mails that came in
	Remote bool            `json:"-"`                // it is its sender's, whose pictures from outside are always shown

	Read       bool              `json:"read"`
	NoteKind   string            `json:"noteKind,omitempty"`
	Mentions   []string          `json:"mentions,omitempty"`
	Op         string            `json:"op,omitempty"`
	Gone       bool              `json:"gone,omitempty"`      // no longer on the server
	Elsewhere  bool              `json:"elsewhere,omitempty"` // sent, or of a customer's answered, by another mail program
	Invites    []calendar.Invite `json:"invites,omitempty"`   // invitations, answers to them and cancellations that it carries
	Proposal   string            `json:"proposal,omitempty"`  // what the first of Invites asks of the agenda: add, update, remove
	Taken      bool              `json:"taken,omitempty"`     // the meeting of the first of Invites stands in the agenda
	BounceText string            `json:"bounce,omitempty"`    // a bounce in words
	BounceOf   *Bounce           `json:"bounceOf,omitempty"`
	Channel    string            `json:"channel,omitempty"` // by a rule of the policy: this mail came from another system
	Contact    *Contact          `json:"contact,omitempty"` // who waits for an answer, where that is not the sender

	Outbox *Pending `json:"outbox,omitempty"` // of a mail that this desk is sending; nil: it has been sent

	Extent string `json:"extent,omitempty"` // how much of a mail is here: head, part; empty: all of it
	Size   int64  `json:"size,omitempty"`   // bytes of a mail on the server
	Wanted bool   `json:"wanted,omitempty"` // it is to come whole
}

// Pending is where a mail stands on its way out.
type Pending struct {
	ID        string `json:"id"` // s…
	State     string `json:"state"`
	Reason    string `json:"reason"`
	Words     string `json:"words"`
	UndoUntil Time   `json:"undoUntil"` // null: it cannot be taken back by undo
}

// Change is one line of a ticket's history: an action, however many ops it took.
type Change struct {
	Op     string `json:"op"` // its first op: what undo takes
	Ticket string `json:"ticket"`
	By     string `json:"by"` // agent id
	At     Time   `json:"at"`
	Field  string `json:"field"`
	Old    string `json:"old"`
	New    string `json:"new"`
	Text   string `json:"text"` // the whole line in words, without the name
	Undone bool   `json:"undone"`
	Undoes string `json:"undoes,omitempty"`

	MadeAt      Time   `json:"madeAt"`           // as At
	CameAt      Time   `json:"cameAt,omitempty"` // when it came to this laptop; absent: it was made here
	Device      string `json:"device"`           // that made it
	Unconfirmed bool   `json:"unconfirmed"`      // nobody has vouched for that device yet
	Overruled   bool   `json:"overruled"`        // another value, made without seeing this one, won
	OverruledBy string `json:"overruledBy"`      // agent id of who set that
}

// View tells a projected row as a ticket; number is how it is shown.
func View(r Row, id, number string) Ticket {
	t := Ticket{
		ID: id, Number: number, Subject: r.Subject, Status: r.Status, Priority: r.Priority, Pipeline: r.Pipeline, Department: r.Department,
		Departments: OrEmpty(r.Departments), Channel: r.Channel, Owner: r.Owner, Tags: OrEmpty(r.Tags), Categories: OrEmpty(r.Categories),
		Contact: Contact{Name: r.ContactName, Email: r.ContactAddr, Phones: Phones(r.Phone)}, Bounce: r.Bounce, Mailbox: r.Mailbox, Unread: r.Unread, Messages: r.Messages,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, LastCustomerAt: r.LastCustomerAt, History: r.History, Snoozed: r.Snooze.Active,
		Back: r.Back, WaitsSince: r.WaitsSince, Machine: r.Machine, Spam: r.Spam, Snippet: r.Snippet, Head: r.Head,
		By: r.By, Company: r.Company, Lost: r.Lost,
	}
	if r.Frozen {
		t.Frozen = FrozenWords
	}
	if r.Snooze.Active {
		t.SnoozedUntil, t.SnoozeReason, t.SnoozeReply, t.SnoozeNote = r.Snooze.Until, r.Snooze.Reason, r.Snooze.Reply, r.Snooze.Note
	}
	return t
}

// Phones lists the number of a contact, if there is one.
func Phones(number string) []string {
	if number == "" {
		return []string{}
	}
	return []string{number}
}

// OrEmpty keeps a list from being null in JSON.
func OrEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
