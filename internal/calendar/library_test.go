package calendar

import (
	"testing"
	"time"

	"github.com/olebedev/when"
	"github.com/olebedev/when/rules/en"
)

// What the library does by itself, and why the thin rules stand before it. When one of these fails after an update, the
// rule that it names may go.
func TestWhatTheLibraryDoes(t *testing.T) {
	w := when.New(nil)
	w.Add(en.All...)
	sunday := time.Date(2026, 11, 22, 10, 35, 0, 0, time.UTC)
	for _, c := range []struct {
		text, want, rule string
		now              time.Time
	}{
		{"tuesday at 9:30", "2026-11-24 09:30", "used as it is", sunday},
		{"tomorrow", "2026-11-23 10:35", "used as it is", sunday},
		{"24th of november", "2026-11-24 10:35", "used as it is", sunday},
		{"tue 9", "2026-11-24 10:35", "splitClock: the 9 is overlooked", sunday},
		{"24 nov 14:00", "2026-11-14 14:00", "splitClock: the 14 becomes the day", sunday},
		{"31 feb", "2026-03-03 10:35", "sameDay: runs over, and lies in the past", sunday},
		{"tue foo", "2026-11-24 10:35", "library: the rest is overlooked", sunday},
		{"in 1 month", "2025-12-22 10:35", "span: month 0 in November", sunday},
		{"28 february", "2026-03-28 10:35", "monthDay: runs over from the 31st", time.Date(2026, 1, 31, 10, 35, 0, 0, time.UTC)},
		{"wednesday next week", "2026-11-25 10:35", "nextWeek: this week's", sunday.AddDate(0, 0, 1)},
		{"tonight", "2026-11-22 23:00", "day: too late to be of use", sunday},
		{"2h", "nothing", "span: no short forms", sunday},
		{"di9", "nothing", "fullName: English only", sunday},
	} {
		got := "nothing"
		if r, err := w.Parse(c.text, c.now); err != nil {
			t.Errorf("%q: %v", c.text, err)
		} else if r != nil {
			got = r.Time.Format("2006-01-02 15:04")
		}
		if got != c.want {
			t.Errorf("%q = %s, want %s (%s)", c.text, got, c.want, c.rule)
		}
	}
}
