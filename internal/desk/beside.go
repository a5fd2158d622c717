package desk

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// Beside keeps subscribers up to date while the engines run in another process, until ctx ends: whatever that process
// writes is told here as a change of everything. Saved replies are read from their folder here too.
func (d *Desk) Beside(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return d.Reply.Watch(ctx) })
	g.Go(func() error {
		return d.eachWrite(ctx, func() {
			d.notices.tell(Notice{Kind: Changed, Queues: true})
			d.notices.tell(Notice{Kind: Outbox})
			d.notices.tell(Notice{Kind: Synced})
			d.notices.tell(Notice{Kind: Trouble})
		})
	})
	return g.Wait()
}
