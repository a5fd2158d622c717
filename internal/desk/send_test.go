package desk

import (
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/outbox"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

// office is a desk with a mailbox on a real server, a strict server for sending, and a customer who wrote.
type office struct {
	t    *testing.T
	dir  string
	imap *testkit.Dovecot
	smtp *testkit.SMTP
	c    *clock
	d    *Desk
	id   string // of the customer's ticket
	acc  team.Account
}

const question = "q1@halvorsen.example"

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, dir: t.TempDir(), imap: testkit.StartDovecot(t), smtp: testkit.StartSMTP(t), c: &clock{at: time.Now().Truncate(time.Second)}}
	o.smtp.Password = o.imap.Password
	o.imap.Preload("INBOX", 1, func(int) testkit.Mail {
		m := letter(o.c.now().Add(-26*time.Hour), question, theirs, "Kestrel Cloud <cloud@kestrel.example>", "October export stops", "", "Is it the size?")
		m.Raw = append([]byte("Delivered-To: cloud@kestrel.example\r\nReceived: from mx by mx; "+o.c.now().Add(-26*time.Hour).Format(time.RFC1123Z)+"\r\n"), m.Raw...)
		return m
	})
	o.open()
	o.acc = o.connect()
	do[team.SyncResult](t)(o.d.Team.Sync(t.Context(), nil))
	o.id = do[[]ticket.Ticket](t)(tickets(t.Context(), o.d, "is:any"))[0].ID
	return o
}

func (o *office) open() {
	o.t.Helper()
	d := openDesk(o.t, o.dir, o.c)
	o.d = d
	o.t.Cleanup(func() { d.Close() }) //nolint:errcheck // the folder goes next
}

// again closes the desk and opens it anew, as after a restart.
func (o *office) again() {
	o.t.Helper()
	if err := o.d.Close(); err != nil {
		o.t.Fatal(err)
	}
	o.open()
}

func (o *office) connect() team.Account {
	o.t.Helper()
	return do[team.Account](o.t)(o.d.Team.AddAccount(o.t.Context(), team.NewAccount{
		Email: "support@kestrel.example", User: o.imap.User, Password: o.imap.Password, Agent: "asha", IMAPHost: o.imap.Host, IMAPPort: o.imap.Port,
		IMAPSecurity: "none", SMTPHost: o.smtp.Host, SMTPPort: o.smtp.Port, SMTPSecurity: "none",
	}))
}

// write begins a reply and types into it.
func (o *office) write(kind, page string) compose.Draft {
	o.t.Helper()
	d := do[compose.Draft](o.t)(o.d.Compose.Open(o.t.Context(), o.id, kind, ""))
	do[compose.Saved](o.t)(o.d.Compose.Save(o.t.Context(), edit(d, page)))
	return d
}

func edit(d compose.Draft, page string) compose.Edit {
	return compose.Edit{ID: d.ID, Kind: d.Kind, From: d.From, To: d.To, Cc: d.Cc, Subject: d.Subject, HTML: page, Quoted: d.Quoted, Base: d.Base}
}

func now() *time.Duration { return new(time.Duration) }

// send writes a reply and puts it into the outbox.
func (o *office) send(page string, how compose.SendOptions) compose.Queued {
	o.t.Helper()
	return do[compose.Queued](o.t)(o.d.Compose.Send(o.t.Context(), o.write("reply", page).ID, how))
}

// let runs the outbox by itself until nothing is due within d of the office's clock, which goes on.
func (o *office) let(d time.Duration) {
	o.t.Helper()
	if err := o.d.lock.take(); err != nil {
		o.t.Fatal(err)
	}
	e, until := o.d.newOutbox(), o.c.now().Add(d)
	for range 200 {
		next, err := e.Once(o.t.Context())
		if err != nil {
			o.t.Fatal(err)
		}
		if next.IsZero() || next.After(until) {
			o.c.set(until)
			return
		}
		if next.After(o.c.now()) {
			o.c.set(next)
		}
	}
	o.t.Fatal("the outbox turns in circles")
}

