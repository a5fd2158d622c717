package desk

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/inbox"
	"deskhand/internal/desk/team"
	"deskhand/internal/testkit"
)

// TestSurvey: what each reach would take is told before anything comes, of a mailbox that is connected and of one that is
// not; nothing is fetched or kept for it.
func TestSurvey(t *testing.T) {
	a := newAttic(t)
	check := func(v team.Survey) {
		t.Helper()
		if len(v.Choices) != 3 || v.Estimated || v.Free == 0 {
			t.Fatalf("%+v", v)
		}
		for i, want := range []team.Choice{{Reach: 0, Messages: 6, Whole: 6}, {Reach: 365, Messages: 6, Whole: 6}, {Reach: 90, Messages: 6, Whole: 3}} {
			got := v.Choices[i]
			if got.Reach != want.Reach || got.Messages != want.Messages || got.Whole != want.Whole || got.Bytes <= 0 || got.Disk <= 0 {
				t.Errorf("%+v, want %+v", got, want)
			}
		}
	}
	check(do[team.Survey](t)(a.d.Team.Survey(t.Context(), a.acc.ID)))
	form := team.NewAccount{
		Email: "other@kestrel.example", User: a.s.User, Password: a.s.Password, IMAPHost: a.s.Host, IMAPPort: a.s.Port, IMAPSecurity: "none",
	}
	check(do[team.Survey](t)(a.d.Team.SurveyNew(t.Context(), form)))
	if list := do[[]team.Account](t)(a.d.Team.Accounts(t.Context())); len(list) != 1 || len(list[0].Folders) != 0 {
		t.Errorf("something was kept: %+v", list)
	}
	form.Password = "wrong"
	if _, err := a.d.Team.SurveyNew(t.Context(), form); fault.From(err).Code != fault.SignIn {
		t.Errorf("a wrong password: %v", err)
	}
	if _, err := a.d.Team.Survey(t.Context(), "nobody"); fault.From(err).Code != fault.NotFound {
		t.Errorf("of no mailbox: %v", err)
	}
	a.s.Stop()
	if _, err := a.d.Team.Survey(t.Context(), a.acc.ID); fault.From(err).Code != fault.Offline {
		t.Errorf("with the server down: %v", err)
	}
}

// TestSearchOlder: the server searches what is here by its head alone; what it finds comes and is found; a mailbox that
// is down hides nothing of the other.
func TestSearchOlder(t *testing.T) {
	a := newAttic(t)
	second := testkit.StartDovecot(t)
	second.Preload("INBOX", 1, func(int) testkit.Mail {
		return letter(a.c.now().AddDate(0, 0, -300), "s1@partner.example", "Pia <pia@partner.example>", "partners@kestrel.example", "Terms", "", "A "+oldWord+" too.")
	})
	do[team.Account](t)(a.d.Team.AddAccount(t.Context(), team.NewAccount{
		Email: "partners@kestrel.example", User: second.User, Password: second.Password, IMAPHost: second.Host, IMAPPort: second.Port, IMAPSecurity: "none", Reach: 90,
	}))
	a.sync()
	if _, err := a.d.Inbox.SearchOlder(t.Context(), "is:open"); fault.From(err).Code != fault.Usage {
		t.Errorf("without words: %v", err)
	}
	if o := do[inbox.Older](t)(a.d.Inbox.SearchOlder(t.Context(), newWord)); o.Asked != 0 || o.Found != 0 {
		t.Errorf("what is here whole is asked for again: %+v", o)
	}
	second.Stop()
	o, err := a.d.Inbox.SearchOlder(t.Context(), oldWord+" from:marco")
	if fault.From(err).Code != fault.Offline || o.Asked != 3 || o.Found != 3 {
		t.Errorf("one of two is down: %+v, %v", o, err)
	}
	found := do[inbox.Result](t)(a.d.Inbox.Search(t.Context(), oldWord+" is:any", "", 10))
	if len(found.Hits) != 3 || found.Heads != 1 || !strings.Contains(found.Hits[0].Snippet, oldWord) {
		t.Errorf("afterwards %d are found, %d heads are left: %+v", len(found.Hits), found.Heads, found.Hits)
	}
	second.Start()
	if o := do[inbox.Older](t)(a.d.Inbox.SearchOlder(t.Context(), oldWord)); o.Asked != 1 || o.Found != 1 {
		t.Errorf("the other: %+v", o)
	}
}

// TestLargeMail: of a mail of 12 MB its text comes; one of its files, wanted, brings the rest.
func TestLargeMail(t *testing.T) {
	a := newAttic(t)
	file := bytes.Repeat([]byte("0123456789abcdef"), 600_000)
	m := letter(a.c.now(), "large@halvorsen.example", theirs, "support@kestrel.example", "Large", "", "")
	head, _, _ := strings.Cut(string(m.Raw), "Content-Type:")
	m.Raw = fmt.Appendf(nil, "%sMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nSee the log.\r\n--B\r\n"+
		"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=big.log\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n--B--\r\n", head, lines(base64.StdEncoding.EncodeToString(file)))
	h := testkit.NewHand(t, a.s.Port, a.s.User, a.s.Password)
	h.Append("INBOX", m)
	h.Close()
	a.sync()
	e := a.entry("Large")
	if e.Extent != "part" || strings.TrimSpace(e.Text) != "See the log." || e.Size != int64(len(m.Raw)) || len(e.Attachments) != 1 || e.Attachments[0].Name != "big.log" || len(e.Problems) > 0 {
		e.Text = e.Text[:min(len(e.Text), 200)]
		t.Fatalf("its beginning: %+v", e)
	}
	if f := a.folder("INBOX"); f.Parts != 1 {
		t.Errorf("%+v", f)
	}
	_, path, _ := strings.Cut(e.Attachments[0].ID, ":")
	if _, _, err := a.d.Inbox.Attachment(t.Context(), e.ID, path); fault.From(err).Code != fault.Refused || !strings.Contains(err.Error(), "is being fetched") {
		t.Errorf("its file: %v", err)
	}
	if e := a.entry("Large"); !e.Wanted {
		t.Error("it is not wanted")
	}
	a.sync()
	if e := a.entry("Large"); e.Extent != "" || e.Attachments[0].Size != int64(len(file)) {
		t.Errorf("the whole: %q %+v", e.Extent, e.Attachments)
	}
	data, _, err := a.d.Inbox.Attachment(t.Context(), e.ID, path)
	if err != nil || !bytes.Equal(data, file) {
		t.Errorf("its file has %d bytes, %v", len(data), err)
	}
}

// lines breaks base64 as a mail does.
func lines(s string) string {
	var b strings.Builder
	for len(s) > 76 {
		b.WriteString(s[:76] + "\r\n")
		s = s[76:]
	}
	return b.String() + s
}
