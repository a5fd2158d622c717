package replica

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"deskhand/internal/journal"
)

// Engine carries one team's journal for one device. Make it with New; Once, Pull and Run exclude each other.
type Engine struct {
	o     Options
	hooks hooks
	wake  chan struct{} // holds one
	push1 chan struct{} // holds one: seal now

	besides chan turn // what others ask for while Run waits

	askMu sync.Mutex
	asked []replying

	running  sync.Mutex // held by Once, Pull and Run; guards the rest
	m        *memory    // nil: to be read
	stale    bool       // a transaction failed: m may say what the store does not
	stopped  error      // ErrRevoked, ErrForked: nothing is carried any more
	problems map[string]Problem
	probed   time.Time // when the place's clock was asked in this life; zero: not yet
	upkeepAt time.Time
	reading  bool // for ReadTeam: what is not sealed counts
	tested   bool // no upkeep of its own: a test says when
}

// New makes an engine; it does nothing before Once, Pull or Run.
func New(o Options) *Engine {
	return &Engine{o: o.withDefaults(), wake: make(chan struct{}, 1), push1: make(chan struct{}, 1), problems: map[string]Problem{}, besides: make(chan turn)}
}

// Wake says that ops were written: they are sealed a second later, or at once where it is urgent (a claim, an answer, a
// merge). It also has what waits for a team key tried again. It never blocks.
func (e *Engine) Wake(urgent bool) {
	c := e.wake
	if urgent {
		c = e.push1
	}
	select {
	case c <- struct{}{}:
	default:
	}
}

// Once pulls, pushes and does what upkeep is due. What was done before an error stays done.
func (e *Engine) Once(ctx context.Context) (Result, error) {
	if !e.running.TryLock() {
		return Result{}, ErrBusy
	}
	defer e.running.Unlock()
	return e.once(ctx)
}

// Pull takes in what others put there: before a mail leaves. While Run runs it is done at Run's next pause.
func (e *Engine) Pull(ctx context.Context) error {
	return e.beside(ctx, func(ctx context.Context) error {
		if err := e.ready(ctx); err != nil {
			return err
		}
		_, err := e.pullAndStop(ctx)
		return err
	})
}

// Sync is Once that also works while Run runs: at Run's next pause.
func (e *Engine) Sync(ctx context.Context) (res Result, err error) {
	err = e.beside(ctx, func(ctx context.Context) (err error) {
		res, err = e.once(ctx)
		return err
	})
	return res, err
}

func (e *Engine) once(ctx context.Context) (Result, error) {
	if err := e.ready(ctx); err != nil {
		return Result{}, err
	}
	res, err := e.pullAndStop(ctx)
	if err != nil {
		return res, err
	}
	r, err := e.sendAll(ctx)
	res.add(r)
	if err != nil {
		return res, err
	}
	if !e.tested && !e.o.Now().Before(e.upkeepAt) || e.m.survey.Before(e.o.Now()) {
		r, err = e.upkeep(ctx)
		res.add(r)
	}
	return res, err
}

// ready reads the store where that is needed.
func (e *Engine) ready(ctx context.Context) error {
	if e.stopped != nil {
		return e.stopped
	}
	if e.m != nil && !e.stale {
		return nil
	}
	return e.view(ctx, func(tx Tx) error {
		m, err := e.load(tx)
		if err != nil {
			return fmt.Errorf("read the journal: %w", err)
		}
		m.survey = e.nextSurvey(tx)
		m.changed = true
		e.stale = false
		return nil
	})
}

func (e *Engine) nextSurvey(tx Tx) time.Time {
	text, _, err := tx.Setting(settingSurvey)
	at, err2 := time.Parse(time.RFC3339, text)
	if err != nil || err2 != nil {
		return e.o.Now().Add(e.jitter(time.Hour)) // never done, or not known
	}
	return minTime(at, e.o.Now().Add(surveyEvery+time.Hour)) // a clock that was set back must not put it off
}

func (e *Engine) update(ctx context.Context, fn func(Tx) error) error {
	err := e.o.Store.Update(ctx, fn)
	if err != nil {
		e.stale = true
	}
	return err
}

