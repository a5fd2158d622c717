package desk

import (
	"testing"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/mail"
	"deskhand/internal/ticket"
)

// TestStatusLineCountsChanges: the status line tells how many changes have not left this laptop, and how many of the team
// wait for a mail that this laptop does not have; both end by themselves.
func TestStatusLineCountsChanges(t *testing.T) {
	c := newTeam(t, 2)
	asha, lena := c.desks[0], c.desks[1]
	c.exchange()
	told := func(d *teamDesk, changes, orphans int) {
		t.Helper()
		d.waits.at = time.Time{} // as if the last count were long ago
		if n, o := d.waits.count(t.Context(), d.Membership); n != changes || o != orphans {
			t.Errorf("%s: %d not sent and %d without their mail, want %d and %d", d.agent, n, o, changes, orphans)
		}
	}
	told(asha, 0, 0)
	m := c.question(1, time.Hour)
	asha.arrive(m)
	at := do[ticket.Ticket](t)(asha.Inbox.Ticket(t.Context(), mail.Anchor(m.MessageID)))
	do[core.Done](t)(asha.Work.Claim(t.Context(), at.ID, false)) // owner and status
	told(asha, 2, 0)
	c.exchange()
	told(asha, 0, 0)
	told(lena, 0, 2)
	lena.arrive(m)
	c.exchange()
	told(lena, 0, 0)
}
