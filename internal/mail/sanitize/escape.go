package sanitize

// appendText writes text so that it can be nothing but text.
func appendText(out, t []byte) []byte {
	start := 0
	for i, c := range t {
		var esc string
		switch c {
		case '&':
			esc = "&amp;"
		case '<':
			esc = "&lt;"
		case '>':
			esc = "&gt;"
		case 0:
			esc = "\uFFFD"
		case '\r': // of "&#13;": a parser would read another character back
			esc = "\n"
		default:
			continue
		}
		out = append(out, t[start:i]...)
		out = append(out, esc...)
		start = i + 1
	}
	return append(out, t[start:]...)
}

// appendValue writes an attribute's value for double quotes.
func appendValue(out, v []byte) []byte {
	for _, c := range v {
		switch c {
		case '&':
			out = append(out, "&amp;"...)
		case '<':
			out = append(out, "&lt;"...)
		case '>':
			out = append(out, "&gt;"...)
		case '"':
			out = append(out, "&#34;"...)
		case '`':
			out = append(out, "&#96;"...)
		case 0:
			out = append(out, "\uFFFD"...)
		case '\n', '\r':
			out = append(out, ' ')
		default:
			out = append(out, c)
		}
	}
	return out
}
