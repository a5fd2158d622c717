package app

import (
	"slices"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk"
	"deskhand/internal/testkit"
)

// A mailbox is connected in the running window: refusals name the field to mend, the engines begin at once, and no secret
// comes back.
func TestConnectAMailbox(t *testing.T) {
	imap, smtp := testkit.StartIMAP(t), testkit.StartSMTP(t)
	hand := testkit.NewHand(t, imap.Port, imap.User, imap.Password)
	hand.Append("INBOX", testkit.Mail{Date: time.Now(), Raw: []byte("From: Ana <ana@vega-labs.example>\r\nTo: support@kestrel.example\r\n" +
		"Subject: First mail\r\nDate: " + time.Now().Format(time.RFC1123Z) + "\r\nMessage-ID: <first@vega-labs.example>\r\n\r\nHello\r\n")})
	h := newHost(Options{})
	d, err := desk.Open(t.Context(), desk.Options{Dir: t.TempDir(), NoKeyring: true, WorkFactor: 10, Passphrase: h.passphrase.get})
	if err != nil {
		t.Fatal(err)
	}
	h.desk = d
	t.Cleanup(h.close)
	h.begin(&pane{})
	p := &page{host: h, inbox: &Inbox{h}, team: &Team{h}}
	form := ConnectForm{
		Email: "support@kestrel.example", User: imap.User, Password: "wrong", Agent: "asha", IMAPHost: imap.Host, IMAPPort: imap.Port,
		IMAPSecurity: "none", SMTPHost: smtp.Host, SMTPPort: smtp.Port, SMTPSecurity: "none",
	}
	connect := func() ConnectResult { return must[ConnectResult](t, "connect")(p.team.Connect(form)) }
	if r := connect(); r.OK || r.Field != "password" || r.Code != "sign-in" || strings.Contains(r.Text+r.Hint, "wrong") {
		t.Errorf("a wrong password: %+v", r)
	}
	form.Password = imap.Password
	if r := connect(); r.OK || r.Field != "passphrase" {
		t.Errorf("no keyring and no passphrase: %+v", r)
	}
	form.Passphrase = "long enough"
	r := connect()
	if !r.OK || r.Account == nil || r.Text == "" || strings.Contains(r.Text, form.Password) || !strings.Contains(r.Hint, "“Asha at Kestrel ") {
		t.Fatalf("connected %+v", r)
	}
	p.until(t, "the first mail", func() bool {
		page, err := p.inbox.List("all", "", 10)
		return err == nil && page.Total == 1 && page.Rows[0].Subject == "First mail"
	})
	if s := must[Session](t, "session")(p.inbox.Session()); s.FirstRun || s.Agent != "asha" {
		t.Errorf("session %+v", s)
	}
	p.until(t, "the quiet word", func() bool { return p.syncState().Word == "synced" })
	if r := must[ConnectResult](t, "test")(p.team.TestAccount(r.Account.ID)); !r.OK || r.Account == nil {
		t.Errorf("tested %+v", r)
	}
	if r := must[ConnectResult](t, "password")(p.team.EnterPassword(r.Account.ID, "wrong")); r.OK || r.Field != "password" {
		t.Errorf("a wrong password was taken: %+v", r)
	}
	if r := must[ConnectResult](t, "password")(p.team.EnterPassword(r.Account.ID, imap.Password)); !r.OK {
		t.Errorf("the password was refused: %+v", r)
	}
	must[Done](t, "remove")(p.team.RemoveAccount(r.Account.ID))
	if list := must[[]AccountView](t, "accounts")(p.team.Accounts()); len(list) != 0 {
		t.Errorf("still there: %+v", list)
	}
}

// After a restart without a keyring and without DESKHAND_PASSPHRASE a problem asks for the passphrase; a wrong one is
// answered in words and kept nowhere, the right one has mail come in.
func TestUnlockTheSealedFile(t *testing.T) {
	imap, smtp := testkit.StartIMAP(t), testkit.StartSMTP(t)
	dir := t.TempDir()
	open := func(h *host) *page {
		d, err := desk.Open(t.Context(), desk.Options{Dir: dir, NoKeyring: true, WorkFactor: 10, Passphrase: h.passphrase.get})
		if err != nil {
			t.Fatal(err)
		}
		h.desk = d
		return &page{host: h, inbox: &Inbox{h}, team: &Team{h}}
	}
	first := open(newHost(Options{}))
	r := must[ConnectResult](t, "connect")(first.team.Connect(ConnectForm{
		Email: "support@kestrel.example", User: imap.User, Password: imap.Password, Agent: "asha", IMAPHost: imap.Host, IMAPPort: imap.Port,
		IMAPSecurity: "none", SMTPHost: smtp.Host, SMTPPort: smtp.Port, SMTPSecurity: "none", Passphrase: "long enough",
	}))
	first.close()
	if !r.OK {
		t.Fatalf("connected %+v", r)
	}
	t.Setenv(passphraseVar, "")
	p := open(newHost(Options{}))
	t.Cleanup(p.close)
	p.begin(&pane{})
	sealed := func() bool {
		return slices.ContainsFunc(p.allProblems(), func(o Problem) bool {
			return o.Action == "passphrase" && !strings.Contains(o.Hint, passphraseVar)
		})
	}
	p.until(t, "the problem", sealed)
	for _, wrong := range []string{"", "something else"} {
		if r := must[ConnectResult](t, "unlock")(p.team.Unlock(wrong)); r.OK || r.Field != "passphrase" || r.Text == "" {
			t.Errorf("%q: %+v", wrong, r)
		}
		if kept, err := p.passphrase.get(); kept != "" || err != nil || !sealed() {
			t.Errorf("after %q: kept %q, %v, problems %+v", wrong, kept, err, p.allProblems())
		}
	}
	if r := must[ConnectResult](t, "unlock")(p.team.Unlock("long enough")); !r.OK {
		t.Fatalf("unlocked %+v", r)
	}
	p.until(t, "the mailbox", func() bool { return p.syncState().Word == "synced" })
	if sealed() {
		t.Errorf("problems %+v", p.allProblems())
	}
}

// Quitting says what would be missed; a closed window is brought back by a second start and by a notification.
func TestQuitAndReturn(t *testing.T) {
	h := openHost(t, Options{Sample: true})
	p := &pane{}
	h.begin(p)
	q := &page{host: h, inbox: &Inbox{h}}
	q.until(t, "the sample's day", func() bool {
		info, err := (&Team{h}).QuitInfo()
		endsSoon := time.Now().In(h.desk.Zone()).Add(time.Hour).Day() != time.Now().In(h.desk.Zone()).Day() // the sample's calls are tomorrow's
		return err == nil && (endsSoon || strings.HasSuffix(info.Text, "would go unannounced."))
	})
	h.show("t1")
	if p.shown != 1 || len(p.got(eventShow)) != 1 || p.got(eventShow)[0] != (Show{Ticket: "t1"}) {
		t.Errorf("shown %d, told %v", p.shown, p.got(eventShow))
	}
	if err := (&Team{h}).Quit(); err != nil || p.quit != 1 {
		t.Errorf("quit %d, %v", p.quit, err)
	}
	none := func(string) string { return "" }
	if canReturn(none) == onBus {
		t.Error("a window that nothing brings back would hide")
	}
}
