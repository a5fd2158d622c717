package desk

import (
	"context"
	"strconv"
	"time"

	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

const (
	settingReadTold = "read-told" // Unix ms up to which other laptops of this agent know what was read here
	readEvery       = time.Hour
	readAtOnce      = 100 // tickets a transaction
)

// tellRead lets this agent's other laptops know what was read here; a reply and a close tell of their own ticket at once.
func (d *Desk) tellRead(ctx context.Context) error {
	for more := true; more; {
		err := d.store.Write(ctx, func(tx *store.Tx) error {
			since, err := number(tx, settingReadTold)
			if err != nil {
				return err
			}
			anchors, until, err := tx.ReadSince(ticket.Time(since), readAtOnce)
			more = len(anchors) >= readAtOnce
			if err != nil || len(anchors) == 0 {
				return err
			}
			if err := readOps(tx, anchors); err != nil {
				return err
			}
			return tx.SetSetting(settingReadTold, strconv.FormatInt(int64(until), 10))
		})
		if err != nil {
			return err
		}
	}
	d.carrier.wake(false)
	return nil
}

func readOps(tx *store.Tx, anchors []string) error {
	for _, anchor := range anchors {
		drafts, err := tx.ReadDrafts(anchor)
		if err != nil {
			return err
		}
		if _, err := tx.Append(drafts); err != nil {
			return err
		}
	}
	return nil
}

// keepRead does so once an hour.
func (c *carrier) keepRead(ctx context.Context) error {
	t := time.NewTicker(readEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
		}
		if st, err := c.d.Membership.State(ctx); err != nil || st.ID == "" || st.Revoked {
			continue
		}
		if err := c.d.tellRead(ctx); err != nil && ctx.Err() == nil {
			c.d.log.Error("tell what was read", "error", err)
		}
	}
}
