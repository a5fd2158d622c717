package imapsync

import (
	"context"
	"errors"
	"time"
)

// Watch answers a channel that holds one: something is sent when the folder may hold news, and when the line was made
// anew, so that what came meanwhile is found. Where the server cannot tell (no IDLE, or short lines) it is sent when it
// is time to look. The channel is closed when ctx ended. One Watch at a time.
func (f *JournalFolder) Watch(ctx context.Context) <-chan struct{} {
	tell := make(chan struct{}, 1)
	go func() {
		defer close(tell)
		defer f.senses.watch(&f.line, f.sensed)()
		f.watch(ctx, tell)
	}()
	return tell
}

func (f *JournalFolder) watch(ctx context.Context, tell chan struct{}) {
	wait := backoff{min: f.options.BackoffMin, max: f.options.BackoffMax}
	for ctx.Err() == nil {
		if f.stepped.Load() {
			f.signOut(ctx)
			f.poll(ctx, tell)
			continue
		}
		why, err := f.idle(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case errors.Is(err, ErrTooManyLines): // the lines are short from now on
		case errors.Is(err, errNoIdle):
			f.poll(ctx, tell)
		case err != nil:
			if errors.Is(err, ErrNoJournalFolder) {
				nudge(tell) // who looks finds that it is gone
			}
			f.rest(ctx, wait.next(err))
		default:
			wait.tries = 0
			if why == news || why == doubt {
				nudge(tell)
			}
		}
	}
}

// errNoIdle says that the server does not tell of news by itself.
var errNoIdle = errors.New("the server has no IDLE")

// farewell is how long a server may take to let go at the end.
const farewell = 2 * time.Second

// signOut ends a line that nobody waits for.
func (f *JournalFolder) signOut(ctx context.Context) {
	select {
	case <-f.baton:
	case <-ctx.Done():
		return
	}
	defer func() { f.baton <- struct{}{} }()
	if f.waiting.Load() == 0 {
		f.leave()
	}
}

// rest waits after a failure, until a call had a line.
func (f *JournalFolder) rest(ctx context.Context, d time.Duration) {
	taken(f.ready)
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-f.ready:
	case <-f.sensed:
	}
}

// poll waits until it is time to look.
func (f *JournalFolder) poll(ctx context.Context, tell chan struct{}) {
	began := time.Now()
	for {
		timer := time.NewTimer(min(f.options.PollActive, f.every()))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-f.sensed:
			timer.Stop()
			nudge(tell)
			return
		case <-timer.C:
		}
		if time.Since(began) >= f.every() {
			nudge(tell)
			return
		}
	}
}

// every is how long a folder that does not tell of news is left alone.
func (f *JournalFolder) every() time.Duration {
	if time.Since(time.Unix(f.active.Load(), 0)) < activeFor {
		return f.options.PollActive
	}
	if f.options.line().Battery {
		return 4 * f.options.PollEvery
	}
	return f.options.PollEvery
}

// idle watches the folder with IDLE until something happens, or a call wants the line.
func (f *JournalFolder) idle(ctx context.Context) (why reason, err error) {
	select {
	case <-f.baton:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	defer func() { f.baton <- struct{}{} }()
	defer func() {
		if err != nil && !errors.Is(err, ErrNoJournalFolder) && !errors.Is(err, errNoIdle) {
			f.hangUp()
		}
	}()
	if f.waiting.Load() > 0 {
		return renew, nil
	}
	s, err := f.signedIn(ctx)
	if err != nil {
		return 0, err
	}
	if !s.has.idle {
		return 0, errNoIdle
	}
	if s.open == "" {
		stop := context.AfterFunc(ctx, s.drop)
		_, err := (&JournalLine{f: f, s: s}).open(ctx, (*session).examine)
		if !stop() || err != nil {
			return 0, errors.Join(err, ctx.Err())
		}
		return news, nil
	}
	if taken(s.dirty) {
		return news, nil
	}
	return f.idleOn(ctx, s)
}

func (f *JournalFolder) idleOn(ctx context.Context, s *session) (why reason, err error) {
	span := f.options.IdleRenew
	if s.fresh {
		span, s.fresh = min(firstIdle, span), false
	}
	leave, err := s.enterIdle(ctx)
	if err != nil {
		return 0, err
	}
	timer := time.NewTimer(span)
	defer timer.Stop()
	why = renew
	select {
	case <-ctx.Done():
		defer s.wire.hurry(farewell)()
	case <-s.client.Closed():
		return 0, s.failed(ctx, errors.New("the server closed the connection"))
	case <-s.dirty:
		why = news
	case <-f.sensed:
		why = doubt
		defer s.wire.hurry(f.senses.prove)()
	case <-f.yield:
	case <-timer.C:
	}
	return why, leave()
}
