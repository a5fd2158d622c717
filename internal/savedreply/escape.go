package savedreply

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxValue is the longest value filled in, in bytes.
const maxValue = 32 << 10

// cleanValue takes out of a value what must not be shown (controls, bidi overrides, broken bytes); line breaks stay.
func cleanValue(s string) string {
	if len(s) > maxValue {
		s = strings.TrimSuffix(cut(s, maxValue), "…")
	}
	lines := strings.Split(strings.ReplaceAll(strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n"), "\r", "\n"), "\n")
	for i := range lines {
		lines[i] = oneLine(lines[i])
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// escapeText writes a cleaned value so that Markdown shows it as it is, whatever stands around it. Line breaks become
// hard breaks, also empty lines: a value never ends the paragraph, list item or quote it stands in.
// lineStart: nothing but space and marks stands before it on its line.
func escapeText(value string, lineStart bool) string {
	var out strings.Builder
	for i, line := range strings.Split(value, "\n") {
		if i > 0 {
			out.WriteString("\\\n")
		}
		escapeLine(&out, line, lineStart || i > 0)
	}
	return out.String()
}

func escapeLine(out *strings.Builder, line string, lineStart bool) {
	digits := len(line) - len(strings.TrimLeft(line, "0123456789"))
	if lineStart && digits > 0 && digits == len(line) {
		// The template may go on with ". " and make a list of it.
		out.WriteString("&#" + strconv.Itoa(int(line[0])) + ";")
		line, digits = line[1:], 0
	}
	for i := 0; i < len(line); i++ {
		c := line[i]
		special := strings.IndexByte("\\`*_[]<>&@{}()~|", c) >= 0
		switch {
		case i == 0 && isPunct(c): // a list, heading, rule … or the rest of something the template began
			special = true
		case i == digits && lineStart && c == '.': // 1.
			special = true
		case c == '.': // www. would become a link
			special = i >= 3 && strings.EqualFold(line[i-3:i], "www")
		case c == ':': // https:// would become a link; [text]: a definition
			special = strings.HasPrefix(line[i:], ":/")
		}
		if special {
			out.WriteByte('\\')
		}
		out.WriteByte(c)
	}
}

func isPunct(c byte) bool {
	return c >= '!' && c <= '/' || c >= ':' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~'
}

// link is an address made safe to stand in a destination or between < and >; "" with the reason if it is none.
func link(value string) (address, why string) {
	value = oneLine(value)
	u, err := url.Parse(value)
	switch {
	case err != nil || !strings.Contains(value, ":"):
		return "", "it is not an address"
	case u.Scheme == "mailto" && strings.Contains(u.Opaque, "@"):
	case u.Scheme != "http" && u.Scheme != "https":
		return "", "it is neither http, https nor mailto"
	case u.Host == "":
		return "", "it names no host"
	case u.User != nil:
		return "", "it hides its host behind a user name"
	}
	return encode(value, "-._~:/?#@!$&'*+,;=%"), ""
}

// encode percent-encodes every byte but letters, digits and those in keep.
func encode(s, keep string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < utf8.RuneSelf && (c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || strings.IndexByte(keep, c) >= 0) {
			out.WriteByte(c)
			continue
		}
		out.WriteString("%" + strings.ToUpper(strconv.FormatInt(int64(c)+0x100, 16)[1:]))
	}
	return out.String()
}

// place is where in the Markdown the next value stands.
type place int

const (
	inText    place = iota
	atLine          // in text, nothing before it on its line
	linkStart       // the begin of a destination: [text](HERE), <HERE>, [label]: HERE
	inLink          // further on in one
	inAngle         // between < and >, at the begin: already an autolink
)

// placeAt looks at the line so far. Brackets that came from values are escaped and do not count.
func placeAt(line string) place {
	if strings.TrimLeft(line, " \t>-+*#.)0123456789") == "" { // markers of quotes, lists and headings
		return atLine
	}
	if i := strings.LastIndex(line, "]("); i >= 0 && !escaped(line, i) && !strings.Contains(line[i:], ")") {
		if dest := strings.TrimLeft(line[i+2:], " <"); dest != "" {
			return inLink
		}
		return linkStart
	}
	if i := strings.LastIndexByte(line, '<'); i >= 0 && !escaped(line, i) && !strings.Contains(line[i:], ">") {
		if line[i+1:] == "" {
			return inAngle
		}
		if !strings.Contains(line[i:], " ") {
			return inLink
		}
	}
	if bare := strings.TrimLeft(line, " "); strings.HasPrefix(bare, "[") {
		if i := strings.Index(bare, "]:"); i > 0 && !escaped(bare, i) {
			if strings.TrimSpace(bare[i+2:]) == "" {
				return linkStart
			}
			return inLink
		}
	}
	return inText
}

func escaped(s string, at int) bool {
	n := 0
	for at > 0 && s[at-1] == '\\' {
		n, at = n+1, at-1
	}
	return n%2 == 1
}
