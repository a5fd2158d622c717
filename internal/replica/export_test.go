package replica

import (
	"context"
	"time"

	"deskhand/internal/journal"
)

// Break is what the kept mutations set.
type Break = hooks

// NewBroken makes an engine with rules broken, and without upkeep of its own.
func NewBroken(o Options, b Break) *Engine {
	e := New(o)
	e.hooks, e.tested = b, true
	return e
}

// Upkeep does what upkeep is due now.
func (e *Engine) Upkeep(ctx context.Context) error {
	e.running.Lock()
	defer e.running.Unlock()
	if err := e.ready(ctx); err != nil {
		return err
	}
	if _, err := e.pullAndStop(ctx); err != nil {
		return err
	}
	_, err := e.upkeep(ctx)
	return err
}

// LookWhole has the next upkeep look through the whole place.
func (e *Engine) LookWhole() { e.m.survey = time.Time{} }

// Vector is how far the log is whole.
func (e *Engine) Vector() journal.Vector { return e.m.vector() }

// Team is the team as it was folded last.
func (e *Engine) Team() *journal.Team { return e.m.team }

// Trusted is now as the engine has it.
func (e *Engine) Trusted() time.Time { return e.trusted() }
