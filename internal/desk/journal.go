package desk

import (
	"context"
	"crypto/ed25519"
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
	d  *Desk
	mu sync.Mutex

	engine  *replica.Engine // while it runs
	asks    chan carryAsk   // of rounds beside; nil: nothing runs
	restart chan struct{}   // holds one: another team, place or key

	writing map[string]map[string]time.Time // who writes an answer: by anchor, device, until when
	limited string                          // what the place's server allows less than usual
	team    *journal.Team                   // as the engine that runs folds it; nil: none runs
	place   membership.Place                // that of the engine that runs
	toldAt  time.Time                       // of the last notice that counts are others
}

// carryAsk is a round that somebody waits for.
type carryAsk struct {
	ctx  context.Context
	pull bool // nothing is sent
	done chan carried
}

type carried struct {
	result replica.Result
	err    error
}

func newCarrier(d *Desk) *carrier {
	return &carrier{d: d, writing: map[string]map[string]time.Time{}}
}

// wake says that something was written here.
func (c *carrier) wake(urgent bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.engine != nil {
		c.engine.Wake(urgent)
	}
}

// again has the engine begin anew.
func (c *carrier) again() {
	c.mu.Lock()
	defer c.mu.Unlock()
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
// team there is nothing to carry.
func (c *carrier) carry(ctx context.Context, pull bool) (replica.Result, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, carryWithin, errors.New("carrying the journal takes longer than "+carryWithin.String()))
	defer cancel()
	c.mu.Lock()
	asks := c.asks
	c.mu.Unlock()
	if asks == nil {
		return c.once(ctx, pull)
	}
	ask := carryAsk{ctx, pull, make(chan carried, 1)}
	select {
	case asks <- ask:
	case <-ctx.Done():
		return replica.Result{}, context.Cause(ctx)
	}
	select {
	case r := <-ask.done:
		return r.result, r.err
	case <-ctx.Done():
		return replica.Result{}, context.Cause(ctx)
	}
}

// once does a round with an engine of its own. It needs the engine lock.
func (c *carrier) once(ctx context.Context, pull bool) (replica.Result, error) {
	run, err := c.build(ctx)
	if err != nil || run == nil {
		return replica.Result{}, err
	}
	defer run.close()
	r, err := run.round(ctx, pull)
	c.mu.Lock()
	c.team = nil // what is written from now on, this engine does not see
	c.mu.Unlock()
	if err == nil && !pull && !run.state.Whole {
		err = c.d.Membership.CameIn(ctx)
	}
	return r, c.after(ctx, err)
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

func (r *carrying) round(ctx context.Context, pull bool) (replica.Result, error) {
	if pull {
		return replica.Result{}, r.engine.Pull(ctx)
	}
	return r.engine.Once(ctx)
}

// build makes the engine of the team that this desk is in; nil where there is none, or where it was shut out.
func (c *carrier) build(ctx context.Context) (*carrying, error) {
	st, err := c.d.Membership.State(ctx)
	if err != nil || st.ID == "" || st.Revoked {
		return nil, err
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
	known := map[uint32][]journal.Keys{}
	var mu sync.Mutex
	return func(epoch uint32) []journal.Keys {
		mu.Lock()
		defer mu.Unlock()
		if k, ok := known[epoch]; ok {
			return k
		}
		secrets, err := c.d.Membership.Secrets(ctx, id, epoch)
		if err != nil {
			c.d.log.Error("read the team's secret", "error", err)
		}
		for _, secret := range secrets {
			known[epoch] = append(known[epoch], journal.DeriveKeys(secret, id, epoch))
		}
		return known[epoch]
	}
}

// run keeps the journal carried until ctx ends.
func (c *carrier) run(ctx context.Context) error {
	asks, restart := make(chan carryAsk), make(chan struct{}, 1)
	c.mu.Lock()
	c.asks, c.restart = asks, restart
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		c.asks, c.restart, c.engine = nil, nil, nil
		c.mu.Unlock()
	}()
	for wait := time.Duration(0); ctx.Err() == nil; {
		run, err := c.build(ctx)
		if err == nil && run != nil {
			wait = 0
			err = c.follow(ctx, run, asks, restart)
			run.close()
		}
		if err = c.after(ctx, err); err != nil {
			c.problem(replica.Problem{Code: replica.CodeOffline, Message: fault.From(err).Message, Err: err})
			wait = min(max(2*wait, time.Second), time.Minute)
		}
		if run != nil && err == nil {
			continue
		}
		c.idle(ctx, wait, asks, restart)
	}
	return ctx.Err()
}

// idle waits where nothing can be carried: until that changes, or for a while (0: until it changes).
func (c *carrier) idle(ctx context.Context, wait time.Duration, asks <-chan carryAsk, restart <-chan struct{}) {
	var after <-chan time.Time
	if wait > 0 {
		after = time.After(wait)
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-restart:
			return
		case <-after:
			return
		case ask := <-asks:
			r, err := c.once(ask.ctx, ask.pull)
			ask.done <- carried{r, err}
			if err == nil {
				return
			}
		}
	}
}

// follow runs an engine, and between its looks the rounds that somebody waits for. It ends with nil where it is to begin
// anew.
func (c *carrier) follow(ctx context.Context, run *carrying, asks <-chan carryAsk, restart <-chan struct{}) error {
	c.mu.Lock()
	c.engine, c.place = run.engine, run.place
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		c.engine, c.place, c.team = nil, nil, nil
		c.mu.Unlock()
	}()
	if !run.state.Whole { // it joined while the line was down
		if _, err := run.engine.Once(ctx); err != nil {
			return err
		}
		if err := c.d.Membership.CameIn(ctx); err != nil {
			return err
		}
	}
	for {
		round, cancel := context.WithCancel(ctx)
		ended := make(chan error, 1)
		go func() { ended <- run.engine.Run(round) }()
		stop := func() error { cancel(); return <-ended }
		select {
		case <-ctx.Done():
			return ignoreEnd(ctx, stop())
		case <-restart:
			return ignoreEnd(round, stop())
		case err := <-ended:
			cancel()
			return err
		case ask := <-asks:
			if err := ignoreEnd(round, stop()); err != nil {
				ask.done <- carried{err: err}
				return err
			}
			r, err := run.round(ask.ctx, ask.pull)
			ask.done <- carried{r, err}
			if errors.Is(err, replica.ErrRevoked) || errors.Is(err, replica.ErrForked) {
				return err
			}
		}
	}
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
	case ctx.Err() != nil:
		return nil
	}
	return err
}

// publicKey is the public half of a seed, base64 as it is kept.
func publicOf(key ed25519.PrivateKey) ed25519.PublicKey {
	return key.Public().(ed25519.PublicKey) //nolint:forcetypeassert // of ed25519 by its documentation
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
	var heard []*journal.Op
	changed, err := s.d.store.Carry(ctx, func(tx *store.Tx) error {
		heard = nil
		return fn(&hearing{Tx: tx, heard: &heard, own: s.st.Device, since: s.st.Since})
	})
	if err != nil {
		return err
	}
	s.d.core.Tell(changed)
	s.d.notify(ctx, heard)
	return nil
}
