package replica

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"deskhand/internal/journal"
)

// maxQuarantine is how many bytes of what cannot be read are kept here; what comes beyond stays in the place alone and is
// fetched anew when it is tried again.
const maxQuarantine = 64 << 20

func (e *Engine) quarantined() (bytes int64) {
	for _, k := range e.m.known {
		if k.State == journal.KnownWaiting || k.State == journal.KnownBroken {
			bytes += k.Size
		}
	}
	return bytes
}

// pull takes in what came since the last time.
func (e *Engine) pull(ctx context.Context) (Result, error) {
	if err := e.newProgram(ctx); err != nil {
		return Result{}, err
	}
	res, err := e.join(ctx)
	if err != nil {
		return res, err
	}
	r, err := e.list(ctx, e.m.cursor)
	res.add(r)
	if errors.Is(err, ErrStaleCursor) {
		r, err = e.relist(ctx)
		res.add(r)
	}
	if err != nil {
		return res, err
	}
	r, err = e.afterPull(ctx)
	res.add(r)
	return res, err
}

// list goes through what a cursor has not seen.
func (e *Engine) list(ctx context.Context, since Cursor) (res Result, err error) {
	cursor, err := e.o.Transport.List(ctx, since, e.wants, func(item Item) error {
		r, err := e.item(ctx, item)
		res.add(r)
		return err
	})
	if err != nil {
		return res, fmt.Errorf("look for what came: %w", err)
	}
	if cursor == e.m.cursor {
		return res, nil
	}
	return res, e.update(ctx, func(tx Tx) error {
		e.m.cursor = cursor
		return e.set(tx, settingCursor, string(cursor))
	})
}

// wants tells whether a message's bytes are to be fetched: each is looked at once, our own too, since only that proves that
// it arrived whole.
func (e *Engine) wants(m Meta) bool {
	k := e.m.known[string(m.Ref)]
	return k == nil || k.State == journal.KnownUnseen || e.m.recheck[string(m.Ref)]
}

func (e *Engine) item(ctx context.Context, item Item) (Result, error) {
	if !e.wants(item.Meta) {
		return Result{}, nil
	}
	if item.Data == nil && item.Err == nil {
		return Result{}, nil // not wanted when it was listed
	}
	delete(e.m.recheck, string(item.Ref))
	return e.take(ctx, item)
}

// relist begins anew in a place that was numbered anew, or emptied: what lies there under other numbers with the same name,
// size and date is what it was.
func (e *Engine) relist(ctx context.Context) (Result, error) {
	type looks struct {
		hash     journal.Hash
		size, at int64
	}
	old := map[looks]journal.Known{}
	for _, k := range e.m.known {
		if k.State == journal.KnownGood {
			old[looks{k.Hash, k.Size, k.At}] = *k
		}
	}
	var res Result
	seen := map[string]bool{}
	cursor, err := e.o.Transport.List(ctx, "", func(m Meta) bool {
		_, same := old[looks{m.Hash, m.Size, m.At.UnixMilli()}]
		return e.wants(m) && !same
	}, func(item Item) error {
		seen[string(item.Ref)] = true
		if k, same := old[looks{item.Hash, item.Size, item.At.UnixMilli()}]; same && item.Data == nil && e.wants(item.Meta) {
			k.Ref = string(item.Ref)
			return e.update(ctx, func(tx Tx) error { return e.note(tx, k) })
		}
		r, err := e.item(ctx, item)
		res.add(r)
		return err
	})
	if err != nil {
		return res, fmt.Errorf("look through the place anew: %w", err)
	}
	return res, e.update(ctx, func(tx Tx) error {
		for _, ref := range slices.Sorted(maps.Keys(e.m.known)) {
			if !seen[ref] {
				if err := e.vanished(tx, ref); err != nil {
					return err
				}
			}
		}
		e.m.cursor, e.m.survey = cursor, time.Time{}
		return e.set(tx, settingCursor, string(cursor))
	})
}

// vanished forgets a message that is no longer in the place. What could not be read is kept for ever.
func (e *Engine) vanished(tx Tx, ref string) error {
	k := e.m.known[ref]
	data, err := tx.MessageData(ref, k.Hash)
	if err != nil {
		return fmt.Errorf("read message %s: %w", ref, err)
	}
	if err := tx.DropMessage(ref, k.Hash); err != nil {
		return fmt.Errorf("forget message %s: %w", ref, err)
	}
	delete(e.m.known, ref)
	if data == nil || k.State == journal.KnownGood || k.State == journal.KnownUnseen {
		return nil
	}
	kept := *k
	kept.Ref, kept.Data = "", data
	return e.note(tx, kept)
}

