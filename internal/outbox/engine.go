package outbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"
)

// ErrChanged is what Save answers when the stored mail is not the one that was changed: somebody was quicker.
var ErrChanged = errors.New("the mail changed meanwhile")

// Store keeps the queue. Every method that writes is durable before it returns.
type Store interface {
	// Open lists the mails for which Item.Open holds.
	Open(ctx context.Context) ([]Item, error)
	Load(ctx context.Context, id string) (Item, error)
	// Save stores a changed mail if the stored Version is one less than its own, else ErrChanged.
	Save(ctx context.Context, i Item) error
	// Raw opens the mail's bytes, Size of them.
	Raw(ctx context.Context, id string) (io.ReadCloser, error)
	Filing(ctx context.Context, account string) (Filing, error)
	SetFiling(ctx context.Context, account string, f Filing) error
}

// Filing is what was learnt of an account's server: who puts a sent mail into Sent.
type Filing string

// The answers.
const (
	FilingUnknown Filing = ""
	FilingServer  Filing = "server"
	FilingUs      Filing = "us"
)

// Filer is the folder Sent.
type Filer interface {
	// Find looks for a Message-ID, without "<>", on the server.
	Find(ctx context.Context, account, messageID string) (bool, error)
	Append(ctx context.Context, account string, raw io.Reader, size int64, sentAt time.Time) error
}

// Sender hands one mail to the server. It calls commit when nothing but DATA is left to say, and sends no DATA unless
// that succeeds. It says what happened as one of Taken, Later, Never, Lost.
type Sender interface {
	Send(ctx context.Context, i Item, open func() (io.ReadCloser, error), commit func() error) Outcome
}

// Outcome is how a try to send ended. Problem, where not nil, stands until a try goes well.
type Outcome struct {
	Kind       Kind
	Reason     Reason
	Words      string
	Recipients []Recipient
	Problem    *Problem
	Down       bool // no server was reached: in this pass the account's other mails need not try
}

// Verdict is the guard's. A zero Verdict lets the mail go.
type Verdict struct {
	Hold  bool
	Words string // what a person must look at
}

// Problem is a standing condition of an account.
type Problem struct {
	Code    Reason // ReasonSignIn or ReasonServer
	Message string
	Hint    string
}

// Options are what the engine works with. Store, Sender and Filer must be there.
type Options struct {
	Store  Store
	Sender Sender
	Filer  Filer
	// Guard looks for what came since the draft was begun, after a pull; nil: everything passes. An error means that
	// it could not look: the mail waits.
	Guard   func(ctx context.Context, i Item) (Verdict, error)
	Changed func(Item)                       // after each commit; nil: nobody listens
	Problem func(account string, p *Problem) // nil *Problem: it has cleared; nil: nobody listens
	Now     func() time.Time                 // nil: the clock
	Jitter  func() float64                   // 0 up to 1; nil: random
	Grace   time.Duration                    // how long a mail under way may go on when the engine is stopped; 0: 10 s
}

// Engine sends the queue, one mail at a time. Only one may run on a queue; Act works beside it.
type Engine struct {
	o    Options
	wake chan struct{}
	news news

	mu       sync.Mutex // one pass at a time; guards the rest
	owed     map[string]Event
	offline  map[string]down // accounts found unreachable in this pass
	problems map[string]bool // by account: one stands; absent: unknown, of an earlier life
}

// down is how an account was found unreachable; what was said of it since may make that untrue.
type down struct {
	Outcome
	at heard
}

// New makes an engine that does nothing yet.
func New(o Options) *Engine {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Jitter == nil {
		o.Jitter = rand.Float64
	}
	if o.Changed == nil {
		o.Changed = func(Item) {}
	}
	if o.Problem == nil {
		o.Problem = func(string, *Problem) {}
	}
	if o.Guard == nil {
		o.Guard = func(context.Context, Item) (Verdict, error) { return Verdict{}, nil }
	}
	if o.Grace <= 0 {
		o.Grace = 10 * time.Second
	}
	return &Engine{o: o, wake: make(chan struct{}, 1), owed: map[string]Event{}, problems: map[string]bool{}, news: news{signedIn: map[string]int{}}}
}

// Apply is what a person's key makes of a mail, for who writes the queue in a transaction of their own. The time is
// e.At. Events of the engine are refused.
func Apply(i Item, e Event) (Item, error) {
	if e.Kind < Queue || e.Kind > Went {
		return i, fmt.Errorf("%s is no person's: %w", e.Kind, ErrStep)
	}
	return step(i, e)
}

// Act does what a person asks of one mail. ErrStep: not possible where it stands.
func (e *Engine) Act(ctx context.Context, id string, ev Event) (Item, error) {
	ev.At = e.o.Now()
	if ev.Kind < Queue || ev.Kind > Went {
		return Item{}, fmt.Errorf("%s is no person's: %w", ev.Kind, ErrStep)
	}
	i, err := e.apply(ctx, id, ev)
	if err == nil {
		e.Wake()
	}
	return i, err
}

