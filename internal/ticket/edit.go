package ticket

import (
	"bytes"
	"cmp"
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

// Undo drafts the ops that take back one action: the old values, with `u`. tickets holds every op of what the action
// touched, one element for each ticket or free object, over all its anchors: a register shows the greatest stamp of
// them all, so the old value may stand on another anchor. changed lists the paths that somebody has set since; the
// caller asks before it writes.
func Undo(tickets [][]journal.Record, action string) (drafts []Draft, changed []string, err error) {
	found := false
	for _, records := range tickets {
		var ops []journal.Record
		for _, r := range records {
			if r.ID == action || r.Group == action {
				ops = append(ops, r)
			}
		}
		found = found || len(ops) > 0
		slices.SortFunc(ops, func(a, b journal.Record) int { return cmp.Compare(a.Stamp, b.Stamp) })
		state := journal.Fold(records)
		for _, r := range slices.Backward(ops) { // of two ops on one path the older value is set last and stands
			records, state := records, state
			if PerObject(r.Path) {
				records = slices.DeleteFunc(slices.Clone(records), func(o journal.Record) bool { return o.Object != r.Object })
				state = journal.Fold(records)
			}
			d, err := inverse(r, records, state)
			if err != nil {
				return nil, nil, err
			}
			if d.Kind == "" {
				continue
			}
			drafts = append(drafts, d)
			standing := origins(state.Stamp(r.Path), r.Path, records)
			stands := slices.ContainsFunc(ops, func(o journal.Record) bool {
				return o.Path == r.Path && (!PerObject(r.Path) || o.Object == r.Object) && slices.Contains(standing, o.Stamp)
			})
			if d.Kind == journal.Set && !stands && !slices.Contains(changed, r.Path) {
				changed = append(changed, r.Path)
			}
		}
	}
	if !found {
		return nil, nil, fmt.Errorf("undo %s: no such action", action)
	}
	return drafts, changed, nil
}

// origins follows a value that an undo put back, or left as it was, to the op that first set it, over every op that did
// so: undoing twice goes back two steps and asks nobody, and neither does taking back an undo that was taken back.
func origins(stamp journal.Stamp, path string, records []journal.Record) []journal.Stamp {
	byStamp, byID := map[journal.Stamp]journal.Record{}, map[string]journal.Record{}
	for _, r := range records {
		if r.Path == path && (r.Kind == journal.Set || r.Kind == journal.Claim) {
			byStamp[r.Stamp], byID[r.ID] = r, r
		}
	}
	out := []journal.Stamp{stamp}
	for range records {
		put, ok := byStamp[stamp]
		if !ok || put.Undoes == "" {
			break
		}
		if undone, ok := byID[put.Undoes]; ok {
			stamp = *undone.Prev
		} else if was, ok := byStamp[*put.Prev]; ok && bytes.Equal(was.Value, put.Value) && slices.Equal(was.Blobs, put.Blobs) {
			stamp = *put.Prev
		} else {
			break
		}
		out = append(out, stamp)
	}
	return out
}

// inverse drafts the op that takes one back; an empty one where nothing can: erasure is for ever, and so is a sent mail.
func inverse(r journal.Record, all []journal.Record, state *journal.Object) (Draft, error) {
	if IsSentMark(r.Path) {
		return Draft{}, nil
	}
	d := Draft{ID: NewOpID(), Object: r.Object, Path: r.Path, Undoes: r.ID}
	switch r.Kind {
	case journal.Set, journal.Claim:
		d.Kind, d.Value = journal.Set, json.RawMessage("null")
		for _, old := range all {
			if old.Path == r.Path && old.Stamp == *r.Prev && (old.Kind == journal.Set || old.Kind == journal.Claim) {
				d.Value, d.Blobs = old.Value, old.Blobs
			}
		}
	case journal.Add:
		d.Kind, d.Value, d.Dots = journal.Remove, r.Value, []string{r.ID}
	case journal.Remove:
		taken := takenAway(r, state)
		if len(taken) == 0 {
			return Draft{}, nil
		}
		d.Kind, d.Value = journal.Add, taken
	case journal.Redact:
		return Draft{}, nil
	default:
		return Draft{}, fmt.Errorf("undo %s: kind %q", r.ID, r.Kind)
	}
	return d, nil
}

// takenAway lists what a remove really took: an element that was in no add it had seen was not there.
func takenAway(r journal.Record, state *journal.Object) []string {
	s := state.Sets[r.Path]
	var out []string
	for d := range s.Added {
		if slices.Contains(r.Dots, d.Op) && slices.Contains(journal.ElementsOf(r.Value), d.Element) {
			out = append(out, d.Element)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
