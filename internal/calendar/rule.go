package calendar

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// rule is an RRULE (RFC 5545, 3.3.10) in wall time; rrule-go counts it. The library runs without end, or until the year
// 9999, on rules that never come true, and puts a whole year's seconds into memory; readRule refuses those.
type rule struct {
	option   rrule.ROption
	until    time.Time // wall time, or UTC with untilUTC; inclusive
	untilUTC bool
}

const (
	maxRule  = 4096 // bytes
	maxTimes = 300  // times of day in one period
)

var errNoRule = errors.New("no rule")

func readRule(s string) (*rule, error) {
	s = strings.ToUpper(strings.Join(strings.Fields(s), ""))
	s = strings.TrimPrefix(s, "RRULE:")
	switch {
	case s == "":
		return nil, errNoRule
	case len(s) > maxRule:
		return nil, errors.New("the rule is too long")
	}
	r := &rule{}
	var parts []string
	for p := range strings.SplitSeq(s, ";") {
		name, v, _ := strings.Cut(p, "=")
		switch {
		case v == "" || strings.HasPrefix(name, "X-") || name == "DTSTART" || name == "SKIP" || name == "RSCALE" && v == "GREGORIAN":
		case name == "UNTIL":
			t, ok := stamp(v)
			if !ok {
				return nil, fmt.Errorf("its end %q is no time", clip(v))
			}
			r.until, r.untilUTC = t.wall, t.utc
			if t.day {
				r.until = r.until.Add(24*time.Hour - time.Second)
			}
		case name == "BYSECOND":
			parts = append(parts, name+"="+strings.ReplaceAll(v, "60", "59")) // a leap second
		default:
			parts = append(parts, name+"="+v)
		}
	}
	option, err := rrule.StrToROption(strings.Join(parts, ";"))
	if err != nil {
		return nil, fmt.Errorf("it cannot be read: %w", err)
	}
	r.option = *option
	return r, r.check()
}

// check refuses what the library cannot count within bounds.
func (r *rule) check() error {
	o := &r.option
	for _, list := range []*[]int{&o.Bymonth, &o.Bymonthday, &o.Byyearday, &o.Byweekno, &o.Byhour, &o.Byminute, &o.Bysecond, &o.Bysetpos, &o.Byeaster} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	times := max(len(o.Byhour), 1) * max(len(o.Byminute), 1) * max(len(o.Bysecond), 1)
	limited := len(o.Byhour)+len(o.Byminute)+len(o.Bysecond)+len(o.Bysetpos) > 0
	switch {
	case times > maxTimes:
		return errors.New("it means too many times of a day")
	case o.Interval < 0 || o.Interval > 100_000 || o.Count < 0:
		return errors.New("its figures are not believable")
	case o.Freq == rrule.SECONDLY && limited, len(o.Byweekday) > 400, r.rare() && len(o.Byeaster)+len(o.Byweekno) > 0:
		return errors.New("it is too intricate")
	}
	o.Interval = max(o.Interval, 1)
	if n := len(o.Byeaster); n > 0 && (o.Byeaster[0] < -80 || o.Byeaster[n-1] > 250) { // beyond the year the library panics
		return errors.New("a day so far from Easter is not of its year")
	}
	if _, err := rrule.NewRRule(*o); err != nil { // a month 13
		return fmt.Errorf("it cannot be: %w", err)
	}
	return nil
}

// rare says that parts meet of which comes cannot say whether they ever do: a figure before a day of the week, a week's
// number, Easter or a place in the list, with a day of the month or year.
func (r *rule) rare() bool {
	o := r.option
	nth := slices.ContainsFunc(o.Byweekday, func(w rrule.Weekday) bool { return w.N() != 0 })
	days := len(o.Bymonthday)+len(o.Byyearday) > 0
	return days && (nth || len(o.Byweekno)+len(o.Byeaster) > 0) || len(o.Byweekno) > 0 && (len(o.Bymonth) > 0 || len(o.Byeaster) > 0)
}

// yearly says that counting may begin in any year.
func (r *rule) yearly() bool {
	return r.option.Freq == rrule.YEARLY && r.option.Interval == 1 && r.option.Count == 0
}

// dayNamed says that the rule names its day itself and does not take it from the start.
func (r *rule) dayNamed() bool {
	o := r.option
	return len(o.Byweekday)+len(o.Bymonthday)+len(o.Byyearday)+len(o.Byweekno)+len(o.Byeaster) > 0
}

// walk gives the wall times from start on, in order; UNTIL and COUNT are the caller's.
func (r *rule) walk(start time.Time) func() (time.Time, bool) {
	o := r.option
	o.Dtstart, o.Count, o.Until = start, 0, time.Time{}
	if counted, err := rrule.NewRRule(o); err == nil && comes(o) {
		return counted.Iterator()
	}
	return func() (time.Time, bool) { return time.Time{}, false }
}

// maxTries is how many periods are looked at for a first day that fits: thirty years of days.
const maxTries = 11_000

// comes says whether a rule ever comes true. The library looks for that until the year 9999.
func comes(o rrule.ROption) bool {
	if !reaches(o) {
		return false
	}
	day, step := o.Dtstart, 1
	if o.Freq == rrule.DAILY {
		step = o.Interval
	}
	for range maxTries {
		if fits(o, day) {
			return true
		}
		day = day.AddDate(0, 0, step)
	}
	return false
}

// fits says whether a day is one that the rule's parts name. Parts that few rules have pass.
func fits(o rrule.ROption, day time.Time) bool {
	either := func(list []int, n, whole int) bool {
		return len(list) == 0 || slices.Contains(list, n) || slices.Contains(list, n-whole-1)
	}
	last := time.Date(day.Year(), day.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	weekday := len(o.Byweekday) == 0 || slices.ContainsFunc(o.Byweekday, func(w rrule.Weekday) bool {
		return (w.Day()+1)%7 == int(day.Weekday())
	})
	return either(o.Bymonth, int(day.Month()), 100) && either(o.Bymonthday, day.Day(), last) && weekday &&
		either(o.Byyearday, day.YearDay(), time.Date(day.Year(), 12, 31, 0, 0, 0, 0, time.UTC).YearDay())
}

// reaches says whether stepping hours or minutes ever meets those that the rule names: "every 24 hours, at 5, from 3 on"
// never does, and the library would look for ever.
func reaches(o rrule.ROption) bool {
	in := func(list []int, n int) bool { return len(list) == 0 || slices.Contains(list, n) }
	switch o.Freq {
	case rrule.HOURLY:
		for k := range 24 {
			if in(o.Byhour, (o.Dtstart.Hour()+k*o.Interval)%24) {
				return true
			}
		}
		return false
	case rrule.MINUTELY:
		for k := range 1440 {
			m := (o.Dtstart.Hour()*60 + o.Dtstart.Minute() + k*o.Interval) % 1440
			if in(o.Byhour, m/60) && in(o.Byminute, m%60) {
				return true
			}
		}
		return false
	}
	return true
}
