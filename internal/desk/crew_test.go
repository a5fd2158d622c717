package desk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/membership"
	"deskhand/internal/desk/team"
	"deskhand/internal/mail"
	"deskhand/internal/replica/mem"
	"deskhand/internal/store"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

// crewTest is a team of desks in one process whose journal travels through a folder in memory.
type crewTest struct {
	t      testing.TB
	clock  *clock
	folder *mem.Folder
	desks  []*teamDesk
	uid    uint32
}

// teamDesk is one laptop of a crewTest. offline cuts its line to the journal's place.
type teamDesk struct {
	*Desk
	crew    *crewTest
	dir     string
	agent   string
	offline bool
	real    bool // by the mailbox or folder that the team names, not by the one in memory
}

// memPlace is a connection to the folder in memory.
type memPlace struct{ *mem.Client }

func (memPlace) Close() error { return nil }

// crewAgents are who works at the desks, in their order; all of them are members of the sample policy.
func crewAgents() []string { return []string{"asha", "lena", "jonas", "ana"} }

// newTeam gives n desks that are joined and confirmed: asha's created the team and is its admin's. No engine runs: exchange
// carries what was done to everybody.
func newTeam(t testing.TB, n int) *crewTest {
	t.Helper()
	c := newCrew(t)
	c.solo("asha")
	created, err := c.desks[0].Membership.Create(t.Context(), "Kestrel Support", membership.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if created.Team != created.Device || len(created.Sheet.Lines) == 0 {
		t.Fatalf("created %+v", created)
	}
	for _, agent := range crewAgents()[1:n] {
		d := c.solo(agent)
		c.join(d)
		do[membership.Device](t)(c.desks[0].Membership.Confirm(t.Context(), d.device()))
	}
	c.exchange()
	return c
}

func newCrew(t testing.TB) *crewTest {
	t.Setenv("TZ", "Europe/London") // the members of the sample policy live in several zones, and history tells times
	c := &crewTest{t: t, clock: &clock{at: time.Now().Truncate(time.Second)}}
	c.folder = mem.NewFolder(c.clock.now)
	return c
}

// solo is a desk of its own, with a mailbox and no server behind it.
func (c *crewTest) solo(agent string) *teamDesk {
	c.t.Helper()
	d := &teamDesk{crew: c, dir: c.t.TempDir(), agent: agent}
	d.open()
	_, err := d.Team.AddAccount(c.t.Context(), team.NewAccount{
		Email: "support@kestrel.example", Password: "x", Agent: agent, IMAPHost: "127.0.0.1", IMAPPort: 1, IMAPSecurity: "none",
		SMTPHost: "127.0.0.1", SMTPPort: 1, SMTPSecurity: "none", Offline: true,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	c.desks = append(c.desks, d)
	return d
}

func (d *teamDesk) open() {
	d.crew.t.Helper()
	place := func(membership.Where) (membership.Place, error) {
		client := &mem.Client{Folder: d.crew.folder}
		client.Fault = func(string) mem.Fault {
			if d.offline {
				return mem.FaultBefore
			}
			return mem.FaultNone
		}
		return memPlace{client}, nil
	}
	if d.real {
		place = nil
	}
	opened, err := Open(d.crew.t.Context(), Options{
		Dir: d.dir, NoKeyring: true, WorkFactor: 10, Now: d.crew.clock.now, Place: place, Passphrase: func() (string, error) { return "test", nil },
	})
	if err != nil {
		d.crew.t.Fatal(err)
	}
	d.Desk = opened
	d.crew.t.Cleanup(func() { opened.Close() }) //nolint:errcheck // the folder goes next
}

// again closes the desk and opens it anew, as after a restart.
func (d *teamDesk) again() {
	d.crew.t.Helper()
	if err := d.Close(); err != nil {
		d.crew.t.Fatal(err)
	}
	d.open()
}

func (d *teamDesk) device() string {
	d.crew.t.Helper()
	return do[membership.State](d.crew.t)(d.Membership.State(d.crew.t.Context())).Device
}

// join invites a desk's agent from the first desk and has the desk join.
func (c *crewTest) join(d *teamDesk) membership.Joined {
	c.t.Helper()
	ctx := c.t.Context()
	i := do[membership.Invitation](c.t)(c.desks[0].Membership.Invite(ctx, d.agent, ""))
	c.carry(c.desks[0])
	joined := do[membership.Joined](c.t)(d.Membership.Join(ctx, i.Code, membership.JoinOptions{Machine: d.agent + "-1"}))
	c.carry(c.desks[0])
	return joined
}

// carry has one desk pull and push.
func (c *crewTest) carry(d *teamDesk) {
	c.t.Helper()
	if _, err := d.carrier.carry(c.t.Context(), false); err != nil {
		c.t.Fatalf("%s: %v", d.agent, err)
	}
}

// exchange has every desk that is not offline pull and push until all have what all did.
func (c *crewTest) exchange() {
	c.t.Helper()
	for range 2 {
		for _, d := range c.desks {
			if !d.offline {
				c.carry(d)
			}
		}
	}
	for _, d := range c.desks {
		if err := d.store.ProjectWaiting(c.t.Context()); err != nil {
			c.t.Fatal(err)
		}
	}
}

// deliver puts the same mail into INBOX of every desk, and gives the id of its ticket.
func (c *crewTest) deliver(mails ...testkit.Mail) (ids []string) {
	c.t.Helper()
	ctx := c.t.Context()
	for _, m := range mails {
		for _, d := range c.desks {
			d.arrive(m)
		}
	}
	for _, m := range mails {
		t := do[ticket.Ticket](c.t)(c.desks[0].Inbox.Ticket(ctx, mail.Anchor(m.MessageID)))
		ids = append(ids, t.ID)
	}
	return ids
}

// arrive puts a mail into INBOX of one desk.
func (d *teamDesk) arrive(m testkit.Mail) {
	d.crew.t.Helper()
	d.crew.uid++
	ctx := d.crew.t.Context()
	accounts := do[[]store.Account](d.crew.t)(d.accounts(ctx))
	inbox := store.Folder{Account: accounts[0].ID, Name: "INBOX", Role: "inbox", UIDValidity: 1}
	arrival := store.Arrival{UID: d.crew.uid, Internal: m.Date, Raw: m.Raw, Size: int64(len(m.Raw))}
	do[store.Change](d.crew.t)(d.store.Arrive(ctx, inbox, []store.Arrival{arrival}))
}

// question is a customer's mail of so long ago.
func (c *crewTest) question(n int, ago time.Duration) testkit.Mail {
	at := c.clock.now().Add(-ago)
	return letter(at, fmt.Sprintf("q%d@halvorsen.example", n), theirs, "Kestrel <support@kestrel.example>", fmt.Sprintf("Question %d", n), "", "Is it the size?")
}

// alike fails where the desks do not show the same of these tickets, history included.
func (c *crewTest) alike(ids ...string) {
	c.t.Helper()
	for _, id := range ids {
		want := c.desks[0].shows(id)
		for _, d := range c.desks[1:] {
			if got := d.shows(id); got != want {
				c.t.Errorf("%s shows\n%s\nand %s\n%s", c.desks[0].agent, want, d.agent, got)
			}
		}
	}
}

// shows is all that a desk says of a ticket, without what is this desk's own: unread counts, whether it is mine.
func (d *teamDesk) shows(id string) string {
	d.crew.t.Helper()
	ctx := d.crew.t.Context()
	t, err := d.Inbox.Ticket(ctx, id)
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %q %s %s owner %q tags %v spam %t snoozed %t until %d pipeline %s\n",
		t.ID, t.Number, t.Subject, t.Status, t.Priority, t.Owner, t.Tags, t.Spam, t.Snoozed, t.SnoozedUntil, t.Pipeline)
	for _, e := range do[[]ticket.Entry](d.crew.t)(d.Inbox.Entries(ctx, id)) {
		fmt.Fprintf(&b, "  %s %s %d %q\n", e.Kind, e.From, e.At, e.Text)
	}
	return b.String()
}
