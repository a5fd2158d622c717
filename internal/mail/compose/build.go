package compose

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/url"
	"strings"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/mail"
)

// Letter is a mail to be written. There is no Bcc: a hidden recipient of a support mail is a mistake waiting.
type Letter struct {
	From    mail.Address // the address the customer wrote to (B22)
	To, Cc  []mail.Address
	ReplyTo []mail.Address // empty: answers go to From
	Subject string
	Parent  *Parent // the mail that is answered; nil: none
	Text    string  // own words as text; empty: made from HTML
	HTML    string  // own words as HTML, a fragment; empty: a letter of text alone
	Quote   *Quote  // nil: none
	// Inline are pictures of HTML, by their ContentID; without HTML they are attachments.
	Inline      []Attachment
	Attachments []Attachment
}

// Attachment is a file that goes along. Body is read once, to its end.
type Attachment struct {
	Name      string // cleaned before it is written
	Type      string // media type; empty or unfit: application/octet-stream
	ContentID string // of an inline picture, without "<>"
	Body      io.Reader
}

// Options are what a letter takes from outside.
type Options struct {
	Date   time.Time // in the sender's zone
	Random [16]byte  // of the Message-ID and the boundaries
	// MessageID, without "<>", where it was fixed before; empty: made of Random and From.
	MessageID string
}

// maxWhole bounds an attached mail that is kept in memory, to see whether it can travel as it is.
const maxWhole = 8 << 20

