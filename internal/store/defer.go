package store

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// deferred projects what came in bulk behind its arrival, in short background transactions. While more pours in it waits a
// little: what many ops touch is then projected once.
type deferred struct {
	s     *Store
	wake  chan struct{}
	told  atomic.Pointer[func(Change)]
	stop  context.CancelFunc
	ended sync.WaitGroup
}

const (
	pourPause = 100 * time.Millisecond // nothing came for so long: it is over
	pourMost  = 2 * time.Second        // and no screen is older than this
	tellEvery = 250 * time.Millisecond
	waitSlice = 16 // objects looked at together
	wideSlice = 9  // of people and companies more: all tickets are gone through for them
)

func newDeferred(s *Store) *deferred {
	ctx, stop := context.WithCancel(context.Background())
	d := &deferred{s: s, wake: make(chan struct{}, 1), stop: stop}
	d.ended.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-d.wake:
			}
			d.calm(ctx)
			if err := s.ProjectWaiting(ctx); err != nil && ctx.Err() == nil {
				s.log.Error("project what colleagues did", "error", err)
			}
		}
	})
	return d
}

func (d *deferred) poke() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// calm waits until nothing more came for a moment, or for long enough.
func (d *deferred) calm(ctx context.Context) {
	most := time.After(pourMost)
	for {
		select {
		case <-ctx.Done():
			return
		case <-most:
			return
		case <-d.wake:
		case <-time.After(pourPause):
			return
		}
	}
}

func (d *deferred) close() {
	d.stop()
	d.ended.Wait()
}

// OnProjected is told what changed when something was projected behind its arrival, a few times a second at most.
func (s *Store) OnProjected(told func(Change)) { s.deferred.told.Store(&told) }

// ProjectWaiting projects what the replica brought and nobody has projected, in short transactions.
func (s *Store) ProjectWaiting(ctx context.Context) error {
	var changed Change
	var last time.Time
	tell := func() {
		slices.Sort(changed.Tickets)
		changed.Tickets = slices.Compact(changed.Tickets)
		if told := s.deferred.told.Load(); told != nil && (len(changed.Tickets) > 0 || changed.Queues) {
			(*told)(changed)
		}
		changed, last = Change{}, time.Now()
	}
	defer func() { tell() }()
	return s.Ingest(ctx, func(tx *Tx, more func() bool) (done bool, err error) {
		if time.Since(last) > tellEvery {
			tell() // of the transactions before this one
		}
		for !done && more() {
			var c Change
			if c, done, err = tx.projectWaiting(waitSlice); err != nil {
				return false, err
			}
			changed.add(c)
		}
		return done, nil
	})
}

// projectWaiting projects the oldest that wait: objects of one ticket each, or people and companies, whose tickets then wait.
func (tx *Tx) projectWaiting(limit int) (out Change, done bool, err error) {
	var last int64
	var objects []string
	err = tx.each(func(scan func(...any) error) error {
		var n int64
		var o string
		if err := scan(&n, &o); err != nil {
			return err
		}
		if len(objects) > 0 && spreads(o) != spreads(objects[0]) || len(objects) == limit && !spreads(o) {
			return errStop
		}
		last, objects = n, append(objects, o)
		return nil
	}, `SELECT n, object FROM unprojected ORDER BY n LIMIT ?`, limit*wideSlice)
	if err != nil && !errors.Is(err, errStop) || len(objects) == 0 {
		return out, true, err
	}
	if err := tx.exec(`DELETE FROM unprojected WHERE n <= ?`, last); err != nil {
		return out, false, err
	}
	if spreads(objects[0]) {
		return out, false, tx.spread(objects)
	}
	out, err = tx.Project(objects...)
	return out, false, err
}

// Unprojected tells whether what the replica brought of an object is not shown yet.
func (tx *Tx) Unprojected(object string) (bool, error) {
	return one[bool](tx, `SELECT EXISTS (SELECT 1 FROM unprojected WHERE object = ?)`, object)
}

// projectAllWaiting leaves none.
func (tx *Tx) projectAllWaiting() error {
	for {
		if _, done, err := tx.projectWaiting(1000); done || err != nil {
			return err
		}
	}
}
