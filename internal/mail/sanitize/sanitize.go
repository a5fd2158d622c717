// Package sanitize makes a stranger's HTML safe to show (desktop.md, security.md): an allow-list of elements, attributes
// and style properties, written out anew by us; whatever is not on it goes, its text stays. Nothing is loaded, nothing
// runs, no link leads anywhere but to "#open-N", which the window opens through internal/opener after asking.
//
// It is built on x/net/html's tokenizer: one pass, linear in its input. It must not do I/O, fetch, or decide whether a
// picture may be loaded.
package sanitize

import (
	"bytes"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Version changes with every change of what comes out; caches are keyed by it.
const Version = 1

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
)

// Options say where pictures may come from. Both functions must give URLs of the desk's own asset handler, or "".
type Options struct {
	ImageURL  func(cid string) string // a picture of this mail; nil or "": not shown
	RemoteURL func(n int) string      // Remote[n], fetched by Go after consent; nil: blocked
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
	HTML   string
	Links  []Link
	Remote []string // addresses of pictures from outside, blocked or by way of RemoteURL
	Cut    bool     // the input was longer than the limit
}

// HTML makes in safe.
func HTML(in string, o Options) Result {
	c := cleaner{o: o}
	if len(in) > maxInput {
		in, c.res.Cut = in[:maxInput], true
	}
	c.out = make([]byte, 0, len(in)+len(in)/8)
	c.z = html.NewTokenizer(strings.NewReader(in))
	c.run()
	c.res.HTML = string(c.out)
	return c.res
}

type cleaner struct {
	z       *html.Tokenizer
	o       Options
	res     Result
	out     []byte
	stack   []atom.Atom       // elements open in out
	flat    map[atom.Atom]int // start tags left out for depth, whose end tags must go too
	drop    bool              // the next text belongs to an element whose content goes
	link    int               // open link + 1
	says    []byte            // its text so far
	style   []byte            // scratch
	remotes map[string]int
}

func (c *cleaner) run() {
	for {
		tt := c.z.Next()
		if tt == html.TextToken {
			if !c.drop {
				c.text(c.z.Text())
			}
			continue
		}
		c.drop = false
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
	if c.link > 0 && len(c.says) < maxLinkText {
		c.says = append(c.says, t[:min(len(t), maxLinkText)]...)
	}
}

func (c *cleaner) start(a atom.Atom, more bool) {
	if dropsContent(a) {
		c.drop = true
		return
	}
	switch {
	case a == atom.Body:
		a = atom.Div
	case a == atom.Img:
		c.image(more)
		return
	case !allowed(a):
		c.sniffBackground(more)
		return
	}
	if void(a) {
		c.tag(a, more)
		return
	}
	c.autoClose(a)
	if len(c.stack) >= maxNesting {
		if c.flat == nil {
			c.flat = map[atom.Atom]int{}
		}
		c.flat[a]++
		return
	}
	if a == atom.A {
		c.anchor(more)
	} else {
		c.tag(a, more)
	}
	c.stack = append(c.stack, a)
}

// autoClose ends what the new element cannot stand in, as browsers do, so that no empty element is left behind.
func (c *cleaner) autoClose(a atom.Atom) {
	if a == atom.A && c.link > 0 {
		c.end(atom.A)
	}
	for len(c.stack) > 0 && closes(c.stack[len(c.stack)-1], a) {
		c.closeTo(len(c.stack) - 1)
	}
}

func (c *cleaner) end(a atom.Atom) {
	if a == atom.Body {
		a = atom.Div
	}
	if !allowed(a) || void(a) {
		return
	}
	if c.flat[a] > 0 {
		c.flat[a]--
		return
	}
	for i := len(c.stack) - 1; i >= 0; i-- {
		if c.stack[i] == a {
			c.closeTo(i)
			return
		}
		if cell(c.stack[i]) && !tablePart(a) { // an end tag does not reach out of its cell
			return
		}
	}
}

// closeTo ends every open element above the first n.
func (c *cleaner) closeTo(n int) {
	for i := len(c.stack) - 1; i >= n; i-- {
		a := c.stack[i]
		c.out = append(c.out, "</"...)
		c.out = append(c.out, a.String()...)
		c.out = append(c.out, '>')
		if a == atom.A && c.link > 0 {
			c.linkDone()
		}
	}
	c.stack = c.stack[:n]
}

// tag writes a start tag with the attributes that are allowed.
func (c *cleaner) tag(a atom.Atom, more bool) {
	c.out = append(c.out, '<')
	c.out = append(c.out, a.String()...)
	var seen attrSet
	for more {
		var k, v []byte
		k, v, more = c.z.TagAttr()
		c.attribute(a, k, v, &seen)
	}
	c.out = append(c.out, '>')
}

// attribute writes one attribute if it is allowed; of two with one name the first counts.
func (c *cleaner) attribute(a atom.Atom, k, v []byte, seen *attrSet) {
	name := attributeName(k)
	switch {
	case name == "style":
		if seen.add(name) {
			c.style = c.cleanStyle(c.style[:0], string(v))
			if len(c.style) > 0 {
				c.write(name, c.style)
			}
		}
	case name != "":
		if attributeAllowed(a, name, v) && seen.add(name) {
			c.write(name, []byte(cutText(string(v), maxText)))
		}
	case string(k) == "background":
		c.remote(string(v))
	}
}

func (c *cleaner) write(name string, v []byte) {
	c.out = append(c.out, ' ')
	c.out = append(c.out, name...)
	c.out = append(c.out, '=', '"')
	c.out = appendValue(c.out, v)
	c.out = append(c.out, '"')
}

// sniffBackground counts the pictures that elements we leave out would have loaded.
func (c *cleaner) sniffBackground(more bool) {
	for more {
		var k, v []byte
		k, v, more = c.z.TagAttr()
		switch string(k) {
		case "src", "background", "poster", "data":
			c.remote(string(v))
		}
	}
}

// anchor writes a link's start tag. A target that is not allowed leaves its text.
func (c *cleaner) anchor(more bool) {
	var href string
	var has bool
	c.out = append(c.out, "<a"...)
	var seen attrSet
	for more {
		var k, v []byte
		k, v, more = c.z.TagAttr()
		switch string(k) {
		case "href":
			if !has {
				href, has = string(v), true
			}
		case "title": // a stranger's title could name another host
		default:
			c.attribute(atom.A, k, v, &seen)
		}
	}
	if t, ok := cleanTarget(href); has && ok && len(c.res.Links) < maxLinks {
		n := len(c.res.Links)
		c.res.Links = append(c.res.Links, Link{N: n, Target: t, Host: hostOf(t)})
		c.link, c.says = n+1, c.says[:0]
		c.out = append(c.out, ` href="#open-`...)
		c.out = strconv.AppendInt(c.out, int64(n), 10)
		c.out = append(c.out, `" title="`...)
		c.out = appendValue(c.out, []byte(c.res.Links[n].Host))
		c.out = append(c.out, '"')
	}
	c.out = append(c.out, '>')
}

func (c *cleaner) linkDone() {
	l := &c.res.Links[c.link-1]
	l.Text = strings.ToValidUTF8(string(bytes.Join(bytes.Fields(c.says), []byte(" "))), "")
	c.link = 0
}