// afterPull settles what a pass left doubtful, and looks again at what waits where there is reason to.
func (e *Engine) afterPull(ctx context.Context) (res Result, err error) {
	if err := e.settle(ctx); err != nil {
		return res, err
	}
	for {
		for epoch := range e.m.lacking {
			if len(e.o.Keys(epoch)) > 0 {
				delete(e.m.lacking, epoch)
				e.m.newKeys = true
			}
		}
		if !e.m.newKeys {
			break
		}
		e.m.newKeys = false
		r, err := e.retry(ctx, func(k *journal.Known) bool { return k.State == journal.KnownWaiting })
		res.add(r)
		if err != nil {
			return res, err
		}
	}
	e.tell()
	return res, nil
}

// retry takes in again what waits and is chosen.
func (e *Engine) retry(ctx context.Context, which func(*journal.Known) bool) (res Result, err error) {
	var waiting []*journal.Known
	for _, all := range []([]*journal.Known){slices.Collect(maps.Values(e.m.known)), slices.Collect(maps.Values(e.m.outgoing))} {
		for _, k := range all {
			if k.State != journal.KnownGood && k.State != journal.KnownUnseen && k.State != journal.KnownOutgoing && which(k) {
				waiting = append(waiting, k)
			}
		}
	}
	slices.SortFunc(waiting, func(a, b *journal.Known) int { return strings.Compare(b.Ref, a.Ref) }) // chains are read from their heads
	for _, k := range waiting {
		r, err := e.again(ctx, k)
		res.Ops += r.Ops
		if err != nil {
			return res, err
		}
	}
	return res, e.settle(ctx)
}

// again takes in a message from the bytes kept here, or has it fetched at the next whole look.
func (e *Engine) again(ctx context.Context, k *journal.Known) (Result, error) {
	var data []byte
	err := e.view(ctx, func(tx Tx) (err error) {
		data, err = tx.MessageData(k.Ref, k.Hash)
		return err
	})
	if err != nil {
		return Result{}, fmt.Errorf("read what waits: %w", err)
	}
	if data == nil {
		if k.Ref == "" {
			return Result{}, nil
		}
		e.m.survey = time.Time{}
		unseen := *k
		unseen.State = journal.KnownUnseen
		return Result{}, e.update(ctx, func(tx Tx) error { return e.note(tx, unseen) })
	}
	item := Item{Meta: Meta{Ref: Ref(k.Ref), Hash: k.Hash, Size: k.Size, At: time.UnixMilli(k.At)}, Data: data}
	return e.take(ctx, item)
}

// newProgram looks again at everything unreadable when the program is another: messages, and lines of batches.
func (e *Engine) newProgram(ctx context.Context) error {
	same := false
	err := e.view(ctx, func(tx Tx) error {
		v, ok, err := tx.Setting(settingVersion)
		same = ok && v == e.o.Version
		return err
	})
	if err != nil || same {
		return err
	}
	if err := e.rereadLines(ctx); err != nil { // first: what is taken in again may bring the same lines
		return err
	}
	if _, err := e.retry(ctx, func(*journal.Known) bool { return true }); err != nil {
		return err
	}
	return e.update(ctx, func(tx Tx) error { return e.set(tx, settingVersion, e.o.Version) })
}

// rereadLines takes in lines that an earlier program could not read.
func (e *Engine) rereadLines(ctx context.Context) error {
	var rows []journal.StoredOp
	if err := e.view(ctx, func(tx Tx) error {
		return tx.EachOp(journal.OpQuery{States: []journal.OpState{journal.OpUnread}}, func(r journal.StoredOp) error {
			if op, err := e.decode(r.Raw); err == nil {
				r.Op = op
				rows = append(rows, r)
			}
			return nil
		})
	}); err != nil {
		return fmt.Errorf("read lines that could not be read: %w", err)
	}
	for some := range slices.Chunk(rows, step) {
		if err := e.update(ctx, func(tx Tx) error {
			c := e.chains(tx)
			for _, r := range some {
				r.State = e.stateOf(r, e.batchOf(r), c)
				if err := tx.ReplaceOp(r.Hash, r); err != nil {
					return fmt.Errorf("read line %d of %s anew: %w", r.Seq, r.Device, err)
				}
				e.m.dirty[r.Device] = true
				if err := e.hear(tx, r.Op.Stamp); err != nil {
					return err
				}
			}
			return c.err
		}); err != nil {
			return err
		}
	}
	return e.settle(ctx)
}

func (e *Engine) decode(line []byte) (*journal.Op, error) {
	if e.hooks.decode != nil {
		return e.hooks.decode(line)
	}
	return journal.Decode(line)
}
