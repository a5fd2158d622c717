package calendar

import (
	"fmt"
	"slices"
	"strings"

	"github.com/teambition/rrule-go"
)

// Repeats says in words how the event recurs: "every 2 weeks on Tuesday and Thursday, 6 times". Empty where it takes place
// once. What has no short words is "repeatedly".
func (in *Invite) Repeats() string {
	s := in.series
	switch {
	case s == nil:
		return ""
	case len(s.rules) == 0 && len(s.dates) > 0:
		return fmt.Sprintf("on %d days", len(s.dates)+1)
	case len(s.rules) == 0:
		return ""
	case len(s.rules) > 1 || len(s.except) > 0:
		return "repeatedly"
	}
	r := s.rules[0]
	words := r.every() + r.on()
	switch {
	case strings.Contains(words, "repeatedly"):
		return "repeatedly"
	case r.option.Count == 1:
		return ""
	case r.option.Count > 1:
		return fmt.Sprintf("%s, %d times", words, r.option.Count)
	case !r.until.IsZero():
		until := r.until
		if r.untilUTC {
			until = s.zone.wall(until)
		}
		return words + " until " + until.Format("2 Jan 2006")
	}
	return words
}

func (r *rule) every() string {
	units := map[rrule.Frequency]string{
		rrule.YEARLY: "year", rrule.MONTHLY: "month", rrule.WEEKLY: "week", rrule.DAILY: "day", rrule.HOURLY: "hour", rrule.MINUTELY: "minute", rrule.SECONDLY: "second",
	}
	if r.option.Interval > 1 {
		return fmt.Sprintf("every %d %ss", r.option.Interval, units[r.option.Freq])
	}
	return "every " + units[r.option.Freq]
}

// on says which days of the period are meant, where that is easily said.
func (r *rule) on() string {
	o := r.option
	if len(o.Byyearday)+len(o.Byweekno)+len(o.Byeaster)+len(o.Byhour)+len(o.Byminute)+len(o.Bysecond)+len(o.Bysetpos) > 0 || len(o.Byweekday) > 0 && len(o.Bymonthday) > 0 {
		return " repeatedly"
	}
	var days []string
	for _, w := range o.Byweekday {
		name := []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}[w.Day()]
		if w.N() != 0 {
			name = "the " + ordinal(w.N()) + " " + name
		}
		days = append(days, name)
	}
	for _, d := range o.Bymonthday {
		if d < 0 {
			days = append(days, "the "+strings.TrimSpace(ordinal(d)+" day"))
		} else {
			days = append(days, "the "+ordinal(d))
		}
	}
	out := ""
	if len(days) > 0 {
		out = " on " + listing(days)
	}
	if slices.Equal(days, []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"}) {
		out = " on working days"
	}
	var months []string
	for _, m := range o.Bymonth {
		months = append(months, monthName(m))
	}
	if len(months) > 0 {
		out += " in " + listing(months)
	}
	return out
}

func monthName(m int) string {
	return strings.Fields("January February March April May June July August September October November December")[m-1]
}

func ordinal(n int) string {
	switch {
	case n == -1:
		return "last"
	case n < 0:
		return ordinal(-n) + "-last"
	case n%100/10 != 1 && n%10 >= 1 && n%10 <= 3:
		return fmt.Sprintf("%d%s", n, []string{"st", "nd", "rd"}[n%10-1])
	}
	return fmt.Sprintf("%dth", n)
}

func listing(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
