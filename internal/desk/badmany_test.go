package desk

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"deskhand/internal/desk/inbox"
	"deskhand/internal/desk/team"
	"deskhand/internal/testkit"
)

// TestTenThousandFoldersWhole: a desk beside ten thousand folders is in step within seconds, status tells each of them, a
// person follows some hundred, and both sides are equal, also after others moved mail between them.
func TestTenThousandFoldersWhole(t *testing.T) {
	const many, chosen = 10_000, 150
	s := testkit.StartIMAP(t)
	c := &otherClient{
		t: t, h: testkit.NewHand(t, s.Port, s.User, s.Password), r: rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 4)),
		at: time.Now().Add(-24 * time.Hour), refusesDoubles: true,
	}
	name := func(i int) string { return fmt.Sprintf("Customers/Number %d with a name of some length", i) }
	for i := range many {
		c.h.Create(name(i))
	}
	c.folders = []string{"INBOX", "Sent", "Trash"}
	for i := range 40 {
		c.h.Append("INBOX", c.letter())
		c.h.Append(name(i), c.letter())
	}
	d := openDesk(t, t.TempDir(), &clock{at: time.Now()})
	t.Cleanup(func() { d.Close() }) //nolint:errcheck // the folder goes next
	a := do[team.Account](t)(d.Team.AddAccount(t.Context(), team.NewAccount{
		Email: "support@kestrel.example", User: s.User, Password: s.Password, Agent: "asha", IMAPHost: s.Host, IMAPPort: s.Port, IMAPSecurity: "none",
	}))
	known := map[string]bool{}
	sync := func(when string, within time.Duration) {
		t.Helper()
		begun := time.Now()
		do[team.SyncResult](t)(d.Team.Sync(t.Context(), nil))
		took := time.Since(begun)
		t.Logf("%s: in step within %v", when, took)
		if took > within {
			t.Errorf("%s: it took %v", when, took)
		}
		if diff := differs(t, d, a.ID, c.h, c.folders, known); diff != "" {
			t.Fatalf("%s (- the server, + the desk)\n%s", when, diff)
		}
	}
	sync("at first", 20*time.Second)
	follow := map[string]bool{}
	for i := range chosen {
		follow[name(i)] = true
		c.folders = append(c.folders, name(i))
	}
	do[team.Account](t)(d.Team.EditAccount(t.Context(), a.ID, team.AccountEdit{Follow: follow}))
	sync("some are followed", 20*time.Second)
	for range 20 {
		c.act()
	}
	sync("others moved mail", 20*time.Second)
	begun := time.Now()
	status := do[team.Status](t)(d.Team.Status(t.Context()))
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("status took %v", took)
	}
	if len(status.Accounts) != 1 || len(status.Accounts[0].Folders) != many+4 || len(status.Problems) > 0 {
		t.Fatalf("status tells %d mailboxes, problems %+v", len(status.Accounts), status.Problems)
	}
	followed := 0
	for _, f := range status.Accounts[0].Folders {
		if f.Followed {
			followed++
			if f.Missing != 0 || f.Synced != f.Messages || f.LookedAt == 0 {
				t.Errorf("status of a folder: %+v", f)
			}
		}
	}
	if followed != len(c.folders) {
		t.Errorf("%d are followed, want %d", followed, len(c.folders))
	}
}

// TestOneSenderWhole: a mailbox of nothing but one sender's mail, of one subject, is equal on both sides, found whole,
// and its list stays quick.
func TestOneSenderWhole(t *testing.T) {
	const many = 3000
	s := testkit.StartDovecot(t)
	at := time.Now().Add(-30 * 24 * time.Hour)
	s.Preload("INBOX", many, func(i int) testkit.Mail {
		return letter(at.Add(time.Duration(i)*time.Minute), fmt.Sprintf("n%d@halvorsen.example", i), theirs, ours, "Alarm", "", fmt.Sprintf("The same words, number %d.", i))
	})
	d := openDesk(t, t.TempDir(), &clock{at: time.Now()})
	t.Cleanup(func() { d.Close() }) //nolint:errcheck // the folder goes next
	a := connect(t, d, s)
	h := testkit.NewHand(t, s.Port, s.User, s.Password)
	known := map[string]bool{}
	for round := range 2 {
		do[team.SyncResult](t)(d.Team.Sync(t.Context(), nil))
		if diff := differs(t, d, a.ID, h, []string{"INBOX", "Archive"}, known); diff != "" {
			t.Fatalf("round %d (- the server, + the desk)\n%s", round, diff)
		}
		h.Move("INBOX", "Archive", h.UIDs("INBOX")[:many/2]...)
	}
	begun := time.Now()
	r := do[inbox.Result](t)(d.Inbox.Search(t.Context(), "from:marco is:any", "", 50))
	if took := time.Since(begun); len(r.Hits) != 50 || took > 2*time.Second {
		t.Errorf("%d found in %v", len(r.Hits), took)
	}
}
