package desk

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
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
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

// set writes drafts as one action, as a use case does.
func (d *teamDesk) set(drafts ...ticket.Draft) (core.Done, error) {
	op, text, err := d.core.Write(d.crew.t.Context(), func(*store.Tx) (core.Edit, error) { return core.Edit{Drafts: drafts}, nil })
	return core.Done{Op: op, Text: text}, err
}

// fields is what a desk shows of a ticket in its fields, without what is its own.
func (d *teamDesk) fields(id string) string {
	d.crew.t.Helper()
	t, err := d.Inbox.Ticket(d.crew.t.Context(), id)
	if err != nil {
		return err.Error()
	}
	t.Unread, t.Lost, t.Waits, t.Draft, t.Outbox, t.UpdatedAt = 0, nil, 0, "", "", 0
	text, err := json.Marshal(t)
	if err != nil {
		d.crew.t.Fatal(err)
	}
	out := string(text)
	for _, i := range do[[]agenda.Item](d.crew.t)(d.Agenda.Of(d.crew.t.Context(), id)) {
		if i.State != ticket.StateCancelled {
			out += fmt.Sprintf("\n  plans %+v", i)
		}
	}
	return out
}

// all is that, with the conversation, its history and the folded state behind it.
func (d *teamDesk) all(id string) string {
	d.crew.t.Helper()
	ctx := d.crew.t.Context()
	var b strings.Builder
	fmt.Fprintln(&b, d.fields(id))
	if strings.HasPrefix(b.String(), "{") {
		for _, e := range do[[]ticket.Entry](d.crew.t)(d.Inbox.Entries(ctx, id)) {
			fmt.Fprintf(&b, "  %s %s %d %s %q %v\n", e.Kind, e.From, e.At, e.Machine, e.Text, e.Mentions)
		}
		for _, c := range do[[]ticket.Change](d.crew.t)(d.Inbox.History(ctx, id)) {
			fmt.Fprintf(&b, "  %s %s %d %q %t %t %s\n", c.Op, c.By, c.MadeAt, c.Text, c.Undone, c.Overruled, c.Device)
		}
	}
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		records, err := tx.RecordsWith(id)
		state := journal.Fold(records)
		for _, path := range slices.Sorted(maps.Keys(state.Registers)) {
			fmt.Fprintf(&b, "  %s = %s\n", path, state.Registers[path].Value)
		}
		fmt.Fprintf(&b, "  %d lines, %d registers, tags %v, links %v\n", len(records), len(state.Registers), state.Members(ticket.PathTags), state.Members(ticket.PathLinks))
		return err
	})
	if err != nil {
		d.crew.t.Fatal(err)
	}
	return b.String()
}

