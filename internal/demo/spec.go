package demo

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

//go:embed mail/*.txt
var texts embed.FS

// The format of mail/*.txt, one file a thread:
//
//	# a comment, before the first mail only
//	%% mail id=oct-1 in=INBOX at=-1d/16:41 zone=-0500
//	From: Marco Halvorsen <marco@halvorsen-freight.example>
//	Subject: October export stops at 40 %
//
//	the text
//	%% html
//	<p>the same as HTML</p>
//	%% file name=export.log type=text/plain
//	content
//
// Attributes of a mail: id; in, the folder; at, when it came (-1d/16:41 a day and time of day, -52m a distance); zone,
// the offset its Date is written in; re, the id it answers; for, the Delivered-To; charset and cte of its text; seen;
// raw, which takes header and body as they stand. A line with %% begins the next part or mail, {{…}} is expanded.

// mailSpec is one mail as written.
type mailSpec struct {
	attrs   map[string]string
	headers []headerLine
	text    string
	parts   []partSpec
}

type headerLine struct{ name, value string }

// partSpec is an HTML body, a calendar, an inline image or a file.
type partSpec struct {
	kind  string
	attrs map[string]string
	body  string
}

func (m *mailSpec) id() string { return m.attrs["id"] }

func (m *mailSpec) header(name string) string {
	for _, h := range m.headers {
		if strings.EqualFold(h.name, name) {
			return h.value
		}
	}
	return ""
}

// readSpecs reads every embedded file, in the order of names.
func readSpecs() ([]*mailSpec, error) {
	names, err := fs.Glob(texts, "mail/*.txt")
	if err != nil {
		return nil, fmt.Errorf("list the sample's mails: %w", err)
	}
	var all []*mailSpec
	for _, name := range names {
		raw, err := texts.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		specs, err := parseSpecs(string(raw))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path.Base(name), err)
		}
		all = append(all, specs...)
	}
	return all, nil
}

// parseSpecs reads one file.
func parseSpecs(src string) ([]*mailSpec, error) {
	var all []*mailSpec
	var body *strings.Builder
	var close func()
	for n, line := range strings.Split(strings.ReplaceAll(src, "\r\n", "\n"), "\n") {
		directive, isDirective := strings.CutPrefix(line, "%% ")
		if !isDirective {
			if body != nil {
				body.WriteString(line)
				body.WriteByte('\n')
			}
			continue
		}
		if close != nil {
			close()
		}
		kind, rest, _ := strings.Cut(directive, " ")
		attrs, err := parseAttrs(rest)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
		body = &strings.Builder{}
		text := body
		if kind == "mail" {
			m := &mailSpec{attrs: attrs}
			all = append(all, m)
			close = func() { m.setBody(text.String()) }
			continue
		}
		if len(all) == 0 {
			return nil, fmt.Errorf("line %d: %q before the first mail", n+1, kind)
		}
		m := all[len(all)-1]
		close = func() { m.parts = append(m.parts, partSpec{kind: kind, attrs: attrs, body: text.String()}) }
	}
	if close != nil {
		close()
	}
	return all, nil
}

// setBody parts header lines from the text; a line that begins with a space continues the one before.
func (m *mailSpec) setBody(s string) {
	head, text, _ := strings.Cut(s, "\n\n")
	for line := range strings.SplitSeq(head, "\n") {
		if name, value, ok := strings.Cut(line, ":"); ok && !strings.HasPrefix(line, " ") {
			m.headers = append(m.headers, headerLine{name, strings.TrimSpace(value)})
		} else if n := len(m.headers); n > 0 && strings.TrimSpace(line) != "" {
			m.headers[n-1].value += " " + strings.TrimSpace(line)
		}
	}
	m.text = strings.TrimRight(text, "\n") + "\n"
}

// parseAttrs reads key=value and key="a value"; a key alone is "yes".
func parseAttrs(s string) (map[string]string, error) {
	attrs := map[string]string{}
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimLeft(s, " ") {
		end := strings.IndexAny(s, "= ")
		if end < 0 || s[end] == ' ' {
			key, rest, _ := strings.Cut(s, " ")
			attrs[key], s = "yes", rest
			continue
		}
		key := s[:end]
		s = s[end+1:]
		if quoted, ok := strings.CutPrefix(s, `"`); ok {
			value, rest, closed := strings.Cut(quoted, `"`)
			if !closed {
				return nil, fmt.Errorf("attribute %s: a quote is not closed", key)
			}
			attrs[key], s = value, rest
			continue
		}
		attrs[key], s, _ = strings.Cut(s, " ")
	}
	return attrs, nil
}
