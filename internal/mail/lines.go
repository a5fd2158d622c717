package mail

import (
	"strings"
	"unicode/utf8"
)

// clean makes s valid UTF-8 with LF line ends and no NUL.
func clean(s string) string {
	s = cleanLines(s)
	if utf8.ValidString(s) { // eight bytes at a time, which ToValidUTF8 does not
		return s
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// cleanLines is clean for what is valid UTF-8 already.
func cleanLines(s string) string {
	if strings.IndexByte(s, '\r') >= 0 {
		s = lineFeeds(s)
	}
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "\uFFFD")
	}
	return s
}

// lineFeeds makes CRLF and CR alone LF.
func lineFeeds(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for {
		i := strings.IndexByte(s, '\r')
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		b.WriteByte('\n')
		s = s[i+1:]
		if s != "" && s[0] == '\n' {
			s = s[1:]
		}
	}
}

// short cuts s to at most n bytes at a rune's edge, for messages.
func short(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