// TestEveryField: whatever field of a ticket, its mails and what is planned on it one desk writes, the others show alike;
// a colleague takes it back, and all show alike again what was there before.
func TestEveryField(t *testing.T) {
	c := newTeam(t, 3)
	ctx := t.Context()
	asha := c.desks[0]
	message := func(id string, n int) string {
		return do[[]ticket.Entry](t)(asha.Inbox.Entries(ctx, id))[n].ID
	}
	field := func(path string, v any) func(id, other string) (core.Done, error) {
		return func(id, _ string) (core.Done, error) { return asha.set(ticket.SetField(id, path, v)) }
	}
	words := func(path, text string) func(id, other string) (core.Done, error) {
		return func(id, _ string) (core.Done, error) { return asha.set(ticket.SetText(id, path, text)) }
	}
	element := func(path, e string) func(id, other string) (core.Done, error) {
		return func(id, _ string) (core.Done, error) { return asha.set(ticket.AddTo(id, path, e)) }
	}
	acts := []struct {
		path string
		do   func(id, other string) (core.Done, error)
	}{
		{"status", func(id, _ string) (core.Done, error) { return asha.Work.Status(ctx, id, "pending-partner") }},
		{"close", func(id, _ string) (core.Done, error) { return asha.Closing.NoAnswer(ctx, []string{id}, "duplicate") }},
		{"claim", func(id, _ string) (core.Done, error) { return asha.Work.Claim(ctx, id, false) }},
		{"owner", func(id, _ string) (core.Done, error) { return asha.Work.Assign(ctx, id, "jonas", "It is his plan") }},
		{"owner team", func(id, _ string) (core.Done, error) { return asha.Work.Assign(ctx, id, "experts", "Theirs") }},
		{"priority", func(id, _ string) (core.Done, error) { return asha.Work.Priority(ctx, id, "urgent") }},
		{"tags", func(id, _ string) (core.Done, error) { return asha.Work.Tag(ctx, id, []string{"bug"}, nil) }},
		{"subject", func(id, _ string) (core.Done, error) { return asha.Work.Rename(ctx, id, "Export stops in Österreich") }},
		{"spam", func(id, _ string) (core.Done, error) { return asha.Work.Spam(ctx, id, true) }},
		{"note", func(id, _ string) (core.Done, error) { return asha.Work.Note(ctx, id, "Seen at two @lena", "question") }},
		{"snooze", func(id, _ string) (core.Done, error) { return asha.Work.Snooze(ctx, id, "in 2h", "us", "the rerun") }},
		{"company", field(ticket.PathCompany, "c4PWYHW9NCNCNZ6B4")},
		{"machine", func(id, _ string) (core.Done, error) { return asha.Work.Machine(ctx, message(id, 0), "notification") }},
		{"place", func(id, _ string) (core.Done, error) {
			return asha.set(ticket.SetPlace(ticket.PlaceArchive, message(id, 0))...)
		}},
		{"accepted", func(id, _ string) (core.Done, error) { return asha.set(ticket.Accept(message(id, 0))) }},
		{"merge", func(id, other string) (core.Done, error) { return asha.Work.Merge(ctx, id, other) }},
		{"split", func(id, _ string) (core.Done, error) { return asha.Work.Split(ctx, id, message(id, 1)) }},
		{"handoff", func(id, _ string) (core.Done, error) {
			return asha.Closing.SetHandOff(ctx, id, closing.HandOff{Inquiry: "It stops", Done: "Asked", Remaining: "Look"})
		}},
		{"callback", func(id, _ string) (core.Done, error) {
			return asha.Agenda.Callback(ctx, id, "tomorrow 9:30", "+47 555", "the plan")
		}},
		{"meeting", func(id, _ string) (core.Done, error) {
			return asha.Agenda.AddMeeting(ctx, id, "tomorrow 11:00", "Walk", 30, "https://meet.example/1")
		}},
		{"check", func(id, _ string) (core.Done, error) {
			return asha.set(ticket.SetCheck(id, "answered", "na", "By telephone"))
		}},
		{"handoff/context", words(ticket.PathContext, "They pay next week")},
		{"card/goal", words("card/goal", "An export")},
		{"call/<i>", words("call/06DBD5Z800004", "Reached")},
		{"pipeline", field(ticket.PathPipeline, "bugs")},
		{"department", field(ticket.PathDept, "finance")},
		{"channel", field(ticket.PathChannel, "bot")},
		{"important", field(ticket.PathImportant, true)},
		{"contact", func(id, _ string) (core.Done, error) {
			return asha.set(ticket.SetContact(id, "Tilde <tilde@other.example>")...)
		}},
		{"due", field("due", 1_900_000_000_000)},
		{"eta", field("eta", 1_900_000_000_000)},
		{"ask/<key>", field("ask/06DBD5Z800004", "answered")},
		{"promise/<key>", field("promise/06DBD5Z800004", map[string]any{"due": 1, "state": "open"})},
		{"departments", element(ticket.PathDepts, "finance")},
		{"categories", element(ticket.PathCats, "export")},
		{"followers", element("followers", "lena")},
		{"links", func(id, other string) (core.Done, error) { return asha.set(ticket.AddTo(id, ticket.PathLinks, other)) }},
	}
	for n, a := range acts {
		t.Run(strings.ReplaceAll(a.path, "/", "_"), func(t *testing.T) {
			c.t = t
			first := c.question(2*n, 2*time.Hour)
			again := letter(c.clock.now().Add(-time.Hour), fmt.Sprintf("again%d@halvorsen.example", n), theirs, "Kestrel <support@kestrel.example>", "Re: Question", first.MessageID, "And the format?")
			ids := c.deliver([]testkit.Mail{first, again, c.question(2*n+1, 3*time.Hour)}...)
			id, other := ids[0], ids[2]
			same := func(when string) {
				t.Helper()
				c.exchange()
				for _, id := range []string{id, other} {
					want := asha.all(id)
					for _, d := range c.desks[1:] {
						if got := d.all(id); got != want {
							t.Errorf("%s, asha shows\n%s\nand %s\n%s", when, want, d.agent, got)
						}
					}
				}
			}
			before := asha.fields(id) + asha.fields(other)
			c.clock.set(c.clock.now().Add(time.Minute))
			done, err := a.do(id, other)
			if err != nil {
				t.Fatal(err)
			}
			same("done")
			by := c.desks[1+n%2]
			c.clock.set(c.clock.now().Add(time.Minute))
			do[core.Done](t)(by.Undo(ctx, done.Op, false))
			same("undone by " + by.agent)
			if after := asha.fields(id) + asha.fields(other); after != before && a.path != "split" { // a ticket that was begun and united keeps its number
				t.Errorf("before\n%s\nand after it was undone\n%s", before, after)
			}
		})
	}
	c.t = t
}

