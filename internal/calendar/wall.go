package calendar

import (
	"fmt"
	"time"
	_ "time/tzdata" // the zone table is in the program (formats.md, Times and zones)
)

// WallLayout is how a wall time is written where it is kept.
const WallLayout = "2006-01-02T15:04"

// Resolve is the moment at which clocks in zone show the wall time (its year to second; its own location is ignored).
// In a gap the time goes forward by the gap, in a fold the first of the two is taken (formats.md, Times and zones).
func Resolve(wall time.Time, zone *time.Location) time.Time {
	return resolve(wall, func(t time.Time) int {
		_, offset := t.In(zone).Zone()
		return offset
	}).In(zone)
}

// resolve does the same where offset says, in seconds, what holds at a moment; the result is in UTC.
func resolve(wall time.Time, offset func(time.Time) int) time.Time {
	u := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, time.UTC)
	before := offset(u.Add(-24 * time.Hour))
	var found time.Time
	for _, o := range []int{before, offset(u.Add(24 * time.Hour)), offset(u)} {
		t := u.Add(-time.Duration(o) * time.Second)
		if offset(t) == o && (found.IsZero() || t.Before(found)) {
			found = t
		}
	}
	if found.IsZero() {
		found = u.Add(-time.Duration(before) * time.Second)
	}
	return found
}

// ResolveWall resolves a kept wall time ("2026-11-24T09:00") by the name of its zone, again after zone rules changed.
func ResolveWall(wall, zone string) (time.Time, error) {
	t, err := time.Parse(WallLayout, wall)
	if err != nil {
		return time.Time{}, fmt.Errorf("wall time %q: %w", wall, err)
	}
	loc, err := Zone(zone)
	if err != nil {
		return time.Time{}, err
	}
	return Resolve(t, loc), nil
}

// Zone finds a zone by its IANA name or by the name Windows and Exchange give it.
func Zone(name string) (*time.Location, error) {
	if iana, ok := windowsZone(name); ok {
		name = iana
	}
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("time zone %q: no such name; write it as Europe/Berlin", name)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("time zone %q: no such name; write it as Europe/Berlin", name)
	}
	return loc, nil
}
