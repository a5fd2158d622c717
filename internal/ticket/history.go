package ticket

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"deskhand/internal/journal"
)

// Names turns ids into the words of the screen; policy knows them.
type Names struct {
	Texts    Texts
	Me       string
	Zone     *time.Location
	Agent    func(device string) string
	Came     func(r journal.Record) Time // when an op came here; 0: it was made here. nil: nobody asks
	Vouched  func(device string) bool    // nil: every device is
	Owner    func(id string) string
	Status   func(id Status) string
	Tag      func(id string) string
	Priority func(id Priority) string
	Contact  func(id string) string // the address of a p…; nil: nobody asks
	Company  func(id string) string // the name of a c…; nil: nobody asks
}

// History tells what was done to a ticket, newest first, one line an action. Marks of what was read are not told.
func History(records []journal.Record, n Names) []Change {
	sorted := slices.Clone(records)
	slices.SortFunc(sorted, byStamp)
	undone := map[string]bool{}
	for _, r := range slices.Backward(sorted) { // an undo that was taken back undoes nothing
		if r.Undoes != "" && !undone[r.ID] {
			undone[r.Undoes] = true
		}
	}
	var out []Change
	index := map[string]int{}
	seen := map[string]journal.Record{} // by object-independent path and stamp, for "old"
	joins, lost := joinsOf(sorted), overruled(sorted)
	passing := passing(sorted)
	for _, r := range sorted {
		seen[r.Path+r.Stamp.String()] = r
		if IsReadMark(r.Path) || passing[r.ID] {
			continue
		}
		old := ""
		if r.Prev != nil {
			if before, ok := seen[r.Path+r.Prev.String()]; ok {
				old = n.value(before)
			}
		}
		c := Change{Op: cmp.Or(r.Group, r.ID), By: n.Agent(r.Device), At: Time(r.Stamp.Millis()), Field: r.Path, Old: old, New: n.value(r), Undone: undone[r.ID], Undoes: r.Undoes}
		n.facts(&c, r, lost)
		text, told := joins.sentence(r, c)
		if c.Text = text; !told {
			c.Text = n.sentence(r, c)
		}
		if c.Text == "" {
			continue
		}
		if at, ok := index[c.Op]; ok {
			out[at].join(c)
			continue
		}
		index[c.Op] = len(out)
		out = append(out, c)
	}
	for i, c := range out {
		if c.Overruled {
			out[i].Text += ", overruled by " + n.Owner(c.OverruledBy)
		}
	}
	slices.Reverse(out)
	return out
}

// byStamp is the order in which ops were made. It is not the order in which they win: a claim stands just above the
// value it claims from, however old that is.
func byStamp(a, b journal.Record) int {
	return cmp.Or(cmp.Compare(a.Stamp, b.Stamp), strings.Compare(a.Device, b.Device), bytes.Compare(a.Hash[:], b.Hash[:]))
}

// Internal turns ops into the notes and events of a conversation, oldest first.
func Internal(records []journal.Record, n Names) []Entry {
	var out []Entry
	state := journal.Fold(records)
	notes := map[string]bool{}
	for _, r := range records {
		if !strings.HasPrefix(r.Path, "note/") || state.Registers[r.Path].ID != r.ID {
			continue
		}
		text, ok := NoteText(r, n.Texts)
		if !ok {
			continue
		}
		var v NoteValue
		if json.Unmarshal(r.Value, &v) != nil {
			continue
		}
		notes[r.ID] = true
		by := n.Agent(r.Device)
		out = append(out, Entry{
			ID: r.ID, Kind: KindNote, From: by, FromName: n.Owner(by), At: Time(r.Stamp.Millis()), Date: Time(r.Stamp.Millis()),
			Text: text, VisibleText: text, NoteKind: v.Kind, Mentions: v.Mentions, Op: r.ID, Machine: "none",
			References: []string{}, To: []string{}, Cc: []string{}, Attachments: []Attachment{}, Problems: []string{},
		})
	}
	// The mail itself stands in the conversation: that it was sent is told by history alone.
	told := slices.DeleteFunc(slices.Clone(records), func(r journal.Record) bool { return IsSentMark(r.Path) })
	for _, c := range slices.Backward(History(told, n)) {
		if notes[c.Op] || strings.HasPrefix(c.Field, "check/") || strings.HasPrefix(c.Field, "handoff/") {
			continue
		}
		out = append(out, Entry{
			ID: c.Op, Kind: KindEvent, From: c.By, FromName: n.Owner(c.By), At: c.At, Date: c.At, Text: c.Text, VisibleText: c.Text, Op: c.Op, Machine: "none",
			References: []string{}, To: []string{}, Cc: []string{}, Attachments: []Attachment{}, Problems: []string{},
		})
	}
	return out
}

// value is what an op set, in words.
func (n Names) value(r journal.Record) string {
	switch r.Path {
	case PathStatus:
		var v StatusValue
		if json.Unmarshal(r.Value, &v) == nil && v.S != "" {
			return n.Status(v.S)
		}
	case PathOwner:
		return n.Owner(one(r.Value))
	case PathParent, PathTicket:
		return shownNumber(one(r.Value))
	case PathPriority:
		return n.Priority(Priority(one(r.Value)))
	case PathTags:
		var tags []string
		if json.Unmarshal(r.Value, &tags) == nil {
			for i, t := range tags {
				tags[i] = n.Tag(t)
			}
			return strings.Join(tags, ", ")
		}
	case PathSnooze:
		return n.snooze(r)
	case PathContact:
		if id := one(r.Value); n.Contact != nil && id != "" {
			return cmp.Or(n.Contact(id), id)
		}
	case PathCompany:
		if id := one(r.Value); n.Company != nil && id != "" {
			return cmp.Or(n.Company(id), id)
		}
	}
	if at := 0; len(r.Blobs) > 0 && json.Unmarshal(r.Value, &at) == nil {
		return blobText(r.Blobs, at, n.Texts)
	}
	return one(r.Value)
}

