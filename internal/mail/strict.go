package mail

import "strings"

// The strict reader: RFC 5322 with its obsolete forms (§4) and nothing more lenient. It stands under every stored id, so
// it is our own and frozen by testdata/ids.golden: a change of Go or of a library must not change an id. Its input is
// unfolded. 8-bit bytes are not RFC 5322 and make a field unreadable.
type strict struct {
	s string
	i int
}

func (p *strict) end() bool { return p.i >= len(p.s) }

func (p *strict) peek() byte {
	if p.i < len(p.s) {
		return p.s[p.i]
	}
	return 0
}

func (p *strict) take(c byte) bool {
	if p.i < len(p.s) && p.s[p.i] == c {
		p.i++
		return true
	}
	return false
}

func isWSP(c byte) bool { return c == ' ' || c == '\t' }

// isNoWSCtl is obs-NO-WS-CTL of §4.1.
func isNoWSCtl(c byte) bool {
	return c >= 1 && c <= 8 || c == 11 || c == 12 || c >= 14 && c <= 31 || c == 127
}

func isAtext(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		c != 0 && strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0
}

// cfws skips white space and comments (§3.2.2). False: a comment is broken.
func (p *strict) cfws() bool {
	for p.i < len(p.s) {
		switch c := p.s[p.i]; {
		case isWSP(c):
			p.i++
		case c == '(':
			if !p.comment() {
				return false
			}
		default:
			return true
		}
	}
	return true
}

func (p *strict) comment() bool {
	depth := 0
	for p.i < len(p.s) {
		c := p.s[p.i]
		p.i++
		switch {
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return true
			}
		case c == '\\':
			if !p.pair() {
				return false
			}
		case isWSP(c), c > ' ' && c <= '~', isNoWSCtl(c):
		default:
			return false
		}
	}
	return false
}

// pair reads what stands behind a backslash: quoted-pair and obs-qp (§3.2.1, §4.1).
func (p *strict) pair() bool {
	if p.end() || p.s[p.i] > 127 {
		return false
	}
	p.i++
	return true
}

func (p *strict) atom() bool {
	start := p.i
	for p.i < len(p.s) && isAtext(p.s[p.i]) {
		p.i++
	}
	return p.i > start
}

func (p *strict) quoted() bool {
	if !p.take('"') {
		return false
	}
	for p.i < len(p.s) {
		c := p.s[p.i]
		p.i++
		switch {
		case c == '"':
			return true
		case c == '\\':
			if !p.pair() {
				return false
			}
		case isWSP(c), c > ' ' && c <= '~', isNoWSCtl(c):
		default:
			return false
		}
	}
	return false
}

// word is an atom or a quoted string, without the white space around it.
func (p *strict) word() bool {
	if p.peek() == '"' {
		return p.quoted()
	}
	return p.atom()
}

// domainLiteral reads "[…]" (§3.4.1) with obs-dtext.
func (p *strict) domainLiteral() bool {
	if !p.take('[') {
		return false
	}
	for p.i < len(p.s) {
		c := p.s[p.i]
		p.i++
		switch {
		case c == ']':
			return true
		case c == '\\':
			if !p.pair() {
				return false
			}
		case c == '[':
			return false
		case isWSP(c), c > ' ' && c <= '~', isNoWSCtl(c):
		default:
			return false
		}
	}
	return false
}
