package compose_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"deskhand/internal/mail"
	"deskhand/internal/mail/compose"
)

func zone() *time.Location { return time.FixedZone("CET", 3600) }

func options() compose.Options {
	return compose.Options{Date: time.Date(2026, 11, 18, 17, 5, 0, 0, zone()), Random: [16]byte{1, 2, 3, 15: 9}}
}

func letter() compose.Letter {
	return compose.Letter{
		From:    mail.Address{Name: "Ana, Support", Addr: "suporte@example.com"},
		To:      []mail.Address{{Name: "Marco Brügger", Addr: "marco@example.net"}},
		Cc:      []mail.Address{{Addr: "second@example.net"}},
		Subject: "Re: Rückfrage zur Rechnung",
		Parent:  &compose.Parent{MessageID: "p3@example.net", References: []string{"p1@example.net", "p2@example.net"}},
		HTML:    `<p>Hello Marco,</p><p>see <a href="https://example.com/help">the page</a>.</p>`,
		Quote: &compose.Quote{
			From: mail.Address{Name: "Marco", Addr: "marco@example.net"}, At: time.Date(2026, 11, 18, 16, 41, 0, 0, zone()),
			Text: "Where is it?\n> older\n\nM.", HTML: "<p>Where is it?</p>",
		},
	}
}

// leaf is one part as the second parser reads it.
type leaf struct{ Type, Place, Name, ID, Body string }

// second reads a mail by the standard library alone.
func second(t testing.TB, raw []byte) (netmail.Header, []leaf) {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("second parser: %v\n%s", err, raw)
	}
	var out []leaf
	walk(t, m.Header.Get, m.Body, &out)
	return m.Header, out
}

