package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// compat writes letters and digits that exist in several forms in one: full and half width, ligatures, letters in a
// circle, jamo. It is applied to documents and queries alike. Signs keep what they are: ™ ends a word and is no "tm".
func compat(text string) string {
	first := strings.IndexFunc(text, func(r rune) bool { return r >= 0x80 })
	if first < 0 || norm.NFKC.QuickSpanString(text) == len(text) {
		return text
	}
	var b strings.Builder
	b.WriteString(text[:first])
	from := first // of the run of letters, marks and digits
	flush := func(to int) {
		b.WriteString(norm.NFKC.String(text[from:to]))
		from = to
	}
	for i := first; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:]) // of a byte that is no UTF-8 the size is 1
		if !unicode.In(r, unicode.L, unicode.M, unicode.N) && !(r >= 0xFF00 && r < 0xFFF0) {
			flush(i)
			b.WriteString(text[i : i+size])
			from = i + size
		}
		i += size
	}
	flush(len(text))
	return b.String()
}

// plain is a text without case, accents and other forms of the same letters, as the index compares.
func plain(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 }) {
		return strings.ToLower(text)
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(compat(text)))
}
