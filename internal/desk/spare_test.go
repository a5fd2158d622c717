package desk

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"deskhand/internal/desk/team"
	"deskhand/internal/power"
	"deskhand/internal/testkit"
)

// TestSpares: on a metered line and on an empty battery the newest mail comes and older mail waits; what a person opens
// comes all the same, and everything when the line is free again.
func TestSpares(t *testing.T) {
	const mails = 2100 // more than come before a first sync counts as done
	for name, s := range map[string]power.State{"metered": {Metered: true}, "low battery": {Battery: true, Low: true}} {
		t.Run(name, func(t *testing.T) {
			a := &attic{t: t, s: testkit.StartDovecot(t), dir: t.TempDir(), c: &clock{at: time.Now().Truncate(time.Second)}}
			mail := func(at time.Time, i int) testkit.Mail {
				return letter(at, fmt.Sprintf("m%d@halvorsen.example", i), theirs, "support@kestrel.example", fmt.Sprintf("Subject %d", i), "", "It says "+oldWord+".")
			}
			a.s.Preload("INBOX", mails-1, func(i int) testkit.Mail { return mail(a.c.now().Add(time.Duration(i-mails)*time.Minute), i) })
			h := testkit.NewHand(t, a.s.Port, a.s.User, a.s.Password)
			h.Append("INBOX", mail(a.c.now().AddDate(0, 0, -200), mails-1)) // put there late: new, and older than the reach
			h.Close()
			a.d = openDesk(t, a.dir, a.c)
			t.Cleanup(func() { a.d.Close() }) //nolint:errcheck // the folder goes next
			line := s
			a.d.o.Power = func() power.State { return line }
			a.acc = do[team.Account](t)(a.d.Team.AddAccount(t.Context(), team.NewAccount{
				Email: "support@kestrel.example", User: a.s.User, Password: a.s.Password, Agent: "asha", IMAPHost: a.s.Host, IMAPPort: a.s.Port,
				IMAPSecurity: "none", Reach: 90,
			}))
			stop := a.run()
			if f := a.folder("INBOX"); f.Synced < 2000 || f.Synced >= mails || f.Missing != f.Messages-f.Synced {
				t.Errorf("of %d messages %d are here, %d missing", f.Messages, f.Synced, f.Missing)
			}
			if a.d.SyncState(t.Context()).Filling {
				t.Error("older mail is said to come")
			}
			if held := a.d.SyncState(t.Context()).Held; held == "" || !strings.HasSuffix(name, held) {
				t.Errorf("older mail waits because of %q", held)
			}
			old := a.entry(fmt.Sprintf("Subject %d", mails-1))
			if err := a.d.Inbox.Opened(t.Context(), old.Ticket); err != nil {
				t.Fatal(err)
			}
			eventually(t, "the mail that was opened", func() bool { return strings.Contains(a.entry(fmt.Sprintf("Subject %d", mails-1)).Text, oldWord) })
			if f := a.folder("INBOX"); f.Synced >= mails {
				t.Error("all came along")
			}
			stop()
			line = power.State{}
			var told atomic.Bool // that older mail comes, how much, and that the desk is in step all the same
			defer a.d.Subscribe(func(n Notice) {
				if n.Kind == Synced && n.Sync.Filling && n.Sync.Word == "synced" && n.Sync.Total == mails && n.Sync.Done > 0 {
					told.Store(true)
				}
			})()
			a.run()
			eventually(t, "older mail", func() bool { return a.folder("INBOX").Synced == mails })
			eventually(t, "the end of filling", func() bool { return !a.d.SyncState(t.Context()).Filling })
			if held := a.d.SyncState(t.Context()).Held; held != "" {
				t.Errorf("all is here, and older mail waits because of %q", held)
			}
			if !told.Load() {
				t.Error("nobody was told of older mail on its way")
			}
		})
	}
}
