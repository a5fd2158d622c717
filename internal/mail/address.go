package mail

import (
	"cmp"
	"strings"
	"unicode"
)

const (
	maxAddresses  = 1000
	maxLooseField = 64 << 10 // bytes of a field that the lenient reader looks at
)

// addresses reads an address field for the eye: strictly where that works, else with every leniency. Group names are
// dropped, their members kept.
func addresses(raw, hint string) []Address {
	v := unfoldTrim(raw)
	if v == "" {
		return nil
	}
	if boxes, ok := strictAddresses(v); ok && strings.IndexByte(v, '(') < 0 {
		var out []Address
		for _, b := range boxes {
			if len(out) == maxAddresses {
				break
			}
			out = append(out, Address{showName(b.phrase, hint), b.addr})
		}
		return out
	}
	return looseAddresses(short(v, maxLooseField), hint)
}

// looseAddresses cuts at commas and semicolons; "Lee, Ann <ann@example.com>" is one person all the same.
func looseAddresses(v, hint string) []Address {
	var out []Address
	last := "" // a piece before a comma that holds no address
	for v != "" && len(out) < maxAddresses {
		one, rest := cutAddress(v)
		comma := len(one) < len(v) && v[len(one)] == ','
		v = rest
		if last != "" && strings.IndexByte(one, '<') > 0 && strings.TrimSpace(one[:strings.IndexByte(one, '<')]) != "" {
			out = out[:len(out)-1]
			one = last + "," + one
		}
		last = ""
		a := looseAddress(one, hint)
		if a == (Address{}) {
			continue
		}
		if out = append(out, a); comma && a.Addr == "" && plainWords(one) {
			last = one
		}
	}
	return out
}

// plainWords: nothing but a name's letters.
func plainWords(s string) bool { return !strings.ContainsAny(s, "<>@\"=?():;") }

func firstAddress(raw, hint string) Address {
	if list := addresses(raw, hint); len(list) > 0 {
		return list[0]
	}
	return Address{}
}

// cutAddress cuts at the first comma or semicolon outside quotes, comments and <>. A quote that never closes is no quote.
func cutAddress(s string) (one, rest string) {
	quote, angle, depth := false, false, 0
	closes := strings.Count(s, `"`)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case c == '"':
			closes--
			quote = !quote && closes > 0
		case quote:
		case c == '=' && strings.HasPrefix(s[i:], "=?"): // a comma inside an encoded word parts nothing
			if _, _, n, ok := encodedWord(s[i:]); ok {
				i += n - 1
			}
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case c == '<':
			angle = true
		case c == '>':
			if angle, depth = false, 0; anotherBegins(s[i+1:]) {
				return s[:i+1], s[i+1:]
			}
		case (c == ',' || c == ';') && !angle && depth == 0:
			return s[:i], s[i+1:]
		case c == ' ' && !angle && depth == 0 && bareAddress(s[:i]) && bareAddress(firstWord(s[i:])):
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// bareAddress: one address and nothing else.
func bareAddress(s string) bool {
	s = strings.Trim(s, " \t,;")
	return strings.IndexByte(s, '@') > 0 && !strings.ContainsAny(s, " \t\"<>():[")
}

func firstWord(s string) string {
	s = strings.TrimLeft(s, " \t")
	if i := strings.IndexAny(s, " \t"); i >= 0 {
		s = s[:i]
	}
	return s
}

// anotherBegins: behind an address the next stands without a comma.
func anotherBegins(s string) bool {
	s = strings.TrimLeft(s, " \t")
	i := strings.IndexByte(s, '<')
	return i >= 0 && strings.IndexByte(s[i:], '@') > 0 && s[0] != ',' && s[0] != ';' && s[0] != '(' && !strings.ContainsAny(s[:i], ",;>")
}

// looseAddress reads "name <addr>", "addr (name)", "addr" or just a name.
func looseAddress(s, hint string) Address {
	s = strings.TrimSpace(s)
	if i := strings.Index(s, "[mailto:"); i >= 0 && strings.IndexByte(s, '<') < 0 { // pasted from Outlook
		s = s[:i] + "<" + strings.Replace(s[i+len("[mailto:"):], "]", ">", 1)
	}
	if i := strings.LastIndexByte(s, '<'); i >= 0 {
		addr, tail := s[i+1:], ""
		if j := strings.IndexByte(addr, '>'); j >= 0 {
			addr, tail = addr[:j], addr[j+1:]
		}
		name := showName(strings.TrimRight(s[:i], "< "), hint)
		if name == "" {
			name = showName(strings.Trim(tail, "()> "), hint)
		}
		return withinName(Address{name, looseAddr(addr, hint)})
	}
	name := ""
	if i := strings.IndexByte(s, '('); i >= 0 {
		comment, rest := bracketed(s[i:])
		name = showName(comment, hint)
		s = strings.TrimSpace(s[:i] + " " + rest)
	}
	if i := strings.LastIndexByte(s, ':'); i >= 0 && strings.IndexByte(s[i:], '@') >= 0 {
		s = strings.TrimSpace(strings.TrimPrefix(s[i+1:], "mailto:")) // a group's name, or a pasted mailto:
	}
	if strings.HasSuffix(s, ":") { // an empty group
		return Address{}
	}
	if strings.IndexByte(s, '@') < 0 {
		return withinName(Address{Name: cmp.Or(showName(s, hint), name)})
	}
	if i := strings.LastIndexAny(s, " \t"); i >= 0 { // "Name addr@host"
		if strings.IndexByte(s[i:], '@') >= 0 {
			return Address{showName(s[:i], hint), looseAddr(s[i+1:], hint)}
		}
	}
	return Address{name, looseAddr(s, hint)}
}

// bracketed gives what stands in the comment that s begins with, without the comments in it, and what stands behind it.
func bracketed(s string) (comment, rest string) {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return strings.ReplaceAll(s[1:i], "\\", ""), s[i+1:]
			}
		}
	}
	return strings.TrimSuffix(s[1:], ")"), ""
}

