package replica

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/journal"
)

// probe asks the place for its time before the first ops of this life are sealed, and again after the computer's clock was
// set: what is sealed cannot be corrected any more.
func (e *Engine) probe(ctx context.Context) error {
	now := e.o.Now()
	if !e.probed.IsZero() && (now.Round(0).Sub(e.probed.Round(0))-now.Sub(e.probed)).Abs() < journal.Tolerance {
		return nil
	}
	waiting := false
	for _, id := range e.identities() {
		rows, err := e.unsealed(ctx, id.Device, 1)
		if err != nil {
			return err
		}
		waiting = waiting || len(rows) > 0
	}
	if !waiting {
		return nil
	}
	body := presenceBody{Device: e.o.Self.Device, Probe: now.UnixMilli()}
	err := e.say(ctx, body)
	if errors.Is(err, ErrNoFolder) {
		if err = e.create(ctx); err == nil {
			err = e.say(ctx, body)
		}
	}
	if err != nil {
		return err
	}
	e.probed = now
	e.m.over[""] = true
	if err := e.unsay(ctx, now); err != nil || e.believed() {
		return err
	}
	return e.askColleagues(ctx)
}

// askColleagues looks for a colleague's laptop that bears the place's clock out, in what is here and in what comes by one
// pull. If there is none, what waits is sealed as it is: a laptop alone cannot tell which clock is wrong.
func (e *Engine) askColleagues(ctx context.Context) error {
	if err := e.update(ctx, e.askStored); err != nil || e.believed() {
		return err
	}
	if _, err := e.pullAndStop(ctx); err != nil || e.believed() {
		return err
	}
	return e.update(ctx, e.askStored)
}

// mostAsked is how many of the newest messages are compared with the place's clock.
const mostAsked = 64

// askStored compares the newest messages of colleagues with the place's dates. What a snapshot brought before its batches
// came was not compared when they did. One that does not agree says nothing: it may have been put back late.
func (e *Engine) askStored(tx Tx) error {
	var from []*journal.Known
	for _, k := range e.m.known {
		if k.State == journal.KnownGood && k.At > 0 && len(k.Batches) > 0 {
			from = append(from, k)
		}
	}
	slices.SortFunc(from, func(a, b *journal.Known) int { return cmp.Or(cmp.Compare(b.At, a.At), strings.Compare(a.Ref, b.Ref)) })
	for _, k := range from[:min(len(from), mostAsked)] {
		b, err := tx.Batch(k.Batches[len(k.Batches)-1])
		if err != nil {
			return fmt.Errorf("read batch %s: %w", k.Batches[len(k.Batches)-1], err)
		}
		if b == nil || e.own(b.Device) {
			continue
		}
		lines := b.Records()
		if op := lines[len(lines)-1].Op; op != nil && e.agree(op.Stamp, k.At) {
			e.witness(tx, b.Device, op.Stamp, k.At)
			return nil
		}
	}
	return nil
}
