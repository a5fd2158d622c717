package imapsync

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// settle lets a burst of news become one round.
const settle = 100 * time.Millisecond

// firstIdle is how long the first IDLE after a round lasts. Some servers (go-imap's own) keep news that came between a
// command and IDLE to themselves until the next news; leaving IDLE once brings it out.
const firstIdle = time.Second

// noIdlePoll is how often INBOX is looked at where the server has no IDLE.
const noIdlePoll = 15 * time.Second

// watch waits for news with IDLE on INBOX (RFC 2177), and looks at the other folders now and then.
func (e *Engine) watch(ctx context.Context, s *session) error {
	inbox := FolderInfo{Name: "INBOX", Role: RoleInbox}
	nextPoll := time.Now().Add(e.opts.PollEvery)
	for {
		if s.open != inbox.Name {
			if _, err := e.folder(ctx, s, inbox); err != nil {
				return err
			}
		}
		why, err := e.idle(ctx, s, time.Until(nextPoll))
		if err != nil {
			return err
		}
		if why == news && e.troubled {
			why = pollDue
		}
		switch why {
		case woken, pollDue:
			nextPoll = time.Now().Add(e.opts.PollEvery)
			if why == woken {
				for _, m := range e.memory {
					m.forgive()
				}
			}
			if _, err := e.round(ctx, s); err != nil {
				return err
			}
		case news:
			e.observer.State(e.account.ID, StateSyncing)
			if _, err := e.folder(ctx, s, inbox); err != nil {
				return err
			}
			e.observer.State(e.account.ID, StateSynced)
		case renew:
		}
	}
}

type reason int

const (
	renew reason = iota
	news
	woken
	pollDue
)

// idle waits for something to do. At its end the connection is ready for commands, or there is an error.
func (e *Engine) idle(ctx context.Context, s *session, untilPoll time.Duration) (reason, error) {
	span, onTime := e.opts.IdleRenew, renew
	if !s.has.idle {
		span, onTime = min(noIdlePoll, e.opts.PollEvery), news
	}
	if untilPoll <= span {
		span, onTime = max(untilPoll, 0), pollDue
	}
	if s.fresh && firstIdle < span {
		span, onTime = firstIdle, renew
	}
	s.fresh = false
	var leave func() error
	if s.has.idle {
		var err error
		if leave, err = s.enterIdle(ctx); err != nil {
			return 0, err
		}
	}
	timer := time.NewTimer(span)
	defer timer.Stop()
	why := onTime
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case <-s.client.Closed():
		return 0, s.failed(ctx, errors.New("the server closed the connection"))
	case <-s.dirty:
		why = news
		time.Sleep(settle)
	case <-e.wake:
		why = woken
	case <-timer.C:
	}
	if leave != nil {
		if err := leave(); err != nil {
			return 0, err
		}
	}
	return why, nil
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