func one(v json.RawMessage) string {
	var s string
	if json.Unmarshal(v, &s) == nil {
		return s
	}
	var list []string
	if json.Unmarshal(v, &list) == nil {
		return strings.Join(list, ", ")
	}
	return ""
}

func (n Names) snooze(r journal.Record) string {
	var v SnoozeValue
	if string(r.Value) == "null" || json.Unmarshal(r.Value, &v) != nil {
		return ""
	}
	if v.Until == 0 {
		return "they reply"
	}
	return Time(v.Until).Go().In(n.Zone).Format("Mon 2 Jan 15:04")
}

// sentence tells one op without naming who did it; empty for what no line should be spent on.
func (n Names) sentence(r journal.Record, c Change) string {
	if r.Undoes != "" {
		return "took back: " + n.took(r, c)
	}
	switch {
	case r.Path == PathNew:
		return "began the ticket"
	case r.Path == PathStatus:
		return "set " + c.New
	case r.Path == PathOwner && r.Kind == journal.Claim:
		return "took it"
	case r.Path == PathOwner && c.New == "":
		return "took the owner off"
	case r.Path == PathOwner:
		return "assigned it to " + c.New
	case r.Path == PathPriority:
		return "set priority " + c.New
	case r.Path == PathTags && r.Kind == journal.Remove:
		return "removed the tag " + c.New
	case r.Path == PathTags:
		return "tagged it " + c.New
	case r.Path == PathSubject && c.New == "":
		return "took the name off"
	case r.Path == PathSubject:
		return "named it “" + c.New + "”"
	case r.Path == PathSnooze && c.New == "":
		return "brought it back"
	case r.Path == PathSnooze:
		return "snoozed it until " + c.New
	case r.Path == PathSpam:
		if string(r.Value) == "true" {
			return "marked it as spam"
		}
		return "said it is no spam"
	case r.Path == PathPlace:
		return placeSentence(c.New)
	case r.Path == PathAccepted:
		return "said that the sender belongs here"
	case r.Path == PathTicket:
		return "put a mail to " + c.New
	case r.Path == PathMachine:
		return machineSentence(c.New)
	case r.Path == PathClose:
		return n.closing(r)
	case strings.HasPrefix(r.Path, "note/"):
		return "wrote a note"
	case IsSentMark(r.Path):
		return sentSentence(r)
	case strings.HasPrefix(r.Path, "check/"):
		return checkSentence(r)
	case strings.HasPrefix(r.Path, "handoff/"):
		return "filled the hand-off"
	}
	if c.New != "" {
		return "set " + fieldName(r.Path) + " to " + c.New
	}
	return "changed " + fieldName(r.Path)
}

func fieldName(path string) string {
	if f, ok := FieldOf(path); ok && f.Name != "" {
		return f.Name
	}
	return path
}

func (n Names) took(r journal.Record, c Change) string {
	name := fieldName(r.Path)
	if strings.HasPrefix(r.Path, "note/") {
		return "a note"
	}
	if r.Path == PathMachine {
		return "who wrote the mail"
	}
	if r.Path == PathPlace {
		return "where the mail stands"
	}
	if r.Path == PathAccepted {
		return "that the sender belongs here"
	}
	if c.New == "" || r.Kind == journal.Remove {
		return strings.TrimSpace(name + " " + c.New)
	}
	return name + " is " + c.New + " again"
}

func (n Names) closing(r journal.Record) string {
	var v CloseValue
	if json.Unmarshal(r.Value, &v) != nil {
		return ""
	}
	var parts []string
	if v.Reason != "" {
		parts = append(parts, "no answer needed: "+v.Reason)
	}
	if len(v.Without) > 0 {
		parts = append(parts, "without "+strings.Join(v.Without, ", "))
	}
	if v.Why != nil {
		parts = append(parts, "because “"+blobText(r.Blobs, *v.Why, n.Texts)+"”")
	}
	return strings.Join(parts, ", ")
}

func machineSentence(kind string) string {
	switch kind {
	case "", "none":
		return "said that a person wrote the mail"
	case "bounce":
		return "said that the mail is a bounce"
	case "auto-reply":
		return "said that the mail is an automatic reply"
	}
	return "said that the mail is a machine's (" + kind + ")"
}

func placeSentence(place string) string {
	switch place {
	case PlaceArchive:
		return "put the mail into the archive"
	case PlaceJunk:
		return "put the mail into Junk"
	case PlaceTrash:
		return "put the mail into Trash"
	}
	return "put the mail back into the inbox"
}

func checkSentence(r journal.Record) string {
	var v CheckValue
	if json.Unmarshal(r.Value, &v) != nil {
		return ""
	}
	line := strings.TrimPrefix(r.Path, "check/")
	switch v.State {
	case "ticked":
		return "ticked " + line
	case "na":
		return "said " + line + " does not apply"
	}
	return "opened " + line + " again"
}

func sentSentence(r journal.Record) string {
	var v SentValue
	if json.Unmarshal(r.Value, &v) != nil {
		return ""
	}
	text := "sent a reply"
	if v.Kind == "forward" {
		text = "forwarded a mail"
	}
	if len(v.Saved) == 0 {
		return text
	}
	return text + " with “" + strings.Join(v.Saved, "”, “") + "”"
}
