// Package remind sleeps until the next due moment and says what is due: snoozes that end, callbacks, meetings.
//
// It must not decide what is due (its Source does, by ticket.Project's next_change and the registers), must not import
// an adapter, and must not change a ticket.
package remind

import (
	"context"
	"time"
)

// Kind is what a reminder is about.
type Kind string

// The kinds of reminder.
const (
	Callback Kind = "callback"
	Meeting  Kind = "meeting"
	Snooze   Kind = "snooze"
	Mention  Kind = "mention" // somebody named this desk's agent
	Given    Kind = "given"   // somebody gave this desk's agent a ticket
)

// urgent tells what has its moment: it is missed a little later.
func (k Kind) urgent() bool { return k == Callback || k == Meeting }

// Reminder is one occurrence that falls due.
type Reminder struct {
	Key    string // unique for this occurrence: a callback that is moved gets another key
	Kind   Kind
	Ticket string // the ticket's id
	Title  string
	Body   string
	Due    time.Time
}

// Source says what is due. The desk's store stands behind it.
type Source interface {
	// Project re-projects every ticket whose next_change has passed. It is called first of all in each pass.
	Project(ctx context.Context, now time.Time) error
	// Due lists the reminders whose time has come and whose Key has been marked by fewer than two Fired, oldest first.
	// A ticket that is resolved or closed has none.
	Due(ctx context.Context, now time.Time) ([]Reminder, error)
	// Fired counts one mark for the key, durably. The engine marks before and after it notifies: after a crash in
	// between one mark stands, and the reminder comes once more but never a third time.
	Fired(ctx context.Context, key string, at time.Time) error
	// Next is the earliest moment after which Project or Due would find something new; false if there is none.
	Next(ctx context.Context) (time.Time, bool, error)
}

// Notice is what a person sees.
type Notice struct {
	Title, Body string
	Urgent      bool
	Keys        []string // of the reminders in it
	Ticket      string   // the ticket to open; empty when several are merged
}

// Notifier shows a notice; an error means that it was not seen, and it is tried again.
type Notifier interface {
	Notify(ctx context.Context, n Notice) error
}

// Options are what an Engine needs.
type Options struct {
	Source   Source
	Notifier Notifier
	Now      func() time.Time // nil: time.Now. Wall clock, so that a jump or a sleep is seen
	Zone     *time.Location   // for "due 14:30"; nil: the zone of Now
	Problem  func(error)      // told of a failure once, and nil when it is over; may be nil
}

// maxSleep is the longest time between two looks at the wall clock: timers stand still while the laptop sleeps, and
// the clock may be set.
const maxSleep = 30 * time.Second

// Engine runs the reminders of one desk.
type Engine struct {
	o    Options
	wake chan struct{}

	marked  map[string]bool // marked before, not yet notified
	done    map[string]bool // notified, the mark after it not yet written
	failing bool
}

// New makes an engine; Run starts it.
func New(o Options) *Engine {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Problem == nil {
		o.Problem = func(error) {}
	}
	return &Engine{o: o, wake: make(chan struct{}, 1), marked: map[string]bool{}, done: map[string]bool{}}
}

// Wake makes the engine read its source at once, after a change of what is due or when the laptop wakes. It never
// blocks and may be called from any goroutine.
func (e *Engine) Wake() {
	select {
	case e.wake <- struct{}{}:
	default: // a wake is already waiting
	}
}

// Run works until ctx ends and returns its error. It must run once only.
func (e *Engine) Run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
		case <-e.wake:
		}
		err := e.pass(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		e.report(err)
		timer.Reset(e.sleep(ctx, err != nil))
	}
}

// sleep is how long to wait for the next moment: at most maxSleep, at least a moment, so that a source whose Next lies
// in the past for good (its reminder cannot be shown) does not make a busy loop; longer after a failure.
func (e *Engine) sleep(ctx context.Context, failed bool) time.Duration {
	least := time.Second
	if failed {
		least = 15 * time.Second
	}
	next, ok, err := e.o.Source.Next(ctx)
	if err != nil || !ok {
		return maxSleep
	}
	return min(max(next.Round(0).Sub(e.o.Now().Round(0)), least), maxSleep)
}

// report tells of a failure when it begins and when it is over, not once a pass.
func (e *Engine) report(err error) {
	switch {
	case err != nil && !e.failing:
		e.failing = true
		e.o.Problem(err)
	case err == nil && e.failing:
		e.failing = false
		e.o.Problem(nil)
	}
}
