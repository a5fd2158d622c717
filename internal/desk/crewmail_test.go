package desk

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/membership"
	"deskhand/internal/desk/team"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

// fresh is a data folder without anything, and the desk in it.
func (c *crewTest) fresh(agent string) *teamDesk {
	c.t.Helper()
	d := &teamDesk{crew: c, dir: c.t.TempDir(), agent: agent, real: true}
	d.open()
	c.desks = append(c.desks, d)
	return d
}

// TestTeamByMail: two laptops and one real mailbox: create, invite, join in a folder that is empty, sealed; the journal's
// mail is no ticket, and shows as moments later at the other.
func TestTeamByMail(t *testing.T) {
	s, smtp := testkit.StartDovecot(t), testkit.StartSMTP(t)
	smtp.Password = s.Password
	c := newCrew(t)
	ctx := t.Context()
	s.Preload("INBOX", 2, func(n int) testkit.Mail { return c.question(n+1, time.Hour) })
	asha := c.fresh("asha")
	do[team.Account](t)(asha.Team.AddAccount(ctx, team.NewAccount{
		Email: "support@kestrel.example", User: s.User, Password: s.Password, Agent: "asha", IMAPHost: s.Host, IMAPPort: s.Port, IMAPSecurity: "none",
		SMTPHost: smtp.Host, SMTPPort: smtp.Port, SMTPSecurity: "none",
	}))
	do[team.SyncResult](t)(asha.Team.Sync(ctx, nil))
	list := do[[]ticket.Ticket](t)(tickets(ctx, asha.Desk, "is:any"))
	do[core.Done](t)(asha.Work.Note(ctx, list[0].ID, "From before the team", "note"))
	do[membership.Created](t)(asha.Membership.Create(ctx, "Kestrel Support", membership.CreateOptions{Encrypt: true}))
	i := do[membership.Invitation](t)(asha.Membership.Invite(ctx, "lena", ""))
	about := do[membership.Preview](t)(membership.PreviewOf(i.Code))
	if about.AgentName != "Lena" || about.TeamName != "Kestrel Support" || about.Address != "support@kestrel.example" || strings.Contains(i.Code, s.Password) {
		t.Errorf("the code says %+v", about)
	}
	do[team.SyncResult](t)(asha.Team.Sync(ctx, nil))
	lena := c.fresh("lena")
	if _, err := lena.Membership.Join(ctx, i.Code, membership.JoinOptions{}); fault.From(err).Field != "password" {
		t.Errorf("joined without a password: %v", err)
	}
	if _, err := lena.Membership.Join(ctx, i.Code, membership.JoinOptions{Password: "wrong"}); fault.From(err).Code != fault.SignIn {
		t.Errorf("joined with a wrong password: %v", err)
	}
	joined := do[membership.Joined](t)(lena.Membership.Join(ctx, i.Code, membership.JoinOptions{Password: s.Password}))
	if joined.Later != "" || joined.Agent != "lena" || joined.Account != "support@kestrel.example" || joined.Ops == 0 {
		t.Fatalf("joined %+v", joined)
	}
	do[team.SyncResult](t)(lena.Team.Sync(ctx, nil))
	do[team.SyncResult](t)(asha.Team.Sync(ctx, nil))
	do[membership.Device](t)(asha.Membership.Confirm(ctx, joined.Device))
	c.runAll(asha, lena)
	eventually(t, "lena is confirmed", func() bool { return do[membership.Overview](t)(lena.Membership.Overview(ctx)).Confirmed })
	begun := time.Now()
	do[core.Done](t)(lena.Work.Claim(ctx, list[0].ID, false))
	eventually(t, "the claim is at asha's desk", func() bool {
		return do[ticket.Ticket](t)(asha.Inbox.Ticket(ctx, list[0].ID)).Owner == "lena"
	})
	t.Logf("a claim took %v over Dovecot", time.Since(begun))
	c.alike(list[0].ID, list[1].ID)
	if n := len(do[[]ticket.Ticket](t)(tickets(ctx, lena.Desk, "is:any"))); n != 2 {
		t.Errorf("%d tickets: the journal's mail is no ticket", n)
	}
	if found, err := filepath.Glob(filepath.Join(strings.NewReplacer("(", "\\(", ")", "\\)").Replace(s.Maildir("Deskhand Journal (do not delete)")), "*", "*")); err != nil || len(found) == 0 {
		t.Errorf("no journal in the mailbox: %v, %v", found, err)
	}
}

// TestTeamByFolder: a shared folder carries a team as well, and a team moves from one place to another.
func TestTeamByFolder(t *testing.T) {
	c := newTeam(t, 2)
	ctx := t.Context()
	ids := c.deliver(c.question(1, time.Hour))
	do[core.Done](t)(c.desks[0].Work.Note(ctx, ids[0], "Before the move", "note"))
	c.exchange()
	shared := t.TempDir()
	for _, d := range c.desks {
		d.real = true
		d.again()
		if _, err := d.Membership.SetTransport(ctx, membership.Transport{Kind: membership.KindDir, Folder: filepath.Join(shared, "not there")}); err == nil {
			t.Error("a folder that is not there was taken")
		}
		if got := do[membership.Transport](t)(d.Membership.SetTransport(ctx, membership.Transport{Kind: membership.KindDir, Folder: shared})); got.Folder != shared {
			t.Errorf("travels by %+v", got)
		}
	}
	do[core.Done](t)(c.desks[1].Work.Note(ctx, ids[0], "After the move", "note"))
	c.exchange()
	c.exchange()
	c.alike(ids...)
	jonas := c.fresh("jonas")
	i := do[membership.Invitation](t)(c.desks[0].Membership.Invite(ctx, "jonas", ""))
	joined := do[membership.Joined](t)(jonas.Membership.Join(ctx, i.Code, membership.JoinOptions{}))
	if joined.Later != "" || joined.Account != "" || joined.Agent != "jonas" {
		t.Errorf("joined %+v", joined)
	}
	n := 0
	err := jonas.store.Read(ctx, func(tx *store.Tx) error {
		return tx.EachOp(journal.OpQuery{}, func(o journal.StoredOp) error {
			if strings.HasPrefix(o.Op.Path, "note/") {
				n++
			}
			return nil
		})
	})
	if err != nil || n != 2 {
		t.Errorf("%d notes came by the folder, %v", n, err)
	}
}
