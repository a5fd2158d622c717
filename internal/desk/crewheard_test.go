package desk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/agenda"
	"deskhand/internal/desk/core"
	"deskhand/internal/remind"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// reminded is what a desk shows as reminders now.
func (d *teamDesk) reminded() []remind.Notice {
	d.crew.t.Helper()
	n := &notifier{}
	if err := remind.New(remind.Options{Source: due{d.Agenda, d.Desk}, Notifier: n, Now: d.crew.clock.now}).Once(d.crew.t.Context()); err != nil {
		d.crew.t.Fatal(err)
	}
	return n.shown
}

// TestHeard: who is mentioned, or given a ticket, is told once, whatever restarts in between, and finds it under Mentions
// until it is read; nobody else is, and nobody of their own acts at their other laptop.
func TestHeard(t *testing.T) {
	c := newTeam(t, 3)
	ctx := t.Context()
	second := c.solo("lena")
	c.join(second)
	c.clock.set(c.clock.now().Add(time.Minute))
	ids := c.deliver(c.question(1, time.Hour), c.question(2, time.Hour), c.question(3, time.Hour))
	asha, lena, jonas := c.desks[0], c.desks[1], c.desks[2]
	do[core.Done](t)(asha.Work.Note(ctx, ids[0], "Can you look, @lena?", "question"))
	do[core.Done](t)(asha.Work.Assign(ctx, ids[1], "lena", ""))
	do[core.Done](t)(lena.Work.Note(ctx, ids[2], "For me, @lena, tomorrow", "note"))
	do[core.Done](t)(second.Work.Assign(ctx, ids[2], "lena", ""))
	c.exchange()
	lena.again()
	var titles []string
	for _, n := range lena.reminded() {
		titles = append(titles, n.Title+" | "+n.Body)
	}
	all := strings.Join(titles, "\n")
	if len(titles) != 2 || !strings.Contains(all, "You were mentioned") || !strings.Contains(all, "Given to you") || !strings.Contains(all, "Asha · Question 1") {
		t.Errorf("lena is told\n%s", all)
	}
	for _, d := range []*teamDesk{lena, asha, jonas} {
		d.again()
		c.exchange()
		if again := d.reminded(); len(again) != 0 {
			t.Errorf("%s is told %+v", d.agent, again)
		}
	}
	if got := mentioned(t, lena); len(got) != 1 || got[0].ID != ids[0] {
		t.Errorf("under Mentions: %+v", got)
	}
	home := do[agenda.Today](t)(lena.Agenda.Today(ctx))
	if len(home.Quiet) == 0 || home.Quiet[0].Kind != "mentions" || home.Quiet[0].Count != 1 {
		t.Errorf("Today says %+v", home.Quiet)
	}
	var notes []string
	for _, e := range do[[]ticket.Entry](t)(lena.Inbox.Entries(ctx, ids[0])) {
		if e.Kind == ticket.KindNote {
			notes = append(notes, e.ID)
		}
	}
	if err := lena.Inbox.MarkRead(ctx, ids[0], notes); err != nil {
		t.Fatal(err)
	}
	if got := mentioned(t, lena); len(got) != 0 {
		t.Errorf("read, and under Mentions: %+v", got)
	}
}

func mentioned(t *testing.T, d *teamDesk) []ticket.Ticket {
	t.Helper()
	var out []ticket.Ticket
	err := d.store.Read(t.Context(), func(tx *store.Tx) (err error) {
		out, _, err = tx.QueuePage(ticket.QueueMentions, nil, 100)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestHeardOnJoining: what was said before a laptop joined is no news to it, and much at once is told in one line.
func TestHeardOnJoining(t *testing.T) {
	c := newTeam(t, 2)
	ctx := t.Context()
	asha, lena := c.desks[0], c.desks[1]
	for n := range 3 {
		id := c.deliver(c.question(n, time.Hour))[0]
		for i := range 40 {
			do[core.Done](t)(asha.Work.Note(ctx, id, fmt.Sprintf("Old words %d for @lena", i), "note"))
		}
	}
	c.exchange()
	lena.reminded()
	c.clock.set(c.clock.now().Add(time.Hour))
	second := c.solo("lena")
	c.join(second)
	c.exchange()
	if got := second.reminded(); len(got) != 0 {
		t.Errorf("the new laptop tells %+v", got)
	}
	c.clock.set(c.clock.now().Add(time.Minute))
	fresh := c.deliver(c.question(9, time.Hour))[0]
	second.offline = true
	for i := range 30 {
		do[core.Done](t)(asha.Work.Note(ctx, fresh, fmt.Sprintf("New words %d for @lena", i), "note"))
	}
	c.exchange()
	second.offline = false
	c.exchange()
	if got := second.reminded(); len(got) != 1 || got[0].Title != "30 mentions and tickets for you" {
		t.Errorf("told %+v", got)
	}
}

// TestAgendaOfTwo: what one plans stands in the agenda of all, and reminds its owner alone.
func TestAgendaOfTwo(t *testing.T) {
	c := newTeam(t, 3)
	ctx := t.Context()
	ids := c.deliver(c.question(1, time.Hour))
	asha, lena := c.desks[0], c.desks[1]
	do[core.Done](t)(lena.Agenda.Callback(ctx, ids[0], "in 2h", "+47 555", "the plan"))
	do[core.Done](t)(lena.Agenda.AddMeeting(ctx, ids[0], "in 3h", "Walk through", 30, ""))
	do[core.Done](t)(asha.Work.Claim(ctx, ids[0], false))
	do[core.Done](t)(asha.Work.Snooze(ctx, ids[0], "in 1h", "us", "the rerun"))
	c.exchange()
	for _, d := range c.desks {
		items := do[[]agenda.Item](t)(d.Agenda.Of(ctx, ids[0]))
		if len(items) != 2 || items[0].Phone+items[1].Phone != "+47 555" {
			t.Errorf("%s plans %+v", d.agent, items)
		}
	}
	c.clock.set(c.clock.now().Add(4 * time.Hour))
	for _, d := range c.desks {
		got := d.reminded()
		want := map[string]int{"asha": 1, "lena": 2}[d.agent]
		kinds := map[string]bool{}
		for _, n := range got {
			kinds[n.Title] = true
		}
		if len(kinds) < min(want, 2) || want == 0 && len(got) > 0 || d == asha && len(got) != 1 {
			t.Errorf("%s is reminded of %+v", d.agent, got)
		}
	}
	items := do[[]agenda.Item](t)(asha.Agenda.Of(ctx, ids[0]))
	do[core.Done](t)(asha.Agenda.Act(ctx, items[0].ID, "done"))
	c.exchange()
	for _, d := range c.desks {
		for _, i := range do[[]agenda.Item](t)(d.Agenda.Of(ctx, ids[0])) {
			if i.ID == items[0].ID && i.State != ticket.StateDone {
				t.Errorf("%s: %+v", d.agent, i)
			}
		}
	}
}
