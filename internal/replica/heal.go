package replica

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"deskhand/internal/journal"
)

const (
	surveyEvery = 24 * time.Hour
	gapPatience = time.Minute        // a gap in a stream is looked into after this
	healPause   = 7 * 24 * time.Hour // the same batch is put back at most so often
	recheckOwn  = 7 * 24 * time.Hour
	recheckAll  = 4 * recheckOwn
	healRounds  = 3       // then the place has a rule that deletes
	segmentSize = 2 << 20 // bytes of lines and of blobs in a segment of ours
)

// healed is when and how often a batch or blob was put back.
type healed struct {
	At     int64 `json:"at"` // Unix ms
	Rounds int   `json:"n"`
}

// survey looks through the whole place: what is new, what vanished; then heals and prunes by what is visible.
func (e *Engine) survey(ctx context.Context) (res Result, err error) {
	if err := e.planRechecks(ctx); err != nil {
		return res, err
	}
	seen := map[string]bool{}
	cursor, err := e.o.Transport.List(ctx, "", e.wants, func(item Item) error {
		seen[string(item.Ref)] = true
		r, err := e.item(ctx, item)
		res.add(r)
		return err
	})
	if errors.Is(err, ErrNoFolder) {
		if err = e.create(ctx); err == nil {
			cursor, err = e.o.Transport.List(ctx, "", e.wants, func(item Item) error {
				seen[string(item.Ref)] = true
				r, err := e.item(ctx, item)
				res.add(r)
				return err
			})
		}
	}
	if err != nil {
		return res, fmt.Errorf("look through the whole place: %w", err)
	}
	e.m.survey = e.o.Now().Add(surveyEvery + e.jitter(time.Hour))
	err = e.update(ctx, func(tx Tx) error {
		e.m.cursor = cursor
		if err := e.set(tx, settingCursor, string(cursor)); err != nil {
			return err
		}
		return e.missing(tx, seen)
	})
	if err != nil {
		return res, err
	}
	r, err := e.afterPull(ctx)
	res.add(r)
	if err == nil {
		err = e.heal(ctx, seen)
	}
	if err == nil {
		err = e.prune(ctx, seen)
	}
	return res, err
}

// planRechecks has the messages fetched again that hold streams which are this device's to keep once a week, all others once
// in four: a disk under the place may have gone bad, and the laptops that read them in time would never know.
func (e *Engine) planRechecks(ctx context.Context) error {
	now := e.o.Now()
	of := map[journal.Hash]journal.BatchMeta{}
	if err := e.view(ctx, func(tx Tx) error {
		return tx.EachBatch("", func(m journal.BatchMeta) error { of[m.Hash] = m; return nil })
	}); err != nil {
		return fmt.Errorf("read batches: %w", err)
	}
	streams := e.mine(now)
	clear(e.m.recheck)
	for ref, k := range e.m.known {
		every := recheckAll
		if slices.ContainsFunc(k.Batches, func(h journal.Hash) bool { return streams[of[h].Device] }) {
			every = recheckOwn
		}
		if k.State == journal.KnownGood && len(k.Batches) > 0 && now.UnixMilli()-k.Seen > every.Milliseconds() {
			e.m.recheck[ref] = true
		}
	}
	return nil
}

// missing forgets messages that two whole looks in a row did not show: a listing may be stale once.
func (e *Engine) missing(tx Tx, seen map[string]bool) error {
	for _, ref := range slices.Sorted(maps.Keys(e.m.known)) {
		switch {
		case seen[ref]:
			delete(e.m.unseen, ref)
		case e.m.unseen[ref]:
			delete(e.m.unseen, ref)
			if err := e.vanished(tx, ref); err != nil {
				return err
			}
		default:
			e.m.unseen[ref] = true
		}
	}
	return nil
}

func (e *Engine) jitter(most time.Duration) time.Duration {
	return time.Duration(e.o.Jitter() * float64(most))
}

