package calendar

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"
)

// ownZone is a VTIMEZONE (RFC 5545, 3.6.5): rules that a file brings along for a name that says nothing elsewhere.
type ownZone struct {
	place string // X-LIC-LOCATION, where programs put the IANA name
	eras  []era
	years map[int][]change // changes that may hold in a year, in order
}

// era is a STANDARD or DAYLIGHT: its onsets and what they change.
type era struct {
	from, to int // seconds
	standard bool
	onset    time.Time   // of the first, wall time before the change
	dates    []time.Time // further onsets
	rule     *rule
}

type change struct {
	at     time.Time // UTC
	offset int       // from then on
}

const (
	maxEras     = 400
	maxEraDates = 5000
	maxEraRules = 60
)

func ownZoneOf(c *ical.Component) *ownZone {
	z := &ownZone{place: value(c.Props, "X-LIC-LOCATION"), years: map[int][]change{}}
	dates, rules := 0, 0
	for _, o := range c.Children {
		to, ok := utcOffset(value(o.Props, ical.PropTimezoneOffsetTo))
		if !ok || len(z.eras) == maxEras || o.Name != ical.CompTimezoneStandard && o.Name != ical.CompTimezoneDaylight {
			continue
		}
		from, ok := utcOffset(value(o.Props, ical.PropTimezoneOffsetFrom))
		if !ok {
			from = to
		}
		e := era{from: from, to: to, standard: o.Name == ical.CompTimezoneStandard, onset: time.Date(1601, 1, 1, 0, 0, 0, 0, time.UTC)}
		if t, ok := stamp(value(o.Props, ical.PropDateTimeStart)); ok {
			e.onset = t.wall
			if t.utc {
				e.onset = e.onset.Add(time.Duration(from) * time.Second)
			}
		}
		for _, p := range o.Props[ical.PropRecurrenceDates] {
			for v := range strings.SplitSeq(p.Value, ",") {
				if t, ok := stamp(v); ok && dates < maxEraDates {
					dates++
					if t.utc {
						t.wall = t.wall.Add(time.Duration(from) * time.Second)
					}
					e.dates = append(e.dates, t.wall)
				}
			}
		}
		if r, err := readRule(value(o.Props, ical.PropRecurrenceRule)); err == nil && r.option.Freq == rrule.YEARLY && rules < maxEraRules {
			rules++
			e.rule = r
		}
		z.eras = append(z.eras, e)
	}
	if len(z.eras) == 0 {
		return nil
	}
	return z
}

// offset is what holds at a moment, in seconds: that of the last change, or what the first one ended.
func (z *ownZone) offset(t time.Time) int {
	changes, ok := z.years[t.Year()]
	if !ok {
		changes = z.changes(t.Year())
		if len(z.years) > 400 {
			clear(z.years)
		}
		z.years[t.Year()] = changes
	}
	i, exact := slices.BinarySearchFunc(changes, t, func(c change, t time.Time) int { return c.at.Compare(t) })
	for exact && i+1 < len(changes) && changes[i+1].at.Equal(t) {
		i++
	}
	if !exact {
		i--
	}
	if i >= 0 {
		return changes[i].offset
	}
	first := slices.MinFunc(z.eras, func(a, b era) int { return a.onset.Compare(b.onset) })
	for _, e := range z.eras {
		if e.standard && len(changes) == 0 {
			return e.to
		}
	}
	return first.from
}

// changes lists those that may be the last before a moment of the year.
func (z *ownZone) changes(year int) []change {
	var out []change
	for _, e := range z.eras {
		add := func(wall time.Time) {
			out = append(out, change{wall.Add(-time.Duration(e.from) * time.Second), e.to})
		}
		add(e.onset)
		for _, d := range e.dates {
			add(d)
		}
		if e.rule != nil {
			for _, w := range e.rule.near(e.onset, e.from, year) {
				add(w)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b change) int { return cmp.Or(a.at.Compare(b.at)) })
	return out
}

// near lists the wall times of a zone's rule that may be the last before a moment of the year. Rules begin in 1601 with
// some programs, so the counting begins near the year, which a yearly rule allows.
func (r *rule) near(onset time.Time, from, year int) []time.Time {
	last := year + 1
	if !r.until.IsZero() {
		last = min(last, r.until.Year()+1)
	}
	if last < onset.Year() {
		return nil
	}
	start := onset
	if y := last - 4; r.yearly() && y > onset.Year() {
		start = time.Date(y, onset.Month(), min(onset.Day(), 28), onset.Hour(), onset.Minute(), onset.Second(), 0, time.UTC)
		if !r.dayNamed() {
			start = time.Date(y, onset.Month(), onset.Day(), onset.Hour(), onset.Minute(), onset.Second(), 0, time.UTC)
		}
	}
	var out []time.Time
	next := r.walk(start)
	for range 1000 {
		w, ok := next()
		if !ok || w.Year() > last {
			break
		}
		until := r.until
		if r.untilUTC {
			until = until.Add(time.Duration(from) * time.Second)
		}
		if !until.IsZero() && w.After(until) {
			break
		}
		out = append(out, w)
	}
	return out
}

// utcOffset reads "+0130", "-050000" and, written wrongly, "0130" and "+01:30". In seconds.
func utcOffset(s string) (int, bool) {
	s = strings.ReplaceAll(strings.TrimSpace(s), ":", "")
	sign := 1
	switch {
	case strings.HasPrefix(s, "-"):
		sign, s = -1, s[1:]
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	if len(s) == 3 || len(s) == 1 {
		s = "0" + s
	}
	if len(s) != 2 && len(s) != 4 && len(s) != 6 || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	seconds := atoi(s[:2]) * 3600
	if len(s) >= 4 {
		seconds += atoi(s[2:4]) * 60
	}
	if len(s) == 6 {
		seconds += atoi(s[4:])
	}
	return sign * seconds, seconds < 24*3600
}
