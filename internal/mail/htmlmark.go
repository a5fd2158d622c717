package mail

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"deskhand/internal/mail/quote"
)

// maxSpans bounds what one page's marks take.
const maxSpans = 1000

// marks follows the elements that mail programs mark, to know where they end.
type marks struct {
	depth  [markable]int // elements open of each sort
	kind   quote.Kind    // of the one whose span is open; None: none is
	sort   int           // of its element
	at     int           // its depth
	from   int           // where its text begins
	indent []int         // depths of the blockquotes that only move the text in

	color, colorAt, colorFrom int // the open coloured element: its sort + 1, its depth, where its text begins
}

const markable = 6

// sortOf numbers the elements that programs mark; -1 for all others.
func sortOf(a atom.Atom) int {
	switch a {
	case atom.Div:
		return 0
	case atom.Blockquote:
		return 1
	case atom.Span:
		return 2
	case atom.Pre:
		return 3
	case atom.Section:
		return 4
	case atom.Font:
		return 5
	}
	return -1
}

// open reads the marks of an element that begins and gives what they say.
func (p *textPage) open(a atom.Atom, z *html.Tokenizer, attrs bool) quote.Kind {
	n := sortOf(a)
	if n < 0 {
		return quote.None
	}
	m := &p.marks
	m.depth[n]++
	kind := quote.None
	if a == atom.Blockquote {
		kind = quote.Set
	}
	for attrs {
		var k, v []byte
		k, v, attrs = z.TagAttr()
		kind = max(kind, quote.Attribute(a.String(), k, v))
		if m.color == 0 && n != 0 && quote.Colored(k, v) && len(p.page.Colored) < maxSpans {
			m.color, m.colorAt, m.colorFrom = n+1, m.depth[n], p.b.Len()
		}
	}
	if kind == quote.Indent {
		m.indent = append(m.indent, m.depth[n])
	}
	if kind == quote.None || kind == quote.Indent || len(p.page.Spans) >= maxSpans {
		return kind
	}
	if m.kind != quote.None { // the outer one counts, unless it only names or signs
		if m.kind != quote.Signature && m.kind != quote.Names || kind < quote.Below {
			return kind
		}
		p.close()
	}
	p.line()
	m.kind, m.sort, m.at, m.from = kind, n, m.depth[n], p.b.Len()
	return kind
}

// shut follows the end of an element; Indent if it was such a blockquote.
func (p *textPage) shut(a atom.Atom) quote.Kind {
	n := sortOf(a)
	m := &p.marks
	if n < 0 || m.depth[n] == 0 {
		return quote.None
	}
	kind := quote.None
	if last := len(m.indent) - 1; a == atom.Blockquote && last >= 0 && m.indent[last] == m.depth[n] {
		m.indent, kind = m.indent[:last], quote.Indent
	}
	if m.kind != quote.None && m.sort == n && m.at == m.depth[n] {
		p.close()
	}
	if m.color == n+1 && m.colorAt == m.depth[n] {
		p.page.Colored = append(p.page.Colored, quote.Span{From: m.colorFrom, To: p.b.Len()})
		m.color = 0
	}
	m.depth[n]--
	return kind
}

// close ends the open span.
func (p *textPage) close() {
	m := &p.marks
	if m.kind != quote.None && p.b.Len() > m.from {
		p.line()
		p.page.Spans = append(p.page.Spans, quote.Span{From: m.from, To: p.b.Len(), Kind: m.kind})
	}
	m.kind = quote.None
}
