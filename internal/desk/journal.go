package desk

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/membership"
	"deskhand/internal/journal"
	"deskhand/internal/replica"
	"deskhand/internal/store"
)

// carrier has the team's journal carried: by one engine while the desk's engines run, else once when it is asked for. It
// does nothing on a desk without a team.
type carrier struct {
	d     *Desk
	alone sync.Mutex // held while an engine lives: two would seal the same ops
	mu    sync.Mutex

	engine  *replica.Engine // while it runs
	place   membership.Place
	restart chan struct{} // holds one: another team, place or key; nil: nothing runs

	writing map[string]map[string]time.Time // who writes an answer: by anchor, device, until when
	limited string                          // what the place's server allows less than usual
	team    *journal.Team                   // as the engine that runs folds it; nil: none runs
	secrets map[uint32][]journal.Keys       // by epoch, what the vault answered
	toldAt  time.Time                       // of the last notice that counts are others
}

func newCarrier(d *Desk) *carrier {
	return &carrier{d: d, writing: map[string]map[string]time.Time{}, secrets: map[uint32][]journal.Keys{}}
}

// running is the engine that runs, nil where none does.
func (c *carrier) running() *replica.Engine {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.engine
}

// wake says that something was written here.
func (c *carrier) wake(urgent bool) {
	if e := c.running(); e != nil {
		e.Wake(urgent)
	}
}

// again has the engine begin anew.
func (c *carrier) again() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.secrets)
	if c.restart != nil {
		select {
		case c.restart <- struct{}{}:
		default:
		}
	}
}

// carryWithin is how long a round is waited for.
const carryWithin = 2 * time.Minute

// carry pulls, and unless only that is wanted pushes: beside the engine that runs here, or by one made for it. Without a
// team there is nothing to carry. It needs the engine lock.
func (c *carrier) carry(ctx context.Context, pull bool) (replica.Result, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, carryWithin, errors.New("carrying the journal takes longer than "+carryWithin.String()))
	defer cancel()
	r, err := c.carryIn(ctx, pull)
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) { // a line that hangs is one that is down
		f := fault.Newf(fault.Offline, "It is tried again with the next sync.", "The journal's place does not answer: %v.", context.Cause(ctx))
		f.Err = err
		err = f
	}
	return r, err
}

func (c *carrier) carryIn(ctx context.Context, pull bool) (replica.Result, error) {
	for {
		if e := c.running(); e != nil {
			r, err := round(ctx, e, pull)
			switch {
			case errors.Is(err, replica.ErrRevoked):
				return r, membership.Shut()
			case !errors.Is(err, replica.ErrForked): // it begins anew with another key in a moment
				return r, err
			}
		} else if c.alone.TryLock() {
			defer c.alone.Unlock()
			return c.once(ctx, pull)
		}
		if err := wait(ctx); err != nil {
			return replica.Result{}, err
		}
	}
}

func round(ctx context.Context, e *replica.Engine, pull bool) (replica.Result, error) {
	if pull {
		return replica.Result{}, e.Pull(ctx)
	}
	return e.Sync(ctx)
}

// once does a round with an engine of its own; a second one where this desk had to take another key.
func (c *carrier) once(ctx context.Context, pull bool) (sum replica.Result, err error) {
	for range 2 {
		run, err := c.build(ctx)
		if err != nil || run == nil {
			return sum, err
		}
		r, err := round(ctx, run.engine, pull)
		run.close()
		if err == nil {
			c.reached()
		}
		sum.Ops, sum.Sent = sum.Ops+r.Ops, sum.Sent+r.Sent
		c.mu.Lock()
		c.team = nil // what is written from now on, this engine does not see
		c.mu.Unlock()
		if err == nil && !pull && !run.state.Whole {
			err = c.d.Membership.CameIn(ctx)
		}
		forked := errors.Is(err, replica.ErrForked)
		if err = c.after(ctx, err); err != nil || !forked {
			return sum, err
		}
	}
	return sum, nil
}

// carrying is an engine with what belongs to it.
type carrying struct {
	c      *carrier
	state  membership.State
	engine *replica.Engine
	place  membership.Place
}

func (r *carrying) close() {
	if err := r.place.Close(); err != nil {
		r.c.d.log.Warn("close the journal's place", "error", err)
	}
}

// build makes the engine of the team that this desk is in; nil where there is none, or where it was shut out: then what its
// end left half done is done.
func (c *carrier) build(ctx context.Context) (*carrying, error) {
	st, err := c.d.Membership.State(ctx)
	if err != nil || st.ID == "" {
		return nil, err
	}
	if st.Revoked {
		return nil, c.wipe(ctx)
	}
	self, err := c.identity(ctx, st.Device)
	if err != nil {
		return nil, err
	}
	var former []replica.Identity
	for _, id := range st.Former {
		if f, err := c.identity(ctx, id); err == nil { // one that was forgotten has said what it had to say
			former = append(former, f)
		}
	}
	where, err := c.d.Membership.Where(ctx)
	if err != nil {
		return nil, err
	}
	place, err := c.open(ctx, where)
	if err != nil {
		return nil, err
	}
	run := &carrying{c: c, state: st, place: place}
	run.engine = replica.New(replica.Options{
		Store: journalStore{c.d, st}, Transport: place, Team: st.ID, Self: self, Former: former, Encrypt: st.Encrypt,
		Keys: c.keys(ctx, st.ID), Version: c.d.o.Version, Observer: c.observer(ctx, st), Now: c.d.o.Now,
	})
	return run, nil
}