func (o *office) wants(mail string, state outbox.State, reason outbox.Reason, taken int) compose.Mail {
	o.t.Helper()
	m := do[compose.Mail](o.t)(o.d.Compose.Outcome(o.t.Context(), mail))
	if m.State != string(state) || m.Reason != string(reason) || len(o.smtp.Sent()) != taken {
		o.t.Fatalf("the mail is %s (%s, %q), %d were taken; want %s (%s), %d", m.State, m.Reason, m.Words, len(o.smtp.Sent()), state, reason, taken)
	}
	if v := o.smtp.Violations(); len(v) > 0 {
		o.t.Errorf("against the protocol: %q", v)
	}
	return m
}

func (o *office) copies() int {
	o.t.Helper()
	h := testkit.NewHand(o.t, o.imap.Port, o.imap.User, o.imap.Password)
	defer h.Close()
	return len(h.UIDs("Sent"))
}

func (o *office) ticket() ticket.Ticket {
	o.t.Helper()
	return do[ticket.Ticket](o.t)(o.d.Inbox.Ticket(o.t.Context(), o.id))
}

func (o *office) messages() (out []ticket.Entry) {
	o.t.Helper()
	for _, e := range do[[]ticket.Entry](o.t)(o.d.Inbox.Entries(o.t.Context(), o.id)) {
		if e.Kind == ticket.KindMessage {
			out = append(out, e)
		}
	}
	return out
}

// customerWrites delivers a mail of the customer to the server; the desk has not seen it.
func (o *office) customerWrites(id, text string) {
	at := o.c.now()
	m := letter(at, id, theirs, "cloud@kestrel.example", "Re: October export stops", question, text)
	m.Raw = append([]byte("Received: from mx by mx; "+at.Format(time.RFC1123Z)+"\r\n"), m.Raw...)
	o.imap.Deliver("INBOX", m)
}

