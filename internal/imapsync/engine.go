package imapsync

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
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
	want     chan struct{} // holds one
	sensed   chan struct{} // holds one
	senses   senses
	line     atomic.Pointer[wire] // the one in use

	running sync.Mutex // held by Once and Run

	// Only the running round touches these.
	memory map[string]*memory // by folder
	now    *folderRound       // the look under way; nil: none
	tight  bool               // it was said in this round that the disk is nearly full
	list   listing
	pace   float64   // messages a second, as they came last; 0: not known
	urged  time.Time // when a person last pressed the key: nothing is spared until what they asked for is here
	active time.Time // when somebody or something last moved here
}

// New makes an engine; it does nothing before Once or Run.
func New(a Account, password PasswordFunc, sink Sink, observer Observer, o Options) *Engine {
	return &Engine{
		account: a, password: password, sink: sink, observer: observer, opts: o.withDefaults(),
		wake: make(chan struct{}, 1), want: make(chan struct{}, 1), sensed: make(chan struct{}, 1), senses: newSenses(), memory: map[string]*memory{},
	}
}

// Wake asks a running engine for a round now: a person pressed the key, the laptop woke up, or the password was
// entered anew. It never blocks.
func (e *Engine) Wake() { nudge(e.wake) }

// Want asks a running engine to fetch what [Sink.Wanted] lists and to tell the server what [Mirror.Intents] lists, at once
// and without a whole round. It never blocks.
func (e *Engine) Want() { nudge(e.want) }

func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// taken empties a channel that holds one.
func taken(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// Result is what one round did.
type Result struct {
	Folders []FolderResult // in the order of the work
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

// add takes in what another look at a folder did.
func (r *Result) add(f FolderResult) {
	for i := range r.Folders {
		if g := &r.Folders[i]; g.Name == f.Name {
			g.Role, g.Messages, g.Renewed = f.Role, f.Messages, g.Renewed || f.Renewed
			g.New, g.Flags, g.Vanished = g.New+f.New, g.Flags+f.Flags, g.Vanished+f.Vanished
			return
		}
	}
	r.Folders = append(r.Folders, f)
}

// Once connects, brings everything up to date, older mail too, and signs out. What came before an error is stored.
func (e *Engine) Once(ctx context.Context) (Result, error) {
	if !e.running.TryLock() {
		return Result{}, ErrBusy
	}
	defer e.running.Unlock()
	e.forgive()
	taken(e.wake)
	taken(e.want)
	t, err := e.connect(ctx)
	if err != nil {
		return Result{}, e.fail(err)
	}
	if err := t.once(ctx); err != nil {
		t.s.cut()
		return t.res, e.fail(err)
	}
	t.s.close()
	return t.res, nil
}

// Run follows the mailbox until ctx ends, and returns its error. Every failure is told to the Observer and tried
// again, after growing waits.
func (e *Engine) Run(ctx context.Context) error {
	if !e.running.TryLock() {
		return ErrBusy
	}
	defer e.running.Unlock()
	defer e.sense()()
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
		switch e.rest(ctx, err, wait.next(err)) {
		case woken:
			wait.tries = 0
			e.urged = time.Now()
			e.forgive()
		case doubt:
			wait.tries = 0
		default:
		}
	}
}

// rest waits before the next try. It returns early when there is reason to hope: a person pressed the key, or, where the
// line was at fault, they want a message, the computer woke up or the network is another. A server that refused the
// password or says "not now" is not asked again for that: it may lock the account.
func (e *Engine) rest(ctx context.Context, err error, d time.Duration) reason {
	timer := time.NewTimer(d)
	defer timer.Stop()
	want, sensed := e.want, e.sensed
	if errors.Is(err, ErrRefused) || errors.Is(err, errBusyServer) {
		want, sensed = nil, nil
	}
	select {
	case <-e.wake:
		return woken
	case <-want:
		return wants
	case <-sensed:
		return doubt
	case <-ctx.Done():
	case <-timer.C:
	}
	return renew
}

// visit is one connection of Run, from sign-in to its end.
func (e *Engine) visit(ctx context.Context) error {
	t, err := e.connect(ctx)
	if err != nil {
		return err
	}
	defer t.s.cut()
	return t.run(ctx)
}

func (e *Engine) connect(ctx context.Context) (*tour, error) {
	e.observer.State(e.account.ID, StateConnecting)
	password, err := passwordOf(ctx, e.password)
	if err != nil {
		return nil, err
	}
	s, err := open(ctx, e.account, password, e.opts)
	if err != nil {
		return nil, err
	}
	e.line.Store(s.wire)
	return &tour{e: e, s: s}, nil
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

// report tells of a problem that leaves the round going. It stands until its folder is looked at again.
func (e *Engine) report(p error) {
	if e.now != nil && e.now.m != nil {
		e.now.m.problems = append(e.now.m.problems, p)
	}
	e.observer.Problem(e.account.ID, p)
}

func (e *Engine) remember(folder string) *memory {
	m := e.memory[folder]
	if m == nil {
		m = newMemory()
		e.memory[folder] = m
	}
	return m
}

// forgive has everything tried again.
func (e *Engine) forgive() {
	for _, m := range e.memory {
		m.forgive()
	}
}

// backoff doubles the wait from min to max, with jitter, so that a server that comes back is not met by all at once.
type backoff struct {
	min, max time.Duration
	tries    int
}

// refusedWait is long: servers lock accounts after a few wrong passwords.
const refusedWait = 30 * time.Minute

// busyTries is how many doublings a server is spared that says it has too much to do.
const busyTries = 4

func (b *backoff) next(err error) time.Duration {
	if errors.Is(err, ErrRefused) {
		return refusedWait
	}
	tries := b.tries
	if errors.Is(err, errBusyServer) {
		tries += busyTries
	}
	d := b.min << min(tries, 20)
	if d <= 0 || d > b.max {
		d = b.max
	}
	b.tries++
	return d/2 + rand.N(d/2+1)
}
