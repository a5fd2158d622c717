package policy

import (
	"strings"
	"time"
)

// HoursOf reads working hours as "08:00-18:00". Both ends are offsets from midnight, wall time; 24:00 may end a day.
func HoursOf(text string) (from, to time.Duration, ok bool) {
	a, b, found := strings.Cut(strings.ReplaceAll(text, " ", ""), "-")
	if !found {
		return 0, 0, false
	}
	from, okFrom := clock(a)
	to, okTo := clock(b)
	return from, to, okFrom && okTo && from < to
}

func clock(s string) (time.Duration, bool) {
	if s == "24:00" {
		return 24 * time.Hour, true
	}
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, false
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, true
}
