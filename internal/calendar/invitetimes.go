package calendar

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// times fills start, end, zone and what recurs (RFC 5545, 3.6.1: DTEND, or DURATION, or a day, or nothing).
func (in *Invite) times(z *zones, props ical.Props) {
	start := props.Get(ical.PropDateTimeStart)
	if start == nil {
		in.Problems = append(in.Problems, "the event has no start")
		return
	}
	s, err := z.moment(start)
	if err != nil {
		in.Problems = append(in.Problems, "start: "+err.Error())
		return
	}
	in.Start, in.AllDay, in.Floating, in.TimeZone, in.Wall = s.at, s.allDay, s.floating(), s.zone.name, s.wallName()
	if s.zone.note != "" {
		in.Problems = append(in.Problems, s.zone.note)
	}
	if in.Floating {
		in.Problems = append(in.Problems, "the time names no zone; it is the clock's wherever one is")
	}
	in.End = in.Start
	if in.AllDay {
		in.End = in.Start.AddDate(0, 0, 1)
	}
	in.end(z, s, props)
	if in.End.Before(in.Start) {
		in.Problems = append(in.Problems, "the event ends before it begins")
		in.End = in.Start
	}
	if midnights := in.midnights(s, props); midnights {
		in.AllDay, in.TimeZone, in.Wall = true, "", ""
	}
	in.recur(z, s, props)
}

// longest is how long one event may last.
const longest = 3 * 366 * 24 * time.Hour

func (in *Invite) end(z *zones, s moment, props ical.Props) {
	if end := props.Get(ical.PropDateTimeEnd); end != nil {
		m, err := z.moment(end)
		switch {
		case err != nil:
			in.Problems = append(in.Problems, "end: "+err.Error())
		case in.AllDay && m.at.Equal(in.Start): // the last day meant, as some write it
		case s.floating() != m.floating() && !s.allDay && !m.allDay: // one of the two lacks its zone: that of the start holds
			in.End = s.zone.resolve(m.wall)
		default:
			in.End = m.at
		}
	} else if d := props.Get(ical.PropDuration); d != nil {
		days, exact, ok := duration(d.Value)
		if !ok || time.Duration(days)*24*time.Hour+exact > longest {
			in.Problems = append(in.Problems, "the duration cannot be read")
			return
		}
		// Days are by the clock on the wall, hours are exact (RFC 5545, 3.3.6).
		in.End = s.zone.resolve(s.wall.AddDate(0, 0, days)).Add(exact)
	}
}

// midnights recognises the whole days that Outlook writes as hours.
func (in *Invite) midnights(s moment, props ical.Props) bool {
	if in.AllDay || !strings.EqualFold(value(props, "X-MICROSOFT-CDO-ALLDAYEVENT"), "TRUE") {
		return false
	}
	first, last := s.wall, s.zone.wall(in.End)
	if !first.Equal(first.Truncate(24*time.Hour)) || !last.Equal(last.Truncate(24*time.Hour)) || !last.After(first) {
		return false
	}
	in.Start, in.End = first, last
	return true
}

// moment is a DATE or DATE-TIME.
type moment struct {
	at     time.Time // UTC; of a floating one the wall time
	wall   time.Time // what the clock shows, as UTC
	zone   zone
	allDay bool
}

func (m moment) floating() bool { return m.zone.floating && !m.allDay }

// wallName is the wall time as it is kept, where there is a zone to read it in.
func (m moment) wallName() string {
	if m.zone.name == "" || m.allDay {
		return ""
	}
	return m.wall.Format(WallLayout)
}

// moment reads a value by its form; VALUE=DATE is missing often enough.
func (z *zones) moment(p *ical.Prop) (moment, error) {
	return z.read(p.Value, tzid(p), z.home)
}

// tzid is the name of a value's zone; commas in it should have been quoted.
func tzid(p *ical.Prop) string { return strings.Join(p.Params[ical.PropTimezoneID], ", ") }

// read reads a value; without a zone of its own it is in home.
func (z *zones) read(v, id string, home zone) (moment, error) {
	t, ok := stamp(v)
	if !ok {
		return moment{}, fmt.Errorf("%q is no time", clip(strings.TrimSpace(v)))
	}
	if y := t.wall.Year(); y < 1900 || y > 2200 {
		return moment{}, fmt.Errorf("the year %d is not believable", y)
	}
	if t.day {
		return moment{at: t.wall, wall: t.wall, zone: zone{loc: time.UTC}, allDay: true}, nil
	}
	if t.utc {
		m := moment{at: t.wall, wall: t.wall, zone: zone{loc: time.UTC}}
		if z.home.name != "" { // people see it in the calendar's zone; it recurs in UTC all the same
			m.zone.name, m.wall = z.home.name, z.home.wall(t.wall)
		}
		return m, nil
	}
	found := home
	if strings.TrimSpace(id) != "" {
		found = z.find(id)
	}
	return moment{at: found.resolve(t.wall), wall: t.wall, zone: found}, nil
}

