// Package sanitize makes a stranger's HTML safe to show (desktop.md, security.md): an allow-list of elements, attributes
// and style properties, written out anew by us; whatever is not on it goes, its text stays. Nothing is loaded, nothing
// runs, no link leads anywhere but to "#open-N", which the window opens through mail/link and internal/opener after asking.
//
// It is built on x/net/html's tokenizer: one pass, linear in its input. It must not do I/O, fetch, or decide whether a
// picture may be loaded.
package sanitize

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"deskhand/internal/mail/quote"
)

// Version changes with every change of what comes out; caches are keyed by it.
const Version = 3

// Limits. What lies beyond is left out of the page.
const (
	maxInput    = 8 << 20
	maxNesting  = 256
	maxLinks    = 5000
	maxRemote   = 2000
	maxLinkText = 200
	maxTarget   = 8 << 10
	maxText     = 1000    // bytes of an alt or title text
	maxDataURL  = 1 << 20 // one picture in a data: URL
	maxKept     = 500     // cleaned styles that are remembered within a page
	maxAgain    = 1 << 20 // bytes of start tags written again
)

// Options say where pictures may come from, and on what paper the page is shown. Both functions must give URLs of the
// desk's own asset handler, or "".
type Options struct {
	ImageURL  func(cid string) string // a picture of this mail; nil or "": not shown
	RemoteURL func(n int) string      // Remote[n], fetched by Go after consent; nil: blocked
	Dark      bool                    // colours are turned for a page of DarkPaper
}

// Link is one link of the mail; in the page it is "#open-N".
type Link struct {
	N      int
	Target string // absolute http, https, mailto or tel
	Host   string // the host in it, ASCII, lower case; for mailto the address
	Text   string // what it says
}

// Result is the safe page: a fragment for the body of a document that carries the CSP of desktop.md.
type Result struct {
	HTML     string
	Style    string // rules of the mail's own for the page's <style>; each begins with Scope
	Links    []Link
	Remote   []string // addresses that the mail would have loaded from outside, blocked or by way of RemoteURL
	Designed bool     // it has backgrounds of its own: made for light paper, and best left on it
	Cut      bool     // the input was longer than the limit
}

// HTML makes in safe.
func HTML(in string, o Options) Result {
	c := cleaner{o: o, els: newElements()}
	if len(in) > maxInput {
		in, c.res.Cut = in[:maxInput], true
	}
	c.out = make([]byte, 0, len(in)+len(in)/8)
	c.z = html.NewTokenizer(strings.NewReader(in))
	c.run()
	c.res.HTML, c.res.Style = string(c.out), string(c.css)
	return c.res
}

type cleaner struct {
	z      *html.Tokenizer
	o      Options
	els    *elements
	res    Result
	out    []byte
	open   []open           // elements open in out
	top    [maxElements]int // of each element: where in open its innermost stands, + 1
	cell   int              // where in open the innermost cell stands, + 1
	flat   [maxElements]int // start tags left out for depth, whose end tags must go too
	raw    atom.Atom        // the next text belongs to this element: a style sheet, or what is nothing to read
	skip   int              // open <template>s
	now    element          // whose tag is written
	links  []int            // of each open link, where its text begins in says
	says   []byte
	kept   map[string][]byte // cleaned styles
	seen   attrSet           // attributes of the tag that are written
	again  int               // bytes of start tags that were written again
	styled []byte            // its style
	quoted quote.Kind        // what a mail program says of it by its marks

	css     []byte          // of Result.Style
	sheets  int             // bytes of <style> seen
	media   string          // what the <style> that is read asks for
	ruled   int             // rules seen
	inSheet bool            // a rule is read, not a tag
	wanted  map[string]bool // classes and ids that a rule speaks of
	remotes map[string]int

	set  captured // colours of the tag or the rule, in the dark
	inks []ink    // what holds inside each open element, in the dark
}

// open is one open element, and what its end restores.
type open struct {
	e         element
	top, cell int
	from, to  int // its start tag in out
	link      int // of an <a>: the link + 1, where it is one
}

func (c *cleaner) run() {
	for {
		tt := c.z.Next()
		if tt == html.TextToken {
			switch {
			case c.skip > 0:
			case c.raw == 0:
				c.text(c.z.Text())
			case c.raw == atom.Style:
				c.sheet(c.z.Text())
			}
			continue
		}
		c.raw = 0
		switch tt {
		case html.ErrorToken:
			c.closeTo(0)
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := c.z.TagName()
			c.start(atom.Lookup(name), more)
		case html.EndTagToken:
			name, _ := c.z.TagName()
			c.end(atom.Lookup(name))
		}
	}
}

func (c *cleaner) text(t []byte) {
	c.out = appendText(c.out, t)
	if len(c.links) > 0 && len(c.says)-c.links[len(c.links)-1] < maxLinkText {
		c.says = append(c.says, t[:min(len(t), maxLinkText)]...)
	}
}

func (c *cleaner) start(a atom.Atom, more bool) {
	switch {
	case a == atom.Template: // a browser shows nothing of it
		c.skip++
		return
	case c.skip > 0:
		return
	case a == atom.Style:
		c.raw = a
		c.styleTag(more)
		return
	case dropsContent(a):
		c.raw = a
		c.sniff(more)
		return
	case a == atom.Image: // what browsers read as <img>
		a = atom.Img
	}
	e := c.els.of[a]
	if a == atom.Body {
		e = elDiv
	}
	switch {
	case e == 0:
		c.sniff(more)
		return
	case e == elImg:
		c.image(more)
		return
	case c.els.trait[e]&isVoid != 0:
		c.tag(e, more, false)
		return
	}
	if c.els.trait[e]&isInTable != 0 && c.top[elTable] == 0 { // a browser drops it too
		c.sniff(more)
		return
	}
	c.autoClose(e)
	if len(c.open) >= maxNesting {
		c.flat[e]++
		return
	}
	from, link := len(c.out), 0
	if e == elA {
		link = c.anchor(more)
	} else {
		c.tag(e, more, a == atom.Body)
	}
	c.push(e, from, link)
}
