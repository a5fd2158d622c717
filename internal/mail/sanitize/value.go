package sanitize

import "strings"

const maxValue = 300 // bytes of one value

// valueScanner reads one value by an allow-list of its parts: words, numbers with known units, colours, quoted names, a few
// functions. It writes what it read; anything else ends it.
type valueScanner struct {
	in    []byte
	at    int
	out   []byte
	p     property
	depth int
}

// appendCSSValue writes a value that can only paint inside its own box; false: it may not stand, and out is of no use.
func appendCSSValue(out, in []byte, p property) ([]byte, bool) {
	if len(in) == 0 || len(in) > maxValue {
		return out, false
	}
	if p&shown != 0 {
		word, _, _ := strings.Cut(strings.ToLower(string(in)), "!")
		if !displayAllowed(strings.TrimSpace(word)) {
			return out, false
		}
	}
	s := valueScanner{in: in, out: out, p: p}
	for s.at < len(s.in) {
		if !s.part() {
			return out, false
		}
	}
	return s.out, s.depth == 0
}

func (s *valueScanner) part() bool {
	switch c := s.in[s.at]; {
	case isLetter(c) || c >= 0x80 || c == '-' && s.at+1 < len(s.in) && (isLetter(s.in[s.at+1]) || s.in[s.at+1] == '-'):
		return s.word()
	case isDigit(c) || c == '.' || c == '+' || c == '-':
		return s.number()
	case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f':
		s.at++
		if n := len(s.out); n > 0 && s.out[n-1] != ' ' {
			s.out = append(s.out, ' ')
		}
		return true
	case c == '#':
		return s.hash()
	case c == '\'' || c == '"':
		return s.quoted(c)
	case c == '!':
		return s.important()
	case c == ')' && s.depth > 0:
		s.depth--
	case c == ',':
	case c == '/':
		if s.at+1 < len(s.in) && (s.in[s.at+1] == '*' || s.in[s.at+1] == '/') {
			return false
		}
	case c == '*' && s.depth > 0:
	default:
		return false
	}
	s.out = append(s.out, s.in[s.at])
	s.at++
	return true
}

func isWordPart(c byte) bool { return isLetter(c) || isDigit(c) || c == '-' || c == '_' || c >= 0x80 }

// word reads a keyword, a font's name, or a function and its "(".
func (s *valueScanner) word() bool {
	from := s.at
	for s.at < len(s.in) && isWordPart(s.in[s.at]) {
		s.at++
	}
	word := s.in[from:s.at]
	if s.at < len(s.in) && s.in[s.at] == '(' {
		name := strings.ToLower(string(word))
		if s.depth++; s.depth > 4 || !functionAllowed(name) || s.p&forward != 0 || s.p&coloured == 0 && name != "calc" {
			return false
		}
		s.at++
		s.out = append(append(s.out, name...), '(')
		return true
	}
	s.out = append(s.out, word...)
	return true
}

// number reads a number and its unit.
func (s *valueScanner) number() bool {
	from := s.at
	c := s.in[s.at]
	minus := c == '-'
	if c == '-' || c == '+' {
		s.at++
		if s.at == len(s.in) || s.depth > 0 && s.in[s.at] == ' ' { // a sum
			s.out = append(s.out, c)
			return s.depth > 0
		}
	}
	whole, digits := 0, 0
	for ; s.at < len(s.in) && isDigit(s.in[s.at]); s.at++ {
		if whole = whole*10 + int(s.in[s.at]-'0'); whole > 1_000_000 {
			return false
		}
		digits++
	}
	if s.at < len(s.in) && s.in[s.at] == '.' {
		for s.at++; s.at < len(s.in) && isDigit(s.in[s.at]); s.at++ {
			digits++
		}
	}
	unit := s.at
	if s.at < len(s.in) && s.in[s.at] == '%' {
		s.at++
	} else {
		for s.at < len(s.in) && isWordPart(s.in[s.at]) {
			s.at++
		}
	}
	most := mostOf(lowUnit(s.in[unit:s.at]))
	if digits == 0 || digits > 24 || most < 0 || whole > most || minus && s.p&forward != 0 {
		return false
	}
	s.out = append(s.out, s.in[from:s.at]...)
	return true
}

func lowUnit(u []byte) string {
	for _, c := range u {
		if c >= 'A' && c <= 'Z' {
			return strings.ToLower(string(u))
		}
	}
	switch string(u) { // without an allocation for the usual ones
	case "":
		return ""
	case "px":
		return "px"
	case "%":
		return "%"
	case "pt":
		return "pt"
	case "em":
		return "em"
	}
	return string(u)
}

func (s *valueScanner) hash() bool {
	from := s.at
	for s.at++; s.at < len(s.in) && isHex(s.in[s.at]); s.at++ {
	}
	n := s.at - from - 1
	if s.at < len(s.in) && isWordPart(s.in[s.at]) || n != 3 && n != 4 && n != 6 && n != 8 {
		return false
	}
	s.out = append(s.out, s.in[from:s.at]...)
	return true
}

func isHex(c byte) bool { return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }

// quoted reads a font's name. It comes out in single quotes, as it stands in an attribute of double ones.
func (s *valueScanner) quoted(quote byte) bool {
	s.out = append(s.out, '\'')
	for s.at++; s.at < len(s.in); s.at++ {
		c := s.in[s.at]
		if c == quote {
			s.at++
			s.out = append(s.out, '\'')
			return true
		}
		if !isWordPart(c) && c != ' ' && c != '.' && c != ',' && c != '&' && c != '+' {
			return false
		}
		s.out = append(s.out, c)
	}
	return false
}

func (s *valueScanner) important() bool {
	rest := strings.ToLower(strings.TrimSpace(string(s.in[s.at+1:])))
	if rest != "important" || s.depth > 0 {
		return false
	}
	s.at = len(s.in)
	s.out = append(s.out, "!important"...)
	return true
}
