package ticket

import (
	"encoding/json"
	"slices"

	"deskhand/internal/journal"
)

// News is what came to a ticket from elsewhere after an answer to it was begun.
type News struct {
	Came   []journal.Record // since then, in the order of arrival
	All    []journal.Record // of the ticket
	Action string           // that the answer went into the outbox with; empty: it has not
	Me     string
	Agent  func(device string) string
}

// Doubts are the ops that make the answer doubtful (journal.md §3.10): somebody answered, ended it or had it wait, took it
// or gave it away, merged or split it, told me something on it, or did what this program does not understand. Tags,
// priorities, read marks and notes to nobody do not.
//
// Of two who act apart, neither knowing of the other, one goes on: whose claim, or whose status, stands at the end. Both
// desks find the same one.
func Doubts(n News) []journal.Record {
	split := map[string]bool{} // what links beside is no split
	for _, r := range n.Came {
		if r.Path == PathNew || r.Path == PathTicket {
			split[actionOf(r)] = true
		}
	}
	beaten := n.beaten()
	return keep(n.Came, func(r journal.Record) bool {
		return n.doubtful(r) && !beaten[actionOf(r)] && (r.Path != PathLinks || split[actionOf(r)])
	})
}

func (n News) doubtful(r journal.Record) bool {
	own := n.Agent(r.Device) == n.Me // at another laptop of mine
	switch {
	case Freezes(r.Path):
		return true
	case IsSentMark(r.Path):
		return SentAnswer(r)
	case r.Path == PathParent || r.Path == PathLinks:
		return true
	case r.Path == PathOwner:
		to := one(r.Value)
		return !own && to != "" && to != n.Me
	case r.Path == PathClose:
		return !own
	case r.Path == PathStatus:
		return !own && ends(r)
	case IsNote(r.Path):
		var v NoteValue
		return !own && json.Unmarshal(r.Value, &v) == nil && slices.Contains(v.Mentions, n.Me)
	}
	return false
}

// ends tells a status in which nobody is to answer just now.
func ends(r journal.Record) bool {
	var v StatusValue
	return json.Unmarshal(r.Value, &v) == nil && (v.S.Done() || v.S.Waits())
}

// beaten are the actions of others that were made without knowing of ours, and that ours won over.
func (n News) beaten() map[string]bool {
	out := map[string]bool{}
	if n.Action == "" {
		return out
	}
	at := map[journal.Stamp]journal.Order{}
	for _, r := range n.All {
		at[r.Stamp] = journal.OrderOf(r)
	}
	mine, decided := map[string]journal.Record{}, map[string]bool{}
	for _, r := range n.All {
		if actionOf(r) == n.Action && (r.Path == PathOwner || r.Path == PathStatus && ends(r)) {
			mine[r.Path] = r
		}
	}
	for _, path := range []string{PathOwner, PathStatus} { // the first that both set decides
		m, set := mine[path]
		for _, r := range n.Came {
			if !set || r.Path != path || r.Prev == nil || path == PathStatus && !ends(r) || decided[actionOf(r)] {
				continue
			}
			decided[actionOf(r)] = true
			base, ok := at[*r.Prev]
			if !ok {
				base = journal.Order{H: *r.Prev}
			}
			ours := journal.OrderOf(m)
			out[actionOf(r)] = base.Compare(ours) < 0 && journal.OrderOf(r).Compare(ours) < 0
		}
	}
	return out
}
