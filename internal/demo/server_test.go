package demo

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net"
	"net/smtp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

func start(t *testing.T, o Options) *Server {
	t.Helper()
	if o.Now.IsZero() {
		o.Now = noon()
	}
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func signIn(t *testing.T, s *Server, o *imapclient.Options) *imapclient.Client {
	t.Helper()
	c, err := imapclient.DialInsecure(s.IMAPAddr, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.Login(s.User, s.Password).Wait(); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestServesEveryMailUntouched(t *testing.T) {
	s := start(t, Options{})
	c := signIn(t, s, nil)
	want := map[string][][]byte{}
	for _, m := range load(t, noon()) {
		if !m.At.After(noon()) {
			want[m.Folder] = append(want[m.Folder], m.Raw)
		}
	}
	for folder, raws := range want {
		sel, err := c.Select(folder, nil).Wait()
		if err != nil {
			t.Fatal(err)
		}
		if int(sel.NumMessages) != len(raws) || s.Count(folder) != len(raws) {
			t.Errorf("%s holds %d (%d), want %d", folder, sel.NumMessages, s.Count(folder), len(raws))
		}
		var all imap.SeqSet
		all.AddRange(1, sel.NumMessages)
		section := &imap.FetchItemBodySection{Peek: true}
		got, err := c.Fetch(all, &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{section}}).Collect()
		if err != nil {
			t.Fatal(err)
		}
		for i, m := range got {
			if !bytes.Equal(m.FindBodySection(section), raws[i]) {
				t.Errorf("%s, mail %d is not as it was put in", folder, i+1)
			}
		}
	}
	if s.Count("Nowhere") != 0 {
		t.Error("a folder that is not there holds mail")
	}
}

func TestListTellsSpecialUse(t *testing.T) {
	c := signIn(t, start(t, Options{}), nil)
	if !c.Caps().Has(imap.CapSpecialUse) || c.Caps().Has(imap.CapCondStore) {
		t.Errorf("capabilities: %v", slices.Collect(maps.Keys(c.Caps())))
	}
	if err := errors.Join(c.Create("Old", nil).Wait(), c.Rename("Old", "Older", nil).Wait(),
		c.Create("Gone", nil).Wait(), c.Delete("Gone").Wait()); err != nil {
		t.Fatal(err)
	}
	list, err := c.List("", "*", nil).Collect()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, l := range list {
		got[l.Mailbox] = ""
		for _, a := range l.Attrs {
			got[l.Mailbox] += string(a)
		}
	}
	want := map[string]string{
		"INBOX": "", "Sent": `\Sent`, "Archive": `\Archive`, "Junk": `\Junk`, "Trash": `\Trash`, "Drafts": `\Drafts`,
		"Older": "",
	}
	if !maps.Equal(got, want) {
		t.Errorf("folders %v, want %v", got, want)
	}
	special, err := c.List("", "*", &imap.ListOptions{SelectSpecialUse: true, ReturnStatus: &imap.StatusOptions{NumMessages: true}}).Collect()
	if err != nil || len(special) != 5 || special[0].Status == nil {
		t.Errorf("special folders %v, %v", special, err)
	}
	if subscribed, err := c.List("", "*", &imap.ListOptions{SelectSubscribed: true}).Collect(); err != nil || len(subscribed) != 6 {
		t.Errorf("%d subscribed folders, %v", len(subscribed), err)
	}
}

func TestWrongPassword(t *testing.T) {
	s := start(t, Options{})
	c, err := imapclient.DialInsecure(s.IMAPAddr, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close() //nolint:errcheck // the answer is what counts
	for _, try := range [][2]string{{s.User, "wrong"}, {"nobody@kestrel.example", s.Password}, {s.User, ""}} {
		err := c.Login(try[0], try[1]).Wait()
		var e *imap.Error
		if !errors.As(err, &e) || e.Code != imap.ResponseCodeAuthenticationFailed {
			t.Errorf("sign-in with %q: %v", try, err)
		}
	}
	host, _, _ := net.SplitHostPort(s.SMTPAddr)
	err = smtp.SendMail(s.SMTPAddr, smtp.PlainAuth("", s.User, "wrong", host), Address, []string{"a@b.example"}, []byte("x"))
	if err == nil || !strings.Contains(err.Error(), "535") {
		t.Errorf("SMTP with a wrong password: %v", err)
	}
	if err = smtp.SendMail(s.SMTPAddr, nil, Address, []string{"a@b.example"}, []byte("x")); err == nil {
		t.Error("SMTP takes mail without a sign-in")
	}
}

func TestSMTPKeepsAndDeliversToNobody(t *testing.T) {
	s := start(t, Options{})
	host, _, _ := net.SplitHostPort(s.SMTPAddr)
	raw := "From: support@kestrel.example\r\nTo: marco@halvorsen-freight.example\r\nSubject: hello\r\n\r\nhello\r\n"
	before := s.Count(Sent)
	err := smtp.SendMail(s.SMTPAddr, smtp.PlainAuth("", s.User, s.Password, host), Address,
		[]string{"marco@halvorsen-freight.example", "lena@kestrel.example"}, []byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	got := s.Accepted()
	if len(got) != 1 || got[0].From != Address || len(got[0].To) != 2 || string(got[0].Raw) != raw {
		t.Errorf("accepted %+v", got)
	}
	if s.Count(Sent) != before {
		t.Error("the server filed a copy in Sent by itself")
	}
}

// A sample that files by itself has the copy in Sent once, and a later run of it has it again.
func TestFilesWhatWasSent(t *testing.T) {
	s := start(t, Options{Files: true})
	host, _, _ := net.SplitHostPort(s.SMTPAddr)
	raw := "From: support@kestrel.example\r\nTo: marco@halvorsen-freight.example\r\nSubject: hello\r\n\r\nhello\r\n"
	before := s.Count(Sent)
	err := smtp.SendMail(s.SMTPAddr, smtp.PlainAuth("", s.User, s.Password, host), Address, []string{"marco@halvorsen-freight.example"}, []byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	if n := s.Count(Sent); n != before+1 {
		t.Errorf("%d mails in Sent, want %d", n, before+1)
	}
	later := start(t, Options{Files: true, Sent: []Mail{{Raw: []byte(raw), At: noon()}}})
	if n := later.Count(Sent); n != before+1 {
		t.Errorf("%d mails in Sent of the later run, want %d", n, before+1)
	}
}

func TestDeliverIsPushedToIdle(t *testing.T) {
	s := start(t, Options{})
	grown := make(chan uint32, 8)
	c := signIn(t, s, &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(d *imapclient.UnilateralDataMailbox) {
			if d.NumMessages != nil {
				grown <- *d.NumMessages
			}
		},
	}})
	if _, err := c.Select(Inbox, nil).Wait(); err != nil {
		t.Fatal(err)
	}
	idle, err := c.Idle()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Deliver([]byte("Subject: new\r\n\r\nnew\r\n"), Inbox); err != nil {
		t.Fatal(err)
	}
	select {
	case n := <-grown:
		if int(n) != s.Count(Inbox) {
			t.Errorf("told of %d mails, want %d", n, s.Count(Inbox))
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the new mail was not pushed")
	}
	if err := errors.Join(idle.Close(), idle.Wait()); err != nil {
		t.Error(err)
	}
	if err := s.Deliver([]byte("x"), "Nowhere"); err == nil {
		t.Error("delivered to a folder that is not there")
	}
}

func TestStopAndListenAgain(t *testing.T) {
	s := start(t, Options{})
	addr := s.IMAPAddr
	c := signIn(t, s, nil)
	s.Stop()
	if err := c.Noop().Wait(); err == nil {
		t.Error("the connection outlives the server")
	}
	if conn, err := net.Dial("tcp", addr); err == nil {
		_, err = conn.Read(make([]byte, 1))
		if !errors.Is(err, io.EOF) && err == nil {
			t.Error("the stopped server greets")
		}
		_ = conn.Close()
	}
	for range 2 { // once more does no harm
		if err := s.Listen(); err != nil {
			t.Fatal(err)
		}
	}
	if s.IMAPAddr != addr {
		t.Errorf("the server came back at %s, not %s", s.IMAPAddr, addr)
	}
	c = signIn(t, s, nil)
	if st, err := c.Status(Inbox, &imap.StatusOptions{NumMessages: true}).Wait(); err != nil || *st.NumMessages != 39 {
		t.Errorf("after the return: %+v, %v", st, err)
	}
}

func TestEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, err := Start(ctx, Options{Now: noon()})
	if err != nil {
		t.Fatal(err)
	}
	c := signIn(t, s, nil)
	cancel()
	<-c.Closed()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// Mail of another day must not be taken for the same mailbox, and two samples never share a password.
func TestUIDValidityAndPasswordDiffer(t *testing.T) {
	uv := func(s *Server) uint32 {
		st, err := signIn(t, s, nil).Status(Inbox, &imap.StatusOptions{UIDValidity: true}).Wait()
		if err != nil {
			t.Fatal(err)
		}
		return st.UIDValidity
	}
	a, b := start(t, Options{}), start(t, Options{Now: noon().Add(26 * time.Hour)})
	again := start(t, Options{})
	if uv(a) == uv(b) || uv(a) != uv(again) {
		t.Errorf("UIDVALIDITY %d, of the next day %d, of the same moment %d", uv(a), uv(b), uv(again))
	}
	if a.Password == again.Password || len(a.Password) < 20 {
		t.Error("the password is not random")
	}
}

func TestArrivals(t *testing.T) {
	s := start(t, Options{Now: noon(), Arrivals: true})
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.timers) != 2 {
		t.Errorf("%d mails will arrive, want 2", len(s.timers))
	}
}
