package desk

import (
	"testing"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/ticket"
)

func (d *teamDesk) ticket(id string) ticket.Ticket {
	d.crew.t.Helper()
	return do[ticket.Ticket](d.crew.t)(d.Inbox.Ticket(d.crew.t.Context(), id))
}

// TestLostClaim: of two claims made apart the earliest wins; the other's desk says so, to its own agent alone and until
// somebody there acts on the ticket. What was being written stays.
func TestLostClaim(t *testing.T) {
	ends := map[string]func(d *teamDesk, id string) error{
		"taken over": func(d *teamDesk, id string) error { _, err := d.Work.Claim(t.Context(), id, true); return err },
		"handed over": func(d *teamDesk, id string) error {
			_, err := d.Work.Assign(t.Context(), id, "asha", "They wrote about the size of the export.")
			return err
		},
		"noted": func(d *teamDesk, id string) error { return d.Work.Noted(t.Context(), id) },
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			c := newTeam(t, 3)
			ctx := t.Context()
			ids := c.deliver(c.question(1, time.Hour))
			asha, lena := c.desks[0], c.desks[1]
			lena.offline = true
			if err := lena.Work.SaveDraft(ctx, ids[0], "Their export is too large", "note"); err != nil {
				t.Fatal(err)
			}
			do[core.Done](t)(asha.Work.Claim(ctx, ids[0], false))
			took := c.clock.now()
			c.clock.set(took.Add(time.Hour))
			do[core.Done](t)(lena.Work.Claim(ctx, ids[0], false))
			do[core.Done](t)(lena.Work.Note(ctx, ids[0], "I look at it", "note")) // acted before it came
			if n := lena.ticket(ids[0]).Waits; n != 3 {
				t.Errorf("%d changes wait, want 3", n)
			}
			c.exchange()
			lena.offline = false
			c.exchange()
			c.alike(ids...)
			want := ticket.Lost{Field: ticket.PathOwner, Mine: "lena", Theirs: "asha", By: "asha", At: ticket.TimeOf(took)}
			if got := lena.ticket(ids[0]); got.Lost == nil || *got.Lost != want || got.Waits != 0 || got.Owner != "asha" {
				t.Fatalf("lena's desk says %+v of %+v", got.Lost, got)
			}
			for _, d := range []*teamDesk{asha, c.desks[2]} {
				if got := d.ticket(ids[0]); got.Lost != nil {
					t.Errorf("%s's desk says %+v", d.agent, got.Lost)
				}
			}
			if d, ok, err := lena.Work.Draft(ctx, ids[0]); err != nil || !ok || d.Text != "Their export is too large" {
				t.Errorf("the draft is %+v, %t, %v", d, ok, err)
			}
			lena.again()
			if lena.ticket(ids[0]).Lost == nil {
				t.Error("forgotten over a restart")
			}
			if err := end(lena, ids[0]); err != nil {
				t.Fatal(err)
			}
			if got := lena.ticket(ids[0]).Lost; got != nil {
				t.Errorf("it says %+v still", got)
			}
		})
	}
}

// TestLostNotGuessed: a change that its maker made knowing ours is none that overruled it, whatever the clocks say; and of
// what says the same as ours nobody is told.
func TestLostNotGuessed(t *testing.T) {
	c := newTeam(t, 2)
	ctx := t.Context()
	ids := c.deliver(c.question(1, time.Hour), c.question(2, time.Hour))
	asha, lena := c.desks[0], c.desks[1]
	do[core.Done](t)(lena.Work.Priority(ctx, ids[0], "high"))
	c.exchange()
	do[core.Done](t)(asha.Work.Priority(ctx, ids[0], "low"))
	lena.offline = true
	do[core.Done](t)(lena.Work.Priority(ctx, ids[1], "urgent"))
	do[core.Done](t)(asha.Work.Priority(ctx, ids[1], "urgent"))
	c.exchange()
	lena.offline = false
	c.exchange()
	for _, id := range ids {
		for _, d := range c.desks {
			if got := d.ticket(id).Lost; got != nil {
				t.Errorf("%s: %+v", d.agent, got)
			}
		}
	}
	// Both set it anew; asha's clock is ahead.
	lena.offline = true
	do[core.Done](t)(lena.Work.Priority(ctx, ids[0], "medium"))
	c.clock.set(c.clock.now().Add(time.Minute))
	do[core.Done](t)(asha.Work.Priority(ctx, ids[0], "high"))
	c.exchange()
	lena.offline = false
	c.exchange()
	if got := lena.ticket(ids[0]).Lost; got == nil || got.Field != ticket.PathPriority || got.Mine != "medium" || got.Theirs != "high" || got.By != "asha" {
		t.Errorf("lena's desk says %+v", got)
	}
	if _, err := lena.Work.Claim(ctx, ids[0], true); err != nil && fault.From(err).Code != "" {
		t.Fatal(err)
	}
}
