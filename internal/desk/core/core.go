// Package core is what all areas of the desk share: the store, the policy in force, whose desk it is, and how a change
// is told after its commit. It holds no use case.
package core

import (
	"context"
	"sync/atomic"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/policy"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Core is handed to every area.
type Core struct {
	Store  *store.Store
	Now    func() time.Time
	Agent  func() string         // id of whose desk it is; empty before the first account
	Zone   func() *time.Location // of days and plain words
	Told   func(store.Change)    // after each commit
	policy atomic.Pointer[policy.Policy]
}

// Policy is the one in force.
func (c *Core) Policy() *policy.Policy { return c.policy.Load() }

// SetPolicy puts another in force.
func (c *Core) SetPolicy(p *policy.Policy) { c.policy.Store(p) }

// Done is what an action did: enough to name it in a toast and to undo it.
type Done struct {
	Op     string `json:"op"` // the action; empty where nothing changed
	Ticket string `json:"ticket"`
	Number string `json:"number"`
	Text   string `json:"text"`
	Undo   bool   `json:"undo"`
	// Mail that went into the outbox with it, and until when undoing takes that back.
	Mail      string      `json:"mail,omitempty"`
	UndoUntil ticket.Time `json:"undoUntil,omitempty"`
}

// Begun is what the first act on a new ticket implies: it is in progress (C3). It goes into the same action, so that one
// undo takes both back. seen is the time of the newest customer mail.
func (c *Core) Begun(t ticket.Ticket, seen ticket.Time) []ticket.Draft {
	if t.Status != ticket.Open || ticket.Status(c.Policy().FirstStatus(t.Pipeline)) != ticket.Open {
		return nil
	}
	return []ticket.Draft{ticket.SetStatus(t.ID, ticket.InProgress, seen)}
}

// Edit is what an action writes, worked out inside its transaction.
type Edit struct {
	Drafts  []ticket.Draft
	Text    string   // for the toast
	Objects []string // projected besides those of Drafts
}

// On runs one action on a ticket: read it, write ops, project, tell. An Edit without drafts changes nothing.
func (c *Core) On(ctx context.Context, id string, fn func(tx *store.Tx, t ticket.Ticket, row int64) (Edit, error)) (Done, error) {
	var done Done
	var changed store.Change
	err := c.Store.Write(ctx, func(tx *store.Tx) error {
		t, row, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		edit, err := fn(tx, t, row)
		if err != nil {
			return err
		}
		done = Done{Ticket: t.ID, Number: t.Number, Text: edit.Text}
		if len(edit.Drafts) == 0 {
			return nil
		}
		if done.Op, changed, err = c.append(tx, edit); err != nil {
			return err
		}
		done.Undo = true
		return nil
	})
	if err != nil {
		return Done{}, fault.From(err)
	}
	c.tell(changed)
	return done, nil
}

// Write runs an action that is not about one known ticket.
func (c *Core) Write(ctx context.Context, fn func(tx *store.Tx) (Edit, error)) (action, text string, err error) {
	var changed store.Change
	err = c.Store.Write(ctx, func(tx *store.Tx) error {
		edit, err := fn(tx)
		if err != nil {
			return err
		}
		text = edit.Text
		action, changed, err = c.append(tx, edit)
		return err
	})
	if err != nil {
		return "", "", fault.From(err)
	}
	c.tell(changed)
	return action, text, nil
}

func (c *Core) append(tx *store.Tx, edit Edit) (string, store.Change, error) {
	if len(edit.Drafts) > 0 && c.Agent() == "" {
		return "", store.Change{}, Nobody()
	}
	if err := thawed(tx, edit.Drafts); err != nil {
		return "", store.Change{}, err
	}
	action, err := tx.Append(edit.Drafts)
	if err != nil {
		return "", store.Change{}, err
	}
	objects := edit.Objects
	for _, d := range edit.Drafts {
		objects = append(objects, d.Object)
		if err := c.tellRead(tx, d); err != nil {
			return "", store.Change{}, err
		}
	}
	changed, err := tx.Project(objects...)
	changed.Urgent = tx.Urgent()
	return action, changed, err
}

// tellRead has a close tell this agent's other laptops what of the ticket was read.
func (c *Core) tellRead(tx *store.Tx, d ticket.Draft) error {
	if d.Path != ticket.PathClose && !ticket.IsSentMark(d.Path) {
		return nil
	}
	read, err := tx.ReadDrafts(d.Object)
	if err == nil {
		_, err = tx.Append(read)
	}
	return err
}

func (c *Core) tell(changed store.Change) {
	if len(changed.Tickets) > 0 || changed.Queues {
		c.Told(changed)
	}
}

// Read runs fn on a snapshot.
func (c *Core) Read(ctx context.Context, fn func(*store.Tx) error) error {
	if err := c.Store.Read(ctx, fn); err != nil {
		return fault.From(err)
	}
	return nil
}

// Tell says that something changed outside On and Write.
func (c *Core) Tell(changed store.Change) { c.tell(changed) }

// Failed is an error inside a result that is no failure as a whole; the keys are those of cli.md's error object.
type Failed struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// FailedFrom shows an error so; nil stays nil.
func FailedFrom(err error) *Failed {
	if err == nil {
		return nil
	}
	f := fault.From(err)
	return &Failed{string(f.Code), f.Message, f.Hint}
}