func walk(t testing.TB, get func(string) string, body io.Reader, out *[]leaf) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(get("Content-Type"))
	if err != nil {
		t.Fatalf("content type %q: %v", get("Content-Type"), err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		r := multipart.NewReader(body, params["boundary"])
		for {
			p, err := r.NextRawPart()
			if err == io.EOF {
				return
			}
			if err != nil {
				t.Fatalf("part of %s: %v", kind, err)
			}
			walk(t, p.Header.Get, p, out)
		}
	}
	switch get("Content-Transfer-Encoding") {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	b, err := io.ReadAll(body)
	if err != nil {
		t.Fatalf("body of %s: %v", kind, err)
	}
	l := leaf{Type: kind, ID: get("Content-ID"), Body: strings.ReplaceAll(string(b), "\r\n", "\n")}
	if d := get("Content-Disposition"); d != "" {
		place, p, err := mime.ParseMediaType(d)
		if err != nil {
			t.Fatalf("disposition %q: %v", d, err)
		}
		l.Place, l.Name = place, p["filename"]
	}
	*out = append(*out, l)
}

// sound asserts what every server relies on.
func sound(t testing.TB, raw []byte) {
	t.Helper()
	if rest := bytes.ReplaceAll(raw, []byte("\r\n"), nil); bytes.ContainsAny(rest, "\r\n") {
		t.Fatalf("a bare CR or LF in %q", raw)
	}
	for i, line := range bytes.Split(raw, []byte("\r\n")) {
		if len(line) > 998 {
			t.Fatalf("line %d has %d octets", i, len(line))
		}
	}
	for _, c := range raw {
		if c >= 0x80 || c == 0 {
			t.Fatalf("octet %x in %q", c, raw)
		}
	}
	head, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	if bytes.Contains(bytes.ToLower(head), []byte("\nbcc:")) {
		t.Fatal("a Bcc")
	}
}

func build(t testing.TB, l compose.Letter) []byte {
	t.Helper()
	raw, err := compose.Build(l, options())
	if err != nil {
		t.Fatal(err)
	}
	sound(t, raw)
	return raw
}

// features: B22
func TestReplyReadByTwoParsers(t *testing.T) {
	l := letter()
	l.Inline = []compose.Attachment{{Name: "shot.png", Type: "image/png", ContentID: "shot@desk", Body: strings.NewReader("PNG")}}
	l.Attachments = []compose.Attachment{
		{Name: "Angebot für Ägypten.pdf", Type: "application/pdf", Body: bytes.NewReader(bytes.Repeat([]byte{0, 255, 13, 10}, 1000))},
		{Name: `..\evil"name.txt`, Type: "text/plain; charset=utf-8; x=\"y\"", Body: strings.NewReader("a\nb\rc")},
		{Name: "old.eml", Type: "message/rfc822", Body: strings.NewReader("Subject: x\n\n.\nFrom me\n")},
		{Name: "bad", Type: "multipart/mixed", Body: strings.NewReader("--x")},
	}
	raw := build(t, l)

	head, parts := second(t, raw)
	var dec mime.WordDecoder
	subject, _ := dec.DecodeHeader(head.Get("Subject"))
	from, err := head.AddressList("From")
	if err != nil || subject != l.Subject || from[0].Name != l.From.Name || from[0].Address != l.From.Addr {
		t.Errorf("subject %q, from %v, %v", subject, from, err)
	}
	to, err := head.AddressList("To")
	if err != nil || to[0].Name != l.To[0].Name {
		t.Errorf("to %v, %v", to, err)
	}
	if head.Get("In-Reply-To") != "<p3@example.net>" || head.Get("References") != "<p1@example.net> <p2@example.net> <p3@example.net>" {
		t.Errorf("thread %q, %q", head.Get("In-Reply-To"), head.Get("References"))
	}
	if id := head.Get("Message-Id"); !strings.HasSuffix(id, "@example.com>") || len(id) != len("<>@example.com")+26 {
		t.Errorf("id %q", id)
	}
	want := []leaf{
		{Type: "text/plain", Body: "Hello Marco,\n\nsee the page <https://example.com/help>.\n\nOn Wed 18 Nov 2026 at 16:41, Marco wrote:\n> Where is it?\n>> older\n>\n> M.\n"},
		{Type: "text/html"},
		{Type: "image/png", Place: "inline", Name: "shot.png", ID: "<shot@desk>", Body: "PNG"},
		{Type: "application/pdf", Place: "attachment", Name: "Angebot für Ägypten.pdf", Body: strings.Repeat("\x00\xff\n", 1000)},
		{Type: "text/plain", Place: "attachment", Name: "evil_name.txt", Body: "a\nb\rc"},
		{Type: "message/rfc822", Place: "attachment", Name: "old.eml", Body: "Subject: x\n\n.\nFrom me\n"},
		{Type: "application/octet-stream", Place: "attachment", Name: "bad", Body: "--x"},
	}
	page := parts[1].Body
	parts[1].Body = ""
	if d := cmp.Diff(want, parts); d != "" {
		t.Errorf("parts (-want +got):\n%s", d)
	}
	for _, s := range []string{l.HTML, "On Wed 18 Nov 2026 at 16:41, Marco wrote:", "<p>Where is it?</p>", "<blockquote"} {
		if !strings.Contains(page, s) {
			t.Errorf("the page lacks %q", s)
		}
	}

	m := mail.Parse(raw)
	if len(m.Problems) > 0 || m.Subject != l.Subject || m.From != l.From || m.DateOffsetMinutes != 60 || len(m.Cc) != 1 {
		t.Errorf("our parser: %+v", m)
	}
	if strings.TrimSpace(m.Visible) != "Hello Marco,\n\nsee the page <https://example.com/help>." || !strings.HasPrefix(m.Quoted, "On Wed 18 Nov") {
		t.Errorf("visible %q, quoted %q", m.Visible, m.Quoted)
	}
	if len(m.Attachments) != 5 || !m.Attachments[0].Inline || m.Attachments[1].Size != 4000 {
		t.Errorf("attachments %+v", m.Attachments)
	}
}

func TestQuotedTextBreaksItsLinesOnce(t *testing.T) {
	l := letter()
	l.Quote.HTML, l.Quote.Text = "", "one\n  two\n\nthree"
	page, _ := mail.HTML(bytes.NewReader(build(t, l)))
	if want := `<div style="white-space:pre-wrap">one<br>  two<br><br>three</div>`; !strings.Contains(page, want) {
		t.Errorf("want %s in %s", want, page)
	}
}

func TestForward(t *testing.T) {
	l := letter()
	l.Parent = nil
	l.Quote.Forward = &compose.Forward{Subject: "Where", To: []mail.Address{{Name: "Support", Addr: "s@example.com"}}}
	m := mail.Parse(build(t, l))
	want := "---------- Forwarded message ----------\nFrom: Marco <marco@example.net>\nDate: Wed 18 Nov 2026 at 16:41\nSubject: Where\nTo: Support <s@example.com>\n\nWhere is it?"
	if !strings.Contains(m.Text, want) || len(m.References)+len(m.InReplyTo) > 0 {
		t.Errorf("text %q", m.Text)
	}
}

func TestReferences(t *testing.T) {
	long := make([]string, 100)
	for i := range long {
		long[i] = fmt.Sprintf("r%d@x", i)
	}
	tests := map[string]struct {
		p     *compose.Parent
		reply []string
		n     int
		first string
	}{
		"nothing":           {nil, nil, 0, ""},
		"first answer":      {&compose.Parent{MessageID: "a@x"}, []string{"a@x"}, 1, "a@x"},
		"from in-reply-to":  {&compose.Parent{MessageID: "b@x", InReplyTo: []string{"a@x"}}, []string{"b@x"}, 2, "a@x"},
		"two in-reply-to":   {&compose.Parent{MessageID: "b@x", InReplyTo: []string{"a@x", "c@x"}}, []string{"b@x"}, 1, "b@x"},
		"parent without id": {&compose.Parent{References: []string{"a@x"}}, nil, 1, "a@x"},
		"capped":            {&compose.Parent{MessageID: "z@x", References: long}, []string{"z@x"}, 20, "r0@x"},
		"hostile":           {&compose.Parent{MessageID: "a@x>\r\nBcc: <b", References: []string{"ü@x", strings.Repeat("a", 2000), "ok@x", "ok@x"}}, nil, 1, "ok@x"},
	}
	for name, tt := range tests {
		l := letter()
		l.Parent = tt.p
		m := mail.Parse(build(t, l))
		if d := cmp.Diff(tt.reply, m.InReplyTo); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if len(m.References) != tt.n || tt.n > 0 && m.References[0] != tt.first || len(tt.reply) > 0 && m.References[tt.n-1] != tt.reply[0] {
			t.Errorf("%s: references %q", name, m.References)
		}
	}
}

func TestLettersThatAreNone(t *testing.T) {
	for name, change := range map[string]func(*compose.Letter, *compose.Options){
		"no recipient": func(l *compose.Letter, _ *compose.Options) { l.To, l.Cc = nil, nil },
		"no date":      func(_ *compose.Letter, o *compose.Options) { o.Date = time.Time{} },
		"injection":    func(l *compose.Letter, _ *compose.Options) { l.To[0].Addr = "a@b> BODY=8BITMIME" },
		"line break":   func(l *compose.Letter, _ *compose.Options) { l.From.Addr = "a@b\r\nBcc: c@d" },
		"bad id":       func(_ *compose.Letter, o *compose.Options) { o.MessageID = "a b@c" },
		"no content":   func(l *compose.Letter, _ *compose.Options) { l.Attachments = []compose.Attachment{{Name: "x"}} },
		"broken file": func(l *compose.Letter, _ *compose.Options) {
			l.Attachments = []compose.Attachment{{Name: "x", Body: io.MultiReader(strings.NewReader("a"), broken{})}}
		},
	} {
		l, o := letter(), options()
		change(&l, &o)
		if _, err := compose.Build(l, o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// A large file is streamed: its memory is not the file's.
func TestSixtyMegabytes(t *testing.T) {
	l := letter()
	l.Attachments = []compose.Attachment{{Name: "big.bin", Body: io.LimitReader(zeros{}, 60<<20)}}
	var c counter
	if err := compose.Write(&c, l, options()); err != nil || c.n < 80<<20 || c.largest > 1<<20 {
		t.Errorf("%d bytes, largest write %d, %v", c.n, c.largest, err)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

type counter struct{ n, largest int }

func (c *counter) Write(b []byte) (int, error) {
	c.n += len(b)
	c.largest = max(c.largest, len(b))
	return len(b), nil
}

// What is written is what is read, by both parsers, whatever the words are.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		word := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("aé=?_ .>\"\\\r\n\t😀"))))
		l := letter()
		l.Subject = word.Draw(rt, "subject")
		l.From.Name = word.Draw(rt, "name")
		l.HTML, l.Quote = "", nil
		l.Text = rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("Fa. \n\n\r\t=é")))).Draw(rt, "text") +
			strings.Repeat(rapid.SampledFrom([]string{"", "x", "é", "From ", ". "}).Draw(rt, "run"), rapid.IntRange(0, 600).Draw(rt, "n"))
		raw, err := compose.Build(l, options())
		if err != nil {
			rt.Fatal(err)
		}
		sound(t, raw)
		head, parts := second(t, raw)
		var dec mime.WordDecoder
		subject, err := dec.DecodeHeader(head.Get("Subject"))
		if err != nil {
			rt.Fatal(err)
		}
		want := strings.TrimRight(compose.Lines(l.Text), " \t\n")
		if got := strings.TrimSuffix(parts[0].Body, "\n"); got != want {
			rt.Fatalf("text %q, want %q", got, want)
		}
		m := mail.Parse(raw)
		bare := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\ufeff", "")) } // a mark that no reader keeps
		if bare(m.Subject) != bare(subject) && len(subject) < 2000 {
			rt.Fatalf("subject %q and %q of %q", m.Subject, subject, l.Subject)
		}
		if len(m.Problems) > 0 {
			rt.Fatalf("problems %q", m.Problems)
		}
		if addrs, err := head.AddressList("From"); err != nil || addrs[0].Address != l.From.Addr {
			rt.Fatalf("from %v, %v in %q", addrs, err, head.Get("From"))
		}
	})
}

func FuzzBuild(f *testing.F) {
	f.Add("Re: x", "Marco", "<p>a</p>", "b\rc", "id@x", "näme.pdf", "text/plain")
	f.Add("=?x?=", "\"", "<ul><li><ol><li>a", "From a\n.", "a b", "..", "a/b; c=\"")
	f.Fuzz(func(t *testing.T, subject, name, html, text, id, file, kind string) {
		l := letter()
		l.Subject, l.To[0].Name, l.HTML, l.Quote.Text, l.Quote.HTML = subject, name, html, text, html
		l.Parent = &compose.Parent{MessageID: id, References: []string{id, name}}
		l.Attachments = []compose.Attachment{{Name: file, Type: kind, Body: strings.NewReader(text)}}
		raw, err := compose.Build(l, options())
		if err != nil {
			return
		}
		sound(t, raw)
		_, parts := second(t, raw)
		if last := parts[len(parts)-1]; len(parts) < 2 || last.Place != "attachment" {
			t.Fatalf("parts %+v", parts)
		}
	})
}
