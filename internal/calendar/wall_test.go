package calendar

import (
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

func TestResolveWallGapAndFold(t *testing.T) {
	for _, c := range []struct{ wall, zone, want string }{
		{"2026-03-29T02:30", "Europe/Berlin", "2026-03-29T03:30:00+02:00"},
		{"2026-10-25T02:30", "Europe/Berlin", "2026-10-25T02:30:00+02:00"},
		{"2026-03-08T02:30", "America/New_York", "2026-03-08T03:30:00-04:00"},
		{"2026-11-01T01:30", "America/New_York", "2026-11-01T01:30:00-04:00"},
		{"2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-04T02:45:00+11:00"},
		{"2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-05T01:45:00+11:00"},
		{"2011-12-30T09:00", "Pacific/Apia", "2011-12-31T09:00:00+14:00"},
		{"2026-11-24T09:00", "Asia/Kathmandu", "2026-11-24T09:00:00+05:45"},
	} {
		got, err := ResolveWall(c.wall, c.zone)
		if err != nil || got.Format(time.RFC3339) != c.want {
			t.Errorf("%s in %s = %s, %v, want %s", c.wall, c.zone, got.Format(time.RFC3339), err, c.want)
		}
	}
	for _, bad := range [][2]string{{"soon", "Europe/Berlin"}, {"2026-11-24T09:00", "Nowhere/Land"}, {"2026-11-24T09:00", ""}, {"2026-11-24T09:00", "Local"}} {
		if _, err := ResolveWall(bad[0], bad[1]); err == nil {
			t.Errorf("%v is resolved", bad)
		}
	}
}

// A wall time that exists is shown by the clock at the resolved moment; one that does not lies after the gap, and order is kept.
func TestResolveProperty(t *testing.T) {
	zones := []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Tehran", "Africa/Cairo", "Pacific/Chatham"}
	rapid.Check(t, func(t *rapid.T) {
		loc, err := Zone(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		wall := time.Date(2020+rapid.IntRange(0, 20).Draw(t, "y"), 1, 1, 0, rapid.IntRange(0, 366*24*60).Draw(t, "minutes"), 0, 0, time.UTC)
		got := Resolve(wall, loc)
		back := time.Date(got.Year(), got.Month(), got.Day(), got.Hour(), got.Minute(), 0, 0, time.UTC)
		switch d := back.Sub(wall); {
		case d == 0:
			if earlier := got.Add(-time.Hour).In(loc); shows(earlier, wall) {
				t.Fatalf("%s in %s: took the second of a fold", wall, loc)
			}
		case d < 0 || d > 2*time.Hour:
			t.Fatalf("%s in %s became %s", wall, loc, got)
		}
	})
}

// shows says whether a clock that shows t shows the wall time u.
func shows(t, u time.Time) bool {
	return t.Year() == u.Year() && t.YearDay() == u.YearDay() && t.Hour() == u.Hour() && t.Minute() == u.Minute() && t.Second() == u.Second()
}
