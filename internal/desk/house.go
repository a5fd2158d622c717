package desk

import (
	"context"
	"fmt"
	"time"

	"deskhand/internal/store"
)

const (
	houseEvery = 2 * time.Second
	copyEvery  = time.Hour // a look whether today's copy exists
	tidyEvery  = 10 * time.Minute
	scrubAfter = time.Minute // nobody has written for so long
)

// keepHouse does in idle time what arrival leaves out: index what a crash left, merge the index, tidy
// the outbox, make the file anew after an erasure, copy the desk once a day.
func (d *Desk) keepHouse(ctx context.Context) error {
	t := time.NewTicker(houseEvery)
	defer t.Stop()
	merged := false
	c := chores{began: time.Now()}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
		}
		d.watchDisk()
		n, err := d.store.IndexMissing(ctx, 200)
		if err == nil && n == 0 && !merged {
			merged, err = d.store.MergeIndex(ctx)
		}
		if err == nil && n == 0 {
			err = d.rejudge(ctx)
		}
		if n > 0 {
			merged = false
		}
		if err != nil && ctx.Err() == nil {
			d.log.Error("keep house", "error", err)
		}
		if merged {
			d.doChores(ctx, &c, d.store.Quiet())
		}
	}
}

// chores is when what need not be done often was last done, in this process.
type chores struct{ began, tidied, scrubbed, copied time.Time }

// doChores does those that are due. quiet is how long nobody here has written anything.
func (d *Desk) doChores(ctx context.Context, c *chores, quiet time.Duration) {
	if time.Since(c.tidied) > tidyEvery {
		c.tidied = time.Now()
		d.tidy(ctx)
	}
	if min(quiet, time.Since(c.began)) > scrubAfter && time.Since(c.scrubbed) > tidyEvery {
		c.scrubbed = time.Now()
		d.scrub(ctx)
	}
	if time.Since(c.copied) > copyEvery && !d.o.Sample {
		c.copied = time.Now()
		d.copyDesk(ctx)
	}
}

// rejudge judges mail anew after the policy's rules for systems outside changed, about a second's worth at once.
func (d *Desk) rejudge(ctx context.Context) error {
	for until := time.Now().Add(houseEvery / 2); time.Now().Before(until); {
		changed, more, err := d.store.Rejudge(ctx, 50)
		if err != nil {
			return fmt.Errorf("judge mail anew: %w", err)
		}
		d.core.Tell(changed)
		if !more {
			return nil
		}
	}
	return nil
}

// tidy drops what of drafts and the outbox nobody misses: blank drafts, bytes of mails whose copy came back.
func (d *Desk) tidy(ctx context.Context) {
	if err := d.store.PruneOutbox(ctx); err != nil && ctx.Err() == nil {
		d.log.Error("tidy the outbox", "error", err)
	}
}

// scrub leaves nothing of what an admin had erased in the file's free pages (journal.md §3.12).
func (d *Desk) scrub(ctx context.Context) {
	if err := d.store.Scrub(ctx); err != nil && ctx.Err() == nil {
		d.log.Error("leave nothing of what was erased", "error", err)
	}
}

// watchDisk says while the disk is too full for the 4 MB that are kept for drafts: what is typed then may be refused.
func (d *Desk) watchDisk() {
	if !d.store.Low() {
		d.problems.clear("disk")
		return
	}
	d.problems.set("disk", fmt.Errorf("write to the desk: %w", store.ErrFull), "")
}

// copyDesk makes today's verified copy; where it cannot, a problem says so until it can.
func (d *Desk) copyDesk(ctx context.Context) {
	err := d.store.Copy(ctx, d.o.Now().In(d.Zone()))
	if err == nil {
		err = d.store.Checkpoint(ctx)
	}
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		d.problems.set("backup", fmt.Errorf("today's copy of the desk could not be made: %w", err), "")
		return
	}
	d.problems.clear("backup")
}
