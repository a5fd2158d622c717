package desk

import (
	"strings"
	"testing"
	"time"

	"deskhand/internal/closing"
	"deskhand/internal/desk/agenda"
	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// writes puts ops down as a newer Deskhand at this desk would.
func (d *teamDesk) writes(drafts ...ticket.Draft) {
	d.crew.t.Helper()
	err := d.store.Write(d.crew.t.Context(), func(tx *store.Tx) error {
		_, err := tx.Append(drafts)
		return err
	})
	if err != nil {
		d.crew.t.Fatal(err)
	}
}

// newer tells the refusal of what a newer Deskhand changed.
func newer(err error) bool {
	f := fault.From(err)
	return f != nil && f.Code == fault.Refused && f.Message == ticket.FrozenWords
}

// TestFrozen: a ticket that a newer Deskhand changed in a way that must be known can only be read here, says so, and no act
// on it is taken; all others go on.
func TestFrozen(t *testing.T) {
	for _, on := range []string{"the ticket", "a mail of it"} {
		t.Run(on, func(t *testing.T) {
			c := newTeam(t, 2)
			ctx := t.Context()
			ids := c.deliver(c.question(1, 3*time.Hour), c.question(2, 2*time.Hour), c.question(3, time.Hour))
			asha, lena := c.desks[0], c.desks[1]
			begun := do[core.Done](t)(lena.Work.Priority(ctx, ids[0], "high"))
			draft := do[compose.Draft](t)(lena.Compose.Open(ctx, ids[0], "reply", ""))
			do[compose.Saved](t)(lena.Compose.Save(ctx, edit(draft, "<p>Hello</p>")))
			do[core.Done](t)(lena.Agenda.Callback(ctx, ids[0], "tomorrow 9:30", "", ""))
			planned := do[[]agenda.Item](t)(lena.Agenda.Of(ctx, ids[0]))[0].ID
			message := do[[]ticket.Entry](t)(lena.Inbox.Entries(ctx, ids[0]))[0].ID
			object := ids[0]
			if on != "the ticket" {
				object = message
			}
			asha.writes(ticket.SetField(object, "!sealed/next", "something new"))
			c.exchange()
			if got := lena.ticket(ids[0]); got.Frozen != ticket.FrozenWords {
				t.Errorf("it says %q", got.Frozen)
			}
			acts := map[string]func(id string) error{
				"claim":    func(id string) error { _, err := lena.Work.Claim(ctx, id, true); return err },
				"assign":   func(id string) error { _, err := lena.Work.Assign(ctx, id, "asha", "why"); return err },
				"status":   func(id string) error { _, err := lena.Work.Status(ctx, id, "pending-partner"); return err },
				"priority": func(id string) error { _, err := lena.Work.Priority(ctx, id, "urgent"); return err },
				"tag":      func(id string) error { _, err := lena.Work.Tag(ctx, id, []string{"bug"}, nil); return err },
				"rename":   func(id string) error { _, err := lena.Work.Rename(ctx, id, "Other"); return err },
				"spam":     func(id string) error { _, err := lena.Work.Spam(ctx, id, true); return err },
				"note":     func(id string) error { _, err := lena.Work.Note(ctx, id, "words", "note"); return err },
				"snooze":   func(id string) error { _, err := lena.Work.Snooze(ctx, id, "in 2h", "us", "the rerun"); return err },
				"close":    func(id string) error { _, err := lena.Closing.NoAnswer(ctx, []string{id}, "duplicate"); return err },
				"handoff": func(id string) error {
					_, err := lena.Closing.SetHandOff(ctx, id, closing.HandOff{Inquiry: "it stops"})
					return err
				},
				"callback": func(id string) error { _, err := lena.Agenda.Callback(ctx, id, "in 3h", "", ""); return err },
			}
			for name, act := range acts {
				if err := act(ids[0]); !newer(err) {
					t.Errorf("%s: %v", name, err)
				}
				if err := act(ids[2]); newer(err) {
					t.Errorf("%s on another: %v", name, err)
				}
			}
			both := map[string]func() error{
				"merge into":   func() error { _, err := lena.Work.Merge(ctx, ids[1], ids[0]); return err },
				"merge":        func() error { _, err := lena.Work.Merge(ctx, ids[0], ids[1]); return err },
				"machine":      func() error { _, err := lena.Work.Machine(ctx, message, "bounce"); return err },
				"undo":         func() error { _, err := lena.Undo(ctx, begun.Op, true); return err },
				"agenda's act": func() error { _, err := lena.Agenda.Act(ctx, planned, "done"); return err },
				"send": func() error {
					_, err := lena.Compose.Send(ctx, draft.ID, compose.SendOptions{Delay: now(), Anyway: true})
					return err
				},
			}
			for name, act := range both {
				if err := act(); !newer(err) {
					t.Errorf("%s: %v", name, err)
				}
			}
			c.exchange()
			c.alike(ids[0])
		})
	}
}

// TestUnknownObjects: an object of a kind, and fields, that this program does not know are kept, forwarded, taken along by
// a laptop that joins later, and shown nowhere.
func TestUnknownObjects(t *testing.T) {
	c := newTeam(t, 2)
	ctx := t.Context()
	mail := c.question(1, time.Hour)
	ids := c.deliver(mail)
	asha, lena := c.desks[0], c.desks[1]
	before := lena.shows(ids[0])
	drafts, object := ticket.NewFree("baton", ids[0], ticket.SetField("", "owner", "lena"), ticket.SetText("", "text", "Who opens the shop"), ticket.AddTo("", "with", "jonas"), ticket.SetField("", "far/away/from/here", []int{1, 2}))
	asha.writes(drafts...)
	asha.writes(ticket.SetField(ids[0], "mood/of/the/day", map[string]any{"is": "good"}))
	c.exchange()
	joined := c.solo("jonas")
	c.join(joined)
	joined.arrive(mail)
	c.exchange()
	for _, d := range []*teamDesk{asha, lena, joined} {
		var records []journal.Record
		err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
			records, err = tx.RecordsWith(object)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		state := journal.Fold(records)
		v, ok := ticket.ProjectFree(state)
		if !ok || v.Kind != "baton" || v.Ticket != ids[0] || len(state.Members("with")) != 1 || string(state.Value("far/away/from/here")) != "[1,2]" {
			t.Errorf("%s keeps %+v of %d lines", d.agent, v, len(records))
		}
		if items := do[[]agenda.Item](t)(d.Agenda.Of(ctx, ids[0])); len(items) != 0 {
			t.Errorf("%s plans %+v", d.agent, items)
		}
	}
	if after := lena.shows(ids[0]); strings.Count(after, "\n") > strings.Count(before, "\n")+1 {
		t.Errorf("the ticket shows\n%s", after)
	}
	// Undone, it is gone for all who know the kind.
	do[core.Done](t)(asha.Undo(ctx, drafts[0].ID, false))
	c.exchange()
	err := lena.store.Read(ctx, func(tx *store.Tx) error {
		records, err := tx.RecordsWith(object)
		if _, ok := ticket.ProjectFree(journal.Fold(records)); ok {
			t.Error("it is there still")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
