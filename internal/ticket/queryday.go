package ticket

import (
	"strconv"
	"strings"
	"time"
)

// day reads a day, month or year (2026-11-24, 2026-11, 2026), a word (today, yesterday, monday: the last one) or how
// long ago (12h, 7d, 2w, 3m, 1y). A day is its beginning in now's zone.
func day(text string, now time.Time) (Time, bool) {
	for _, layout := range []string{"2006-01-02", "2006-1-2", "2006-01", "2006", "2.1.2006"} {
		if t, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return TimeOf(t), true
		}
	}
	midnight := func(back int) Time {
		return TimeOf(time.Date(now.Year(), now.Month(), now.Day()-back, 0, 0, 0, 0, now.Location()))
	}
	switch text {
	case "today":
		return midnight(0), true
	case "yesterday":
		return midnight(1), true
	}
	for back := range 7 {
		name := strings.ToLower(now.AddDate(0, 0, -back).Weekday().String())
		if text == name || text == name[:3] {
			return midnight(back), true
		}
	}
	return span(text, now)
}

// span reads how long ago, at most two hundred years.
func span(text string, now time.Time) (Time, bool) {
	if len(text) < 2 {
		return 0, false
	}
	n, err := strconv.Atoi(text[:len(text)-1])
	if err != nil || n < 0 || n > 2_000_000 {
		return 0, false
	}
	switch at := now; text[len(text)-1] {
	case 'h':
		at = at.Add(-time.Duration(n) * time.Hour)
		return within(at, now)
	case 'd':
		return within(at.AddDate(0, 0, -n), now)
	case 'w':
		return within(at.AddDate(0, 0, -7*n), now)
	case 'm':
		return within(at.AddDate(0, -n, 0), now)
	case 'y':
		return within(at.AddDate(-n, 0, 0), now)
	}
	return 0, false
}

func within(at, now time.Time) (Time, bool) {
	return TimeOf(at), at.Year() > now.Year()-201
}