// Build writes a whole mail.
func Build(l Letter, o Options) ([]byte, error) {
	var b bytes.Buffer
	if err := Write(&b, l, o); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Write writes a mail to w and streams its attachments. What is written before an error is no mail.
func Write(w io.Writer, l Letter, o Options) error {
	h := &head{}
	if err := writeHead(h, l, o); err != nil {
		return err
	}
	m := &maker{random: o.Random}
	body, err := m.body(l)
	if err != nil {
		return err
	}
	if err := writeString(w, h.b.String()); err != nil {
		return err
	}
	return body.write(w)
}

func writeHead(h *head, l Letter, o Options) error {
	if o.Date.IsZero() {
		return errors.New("the letter has no date")
	}
	if len(l.To)+len(l.Cc) == 0 {
		return errors.New("the letter has no recipient")
	}
	id := o.MessageID
	if id == "" {
		id = MessageID(o.Random, l.From.Addr)
	}
	if !goodID(id) || strings.IndexByte(id, '@') < 1 {
		return fmt.Errorf("message id %q is none", id)
	}
	h.field("Date", o.Date.Format("Mon, 2 Jan 2006 15:04:05 -0700"))
	for _, f := range []struct {
		name string
		list []mail.Address
	}{{"From", []mail.Address{l.From}}, {"Reply-To", l.ReplyTo}, {"To", l.To}, {"Cc", l.Cc}} {
		if err := h.people(f.name, f.list); err != nil {
			return err
		}
	}
	h.unstructured("Subject", l.Subject)
	h.ids("Message-ID", id)
	parent, refs := l.Parent.references()
	if parent != "" {
		h.ids("In-Reply-To", parent)
	}
	h.ids("References", refs...)
	h.field("MIME-Version", "1.0")
	return nil
}

// maker makes the parts of one mail.
type maker struct {
	random [16]byte
	n      byte
}

// boundary holds "=_", which neither quoted-printable nor base64 can write.
func (m *maker) boundary() string {
	m.n++
	sum := sha256.Sum256(append([]byte("boundary\x00"+string(rune('0'+m.n))), m.random[:]...))
	return "=_" + journal.Base32(sum[:15])
}

// body is the tree of parts, as small as the letter allows.
func (m *maker) body(l Letter) (*part, error) {
	text, page := l.words()
	whole := textPart("plain", text)
	files := l.Attachments
	if page == "" {
		files = append(append([]Attachment(nil), l.Inline...), files...)
	} else {
		shown := textPart("html", page)
		if len(l.Inline) > 0 {
			parts := []*part{shown}
			for i, a := range l.Inline {
				p, err := m.file(a, true)
				if err != nil {
					return nil, fmt.Errorf("picture %d: %w", i+1, err)
				}
				parts = append(parts, p)
			}
			shown = m.multi("related", "; type=\"text/html\"", parts)
		}
		whole = m.multi("alternative", "", []*part{whole, shown})
	}
	if len(files) == 0 {
		return whole, nil
	}
	parts := []*part{whole}
	for i, a := range files {
		p, err := m.file(a, false)
		if err != nil {
			return nil, fmt.Errorf("attachment %d: %w", i+1, err)
		}
		parts = append(parts, p)
	}
	return m.multi("mixed", "", parts), nil
}

// words are the text and the HTML with the quote joined under them.
func (l Letter) words() (text, page string) {
	text = strings.TrimRight(Lines(l.Text), " \t\n")
	if text == "" && l.HTML != "" {
		text = Text(l.HTML)
	}
	if l.HTML != "" {
		page = Lines(l.HTML)
	}
	if l.Quote != nil {
		text = strings.TrimLeft(text+"\n\n"+l.Quote.text(), "\n")
		if page != "" {
			page += "\n<br>\n" + l.Quote.html()
		}
	}
	if page != "" {
		page = "<!DOCTYPE html>\n<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\"></head>\n<body>\n" +
			Lines(page) + "\n</body></html>"
	}
	return text, page
}

// part is one entity: its header fields and what writes its body.
type part struct {
	head  head
	write func(io.Writer) error
}

func (p *part) finish(body func(io.Writer) error) *part {
	p.write = func(w io.Writer) error {
		if err := writeString(w, p.head.b.String()+"\r\n"); err != nil {
			return err
		}
		return body(w)
	}
	return p
}

func textPart(sub, text string) *part {
	enc := encoding(text)
	p := &part{}
	p.head.field("Content-Type", "text/"+sub+"; charset=utf-8")
	p.head.field("Content-Transfer-Encoding", enc)
	return p.finish(func(w io.Writer) error { return writeText(w, text, enc) })
}

func (m *maker) multi(sub, params string, parts []*part) *part {
	mark := m.boundary()
	p := &part{}
	p.head.field("Content-Type", "multipart/"+sub+params+";", `boundary="`+mark+`"`)
	return p.finish(func(w io.Writer) error {
		for _, child := range parts {
			if err := writeString(w, "--"+mark+"\r\n"); err != nil {
				return err
			}
			if err := child.write(w); err != nil {
				return err
			}
			if err := writeString(w, "\r\n"); err != nil {
				return err
			}
		}
		return writeString(w, "--"+mark+"--\r\n")
	})
}

func (m *maker) file(a Attachment, inline bool) (*part, error) {
	if a.Body == nil {
		return nil, errors.New("it has no content")
	}
	kind, body := mediaType(a.Type), a.Body
	enc := "base64"
	if kind == "message/rfc822" {
		whole, err := io.ReadAll(io.LimitReader(a.Body, maxWhole+1))
		if err != nil {
			return nil, fmt.Errorf("read %q: %w", a.Name, err)
		}
		body = io.MultiReader(bytes.NewReader(whole), a.Body)
		if enc = "7bit"; len(whole) > maxWhole || !sevenBit(whole) { // it may not be encoded (RFC 2046 section 5.2.1)
			kind, enc = "application/octet-stream", "base64"
		}
	}
	p := &part{}
	p.head.field("Content-Type", kind)
	p.head.field("Content-Transfer-Encoding", enc)
	name := mail.CleanName(oneLine(a.Name))
	place := "attachment"
	if inline {
		if !goodID(a.ContentID) {
			return nil, fmt.Errorf("content id %q is none", a.ContentID)
		}
		place = "inline"
		p.head.ids("Content-ID", a.ContentID)
	}
	p.head.field("Content-Disposition", fileName(place, name)...)
	return p.finish(func(w io.Writer) error {
		var err error
		if enc == "base64" {
			err = writeBase64(w, body)
		} else {
			lines := CRLF(w)
			_, err = io.Copy(lines, body)
			err = errors.Join(err, lines.Close())
		}
		if err != nil {
			return fmt.Errorf("attach %q: %w", name, err)
		}
		return nil
	}), nil
}

// fileName writes a disposition. A name beyond ASCII goes by RFC 2231, with a plain one beside it for old programs.
func fileName(place, name string) []string {
	if name == "" {
		return []string{place}
	}
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return '_'
		}
		return r
	}, name)
	out := []string{place + ";", `filename="` + plain + `"`}
	if plain != name {
		out[1] += ";"
		out = append(out, "filename*=utf-8''"+strings.ReplaceAll(url.QueryEscape(name), "+", "%20"))
	}
	return out
}

// mediaType is a declared type fit to be written; multiparts and messages of other kinds are files.
func mediaType(s string) string {
	kind, params, err := mime.ParseMediaType(s)
	main, sub, ok := strings.Cut(kind, "/")
	switch {
	case err != nil || !ok || main == "" || sub == "" || len(kind) > 100:
		return "application/octet-stream"
	case main == "multipart" || main == "message" && sub != "rfc822":
		return "application/octet-stream"
	}
	if set := params["charset"]; main == "text" && set != "" && len(set) < 40 && plainWords(set) {
		return mime.FormatMediaType(kind, map[string]string{"charset": set})
	}
	return kind
}

// sevenBit: ASCII in lines that may stand, so that a mail can travel as it is.
func sevenBit(b []byte) bool {
	for line := range bytes.Lines(b) {
		if len(line) > maxLine {
			return false
		}
		for _, c := range line {
			if c >= 0x80 || c == 0 {
				return false
			}
		}
	}
	return !bytes.Contains(bytes.ReplaceAll(b, []byte("\r\n"), nil), []byte("\r"))
}