func (c *carrier) identity(ctx context.Context, device string) (replica.Identity, error) {
	key, err := c.d.Membership.Key(ctx, device)
	return replica.Identity{Device: device, Key: key}, err
}

// keys answers from the vault, and remembers: a sealed file is slow to ask.
func (c *carrier) keys(ctx context.Context, id string) func(epoch uint32) []journal.Keys {
	return func(epoch uint32) []journal.Keys {
		c.mu.Lock()
		defer c.mu.Unlock()
		if k, ok := c.secrets[epoch]; ok {
			return k
		}
		secrets, err := c.d.Membership.Secrets(ctx, id, epoch)
		if err != nil {
			c.d.log.Error("read the team's secret", "error", err)
		}
		var keys []journal.Keys
		for _, secret := range secrets {
			keys = append(keys, journal.DeriveKeys(secret, id, epoch))
		}
		if len(keys) > 0 {
			c.secrets[epoch] = keys
		}
		return keys
	}
}

// run keeps the journal carried until ctx ends.
func (c *carrier) run(ctx context.Context) error {
	restart := make(chan struct{}, 1)
	c.mu.Lock()
	c.restart = restart
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		c.restart = nil
		c.mu.Unlock()
	}()
	for pause := time.Duration(0); ctx.Err() == nil; {
		ran, err := c.follow(ctx, restart)
		if errors.Is(err, replica.ErrRevoked) && c.d.shutOut(ctx) { // it is told; what its end left half done comes next
			err = nil
		}
		if err = c.after(ctx, err); err != nil && ctx.Err() == nil {
			c.problem(replica.Problem{Code: replica.CodeOffline, Message: fault.From(err).Message, Err: err})
			pause = min(max(2*pause, time.Second), time.Minute)
		} else {
			pause = 0
		}
		if ran && err == nil {
			continue
		}
		var after <-chan time.Time // without a pause: until something changes
		if pause > 0 {
			after = time.After(pause)
		}
		select {
		case <-ctx.Done():
		case <-restart:
		case <-after:
		}
	}
	return ctx.Err()
}

// follow runs an engine until it ends, or is to begin anew; ran is false where there is no team.
func (c *carrier) follow(ctx context.Context, restart <-chan struct{}) (ran bool, err error) {
	c.alone.Lock()
	defer c.alone.Unlock()
	run, err := c.build(ctx)
	if err != nil || run == nil {
		return false, err
	}
	defer run.close()
	if !run.state.Whole { // it joined while the line was down
		if _, err := run.engine.Once(ctx); err != nil {
			return true, err
		}
		if err := c.d.Membership.CameIn(ctx); err != nil {
			return true, err
		}
	}
	c.reached() // an engine says anew what stands
	c.mu.Lock()
	c.engine, c.place = run.engine, run.place
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		c.engine, c.place, c.team = nil, nil, nil
		c.mu.Unlock()
	}()
	round, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- run.engine.Run(round) }()
	select {
	case err = <-ended:
		return true, err
	case <-restart:
	case <-ctx.Done():
	}
	cancel()
	return true, ignoreEnd(round, <-ended)
}

// ignoreEnd: that an engine was stopped is no failure.
func ignoreEnd(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// after does what an engine's end asks for.
func (c *carrier) after(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, replica.ErrRevoked):
		return membership.Shut()
	case errors.Is(err, replica.ErrForked):
		if err := c.d.Membership.Renew(ctx); err != nil {
			return fmt.Errorf("give this desk a key of its own: %w", err)
		}
		return nil
	}
	return err
}

// journalStore is the desk's database as the journal's engine sees it.
type journalStore struct {
	d  *Desk
	st membership.State
}

// View is a snapshot.
func (s journalStore) View(ctx context.Context, fn func(replica.Tx) error) error {
	return s.d.store.Read(ctx, func(tx *store.Tx) error { return fn(tx) })
}

// Update is durable. What colleagues did is told after its commit.
func (s journalStore) Update(ctx context.Context, fn func(replica.Tx) error) error {
	heard := false
	changed, err := s.d.store.Carry(ctx, func(tx *store.Tx) error {
		heard = false
		return fn(&hearing{Tx: tx, me: s.d.Agent(), since: s.st.Since, any: &heard})
	})
	if err != nil {
		return err
	}
	s.d.core.Tell(changed)
	if heard {
		s.d.running.wakeReminders()
	}
	return nil
}
