package desk

import (
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/store"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

// TestWhatIsTold: a mail is named by the beginning of its id; a sync that was killed is not said to go on; a problem
// names its mailbox where there are two.
func TestWhatIsTold(t *testing.T) {
	first, second := testkit.StartDovecot(t), testkit.StartDovecot(t)
	c := &clock{at: time.Now().Truncate(time.Second)}
	first.Preload("INBOX", 1, func(int) testkit.Mail {
		return letter(c.at, "told1@x.example", theirs, ours, "Told", "", "Please help")
	})
	d := openDesk(t, t.TempDir(), c)
	defer d.Close() //nolint:errcheck // the test is over
	ctx := t.Context()
	a := connect(t, d, first)
	do[team.SyncResult](t)(d.Team.Sync(ctx, nil))

	list := do[[]ticket.Ticket](t)(tickets(ctx, d, "subject:told"))
	mail := do[[]ticket.Entry](t)(d.Inbox.Entries(ctx, list[0].ID))[0].ID
	for _, typed := range []string{mail, mail[:9], strings.ToLower(mail[:9])} {
		if got := do[string](t)(d.Inbox.ResolveMail(ctx, typed)); got != mail {
			t.Errorf("%s is %s", typed, got)
		}
	}
	for _, typed := range []string{"", "m", "mU", "x" + mail[1:], mail + "0", "m~", list[0].Number} {
		if got, err := d.Inbox.ResolveMail(ctx, typed); fault.From(err).Code != fault.NotFound {
			t.Errorf("%q is %s, %v", typed, got, err)
		}
	}

	err := d.store.Write(ctx, func(tx *store.Tx) error {
		return tx.SetSetting(team.SettingStates, `{"`+a.ID+`":"syncing"}`) // what a kill leaves behind
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := do[[]team.Account](t)(d.Team.Accounts(ctx))[0].State; got != "ok" {
		t.Errorf("nobody syncs: %s", got)
	}
	if err := d.lock.release(); err != nil { // a sync keeps it until the desk closes
		t.Fatal(err)
	}
	other := engineLock{path: d.lock.path}
	if err := other.take(); err != nil {
		t.Fatal(err)
	}
	if got := do[[]team.Account](t)(d.Team.Accounts(ctx))[0].State; got != "syncing" {
		t.Errorf("somebody syncs: %s", got)
	}
	if err := other.release(); err != nil {
		t.Fatal(err)
	}

	do[team.Account](t)(d.Team.AddAccount(ctx, team.NewAccount{
		Email: "sales@kestrel.example", User: second.User, Password: second.Password, IMAPHost: second.Host, IMAPPort: second.Port, IMAPSecurity: "none",
	}))
	second.Stop()
	if _, err := d.Team.Sync(ctx, nil); fault.From(err).Code != fault.Offline {
		t.Errorf("one is down: %v", err)
	}
	problems := do[[]team.Problem](t)(d.Team.Problems(ctx))
	if len(problems) != 1 || !strings.HasPrefix(problems[0].Message, "sales@kestrel.example: ") {
		t.Errorf("%+v", problems)
	}
}
