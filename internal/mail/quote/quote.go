// Package quote parts what a person newly wrote from what the mail carries along: older mail, quoted in any of the usual
// ways, and the signature.
//
// It never loses text: the segments in order are the text, byte for byte. When in doubt a line is the person's own. It
// must not do I/O or know the older mails. What mail programs write around a quote stands in one table, words.go.
package quote

import "strings"

// Segment is a run of whole lines that is the person's own, or carried along.
type Segment struct {
	Text      string
	Quoted    bool // carried along: older mail, the lines that name it, or a signature
	Signature bool // of what is carried: no older mail, but what stands below each mail of that person
}

// About is what is known of a text besides its words. The zero value knows nothing.
type About struct {
	Page             // of the HTML that the text was made of
	Answers []string // lines that are the person's own where a mail is quoted whole, without marks; their white space is single
	Forward bool     // the subject says that the mail passes another on: that one is its point
	Fresh   bool     // it answers no mail, so a ">" alone quotes none
}

// Page is what HTML says of ranges of the text made of it, each list in order, no range in another.
type Page struct {
	Spans   []Span
	Colored []Span // written in a colour: answers between the lines of Outlook's quote
}

// Shift moves all ranges by n bytes, in a text of size bytes.
func (p Page) Shift(n, size int) Page {
	move := func(list []Span) []Span {
		out := make([]Span, 0, len(list))
		for _, s := range list {
			out = append(out, Span{min(max(s.From+n, 0), size), min(max(s.To+n, 0), size), s.Kind})
		}
		return out
	}
	return Page{move(p.Spans), move(p.Colored)}
}

// Add puts the ranges of what follows behind these.
func (p Page) Add(next Page) Page {
	return Page{append(p.Spans, next.Spans...), append(p.Colored, next.Colored...)}
}

// Span is a range of the text and what the HTML it was made of says of it. From and To are bytes.
type Span struct {
	From, To int
	Kind     Kind
}

// Split gives the person's own text and the carried text, each the joined lines in order.
func Split(text string, about About) (visible, quoted string) { return Join(Segments(text, about)) }

// Join is Split of segments at hand.
func Join(segs []Segment) (visible, quoted string) {
	if len(segs) == 2 && segs[0].Quoted != segs[1].Quoted { // nearly all: the answer above the mail
		if segs[0].Quoted {
			return segs[1].Text, segs[0].Text
		}
		return segs[0].Text, segs[1].Text
	}
	return joined(segs, false), joined(segs, true)
}

func joined(segs []Segment, quoted bool) string {
	size, n, last := 0, 0, ""
	for _, s := range segs {
		if s.Quoted == quoted {
			size += len(s.Text)
			n, last = n+1, s.Text
		}
	}
	if n < 2 {
		return last
	}
	var b strings.Builder
	b.Grow(size)
	for _, s := range segs {
		if s.Quoted == quoted {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

// Segments cuts text into runs. A mail that holds nothing but older mail is a forward: all of it is visible.
func Segments(text string, about About) []Segment {
	if text == "" {
		return nil
	}
	m := marker{lines: splitLines(text), about: about}
	m.marks = make([]mark, len(m.lines))
	m.placeSpans()
	m.stop = len(m.lines)
	m.older()
	m.answers()
	m.signatures()
	m.fillBlanks()
	mine := false
	for i, l := range m.lines {
		if m.marks[i] == own && !blank(l) {
			mine = true
			break
		}
	}
	if !mine {
		return []Segment{{Text: text}}
	}
	var out []Segment
	pos, start := 0, 0
	for i, l := range m.lines {
		if i > 0 && m.marks[i] != m.marks[i-1] {
			out = append(out, m.segment(text[start:pos], i-1))
			start = pos
		}
		pos += len(l)
	}
	return append(out, m.segment(text[start:], len(m.lines)-1))
}

func (m *marker) segment(text string, line int) Segment {
	return Segment{Text: text, Quoted: m.marks[line] != own, Signature: m.marks[line] == signed}
}

// maxLines are told apart; what lies beyond counts as one line, so that a text of empty lines costs no more than another.
const maxLines = 1 << 18

// splitLines keeps each line's end.
func splitLines(text string) []string {
	out := make([]string, 0, min(strings.Count(text, "\n")+1, maxLines))
	for text != "" {
		i := strings.IndexByte(text, '\n') + 1
		if i == 0 || len(out) == maxLines-1 {
			i = len(text)
		}
		out = append(out, text[:i])
		text = text[i:]
	}
	return out
}

// fillBlanks carries the empty lines between and behind carried lines along.
func (m *marker) fillBlanks() {
	for i := 1; i < len(m.lines); i++ {
		if m.marks[i] != own || m.marks[i-1] == own || !blank(m.lines[i]) {
			continue
		}
		next := m.skipBlank(i)
		if next == len(m.lines) || m.marks[next] != own {
			m.set(i, next, m.marks[i-1])
		}
		i = next - 1
	}
}
