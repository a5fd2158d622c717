package sanitize

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// bodyClass stands for the mail's own <body>, which is a <div> in the page.
const bodyClass = Prefix + "body"

// selector writes one selector anew, inside Scope: elements, classes, ids, "*", what is first or last, what the pointer is
// over, combined by descent. Attribute selectors, which could spell out what a page says, are none of it.
func (c *cleaner) selector(out, in []byte) ([]byte, bool) {
	if len(in) == 0 {
		return out, false
	}
	out = append(out, Scope+" "...)
	i, words := 0, 0
	for i < len(in) {
		switch ch := in[i]; ch {
		case ' ', '\t', '\r', '\n', '\f', '>', '+', '~':
			for i < len(in) && strings.IndexByte(" \t\r\n\f", in[i]) >= 0 {
				i++
			}
			ch = ' '
			if i < len(in) && strings.IndexByte(">+~", in[i]) >= 0 {
				ch = in[i]
				i++
				for i < len(in) && strings.IndexByte(" \t\r\n\f", in[i]) >= 0 {
					i++
				}
			}
			if words == 0 || i == len(in) {
				return out, false
			}
			out = append(out, ch)
		default:
			var n int
			if out, n = c.simple(out, in[i:]); n == 0 {
				return out, false
			}
			i += n
		}
		if words++; words > maxPartWords {
			return out, false
		}
	}
	return out, true
}

// simple writes one simple selector and tells how many bytes of it stood there; 0: it may not stand.
func (c *cleaner) simple(out, in []byte) ([]byte, int) {
	switch in[0] {
	case '*':
		return append(out, '*'), 1
	case '.', '#':
		name := cssName(in[1:])
		if name == "" {
			return out, 0
		}
		c.want(name)
		return append(append(append(out, in[0]), Prefix...), name...), 1 + len(name)
	case ':':
		name := strings.ToLower(cssName(in[1:]))
		switch name {
		case "link", "visited", "hover", "active", "first-child", "last-child", "first-of-type", "last-of-type", "only-child":
			if len(in) == 1+len(name) || in[1+len(name)] != '(' {
				return append(append(out, ':'), name...), 1 + len(name)
			}
		}
		return out, 0
	}
	name := cssName(in)
	if name == "" || len(in) > len(name) && (in[len(name)] == '|' || in[len(name)] == '\\') {
		return out, 0
	}
	a := atom.Lookup([]byte(strings.ToLower(name)))
	if a == atom.Body {
		c.want("body")
		return append(out, "."+bodyClass...), len(name)
	}
	if c.els.of[a] == 0 || a == 0 {
		return out, 0
	}
	return append(out, a.String()...), len(name)
}

// cssName reads a plain name: ASCII letters, digits, "-" and "_", not beginning with a digit.
func cssName(in []byte) string {
	const most = 100
	n := 0
	for n < len(in) && n < most && (isLetter(in[n]) || in[n] == '-' || in[n] == '_' || n > 0 && isDigit(in[n])) {
		n++
	}
	if n < len(in) && (isWordPart(in[n]) || in[n] == '\\') {
		return ""
	}
	return string(in[:n])
}

// want keeps a name of a class or an id that some rule speaks of: only such are written into the page.
func (c *cleaner) want(name string) {
	if len(c.wanted) >= maxNames {
		return
	}
	if c.wanted == nil {
		c.wanted = map[string]bool{}
	}
	c.wanted[name] = true
}

// nameList writes the classes, or the id, that some rule speaks of.
func (c *cleaner) nameList(name string, v []byte) {
	const most = 40
	was := len(c.out)
	n := 0
	for from := 0; from < len(v) && n < most; {
		for from < len(v) && v[from] <= ' ' {
			from++
		}
		to := from
		for to < len(v) && v[to] > ' ' {
			to++
		}
		if to > from && c.wanted[string(v[from:to])] {
			if n == 0 {
				c.out = append(append(append(c.out, ' '), name...), '=', '"')
			} else {
				c.out = append(c.out, ' ')
			}
			c.out = append(append(c.out, Prefix...), v[from:to]...)
			n++
		}
		from = to
	}
	if n > 0 {
		c.out = append(c.out, '"')
	} else {
		c.out = c.out[:was]
	}
}
