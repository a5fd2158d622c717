package sanitize

import (
	"bytes"
	"strconv"
	"strings"

	"deskhand/internal/mail/quote"
)

// tag writes a start tag with the attributes that are allowed.
func (c *cleaner) tag(e element, more, body bool) {
	c.begin(e)
	if body && c.wanted["body"] {
		c.out = append(c.out, ` class="`+bodyClass+`"`...)
		c.seen.add(atClass)
	}
	for more {
		var k, v []byte
		k, v, more = c.z.TagAttr()
		c.attribute(k, v)
	}
	c.finish()
}

func (c *cleaner) begin(e element) {
	c.now, c.seen, c.styled, c.set, c.quoted = e, 0, c.styled[:0], captured{}, quote.None
	c.out = append(c.out, '<')
	c.out = append(c.out, c.els.name[e]...)
}

// finish writes the style and ends the start tag.
func (c *cleaner) finish() {
	if c.o.Dark {
		var inside ink
		c.styled, inside = c.writeInk(c.styled)
		if c.els.trait[c.now]&isVoid == 0 {
			c.inks = append(c.inks, inside)
		}
	}
	if len(c.styled) > 0 {
		c.write("style", c.styled)
	}
	c.nameQuote()
	c.out = append(c.out, '>')
}

// attribute writes one attribute if it is allowed; of two with one name the first counts.
func (c *cleaner) attribute(k, v []byte) {
	if c.now == elDiv || c.now == c.els.quote {
		c.quoted = max(c.quoted, quote.Attribute(c.els.name[c.now], k, v))
	}
	a, name := attributeOf(k)
	switch a {
	case 0:
		c.sniffOne(k, v)
	case atStyle:
		if c.seen.add(a) {
			c.styleAttribute(v)
		}
	case atClass, atID:
		if len(c.wanted) > 0 && c.seen.add(a) {
			c.nameList(name, v)
		}
	case atBgcolor, atColor:
		if c.els.allows(c.now, a, v) && c.seen.add(a) {
			c.colorAttribute(a, name, v)
		}
	default:
		if c.els.allows(c.now, a, v) && c.seen.add(a) {
			c.write(name, cutBytes(v, maxText))
		}
	}
}

// nameQuote says where the window may fold a quoted mail; class and id of the program that wrote it are gone.
func (c *cleaner) nameQuote() {
	switch c.quoted {
	case quote.Older:
		c.write("data-quote", []byte("older"))
	case quote.Below:
		c.write("data-quote", []byte("below"))
	case quote.Names:
		c.write("data-quote", []byte("names"))
	}
}

// styleAttribute cleans a style; a mail repeats a few all over, so they are remembered.
func (c *cleaner) styleAttribute(v []byte) {
	if c.o.Dark {
		c.styled = c.cleanStyle(c.styled, v)
		return
	}
	if known, ok := c.kept[string(v)]; ok {
		c.styled = append(c.styled, known...)
		return
	}
	key := ""
	if len(c.kept) < maxKept && len(v) < 400 {
		key = string(v) // cleaning may change its letters' case
	}
	c.styled = c.cleanStyle(c.styled, v)
	if key != "" && (c.res.Designed || !c.set.hasPaper) {
		if c.kept == nil {
			c.kept = map[string][]byte{}
		}
		c.kept[key] = bytes.Clone(c.styled)
	}
}

// colorAttribute is bgcolor, or the color of a <font>.
func (c *cleaner) colorAttribute(a attribute, name string, v []byte) {
	col, alpha, ok := parseColor(string(v))
	if ok && a == atBgcolor {
		if had := c.set; had.hasPaper { // a style counts more than an attribute
			c.paper(col, alpha)
			c.set = had
		} else {
			c.paper(col, alpha)
		}
	}
	if !c.o.Dark {
		c.write(name, v)
		return
	}
	if ok && a == atColor && !c.set.hasText {
		c.set.text, c.set.hasText = col, true
	}
}

func (c *cleaner) write(name string, v []byte) {
	c.out = append(c.out, ' ')
	c.out = append(c.out, name...)
	c.out = append(c.out, '=', '"')
	c.out = appendValue(c.out, v)
	c.out = append(c.out, '"')
}

// sniff notes what elements that we leave out would have loaded.
func (c *cleaner) sniff(more bool) {
	for more {
		var k, v []byte
		k, v, more = c.z.TagAttr()
		c.sniffOne(k, v)
	}
}

func (c *cleaner) sniffOne(k, v []byte) {
	switch string(k) {
	case "src", "background", "poster", "data":
		c.remote(string(v))
	case "srcset":
		c.remote(firstOfSet(string(v)))
	}
}

// anchor writes a link's start tag and gives its number + 1. A target that is not allowed leaves its text.
func (c *cleaner) anchor(more bool) (link int) {
	var href string
	var has bool
	c.begin(elA)
	for more {
		var k, v []byte
		k, v, more = c.z.TagAttr()
		if string(k) != "href" {
			c.attribute(k, v)
		} else if !has {
			href, has = string(v), true
		}
	}
	if t, ok := cleanTarget(href); has && ok && len(c.res.Links) < maxLinks {
		n := len(c.res.Links)
		c.res.Links = append(c.res.Links, Link{N: n, Target: t, Host: hostOf(t)})
		c.links = append(c.links, len(c.says))
		link = n + 1
		c.out = append(c.out, ` href="#open-`...)
		c.out = strconv.AppendInt(c.out, int64(n), 10)
		c.out = append(c.out, `" title="`...)
		c.out = appendValue(c.out, []byte(c.res.Links[n].Host))
		c.out = append(c.out, '"')
	}
	c.finish()
	return link
}

// linkDone takes down what the innermost link says; one around it says the same.
func (c *cleaner) linkDone(n int) {
	last := len(c.links) - 1
	says := c.says[c.links[last]:]
	c.res.Links[n].Text = strings.ToValidUTF8(string(bytes.Join(bytes.Fields(says[:min(len(says), 2*maxLinkText)]), []byte(" "))), "")
	if c.links = c.links[:last]; last == 0 {
		c.says = c.says[:0]
	}
}
