package desk

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/inbox"
	"deskhand/internal/imapsync"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// mailboxes is what desk/inbox asks of the desk.
type mailboxes struct{ d *Desk }

// Want wakes this process's engines; those of another process see the database change.
func (m mailboxes) Want() { m.d.running.want() }

func (r *running) want() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.accounts {
		e.Want()
	}
}

// newestWant is when somebody last asked for a mail that is still to come; 0 where that cannot be read just now.
func (d *Desk) newestWant(ctx context.Context) (at ticket.Time) {
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		at, err = tx.NewestWant()
		return err
	})
	if err != nil && ctx.Err() == nil {
		d.log.Error("read what is wanted", "error", err)
	}
	return at
}

// Await sees wanted mail through: by this process's engines, by those of the process that has the lock, or by engines
// that run here for just as long.
func (m mailboxes) Await(ctx context.Context, done func(context.Context) (bool, error)) error {
	m.Want()
	for {
		if is, err := done(ctx); is || err != nil {
			return err
		}
		if !m.d.isRunning() && m.d.lock.take() == nil { // each time: who has it may end
			return m.d.fetchHere(ctx, done)
		}
		if err := wait(ctx); err != nil {
			return err
		}
	}
}

const lookEvery = 50 * time.Millisecond

func wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(lookEvery):
		return nil
	}
}

// fetchHere runs the accounts' engines until done, or until none of them reaches its server.
func (d *Desk) fetchHere(ctx context.Context, done func(context.Context) (bool, error)) error {
	if err := os.MkdirAll(d.syncOptions().SpoolDir, 0o700); err != nil {
		return fault.From(fmt.Errorf("make the spool folder: %w", err))
	}
	accounts, err := d.accounts(ctx)
	if err != nil {
		return err
	}
	o := newObserver(d)
	begun := o.begun()
	run, stop := context.WithCancel(ctx)
	var g sync.WaitGroup
	for _, a := range accounts {
		e := d.newEngine(a, o)
		g.Go(func() { e.Run(run) }) //nolint:errcheck // it ends with its context alone
		e.Want()
	}
	defer func() {
		stop()
		g.Wait()
		d.store.Settle()
	}()
	for {
		if is, err := done(ctx); is || err != nil {
			return err
		}
		if err := o.allFailed(accounts, begun); err != nil {
			return fault.From(err)
		}
		if err := wait(ctx); err != nil {
			return err
		}
	}
}

// allFailed is how the accounts' rounds failed where none of them did better.
func (o *observer) allFailed(accounts []store.Account, begun map[string]int) (first error) {
	for _, a := range accounts {
		err := o.failure(a.ID)
		if err == nil || !o.ended(a.ID, begun[a.ID]) {
			return nil
		}
		if first == nil {
			first = err
		}
	}
	return first
}

// mostSearched is how many hits a server is asked for: the newest of them may be here whole already.
const mostSearched = 5000

// Search implements [inbox.Mailboxes].
func (m mailboxes) Search(ctx context.Context, account string, folders []string, q ticket.Query) ([]inbox.Place, error) {
	a, password, err := m.d.Team.Stored(ctx, account)
	if err != nil {
		return nil, err
	}
	ask := imapsync.ServerQuery{Words: slices.Clone(q.Files), From: q.From, To: q.To, Subject: q.Subject, Limit: mostSearched}
	for _, w := range q.Words {
		ask.Words = append(ask.Words, w.Text)
	}
	if q.After != 0 {
		ask.Since = q.After.Go()
	}
	if q.Before != 0 {
		ask.Before = q.Before.Go()
	}
	found, err := imapsync.SearchServer(ctx, a, func(context.Context) (string, error) { return password, nil }, m.d.syncOptions(), folders, ask)
	out := make([]inbox.Place, len(found))
	for i, f := range found {
		out[i] = inbox.Place{Folder: f.Folder, UIDValidity: f.UIDValidity, UID: f.UID}
	}
	return out, err
}
