package compose

import (
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxHTML    = 4 << 20 // bytes of a draft's HTML
	maxDepth   = 100     // of what is written nested; the parser itself refuses more than 512
	maxTarget  = 8 << 10
	draftFiles = "/draft-file/" // where the window finds a draft's pictures
)

// cleaned is HTML that holds nothing but what a composer may write.
type cleaned struct {
	html   string
	blanks []string // what of a saved reply nobody has filled in
	images []string // sources of its pictures, each once
}

// clean writes in anew by an allow-list: paragraphs, marks, links, lists, quotes, headings, pictures; no style, class, id
// or script. For a draft (mail nil) blanks of saved replies and the window's pictures stay as they are; for a mail blanks
// are unwrapped and a picture stands only where mail gives its content id.
func clean(in string, mail func(src string) (cid string, ok bool)) cleaned {
	return cleaner{mail: mail}.clean(in)
}

func (c cleaner) clean(in string) cleaned {
	if len(in) > maxHTML {
		in = strings.ToValidUTF8(in[:maxHTML], "")
	}
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(in), body)
	if err != nil { // nested beyond measure: its text remains
		return cleaned{html: "<p>" + html.EscapeString(plain(in)) + "</p>"}
	}
	for _, n := range nodes {
		c.node(n, 0)
	}
	c.out.html = c.b.String()
	return c.out
}

// plain drops everything between angle brackets.
func plain(in string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(in))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.Write(z.Text())
		}
	}
}

type cleaner struct {
	mail func(string) (string, bool)
	fill map[string]string // answers to blanks, by their words
	b    strings.Builder
	out  cleaned
}

// allowed tells the name under which an element is written; empty: it goes and its content stays.
func allowed(a atom.Atom) string {
	switch a {
	case atom.P, atom.Strong, atom.Em, atom.U, atom.S, atom.Ul, atom.Ol, atom.Li, atom.Blockquote, atom.Code, atom.Pre, atom.H1, atom.H2, atom.H3:
		return a.String()
	case atom.B:
		return "strong"
	case atom.I:
		return "em"
	case atom.Del, atom.Strike:
		return "s"
	case atom.H4, atom.H5, atom.H6:
		return "h3"
	case atom.Div: // of a paste
		return "p"
	}
	return ""
}

// dropped: what stands in it is no text.
func dropped(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Head, atom.Title, atom.Template, atom.Iframe, atom.Object, atom.Embed, atom.Noscript, atom.Noembed,
		atom.Noframes, atom.Textarea, atom.Select, atom.Svg, atom.Math, atom.Audio, atom.Video, atom.Canvas, atom.Xmp:
		return true
	}
	return false
}

func (c *cleaner) node(n *html.Node, depth int) {
	switch n.Type {
	case html.TextNode:
		c.b.WriteString(html.EscapeString(n.Data))
		return
	case html.ElementNode:
	default:
		return
	}
	if dropped(n.DataAtom) || n.Namespace != "" {
		return
	}
	switch n.DataAtom {
	case atom.Br, atom.Hr:
		c.b.WriteString("<" + n.Data + ">")
		return
	case atom.Img:
		c.picture(n)
		return
	case atom.A:
		if href, ok := target(attr(n, "href")); ok {
			c.wrap("a", ` href="`+html.EscapeString(href)+`"`, n, depth)
			return
		}
	case atom.Span:
		if c.blank(n, depth) {
			return
		}
	case atom.Td, atom.Th: // of a pasted table the rows remain
		c.children(n, depth)
		c.b.WriteByte(' ')
		return
	case atom.Tr:
		c.children(n, depth)
		c.b.WriteString("<br>")
		return
	}
	name := allowed(n.DataAtom)
	if name == "p" && holdsBlocks(n) {
		name = ""
	}
	if name == "" || depth > maxDepth {
		c.children(n, depth)
		return
	}
	more := ""
	if start, err := strconv.Atoi(attr(n, "start")); err == nil && name == "ol" && start > 1 {
		more = ` start="` + strconv.Itoa(start) + `"`
	}
	c.wrap(name, more, n, depth)
}

