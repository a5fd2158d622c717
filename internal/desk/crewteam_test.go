package desk

import (
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/agenda"
	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/membership"
	"deskhand/internal/journal"
	"deskhand/internal/testkit"
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

// TestDigits: a laptop that joined shows the digits that the admin's shows, is marked until it is confirmed, and its
// invitation is used up.
func TestDigits(t *testing.T) {
	c := newCrew(t)
	ctx := t.Context()
	asha, lena := c.solo("asha"), c.solo("lena")
	do[membership.Created](t)(asha.Membership.Create(ctx, "Kestrel Support", membership.CreateOptions{}))
	ids := c.deliver(c.question(1, time.Hour))
	joined := c.join(lena)
	if joined.Confirmed || len(joined.Digits) != 7 || joined.Agent != "lena" {
		t.Fatalf("joined %+v", joined)
	}
	o := do[membership.Overview](t)(asha.Membership.Overview(ctx))
	if len(o.Waiting) != 1 || o.Waiting[0].Digits != joined.Digits || o.Waiting[0].Machine != "lena-1" {
		t.Fatalf("waiting %+v, joined with %s", o.Waiting, joined.Digits)
	}
	do[core.Done](t)(lena.Work.Note(ctx, ids[0], "Unconfirmed words", "note"))
	c.exchange()
	if h := do[[]ticket.Change](t)(asha.Inbox.History(ctx, ids[0])); len(h) == 0 || !h[0].Unconfirmed && !h[len(h)-1].Unconfirmed {
		t.Errorf("history does not mark the unconfirmed laptop: %+v", h)
	}
	if _, err := lena.Membership.Confirm(ctx, lena.device()); fault.From(err).Code != fault.Refused {
		t.Errorf("a laptop confirmed itself: %v", err)
	}
	do[membership.Device](t)(asha.Membership.Confirm(ctx, lena.device()[:5]))
	c.exchange()
	o = do[membership.Overview](t)(lena.Membership.Overview(ctx))
	if !o.Confirmed || o.Digits != "" || len(o.Members) != 2 || o.Name != "Kestrel Support" || o.Start == 0 {
		t.Errorf("lena's team %+v", o)
	}
	if left := do[[]membership.Invitation](t)(asha.Membership.Invitations(ctx)); len(left) != 0 {
		t.Errorf("invitations left: %+v", left)
	}
	for _, m := range c.folder.Mails() {
		if h, err := journal.Peek(m.Data); err == nil && h.Type == journal.TypeInvite {
			t.Error("the invitation lies in the folder still")
		}
	}
	c.alike(ids...)
}

// TestEveryAct: what an agent can do to a ticket arrives at the others, whoever did it.
func TestEveryAct(t *testing.T) {
	c := newTeam(t, 3)
	ctx := t.Context()
	ids := c.deliver(c.question(1, 9*time.Hour), c.question(2, 8*time.Hour), c.question(3, 7*time.Hour), c.question(4, 6*time.Hour), c.question(5, 5*time.Hour))
	acts := []struct {
		what string
		do   func(d *Desk) (core.Done, error)
	}{
		{"claim", func(d *Desk) (core.Done, error) { return d.Work.Claim(ctx, ids[0], false) }},
		{"priority", func(d *Desk) (core.Done, error) { return d.Work.Priority(ctx, ids[0], "urgent") }},
		{"note", func(d *Desk) (core.Done, error) { return d.Work.Note(ctx, ids[0], "Seen at two customers", "note") }},
		{"tag", func(d *Desk) (core.Done, error) { return d.Work.Tag(ctx, ids[1], []string{"bug"}, nil) }},
		{"rename", func(d *Desk) (core.Done, error) { return d.Work.Rename(ctx, ids[1], "Export stops in October") }},
		{"status", func(d *Desk) (core.Done, error) { return d.Work.Status(ctx, ids[1], "pending-partner") }},
		{"assign", func(d *Desk) (core.Done, error) { return d.Work.Assign(ctx, ids[1], "experts", "Theirs by the plan") }},
		{"snooze", func(d *Desk) (core.Done, error) { return d.Work.Snooze(ctx, ids[2], "in 2h", "us", "the rerun") }},
		{"spam", func(d *Desk) (core.Done, error) { return d.Work.Spam(ctx, ids[3], true) }},
		{"callback", func(d *Desk) (core.Done, error) {
			return d.Agenda.Callback(ctx, ids[0], "tomorrow 9:30", "", "the plan")
		}},
		{"meeting", func(d *Desk) (core.Done, error) {
			return d.Agenda.AddMeeting(ctx, ids[0], "tomorrow 11:00", "Walk through", 30, "")
		}},
		{"merge", func(d *Desk) (core.Done, error) { return d.Work.Merge(ctx, ids[0], ids[4]) }},
		{"unsnooze", func(d *Desk) (core.Done, error) { return d.Work.Unsnooze(ctx, ids[2]) }},
	}
	for n, a := range acts {
		by := c.desks[n%len(c.desks)]
		if _, err := a.do(by.Desk); err != nil {
			t.Fatalf("%s by %s: %v", a.what, by.agent, err)
		}
		c.exchange()
		c.alike(ids...)
	}
	for _, d := range c.desks {
		if list := do[[]agenda.Item](t)(d.Agenda.Planned(ctx)); len(list) != 2 {
			t.Errorf("%s plans %d things, want 2", d.agent, len(list))
		}
	}
	do[core.Done](t)(c.desks[1].Undo(ctx, "", false)) // meeting or merge, whatever was lena's last
	c.exchange()
	c.alike(ids...)
}

// TestShutOut: a laptop that was revoked stops, says what it had not sent and forgets its secrets; the others go on, and
// what it wrote later counts for nobody.
func TestShutOut(t *testing.T) {
	c := newTeam(t, 3)
	ctx := t.Context()
	asha, lena, jonas := c.desks[0], c.desks[1], c.desks[2]
	ids := c.deliver(c.question(1, time.Hour))
	do[core.Done](t)(jonas.Work.Note(ctx, ids[0], "Sent in time", "note"))
	c.exchange()
	jonas.offline = true
	do[core.Done](t)(jonas.Work.Note(ctx, ids[0], "Never sent", "note"))
	d := do[membership.Device](t)(asha.Membership.Revoke(ctx, jonas.device(), "left on the train"))
	if !d.Revoked {
		t.Fatalf("revoked %+v", d)
	}
	c.exchange()
	do[core.Done](t)(lena.Work.Note(ctx, ids[0], "After it", "note"))
	c.exchange()
	jonas.offline = false
	if _, err := jonas.carrier.carry(ctx, false); fault.From(err).Code != fault.Refused {
		t.Fatalf("a revoked laptop carried: %v", err)
	}
	lost := do[*membership.Loss](t)(jonas.Membership.Lost(ctx))
	if lost == nil || lost.Count != 1 || len(lost.Lines) != 1 || !strings.Contains(lost.Lines[0], "Never sent") || lost.Team != "Kestrel Support" {
		t.Fatalf("lost %+v", lost)
	}
	if keys := do[[][32]byte](t)(jonas.Membership.Secrets(ctx, d.ID, 0)); len(keys) != 0 {
		t.Error("the team's secret is still here")
	}
	if _, err := jonas.Membership.Key(ctx, jonas.device()); err == nil {
		t.Error("the device's key is still here")
	}
	if _, err := jonas.Membership.Confirm(ctx, lena.device()); fault.From(err).Code != fault.Refused {
		t.Errorf("a revoked laptop confirms: %v", err)
	}
	c.desks = c.desks[:2]
	c.exchange()
	c.alike(ids...)
	if shows := asha.shows(ids[0]); strings.Contains(shows, "Never sent") || !strings.Contains(shows, "Sent in time") || !strings.Contains(shows, "After it") {
		t.Errorf("the ticket shows\n%s", shows)
	}
	if err := jonas.Membership.Finish(ctx); err != nil {
		t.Fatal(err)
	}
	if err := jonas.Close(); err != nil {
		t.Fatal(err)
	}
	if Here(jonas.dir) {
		t.Error("its database is still there")
	}
}

// TestLeave: whoever leaves is shut out, what is theirs is listed, and goes to others in one action that one undo takes back.
func TestLeave(t *testing.T) {
	c := newTeam(t, 3)
	ctx := t.Context()
	asha, jonas := c.desks[0], c.desks[2]
	ids := c.deliver(c.question(1, 3*time.Hour), c.question(2, 2*time.Hour), c.question(3, time.Hour))
	do[core.Done](t)(jonas.Work.Claim(ctx, ids[0], false))
	do[core.Done](t)(jonas.Work.Claim(ctx, ids[1], false))
	do[core.Done](t)(jonas.Agenda.Callback(ctx, ids[0], "tomorrow 9:30", "", "the plan"))
	do[core.Done](t)(asha.Work.Claim(ctx, ids[2], false))
	c.exchange()
	if list := do[[]membership.Owned](t)(asha.Membership.Theirs(ctx, "jonas")); len(list) != 3 {
		t.Fatalf("jonas's: %+v", list)
	}
	if _, err := asha.Membership.Leave(ctx, "asha", ""); fault.From(err).Code != fault.Refused {
		t.Errorf("the one who sits here left: %v", err)
	}
	if _, err := c.desks[1].Membership.Leave(ctx, "jonas", ""); fault.From(err).Code != fault.Refused {
		t.Errorf("a member shut somebody out: %v", err)
	}
	r := do[membership.LeaveResult](t)(asha.Membership.Leave(ctx, "jonas", "lena"))
	if len(r.Devices) != 1 || len(r.Theirs) != 3 || r.To != "lena" || r.Op == "" || len(r.Advice) == 0 {
		t.Fatalf("left %+v", r)
	}
	c.desks = c.desks[:2]
	owners := func(want ...string) {
		t.Helper()
		c.exchange()
		for _, d := range c.desks {
			for n, id := range ids {
				if got := do[ticket.Ticket](t)(d.Inbox.Ticket(ctx, id)).Owner; got != want[n] {
					t.Errorf("%s: ticket %d is %s's, want %s's", d.agent, n, got, want[n])
				}
			}
		}
	}
	owners("lena", "lena", "asha")
	do[core.Done](t)(asha.Undo(ctx, r.Op, false))
	owners("jonas", "jonas", "asha")
	o := do[membership.Overview](t)(c.desks[1].Membership.Overview(ctx))
	for _, m := range o.Members {
		if m.ID == "jonas" && (!m.Left || m.Devices != 0) {
			t.Errorf("jonas at lena's desk: %+v", m)
		}
	}
}

// TestReadMarks: what an agent read at one laptop is read at the other, and at one that is built anew.
func TestReadMarks(t *testing.T) {
	c := newTeam(t, 2)
	ctx := t.Context()
	second := c.solo("lena")
	c.join(second)
	c.exchange()
	do[membership.Device](t)(c.desks[1].Membership.Confirm(ctx, second.device())) // her older laptop may
	c.exchange()
	mails := []testkit.Mail{c.question(1, time.Hour), c.question(2, 30*time.Minute)}
	ids := c.deliver(mails...)
	lena := c.desks[1]
	read := func(d *teamDesk, id string) {
		t.Helper()
		var keys []string
		for _, e := range do[[]ticket.Entry](t)(d.Inbox.Entries(ctx, id)) {
			keys = append(keys, e.ID)
		}
		if err := d.Inbox.MarkRead(ctx, id, keys); err != nil {
			t.Fatal(err)
		}
	}
	unread := func(d *teamDesk, id string) int { return do[ticket.Ticket](t)(d.Inbox.Ticket(ctx, id)).Unread }
	read(lena, ids[0])
	read(second, ids[1])
	c.exchange()
	if unread(second, ids[0]) != 1 || unread(lena, ids[1]) != 1 {
		t.Error("a mark travels at once: each would be a message")
	}
	for _, d := range []*teamDesk{lena, second} {
		if err := d.tellRead(ctx); err != nil {
			t.Fatal(err)
		}
	}
	c.exchange()
	for _, id := range ids {
		if unread(lena, id)+unread(second, id) != 0 || unread(c.desks[0], id) != 1 {
			t.Errorf("unread: %d, %d, and at asha's %d", unread(lena, id), unread(second, id), unread(c.desks[0], id))
		}
	}
	third := c.solo("lena")
	c.join(third)
	for _, m := range mails { // its mail comes after the marks
		third.arrive(m)
	}
	for _, id := range ids {
		if n := unread(third, id); n != 0 {
			t.Errorf("%d unread at the rebuilt laptop", n)
		}
	}
}
