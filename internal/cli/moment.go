package cli

import (
	"fmt"
	"strings"
	"time"

	"deskhand/internal/ticket"
)

// ago says how long something is past: "just now", "5 min ago", "3 h ago", "2 d ago", then the date.
func (p *printer) ago(t ticket.Time) string {
	if t == 0 {
		return "never"
	}
	d := p.now.Sub(t.Go())
	switch {
	case d <= -time.Minute:
		return p.until(t)
	case d < time.Minute: // a moment ahead is a clock that went on while this was read
		return "just now"
	case d < 7*24*time.Hour:
		return length(d) + " ago"
	}
	return p.date(t.Go())
}

// until says when something comes: "in 5 min", "today 14:30", "tomorrow 09:00", "Tue 09:00", then the date and the time.
func (p *printer) until(t ticket.Time) string {
	if t == 0 {
		return ""
	}
	at, now := t.Go().In(p.zone), p.now.In(p.zone)
	d := at.Sub(now)
	switch days := dayNumber(at) - dayNumber(now); {
	case d < 0:
		return p.ago(t)
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return "in " + length(d)
	case days == 0:
		return "today " + at.Format("15:04")
	case days == 1:
		return "tomorrow " + at.Format("15:04")
	case days < 7:
		return at.Format("Mon 15:04")
	}
	return p.date(at) + at.Format(" 15:04")
}

// stamp is a moment in full, in the desk's zone: "Tue 3 Nov 09:30", with the year when it is another one.
func (p *printer) stamp(t ticket.Time) string {
	if t == 0 {
		return ""
	}
	at := t.Go().In(p.zone)
	return at.Format("Mon ") + p.date(at) + at.Format(" 15:04")
}

func (p *printer) clock(t ticket.Time) string {
	if t == 0 {
		return ""
	}
	return t.Go().In(p.zone).Format("15:04")
}

func (p *printer) date(t time.Time) string {
	t = t.In(p.zone)
	if t.Year() != p.now.In(p.zone).Year() {
		return t.Format("2 Jan 2006")
	}
	return t.Format("2 Jan")
}

// length is a duration in the largest unit that fits: "40 s", "5 min", "3 h", "2 d".
func length(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d d", int(d.Hours()/24))
}

// soon is until with its seconds, for what happens by itself.
func (p *printer) soon(t ticket.Time) string {
	if d := t.Go().Sub(p.now); d > 0 && d < time.Minute {
		return "in " + length(d+time.Second-1)
	}
	return p.until(t)
}

// dayNumber counts calendar days, so that a day of 23 or 25 hours is one day.
func dayNumber(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// parseMoment reads a past moment as `show --at` takes it: RFC 3339, or a date with or without a time in the desk's zone.
// A date alone means its end.
func parseMoment(s string, zone *time.Location) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	for _, form := range []string{"2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05"} {
		if t, err := time.ParseInLocation(form, s, zone); err == nil {
			return t, nil
		}
	}
	t, err := time.ParseInLocation("2006-01-02", s, zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("read time %q: %w", s, err)
	}
	return t.AddDate(0, 0, 1).Add(-time.Millisecond), nil
}

// parseDay reads a day: today, tomorrow, yesterday, the next such weekday, or a date.
func parseDay(s string, now time.Time) (time.Time, bool) {
	y, m, d := now.Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, now.Location())
	word := strings.ToLower(strings.TrimSpace(s))
	switch word {
	case "", "today":
		return today, true
	case "tomorrow":
		return today.AddDate(0, 0, 1), true
	case "yesterday":
		return today.AddDate(0, 0, -1), true
	}
	if t, err := time.ParseInLocation("2006-01-02", word, now.Location()); err == nil {
		return t, true
	}
	for n := range 7 {
		next := today.AddDate(0, 0, n)
		name := strings.ToLower(next.Weekday().String())
		if len(word) >= 3 && strings.HasPrefix(name, word) {
			return next, true
		}
	}
	return time.Time{}, false
}
