package desk

import (
	"context"
	"sync"
	"time"

	"deskhand/internal/store"
)

const (
	writesFor   = 3 * time.Minute // how long it holds that somebody writes
	writesAfter = 3 * time.Second // in the composer before it is told: who only looks in is told of to nobody
)

// writing tells the team on which tickets an answer is being written here: after three seconds, at most once a ticket in
// three minutes (journal.md §3.10). By anchor; it is never in the log.
type writing struct {
	say   func(anchor string, until time.Time) // zero: no more
	now   func() time.Time
	after func(time.Duration, func()) (stop func())

	mu    sync.Mutex
	begun map[string]func()
	told  map[string]time.Time
	left  map[string]bool // what was told was taken back
}

func newWriting(now func() time.Time, say func(string, time.Time)) *writing {
	return &writing{say: say, now: now, begun: map[string]func(){}, told: map[string]time.Time{}, left: map[string]bool{}, after: func(d time.Duration, f func()) func() {
		t := time.AfterFunc(d, f)
		return func() { t.Stop() }
	}}
}

// here notes that somebody types.
func (w *writing) here(anchor string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if at, ok := w.told[anchor]; w.begun[anchor] != nil || ok && w.now().Sub(at) < writesFor {
		return
	}
	w.begun[anchor] = w.after(writesAfter, func() { w.tell(anchor) })
}

func (w *writing) tell(anchor string) {
	w.mu.Lock()
	begun := w.begun[anchor] != nil
	now := w.now()
	for a, at := range w.told { // what is over need not be remembered
		if now.Sub(at) >= writesFor {
			delete(w.told, a)
			delete(w.left, a)
		}
	}
	if begun {
		delete(w.begun, anchor)
		delete(w.left, anchor)
		w.told[anchor] = now
	}
	w.mu.Unlock()
	if begun {
		w.say(anchor, now.Add(writesFor))
	}
}

// gone takes it back: the mail was sent, thrown away, or its composer was left.
func (w *writing) gone(anchors ...string) {
	w.mu.Lock()
	var back []string
	for _, a := range anchors {
		if stop := w.begun[a]; stop != nil {
			stop()
			delete(w.begun, a)
		}
		if at, ok := w.told[a]; ok && !w.left[a] && w.now().Sub(at) < writesFor {
			w.left[a] = true
			back = append(back, a)
		}
	}
	w.mu.Unlock()
	for _, a := range back {
		w.say(a, time.Time{})
	}
}

// replying hands it to the engine that runs; without one nobody is told.
func (d *Desk) replying(anchor string, until time.Time) {
	if engine := d.carrier.running(); engine != nil {
		engine.Replying(anchor, until)
	}
}

// wrote notes that a mail on a ticket is written no more.
func (d *Desk) wrote(ctx context.Context, ticket string) {
	anchors := []string{ticket}
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.AnchorsOf(ticket)
		anchors = append(anchors, all...)
		return err
	})
	if err != nil && ctx.Err() == nil {
		d.log.Warn("take back that an answer is written", "error", err)
	}
	d.writing.gone(anchors...)
}

// Write notes that somebody types an answer, unless nobody is to be told, or that they left it.
func (h crew) Write(anchor string, stop bool) {
	ctx := context.Background()
	if stop {
		h.d.wrote(ctx, anchor)
		return
	}
	if set, err := h.d.Team.Settings(ctx); err == nil && set.Presence {
		h.d.writing.here(anchor)
	}
}