// parts reads a mail by the standard library: another parser than the one the desk is built on.
func parts(t *testing.T, raw []byte) (head mail.Header, text, page string, files map[string]string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	files = map[string]string{}
	var walk func(header func(string) string, body io.Reader)
	walk = func(header func(string) string, body io.Reader) {
		kind, params, err := mime.ParseMediaType(header("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(kind, "multipart/") {
			r := multipart.NewReader(body, params["boundary"])
			for {
				p, err := r.NextRawPart()
				if errors.Is(err, io.EOF) {
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				walk(p.Header.Get, p)
			}
		}
		data, err := io.ReadAll(decoded(header("Content-Transfer-Encoding"), body))
		if err != nil {
			t.Fatal(err)
		}
		_, place, err := mime.ParseMediaType(header("Content-Disposition"))
		switch {
		case err == nil && place["filename"] != "":
			files[place["filename"]] = string(data)
		case kind == "text/html":
			page = string(data)
		default:
			text = string(data)
		}
	}
	walk(m.Header.Get, m.Body)
	return m.Header, text, page, files
}

// TestReply is the main way: a reply from a real ticket goes once, as the address the customer wrote to, stands once in
// Sent, belongs to its ticket at once and by its headers for ever.
// features: B22
func TestReply(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	begin(t, o.d)
	d := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "reply", ""))
	if d.To != "Marco <marco@halvorsen.example>" || d.From != "Asha at Kestrel <cloud@kestrel.example>" || d.Subject != "Re: October export stops" || !d.Blank || d.Quote == nil || d.Quote.Text != "Is it the size?" {
		t.Fatalf("a new reply: %+v", d)
	}
	if marked := do[[]compose.Draft](t)(o.d.Compose.Drafts(ctx, o.id)); len(marked) != 0 || o.ticket().Draft != "" {
		t.Errorf("a blank draft is shown: %+v", marked)
	}
	file := do[compose.File](t)(o.d.Compose.Attach(ctx, d.ID, "dates.csv", "", false, strings.NewReader("a,b\n")))
	picture := do[compose.File](t)(o.d.Compose.Attach(ctx, d.ID, "shot.png", "image/png", true, strings.NewReader("PNG")))
	page := `<p>Hello Marco, <span style="color:red" data-x>it is a <b>date</b></span>.</p><script>x()</script><img src="/draft-file/` + picture.ID + `" alt="The field">`
	do[compose.Saved](t)(o.d.Compose.Save(ctx, edit(d, page)))
	if got := o.ticket().Draft; !strings.HasPrefix(got, "Hello Marco, it is a date.") {
		t.Errorf("the list shows the draft as %q", got)
	}
	q := do[compose.Queued](t)(o.d.Compose.Send(ctx, d.ID, compose.SendOptions{Delay: now()}))
	if q.Done.Text != "Sending to Marco" || q.UndoUntil != 0 {
		t.Errorf("sent: %+v", q)
	}
	if e := o.messages(); len(e) != 2 || e[1].Outbox == nil || e[1].Direction != "out" || !strings.HasPrefix(e[1].VisibleText, "Hello Marco") {
		t.Errorf("the reply does not stand in its ticket at once: %+v", e)
	}
	eventually(t, "the mail to be sent", func() bool { return len(o.smtp.Sent()) == 1 })
	eventually(t, "the look into Sent", func() bool {
		o.c.set(o.c.now().Add(20 * time.Second)) // who files is learnt by looking, after 20 s and a minute
		o.d.running.wakeOutbox()
		return do[compose.Mail](t)(o.d.Compose.Outcome(ctx, q.Mail.ID)).State == "filed"
	})
	eventually(t, "the copy to come back", func() bool { e := o.messages(); return len(e) == 2 && e[1].Outbox == nil })
	o.wants(q.Mail.ID, outbox.Filed, outbox.ReasonNone, 1)
	if n := o.copies(); n != 1 {
		t.Errorf("%d copies in Sent", n)
	}
	got := o.ticket()
	if got.Owner != "asha" || got.Status != ticket.InProgress || got.Outbox != "" || got.Draft != "" {
		t.Errorf("the ticket after the reply: %+v", got)
	}
	sent := o.smtp.Sent()[0]
	if sent.From != "cloud@kestrel.example" || !slices.Equal(sent.To, []string{"marco@halvorsen.example"}) {
		t.Errorf("envelope %+v", sent)
	}
	head, text, html, files := parts(t, sent.Raw)
	if head.Get("In-Reply-To") != "<"+question+">" || head.Get("References") != "<"+question+">" || !strings.HasSuffix(head.Get("Message-ID"), "@kestrel.example>") {
		t.Errorf("header: %v", head)
	}
	if !strings.HasPrefix(text, "Hello Marco, it is a date.") || !strings.Contains(text, "> Is it the size?") || files["dates.csv"] != "a,b\n" || files["shot.png"] != "PNG" {
		t.Errorf("text %q, files %q", text, files)
	}
	if !strings.Contains(html, `<strong>date</strong>`) || !strings.Contains(html, `<img src="cid:`+picture.CID+`" alt="The field">`) || strings.Contains(html, "script") || strings.Contains(html, "color") || file.Inline {
		t.Errorf("html: %s", html)
	}
	told := false
	for _, c := range do[[]ticket.Change](t)(o.d.Inbox.History(ctx, o.id)) {
		told = told || c.Text == "sent a reply"
	}
	if !told {
		t.Error("history does not say that a reply was sent")
	}
	if _, err := o.d.Compose.Send(ctx, d.ID, compose.SendOptions{Delay: now()}); fault.From(err).Code != fault.Refused {
		t.Errorf("a second press of the key: %v", err)
	}
	if s := do[compose.Saved](t)(o.d.Compose.Save(ctx, edit(d, page))); s.ID != d.ID {
		t.Error("the same words once more are a new draft")
	}
	if s := do[compose.Saved](t)(o.d.Compose.Save(ctx, edit(d, "<p>One more thing</p>"))); s.ID == d.ID || o.ticket().Draft != "One more thing" {
		t.Errorf("later typing is %s, the list shows %q", s.ID, o.ticket().Draft)
	}
}

func decoded(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(encoding) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}
