package ticket

import (
	"encoding/json"
	"strings"

	"deskhand/internal/journal"
)

// Paths of a ticket's fields (journal.md §3.3). They are stored for ever; a later feature adds to them and changes none.
const (
	PathNew       = "new"
	PathParent    = "parent" // of each anchor its own: the anchor it was merged into
	PathStatus    = "status"
	PathClose     = "close"
	PathOwner     = "owner"
	PathPriority  = "priority"
	PathPipeline  = "pipeline"
	PathChannel   = "channel"
	PathDept      = "department"
	PathDepts     = "departments"
	PathCats      = "categories"
	PathTags      = "tags"
	PathSubject   = "subject"
	PathContact   = "contact" // p… of who asks, where no mail says
	PathCompany   = "company" // c… of the contact's company, where the table does not say it
	PathSnooze    = "snooze"
	PathImportant = "important"
	PathSpam      = "spam"
	PathContext   = "handoff/context"
	PathInquiry   = "handoff/inquiry"
	PathDone      = "handoff/done"
	PathRemaining = "handoff/remaining"
	PathLinks     = "links"
	PathMachine   = "machine"  // on m…
	PathTicket    = "ticket"   // on m…: the anchor it was put to
	PathAccepted  = "accepted" // on m…: its sender, who was new here, belongs to the ticket
	PathPlace     = "place"    // on m…: where it is wanted on the server, an intent (journal.md §3.11)
)

// The values of PathPlace; none is the inbox again, after another was taken back.
const (
	PlaceInbox   = "inbox"
	PlaceArchive = "archive"
	PlaceJunk    = "junk"
	PlaceTrash   = "trash"
)

// NoMachine as the value of PathMachine: a person wrote it.
const NoMachine = "none"

// Places lists them.
func Places() []string { return []string{PlaceInbox, PlaceArchive, PlaceJunk, PlaceTrash} }

// Field says what one path means: who may read it back, and how history tells it.
type Field struct {
	Path string // with <i>, <line>, <agent> for the parts that vary
	Type string // shape of `v`; B is a text in a blob
	Name string // the word history uses; empty: told by a sentence of its own
}

// Fields is the one table that gives paths on t… a meaning; its order is the order of documentation.
func Fields() []Field {
	return []Field{
		{PathNew, "{channel, why}", ""},
		{PathParent, "anchor or empty", "merged into"},
		{PathStatus, "{s, seen ms}", "status"},
		{PathClose, "{reason, why B, without[]}", ""},
		{PathOwner, "agent id, team:<id> or empty", "owner"},
		{PathPriority, "id", "priority"},
		{PathPipeline, "id", "pipeline"},
		{PathChannel, "id", "channel"},
		{PathDept, "id", "department"},
		{PathDepts, "set of ids", "department"},
		{PathCats, "set of ids", "category"},
		{PathTags, "set of ids", "tag"},
		{"followers", "set of ids", "follower"},
		{PathLinks, "set of t…, o…", "link"},
		{PathSubject, "B", "name"},
		{PathContact, "p…", "contact"},
		{PathCompany, "c…", "company"},
		{PathSnooze, "{until ms, reply, seen ms, reason, note B} or null", "snooze"},
		{PathImportant, "bool", "important"},
		{PathSpam, "bool", "spam"},
		{"note/<i>", "{kind, text B, mentions[]}", ""},
		{"sent/<i>", "{m, saved[], kind}", ""},
		{"check/<line>", "{state, why B}", "checklist line"},
		{PathInquiry, "B", "details of inquiry"},
		{PathDone, "B", "how it was addressed"},
		{PathRemaining, "B", "remaining actions"},
		{PathContext, "B", "context"},
		{"read/<agent>", "set of m…", ""},
		{PathMachine, "kind of machine mail, or none; on m…", "kind of mail"},
	}
}

// FieldOf finds a path's row in Fields.
func FieldOf(path string) (Field, bool) {
	for _, f := range Fields() {
		if f.Path == path {
			return f, true
		}
		if head, _, ok := strings.Cut(f.Path, "<"); ok && strings.HasPrefix(path, head) && !strings.Contains(path[len(head):], "/") {
			return f, true
		}
	}
	return Field{}, false
}

