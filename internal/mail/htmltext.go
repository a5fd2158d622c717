package mail

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"deskhand/internal/mail/quote"
)

const maxQuoteDepth = 20

// htmlText makes readable plain text of HTML: blocks on lines of their own, list items dashed, a blockquote's lines
// behind "> ". What mail programs' own marks say of it comes along. One pass, linear.
func htmlText(in string) (text string, page quote.Page) {
	z := html.NewTokenizer(strings.NewReader(in))
	p := textPage{atLine: true}
	p.b.Grow(len(in) / 3)
	skip := atom.Atom(0)
	for {
		switch tt := z.Next(); tt {
		case html.ErrorToken:
			return p.done()
		case html.TextToken:
			if skip == 0 {
				p.text(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, attrs := z.TagName()
			a := atom.Lookup(name)
			if skip == 0 && dropsText(a) && tt == html.StartTagToken {
				skip = a
			}
			if skip == 0 {
				p.start(a, z, attrs)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			if skip != 0 {
				if a == skip {
					skip = 0
				}
				continue
			}
			p.end(a)
		}
	}
}

// done gives the text without the empty lines around it, and the marks moved accordingly.
func (p *textPage) done() (string, quote.Page) {
	if p.marks.kind != quote.Signature { // one without an end would take all
		p.close()
	}
	all := p.b.String()
	text := strings.TrimLeft(all, "\n")
	lead := len(all) - len(text)
	text = strings.TrimRight(text, "\n")
	return text, p.page.Shift(-lead, len(text))
}

// dropsText: elements whose content is no text of the mail.
func dropsText(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Title, atom.Template, atom.Noscript, atom.Iframe, atom.Object, atom.Noframes:
		return true
	}
	return false
}

type textPage struct {
	b      strings.Builder
	atLine bool // at the beginning of a line
	blank  bool // the line above is empty
	space  bool // white space waits
	pre    int
	quote  int
	marks  marks
	page   quote.Page
}

func (p *textPage) line() {
	p.space = false
	if !p.atLine {
		p.b.WriteByte('\n')
		p.atLine, p.blank = true, false
	}
}

func (p *textPage) paragraph() {
	p.line()
	if !p.blank && p.b.Len() > 0 {
		p.b.WriteByte('\n')
		p.blank = true
	}
}

func (p *textPage) begin() {
	if p.atLine {
		for i := 0; i < min(p.quote, maxQuoteDepth) && p.b.Len() < maxText; i++ {
			p.b.WriteString("> ")
		}
		p.atLine, p.blank = false, false
	} else if p.space {
		p.b.WriteByte(' ')
	}
	p.space = false
}

func (p *textPage) text(t []byte) {
	for len(t) > 0 {
		i := 0
		for i < len(t) && !isHTMLSpace(t[i]) {
			i++
		}
		if i > 0 {
			p.begin()
			p.word(t[:i])
			t = t[i:]
			continue
		}
		switch {
		case p.pre == 0:
			p.space = true
		case t[0] == '\n':
			p.begin()
			p.b.WriteByte('\n')
			p.atLine = true
		default:
			p.begin()
			p.b.WriteByte(' ')
		}
		t = t[1:]
	}
}

// word writes one word; a no-break space in it becomes a space.
func (p *textPage) word(t []byte) {
	if bytes.IndexByte(t, nbsp[0]) >= 0 {
		t = bytes.ReplaceAll(t, []byte(nbsp), []byte(" "))
	}
	p.b.Write(t)
}

const nbsp = "\u00a0"

func isHTMLSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

func (p *textPage) start(a atom.Atom, z *html.Tokenizer, attrs bool) {
	kind := p.open(a, z, attrs)
	switch a {
	case atom.Br:
		p.space = false
		if p.atLine {
			p.begin()
		}
		p.b.WriteByte('\n')
		p.atLine = true
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol:
		p.paragraph()
	case atom.Pre:
		p.paragraph()
		p.pre++
	case atom.Blockquote:
		p.line()
		if kind != quote.Indent {
			p.quote++
		}
	case atom.Li:
		p.line()
		p.begin()
		p.b.WriteString("- ")
	case atom.Hr:
		p.line()
		p.begin()
		p.b.WriteString("________________________________")
		p.line()
	case atom.Td, atom.Th:
		p.space = true
	case atom.Img:
		if alt := attr(z, attrs, "alt"); alt != "" {
			p.text([]byte(alt))
		}
	default:
		if isBlock(a) {
			p.line()
		}
	}
}

func (p *textPage) end(a atom.Atom) {
	switch a {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol:
		p.paragraph()
	case atom.Pre:
		p.line()
		p.pre = max(p.pre-1, 0)
	case atom.Blockquote:
		p.line()
		if p.shut(a) != quote.Indent {
			p.quote = max(p.quote-1, 0)
		}
	default:
		if isBlock(a) {
			p.line()
		}
		p.shut(a)
	}
}

func isBlock(a atom.Atom) bool {
	switch a {
	case atom.Div, atom.Tr, atom.Table, atom.Li, atom.Dl, atom.Dt, atom.Dd, atom.Section, atom.Article, atom.Header,
		atom.Footer, atom.Center, atom.Body, atom.Address, atom.Form, atom.Fieldset, atom.Main, atom.Figure, atom.Nav:
		return true
	}
	return false
}

func attr(z *html.Tokenizer, more bool, name string) string {
	for more {
		var k, v []byte
		if k, v, more = z.TagAttr(); string(k) == name {
			return string(v)
		}
	}
	return ""
}

// metaCharset finds the charset that an HTML text names itself, in its first KB.
func metaCharset(b []byte) string {
	head := bytes.ToLower(b[:min(len(b), 1024)])
	i := bytes.Index(head, []byte("charset="))
	if i < 0 {
		return ""
	}
	v := bytes.TrimLeft(head[i+len("charset="):], `"' `)
	end := bytes.IndexAny(v, `"'> ;/`)
	if end < 0 || end > 40 {
		return ""
	}
	if bytes.HasPrefix(v, []byte("utf-16")) { // it was read as ASCII up to here, so it cannot be
		return ""
	}
	return string(v[:end])
}
