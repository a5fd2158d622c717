package ticket

import (
	"slices"
	"strings"

	"deskhand/internal/journal"
)

// PerObject tells paths that belong to the one object they stand on and not to the ticket that it is united into: each
// anchor has its own parent and its own beginning.
func PerObject(path string) bool { return path == PathParent || path == PathNew }

// standing paths are registers of which a ticket shows one value, over all its anchors.
func standing() []string {
	return []string{
		PathStatus, PathOwner, PathPriority, PathPipeline, PathChannel, PathDept, PathSubject, PathContact, PathSnooze, PathImportant, PathSpam, PathClose,
	}
}

// Merge drafts that the ticket of the anchor child belongs to the survivor's. mine and theirs are what stands in both: what
// the survivor shows it shows from then on too, so wherever the other has a value of its own, the survivor's is written
// again. fields are those that are written in any case.
func Merge(survivor, child string, mine, theirs *journal.Object, fields ...Draft) []Draft {
	out := append(slices.Clone(fields), set(child, PathParent, survivor)) // the first op of all gives the number
	for _, path := range standing() {
		if _, has := theirs.Registers[path]; !has || slices.ContainsFunc(fields, func(d Draft) bool { return d.Path == path }) {
			continue
		}
		d := set(survivor, path, nil)
		if v := mine.Value(path); v != nil {
			d.Value, d.Blobs = v, mine.Registers[path].Blobs
		}
		out = append(out, d)
	}
	return out
}

// Split drafts that messages, m…, begin a ticket of their own, whose anchor it tells, and that both tickets know of each
// other. loose are anchors that only these messages held to the ticket from: they stay with it.
func Split(from, channel string, messages, loose []string) (drafts []Draft, anchor string) {
	begin, anchor := NewTicket(channel, WhySplit)
	drafts = []Draft{AddTo(from, PathLinks, anchor), begin, AddTo(anchor, PathLinks, from)} // the first op of all gives the number
	for _, m := range messages {
		drafts = append(drafts, set(m, PathTicket, anchor))
	}
	for _, a := range loose {
		drafts = append(drafts, set(a, PathParent, from))
	}
	return drafts, anchor
}

// WhySplit is why a ticket begins that was split off another.
const WhySplit = "split"

// Accept drafts that the sender of a message, who was new here, belongs to its ticket.
func Accept(message string) Draft { return set(message, PathAccepted, true) }

// joins tells which actions merge and which split: what else those write only keeps what was there.
type joins struct {
	split map[string]bool // action: it splits; in the map at all: it joins or parts
	begun map[string]bool // action and anchor: the ticket that it began
	links map[string]bool // action and anchor: it tells there what was split off what
}

func joinsOf(records []journal.Record) joins {
	j := joins{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, r := range records {
		switch r.Path {
		case PathParent:
			j.split[actionOf(r)] = j.split[actionOf(r)]
		case PathLinks:
			j.split[actionOf(r)] = true
			j.links[actionOf(r)+r.Object] = true
		case PathNew:
			j.begun[actionOf(r)+r.Object] = true
		}
	}
	return j
}

// sentence tells an op of an action that merges or splits; ok is false for all other actions.
func (j joins) sentence(r journal.Record, c Change) (text string, ok bool) {
	split, ok := j.split[actionOf(r)]
	switch {
	case !ok:
		return "", false
	case split && r.Path == PathLinks && j.begun[actionOf(r)+r.Object] && j.links[actionOf(r)+c.New]:
		// Both are one ticket again: the one that stayed tells it.
	case split && r.Path == PathLinks:
		text = "split " + shownNumber(c.New) + " off"
		if doing := "splitting " + shownNumber(c.New) + " off"; r.Undoes != "" {
			text = "took back: " + doing
		}
		if j.begun[actionOf(r)+r.Object] {
			text = strings.NewReplacer("split "+shownNumber(c.New), "split it", "splitting "+shownNumber(c.New), "splitting it").Replace(text) + " from " + shownNumber(c.New)
		}
	case !split && r.Path == PathParent && c.New != "" && r.Undoes != "":
		text = "merged " + shownNumber(r.Object) + " into " + c.New + " again"
	case !split && r.Path == PathParent && c.New != "":
		text = "merged " + shownNumber(r.Object) + " into " + c.New
	case !split && r.Path == PathParent && c.Old != "":
		text = "took back: merging " + shownNumber(r.Object) + " into " + c.Old
	}
	return text, true
}

func actionOf(r journal.Record) string {
	if r.Group != "" {
		return r.Group
	}
	return r.ID
}

// shownNumber is the number of an anchor as people see it.
func shownNumber(anchor string) string {
	if len(anchor) < 9 {
		return anchor
	}
	return ShowNumber(anchor[1:9])
}

// begins tells whether some anchor of the ticket was begun by hand, and how the last one was: each anchor by itself, so
// that taking one back leaves a ticket that it was merged with.
func begins(records []journal.Record) (last NewValue, ok bool) {
	byObject := map[string][]journal.Record{}
	for _, r := range records {
		if r.Path == PathNew {
			byObject[r.Object] = append(byObject[r.Object], r)
		}
	}
	newest := journal.NoStamp
	for _, of := range byObject {
		state := journal.Fold(of)
		if v, here := decode[NewValue](state, PathNew); here && (!ok || state.Stamp(PathNew) > newest) {
			last, ok, newest = v, true, state.Stamp(PathNew)
		}
	}
	return last, ok
}