// covered is what verified messages among the visible ones keep alive, and what is on its way there.
func (e *Engine) covered(tx Tx, seen map[string]bool) (batches map[journal.Hash]bool, blobs map[string]bool) {
	batches, blobs = map[journal.Hash]bool{}, map[string]bool{}
	c := e.chains(tx)
	metas := map[journal.Hash]journal.BatchMeta{}
	if e.m.team.Epoch > 0 {
		_ = tx.EachBatch("", func(m journal.BatchMeta) error { metas[m.Hash] = m; return nil }) // none: put back once too often
	}
	take := func(k *journal.Known) {
		for _, h := range k.Batches {
			if k.Epoch >= e.m.team.Epoch || e.m.team.EpochCovers(k.Epoch, metas[h], c.holds) {
				batches[h] = true
			}
		}
		for _, name := range k.Blobs {
			blobs[name] = true
		}
	}
	for ref, k := range e.m.known {
		if seen[ref] && k.State != journal.KnownUnseen && k.State != journal.KnownForeign {
			take(k)
		}
	}
	for _, k := range e.m.outgoing {
		if k.State == journal.KnownOutgoing {
			take(k)
		}
	}
	return batches, blobs
}

// heal puts back what no visible message holds: our own at once, others' after a while and a second look.
func (e *Engine) heal(ctx context.Context, seen map[string]bool) error {
	now := e.o.Now()
	return e.update(ctx, func(tx Tx) error {
		log, err := e.healLog(tx, now)
		if err != nil {
			return err
		}
		batches, blobs := e.covered(tx, seen)
		lost, err := e.lostBatches(tx, batches)
		if err != nil {
			return err
		}
		var due []journal.BatchMeta
		waits := false
		for _, m := range lost {
			if e.mayHeal(m.Hash.String(), e.own(m.Device), log, now) {
				due = append(due, m)
			} else {
				waits = true
			}
		}
		lostBlobs, waitsBlobs, err := e.lostBlobs(tx, blobs, log, now)
		if err != nil {
			return err
		}
		e.forgetHeals(lost, lostBlobs)
		if err := e.putBack(tx, due, lostBlobs); err != nil {
			return err
		}
		e.tellRetention(log)
		if waits || waitsBlobs {
			e.m.survey = minTime(e.m.survey, now.Add(time.Minute))
		}
		text, err := json.Marshal(log)
		if err != nil {
			return fmt.Errorf("keep what was put back: %w", err)
		}
		return e.set(tx, settingHealed, string(text))
	})
}

