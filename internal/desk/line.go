package desk

import (
	"context"

	"deskhand/internal/imapsync"
	"deskhand/internal/store"
)

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

// held says why older mail waits: "battery", "metered"; empty where none is left or nothing is to be spared.
func (d *Desk) held(ctx context.Context) string {
	l := d.line()
	if !l.Low && !l.Metered {
		return ""
	}
	left := false
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		folders, err := tx.Folders()
		for _, f := range folders {
			left = left || f.Followed && f.Listed && f.Messages > f.Here
		}
		return err
	})
	switch {
	case err != nil || !left:
		return ""
	case l.Low:
		return "battery"
	}
	return "metered"
}