// TestUndoOfColleagues: undo asks, with a name, only where somebody has changed the same since, whoever did the action and
// however long ago, merges, splits, and many tickets at once among them.
func TestUndoOfColleagues(t *testing.T) {
	c := newTeam(t, 3)
	ctx := t.Context()
	asha, lena, jonas := c.desks[0], c.desks[1], c.desks[2]
	ids := c.deliver(c.question(1, 3*time.Hour), c.question(2, 2*time.Hour), c.question(3, time.Hour))
	start := asha.fields(ids[0])
	merged := do[core.Done](t)(asha.Work.Merge(ctx, ids[0], ids[1]))
	c.exchange()
	c.clock.set(c.clock.now().Add(60 * 24 * time.Hour))
	do[core.Done](t)(lena.Work.Priority(ctx, ids[0], "urgent"))
	c.exchange()
	jonas.offline = true
	_, err := jonas.Undo(ctx, merged.Op, false)
	if f := fault.From(err); f == nil || !f.Ask || f.Message != "Lena changed priority since. Set back anyway?" {
		t.Fatalf("asked: %v", err)
	}
	do[core.Done](t)(jonas.Undo(ctx, merged.Op, true))
	jonas.offline = false
	c.exchange()
	c.alike(ids...)
	if got := asha.fields(ids[0]); got != start {
		t.Errorf("before\n%s\nafter\n%s", start, got)
	}
	many := do[core.Done](t)(lena.Closing.NoAnswer(ctx, ids, "duplicate"))
	c.exchange()
	do[core.Done](t)(asha.Undo(ctx, many.Op, false))
	c.exchange()
	c.alike(ids...)
	for _, id := range ids {
		if got := jonas.ticket(id).Status; got.Done() {
			t.Errorf("%s is %s still", id, got)
		}
	}
	moved := do[core.Done](t)(lena.Agenda.Callback(ctx, ids[2], "tomorrow 9:30", "", "the plan"))
	c.exchange()
	item := do[[]agenda.Item](t)(asha.Agenda.Of(ctx, ids[2]))[0].ID
	do[core.Done](t)(asha.Agenda.Act(ctx, item, "done"))
	c.exchange()
	do[core.Done](t)(jonas.Undo(ctx, moved.Op, true))
	c.exchange()
	for _, d := range c.desks {
		if items := do[[]agenda.Item](t)(d.Agenda.Of(ctx, ids[2])); len(items) != 0 {
			t.Errorf("%s plans %+v", d.agent, items)
		}
	}
}

// TestReplyAndResolve: what a customer writes while a colleague, who has not seen it, resolves, opens the ticket again on
// every desk, in whatever order mail and changes come.
func TestReplyAndResolve(t *testing.T) {
	for _, mailFirst := range []bool{true, false} {
		c := newTeam(t, 2)
		ctx := t.Context()
		first := c.question(1, time.Hour)
		id := c.deliver(first)[0]
		asha, lena := c.desks[0], c.desks[1]
		lena.offline = true
		do[core.Done](t)(lena.Closing.NoAnswer(ctx, []string{id}, "duplicate"))
		reply := letter(c.clock.now().Add(-time.Minute), "re@halvorsen.example", theirs, "Kestrel <support@kestrel.example>", "Re: Question 1", first.MessageID, "It is not solved.")
		asha.arrive(reply)
		lena.offline = false
		if mailFirst {
			lena.arrive(reply)
			c.exchange()
		} else {
			c.exchange()
			lena.arrive(reply)
		}
		c.alike(id)
		for _, d := range c.desks {
			if got := d.ticket(id).Status; got != ticket.Open {
				t.Errorf("mail first %t: %s shows %s", mailFirst, d.agent, got)
			}
		}
	}
}

// TestDraftOverMerge: what is being written stays, whatever a colleague merges and parts meanwhile.
func TestDraftOverMerge(t *testing.T) {
	c := newTeam(t, 2)
	ctx := t.Context()
	ids := c.deliver(c.question(1, 2*time.Hour), c.question(2, time.Hour))
	asha, lena := c.desks[0], c.desks[1]
	var drafts []string
	for _, id := range ids {
		d := do[compose.Draft](t)(lena.Compose.Open(ctx, id, "reply", ""))
		do[compose.Saved](t)(lena.Compose.Save(ctx, edit(d, "<p>Words for "+id+"</p>")))
		drafts = append(drafts, d.ID)
	}
	has := func(when string) {
		t.Helper()
		for n, id := range drafts {
			d, err := lena.Compose.Draft(ctx, id)
			if err != nil || !strings.Contains(d.HTML, "Words for "+ids[n]) {
				t.Errorf("%s: %+v, %v", when, d.HTML, err)
			}
		}
	}
	done := do[core.Done](t)(asha.Work.Merge(ctx, ids[1], ids[0]))
	c.exchange()
	has("merged")
	if got := lena.ticket(ids[0]); got.ID != lena.ticket(ids[1]).ID || got.Draft == "" {
		t.Errorf("merged, it shows %+v", got)
	}
	do[core.Done](t)(asha.Undo(ctx, done.Op, false))
	c.exchange()
	has("parted")
	for n, id := range drafts {
		if d := do[compose.Draft](t)(lena.Compose.Draft(ctx, id)); d.Ticket != ids[n] {
			t.Errorf("parted, the draft of %s stands on %s", ids[n], d.Ticket)
		}
	}
}
