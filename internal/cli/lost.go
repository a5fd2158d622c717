package cli

import (
	"slices"
	"strings"
	"time"

	"deskhand/internal/ticket"
)

// lost says what of one's own a colleague's change won over, and what to do.
func (s *seat) lost(t ticket.Ticket) string {
	l := t.Lost
	who, at := s.personLabel(l.By), s.onceAt(l.At)
	if l.Field == ticket.PathOwner {
		text := who + " took this " + at + " while you were offline."
		if l.Theirs != l.By {
			text = who + " gave this to " + s.ownerWord(l.Theirs) + " " + at + " while you were offline."
		}
		if t.Draft != "" {
			text += " Your draft is kept."
		}
		return text + " Hand over: deskhand assign " + t.Number + " " + l.Theirs + " --context TEXT. Take over: deskhand claim " + t.Number + " --take-over"
	}
	name := l.Field
	if f, ok := ticket.FieldOf(l.Field); ok && f.Name != "" {
		name = f.Name
	}
	word := func(v string) string {
		switch l.Field {
		case ticket.PathStatus:
			return s.statusLabel(ticket.Status(v))
		case ticket.PathSnooze:
			return ""
		}
		return cleanLine(v)
	}
	said := strings.Join(nonEmpty([]string{name, word(l.Theirs)}), " ")
	mine := ""
	if w := word(l.Mine); w != "" {
		mine = ", not " + w + " as you did"
	}
	return who + " set " + said + " " + at + " while you were offline" + mine + "."
}

// onceAt is "at 10:02", or "on Tue 3 Nov 10:02" of another day.
func (s *seat) onceAt(t ticket.Time) string {
	if at, now := t.Go().In(s.zone), s.now.In(s.zone); at.YearDay() == now.YearDay() && at.Year() == now.Year() {
		return "at " + s.clock(t)
	}
	return "on " + s.stamp(t)
}

func (s *seat) ownerWord(id string) string {
	if id == "" {
		return "nobody"
	}
	return s.personLabel(id)
}

// people lists agents: "Ana and Lena".
func (s *seat) people(ids []string) string {
	var names []string
	for _, id := range slices.Sorted(slices.Values(ids)) {
		names = append(names, s.personLabel(id))
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// lateBy is how much later than it was made a change came for history to say so.
const lateBy = time.Hour

// arrival says of a change when it came, where that was much later than it was made, and whose laptop nobody confirmed.
func (s *seat) arrival(c ticket.Change) string {
	text := ""
	if c.CameAt != 0 && c.CameAt.Go().Sub(c.MadeAt.Go()) >= lateBy {
		text += ", made " + s.stamp(c.MadeAt) + ", came " + s.stamp(c.CameAt)
	}
	if c.Unconfirmed {
		text += ", by a laptop that nobody confirmed"
	}
	return text
}
