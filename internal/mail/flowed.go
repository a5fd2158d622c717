package mail

import "strings"

// unflow joins the lines that format=flowed cut for the way (RFC 3676 §4): a line that ends in a space goes on in the
// next, if both are quoted as deep. delSp: that space was put in and goes.
func unflow(text string, delSp bool) string {
	var b strings.Builder
	b.Grow(len(text))
	flowing, depth := false, 0
	for rest, more := text, true; more; {
		var line string
		line, rest, more = strings.Cut(rest, "\n")
		d, words := quoteDepth(line)
		if flowing && d == depth && words != "-- " && words != "" {
			// it goes on
		} else {
			if b.Len() > 0 || flowing || len(text)-len(rest) > len(line)+1 {
				b.WriteByte('\n')
			}
			if d > 0 {
				b.WriteString(strings.Repeat(">", d))
				if words != "" {
					b.WriteByte(' ')
				}
			}
		}
		flowing = strings.HasSuffix(words, " ") && words != "-- "
		if flowing && delSp {
			words = words[:len(words)-1]
		}
		depth = d
		b.WriteString(words)
	}
	return b.String()
}

// quoteDepth counts the ">" before a line and takes off the space that was stuffed in behind them (§4.4, §4.5). Many
// programs write "> > " where the RFC says ">> "; both count.
func quoteDepth(line string) (int, string) {
	d := 0
	for strings.HasPrefix(line, ">") || d > 0 && strings.HasPrefix(line, " >") {
		line = strings.TrimPrefix(line, " ")[1:]
		d++
	}
	return d, strings.TrimPrefix(line, " ")
}

// enriched makes plain text of text/enriched (RFC 1896) and text/richtext (RFC 1341): commands off, "<<" is "<", one
// line break is a space and more are one less.
func enriched(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	param := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '<' && i+1 < len(s) && s[i+1] == '<':
			if param == 0 {
				b.WriteByte('<')
			}
			i++
		case c == '<':
			end := strings.IndexByte(s[i:min(i+71, len(s))], '>') // no command is longer
			if end < 0 {
				b.WriteByte(c)
				continue
			}
			switch asciiLower(s[i+1 : i+end]) {
			case "param", "comment":
				param++
			case "/param", "/comment":
				param = max(param-1, 0)
			case "nl", "paragraph", "/paragraph":
				b.WriteByte('\n')
			case "lt":
				b.WriteByte('<')
			}
			i += end
		case param > 0:
		case c == '\n':
			n := 1
			for i+1 < len(s) && s[i+1] == '\n' {
				i++
				n++
			}
			if n == 1 {
				b.WriteByte(' ')
			} else {
				b.WriteString(strings.Repeat("\n", n-1))
			}
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
