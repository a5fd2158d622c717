package desk

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"deskhand/internal/journal"
	"deskhand/internal/remind"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// hearing is a transaction of the journal's engine that listens for what is said to this desk's agent.
type hearing struct {
	*store.Tx
	heard *[]*journal.Op
	own   string      // device
	since ticket.Time // what was said before this desk joined is no news
}

// PutOps keeps ops, and hears those that came with a batch.
func (h *hearing) PutOps(ops []journal.StoredOp, cameAt int64) (fresh int, err error) {
	fresh, err = h.Tx.PutOps(ops, cameAt)
	if err != nil || fresh == 0 || cameAt == 0 {
		return fresh, err
	}
	for _, o := range ops {
		if o.Op != nil && o.State.Folded() && o.Device != h.own && ticket.Time(o.Op.Stamp.Millis()) >= h.since && saysSomething(o.Op) {
			*h.heard = append(*h.heard, o.Op)
		}
	}
	return fresh, nil
}

// saysSomething: a note may mention somebody, an owner may be somebody.
func saysSomething(op *journal.Op) bool {
	return op.Object[0] == 't' && (op.Path == ticket.PathOwner || strings.HasPrefix(op.Path, "note/"))
}

// notify tells this desk's agent of mentions and of tickets that were given to them. Each is told once.
func (d *Desk) notify(ctx context.Context, heard []*journal.Op) {
	me := d.Agent()
	for _, op := range heard {
		title := ""
		switch {
		case mentions(op, me):
			title = "You were mentioned"
		case given(op, me):
			title = "Given to you"
		default:
			continue
		}
		n, ok := d.newsOf(ctx, op, title)
		if !ok {
			continue
		}
		if err := (shown{d}).Notify(ctx, n); err != nil && ctx.Err() == nil {
			d.log.Warn("tell of a mention", "error", err)
		}
	}
}

func mentions(op *journal.Op, agent string) bool {
	var v ticket.NoteValue
	return strings.HasPrefix(op.Path, "note/") && json.Unmarshal(op.Value, &v) == nil && slices.Contains(v.Mentions, agent)
}

func given(op *journal.Op, agent string) bool {
	var owner string
	return op.Path == ticket.PathOwner && op.Kind == journal.Set && json.Unmarshal(op.Value, &owner) == nil && owner == agent
}

// newsOf words a notification; ok is false where its ticket is not here, or not theirs any more.
func (d *Desk) newsOf(ctx context.Context, op *journal.Op, title string) (n remind.Notice, ok bool) {
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		t, _, err := tx.Ticket(op.Object)
		if err != nil {
			return err
		}
		if op.Path == ticket.PathOwner && t.Owner != d.Agent() {
			return nil
		}
		fired, err := tx.Fired("heard " + op.ID)
		if err != nil || fired > 0 {
			return err
		}
		n, ok = remind.Notice{Title: title + ": " + t.Number, Body: t.Subject, Ticket: t.ID}, true
		return nil
	})
	if err != nil || !ok {
		return n, false
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error { return tx.MarkFired("heard "+op.ID, ticket.TimeOf(d.o.Now())) })
	return n, err == nil
}
