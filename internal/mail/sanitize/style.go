package sanitize

import "strings"

const maxStyle = 8 << 10

// cleanStyle writes the declarations of a style attribute that can only paint inside their own box: no position, no
// address, no function but colours and calc, no escapes, no number beyond five digits.
func (c *cleaner) cleanStyle(out []byte, style string) []byte {
	if len(style) > maxStyle {
		return out
	}
	if i := strings.Index(style, "/*"); i >= 0 {
		style = withoutComments(style)
	}
	for style != "" {
		var decl string
		decl, style = cutDeclaration(style)
		prop, value, ok := strings.Cut(decl, ":")
		if !ok {
			continue
		}
		prop = strings.ToLower(strings.TrimSpace(prop))
		value = strings.TrimSpace(value)
		if i := strings.Index(value, "url("); i >= 0 || containsFold(value, "url(") {
			c.styleURL(value)
			continue
		}
		if !propertyAllowed(prop) || !valueAllowed(prop, value) {
			continue
		}
		if len(out) > 0 {
			out = append(out, ';')
		}
		out = append(out, prop...)
		out = append(out, ':')
		out = append(out, strings.ReplaceAll(value, `"`, "'")...)
	}
	return out
}

// styleURL counts the picture that a declaration would have loaded.
func (c *cleaner) styleURL(value string) {
	i := strings.Index(strings.ToLower(value), "url(")
	if i < 0 || i+4 > len(value) {
		return
	}
	u, _, _ := strings.Cut(value[i+4:], ")")
	c.remote(strings.Trim(u, "'\" \t\n"))
}

func withoutComments(s string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, "/*")
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		end := strings.Index(s[i+2:], "*/")
		if end < 0 {
			return b.String()
		}
		s = s[i+2+end+2:]
	}
}

// cutDeclaration cuts at the first ";" outside quotes and parentheses.
func cutDeclaration(s string) (decl, rest string) {
	var quote byte
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
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
	return s, ""
}

func propertyAllowed(p string) bool {
	switch p {
	case "color", "background", "background-color", "opacity", "visibility",
		"font", "font-family", "font-size", "font-style", "font-variant", "font-weight", "font-stretch",
		"line-height", "letter-spacing", "word-spacing", "white-space", "word-break", "word-wrap", "overflow-wrap", "hyphens",
		"text-align", "text-decoration", "text-decoration-color", "text-decoration-line", "text-decoration-style",
		"text-indent", "text-overflow", "text-transform", "vertical-align", "direction", "unicode-bidi",
		"width", "height", "max-width", "max-height", "min-width", "min-height", "box-sizing", "display", "float", "clear", "overflow",
		"margin", "margin-top", "margin-right", "margin-bottom", "margin-left",
		"padding", "padding-top", "padding-right", "padding-bottom", "padding-left",
		"border", "border-top", "border-right", "border-bottom", "border-left", "border-color", "border-style", "border-width",
		"border-top-color", "border-right-color", "border-bottom-color", "border-left-color",
		"border-top-style", "border-right-style", "border-bottom-style", "border-left-style",
		"border-top-width", "border-right-width", "border-bottom-width", "border-left-width",
		"border-radius", "border-top-left-radius", "border-top-right-radius", "border-bottom-left-radius",
		"border-bottom-right-radius", "border-collapse", "border-spacing", "table-layout", "caption-side", "empty-cells",
		"list-style", "list-style-type", "list-style-position":
		return true
	}
	return false
}

// valueAllowed checks the characters, the functions and the numbers of a value, and what single properties forbid.
func valueAllowed(prop, value string) bool {
	if value == "" || len(value) > 300 || !quotesPair(value) || !functionsAllowed(value) || holdsVerb(value) {
		return false
	}
	digits := 0
	for i := 0; i < len(value); i++ {
		c := value[i]
		if isDigit(c) {
			if digits++; digits > 5 {
				return false
			}
			continue
		}
		if c != '.' {
			digits = 0
		}
		if !isLetter(c) && c < 0x80 && strings.IndexByte(" \t\r\n#%.,'\"!+-()/_", c) < 0 {
			return false
		}
		if c == '-' && i+1 < len(value) && (isDigit(value[i+1]) || value[i+1] == '.') && noNegative(prop) {
			return false
		}
	}
	return prop != "display" || displayAllowed(strings.ToLower(value))
}

// noNegative: a negative value would move the box or its text out of its place.
func noNegative(prop string) bool {
	return strings.HasPrefix(prop, "margin") || prop == "text-indent" || prop == "word-spacing" || prop == "letter-spacing"
}

func displayAllowed(v string) bool {
	v = strings.TrimSpace(strings.TrimSuffix(v, "!important"))
	switch v {
	case "none", "block", "inline", "inline-block", "table", "table-row", "table-cell", "list-item", "inline-table",
		"table-row-group", "table-header-group", "table-footer-group", "table-column", "table-column-group", "table-caption":
		return true
	}
	return false
}

func quotesPair(v string) bool {
	var quote byte
	for i := 0; i < len(v); i++ {
		if c := v[i]; c == '"' || c == '\'' {
			switch quote {
			case 0:
				quote = c
			case c:
				quote = 0
			default:
				return false // one kind inside the other would break when rewritten
			}
		}
	}
	return quote == 0
}

// functionsAllowed: each "(" follows a function that loads nothing, and is closed.
func functionsAllowed(v string) bool {
	depth := 0
	for i := 0; i < len(v); i++ {
		switch v[i] {
		case ')':
			if depth--; depth < 0 {
				return false
			}
		case '(':
			depth++
			j := i
			for j > 0 && (isLetter(v[j-1]) || isDigit(v[j-1]) || v[j-1] == '-' || v[j-1] == '_') {
				j--
			}
			switch strings.ToLower(v[j:i]) {
			case "rgb", "rgba", "hsl", "hsla", "calc":
			default:
				return false
			}
		}
	}
	return depth == 0
}

func containsFold(s, sub string) bool {
	for i := 0; i+len(sub) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(sub)], sub) {
			return true
		}
	}
	return false
}

// holdsVerb tells a value that names, outside quotes, something that loads, moves or runs. None of it means anything
// behind the properties that are let through; a web view that thinks otherwise must not get it.
func holdsVerb(value string) bool {
	var quote byte
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
			continue
		case c == '"' || c == '\'':
			quote = c
			continue
		case !isLetter(c):
			continue
		}
		for _, verb := range verbs() {
			if len(value)-i >= len(verb) && strings.EqualFold(value[i:i+len(verb)], verb) {
				return true
			}
		}
	}
	return false
}

func verbs() [11]string {
	return [...]string{"url", "expression", "position", "z-index", "transform", "behavior", "binding", "animation", "transition", "filter", "cursor"}
}