// stamped is a value as it stands.
type stamped struct {
	wall time.Time // as UTC
	day  bool      // no hour
	utc  bool
}

// stamp reads 20261124, 20261124T0900, 20261124T090000, …Z, …+0100, and with the marks of ISO 8601 between. Written out by
// hand: a file may list ten thousand.
func stamp(s string) (out stamped, ok bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	date, clock, hasClock := strings.Cut(strings.Replace(s, " ", "T", 1), "T")
	if date = strings.TrimSuffix(date, "Z"); len(date) == 10 && date[4] == '-' && date[7] == '-' {
		date = date[:4] + date[5:7] + date[8:]
	}
	if len(date) != 8 || !digits(date) {
		return out, false
	}
	y, m, d := atoi(date[:4]), atoi(date[4:6]), atoi(date[6:])
	out.wall = time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if out.wall.Day() != d || int(out.wall.Month()) != m {
		return out, false
	}
	if out.day = !hasClock; out.day {
		return out, true
	}
	return out, out.clock(clock)
}

// clock reads what stands behind the T.
func (t *stamped) clock(s string) bool {
	offset := 0
	switch i := strings.LastIndexAny(s, "+-"); {
	case strings.HasSuffix(s, "Z"):
		s, t.utc = strings.TrimSuffix(s, "Z"), true
	case i > 0:
		var ok bool
		if offset, ok = utcOffset(strings.TrimSpace(s[i:])); !ok {
			return false
		}
		s, t.utc = s[:i], true
	}
	if i := strings.IndexAny(s, ".,"); i > 0 {
		s = s[:i]
	}
	s = strings.ReplaceAll(strings.TrimSpace(s), ":", "")
	if len(s) == 4 {
		s += "00"
	}
	if len(s) != 6 || !digits(s) {
		return false
	}
	hour, minute, second := atoi(s[:2]), atoi(s[2:4]), min(atoi(s[4:]), 59)
	t.wall = t.wall.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second-offset)*time.Second)
	return minute < 60 && (hour < 24 || hour == 24 && minute == 0)
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// duration reads P1W, P1DT2H, PT90M (RFC 5545, 3.3.6); none that is negative. Days stand apart: they are not all as long.
func duration(s string) (days int, exact time.Duration, ok bool) {
	m := regexp.MustCompile(`^\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$`).
		FindStringSubmatch(strings.ToUpper(strings.TrimSpace(s)))
	if m == nil || strings.Join(m[1:], "") == "" {
		return 0, 0, false
	}
	exact = time.Duration(atoi(m[3]))*time.Hour + time.Duration(atoi(m[4]))*time.Minute + time.Duration(atoi(m[5]))*time.Second
	return 7*atoi(m[1]) + atoi(m[2]), exact, true
}

const (
	maxDates = 10_000 // RDATE and EXDATE values of one event
	maxRules = 8
)

// recur reads what makes the event recur; a rule that cannot be read leaves the first.
func (in *Invite) recur(z *zones, s moment, props ical.Props) {
	r := &series{zone: s.zone, first: s.wall, not: map[int64]bool{}, notOn: map[string]bool{}}
	if s.zone.loc == time.UTC && !s.zone.floating {
		r.first = s.at // named by a zone for people, counted in UTC
	}
	if in.AllDay {
		r.zone, r.first = zone{loc: time.UTC}, in.Start
	}
	for kind, into := range map[string]*[]*rule{ical.PropRecurrenceRule: &r.rules, "EXRULE": &r.except} {
		for _, p := range props[kind] {
			rule, err := readRule(p.Value)
			if err != nil || len(*into) == maxRules {
				in.Problems = append(in.Problems, fmt.Sprintf("the rule %q is not followed: %v", clip(p.Value), err))
				continue
			}
			*into = append(*into, rule)
		}
	}
	r.listed(z, s, props)
	if len(r.rules)+len(r.dates)+len(r.not)+len(r.notOn) > 0 {
		in.series = r
	}
}

// listed reads RDATE and EXDATE; a value without a zone is in the start's.
func (r *series) listed(z *zones, s moment, props ical.Props) {
	n := 0
	each := func(name string, fn func(moment)) {
		for _, p := range props[name] {
			for v := range strings.SplitSeq(p.Value, ",") {
				v, _, _ = strings.Cut(v, "/") // a PERIOD
				if m, err := z.read(v, tzid(&p), s.zone); err == nil && n < maxDates {
					n++
					fn(m)
				}
			}
		}
	}
	each(ical.PropRecurrenceDates, func(m moment) {
		if m.allDay && !s.allDay { // a day alone: at the hour of the first
			m.at = r.zone.resolve(m.wall.Add(s.wall.Sub(s.wall.Truncate(24 * time.Hour))))
		}
		r.dates = append(r.dates, m.at)
	})
	slices.SortFunc(r.dates, time.Time.Compare)
	each(ical.PropExceptionDates, func(m moment) {
		if m.allDay {
			r.notOn[m.wall.Format(dayLayout)] = true
		} else {
			r.not[m.at.Unix()] = true
		}
	})
}
