package calendar

import (
	"fmt"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// times fills start, end and zone (RFC 5545, 3.6.1: DTEND, or DURATION, or a day, or nothing).
func (in *Invite) times(cal *ical.Calendar, e ical.Event) {
	z := zoneFinder{cal: cal}
	start := e.Props.Get(ical.PropDateTimeStart)
	if start == nil {
		in.Problems = append(in.Problems, "the event has no start")
		return
	}
	s, err := z.moment(start)
	if err != nil {
		in.Problems = append(in.Problems, "start: "+err.Error())
		return
	}
	in.Start, in.AllDay, in.TimeZone, in.Wall = s.at, s.allDay, s.zone, s.wall
	if s.note != "" {
		in.Problems = append(in.Problems, s.note)
	}
	in.End = in.Start
	if in.AllDay {
		in.End = in.Start.AddDate(0, 0, 1)
	}
	if end := e.Props.Get(ical.PropDateTimeEnd); end != nil {
		m, err := z.moment(end)
		if err != nil {
			in.Problems = append(in.Problems, "end: "+err.Error())
			return
		}
		in.End = m.at
	} else if d := e.Props.Get(ical.PropDuration); d != nil {
		span, err := d.Duration()
		if err != nil || span < 0 || span > 366*24*time.Hour {
			in.Problems = append(in.Problems, "the duration cannot be read")
			return
		}
		in.End = in.Start.Add(span)
	}
	if in.End.Before(in.Start) {
		in.Problems = append(in.Problems, "the event ends before it begins")
		in.End = in.Start
	}
}

// moment is a DATE or DATE-TIME.
type moment struct {
	at     time.Time // UTC
	allDay bool
	zone   string // IANA
	wall   string
	note   string
}

type zoneFinder struct{ cal *ical.Calendar }

// moment reads a value by its form; VALUE=DATE is missing often enough.
func (z zoneFinder) moment(p *ical.Prop) (moment, error) {
	v := strings.TrimSpace(p.Value)
	if t, err := time.Parse("20060102", v); err == nil {
		return moment{at: t, allDay: true}, bounds(t)
	}
	if t, err := time.Parse("20060102T150405Z", strings.ToUpper(v)); err == nil {
		return moment{at: t, zone: z.calendarZone()}, bounds(t)
	}
	t, err := time.Parse("20060102T150405", strings.ToUpper(v))
	if err != nil {
		return moment{}, fmt.Errorf("%q is no time", clip(v))
	}
	if err := bounds(t); err != nil {
		return moment{}, err
	}
	id := strings.Trim(p.Params.Get(ical.PropTimezoneID), `" `)
	if id == "" {
		id = z.calendarZone()
	}
	if name, loc := findZone(id); loc != nil {
		return moment{at: Resolve(t, loc).UTC(), zone: name, wall: t.Format(WallLayout)}, nil
	}
	if offset, found := z.offset(id); found {
		return moment{at: t.Add(-offset), note: fmt.Sprintf("the zone %q is known by its offset only", clip(id))}, nil
	}
	if id == "" {
		return moment{at: t, note: "the time names no zone; read as UTC"}, nil
	}
	return moment{at: t, note: fmt.Sprintf("the zone %q is not known; read as UTC", clip(id))}, nil
}

func bounds(t time.Time) error {
	if t.Year() < 1900 || t.Year() > 2200 {
		return fmt.Errorf("the year %d is not believable", t.Year())
	}
	return nil
}

// calendarZone is the IANA name of X-WR-TIMEZONE; empty where there is none.
func (z zoneFinder) calendarZone() string {
	name, _ := findZone(value(z.cal.Props, "X-WR-TIMEZONE"))
	return name
}

// findZone finds a TZID that is an IANA or Windows name, or ends in one: "/mozilla.org/20050126_1/Europe/Berlin".
func findZone(id string) (string, *time.Location) {
	if iana, ok := windowsZones()[id]; ok {
		id = iana
	}
	if len(id) > 200 {
		return "", nil
	}
	for rest := strings.TrimPrefix(id, "/"); rest != ""; {
		if rest != "Local" && !strings.Contains(rest, "..") {
			if loc, err := time.LoadLocation(rest); err == nil {
				return loc.String(), loc
			}
		}
		_, after, found := strings.Cut(rest, "/")
		if !found {
			break
		}
		rest = after
	}
	return "", nil
}

// offset is the standard offset that the calendar's own VTIMEZONE gives a zone with a name of its own.
func (z zoneFinder) offset(id string) (time.Duration, bool) {
	for _, c := range z.cal.Children {
		if c.Name != ical.CompTimezone || value(c.Props, ical.PropTimezoneID) != id {
			continue
		}
		for _, rule := range c.Children {
			if rule.Name != ical.CompTimezoneStandard {
				continue
			}
			if d, ok := utcOffset(value(rule.Props, ical.PropTimezoneOffsetTo)); ok {
				return d, true
			}
		}
	}
	return 0, false
}

// utcOffset reads "+0130" or "-050000".
func utcOffset(s string) (time.Duration, bool) {
	if len(s) != 5 && len(s) != 7 || (s[0] != '+' && s[0] != '-') {
		return 0, false
	}
	for _, c := range s[1:] {
		if !isDigit(c) {
			return 0, false
		}
	}
	d := time.Duration(atoi(s[1:3]))*time.Hour + time.Duration(atoi(s[3:5]))*time.Minute
	if s[0] == '-' {
		d = -d
	}
	return d, d > -24*time.Hour && d < 24*time.Hour
}
