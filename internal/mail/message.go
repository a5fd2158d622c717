package mail

import (
	"time"

	"deskhand/internal/mail/machine"
	"deskhand/internal/mail/quote"
)

// Address is one mailbox, decoded for showing. Addr is empty when the field held only a name.
type Address struct{ Name, Addr string }

// Attachment is one part that is not the text of the mail. It is described, never held.
type Attachment struct {
	Path      string // IMAP part number, "2.1"; "2~1" is the first file packed inside part 2 (winmail.dat, uuencode)
	Name      string // cleaned (CleanName); never empty
	Type      string // declared media type, lower case
	Size      int64  // bytes once decoded
	SHA256    string // of the decoded bytes, lower-case hex
	Cut       bool   `json:",omitempty"` // only its beginning is here (ParsePart): Size and SHA256 are not known
	Inline    bool   // meant to stand in the text (Content-Disposition inline or a Content-ID in multipart/related)
	ContentID string // without <>
	Kind      string `json:",omitempty"` // media type by its first bytes; "" when they say nothing
	Risk      string `json:",omitempty"` // "", program, script, shortcut, disk-image, macro, archive, mismatch
}

// Message is one mail as read from its bytes.
type Message struct {
	Key       string // "m…" (journal.md §3.1)
	Anchor    string // "t…" of MessageID
	MessageID string // normalised; the stand-in when there is none
	HasID     bool   // false: MessageID is the stand-in

	InReplyTo, References []string // normalised, in order

	From, Sender    Address
	ReplyTo, To, Cc []Address
	DeliveredTo     string // the address it was delivered to, when a header says

	Subject           string
	Date              time.Time // as shown, leniently read, UTC; zero when absent or unreadable
	DateOffsetMinutes int       // the sender's UTC offset in Date
	StrictDate        time.Time // Date by RFC 5322 alone: what ids and At use; zero when it cannot be read
	ReturnPath        string    // the envelope's sender; "" when absent or <>
	ReceivedBy        string    // host behind "by" of the topmost Received
	Auth              []string  // Authentication-Results, top first, at most maxAuth
	ThreadIndex       string    // the conversation's 22 bytes of Outlook's Thread-Index as hex; "" when absent or broken
	ThreadTopic       string
	Received          time.Time // the topmost Received that RFC 5322 can read, UTC; zero when none

	Text            string // the text, from HTML where there is no other
	HasHTML         bool
	Visible, Quoted string          // Text parted by mail/quote
	Segments        []quote.Segment `json:"-"`          // the same in order: joined they are Text
	Language        string          `json:",omitempty"` // of Visible, "de"; "" when not sure

	Secure, SecureWhy string `json:",omitempty"` // signed or encrypted, by S/MIME or PGP; nothing is verified or decrypted

	Attachments []Attachment
	Machine     string // "", "bounce", "auto-reply", "list", "receipt"
	MachineWhy  string // the fact that decided Machine
	Bounce      *machine.Bounce
	Reported    string   `json:",omitempty"` // Message-ID of the mail that a bounce or receipt is about
	ListID      string   // the list it came through (RFC 2919); "list" does not count where it is the desk's own
	Calendars   [][]byte // decoded text/calendar parts, at most maxCalendars of maxCalendar bytes
	Problems    []string // what could not be read, in words
}

// At is the time a message is ordered and counted by, the same on every laptop: the topmost readable Received, else the
// Date, else internalDate; never later than firstSight, the INTERNALDATE under which this desk first saw it, plus one day.
// A zero firstSight sets no bound. The answer is UTC.
func (m *Message) At(internalDate, firstSight time.Time) time.Time {
	at := internalDate
	switch {
	case !m.Received.IsZero():
		at = m.Received
	case !m.StrictDate.IsZero():
		at = m.StrictDate
	}
	if !firstSight.IsZero() {
		if bound := firstSight.Add(24 * time.Hour); at.After(bound) {
			at = bound
		}
	}
	return at.UTC()
}
