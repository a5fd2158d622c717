package desk

import (
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/store"
	"deskhand/internal/testkit"
)

// TestTLSOnceSeen: a server that spoke TLS with this desk is refused in clear, whoever asks: the form, the test, the
// engine and the outbox; removing the mailbox forgets it.
func TestTLSOnceSeen(t *testing.T) {
	s, smtp := testkit.StartDovecot(t), testkit.StartSMTP(t)
	smtp.Password = s.Password
	line := testkit.StartProxy(t, s.Port)
	d := openDesk(t, t.TempDir(), &clock{at: time.Now()})
	defer d.Close() //nolint:errcheck // the test is over
	ctx := t.Context()
	form := team.NewAccount{
		Email: "support@kestrel.example", User: s.User, Password: s.Password, Agent: "asha", IMAPHost: s.Host, IMAPPort: line.Port,
		IMAPSecurity: "starttls", IMAPFingerprint: s.Cert.SHA256, SMTPHost: smtp.Host, SMTPPort: smtp.Port, SMTPSecurity: "starttls", SMTPFingerprint: smtp.Cert.SHA256,
	}
	a := do[team.Account](t)(d.Team.AddAccount(ctx, form))
	refused := func(what string, err error) {
		t.Helper()
		if f := fault.From(err); err == nil || f.Code != fault.Refused || !strings.Contains(f.Message, "spoke TLS before") || !strings.Contains(f.Hint, "remove the account") {
			t.Errorf("%s: %+v", what, f)
		}
	}
	plain := form
	plain.IMAPSecurity = "none"
	_, err := d.Team.AddAccount(ctx, plain)
	refused("the form, in clear", err)
	plain.Offline = true
	_, err = d.Team.AddAccount(ctx, plain)
	refused("the form, unchecked", err)
	plain = form
	plain.SMTPSecurity = "none"
	_, err = d.Team.AddAccount(ctx, plain)
	refused("the form, sending in clear", err)

	// Somebody changed what is stored.
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		accounts, err := tx.Accounts()
		if err != nil {
			return err
		}
		accounts[0].IMAP.Security = "none"
		return tx.PutAccount(accounts[0])
	})
	if err != nil {
		t.Fatal(err)
	}
	before := line.Connections()
	_, err = d.Team.TestAccount(ctx, a.ID)
	refused("the test", err)
	_, err = d.Team.Sync(ctx, nil)
	refused("the engine", err)
	if n := line.Connections(); n != before {
		t.Errorf("%d connections were made", n-before)
	}

	if err := d.Team.RemoveAccount(ctx, a.ID); err != nil {
		t.Fatal(err)
	}
	plain = form
	plain.IMAPSecurity, plain.SMTPSecurity, plain.IMAPFingerprint, plain.SMTPFingerprint = "none", "none", "", ""
	do[team.Account](t)(d.Team.AddAccount(ctx, plain))
}

// A mailbox that was kept unchecked is remembered at its first good connection; a form that was only tried is not.
func TestTLSSeenLater(t *testing.T) {
	s := testkit.StartDovecot(t)
	d := openDesk(t, t.TempDir(), &clock{at: time.Now()})
	defer d.Close() //nolint:errcheck // the test is over
	ctx := t.Context()
	form := team.NewAccount{
		Email: "support@kestrel.example", User: s.User, Password: "wrong", Agent: "asha", IMAPHost: s.Host, IMAPPort: s.Port, IMAPSecurity: "starttls", IMAPFingerprint: s.Cert.SHA256,
	}
	if _, err := d.Team.AddAccount(ctx, form); fault.From(err).Code != fault.SignIn {
		t.Fatalf("a wrong password: %v", err)
	}
	form.Password, form.Offline = s.Password, true
	plain := form
	plain.IMAPSecurity = "none"
	do[team.Account](t)(d.Team.AddAccount(ctx, plain)) // nothing was kept of the form
	do[team.Account](t)(d.Team.AddAccount(ctx, form))
	do[team.Account](t)(d.Team.AddAccount(ctx, plain)) // nobody has reached it yet
	do[team.Account](t)(d.Team.AddAccount(ctx, form))
	do[team.SyncResult](t)(d.Team.Sync(ctx, nil))
	if _, err := d.Team.AddAccount(ctx, plain); fault.From(err).Code != fault.Refused {
		t.Errorf("in clear, after TLS: %v", err)
	}
}
