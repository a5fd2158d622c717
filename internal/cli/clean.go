package cli

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// cleanText makes text from mail harmless for a terminal and keeps its lines. What ECMA-48 calls a control function can
// clear the screen, set the title or write the clipboard (OSC 52); here it becomes a picture that only looks like one.
//
// C0 and DEL become the pictures of U+2400, a C1 character becomes the ESC pair it stands for ("␛[" for CSI), bidi
// overrides and isolates become "<U+202E>", and bytes that are no UTF-8 become U+FFFD: an 8-bit terminal reads a lone
// 0x9B as CSI.
func cleanText(s string) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch {
		case r == '\r' && i < len(s) && s[i] == '\n': // CRLF is one line end
		case r == '\r' && i == len(s): // the end of a line that was cut at its LF
		case r == '\n':
			b.WriteByte('\n')
		case r == '\t':
			b.WriteString("    ")
		case r == '\u2028' || r == '\u2029':
			b.WriteByte('\n')
		default:
			cleanRune(&b, r)
		}
	}
	return b.String()
}

// cleanLine is cleanText for what must stay on one line: a subject, a name, a cell of a table.
func cleanLine(s string) string {
	return strings.Join(strings.Fields(cleanText(s)), " ")
}

func cleanRune(b *strings.Builder, r rune) {
	switch {
	case r < 0x20:
		b.WriteRune(0x2400 + r)
	case r == 0x7F:
		b.WriteRune('␡')
	case r >= 0x80 && r <= 0x9F:
		b.WriteRune('␛')
		b.WriteRune(r - 0x40)
	case isBidi(r):
		fmt.Fprintf(b, "<U+%04X>", r)
	default:
		b.WriteRune(r) // RuneError included
	}
}

// isBidi: embeddings, overrides and isolates. The plain marks (LRM, RLM, ALM) turn nothing around and stay.
func isBidi(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

func isClean(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if r < 0x20 && r != '\n' || r >= 0x7F && r <= 0x9F || isBidi(r) || r == '\u2028' || r == '\u2029' {
			return false
		}
	}
	return true
}

// cleanJSON escapes what encoding/json leaves as it is although a terminal obeys it: DEL, C1 and the bidi overrides.
// They stand inside strings only, so the value stays the same.
func cleanJSON(line []byte) []byte {
	s := string(line)
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x7F && r <= 0x9F || isBidi(r) }) {
		return line
	}
	var b strings.Builder
	for _, r := range s {
		if r >= 0x7F && r <= 0x9F || isBidi(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return []byte(b.String())
}