// SignedIn says that an account's password works again: what was held for it is tried.
func (e *Engine) SignedIn(ctx context.Context, account string) error {
	e.news.say(SignedIn, account)
	return e.each(ctx, account, Event{Kind: SignedIn})
}

// Online says that the network is back: what waits for it is tried at once.
func (e *Engine) Online(ctx context.Context) error {
	e.news.say(Online, "")
	return e.each(ctx, "", Event{Kind: Online})
}

// each applies an event to every mail that it means something to; account "": of all.
func (e *Engine) each(ctx context.Context, account string, ev Event) error {
	open, err := e.o.Store.Open(ctx)
	if err != nil {
		return fmt.Errorf("list the outbox: %w", err)
	}
	ev.At = e.o.Now()
	var errs []error
	for _, i := range open {
		if account != "" && i.Account != account {
			continue
		}
		if _, err := e.apply(ctx, i.ID, ev); err != nil && !errors.Is(err, ErrStep) {
			errs = append(errs, err)
		}
	}
	e.Wake()
	return errors.Join(errs...)
}

// apply loads, steps and saves, again where somebody was quicker.
func (e *Engine) apply(ctx context.Context, id string, ev Event) (Item, error) {
	for try := 0; ; try++ {
		i, err := e.o.Store.Load(ctx, id)
		if err != nil {
			return i, fmt.Errorf("load mail %s: %w", id, err)
		}
		next, err := step(i, ev)
		if err != nil {
			return i, err
		}
		err = e.o.Store.Save(ctx, next)
		if err == nil {
			e.o.Changed(next)
			return next, nil
		}
		if !errors.Is(err, ErrChanged) || try == 4 {
			return i, fmt.Errorf("save mail %s: %w", id, err)
		}
	}
}

// Wake makes Run look at the queue now.
func (e *Engine) Wake() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

const longestSleep = time.Minute // the queue is looked at so often whatever was planned: clocks jump, others write

// Run sends what is due until ctx ends. It returns ctx's error.
func (e *Engine) Run(ctx context.Context) error {
	for {
		next, err := e.Once(ctx)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		sleep := longestSleep
		if err == nil && !next.IsZero() {
			sleep = max(0, min(sleep, next.Sub(e.o.Now())))
		}
		timer := time.NewTimer(sleep)
		select {
		case <-ctx.Done():
		case <-e.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// Once does everything that is due, and says when the next thing is; zero: nothing is planned. The error is the
// store's; what a server says stands in the mails.
func (e *Engine) Once(ctx context.Context) (next time.Time, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.offline = map[string]down{}
	if err := e.settle(ctx); err != nil {
		return time.Time{}, err
	}
	open, err := e.o.Store.Open(ctx)
	if err != nil {
		return time.Time{}, fmt.Errorf("list the outbox: %w", err)
	}
	slices.SortStableFunc(open, func(a, b Item) int {
		x, _ := a.Due()
		y, _ := b.Due()
		if c := x.Compare(y); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	var errs []error
	for _, i := range open {
		if ctx.Err() != nil {
			return time.Time{}, context.Cause(ctx)
		}
		if err := e.one(ctx, i); err != nil {
			errs = append(errs, err)
		}
	}
	next, err = e.next(ctx)
	return next, errors.Join(append(errs, err)...)
}

func (e *Engine) next(ctx context.Context) (next time.Time, err error) {
	open, err := e.o.Store.Open(ctx)
	if err != nil {
		return next, fmt.Errorf("list the outbox: %w", err)
	}
	for _, i := range open {
		if at, ok := i.Due(); ok && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next, nil
}

// settle writes down what happened while the disk was full.
func (e *Engine) settle(ctx context.Context) error {
	for id, ev := range e.owed {
		if _, err := e.apply(ctx, id, ev); err != nil && !errors.Is(err, ErrStep) {
			return err
		}
		delete(e.owed, id)
	}
	return nil
}

// one does what is due with one mail.
func (e *Engine) one(ctx context.Context, i Item) error {
	i, err := e.o.Store.Load(ctx, i.ID) // the list may be minutes old
	if err != nil {
		return fmt.Errorf("load mail %s: %w", i.ID, err)
	}
	now := e.o.Now()
	if i.Changed.Sub(now) > time.Minute {
		switch turned, err := e.apply(ctx, i.ID, Event{Kind: Clock, At: now}); {
		case err == nil:
			i = turned
		case !errors.Is(err, ErrStep):
			return err
		}
	}
	if at, ok := i.Due(); !ok || at.After(now) {
		return nil
	}
	switch i.State {
	case Sending: // of an earlier life: this one writes down how each try ended
		_, err = e.apply(ctx, i.ID, Event{Kind: Start, At: now})
		if err == nil {
			return e.look(ctx, i.ID)
		}
	case Waiting:
		err = e.send(ctx, i)
	case Sent, Unsure:
		return e.look(ctx, i.ID)
	}
	if errors.Is(err, ErrStep) || errors.Is(err, ErrChanged) {
		return nil // a person was quicker
	}
	return err
}
