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
	case o.Freq == rrule.SECONDLY && limited, len(o.Byweekday) > 400:
		return errors.New("it is too intricate")
	}
	o.Interval = max(o.Interval, 1)
	return nil
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
	none := func() (time.Time, bool) { return time.Time{}, false }
	o := r.option
	o.Dtstart, o.Count, o.Until = start, 0, time.Time{}
	if !reaches(o) {
		return none
	}
	if o.Freq > rrule.DAILY {
		// Below the day the library would look at each hour until the year 9999 for a day that never comes.
		days := o
		days.Freq, days.Interval, days.Byhour, days.Byminute, days.Bysecond, days.Bysetpos = rrule.DAILY, 1, nil, nil, nil, nil
		if !begins(days) {
			return none
		}
	}
	counted, err := rrule.NewRRule(o)
	if err != nil {
		return none
	}
	return counted.Iterator()
}

func begins(o rrule.ROption) bool {
	r, err := rrule.NewRRule(o)
	if err != nil {
		return false
	}
	_, ok := r.Iterator()()
	return ok
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
