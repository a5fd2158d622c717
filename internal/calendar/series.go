package calendar

import (
	"slices"
	"time"
)

// Occurrence is one time at which an event takes place, in UTC; of an all-day event midnight UTC of its day.
type Occurrence struct {
	Start, End time.Time
	// Moved says that this one differs from the series.
	Moved bool
}

// Exception is one occurrence that was moved, changed or called off.
type Exception struct {
	Of        time.Time `json:"of"` // when it was to begin, UTC
	Start     time.Time `json:"start,omitzero"`
	End       time.Time `json:"end,omitzero"`
	Summary   string    `json:"summary,omitempty"`
	Location  string    `json:"location,omitempty"`
	Cancelled bool      `json:"cancelled,omitempty"`
	future    bool      // RANGE=THISANDFUTURE: all that follow move with it
}

// series is what makes an event recur.
type series struct {
	zone   zone
	first  time.Time // wall time of the first
	rules  []*rule
	except []*rule     // EXRULE
	dates  []time.Time // RDATE, UTC
	not    map[int64]bool
	notOn  map[string]bool // EXDATE of a whole day, by the wall's date
}

// maxSteps bounds how many occurrences are counted to find those asked for.
const maxSteps = 100_000

const dayLayout = "2006-01-02"

// Occurrences lists when the event takes place, from the first that ends after from (that begins then, where it has no
// length) and before to, in order, at most limit. A floating event's times are wall times written as UTC, as is its Start.
// It is bounded: of a rule that begins long before from, what comes after the first hundred thousand is not found.
func (in *Invite) Occurrences(from, to time.Time, limit int) []Occurrence {
	if in.Start.IsZero() || limit <= 0 {
		return nil
	}
	length := in.End.Sub(in.Start)
	wanted := func(o Occurrence) bool {
		return o.Start.Before(to) && (o.End.After(from) || !o.Start.Before(from))
	}
	replaced := map[int64]bool{}
	var out []Occurrence
	for _, x := range in.Exceptions {
		replaced[x.Of.Unix()] = true
		if o := (Occurrence{x.Start, x.End, true}); !x.Cancelled && wanted(o) {
			out = append(out, o)
		}
	}
	enough := limit + len(in.Exceptions)
	var shift Exception
	for at := range in.starts() {
		if at.After(to) && shift.Of.IsZero() {
			break
		}
		for _, x := range in.Exceptions {
			if x.future && !at.Before(x.Of) && x.Of.After(shift.Of) {
				shift = x
			}
		}
		o := Occurrence{Start: at, End: at.Add(length)}
		if !shift.Of.IsZero() {
			o.Start = at.Add(shift.Start.Sub(shift.Of))
			o.End = o.Start.Add(shift.End.Sub(shift.Start))
		}
		if replaced[at.Unix()] || shift.Cancelled || !wanted(o) {
			if o.Start.After(to) {
				break
			}
			continue
		}
		if out = append(out, o); len(out) >= enough {
			break
		}
	}
	slices.SortStableFunc(out, func(a, b Occurrence) int { return a.Start.Compare(b.Start) })
	return out[:min(len(out), limit)]
}

// starts gives the starts of the series in UTC and in order, without those that were taken out; exceptions still in.
func (in *Invite) starts() func(yield func(time.Time) bool) {
	s := in.series
	if s == nil {
		return func(yield func(time.Time) bool) { yield(in.Start) }
	}
	return func(yield func(time.Time) bool) {
		var last time.Time
		excepted := s.excepted()
		give := func(at time.Time) bool {
			if at.Equal(last) || s.not[at.Unix()] || excepted(at) || len(s.notOn) > 0 && s.notOn[s.zone.wall(at).Format(dayLayout)] {
				return true
			}
			last = at
			return yield(at)
		}
		next := s.merged()
		for range maxSteps {
			at, ok := next()
			if !ok || !give(at) {
				return
			}
		}
	}
}

// excepted says whether an EXRULE takes a moment out; it is asked in order of time.
func (s *series) excepted() func(time.Time) bool {
	if len(s.except) == 0 {
		return func(time.Time) bool { return false }
	}
	var next []func() (time.Time, bool)
	heads := make([]time.Time, len(s.except))
	for i, r := range s.except {
		walk := s.counted(r)
		walk() // the start is the event's, not the exception's
		next = append(next, walk)
		heads[i], _ = walk()
		if w, ok := r.walk(s.first)(); ok && w.Equal(s.first) {
			heads[i] = s.zone.resolve(w)
		}
	}
	return func(at time.Time) (out bool) {
		for i := range heads {
			for !heads[i].IsZero() && heads[i].Before(at) {
				heads[i], _ = next[i]()
			}
			out = out || heads[i].Equal(at)
		}
		return out
	}
}

// merged gives what the rules and dates name, in order.
func (s *series) merged() func() (time.Time, bool) {
	sources := []func() (time.Time, bool){listed(s.dates)}
	for _, r := range s.rules {
		sources = append(sources, s.counted(r))
	}
	if len(s.rules) == 0 {
		sources = append(sources, listed([]time.Time{s.zone.resolve(s.first)}))
	}
	heads := make([]time.Time, len(sources))
	for i, f := range sources {
		heads[i], _ = f()
	}
	return func() (time.Time, bool) {
		best := -1
		for i, h := range heads {
			if !h.IsZero() && (best < 0 || h.Before(heads[best])) {
				best = i
			}
		}
		if best < 0 {
			return time.Time{}, false
		}
		at := heads[best]
		heads[best], _ = sources[best]()
		return at, true
	}
}

func listed(times []time.Time) func() (time.Time, bool) {
	i := 0
	return func() (time.Time, bool) {
		if i == len(times) {
			return time.Time{}, false
		}
		i++
		return times[i-1], true
	}
}

// counted gives a rule's moments up to its end. The event's start always is the first, even where the rule does not name
// it, and counts (RFC 5545, 3.8.5.3).
func (s *series) counted(r *rule) func() (time.Time, bool) {
	next := r.walk(s.first)
	n := 0
	until := r.until
	if r.untilUTC {
		until = s.zone.wall(r.until)
	}
	return func() (time.Time, bool) {
		if n++; n == 1 {
			return s.zone.resolve(s.first), true
		}
		w, ok := next()
		for ok && w.Equal(s.first) {
			w, ok = next()
		}
		if !ok || !until.IsZero() && w.After(until) || r.option.Count > 0 && n > r.option.Count || w.Year() > 2200 {
			return time.Time{}, false
		}
		return s.zone.resolve(w), true
	}
}
