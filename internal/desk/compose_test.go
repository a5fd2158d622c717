package desk

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/mail"
	"deskhand/internal/outbox"
	"deskhand/internal/policy"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

// deliver puts a mail on the server and fetches it.
func (o *office) deliver(raw string) {
	o.t.Helper()
	raw = strings.ReplaceAll(raw, "\n", "\r\n")
	o.imap.Deliver("INBOX", testkit.Mail{Raw: []byte(raw), Date: o.c.now()})
	do[team.SyncResult](o.t)(o.d.Team.Sync(o.t.Context(), nil))
}

// TestForward: the original goes along with its files, to nobody by itself, and what was sent stays in the ticket.
func TestForward(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.c.set(o.c.now().Add(-time.Minute))
	o.deliver(fmt.Sprintf(`Received: from mx by mx; %[1]s
From: Marco <marco@halvorsen.example>
To: cloud@kestrel.example
Date: %[1]s
Subject: Re: October export stops
Message-ID: <q2@halvorsen.example>
References: <q1@halvorsen.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

Here is the log.
--b
Content-Type: text/csv
Content-Disposition: attachment; filename="log.csv"
Content-Transfer-Encoding: base64

%[2]s
--b--
`, o.c.now().Format(time.RFC1123Z), base64.StdEncoding.EncodeToString([]byte("1;2\n"))))
	o.c.set(o.c.now().Add(time.Minute))
	d := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "forward", ""))
	if d.To != "" || d.Subject != "Fwd: October export stops" || len(d.Files) != 1 || d.Files[0].Name != "log.csv" || d.Files[0].Size != 4 {
		t.Fatalf("a forward begins as %+v", d)
	}
	if again := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "forward", "")); again.ID != d.ID || len(again.Files) != 1 {
		t.Errorf("opened again: %+v", again)
	}
	if _, err := o.d.Compose.Send(ctx, d.ID, compose.SendOptions{}); fault.From(err).Field != compose.FieldTo {
		t.Errorf("forwarded to nobody: %v", err)
	}
	e := edit(d, "")
	e.To = "\"Jonas, Experts\" <jonas@other.example>\nlena@kestrel.example"
	if s := do[compose.Saved](t)(o.d.Compose.Save(ctx, e)); s.BadTo != "" || s.Outside != 2 {
		t.Errorf("saved: %+v", s)
	}
	q := do[compose.Queued](t)(o.d.Compose.Send(ctx, d.ID, compose.SendOptions{Delay: now()}))
	o.let(10 * time.Minute)
	do[team.SyncResult](t)(o.d.Team.Sync(ctx, nil))
	o.wants(q.Mail.ID, outbox.Filed, outbox.ReasonNone, 1)
	head, text, _, files := parts(t, o.smtp.Sent()[0].Raw)
	if head.Get("In-Reply-To") != "<q2@halvorsen.example>" || !strings.Contains(text, "Forwarded message") || !strings.Contains(text, "Here is the log.") || files["log.csv"] != "1;2\n" {
		t.Errorf("forwarded: %v, %q, %q", head, text, files)
	}
	if e := o.messages(); len(e) != 3 || e[2].Direction != "out" {
		t.Errorf("the forwarded mail left its ticket: %+v", e)
	}
}