// Values of fields, as they stand in `v`. A text is its place in the op's blobs.
type (
	// NewValue begins a ticket that has no mail.
	NewValue struct {
		Channel string `json:"channel"`
		Why     string `json:"why"` // internal, call, split
	}
	// StatusValue holds with the status the newest customer mail its writer had seen.
	StatusValue struct {
		S    Status `json:"s"`
		Seen Millis `json:"seen"`
	}
	// CloseValue says why a ticket was closed and which required lines were open.
	CloseValue struct {
		Reason  string   `json:"reason"`
		Why     *int     `json:"why,omitempty"`
		Without []string `json:"without,omitempty"`
	}
	// SnoozeValue hides a ticket until a moment, a reply, or whichever comes first.
	SnoozeValue struct {
		Until  Millis `json:"until"` // 0: until the reply alone
		Reply  bool   `json:"reply"`
		Seen   Millis `json:"seen"`
		Reason Reason `json:"reason"`
		Note   *int   `json:"note,omitempty"`
	}
	// NoteValue is an internal note.
	NoteValue struct {
		Kind     string   `json:"kind"`
		Text     int      `json:"text"`
		Mentions []string `json:"mentions,omitempty"`
	}
	// SentValue says which message went out, and which saved replies were inserted into it, by name. Kind is empty for an
	// answer.
	SentValue struct {
		M     string   `json:"m"`
		Saved []string `json:"saved,omitempty"`
		Kind  string   `json:"kind,omitempty"` // forward
	}
	// CheckValue is a checklist line set by hand.
	CheckValue struct {
		State string `json:"state"`
		Why   *int   `json:"why,omitempty"`
	}
	// Millis is a Time that stands in a record as its number.
	Millis int64
)

// Texts gives the text of a blob by name; ok is false where this desk does not hold it (yet).
type Texts func(name string) (text string, ok bool)

// decode reads a register's value; a value of another shape counts as absent, so that one bad op hides nothing else.
func decode[T any](o *journal.Object, path string) (T, bool) {
	var v T
	raw := o.Value(path)
	if raw == nil || json.Unmarshal(raw, &v) != nil {
		return *new(T), false
	}
	return v, true
}

// text reads a register whose value is a text in a blob.
func text(o *journal.Object, path string, texts Texts) string {
	at, ok := decode[int](o, path)
	if !ok {
		return ""
	}
	return blobText(o.Registers[path].Blobs, at, texts)
}

func blobText(blobs []string, at int, texts Texts) string {
	if at < 0 || at >= len(blobs) {
		return ""
	}
	s, _ := texts(blobs[at])
	return s
}

// readPath is where an agent's read marks stand (journal.md §3.3).
const readPath = "read/"

// PathRead is the set of messages that an agent has read.
func PathRead(agent string) string { return readPath + agent }

// IsReadMark tells ops that only say what was read: they are neither history nor undone, and nobody has worked by them.
func IsReadMark(path string) bool { return strings.HasPrefix(path, readPath) }

// IsNote tells an op that writes an internal note.
func IsNote(path string) bool { return strings.HasPrefix(path, "note/") }

// sentPath is where it stands who sent which message (journal.md §3.3).
const sentPath = "sent/"

// IsSentMark tells ops that say which message went out: they are told but never undone, as a mail cannot be called back.
func IsSentMark(path string) bool { return strings.HasPrefix(path, sentPath) }

// SentMessage is the message that an op says went out, m…; empty where it says so of none.
func SentMessage(r journal.Record) string {
	var v SentValue
	if !IsSentMark(r.Path) || json.Unmarshal(r.Value, &v) != nil {
		return ""
	}
	return v.M
}

// SentAnswer tells an op that says an answer went out; a mail that was passed on is none.
func SentAnswer(r journal.Record) bool {
	var v SentValue
	return IsSentMark(r.Path) && json.Unmarshal(r.Value, &v) == nil && v.M != "" && v.Kind == ""
}