func (e *Engine) view(ctx context.Context, fn func(Tx) error) error { return e.o.Store.View(ctx, fn) }

// pullAndStop pulls, and stops for good where this device was taken out or another copy of it was met.
func (e *Engine) pullAndStop(ctx context.Context) (Result, error) {
	res, err := e.pull(ctx)
	if errors.Is(err, ErrNoFolder) {
		if err = e.create(ctx); err == nil {
			res, err = e.pull(ctx)
		}
	}
	if e.m.changed && !e.stale {
		e.m.changed = false
		e.o.Observer.Team(e.m.team)
	}
	if res.Ops > 0 || res.Quarantined > 0 {
		e.o.Observer.Pulled(res)
	}
	if err != nil {
		return res, err
	}
	return res, e.mayGoOn(ctx)
}

func (e *Engine) mayGoOn(ctx context.Context) error {
	if e.m.foreignOwn {
		e.stopped = ErrForked
		e.o.Observer.Forked()
		return e.stopped
	}
	if !e.m.team.Devices[e.o.Self.Device].Revoked || e.m.joined != nil { // final: only the whole log says so
		return nil
	}
	var loss Loss
	if err := e.view(ctx, func(tx Tx) error {
		for _, id := range e.identities() {
			if err := tx.EachOp(journal.OpQuery{Device: id.Device, Loose: true}, func(r journal.StoredOp) error {
				loss.Ops = append(loss.Ops, r)
				return nil
			}); err != nil {
				return fmt.Errorf("read what was not sent: %w", err)
			}
		}
		for _, k := range e.unsent() {
			for _, h := range k.Batches {
				b, err := tx.Batch(h)
				if err != nil || b == nil || !e.own(b.Device) {
					continue // put back for others, or unreadable: not this desk's loss
				}
				for _, line := range b.Records() {
					loss.Ops = append(loss.Ops, journal.StoredOp{Device: b.Device, Seq: line.Seq, Hash: journal.RecordHash(b.Device, line.Raw), Batch: h, Raw: line.Raw, Op: line.Op})
				}
			}
		}
		return nil
	}); err != nil {
		return err
	}
	e.stopped = ErrRevoked
	e.o.Observer.Revoked(loss)
	return e.stopped
}

// sendAll seals and sends what was done here.
func (e *Engine) sendAll(ctx context.Context) (Result, error) {
	if err := e.probe(ctx); err != nil {
		return Result{}, err
	}
	if err := e.seal(ctx); err != nil {
		return Result{}, err
	}
	res, err := e.push(ctx)
	if e.m.changed && !e.stale {
		e.m.changed = false
		e.o.Observer.Team(e.m.team)
	}
	if res.Sent > 0 {
		e.o.Observer.Sent(res)
	}
	if err != nil {
		return res, err
	}
	e.tellClock()
	return res, e.announce(ctx)
}

// upkeep packs, looks through the place, heals, prunes and writes snapshots, as each is due.
func (e *Engine) upkeep(ctx context.Context) (res Result, err error) {
	e.upkeepAt = e.o.Now().Add(50*time.Minute + e.jitter(20*time.Minute))
	if len(e.m.known) > mostKept {
		e.m.survey = time.Time{}
	}
	if err := e.compact(ctx); err != nil {
		return res, err
	}
	if err := e.snapshot(ctx); err != nil {
		return res, err
	}
	res, err = e.push(ctx)
	if err != nil {
		return res, err
	}
	if !e.m.survey.After(e.o.Now()) {
		r, err := e.survey(ctx)
		res.add(r)
		if err != nil {
			return res, err
		}
		if err := e.mayGoOn(ctx); err != nil {
			return res, err
		}
		r, err = e.push(ctx)
		res.add(r)
		if err != nil {
			return res, err
		}
		err = e.update(ctx, func(tx Tx) error { return e.set(tx, settingSurvey, e.m.survey.UTC().Format(time.RFC3339)) })
		return res, err
	}
	return res, nil
}