// TestReplyAll: recipients change along between reply and reply to all, unless somebody touched them; who writes himself
// into the thread is offered and never asked.
func TestReplyAll(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	at := o.c.now().Format(time.RFC1123Z)
	o.deliver("Received: from mx by mx; " + at + "\nFrom: Marco <marco@halvorsen.example>\nTo: cloud@kestrel.example, eva@halvorsen.example\nCc: Ines <ines@halvorsen.example>, support@kestrel.example\nDate: " + at + "\nSubject: Re: October export stops\nMessage-ID: <q2@halvorsen.example>\nReferences: <q1@halvorsen.example>\n\nMore people\n")
	d := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "reply", ""))
	typed := edit(d, "")
	typed.Cc = "somebody@halvorsen.example"
	do[compose.Saved](t)(o.d.Compose.Save(ctx, typed))
	if again := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "reply", "")); again.Cc != typed.Cc || !again.Blank {
		t.Errorf("a recipient that was typed first is lost: %+v", again)
	}
	do[compose.Saved](t)(o.d.Compose.Save(ctx, edit(d, "<p>Words</p>")))
	all := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "reply-all", ""))
	if all.ID != d.ID || all.Kind != "reply-all" || all.To != "Marco <marco@halvorsen.example>, eva@halvorsen.example" || all.Cc != "Ines <ines@halvorsen.example>" || all.Outside != 3 || all.HTML != "<p>Words</p>" {
		t.Fatalf("to all: %+v", all)
	}
	e := edit(all, "<p>Words</p>")
	e.Cc = ""
	do[compose.Saved](t)(o.d.Compose.Save(ctx, e))
	if back := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "reply", "")); back.Cc != "" || back.To != all.To || back.Kind != "reply" {
		t.Errorf("touched recipients changed: %+v", back)
	}
	if !slices.Contains(all.Froms, "Kestrel Support <support@kestrel.example>") || !slices.Contains(all.Froms, "Asha at Kestrel <cloud@kestrel.example>") || slices.ContainsFunc(all.Froms, func(f string) bool { return strings.Contains(f, "gdpr@") }) {
		t.Errorf("senders %q", all.Froms)
	}
	at = o.c.now().Add(time.Minute).Format(time.RFC1123Z)
	o.deliver("Received: from mx by mx; " + at + "\nFrom: Mallory <mallory@evil.example>\nTo: cloud@kestrel.example\nDate: " + at + "\nSubject: Re: October export stops\nMessage-ID: <x1@evil.example>\nReferences: <q1@halvorsen.example>\n\nSend it to me\n")
	if _, err := o.d.Compose.Discard(ctx, d.ID); err != nil {
		t.Fatal(err)
	}
	d = do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "reply", ""))
	if d.To != "Marco <marco@halvorsen.example>" {
		t.Errorf("past a stranger the answer goes to %q", d.To)
	}
	d = do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "reply", mail.Key("x1@evil.example", "mallory@evil.example", strconv.FormatInt(o.c.now().Add(time.Minute).Unix(), 10))))
	if d.To != "" || len(d.Left) != 1 || d.Left[0].Addr != "mallory@evil.example" || !strings.Contains(d.Notice, "mallory@evil.example") {
		t.Errorf("a stranger: to %q, left %v, %q", d.To, d.Left, d.Notice)
	}
	if people := do[[]compose.Draft](t)(o.d.Compose.Drafts(ctx, o.id)); len(people) != 0 {
		t.Errorf("a discarded draft is shown: %+v", people)
	}
}

// TestNothingUnfilled: a saved reply's blank stops the send, in the text and in the subject; what the customer wrote
// there stays theirs.
func TestNothingUnfilled(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	d := o.write("reply", `<p>Hi <span data-blank="0">{{ask "which plan?"}}</span></p>`)
	_, err := o.d.Compose.Send(ctx, d.ID, compose.SendOptions{})
	if f := fault.From(err); f == nil || f.Field != compose.FieldBody || f.Message != "Not filled in yet: “which plan?”." {
		t.Errorf("a blank was sent: %v", err)
	}
	if kept := do[compose.Draft](t)(o.d.Compose.Draft(ctx, d.ID)); !strings.Contains(kept.HTML, "data-blank") {
		t.Errorf("the draft lost its blank: %s", kept.HTML)
	}
	e := edit(d, "<p>Hi</p>")
	e.Subject = "About {{ticket.subject}}"
	do[compose.Saved](t)(o.d.Compose.Save(ctx, e))
	if _, err := o.d.Compose.Send(ctx, d.ID, compose.SendOptions{}); fault.From(err).Field != compose.FieldSubject {
		t.Errorf("a tag in the subject was sent: %v", err)
	}
	e.HTML, e.Subject = "<p> </p>", "Re: October export stops"
	do[compose.Saved](t)(o.d.Compose.Save(ctx, e))
	if _, err := o.d.Compose.Send(ctx, d.ID, compose.SendOptions{}); fault.From(err).Field != compose.FieldBody {
		t.Errorf("an empty mail was sent: %v", err)
	}
	id := do[string](t)(o.d.Compose.BeginFile(ctx, d.ID, "a.txt", "", false))
	if err := o.d.Compose.FileChunk(ctx, id, []byte("half")); err != nil {
		t.Fatal(err)
	}
	e.HTML = "<p>See the file</p>"
	do[compose.Saved](t)(o.d.Compose.Save(ctx, e))
	if _, err := o.d.Compose.Send(ctx, d.ID, compose.SendOptions{}); fault.From(err).Field != compose.FieldFiles {
		t.Errorf("half a file was sent: %v", err)
	}
	o.c.set(o.c.now().Add(50 * time.Second))
	if err := o.d.Compose.FileChunk(ctx, id, []byte(" and more")); err != nil {
		t.Fatal(err)
	}
	o.c.set(o.c.now().Add(50 * time.Second)) // it still comes
	if _, err := o.d.Compose.Send(ctx, d.ID, compose.SendOptions{}); fault.From(err).Field != compose.FieldFiles {
		t.Errorf("half a file was sent: %v", err)
	}
	o.c.set(o.c.now().Add(time.Minute)) // whoever copied it died: nobody sees it, so nobody could take it out
	q := do[compose.Queued](t)(o.d.Compose.Send(ctx, d.ID, compose.SendOptions{Delay: now()}))
	if got := do[compose.Detail](t)(o.d.Compose.Mail(ctx, q.Mail.ID)); len(got.Files) != 0 || !strings.Contains(got.Text, "See the file") {
		t.Errorf("sent %+v", got)
	}
}

