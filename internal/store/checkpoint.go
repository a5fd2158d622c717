package store

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
	"time"
)

// checkpointer moves what was committed from the WAL into the file beside the writer's back. SQLite would do it inside
// some commit, and a person would wait for its fsyncs.
type checkpointer struct {
	s     *Store
	db    *sql.DB
	load  atomic.Int64 // what was committed since the last round, in about 4 pages
	wake  chan struct{}
	stop  context.CancelFunc
	ended sync.WaitGroup
}

const (
	loadIngest = 25  // of a background transaction
	loadPerson = 1   // of a person's
	loadRound  = 250 // one round is due: about 4 MB
	walFrames  = 8000
)

func newCheckpointer(s *Store, path string) (*checkpointer, error) {
	db, err := sql.Open("sqlite", dsn(path, false))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	ctx, stop := context.WithCancel(context.Background())
	c := &checkpointer{s: s, db: db, wake: make(chan struct{}, 1), stop: stop}
	c.ended.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-c.wake:
			}
			c.load.Store(0)
			if err := c.round(ctx); err != nil && ctx.Err() == nil {
				s.log.Error("checkpoint", "error", err)
			}
		}
	})
	return c, nil
}

// committed counts a commit and wakes the checkpointer when enough has come together.
func (c *checkpointer) committed(durable bool) {
	weight := int64(loadIngest)
	if durable {
		weight = loadPerson
	}
	if c.load.Add(weight) >= loadRound {
		select {
		case c.wake <- struct{}{}:
		default:
		}
	}
}

// round copies beside the writer. While mail pours in, more is always committed meanwhile and the WAL never comes to
// its end; then the little that is left is copied between two transactions, and the next begins the WAL anew.
func (c *checkpointer) round(ctx context.Context) error {
	defer c.s.spent.since(stageCheckpoint, time.Now())
	var busy, frames, copied int
	if err := c.db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`).Scan(&busy, &frames, &copied); err != nil {
		return err
	}
	if frames < walFrames {
		return nil
	}
	return c.s.writer.do(c.s.writer.background, job{ctx: ctx, bare: true, run: func(tx *Tx) error {
		return tx.row(`PRAGMA wal_checkpoint(PASSIVE)`, nil, &busy, &frames, &copied)
	}})
}

func (c *checkpointer) close() error {
	c.stop()
	c.ended.Wait()
	return c.db.Close()
}
