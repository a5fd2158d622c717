package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/rivo/uniseg"
)

// style is how a span looks on a terminal. Colour never says what the words do not.
type style string

const (
	plain  style = ""
	bold   style = "1"
	dim    style = "2"
	red    style = "31"
	green  style = "32"
	yellow style = "33"
	cyan   style = "36"
)

// span is a piece of a line in one style; the text may come from mail and is cleaned when it is written.
type span struct {
	text  string
	style style
}

func say(text string) span                      { return span{text: text} }
func faint(text string) span                    { return span{text: text, style: dim} }
func strong(text string) span                   { return span{text: text, style: bold} }
func styled(s style, text string) span          { return span{text: text, style: s} }
func sayf(format string, args ...any) span      { return span{text: fmt.Sprintf(format, args...)} }
func (s span) width() int                       { return uniseg.StringWidth(s.text) }
func (s span) cut(width int) span               { return span{cutText(s.text, width), s.style} }
func (s span) padding(width int) string         { return strings.Repeat(" ", max(0, width-s.width())) }
func joinSpans(parts []string, mid string) span { return say(strings.Join(nonEmpty(parts), mid)) }

// printer is the only writer of standard output: everything goes through its cleaning.
type printer struct {
	out   io.Writer
	json  bool
	color bool
	tty   bool
	width int // columns; 0: no limit
	now   time.Time
	zone  *time.Location
	err   error // the first that happened; later writes are dropped
}

// object writes v as one JSON line.
func (p *printer) object(v any) {
	b, err := json.Marshal(v)
	if err != nil {
		p.fail(fmt.Errorf("encode %T: %w", v, err))
		return
	}
	p.write(string(cleanJSON(b)) + "\n")
}

// line writes spans as one line, cut at the width of the terminal.
func (p *printer) line(spans ...span) {
	left := p.width
	var b strings.Builder
	for _, s := range spans {
		s.text = cleanLineKeepingSpaces(s.text)
		if p.width > 0 {
			s = s.cut(left)
			left -= s.width()
		}
		b.WriteString(p.paint(s))
	}
	p.write(strings.TrimRight(b.String(), " ") + "\n")
}

// prose writes a sentence: too long for the terminal it goes on in the next line, where a row of a table is cut.
func (p *printer) prose(indent string, spans ...span) {
	var whole strings.Builder
	var styles []style // of each byte of whole
	for _, s := range spans {
		text := cleanLineKeepingSpaces(s.text)
		whole.WriteString(text)
		styles = append(styles, slices.Repeat([]style{s.style}, len(text))...)
	}
	rest := whole.String()
	for _, part := range wrap(rest, p.width-len(indent), p.width > 0) {
		at := max(0, strings.Index(rest, part)) // wrap leaves out the space it broke at
		line := []span{say(indent)}
		for n := at; n < at+len(part); {
			end := n
			for end < at+len(part) && styles[end] == styles[n] {
				end++
			}
			line = append(line, span{rest[n:end], styles[n]})
			n = end
		}
		rest, styles = rest[at+len(part):], styles[at+len(part):]
		p.line(line...)
	}
}

// text writes text of several lines, if there is any, each wrapped at the width of the terminal behind the indent.
func (p *printer) text(indent, text string, st style) {
	text = strings.Trim(cleanText(text), "\n")
	if text == "" {
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		for _, part := range wrap(strings.TrimRight(line, " "), p.width-len(indent), p.width > 0) {
			p.write(strings.TrimRight(indent+p.paint(span{part, st}), " ") + "\n")
		}
	}
}

// blank writes an empty line.
func (p *printer) blank() { p.write("\n") }

// exact writes bytes as they are: a raw message that goes to a file or a pipe.
func (p *printer) exact(b []byte) { p.write(string(b)) }

func (p *printer) paint(s span) string {
	if !p.color || s.style == plain || s.text == "" {
		return s.text
	}
	return "\x1b[" + string(s.style) + "m" + s.text + "\x1b[0m"
}

func (p *printer) write(s string) {
	if p.err != nil {
		return
	}
	if _, err := io.WriteString(p.out, s); err != nil {
		p.fail(fmt.Errorf("write output: %w", err))
	}
}

func (p *printer) fail(err error) { p.err = errors.Join(p.err, err) }

// cleanLineKeepingSpaces cleans to one line but leaves the spaces that align it.
func cleanLineKeepingSpaces(s string) string {
	return strings.ReplaceAll(cleanText(s), "\n", " ")
}

// cutText shortens s to width columns; what is missing is an ellipsis. A cluster of runes is never torn.
func cutText(s string, width int) string {
	if width <= 0 {
		return ""
	}
	if uniseg.StringWidth(s) <= width {
		return s
	}
	var b strings.Builder
	used := 0
	for g := uniseg.NewGraphemes(s); g.Next(); {
		if used+g.Width() > width-1 {
			break
		}
		used += g.Width()
		b.WriteString(g.Str())
	}
	return b.String() + "…"
}

// wrap breaks a line at spaces so that no part is wider than width; a longer word is broken where it must be.
func wrap(line string, width int, limited bool) []string {
	if !limited || uniseg.StringWidth(line) <= width {
		return []string{line}
	}
	width = max(width, 8)
	var out []string
	var cur strings.Builder
	used := 0
	flush := func() {
		out = append(out, cur.String())
		cur.Reset()
		used = 0
	}
	for word := range strings.SplitSeq(line, " ") {
		w := uniseg.StringWidth(word)
		if used > 0 && used+1+w > width {
			flush()
		} else if used > 0 || cur.Len() > 0 {
			cur.WriteByte(' ')
			used++
		}
		for g := uniseg.NewGraphemes(word); g.Next(); {
			if used+g.Width() > width {
				flush()
			}
			cur.WriteString(g.Str())
			used += g.Width()
		}
	}
	if cur.Len() > 0 {
		flush()
	}
	return out
}

func nonEmpty(parts []string) []string {
	var out []string
	for _, s := range parts {
		if strings.TrimSpace(s) != "" {
			out = append(out, s)
		}
	}
	return out
}
