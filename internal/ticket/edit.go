package ticket

import (
	"crypto/rand"
	"slices"

	"deskhand/internal/journal"
)

// Draft is an op before it has a stamp: what an edit wants written. Texts become blobs, named in `v` by their place.
type Draft struct {
	ID     string
	Kind   journal.Kind
	Object string
	Path   string
	Value  any
	Texts  []string
	Blobs  []string // of texts that are stored already, instead of Texts (undo)
	Dots   []string
	Undoes string
	Prev   *journal.Stamp // of a claim the stamp of the empty owner it saw; of a set, where it is not what stands now
}

// NewOpID makes an op id at the key press: 12 random bytes.
func NewOpID() string {
	var b [12]byte
	rand.Read(b[:]) //nolint:errcheck // crypto/rand.Read never fails since Go 1.24
	return journal.Base32(b[:])
}

func set(object, path string, v any, texts ...string) Draft {
	return Draft{ID: NewOpID(), Kind: journal.Set, Object: object, Path: path, Value: v, Texts: texts}
}

// SetStatus sets a status together with the newest customer mail its writer has seen (journal.md, "Effective status").
func SetStatus(object string, s Status, seen Time) Draft {
	return set(object, PathStatus, StatusValue{s, Millis(seen)})
}

// SetField sets a plain register: owner, priority, pipeline, department, spam.
func SetField(object, path string, v any) Draft { return set(object, path, v) }

// SetText sets a register whose value is personal text; an empty text clears it.
func SetText(object, path, text string) Draft {
	if text == "" {
		return set(object, path, nil)
	}
	return set(object, path, 0, text)
}

// SetPlace wants messages, m…, in another folder of the mailbox: one of Places.
func SetPlace(place string, messages ...string) []Draft {
	out := make([]Draft, 0, len(messages))
	for _, m := range messages {
		out = append(out, set(m, PathPlace, place))
	}
	return out
}

// SetMachine says by hand what sort of machine wrote a message, m…; none: a person did.
func SetMachine(message, kind string) Draft { return set(message, PathMachine, kind) }

// ClaimOwner takes a ticket without owner; of two claims made apart the earliest wins (journal.md §3.3).
func ClaimOwner(object, agent string, base journal.Stamp) Draft {
	return Draft{ID: NewOpID(), Kind: journal.Claim, Object: object, Path: PathOwner, Value: agent, Prev: &base}
}

// AddTo brings elements into a set.
func AddTo(object, path string, elements ...string) Draft {
	return Draft{ID: NewOpID(), Kind: journal.Add, Object: object, Path: path, Value: elements}
}

// RemoveFrom takes elements out of a set: exactly the adds that this desk has seen.
func RemoveFrom(object, path string, state *journal.Object, elements ...string) Draft {
	var dots []string
	for _, e := range elements {
		dots = append(dots, state.DotsOf(path, e)...)
	}
	slices.Sort(dots)
	return Draft{ID: NewOpID(), Kind: journal.Remove, Object: object, Path: path, Value: elements, Dots: slices.Compact(dots)}
}

// AddNote writes an internal note; its path holds its own id.
func AddNote(object, kind, text string, mentions []string) Draft {
	d := set(object, "", NoteValue{Kind: kind, Text: 0, Mentions: mentions}, text)
	d.Path = "note/" + d.ID
	return d
}

// maxSaved bounds how many saved replies a sent mail names: an op is small, and the mail must not fail over its telling.
const maxSaved = 20

// SetSent says that this agent sent a message, m… of messageKey, with the saved replies of these names in it, each once;
// its path holds its own id.
func SetSent(object, messageKey string, saved []string) Draft {
	return setSent(object, SentValue{M: messageKey}, saved)
}

// SetForwarded is SetSent of a mail that was passed on.
func SetForwarded(object, messageKey string, saved []string) Draft {
	return setSent(object, SentValue{M: messageKey, Kind: "forward"}, saved)
}

func setSent(object string, v SentValue, saved []string) Draft {
	for _, n := range saved {
		if len(n) <= journal.MaxValue/2/maxSaved && len(v.Saved) < maxSaved && !slices.Contains(v.Saved, n) {
			v.Saved = append(v.Saved, n)
		}
	}
	d := set(object, "", v)
	d.Path = sentPath + d.ID
	return d
}

// SetSnooze hides a ticket; note may be empty.
func SetSnooze(object string, until Time, reply bool, seen Time, why Reason, note string) Draft {
	v := SnoozeValue{Until: Millis(until), Reply: reply, Seen: Millis(seen), Reason: why}
	if note == "" {
		return set(object, PathSnooze, v)
	}
	v.Note = new(int)
	return set(object, PathSnooze, v, note)
}

// ClearSnooze brings a ticket back by hand.
func ClearSnooze(object string) Draft { return set(object, PathSnooze, nil) }

// SetCheck sets a checklist line by hand: ticked, na or open.
func SetCheck(object, line, state, why string) Draft {
	v := CheckValue{State: state}
	if why == "" {
		return set(object, "check/"+line, v)
	}
	v.Why = new(int)
	return set(object, "check/"+line, v, why)
}

// SetClose records why a ticket was closed, and which required lines were left open.
func SetClose(object, reason, why string, without []string) Draft {
	v := CloseValue{Reason: reason, Without: without}
	if why == "" {
		return set(object, PathClose, v)
	}
	v.Why = new(int)
	return set(object, PathClose, v, why)
}

// NewTicket begins a ticket without a mail and tells its anchor.
func NewTicket(channel, why string) (Draft, string) {
	d := set("", PathNew, NewValue{Channel: channel, Why: why})
	d.Object = journal.ObjectFromOp('t', d.ID)
	return d, d.Object
}
