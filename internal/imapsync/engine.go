package imapsync

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"
)

// Engine keeps one account's folders in step with its server. Make it with New; Once and Run exclude each other.
type Engine struct {
	account  Account
	password PasswordFunc
	sink     Sink
	observer Observer
	opts     Options
	wake     chan struct{} // holds one

	running sync.Mutex // held by Once and Run

	// Only the running round touches these.
	memory   map[string]*memory // by folder
	troubled bool               // the last whole round reported problems: they clear with a whole round only
	tight    bool               // this round said that the disk is nearly full
}

// New makes an engine; it does nothing before Once or Run.
func New(a Account, password PasswordFunc, sink Sink, observer Observer, o Options) *Engine {
	return &Engine{
		account: a, password: password, sink: sink, observer: observer, opts: o.withDefaults(),
		wake: make(chan struct{}, 1), memory: map[string]*memory{},
	}
}

// Wake asks a running engine for a round now: a person pressed the key, the laptop woke up, or the password was
// entered anew. It never blocks.
func (e *Engine) Wake() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// Result is what one round did.
type Result struct {
	Folders []FolderResult
}

// FolderResult is what one round did to one folder.
type FolderResult struct {
	Name     string
	Role     Role
	Messages int // on the server
	New      int // arrived
	Flags    int // whose flags changed
	Vanished int // taken out
	Renewed  bool
}

// New returns how many messages arrived in all folders.
func (r Result) New() int {
	n := 0
	for _, f := range r.Folders {
		n += f.New
	}
	return n
}

// Once connects, does one round and signs out. What came before an error is stored.
func (e *Engine) Once(ctx context.Context) (Result, error) {
	if !e.running.TryLock() {
		return Result{}, ErrBusy
	}
	defer e.running.Unlock()
	for _, m := range e.memory {
		m.forgive()
	}
	s, err := e.connect(ctx)
	if err != nil {
		return Result{}, e.fail(err)
	}
	res, err := e.round(ctx, s)
	if err != nil {
		s.cut()
		return res, e.fail(err)
	}
	s.close()
	return res, nil
}

// Run follows the mailbox until ctx ends, and returns its error. Every failure is told to the Observer and tried
// again, after growing waits.
func (e *Engine) Run(ctx context.Context) error {
	if !e.running.TryLock() {
		return ErrBusy
	}
	defer e.running.Unlock()
	wait := backoff{min: e.opts.BackoffMin, max: e.opts.BackoffMax}
	for {
		begun := time.Now()
		err := e.visit(ctx)
		if time.Since(begun) > time.Minute {
			wait.tries = 0 // it worked for a while
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		_ = e.fail(err)
		timer := time.NewTimer(wait.next(errors.Is(err, ErrRefused)))
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-e.wake:
			wait.tries = 0
			for _, m := range e.memory {
				m.forgive()
			}
		case <-timer.C:
		}
		timer.Stop()
	}
}

// visit is one connection of Run, from sign-in to its end.
func (e *Engine) visit(ctx context.Context) error {
	s, err := e.connect(ctx)
	if err != nil {
		return err
	}
	defer s.cut()
	if _, err := e.round(ctx, s); err != nil {
		return err
	}
	return e.watch(ctx, s)
}

func (e *Engine) connect(ctx context.Context) (*session, error) {
	e.observer.State(e.account.ID, StateConnecting)
	password, err := e.password(ctx)
	if err != nil {
		return nil, &Error{Kind: ErrRefused, Err: err, Hint: "The password could not be read. Enter it again for this account."}
	}
	return open(ctx, e.account, password, e.opts)
}

// fail tells the observer and passes err on.
func (e *Engine) fail(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	e.observer.Problem(e.account.ID, err)
	if errors.Is(err, ErrRefused) {
		e.observer.State(e.account.ID, StateRefused)
	} else {
		e.observer.State(e.account.ID, StateOffline)
	}
	return err
}

// backoff doubles the wait from min to max, with jitter, so that a server that comes back is not met by all at once.
type backoff struct {
	min, max time.Duration
	tries    int
}

// refusedWait is long: servers lock accounts after a few wrong passwords.
const refusedWait = 30 * time.Minute

func (b *backoff) next(refused bool) time.Duration {
	if refused {
		return refusedWait
	}
	d := b.min << min(b.tries, 20)
	if d <= 0 || d > b.max {
		d = b.max
	}
	b.tries++
	return d/2 + rand.N(d/2+1)
}
