package imapsync

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// settle lets a burst of news become one look.
const settle = 100 * time.Millisecond

// firstIdle is how long the first IDLE after a look lasts. Some servers (go-imap's own) keep news that came between a
// command and IDLE to themselves until the next news; leaving IDLE once brings it out.
const firstIdle = time.Second

// noIdlePoll is how often INBOX is looked at where the server has no IDLE.
const noIdlePoll = 15 * time.Second

// reason is why the wait ended.
type reason int

const (
	renew  reason = iota // nothing happened
	begun                // the connection is new
	news                 // INBOX changed
	woken                // a person asked for a round
	wants                // a person asked for a message, or did what the server is to be told
	poll                 // the folders that are not watched are due
	filler               // there is time for older mail
	doubt                // the computer slept, or its network is another
	review               // a folder's whole list is to be compared
)

// run follows the mailbox until the line breaks: a round, then older mail, then IDLE on INBOX (RFC 2177) and a look at
// the others by STATUS.
func (t *tour) run(ctx context.Context) error {
	why := begun
	for {
		if err := t.act(ctx, why); err != nil {
			return err
		}
		if err := t.home(ctx); err != nil {
			return err
		}
		var err error
		if why, err = t.next(ctx); err != nil {
			return err
		}
	}
}

func (t *tour) act(ctx context.Context, why reason) error {
	switch why {
	case begun:
		return t.round(ctx, asked)
	case woken:
		now := time.Now()
		t.e.urged, t.e.active = now, now
		t.e.forgive()
		return t.round(ctx, asked)
	case wants:
		t.e.active = time.Now()
		if err := t.wanted(ctx); err != nil {
			return err
		}
		return t.tell(ctx)
	case poll:
		return t.round(ctx, due)
	case news:
		return t.news(ctx)
	case filler:
		if err := t.fill(ctx); err != nil {
			return err
		}
		return t.between(ctx)
	case doubt:
		if err := t.prove(ctx); err != nil {
			return err
		}
		return t.round(ctx, due)
	case review:
		return t.review(ctx)
	case renew:
	}
	return nil
}

// news looks at INBOX. What is gone there may have been moved, so then the others are looked at too.
func (t *tour) news(ctx context.Context) error {
	if !t.filling {
		t.e.observer.State(t.e.account.ID, StateSyncing)
	}
	inbox := t.follow[:1]
	if err := t.look(ctx, inbox[0], t.manner(inbox[0])); err != nil {
		return err
	}
	if len(t.gone) > 0 {
		if err := t.lookAt(ctx, t.follow[1:], due); err != nil {
			return err
		}
	} else {
		for _, info := range t.follow[1:] {
			t.standing(info)
		}
	}
	for _, name := range t.lost {
		t.repeat(name)
	}
	if err := t.settle(ctx); err != nil {
		return err
	}
	if !t.filling {
		t.synced()
	}
	return nil
}

// home opens INBOX, which is what IDLE watches.
func (t *tour) home(ctx context.Context) error {
	if t.s.open == t.follow[0].Name || t.unfinished() && !t.e.spared() {
		return nil
	}
	if err := t.look(ctx, t.follow[0], t.manner(t.follow[0])); err != nil {
		return err
	}
	return t.settle(ctx)
}

// next says what to do now, after waiting for it if there is nothing.
func (t *tour) next(ctx context.Context) (reason, error) {
	switch {
	case ctx.Err() != nil:
		return 0, ctx.Err()
	case taken(t.e.wake):
		return woken, nil
	case taken(t.e.want):
		return wants, nil
	case t.unfinished() && !t.e.spared():
		return filler, nil
	case time.Since(t.polled) >= t.every():
		return poll, nil
	case t.unreviewed() != nil:
		return review, nil
	}
	if t.filling { // the battery, or another line, ended it
		t.synced()
	}
	return t.idle(ctx)
}

// idle waits for something to do. At its end the connection is ready for commands, or there is an error.
func (t *tour) idle(ctx context.Context) (reason, error) {
	e, s := t.e, t.s
	span, why := e.opts.IdleRenew, renew
	quietly := s.has.idle && s.open == t.follow[0].Name
	if !quietly {
		span, why = min(noIdlePoll, e.opts.PollEvery), news
	}
	if left := max(time.Until(t.polled.Add(t.every())), 0); left <= span {
		span, why = left, poll
	}
	if s.fresh && firstIdle < span {
		span, why = firstIdle, renew
	}
	s.fresh = false
	leave := func() error { return nil }
	if quietly {
		var err error
		if leave, err = s.enterIdle(ctx); err != nil {
			return 0, err
		}
	}
	if early, err := t.wait(ctx, span); err != nil {
		return 0, err
	} else if early != renew {
		why = early
	}
	if why == doubt {
		defer s.wire.hurry(e.senses.prove)()
	}
	return why, leave()
}

// wait waits for span, or until something happens. What happened is renew when nothing did.
func (t *tour) wait(ctx context.Context, span time.Duration) (reason, error) {
	e, s := t.e, t.s
	timer := time.NewTimer(span)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-s.client.Closed():
		return 0, s.failed(ctx, errors.New("the server closed the connection"))
	case <-s.dirty:
		rest := time.NewTimer(settle)
		defer rest.Stop()
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-rest.C:
		}
		return news, nil
	case <-e.wake:
		return woken, nil
	case <-e.want:
		return wants, nil
	case <-e.sensed:
		return doubt, nil
	case <-timer.C:
		return renew, nil
	}
}

// prove has the server answer soon. A line that lived through a sleep or a change of network usually looks alive and is
// not.
func (t *tour) prove(ctx context.Context) error {
	s := t.s
	defer s.wire.hurry(t.e.senses.prove)()
	s.wire.begin(0)
	defer s.wire.end()
	if err := s.client.Noop().Wait(); err != nil {
		return s.failed(ctx, fmt.Errorf("see whether the line lives: %w", err))
	}
	return nil
}

// unreviewed is a folder whose whole list this process did not compare today; nil: there is none, or it is too early.
func (t *tour) unreviewed() *FolderInfo {
	for i, info := range t.follow {
		if m := t.e.memory[info.Name]; m != nil && m.settled && time.Since(m.compared) >= compareEvery && time.Since(m.looked) >= t.e.opts.PollActive {
			return &t.follow[i]
		}
	}
	return nil
}

// review compares one folder's whole list.
func (t *tour) review(ctx context.Context) error {
	info := t.unreviewed()
	if info == nil {
		return nil
	}
	if err := t.look(ctx, *info, manner{whole: true, most: newestOther}); err != nil {
		return err
	}
	return t.settle(ctx)
}

// enterIdle begins IDLE and returns what ends it. A NOOP goes out in the same breath, for the reason of firstIdle: it
// makes the gap before IDLE as short as it can be.
func (s *session) enterIdle(ctx context.Context) (leave func() error, err error) {
	s.wire.begin(0)
	noop := s.client.Noop()
	cmd, err := s.client.Idle()
	if nerr := noop.Wait(); err == nil {
		err = nerr
	}
	s.wire.end()
	if err != nil {
		return nil, s.failed(ctx, fmt.Errorf("begin IDLE: %w", err))
	}
	return func() error {
		s.wire.begin(0)
		defer s.wire.end()
		err := cmd.Close()
		if err == nil {
			err = cmd.Wait()
		}
		if err != nil {
			return s.failed(ctx, fmt.Errorf("end IDLE: %w", err))
		}
		return nil
	}, nil
}
