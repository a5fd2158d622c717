package compose

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Text makes the text part of an HTML part, faithful enough that nobody needs the other: paragraphs, lists with their
// numbers, a link's address behind its words, cells parted, quotes marked, what stands preformatted as it stands. Lines
// are parted by LF, none ends in white space.
func Text(in string) string {
	in = Lines(in)
	root, err := html.Parse(strings.NewReader(in))
	if err != nil { // nested deeper than anything a person writes
		return strings.Join(strings.Fields(words(in)), " ")
	}
	p := &page{}
	p.walk(root)
	p.end()
	return strings.Trim(strings.Join(p.lines, "\n"), "\n")
}

// words are the bare words of HTML.
func words(in string) string {
	z := html.NewTokenizer(strings.NewReader(in))
	var b strings.Builder
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.Write(z.Text())
			b.WriteByte(' ')
		}
	}
}

// page is the text being written.
type page struct {
	lines  []string
	cur    strings.Builder
	open   bool   // the line has begun
	space  bool   // white space waits
	blank  bool   // an empty line waits
	gap    string // prefix of that empty line
	prefix string
	mark   string // replaces the end of prefix on the next line: a list item's
	pre    int
	lists  []int // per open list: the next number, 0 for bullets
}

func (p *page) begin() {
	if p.open {
		if p.space {
			p.cur.WriteByte(' ')
		}
		p.space = false
		return
	}
	if p.blank && len(p.lines) > 0 {
		gap := p.prefix
		if len(p.gap) < len(gap) {
			gap = p.gap
		}
		p.lines = append(p.lines, strings.TrimRight(gap, " "))
	}
	prefix := p.prefix
	if p.mark != "" {
		prefix = prefix[:len(prefix)-len(p.mark)] + p.mark
		p.mark = ""
	}
	p.cur.WriteString(prefix)
	p.open, p.blank, p.space = true, false, false
}

// end ends the line, if one has begun.
func (p *page) end() {
	if p.open {
		p.lines = append(p.lines, strings.TrimRight(p.cur.String(), " \t"))
		p.cur.Reset()
	}
	p.open, p.space = false, false
}

func (p *page) paragraph() {
	p.end()
	if !p.blank || len(p.prefix) < len(p.gap) {
		p.gap = p.prefix
	}
	p.blank = p.blank || p.mark == ""
}

func (p *page) text(s string) {
	s = Lines(strings.ReplaceAll(s, "\u00a0", " ")) // an entity may name a carriage return
	if p.pre > 0 {
		for i, line := range strings.Split(s, "\n") {
			if i > 0 {
				p.begin()
				p.end()
			}
			if line != "" {
				p.begin()
				p.cur.WriteString(line)
			}
		}
		return
	}
	for s != "" {
		i := strings.IndexAny(s, " \n\t\f")
		if i != 0 {
			if i < 0 {
				i = len(s)
			}
			p.begin()
			p.cur.WriteString(s[:i])
			s = s[i:]
			continue
		}
		p.space = p.open
		s = s[1:]
	}
}

func (p *page) walk(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		p.text(n.Data)
	case html.ElementNode:
		p.element(n)
	default:
		p.inside(n)
	}
}

func (p *page) inside(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.walk(c)
	}
}

// indented writes what n holds behind more prefix.
func (p *page) indented(n *html.Node, more string) {
	old := p.prefix
	p.prefix += more
	p.inside(n)
	p.end()
	p.prefix = old
}

func (p *page) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Head, atom.Script, atom.Style, atom.Title, atom.Template, atom.Noscript, atom.Iframe, atom.Object:
	case atom.Br:
		p.begin()
		p.end()
	case atom.Hr:
		p.end()
		p.text("________________________________")
		p.end()
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Dl, atom.Table, atom.Figure:
		p.paragraph()
		p.inside(n)
		p.paragraph()
	case atom.Pre:
		p.paragraph()
		p.pre++
		p.inside(n)
		p.pre--
		p.paragraph()
	case atom.Blockquote:
		p.paragraph()
		p.mark = ""
		p.indented(n, "> ")
		p.paragraph()
	case atom.Ul, atom.Ol:
		p.list(n)
	case atom.Li:
		p.item(n)
	case atom.Td, atom.Th:
		if p.open {
			p.cur.WriteString(" | ")
			p.space = false
		}
		p.inside(n)
	case atom.A:
		p.link(n)
	case atom.Img:
		if alt := strings.TrimSpace(attr(n, "alt")); alt != "" {
			p.text("[" + alt + "]")
		} else if strings.HasPrefix(attr(n, "src"), "cid:") {
			p.text("[image]")
		}
	case atom.Div, atom.Tr, atom.Dt, atom.Dd, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Center,
		atom.Address, atom.Form, atom.Fieldset, atom.Main, atom.Nav, atom.Figcaption, atom.Caption:
		p.end()
		p.inside(n)
		p.end()
	default:
		p.inside(n)
	}
}

func (p *page) list(n *html.Node) {
	next := 0
	if n.DataAtom == atom.Ol {
		next = 1
		if s, err := strconv.Atoi(attr(n, "start")); err == nil && s > 0 && s < 1<<20 {
			next = s
		}
	}
	nested := len(p.lists) > 0
	if nested {
		p.end()
		p.blank = false
	} else {
		p.paragraph()
	}
	p.lists = append(p.lists, next)
	p.inside(n)
	p.lists = p.lists[:len(p.lists)-1]
	p.end()
	if !nested {
		p.paragraph()
	}
}

func (p *page) item(n *html.Node) {
	p.end()
	p.blank = p.blank && (len(p.lists) == 0 || n.PrevSibling == nil || len(p.lines) == 0)
	mark := "- "
	if k := len(p.lists) - 1; k >= 0 && p.lists[k] > 0 {
		mark = strconv.Itoa(p.lists[k]) + ". "
		p.lists[k]++
	}
	outer := p.mark // an item that begins with a list: both marks on one line
	p.mark = outer + mark
	old := p.prefix
	p.prefix += strings.Repeat(" ", len(mark))
	p.inside(n)
	p.end()
	p.prefix, p.mark = old, ""
}

func (p *page) link(n *html.Node) {
	href := strings.TrimSpace(attr(n, "href"))
	before, lines := p.cur.Len(), len(p.lines)
	p.inside(n)
	shown := ""
	if len(p.lines) == lines {
		shown = strings.TrimSpace(p.cur.String()[min(before, p.cur.Len()):])
	}
	bare := strings.TrimPrefix(strings.TrimPrefix(href, "mailto:"), "tel:")
	switch {
	case !strings.HasPrefix(href, "http://") && !strings.HasPrefix(href, "https://") && bare == href:
	case strings.TrimSuffix(shown, "/") == strings.TrimSuffix(bare, "/"):
	case strings.TrimSuffix("https://"+shown, "/") == strings.TrimSuffix(href, "/"):
	case shown == "" && len(p.lines) == lines:
		p.text(bare)
	default:
		p.text(" <" + bare + ">")
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
