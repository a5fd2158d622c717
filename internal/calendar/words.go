package calendar

import (
	"fmt"
	"time"
)

// Age is a span in one unit, for a list: "40 s", "38 m", "3 h", "2 d", "3 w", "2 mo", "4 y". Negative spans count as zero.
func Age(d time.Duration) string {
	day := 24 * time.Hour
	switch d = max(d, 0); {
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d m", d/time.Minute)
	case d < day:
		return fmt.Sprintf("%d h", d/time.Hour)
	case d < 14*day:
		return fmt.Sprintf("%d d", d/day)
	case d < 60*day:
		return fmt.Sprintf("%d w", d/(7*day))
	case d < 730*day:
		return fmt.Sprintf("%d mo", d/(30*day))
	}
	return fmt.Sprintf("%d y", d/(365*day))
}

// Length is a span that somebody waits for: "17 m", "1 h 05 m", "1 d 4 h", from a week on as Age. The sign is dropped.
func Length(d time.Duration) string {
	if d < 0 {
		d = -d
	}
	day := 24 * time.Hour
	switch {
	case d < 0: // the one span whose negative does not exist
		return Age(1<<63 - 1)
	case d < time.Hour, d >= 7*day:
		return Age(d)
	case d < day:
		return fmt.Sprintf("%d h %02d m", d/time.Hour, d%time.Hour/time.Minute)
	case d%day < time.Hour:
		return Age(d)
	}
	return fmt.Sprintf("%d d %d h", d/day, d%day/time.Hour)
}

// Ago is how long something lies back: "40 s ago"; "just now" under ten seconds and for the future.
func Ago(d time.Duration) string {
	if d < 10*time.Second {
		return "just now"
	}
	return Age(d) + " ago"
}

// In is how far off something is: "in 2 h"; "now" for the past.
func In(d time.Duration) string {
	if d <= 0 {
		return "now"
	}
	return "in " + Length(d)
}

// Left is what remains until a target, or by how much it is missed: "1 h 05 m left", "17 m over".
func Left(d time.Duration) string {
	if d < 0 {
		return Length(d) + " over"
	}
	return Length(d) + " left"
}

// Late is by how much something due has passed: "2 h 32 m late".
func Late(d time.Duration) string { return Length(d) + " late" }
