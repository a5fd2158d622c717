package ticket

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
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
	Prev   *journal.Stamp // only for a claim: the stamp of the empty owner it saw
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

// Undo drafts the ops that take back one action: the old values, with `u`. records is every op of the touched
// objects. changed lists the paths that somebody has set since; the caller asks before it writes.
func Undo(records []journal.Record, group string) (drafts []Draft, changed []string, err error) {
	byObject := map[string][]journal.Record{}
	var action []journal.Record
	for _, r := range records {
		byObject[r.Object] = append(byObject[r.Object], r)
		if r.ID == group || r.Group == group {
			action = append(action, r)
		}
	}
	if len(action) == 0 {
		return nil, nil, fmt.Errorf("undo %s: no such action", group)
	}
	for _, r := range slices.Backward(action) {
		state := journal.Fold(byObject[r.Object])
		d, stands := inverse(r, state, byObject[r.Object])
		if !stands {
			changed = append(changed, r.Path)
		}
		if d.Kind != "" {
			drafts = append(drafts, d)
		}
	}
	return drafts, changed, nil
}

func inverse(r journal.Record, state *journal.Object, all []journal.Record) (Draft, bool) {
	d := Draft{ID: NewOpID(), Object: r.Object, Path: r.Path, Undoes: r.ID}
	var elements []string
	switch r.Kind {
	case journal.Set, journal.Claim:
		d.Kind, d.Value = journal.Set, json.RawMessage("null")
		for _, old := range all {
			if old.Path == r.Path && old.Stamp == *r.Prev && (old.Kind == journal.Set || old.Kind == journal.Claim) {
				d.Value, d.Blobs = old.Value, old.Blobs
			}
		}
		return d, state.Stamp(r.Path) == r.Stamp
	case journal.Add:
		if json.Unmarshal(r.Value, &elements) != nil {
			return Draft{}, true
		}
		d.Kind, d.Value, d.Dots = journal.Remove, elements, []string{r.ID}
		return d, true
	case journal.Remove:
		if json.Unmarshal(r.Value, &elements) != nil {
			return Draft{}, true
		}
		d.Kind, d.Value = journal.Add, elements
		return d, true
	case journal.Redact:
	}
	return Draft{}, true // erasure is for ever
}