// withinName finds the address where a program encoded all of the field as one word.
func withinName(a Address) Address {
	if a.Addr != "" {
		return a
	}
	name, rest, ok := strings.Cut(a.Name, "<")
	addr, _, closed := strings.Cut(rest, ">")
	if ok && closed && strings.IndexByte(addr, '@') > 0 && !strings.Contains(addr, " ") {
		return Address{strings.Trim(name, " \""), addr}
	}
	return a
}

func looseAddr(s, hint string) string {
	s = strings.Trim(s, "<> \t")
	s = strings.TrimPrefix(s, "mailto:")
	return short(oneLine(decodeWords(strings.Trim(s, " \t'\""), hint)), 320)
}

// showName decodes a display name: quotes off, encoded words read, on one line.
func showName(s, hint string) string {
	s = strings.TrimSpace(s)
	if strings.IndexByte(s, '"') >= 0 {
		s = unquote(s)
	}
	name := short(oneLine(decodeWords(s, hint)), 400)
	if n := len(name); n > 2 && name[0] == '"' && name[n-1] == '"' && strings.Count(name, `"`) == 2 { // quoted before it was encoded
		name = name[1 : n-1]
	}
	return name
}

// unquote takes quote marks and the backslashes of quoted pairs off a phrase.
func unquote(s string) string {
	var b strings.Builder
	quote := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			quote = !quote
		case c == '\\' && quote && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(c)
		}
	}
	return strings.TrimSpace(b.String())
}

// oneLine makes every run of white space and control characters one space, and drops bidi and other format characters
// that could show a name as another (security.md).
func oneLine(s string) string {
	if plainLine(s) {
		return s
	}
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			space = b.Len() > 0
			continue
		case isBidi(r):
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// plainLine: printable ASCII without double or outer spaces needs no cleaning.
func plainLine(s string) bool {
	prev := byte(' ')
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && prev == ' ' {
			return false
		}
		prev = c
	}
	return s == "" || prev != ' '
}

// isBidi: marks, embeddings, overrides and isolates that turn the reading direction.
func isBidi(r rune) bool {
	return r == 0x200E || r == 0x200F || r == 0x061C || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}
