package sanitize

import "golang.org/x/net/html/atom"

// push notes an element as open whose start tag was written from there on.
func (c *cleaner) push(e element, from, link int) {
	c.open = append(c.open, open{e, c.top[e], c.cell, from, len(c.out), link})
	c.top[e] = len(c.open)
	if c.els.trait[e]&isCell != 0 {
		c.cell = len(c.open)
	}
}

// autoClose ends what the new element cannot stand in, as browsers do, so that no empty element is left behind.
func (c *cleaner) autoClose(e element) {
	if e == elA && c.top[elA] > c.cell {
		c.endOf(elA)
	}
	table := c.top[elTable]
	switch {
	case c.els.trait[e]&isCell != 0 && c.cell > table:
		c.closeTo(c.cell - 1)
	case e == elTr && c.top[elTr] > table:
		c.closeTo(c.top[elTr] - 1)
	case c.els.trait[e]&isBlock != 0 && c.top[elP] > max(c.cell, table):
		c.endParagraph()
	}
	for n := len(c.open); n > 0 && c.els.closes(c.open[n-1].e, e); n = len(c.open) {
		c.closeTo(n - 1)
	}
}

// endParagraph ends the open paragraph where a block begins inside it, and begins again what only marks text, as browsers
// do: what is written is nested as it will be read. In the dark a mark whose colour was chosen for another paper is left.
func (c *cleaner) endParagraph() {
	const most = 8
	at := c.top[elP]
	var again []open
	var inks []ink
	for i, o := range c.open[at:] {
		if c.els.trait[o.e]&marksText == 0 || len(again) == most {
			continue
		}
		if c.o.Dark {
			outside := lightInk()
			if at > 1 {
				outside = c.inks[at-2]
			}
			if c.inks[at+i].paper != outside.paper {
				continue
			}
			inks = append(inks, c.inks[at+i])
		}
		again = append(again, o)
	}
	c.closeTo(at - 1)
	for i, o := range again {
		if c.again += o.to - o.from; c.again > maxAgain {
			return
		}
		from := len(c.out)
		c.out = append(c.out, c.out[o.from:o.to]...)
		c.push(o.e, from, 0)
		if c.o.Dark {
			c.inks = append(c.inks, inks[i])
		}
	}
}

func (c *cleaner) end(a atom.Atom) {
	switch {
	case a == atom.Template:
		c.skip = max(0, c.skip-1)
		return
	case c.skip > 0:
		return
	case a == atom.Body:
		a = atom.Div
	}
	if e := c.els.of[a]; e != 0 && c.els.trait[e]&isVoid == 0 {
		c.endOf(e)
	}
}

func (c *cleaner) endOf(e element) {
	if c.flat[e] > 0 {
		c.flat[e]--
		return
	}
	at := c.top[e]
	if at == 0 || at < c.cell && c.els.trait[e]&isTablePart == 0 { // an end tag does not reach out of its cell
		return
	}
	c.closeTo(at - 1)
}

// closeTo ends every open element above the first n.
func (c *cleaner) closeTo(n int) {
	for i := len(c.open) - 1; i >= n; i-- {
		o := c.open[i]
		c.out = append(c.out, "</"...)
		c.out = append(c.out, c.els.name[o.e]...)
		c.out = append(c.out, '>')
		c.top[o.e], c.cell = o.top, o.cell
		if o.link > 0 {
			c.linkDone(o.link - 1)
		}
	}
	c.open = c.open[:n]
	if c.o.Dark {
		c.inks = c.inks[:n]
	}
}
