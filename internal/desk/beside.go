package desk

import "context"

// Beside keeps subscribers up to date while the engines run in another process, until ctx ends: whatever that process
// writes is told here as a change of everything.
func (d *Desk) Beside(ctx context.Context) error {
	return d.eachWrite(ctx, func() {
		d.notices.tell(Notice{Kind: Changed, Queues: true})
		d.notices.tell(Notice{Kind: Outbox})
		d.notices.tell(Notice{Kind: Synced})
		d.notices.tell(Notice{Kind: Trouble})
	})
}
