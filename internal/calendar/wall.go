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
	u := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, time.UTC)
	_, before := u.Add(-24 * time.Hour).In(zone).Zone()
	_, after := u.Add(24 * time.Hour).In(zone).Zone()
	_, here := u.In(zone).Zone()
	var found time.Time
	for _, offset := range []int{before, after, here} {
		t := u.Add(-time.Duration(offset) * time.Second)
		if shows(t.In(zone), u) && (found.IsZero() || t.Before(found)) {
			found = t
		}
	}
	if found.IsZero() {
		found = u.Add(-time.Duration(before) * time.Second)
	}
	return found.In(zone)
}

// shows says whether a clock that shows t shows the wall time u.
func shows(t, u time.Time) bool {
	return t.Year() == u.Year() && t.YearDay() == u.YearDay() && t.Hour() == u.Hour() && t.Minute() == u.Minute() && t.Second() == u.Second()
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
	if iana, ok := windowsZones()[name]; ok {
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
