package sanitize

import "golang.org/x/net/html/atom"

// allowed: the elements that may stand in the page.
func allowed(a atom.Atom) bool {
	switch a {
	case atom.A, atom.Abbr, atom.Address, atom.Article, atom.Aside, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Blockquote,
		atom.Br, atom.Caption, atom.Center, atom.Cite, atom.Code, atom.Col, atom.Colgroup, atom.Dd, atom.Del, atom.Dfn,
		atom.Div, atom.Dl, atom.Dt, atom.Em, atom.Figcaption, atom.Figure, atom.Font, atom.Footer, atom.H1, atom.H2, atom.H3,
		atom.H4, atom.H5, atom.H6, atom.Header, atom.Hr, atom.I, atom.Img, atom.Ins, atom.Kbd, atom.Li, atom.Main, atom.Mark,
		atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Q, atom.Rp, atom.Rt, atom.Ruby, atom.S, atom.Samp, atom.Section, atom.Small,
		atom.Span, atom.Strike, atom.Strong, atom.Sub, atom.Sup, atom.Table, atom.Tbody, atom.Td, atom.Tfoot, atom.Th,
		atom.Thead, atom.Time, atom.Tr, atom.Tt, atom.U, atom.Ul, atom.Var, atom.Wbr:
		return true
	}
	return false
}

// void: elements without an end tag.
func void(a atom.Atom) bool {
	switch a {
	case atom.Br, atom.Col, atom.Hr, atom.Img, atom.Wbr:
		return true
	}
	return false
}

// dropsContent: the tokenizer reads what follows as raw text, and it is nothing to read.
func dropsContent(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Title, atom.Iframe, atom.Noembed, atom.Noframes, atom.Noscript:
		return true
	}
	return false
}

// closes: the open element ends where the new one begins (HTML's optional end tags).
func closes(open, next atom.Atom) bool {
	switch open {
	case atom.P:
		return block(next)
	case atom.Li:
		return next == atom.Li
	case atom.Dt, atom.Dd:
		return next == atom.Dt || next == atom.Dd
	case atom.Td, atom.Th:
		return next == atom.Td || next == atom.Th || next == atom.Tr || next == atom.Tbody || next == atom.Tfoot
	case atom.Tr:
		return next == atom.Tr || next == atom.Tbody || next == atom.Tfoot
	case atom.Thead, atom.Tbody, atom.Tfoot:
		return next == atom.Tbody || next == atom.Tfoot || next == atom.Thead
	}
	return false
}

func cell(a atom.Atom) bool { return a == atom.Td || a == atom.Th || a == atom.Caption }

func tablePart(a atom.Atom) bool {
	return a == atom.Table || a == atom.Tr || a == atom.Tbody || a == atom.Thead || a == atom.Tfoot
}

func block(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Center, atom.Div, atom.Dl, atom.Figure, atom.Footer,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hr, atom.Main, atom.Nav, atom.Ol, atom.P,
		atom.Pre, atom.Section, atom.Table, atom.Ul:
		return true
	}
	return false
}

// attrSet remembers the attributes already written of one tag.
type attrSet struct {
	names [24]string
	n     int
}

// add says whether the name is new; a tag has room for so many.
func (s *attrSet) add(name string) bool {
	for _, have := range s.names[:s.n] {
		if have == name {
			return false
		}
	}
	if s.n == len(s.names) {
		return false
	}
	s.names[s.n] = name
	s.n++
	return true
}

// attributeName gives the name as a constant, or "" for an attribute that may stand nowhere.
func attributeName(k []byte) string {
	for _, name := range [...]string{
		"style", "align", "valign", "dir", "lang", "title", "alt", "width", "height", "bgcolor", "border", "cellpadding",
		"cellspacing", "colspan", "rowspan", "span", "color", "face", "size", "start", "type", "nowrap", "scope",
	} {
		if string(k) == name {
			return name
		}
	}
	return ""
}

// attributeAllowed: which attribute with which value may stand on which element. Style, link and picture are handled
// apart.
func attributeAllowed(a atom.Atom, name string, v []byte) bool {
	switch name {
	case "align", "valign":
		return isWord(v, 10)
	case "bgcolor":
		return isColor(v)
	case "dir":
		s := string(v)
		return s == "ltr" || s == "rtl" || s == "auto"
	case "lang":
		return isLang(v)
	case "title":
		return a != atom.A
	case "alt":
		return a == atom.Img
	case "width", "height":
		return isLength(v) && sized(a)
	case "border", "cellpadding", "cellspacing":
		return isLength(v) && (a == atom.Table || a == atom.Img && name == "border")
	case "colspan", "rowspan", "span":
		return isNumber(v, 3) && (a == atom.Td || a == atom.Th || a == atom.Col || a == atom.Colgroup)
	case "color":
		return a == atom.Font && isColor(v)
	case "face":
		return a == atom.Font && isFace(v)
	case "size":
		return (a == atom.Font || a == atom.Hr) && isSize(v)
	case "start":
		return a == atom.Ol && isNumber(v, 5)
	case "type":
		return (a == atom.Ol || a == atom.Ul || a == atom.Li) && isWord(v, 6)
	case "nowrap":
		return (a == atom.Td || a == atom.Th) && isWord(v, 6)
	case "scope":
		return a == atom.Th && isWord(v, 8)
	}
	return false
}

func sized(a atom.Atom) bool {
	switch a {
	case atom.Table, atom.Td, atom.Th, atom.Tr, atom.Col, atom.Colgroup, atom.Img, atom.Hr:
		return true
	}
	return false
}

func all(v []byte, limit int, ok func(c byte) bool) bool {
	if len(v) > limit {
		return false
	}
	for _, c := range v {
		if !ok(c) {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWord(v []byte, limit int) bool {
	return all(v, limit, func(c byte) bool { return isLetter(c) || isDigit(c) })
}

func isLang(v []byte) bool {
	return all(v, 35, func(c byte) bool { return isLetter(c) || isDigit(c) || c == '-' })
}

func isNumber(v []byte, limit int) bool { return len(v) > 0 && all(v, limit, isDigit) }

// isLength: up to four digits, with "px", "%" or nothing behind them.
func isLength(v []byte) bool {
	i := 0
	for i < len(v) && (isDigit(v[i]) || v[i] == '.') {
		i++
	}
	unit := string(v[i:])
	return i > 0 && i <= 5 && (unit == "" || unit == "%" || unit == "px")
}

func isSize(v []byte) bool {
	if len(v) > 0 && (v[0] == '+' || v[0] == '-') {
		v = v[1:]
	}
	return isNumber(v, 2)
}

func isColor(v []byte) bool {
	return all(v, 40, func(c byte) bool {
		return isLetter(c) || isDigit(c) || c == '#' || c == ' ' || c == ',' || c == '.' || c == '%' || c == '(' || c == ')'
	})
}

func isFace(v []byte) bool {
	return all(v, 200, func(c byte) bool {
		return isLetter(c) || isDigit(c) || c == ' ' || c == ',' || c == '-' || c == '_' || c == '\'' || c >= 0x80
	})
}
