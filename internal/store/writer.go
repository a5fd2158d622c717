package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// How long one background transaction may work: while somebody is there, and in the first sync of an empty desk with
// nobody's key pressed lately. Projecting what it touched and the commit come on top and take about as long again; the
// writer is to be held for 20 ms at most.
const (
	holdShort = 10 * time.Millisecond
	holdLong  = 250 * time.Millisecond
	quietFor  = 2 * time.Second
)

var errClosed = errors.New("the desk is closed")

// job is one transaction to run. An ingest job may ask to go on in another transaction.
type job struct {
	ctx     context.Context
	durable bool
	person  bool // somebody waits for it
	bare    bool // in no transaction: the checkpoint
	run     func(*Tx) error
	done    chan error
}

// writer runs all transactions that write, one after another, people's first.
type writer struct {
	store      *Store
	db         *sql.DB
	conn       *sql.Conn
	stmts      map[string]*sql.Stmt
	people     chan job
	background chan job
	stop       chan struct{}
	ended      sync.WaitGroup
	lastPerson atomic.Int64 // Unix ms of the last write by a person
	waiting    atomic.Int32 // people's transactions that wait for their turn
	sync       string
}

func newWriter(ctx context.Context, s *Store, db *sql.DB) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("open writer: %w", err)
	}
	w := &writer{
		store: s, db: db, conn: conn, stmts: map[string]*sql.Stmt{}, sync: "FULL",
		people: make(chan job), background: make(chan job), stop: make(chan struct{}),
	}
	w.ended.Go(w.loop)
	return w, nil
}

func (w *writer) close() error {
	close(w.stop)
	w.ended.Wait()
	for _, st := range w.stmts {
		st.Close() //nolint:errcheck // the connection goes next
	}
	return errors.Join(w.conn.Close(), w.db.Close())
}

func (w *writer) loop() {
	for {
		var j job
		select {
		case j = <-w.people:
		default:
			select {
			case j = <-w.people:
			case j = <-w.background:
			case <-w.stop:
				return
			}
		}
		if j.person {
			w.lastPerson.Store(time.Now().UnixMilli())
		}
		j.done <- w.transact(j)
	}
}

// hold is how long a background transaction may go on now.
func (w *writer) hold() time.Duration {
	quiet := time.Since(time.UnixMilli(w.lastPerson.Load())) > quietFor
	if w.store.fresh && quiet {
		return holdLong
	}
	return holdShort
}

// transact runs a job, and once more where it keeps what somebody types and the disk was full but for the reserve.
func (w *writer) transact(j job) error {
	drafting, err := w.attempt(j)
	if drafting && errors.Is(err, ErrFull) && w.store.reserve.release() {
		w.store.log.Warn("the disk is full: a draft gets the room that was kept for it")
		_, err = w.attempt(j)
	}
	return err
}

func (w *writer) attempt(j job) (drafting bool, err error) {
	if err := j.ctx.Err(); err != nil {
		return false, err
	}
	if err := w.setSync(j.durable); err != nil {
		return false, err
	}
	ctx := context.WithoutCancel(j.ctx) // half a transaction helps nobody; each is short
	tx := &Tx{ctx: ctx, s: w.store, q: w.conn, stmts: w.stmts}
	if j.bare {
		return false, j.run(tx)
	}
	if _, err := w.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return false, fmt.Errorf("begin: %w", classify(err))
	}
	defer func() {
		drafting = tx.drafting
		if p := recover(); p != nil {
			err = fmt.Errorf("write: panic: %v\n%s", p, debug.Stack())
		}
		if err != nil {
			err = w.back(ctx, classify(err))
			return
		}
		defer w.store.spent.since(stageCommit, time.Now())
		if _, err = w.conn.ExecContext(ctx, "COMMIT"); err != nil {
			err = fmt.Errorf("commit: %w", w.back(ctx, classify(err)))
			return
		}
		w.store.checks.committed(j.person)
	}()
	return false, j.run(tx)
}

// back undoes a transaction. On a full disk SQLite may have done so by itself; that is no second failure.
func (w *writer) back(ctx context.Context, err error) error {
	_, failed := w.conn.ExecContext(ctx, "ROLLBACK")
	if errors.Is(err, ErrFull) {
		return err
	}
	return errors.Join(err, failed)
}

// setSync: what cannot be fetched again is on the disk when its commit returns; mail ingest need not be.
func (w *writer) setSync(durable bool) error {
	want := "NORMAL"
	if durable {
		want = "FULL"
	}
	if w.sync == want {
		return nil
	}
	if _, err := w.conn.ExecContext(context.Background(), "PRAGMA synchronous="+want); err != nil {
		return fmt.Errorf("set synchronous: %w", err)
	}
	w.sync = want
	return nil
}

func (w *writer) do(queue chan job, j job) error {
	j.done = make(chan error, 1)
	if j.person {
		w.waiting.Add(1)
		defer w.waiting.Add(-1)
	}
	select {
	case queue <- j:
		return <-j.done
	case <-j.ctx.Done():
		return j.ctx.Err()
	case <-w.stop:
		return errClosed
	}
}

// Write runs fn in a durable transaction, ahead of any ingest. Where fn keeps a draft it may run twice: on a full disk
// the first time is undone and the room kept for drafts is given free.
func (s *Store) Write(ctx context.Context, fn func(*Tx) error) error {
	return s.writer.do(s.writer.people, job{ctx: ctx, durable: true, person: true, run: fn})
}

// Ingest runs fn in transactions that need not be durable, again and again until it says it is done. fn works until
// more() is false, which it is as soon as a person waits, and then returns; people's writes go in between.
func (s *Store) Ingest(ctx context.Context, fn func(tx *Tx, more func() bool) (done bool, err error)) error {
	for {
		done := false
		err := s.writer.do(s.writer.background, job{ctx: ctx, run: func(tx *Tx) (err error) {
			until := time.Now().Add(s.writer.hold())
			began := false
			done, err = fn(tx, func() bool {
				if !began { // each transaction gets something done, whatever waits
					began = true
					return true
				}
				return s.writer.waiting.Load() == 0 && time.Now().Before(until)
			})
			return err
		}})
		if err != nil || done {
			return err
		}
	}
}

// Read runs fn on a snapshot. It must not outlive fn.
func (s *Store) Read(ctx context.Context, fn func(*Tx) error) error {
	conn, err := s.readers.Conn(ctx)
	if err != nil {
		return fmt.Errorf("open reader: %w", classify(err))
	}
	defer conn.Close() //nolint:errcheck // back into the pool
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return fmt.Errorf("begin read: %w", classify(err))
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") //nolint:errcheck // nothing was written
	tx := &Tx{ctx: ctx, s: s, q: conn, stmts: map[string]*sql.Stmt{}}
	defer func() {
		for _, st := range tx.stmts {
			st.Close() //nolint:errcheck // the snapshot is over
		}
	}()
	return classify(fn(tx))
}
