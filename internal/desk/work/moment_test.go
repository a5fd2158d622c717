package work

import (
	"testing"
	"time"
)

// TestMoment: a weekday alone names one of the next six days in the reader's own zone.
func TestMoment(t *testing.T) {
	zone, err := time.LoadLocation("Australia/Sydney")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 30, 20, 0, 0, 0, zone) // a Monday; clocks go back on the Sunday after
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{now.Add(3 * time.Hour), "23:00"},
		{time.Date(2026, 3, 31, 8, 0, 0, 0, zone), "Tue 08:00"},
		{time.Date(2026, 4, 5, 23, 30, 0, 0, zone), "Sun 23:30"},
		{time.Date(2026, 4, 6, 9, 0, 0, 0, zone), "Mon 6 Apr 09:00"},
		{time.Date(2027, 3, 30, 20, 0, 0, 0, zone), "30 Mar 2027 20:00"},
	} {
		if got := Moment(c.at, now, zone); got != c.want {
			t.Errorf("%s: got %q, want %q", c.at, got, c.want)
		}
	}
}
