package sanitize

import "bytes"

const maxStyle = 8 << 10 // bytes of a style attribute, and of one rule's block

// cleanStyle writes the declarations of a style that can only paint inside their own box.
func (c *cleaner) cleanStyle(out, style []byte) []byte {
	if len(style) > maxStyle {
		return out
	}
	if bytes.Contains(style, []byte("/*")) {
		style = withoutComments(style)
	}
	for len(style) > 0 {
		var decl []byte
		decl, style = cutDeclaration(style)
		out = c.declaration(out, decl)
	}
	return out
}

func (c *cleaner) declaration(out, decl []byte) []byte {
	colon := bytes.IndexByte(decl, ':')
	if colon < 0 {
		return out
	}
	name, value := lowTrim(decl[:colon]), bytes.TrimSpace(decl[colon+1:])
	p := propertyOf(name)
	if p == 0 {
		c.styleLoads(value)
		return out
	}
	was := len(out)
	out = append(separated(out), name...)
	out = append(out, ':')
	next, ok := appendCSSValue(out, value, p)
	if !ok {
		c.styleLoads(value)
		return out[:was]
	}
	if c.o.Dark || p&background != 0 {
		next = c.paint(next, was, len(out), p)
	}
	return next
}

// styleLoads notes the addresses that a refused value would have loaded from.
func (c *cleaner) styleLoads(value []byte) {
	if bytes.IndexByte(value, '(') < 0 {
		return
	}
	for rest := value; ; {
		i := indexFold(rest, "url(")
		if i < 0 {
			return
		}
		rest = rest[i+4:]
		u, _, _ := bytes.Cut(rest, []byte(")"))
		if len(u) <= maxTarget {
			c.remote(string(bytes.Trim(u, "'\" \t\n")))
		}
	}
}

// indexFold finds a lower-case word in any case.
func indexFold(s []byte, word string) int {
	for i := 0; i+len(word) <= len(s); i++ {
		if s[i]|0x20 == word[0] && bytes.EqualFold(s[i:i+len(word)], []byte(word)) {
			return i
		}
	}
	return -1
}

// lowTrim is a name in lower case without space around it; s may be changed.
func lowTrim(s []byte) []byte {
	s = bytes.TrimSpace(s)
	for i, c := range s {
		if c >= 'A' && c <= 'Z' {
			s[i] = c | 0x20
		}
	}
	return s
}

// withoutComments takes comments out; one that never ends takes the rest with it.
func withoutComments(s []byte) []byte {
	out := make([]byte, 0, len(s))
	for {
		i := bytes.Index(s, []byte("/*"))
		if i < 0 {
			return append(out, s...)
		}
		out = append(out, s[:i]...)
		end := bytes.Index(s[i+2:], []byte("*/"))
		if end < 0 {
			return out
		}
		s = s[i+2+end+2:]
	}
}

// cutDeclaration cuts at the first ";" outside quotes and parentheses.
func cutDeclaration(s []byte) (decl, rest []byte) {
	var quote byte
	depth := 0
	for i, c := range s {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case c == ';' && depth == 0:
			return s[:i], s[i+1:]
		}
	}
	return s, nil
}
