package desk

import (
	"context"
	"time"
)

// Beside keeps subscribers up to date while the engines run in another process, until ctx ends: whatever that process
// writes is told here as a change of everything.
func (d *Desk) Beside(ctx context.Context) error {
	t := time.NewTicker(followEvery)
	defer t.Stop()
	seen, err := d.store.Version(ctx)
	if err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
		}
		now, err := d.store.Version(ctx)
		if err != nil || now == seen {
			continue
		}
		seen = now
		d.notices.tell(Notice{Kind: Changed, Queues: true})
		d.notices.tell(Notice{Kind: Synced})
		d.notices.tell(Notice{Kind: Trouble})
	}
}
