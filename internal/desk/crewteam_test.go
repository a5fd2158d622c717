package desk

import (
	"testing"
	"time"

	"deskhand/internal/ticket"
)

// TestTeamBegins: a team of three; what each does to a ticket is at the others.
func TestTeamBegins(t *testing.T) {
	c := newTeam(t, 3)
	ids := c.deliver(c.question(1, time.Hour), c.question(2, 30*time.Minute))
	ctx := t.Context()
	asha, lena, jonas := c.desks[0], c.desks[1], c.desks[2]
	do[any](t)(asha.Work.Claim(ctx, ids[0], false))
	do[any](t)(lena.Work.Note(ctx, ids[1], "Look at the export @jonas", "note"))
	do[any](t)(jonas.Work.Priority(ctx, ids[1], "high"))
	c.exchange()
	c.alike(ids...)
	if got := do[ticket.Ticket](t)(jonas.Inbox.Ticket(ctx, ids[0])).Owner; got != "asha" {
		t.Errorf("owner at jonas's desk is %q", got)
	}
}
