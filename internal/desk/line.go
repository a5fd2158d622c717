package desk

import "deskhand/internal/imapsync"

const (
	leastRoom  = 2 << 30 // bytes free below which mail comes by its head
	leastShare = 20      // and this part of the disk
)

// room tells whether there is room for mail: below 2 GB or 5 % of the disk only heads come (security.md, "floods").
func (d *Desk) room() bool {
	if d.o.Room != nil {
		return d.o.Room()
	}
	free, total, ok := d.store.Room()
	return !ok || free >= max(leastRoom, total/leastShare)
}

// line tells the sync engine what to spare.
func (d *Desk) line() imapsync.Line {
	s := d.o.Power()
	return imapsync.Line{Battery: s.Battery, Low: s.Low, Metered: s.Metered}
}
