package demo

import (
	"fmt"
	"html"
	"net/mail"
	"strings"
	"time"
)

// layouts are the placeholders that write a moment: {{day -3d}} is "Thursday", {{ics +10m}} is 20261122T141000Z.
func layouts() map[string]string {
	return map[string]string{
		"day":   "Monday",
		"date":  "2 January 2006",
		"short": "2 January",
		"us":    "January 2",
		"dot":   "02.01.2006",
		"iso":   "2006-01-02",
		"time":  "15:04",
		"stamp": "2006-01-02T15:04:05Z07:00",
		"rfc":   time.RFC1123Z,
	}
}

// expand replaces every {{…}} in a text of mail s.
func (l *library) expand(s *mailSpec, text string) (string, error) {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{{")
		out.WriteString(before)
		if !found {
			return out.String(), nil
		}
		inner, after, closed := strings.Cut(rest, "}}")
		if !closed {
			return "", fmt.Errorf("a placeholder is not closed: %.40q", rest)
		}
		value, err := l.placeholder(s, inner)
		if err != nil {
			return "", err
		}
		out.WriteString(value)
		text = after
	}
}

func (l *library) placeholder(s *mailSpec, inner string) (string, error) {
	name, arg, _ := strings.Cut(inner, " ")
	if layout, ok := layouts()[name]; ok {
		t, err := moment(l.now, arg)
		return t.Format(layout), err
	}
	if name == "ics" {
		t, err := moment(l.now, arg)
		return t.UTC().Truncate(time.Minute).Format("20060102T150405Z"), err
	}
	other := l.specs[arg]
	if other == nil {
		return "", fmt.Errorf("placeholder {{%s}}: no such mail", inner)
	}
	switch name {
	case "id":
		return messageID(other), nil
	case "quote":
		return l.quotePlain(other)
	case "gmail":
		return l.quoteGmail(other)
	case "outlook":
		return l.quoteOutlook(other, s)
	}
	return "", fmt.Errorf("placeholder {{%s}} is not known", inner)
}

// quotePlain is what most plain-text programs put below an answer.
func (l *library) quotePlain(m *mailSpec) (string, error) {
	text, date, from, err := l.quoted(m)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "On %s, %s wrote:\n", date.Format("Mon, 2 Jan 2006 at 15:04"), from)
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		if strings.HasPrefix(line, ">") {
			b.WriteString(">" + line + "\n")
			continue
		}
		b.WriteString(strings.TrimRight("> "+line, " ") + "\n")
	}
	return strings.TrimRight(b.String(), "\n"), nil
}

// quoteGmail is Gmail's block: a div of class gmail_quote with an attribution and a blockquote.
func (l *library) quoteGmail(m *mailSpec) (string, error) {
	text, date, from, err := l.quoted(m)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf(`<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On %s %s wrote:<br></div>`+
		`<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">%s`+
		`</blockquote></div>`, date.Format("Mon, Jan 2, 2006 at 3:04 PM"), html.EscapeString(from), paragraphs(text)), nil
}

// quoteOutlook is Outlook's: a rule and a head of From, Sent, To and Subject, then the whole mail, unmarked.
func (l *library) quoteOutlook(m, in *mailSpec) (string, error) {
	text, date, from, err := l.quoted(m)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf(`<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal">`+
		`<b>From:</b> %s<br><b>Sent:</b> %s<br><b>To:</b> %s<br><b>Subject:</b> %s</p></div>%s`,
		html.EscapeString(from), date.Format("Monday, January 2, 2006 3:04 PM"),
		html.EscapeString(in.header("From")), html.EscapeString(m.header("Subject")), paragraphs(text)), nil
}

func paragraphs(text string) string {
	var b strings.Builder
	for p := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		b.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(p), "\n", "<br>\n") + "</p>\n")
	}
	return b.String()
}

// quoted gives the text of a mail, when it was written and by whom.
func (l *library) quoted(m *mailSpec) (text string, date time.Time, from string, err error) {
	if text, err = l.expand(m, m.text); err != nil {
		return "", date, "", err
	}
	if date, err = l.date(m); err != nil {
		return "", date, "", err
	}
	a, err := mail.ParseAddress(m.header("From"))
	if err != nil {
		return "", date, "", fmt.Errorf("sender of %s: %w", m.id(), err)
	}
	return text, date, fmt.Sprintf("%s <%s>", a.Name, a.Address), nil
}
