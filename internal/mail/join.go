package mail

import (
	"html"
	"strings"
)

// joiner makes one text of a multipart's children.
type joiner struct {
	alternative bool
	all         []body
	plain       bool // alternative: a plain text that says something was seen
	unmarked    bool // it quotes a mail whole, without marks
}

// settled: the children to come say the same again.
func (j *joiner) settled() bool { return j.plain }

func (j *joiner) add(b body) {
	j.all = append(j.all, b)
	if j.alternative && !b.fromHTML && strings.TrimSpace(b.text) != "" {
		j.plain, j.unmarked = true, unmarked(b.text)
	}
}

func (j *joiner) body() body {
	if j.alternative {
		return j.best()
	}
	var out body
	var text, page strings.Builder
	plain := false
	for _, b := range j.all {
		out.hasHTML = out.hasHTML || b.hasHTML
		out.answers = append(out.answers, b.answers...)
		if b.text != "" {
			if text.Len() > 0 && !strings.HasSuffix(text.String(), "\n") {
				text.WriteByte('\n')
			}
			out.page = out.page.Add(b.page.Shift(text.Len(), text.Len()+len(b.text)))
			text.WriteString(b.text)
			plain = plain || !b.fromHTML
		}
		if b.html != "" {
			out.html = "x"
		}
	}
	out.text = text.String()
	out.fromHTML = out.text != "" && !plain
	if out.html == "" {
		return out
	}
	for _, b := range j.all {
		switch {
		case b.html != "":
			page.WriteString(b.html)
		case strings.TrimSpace(b.text) != "":
			page.WriteString("<div style=\"white-space:pre-wrap\">" + html.EscapeString(b.text) + "</div>")
		}
	}
	out.html = page.String()
	return out
}

// best takes the plain text of alternatives, else what was made of HTML; and the last HTML (RFC 2046 §5.1.4).
func (j *joiner) best() body {
	var out body
	for _, b := range j.all {
		out.hasHTML = out.hasHTML || b.hasHTML
		out.answers = append(out.answers, b.answers...)
		blank := strings.TrimSpace(out.text) == ""
		if strings.TrimSpace(b.text) != "" && (blank || out.fromHTML && !b.fromHTML) {
			out.text, out.fromHTML, out.page = b.text, b.fromHTML, b.page
		}
		if b.html != "" {
			out.html = b.html
		}
	}
	return out
}
