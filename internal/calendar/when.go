package calendar

import (
	"fmt"
	"strings"
	"time"
)

// When is a moment as somebody said it.
type When struct {
	Until time.Time // in the zone asked for; zero with Reply
	Reply bool      // "when they reply"
	// Wall ("2026-11-24T09:00") and Zone are set where a wall time was named, so that it can be resolved again by
	// ResolveWall if the zone's rules change. Empty for spans ("in 2h") and for times with an offset.
	Wall, Zone string
}

// WhenOptions says what the words mean on this desk. The zero value has the defaults.
type WhenOptions struct {
	Morning  time.Duration // a day without an hour, from midnight; 0: 09:00
	EndOfDay time.Duration // "end of day"; 0: 18:00
	Evening  time.Duration // "tonight"; 0: 20:00
	// Languages in the order of preference ("de", "fr", "es"); English always is understood. Empty: English before all.
	Languages []string
}

// WhenError is a WHEN that cannot be understood, or that says a moment that cannot be.
type WhenError struct {
	Text string
	Why  string // "there is no 31 February"
}

// Error says what is wrong and what is understood.
func (e *WhenError) Error() string {
	return fmt.Sprintf("%q: %s; understood are: %s", e.Text, e.Why, strings.Join(WhenExamples(), " · "))
}

// WhenExamples lists one example of each form.
func WhenExamples() []string {
	return []string{
		"in 2h", "3d", "tomorrow 9:30", "tue 9", "24 nov 14:00", "2026-11-24 14:00", "next week", "tonight",
		"end of day", "when they reply", "2026-11-24T14:00:00Z",
	}
}

// maxWhen bounds what is read, in bytes.
const maxWhen = 120

// horizon is how far ahead a moment may lie.
const horizon = 10

// ParseWhen reads a moment in plain words, in zone, seen from now. The result is always after now.
//
// Own rules read RFC 3339 and ISO dates, spans, "when they reply", the hour, and short and foreign names; the days that
// English words mean (weekdays, tomorrow, "24 november", "this afternoon") come from github.com/olebedev/when.
func ParseWhen(text string, now time.Time, zone *time.Location, o WhenOptions) (When, error) {
	p := whenParser{text: strings.TrimSpace(text), now: now.In(zone), zone: zone, o: o.withDefaults()}
	w, why := p.parse()
	if why == "" && !w.Reply {
		switch {
		case !w.Until.After(now):
			why = "that is in the past (" + w.Until.Format("Mon 2 Jan 2006 15:04") + ")"
		case w.Until.After(now.AddDate(horizon, 0, 0)):
			why = "that is more than ten years ahead"
		}
	}
	if why != "" {
		return When{}, &WhenError{Text: clip(p.text), Why: why}
	}
	return w, nil
}

func clip(s string) string {
	if len(s) > maxWhen {
		return strings.ToValidUTF8(s[:maxWhen], "") + "…"
	}
	return s
}

func (o WhenOptions) withDefaults() WhenOptions {
	for _, d := range []struct {
		at   *time.Duration
		hour int
	}{{&o.Morning, 9}, {&o.EndOfDay, 18}, {&o.Evening, 20}} {
		if *d.at <= 0 || *d.at >= 24*time.Hour {
			*d.at = time.Duration(d.hour) * time.Hour
		}
	}
	return o
}

type whenParser struct {
	text string
	now  time.Time // in zone
	zone *time.Location
	o    WhenOptions
}

// parse returns the moment, or why there is none.
func (p whenParser) parse() (When, string) {
	switch {
	case p.text == "":
		return When{}, "say when"
	case len(p.text) > maxWhen:
		return When{}, "that is too long"
	}
	if t, err := time.Parse(time.RFC3339, strings.ToUpper(p.text)); err == nil {
		return When{Until: t.In(p.zone)}, ""
	}
	s := foldText(p.text)
	if isReply(s) {
		return When{Reply: true}, ""
	}
	if until, ok, why := p.span(s); ok {
		return When{Until: until}, why
	}
	return p.wall(p.translate(s))
}

// at makes the When of a day (midnight, UTC as wall time) and an offset from it.
func (p whenParser) at(day time.Time, clock time.Duration) When {
	wall := day.Add(clock)
	zone := p.zone.String()
	if zone == "Local" {
		zone = ""
	}
	return When{Until: Resolve(wall, p.zone), Wall: wall.Format(WallLayout), Zone: zone}
}

// today is midnight of this day in the zone, as a wall time.
func (p whenParser) today() time.Time {
	return time.Date(p.now.Year(), p.now.Month(), p.now.Day(), 0, 0, 0, 0, time.UTC)
}
