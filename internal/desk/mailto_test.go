package desk

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/inbox"
	"deskhand/internal/mail"
	"deskhand/internal/mail/link"
)

// linked delivers a mail of Marco's that holds these links, and returns its key.
func (o *office) linked(id string, links ...string) string {
	o.t.Helper()
	at := o.c.now()
	var page strings.Builder
	for _, l := range links {
		fmt.Fprintf(&page, "<p><a href=\"%s\">Write to us</a></p>\n", strings.ReplaceAll(l, "&", "&amp;"))
	}
	o.deliver(fmt.Sprintf("Received: from mx by mx; %[1]s\nFrom: Marco <marco@halvorsen.example>\nTo: cloud@kestrel.example\nDate: %[1]s\nSubject: Re: October export stops\nMessage-ID: <%[2]s@halvorsen.example>\nReferences: <q1@halvorsen.example>\nMIME-Version: 1.0\nContent-Type: text/html\n\n%[3]s\n", at.Format(time.RFC1123Z), id, page.String()))
	return mail.Key(id+"@halvorsen.example", "marco@halvorsen.example", strconv.FormatInt(at.Unix(), 10))
}

// follow opens a link as the window does.
func (o *office) follow(key string, n int) (compose.Begun, error) {
	o.t.Helper()
	opened := do[inbox.Opened](o.t)(o.d.Inbox.OpenLink(o.t.Context(), key, n, false))
	if opened.OK || opened.Mail == nil {
		return compose.Begun{}, fault.New(fault.Refused, opened.Refused+opened.Ask, "")
	}
	return o.d.Compose.OpenMailto(o.t.Context(), key, *opened.Mail)
}

// TestMailto: a mailto link begins a reply to its address, or adds it to one that is being written. It never sends.
func TestMailto(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	key := o.linked("q2", "mailto:billing@halvorsen.example?subject=Invoice%20%20for%20October&body=Hello,%0D%0A1%20%3C%202%20%26%20%3Cb%3E%0D%0A%0D%0ABye",
		"mailto:ines@halvorsen.example?subject=Other&body=Other", "mailto:billing@halvorsen.example")
	b, err := o.follow(key, 0)
	if err != nil {
		t.Fatal(err)
	}
	d := b.Draft
	if d.To != "billing@halvorsen.example" || d.Cc != "" || d.Kind != "reply" || d.Subject != "Invoice for October" || d.Outside != 1 || len(d.Files) != 0 ||
		d.HTML != "<p>Hello,<br>1 &lt; 2 &amp; &lt;b&gt;</p><p>Bye</p>" || d.Quote == nil || d.Quote.Key != key || b.Text != "This reply goes to billing@halvorsen.example" {
		t.Errorf("it begins as %+v, %q", d, b.Text)
	}
	for n := 1; n <= 2; n++ {
		b, err := o.follow(key, n)
		if err != nil || b.Draft.ID != d.ID || b.Draft.To != "billing@halvorsen.example, ines@halvorsen.example" || b.Draft.HTML != d.HTML || b.Draft.Subject != d.Subject || b.Draft.Other != nil || !strings.Contains(b.Text, "too") {
			t.Errorf("into one that is being written: %+v, %q, %v", b.Draft, b.Text, err)
		}
	}
	o.let(time.Hour)
	if list := do[[]compose.Mail](t)(o.d.Compose.Mails(ctx)); len(list) != 0 || len(o.smtp.Sent()) != 0 {
		t.Errorf("a link sent something: %v, %d", list, len(o.smtp.Sent()))
	}
}

// TestHostileMailto: no link hides a recipient, a header, a file or markup in the reply, and none that is odd begins one.
func TestHostileMailto(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	many := strings.Repeat("a@x.example,", 10_000)
	odd := []string{
		"mailto:" + many, "mailto:" + many[:400], "mailto:?subject=x", "mailto:cloud@kestrel.example", "mailto:gdpr@kestrel.example,CLOUD@kestrel.example", "mailto:nobody",
		"mailto:a@b@c.example", "mailto:x%0d%0aBcc:spy@collect.invalid", "mailto:%22a%22@", "javascript:mailto:a@x.example", "smb:a@x.example", "file:///etc/passwd",
	}
	key := o.linked("q2", odd...)
	for n := range odd {
		if _, err := o.d.Inbox.Link(ctx, key, n); err != nil {
			continue // it did not come through the cleaner
		}
		if b, err := o.follow(key, n); err == nil || fault.From(err).Message == "" {
			t.Errorf("link %d began %+v, %v", n, b.Draft, err)
		}
	}
	for _, to := range [][]string{nil, {""}, {"x\r\nBcc: spy@collect.invalid"}, {"Marco <m@x.example>, "}, strings.Split(strings.Trim(many, ","), ",")} {
		if b, err := o.d.Compose.OpenMailto(ctx, key, link.Draft{To: to, Subject: "x", Body: "x"}); err == nil && b.Draft.To != "Marco <m@x.example>" {
			t.Errorf("%.40q began %+v", to, b.Draft)
		}
	}
	if list := do[[]compose.Draft](t)(o.d.Compose.Drafts(ctx, o.id)); len(list) == 1 {
		if _, err := o.d.Compose.Discard(ctx, list[0].ID); err != nil {
			t.Fatal(err)
		}
	}
	o.c.set(o.c.now().Add(time.Minute))
	key = o.linked("q3", "mailto:a@x.example,gdpr@kestrel.example?BCC=spy@collect.invalid&bcc=spy@collect.invalid&cc=spy@collect.invalid&attach=/etc/passwd&attachment=/etc/passwd"+
		"&from=boss@kestrel.example&reply-to=spy@collect.invalid&in-reply-to=%3Cx@y%3E&subject=Hi%0D%0ABcc:%20spy@collect.invalid"+url.QueryEscape("\u202e"+strings.Repeat("long ", 200))+
		"&body=%3Cscript%3Ealert(1)%3C/script%3E%3Cimg%20src=https://tracker.invalid/x%3E%0D%0ABcc:%20spy@collect.invalid%3Cspan%20data-blank=%220%22%3E")
	b, err := o.follow(key, 0)
	if err != nil {
		t.Fatal(err)
	}
	d := b.Draft
	if d.To != "a@x.example" || d.Cc != "" || len(d.Files) != 0 || strings.Contains(d.From, "boss@") || strings.ContainsAny(d.Subject, "\r\n\u202e") || len(d.Subject) > 200 {
		t.Errorf("it begins as %+v", d)
	}
	if strings.Contains(d.HTML, "<script") || strings.Contains(d.HTML, "<img") || strings.Contains(d.HTML, "<span") || !strings.Contains(d.HTML, "&lt;script&gt;") {
		t.Errorf("its text is %s", d.HTML)
	}
	q := do[compose.Queued](t)(o.d.Compose.Send(ctx, d.ID, compose.SendOptions{Delay: now(), Anyway: true}))
	if len(q.Mail.To) != 1 || q.Mail.To[0] != "a@x.example" {
		t.Errorf("pressed by hand it goes to %v", q.Mail.To)
	}
}