func minTime(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func (e *Engine) healLog(tx Tx, now time.Time) (map[string]healed, error) {
	text, _, err := tx.Setting(settingHealed)
	if err != nil {
		return nil, fmt.Errorf("read what was put back: %w", err)
	}
	log := map[string]healed{}
	_ = json.Unmarshal([]byte(text), &log) // what cannot be read: nothing was put back
	maps.DeleteFunc(log, func(_ string, h healed) bool { return now.UnixMilli()-h.At > 5*healPause.Milliseconds() })
	return log, nil
}

// lostBatches lists the batches that are held here and that nothing visible covers. What does not count is among them: on
// which chain a batch lies can be told only by who has the whole chain.
func (e *Engine) lostBatches(tx Tx, covered map[journal.Hash]bool) (lost []journal.BatchMeta, err error) {
	if err := tx.EachBatch("", func(m journal.BatchMeta) error {
		if !covered[m.Hash] {
			lost = append(lost, m)
		}
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read batches: %w", err)
	}
	return lost, nil
}

// lostBlobs lists the texts that belong in the place and are in no visible message, those that may be put back now.
func (e *Engine) lostBlobs(tx Tx, covered map[string]bool, log map[string]healed, now time.Time) (due []string, waits bool, err error) {
	err = tx.SharedBlobs(func(name string, _ int64) error {
		switch {
		case covered[name] || e.m.redacted[name]:
		case e.mayHeal(name, false, log, now):
			due = append(due, name)
		default:
			waits = true
		}
		return nil
	})
	if err != nil {
		return nil, false, fmt.Errorf("read texts: %w", err)
	}
	return due, waits, nil
}

// mayHeal tells whether something that is missing is put back now, and counts it.
func (e *Engine) mayHeal(what string, own bool, log map[string]healed, now time.Time) bool {
	last, before := log[what]
	if before && now.UnixMilli()-last.At < healPause.Milliseconds() {
		return false
	}
	if !own {
		at, planned := e.m.plans[what]
		if !planned {
			e.m.plans[what] = now.Add(time.Minute + e.jitter(29*time.Minute))
			return false
		}
		if now.Before(at) {
			return false
		}
	}
	delete(e.m.plans, what)
	log[what] = healed{At: now.UnixMilli(), Rounds: last.Rounds + 1}
	return true
}

// forgetHeals drops the plans for what is there again.
func (e *Engine) forgetHeals(lost []journal.BatchMeta, blobs []string) {
	still := map[string]bool{}
	for _, m := range lost {
		still[m.Hash.String()] = true
	}
	for _, name := range blobs {
		still[name] = true
	}
	maps.DeleteFunc(e.m.plans, func(what string, _ time.Time) bool { return !still[what] && len(what) == 20 })
}

func (e *Engine) tellRetention(log map[string]healed) {
	n := int64(0)
	for _, h := range log {
		if h.Rounds >= healRounds {
			n++
		}
	}
	p := Problem{Code: CodeRetention, Count: n}
	if n > 0 {
		p.Message = "The mail server deletes the team's journal again and again."
		p.Hint = "A rule of the server deletes old mail: exclude the folder “Deskhand Journal (do not delete)” from it."
	}
	e.problem(p)
}

// putBack queues segments with these batches and blobs; batches that bring a team key go alone.
func (e *Engine) putBack(tx Tx, metas []journal.BatchMeta, blobs []string) error {
	p := packing{e: e, tx: tx, c: newSegment()}
	for _, m := range metas {
		b, err := tx.Batch(m.Hash)
		if err != nil || b == nil {
			return fmt.Errorf("read batch %s: %w", m.Hash, err)
		}
		if err := p.batch(b); err != nil {
			return err
		}
	}
	if err := p.flush(); err != nil || len(blobs) == 0 {
		return err
	}
	return e.putBackBlobs(tx, blobs)
}

// putBackBlobs queues texts whose batch is there still, beside any batch: a message of texts alone there is not.
func (e *Engine) putBackBlobs(tx Tx, blobs []string) error {
	any := journal.Hash{}
	if err := tx.EachBatch("", func(m journal.BatchMeta) error { any = m.Hash; return nil }); err != nil {
		return fmt.Errorf("read batches: %w", err)
	}
	b, err := tx.Batch(any)
	if err != nil || b == nil {
		return fmt.Errorf("read batch %s: %w", any, err)
	}
	p := packing{e: e, tx: tx, c: newSegment()}
	for _, name := range blobs {
		if e.queued(name) {
			continue
		}
		if err := p.blob(b, name); err != nil {
			return err
		}
	}
	if len(p.c.Blobs) == 0 {
		return nil
	}
	return e.enqueue(tx, carrier(b, p.c.Blobs))
}

// queued tells whether a blob waits to be sent already.
func (e *Engine) queued(name string) bool {
	for _, k := range e.unsent() {
		if slices.Contains(k.Blobs, name) {
			return true
		}
	}
	return false
}

// packing fills segments.
type packing struct {
	e            *Engine
	tx           Tx
	c            *journal.Container
	lines, blobs int
}

func newSegment() *journal.Container {
	return &journal.Container{Type: journal.TypeSegment, Blobs: map[string][]byte{}}
}

func (p *packing) batch(b *journal.Batch) error {
	if bringsKey(b) {
		return p.e.enqueueKey(p.tx, b)
	}
	if p.lines > 0 && p.lines+len(b.Lines) > segmentSize || p.blobs > segmentSize {
		if err := p.flush(); err != nil {
			return err
		}
	}
	p.c.Batches = append(p.c.Batches, *b)
	p.lines += len(b.Lines)
	for _, name := range blobsOf(b) {
		if err := p.blob(b, name); err != nil {
			return err
		}
	}
	return nil
}

// blob adds a text that a batch names, in a message of its own with it where there is no room.
func (p *packing) blob(b *journal.Batch, name string) error {
	if p.c.Blobs[name] != nil || p.e.m.redacted[name] {
		return nil
	}
	data, err := p.tx.Blob(name)
	if err != nil {
		return fmt.Errorf("read blob %s: %w", name, err)
	}
	if data == nil {
		return nil
	}
	if p.blobs > 0 && p.blobs+len(data) > sealBlobs {
		if err := p.e.enqueue(p.tx, carrier(b, p.c.Blobs)); err != nil {
			return err
		}
		p.c.Blobs, p.blobs = map[string][]byte{}, 0
	}
	p.c.Blobs[name] = data
	p.blobs += len(data)
	return nil
}

func (p *packing) flush() error {
	c := p.c
	p.c, p.lines, p.blobs = newSegment(), 0, 0
	if len(c.Batches) == 0 {
		return nil
	}
	return p.e.enqueue(p.tx, c)
}