// TestAfterFirstReply: by policy's rule a ticket goes to a team once the first reply went out, and says so.
// features: B8
func TestAfterFirstReply(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	rule := strings.Replace(string(policy.Sample()), "{id: support, label: Support}\n    - {id: experts", "{id: support, label: Support, ownerAfterFirstReply: team:experts}\n    - {id: experts", 1)
	if !o.d.usePolicy([]byte(rule)) {
		t.Fatal("the rule is not read")
	}
	q := o.send("<p>Hello</p>", compose.SendOptions{Delay: now()})
	if o.ticket().Owner != "asha" {
		t.Errorf("before it went it is %s's", o.ticket().Owner)
	}
	o.let(10 * time.Minute)
	o.wants(q.Mail.ID, outbox.Filed, outbox.ReasonNone, 1)
	if o.ticket().Owner != "team:experts" {
		t.Errorf("after the first reply it is %s's", o.ticket().Owner)
	}
	do[any](t)(o.d.Work.Assign(ctx, o.id, "me", ""))
	o.send("<p>Hello again</p>", compose.SendOptions{Delay: now()})
	o.let(10 * time.Minute)
	if o.ticket().Owner != "asha" || len(o.smtp.Sent()) != 2 {
		t.Errorf("after the second it is %s's", o.ticket().Owner)
	}
}

// TestDraftsThroughMerge: tickets that a mail makes one keep both drafts; nothing is lost on the way, nor by a restart.
func TestDraftsThroughMerge(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.deliver("From: Marco <marco@halvorsen.example>\nTo: cloud@kestrel.example\nDate: " + o.c.now().Format(time.RFC1123Z) + "\nSubject: Another\nMessage-ID: <other@halvorsen.example>\n\nAnother question\n")
	second := ""
	for _, found := range do[[]ticket.Ticket](t)(tickets(ctx, o.d, "is:any")) {
		if found.ID != o.id {
			second = found.ID
		}
	}
	first := o.write("reply", "<p>To the first</p>")
	d := do[compose.Draft](t)(o.d.Compose.Open(ctx, second, "reply", ""))
	do[compose.File](t)(o.d.Compose.Attach(ctx, d.ID, "a.txt", "", false, strings.NewReader("A")))
	do[compose.Saved](t)(o.d.Compose.Save(ctx, edit(d, "<p>To the second</p>")))
	o.deliver("From: Marco <marco@halvorsen.example>\nTo: cloud@kestrel.example\nDate: " + o.c.now().Format(time.RFC1123Z) + "\nSubject: Both\nMessage-ID: <both@halvorsen.example>\nReferences: <q1@halvorsen.example> <other@halvorsen.example>\n\nIt is the same\n")
	o.again()
	if list := do[[]compose.Draft](t)(o.d.Compose.Drafts(ctx, o.id)); len(list) != 2 {
		t.Fatalf("of two drafts there are %d", len(list))
	}
	if _, err := o.d.Compose.Discard(ctx, d.ID); err != nil {
		t.Fatal(err)
	}
	back := do[compose.Draft](t)(o.d.Compose.Restore(ctx, d.ID))
	if back.HTML != "<p>To the second</p><hr><p>To the first</p>" || len(back.Files) != 1 {
		t.Errorf("restored: %+v", back)
	}
	if list := do[[]compose.Draft](t)(o.d.Compose.Drafts(ctx, o.id)); len(list) != 1 || list[0].ID == first.ID {
		t.Errorf("beside the one that was put under it: %+v", list)
	}
}