func (c *cleaner) wrap(name, attrs string, n *html.Node, depth int) {
	c.b.WriteString("<" + name + attrs + ">")
	if first := n.FirstChild; name == "pre" && first != nil && first.Type == html.TextNode && strings.HasPrefix(first.Data, "\n") {
		c.b.WriteByte('\n') // a parser eats the first one
	}
	if name == "p" && n.FirstChild == nil && c.mail != nil {
		c.b.WriteString("<br>") // an empty paragraph is an empty line; mail programs drop it otherwise
	}
	c.children(n, depth)
	c.b.WriteString("</" + name + ">")
}

func (c *cleaner) children(n *html.Node, depth int) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		c.node(child, depth+1)
	}
}

// holdsBlocks: a paragraph cannot hold another one.
func holdsBlocks(n *html.Node) bool {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		switch name := allowed(child.DataAtom); {
		case child.Type != html.ElementNode:
		case child.DataAtom == atom.Hr || child.DataAtom == atom.Table:
			return true
		case slices.Contains([]string{"p", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3"}, name):
			return true
		}
	}
	return false
}

// blank keeps a saved reply's blank in a draft and counts it.
func (c *cleaner) blank(n *html.Node, depth int) bool {
	mark, ok := attribute(n, "data-blank")
	if !ok {
		return false
	}
	name := blankName(words(n))
	if value, ok := c.fill[name]; ok {
		c.answer(value)
		return true
	}
	c.out.blanks = append(c.out.blanks, name)
	if c.mail != nil {
		return false
	}
	if _, err := strconv.Atoi(mark); err != nil {
		mark = "0"
	}
	c.wrap("span", ` data-blank="`+mark+`"`, n, depth)
	return true
}

// blankName is what a blank asks for: `{{ask "which plan?"}}` asks for “which plan?”.
func blankName(source string) string {
	s := strings.TrimSpace(strings.Trim(strings.TrimSpace(source), "{}"))
	if rest, ok := strings.CutPrefix(s, "ask "); ok {
		s = strings.TrimSpace(rest)
		if said, err := strconv.Unquote(s); err == nil {
			s = said
		}
	}
	return strings.Join(strings.Fields(s), " ")
}

func words(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		b.WriteString(words(child))
	}
	return b.String()
}

func (c *cleaner) picture(n *html.Node) {
	src := pictureSource(attr(n, "src"))
	if src == "" {
		return
	}
	if !slices.Contains(c.out.images, src) {
		c.out.images = append(c.out.images, src)
	}
	if c.mail != nil {
		cid, ok := c.mail(src)
		if !ok {
			return
		}
		src = "cid:" + cid
	}
	c.b.WriteString(`<img src="` + html.EscapeString(src) + `"`)
	if alt := attr(n, "alt"); alt != "" {
		c.b.WriteString(` alt="` + html.EscapeString(alt) + `"`)
	}
	c.b.WriteString(">")
}

// pictureSource takes a picture of this draft, by content id or by the window's address; nothing else is shown or sent.
func pictureSource(src string) string {
	if id, ok := strings.CutPrefix(src, "cid:"); ok && id != "" && !strings.ContainsAny(id, "<> \t\r\n\"") {
		return src
	}
	u, err := url.Parse(src)
	if err != nil || !strings.HasPrefix(u.Path, draftFiles) || path.Clean(u.Path) != u.Path {
		return ""
	}
	return u.Path
}

// target is a link as it may be sent.
func target(href string) (string, bool) {
	href = strings.TrimSpace(href)
	u, err := url.Parse(href)
	if err != nil || len(href) > maxTarget {
		return "", false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		return href, u.Host != ""
	case "mailto", "tel":
		return href, u.Opaque != ""
	}
	return "", false
}

func attr(n *html.Node, name string) string {
	v, _ := attribute(n, name)
	return v
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Namespace == "" && a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}
