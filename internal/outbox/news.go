package outbox

import (
	"cmp"
	"context"
	"errors"
	"sync"
)

// news counts what was said of accounts. It may be said while a try is being written down that knew nothing of it: then
// the mail is not among those that wait yet, and must hear it afterwards.
type news struct {
	mu       sync.Mutex
	online   int
	signedIn map[string]int
}

// heard is how often it was said.
type heard struct{ online, signedIn int }

func (n *news) say(k Kind, account string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if k == Online {
		n.online++
		return
	}
	n.signedIn[account]++
}

func (n *news) of(account string) heard {
	n.mu.Lock()
	defer n.mu.Unlock()
	return heard{n.online, n.signedIn[account]}
}

// caughtUp tells an account's mails what was said since a try of one of them began, which ended with err.
func (e *Engine) caughtUp(ctx context.Context, account string, since heard, err error) error {
	var errs []error
	now := e.news.of(account)
	if now.online != since.online {
		errs = append(errs, e.each(ctx, account, Event{Kind: Online}))
	}
	if now.signedIn != since.signedIn {
		errs = append(errs, e.each(ctx, account, Event{Kind: SignedIn}))
	}
	return cmp.Or(errors.Join(errs...), err)
}
