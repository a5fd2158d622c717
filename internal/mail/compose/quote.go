package compose

import (
	"html"
	"strings"
	"time"

	"deskhand/internal/mail"
)

// Quote is the mail that is answered or passed on, put under the letter's own words.
type Quote struct {
	From mail.Address
	At   time.Time // in the zone in which the reader shall see it
	Text string    // as text; empty: made from HTML
	HTML string    // sanitised, taken as it is; empty: made from Text
	// Forward makes it a mail passed on: a head with these lines, no quote marks. Nil: an answer.
	Forward *Forward
}

// Forward is what the head of a mail passed on names beside From and At.
type Forward struct {
	Subject string
	To, Cc  []mail.Address
}

const forwardLine = "---------- Forwarded message ----------"

// Attribution is the line above a quoted mail: "On Wed 18 Nov 2026 at 16:41, Marco wrote:".
func (q *Quote) Attribution() string {
	who := oneLine(q.From.Name)
	if who == "" {
		who = oneLine(q.From.Addr)
	}
	if who == "" {
		who = "somebody"
	}
	if q.At.IsZero() {
		return who + " wrote:"
	}
	return "On " + when(q.At) + ", " + who + " wrote:"
}

func when(t time.Time) string { return t.Format("Mon 2 Jan 2006 at 15:04") }

// head are the lines above what is passed on.
func (q *Quote) head() []string {
	lines := []string{forwardLine, "From: " + shown(q.From)}
	if !q.At.IsZero() {
		lines = append(lines, "Date: "+when(q.At))
	}
	lines = append(lines, "Subject: "+oneLine(q.Forward.Subject))
	for _, l := range []struct {
		name string
		list []mail.Address
	}{{"To: ", q.Forward.To}, {"Cc: ", q.Forward.Cc}} {
		var out []string
		for _, a := range l.list {
			out = append(out, shown(a))
		}
		if len(out) > 0 {
			lines = append(lines, l.name+strings.Join(out, ", "))
		}
	}
	return lines
}

func shown(a mail.Address) string {
	name, addr := oneLine(a.Name), oneLine(a.Addr)
	switch {
	case name == "":
		return addr
	case addr == "":
		return name
	}
	return name + " <" + addr + ">"
}

// text is the quote as it stands in the text part.
func (q *Quote) text() string {
	body := Lines(q.Text)
	if strings.TrimSpace(body) == "" {
		body = Text(q.HTML)
	}
	body = strings.Trim(body, "\n")
	if q.Forward != nil {
		return strings.Join(q.head(), "\n") + "\n\n" + body
	}
	var b strings.Builder
	b.WriteString(q.Attribution())
	for _, line := range strings.Split(body, "\n") {
		b.WriteString("\n>")
		if line != "" && line[0] != '>' { // RFC 3676 section 4.5: marks stand side by side
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	return b.String()
}

// html is the quote as it stands in the HTML part: an opaque block behind its attribution.
func (q *Quote) html() string {
	body := strings.ToValidUTF8(q.HTML, "\uFFFD")
	if strings.TrimSpace(body) == "" {
		body = htmlOf(Lines(q.Text))
	}
	var b strings.Builder
	if q.Forward != nil {
		b.WriteString("<div>")
		for i, l := range q.head() {
			if i > 0 {
				b.WriteString("<br>\n")
			}
			b.WriteString(html.EscapeString(l))
		}
		return b.String() + "</div><br>\n<div>" + body + "</div>"
	}
	return "<div>" + html.EscapeString(q.Attribution()) + "</div>\n" +
		`<blockquote type="cite" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">` + "\n" + body + "\n</blockquote>"
}

// htmlOf shows text as it is in HTML. A newline beside the <br> would be a second break, as the white space is kept.
func htmlOf(text string) string {
	return `<div style="white-space:pre-wrap">` + strings.ReplaceAll(html.EscapeString(strings.Trim(text, "\n")), "\n", "<br>") + "</div>"
}
