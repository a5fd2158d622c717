package replica

import (
	"context"
	"errors"
	"time"
)

const (
	sealPause             = time.Second // after the last op
	sealMost              = 10 * time.Second
	pollIdle              = 2 * time.Minute // where the place cannot tell of news
	pollWork              = 15 * time.Second
	workLasts             = 5 * time.Minute // after an op was written here
	retryLeast, retryMost = time.Second, 5 * time.Minute
)

// Run follows the place until ctx ends, and returns its error; ErrRevoked or ErrForked where this device may not go on.
// Errors of the line are told to the observer and tried again, after growing waits.
func (e *Engine) Run(ctx context.Context) error {
	if !e.running.TryLock() {
		return ErrBusy
	}
	defer e.running.Unlock()
	l := loop{e: e, news: e.o.Transport.Watch(ctx)}
	for {
		_, err := e.once(ctx)
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.Is(err, ErrRevoked) || errors.Is(err, ErrForked):
			return err
		case err != nil:
			l.tries++
			e.problem(Problem{Code: CodeOffline, Message: "The team's journal cannot be reached.", Hint: "What is done here is kept and sent later.", Err: err})
		default:
			l.tries = 0
			e.problem(Problem{Code: CodeOffline})
		}
		if err := l.wait(ctx); err != nil {
			return err
		}
	}
}

// loop is what Run waits for.
type loop struct {
	e      *Engine
	news   <-chan struct{}
	tries  int
	worked time.Time // when something was last written here
}

// wait returns when there is a reason to look, seal or try again.
func (l *loop) wait(ctx context.Context) error {
	e := l.e
	var sealAt time.Time // zero: nothing was written
	began := e.o.Now()
	until := began.Add(l.sleep())
	first := time.Time{}
	for {
		at := until
		if !sealAt.IsZero() && sealAt.Before(at) {
			at = sealAt
		}
		timer := time.NewTimer(max(0, at.Sub(e.o.Now())))
		select {
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		case <-e.push1:
			timer.Stop()
			l.worked = e.o.Now()
			return nil
		case _, open := <-l.news:
			timer.Stop()
			if !open {
				l.news = nil // watching ended: it is asked for from now on
			}
			return nil
		case t := <-e.besides:
			timer.Stop()
			t.done <- t.do(t.ctx)
		case <-e.wake:
			timer.Stop()
			now := e.o.Now()
			if l.worked = now; first.IsZero() {
				first = now
			}
			sealAt = minTime(now.Add(sealPause), first.Add(sealMost))
		case <-timer.C:
			return nil
		}
	}
}

// sleep is how long nothing needs to be done: until the next try, the next look where nobody tells, the next upkeep.
func (l *loop) sleep() time.Duration {
	e := l.e
	if l.tries > 0 {
		d := min(retryLeast<<min(l.tries-1, 20), retryMost)
		return d/2 + e.jitter(d/2)
	}
	now := e.o.Now()
	d := max(0, min(e.upkeepAt.Sub(now), e.m.survey.Sub(now)))
	for _, p := range e.m.plans {
		d = min(d, max(time.Minute, p.Sub(now)))
	}
	if l.news == nil {
		d = min(d, l.poll(now))
	}
	return max(d, 50*time.Millisecond)
}

func (l *loop) poll(now time.Time) time.Duration {
	limits := Limits{}
	if t, ok := l.e.o.Transport.(Limiter); ok {
		limits = t.Limits()
	}
	if limits.Active <= 0 {
		limits.Active = pollWork
	}
	if limits.Idle <= 0 {
		limits.Idle = pollIdle
	}
	d := limits.Idle
	if !l.worked.IsZero() && now.Sub(l.worked) < workLasts {
		d = limits.Active
	}
	return d - d/10 + l.e.jitter(d/5)
}

// turn is one use of the engine for somebody else.
type turn struct {
	ctx  context.Context
	do   func(context.Context) error
	done chan error
}

// beside does something with the engine, alone or at Run's next pause.
func (e *Engine) beside(ctx context.Context, do func(context.Context) error) error {
	pause := time.NewTicker(50 * time.Millisecond)
	defer pause.Stop()
	t := turn{ctx, do, make(chan error, 1)}
	for {
		if e.running.TryLock() {
			defer e.running.Unlock()
			return do(ctx)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case e.besides <- t:
			return <-t.done
		case <-pause.C:
		}
	}
}
