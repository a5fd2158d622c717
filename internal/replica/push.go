package replica

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"deskhand/internal/journal"
)

var errNoKey = errors.New("the team's secret is not here")

func keyValue(op *journal.Op) (v journal.KeyValue, ok bool) {
	return v, json.Unmarshal(op.Value, &v) == nil
}

// push sends what was sealed. What fails is tried again by the same bytes, after a look whether it arrived.
func (e *Engine) push(ctx context.Context) (res Result, err error) {
	if err := e.repack(ctx); err != nil {
		return res, err
	}
	for _, k := range e.unsent() {
		n, err := e.send(ctx, k)
		if errors.Is(err, ErrNoFolder) {
			if err = e.create(ctx); err == nil {
				n, err = e.send(ctx, k)
			}
		}
		res.Sent += n
		if err != nil {
			if errors.Is(err, ErrFull) {
				e.problem(Problem{Code: CodeFull, Message: "The mailbox is full: nothing reaches the team.", Hint: "Make room in the mailbox.", Err: err})
			}
			return res, err
		}
		e.problem(Problem{Code: CodeFull})
	}
	return res, nil
}

// unsent lists what waits to be sent, blobs before the ops that name them.
func (e *Engine) unsent() (out []journal.Known) {
	for _, k := range e.m.outgoing {
		if k.State == journal.KnownOutgoing {
			out = append(out, *k)
		}
	}
	slices.SortFunc(out, func(a, b journal.Known) int {
		return cmp.Or(cmp.Compare(min(len(a.Batches), 1), min(len(b.Batches), 1)), cmp.Compare(a.Seen, b.Seen), slices.Compare(a.Hash[:], b.Hash[:]))
	})
	return out
}

// send puts one message into the place.
func (e *Engine) send(ctx context.Context, k journal.Known) (ops int, err error) {
	var data []byte
	label := journal.Type(k.Type).String()
	if err := e.view(ctx, func(tx Tx) (err error) {
		if label, ops, err = e.label(tx, k); err != nil {
			return err
		}
		data, err = tx.MessageData("", k.Hash)
		return err
	}); err != nil {
		return 0, fmt.Errorf("read what is to be sent: %w", err)
	}
	if data == nil {
		return 0, fmt.Errorf("message %s: its bytes are gone", k.Hash)
	}
	again := !e.m.fresh[k.Hash]
	delete(e.m.fresh, k.Hash)
	began := e.o.Now()
	meta, err := e.o.Transport.Append(ctx, Message{Hash: k.Hash, Team: e.o.Team, Label: label, Data: data, Again: again})
	if err != nil {
		return 0, fmt.Errorf("send %s: %w", label, err)
	}
	k.Ref, k.At, k.Size, k.State, k.Data = string(meta.Ref), meta.At.UnixMilli(), meta.Size, journal.KnownUnseen, nil
	return ops, e.update(ctx, func(tx Tx) error {
		if err := tx.DropMessage("", k.Hash); err != nil {
			return fmt.Errorf("forget what was sent: %w", err)
		}
		delete(e.m.outgoing, k.Hash)
		if !again { // what was found there came earlier
			if err := e.appended(tx, began, meta); err != nil {
				return err
			}
		}
		if e.m.known[k.Ref] != nil {
			return nil
		}
		return e.note(tx, k)
	})
}

// label is how a message is called in its subject, and how many ops of one device it brings.
func (e *Engine) label(tx Tx, k journal.Known) (text string, ops int, err error) {
	text = journal.Type(k.Type).String() + " " + k.Author
	if len(k.Batches) != 1 {
		return text, 0, nil
	}
	b, err := tx.Batch(k.Batches[0])
	if err != nil || b == nil {
		return text, 0, err
	}
	return fmt.Sprintf("%s %d-%d", b.Device, b.A, b.B), int(b.B - b.A + 1), nil
}

// create makes the place anew; what was in it is put back.
func (e *Engine) create(ctx context.Context) error {
	c, ok := e.o.Transport.(Creator)
	if !ok {
		return ErrNoFolder
	}
	if err := c.Create(ctx); err != nil {
		return fmt.Errorf("make the journal's place: %w", err)
	}
	e.m.survey = time.Time{}
	return e.update(ctx, func(tx Tx) error {
		e.m.cursor = ""
		return e.set(tx, settingCursor, "")
	})
}

// repack makes what waits with a team key that was replaced anew with the newest: an older one brings nothing new any more.
func (e *Engine) repack(ctx context.Context) error {
	for _, k := range e.unsent() {
		if k.Epoch >= e.m.team.Epoch || len(k.Batches) == 0 {
			continue
		}
		err := e.update(ctx, func(tx Tx) error {
			c := &journal.Container{Type: journal.Type(k.Type), Blobs: map[string][]byte{}}
			for _, h := range k.Batches {
				b, err := tx.Batch(h)
				if err != nil || b == nil {
					return fmt.Errorf("read batch %s: %w", h, err)
				}
				c.Batches = append(c.Batches, *b)
			}
			for _, name := range k.Blobs {
				data, err := tx.Blob(name)
				if err != nil {
					return fmt.Errorf("read blob %s: %w", name, err)
				}
				if data != nil {
					c.Blobs[name] = data
				}
			}
			c.Team = e.o.Team
			chains := e.chains(tx)
			covered := !slices.ContainsFunc(c.Batches, func(b journal.Batch) bool {
				return !e.m.team.EpochCovers(k.Epoch, b.Meta(e.o.Team), chains.holds)
			})
			if covered || e.epochFor(c) == k.Epoch {
				return nil // sealed before the new key: those who have the old one alone need it as it is
			}
			if err := tx.DropMessage("", k.Hash); err != nil {
				return fmt.Errorf("forget message %s: %w", k.Hash, err)
			}
			delete(e.m.outgoing, k.Hash)
			return e.enqueue(tx, c)
		})
		if err != nil {
			return fmt.Errorf("seal with the new team key: %w", err)
		}
	}
	return nil
}
