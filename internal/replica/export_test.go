package replica

import (
	"context"
	"crypto/ed25519"
	"time"

	"deskhand/internal/journal"
)

// Break is what the kept mutations set.
type Break = hooks

// NewBroken makes an engine with rules broken, and without upkeep of its own.
func NewBroken(o Options, b Break) *Engine {
	e := New(o)
	e.hooks, e.tested = b, true
	e.upkeepAt = e.o.Now().Add(1000 * time.Hour)
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

// Snapshot writes one, due or not, and sends it.
func (e *Engine) Snapshot(ctx context.Context) error {
	e.running.Lock()
	defer e.running.Unlock()
	if err := e.ready(ctx); err != nil {
		return err
	}
	if _, err := e.once(ctx); err != nil {
		return err
	}
	if e.m.joined != nil || e.m.gap() {
		return nil
	}
	if err := e.writeSnapshot(ctx, e.m.vector()); err != nil {
		return err
	}
	_, err := e.push(ctx)
	return err
}

// LookWhole has the next upkeep look through the whole place.
func (e *Engine) LookWhole() {
	if e.m != nil {
		e.m.survey = time.Time{}
	}
}

// Vector is how far the log is whole.
func (e *Engine) Vector() journal.Vector { return e.m.vector() }

// Team is the team as it was folded last.
func (e *Engine) Team() *journal.Team { return e.m.team }

// Trusted is now as the engine has it.
func (e *Engine) Trusted() time.Time { return e.trusted() }

// Join begins with a snapshot and nothing else.
func (e *Engine) Join(ctx context.Context) error {
	e.running.Lock()
	defer e.running.Unlock()
	if err := e.ready(ctx); err != nil {
		return err
	}
	_, err := e.join(ctx)
	return err
}

// Joined is how far the log must come until a snapshot's ops are settled.
func (e *Engine) Joined() journal.Vector { return e.m.joined }

// Often makes snapshots and quotas frequent.
func (h hooks) Often(snapAfter, quota int) hooks {
	h.snapAfter, h.quota = snapAfter, quota
	return h
}

// Remembering verifies each batch once: a history meets the same ones again and again.
func (h hooks) Remembering(verify func(*journal.Batch, ed25519.PublicKey) error) hooks {
	h.verify = verify
	return h
}

// Older reads as a program that cannot read some lines and some messages.
func (h hooks) Older(decode func([]byte) (*journal.Op, error), unpack func([]byte, journal.Keys) (*journal.Container, error)) hooks {
	h.decode, h.unpack = decode, unpack
	return h
}

// Mutation is the engine with one rule broken, by its name in journal.md §5.
func Mutation(name string) hooks {
	switch name {
	case "M3":
		return hooks{prunable: coveredAtAll}
	case "M4":
		return hooks{forgetful: true}
	case "M5":
		return hooks{unsigned: true}
	case "M7":
		return hooks{deafClock: true}
	case "M8":
		return hooks{stillClock: true}
	case "M9":
		return hooks{restamped: func(op *journal.Op) {
			op.ID = op.ID[1:] + "0"
			_ = journal.Encode(op)
		}}
	case "M10":
		return hooks{anyAdmin: true}
	case "M11":
		return hooks{bySeq: true}
	case "M12":
		return hooks{anyMark: true}
	}
	panic("no mutation " + name)
}

// coveredAtAll prunes whatever another message covers, an equal one too.
func coveredAtAll(all []journal.Visible, explained func(string) bool) (out []int) {
	for i, x := range all {
		for j, y := range all {
			if i != j && !x.Keep && len(x.Marks) == 0 && len(y.Marks) == 0 && y.Covers(x.Cover) {
				out = append(out, i)
				break
			}
		}
	}
	return out
}
