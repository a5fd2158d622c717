package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"deskhand/internal/desk/agenda"
	"deskhand/internal/journal"
	"deskhand/internal/remind"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// What colleagues say to this desk's agent, a mention or a ticket that is given, is told as reminders are: noted in the very
// transaction that brings it, shown at least once and at most twice.

const (
	settingHeard = "journal-heard"
	heardKey     = "heard " // begins the key of its reminder; the op's id follows
	heardMost    = 1000     // more are not told one by one: Mentions lists them all
)

// heardOp is one thing that was said.
type heardOp struct {
	ID     string `json:"i"`
	Device string `json:"d"`
	Object string `json:"t"`
	Given  bool   `json:"g,omitempty"` // a ticket; else a mention
}

// hearing is a transaction of the journal's engine that listens for what is said to this desk's agent.
type hearing struct {
	*store.Tx
	me    string
	since ticket.Time // what was said before this desk joined is no news
	any   *bool
}

// PutOps keeps ops, and hears those that came with a batch.
func (h *hearing) PutOps(ops []journal.StoredOp, cameAt int64) (fresh int, err error) {
	fresh, err = h.Tx.PutOps(ops, cameAt)
	if err != nil || fresh == 0 || cameAt == 0 || h.me == "" {
		return fresh, err
	}
	var heard []heardOp
	for _, o := range ops {
		if o.Op == nil || !o.State.Folded() || ticket.Time(o.Op.Stamp.Millis()) < h.since || o.Op.Object[0] != 't' || h.Author(o.Device) == h.me {
			continue
		}
		if g := given(o.Op, h.me); g || mentions(o.Op, h.me) {
			heard = append(heard, heardOp{o.Op.ID, o.Device, o.Op.Object, g})
		}
	}
	if len(heard) == 0 {
		return fresh, nil
	}
	*h.any = true
	return fresh, hear(h.Tx, func(list []heardOp) []heardOp {
		for _, o := range heard { // the same line may come again
			if !slices.Contains(list, o) {
				list = append(list, o)
			}
		}
		return list[max(0, len(list)-heardMost):]
	})
}

// hear changes the list of what is to be told.
func hear(tx *store.Tx, change func([]heardOp) []heardOp) error {
	list, err := heardList(tx)
	if err != nil {
		return err
	}
	text, err := json.Marshal(change(list))
	if err != nil {
		return fmt.Errorf("keep what colleagues said: %w", err)
	}
	return tx.SetSetting(settingHeard, string(text))
}

func heardList(tx *store.Tx) (list []heardOp, err error) {
	text, ok, err := tx.Setting(settingHeard)
	if err != nil || !ok {
		return nil, err
	}
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, fmt.Errorf("read what colleagues said: %w", err)
	}
	return list, nil
}

func mentions(op *journal.Op, agent string) bool {
	var v ticket.NoteValue
	return ticket.IsNote(op.Path) && json.Unmarshal(op.Value, &v) == nil && slices.Contains(v.Mentions, agent)
}

func given(op *journal.Op, agent string) bool {
	var owner string
	return op.Path == ticket.PathOwner && op.Kind == journal.Set && json.Unmarshal(op.Value, &owner) == nil && owner == agent
}

// due is what this desk reminds of: the agenda's, and what colleagues said.
type due struct {
	*agenda.Service
	d *Desk
}

// Due lists both. What was read, or is somebody else's by now, is told no more.
func (s due) Due(ctx context.Context, now time.Time) ([]remind.Reminder, error) {
	out, err := s.Service.Due(ctx, now)
	if err != nil {
		return nil, err
	}
	var over []heardOp
	err = s.d.store.Read(ctx, func(tx *store.Tx) error {
		list, err := heardList(tx)
		if err != nil {
			return err
		}
		for _, h := range list {
			r, told, err := s.d.said(tx, h, now)
			switch {
			case err != nil:
				return err
			case told:
				over = append(over, h)
			case r.Key != "":
				out = append(out, r)
			}
		}
		return nil
	})
	if err == nil && len(over) > 0 {
		err = s.d.store.Write(ctx, func(tx *store.Tx) error {
			return hear(tx, func(list []heardOp) []heardOp {
				return slices.DeleteFunc(list, func(h heardOp) bool { return slices.Contains(over, h) })
			})
		})
	}
	return out, err
}

// said words what was said; told: it need not be shown any more. Neither: its ticket is not here yet.
func (d *Desk) said(tx *store.Tx, h heardOp, now time.Time) (r remind.Reminder, told bool, err error) {
	fired, err := tx.Fired(heardKey + h.ID)
	if err != nil || fired >= 2 {
		return r, true, err
	}
	if behind, err := tx.Unprojected(h.Object); err != nil || behind { // what the ticket shows is not what it says
		return r, false, err
	}
	t, _, err := tx.Ticket(h.Object)
	if errors.Is(err, store.ErrNotFound) {
		return r, false, nil
	}
	if err != nil {
		return r, false, err
	}
	read, err := tx.IsRead(h.ID)
	if err != nil || read || h.Given && (t.Owner != d.Agent() || t.Status.Done()) {
		return r, true, err
	}
	r = remind.Reminder{
		Key: heardKey + h.ID, Kind: remind.Mention, Ticket: t.ID, Due: now, Title: "You were mentioned: " + t.Number,
		Body: d.core.Policy().OwnerLabel(tx.Author(h.Device)) + " · " + t.Subject,
	}
	if h.Given {
		r.Kind, r.Title = remind.Given, "Given to you: "+t.Number
	}
	return r, false, nil
}
