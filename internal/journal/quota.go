package journal

import "math"

// Day is the UTC day of a stamp, counted from 1970: what a quota is told by.
func Day(h Stamp) int64 { return h.Millis() / 86_400_000 }

// Quota is how many ops of one UTC day of `h` count of a device; the rest, in seq order, waits for an admin
// (journal.md §3.9). An admin's imports are exempt, and stay so when the
// admin is one no more.
func (t *Team) Quota(device string) int {
	if t.appointed[device] {
		return math.MaxInt
	}
	return max(t.quota[device], defaultDayQuota)
}

// Parked tells whether an op lies too far ahead of trusted now: it is kept and applied when it is due (journal.md §3.4).
func Parked(now, h Stamp) bool { return h.Millis() > now.Millis()+maxAhead.Milliseconds() }
