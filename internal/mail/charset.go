package mail

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// toUTF8 decodes b from the named charset. It always gives valid UTF-8 without NULs; the error says what was wrong with
// the charset, and the text is then a best guess (UTF-8 if it is that, else ISO-2022-JP by its escapes, else
// Windows-1252).
func toUTF8(b []byte, name string) (string, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	switch name {
	case "", "us-ascii", "ascii", "utf-8", "utf8", "unknown-8bit", "default", "8bit", "iso-2022-jp":
		if name != "iso-2022-jp" && !hasISO2022(b) && utf8.Valid(b) {
			return cleanLines(string(b)), nil
		}
		if name == "utf-8" || name == "utf8" {
			if mostlyUTF8(b) {
				return clean(string(b)), fmt.Errorf("not valid UTF-8")
			}
			return guess(b), fmt.Errorf("not the UTF-8 it claims to be")
		}
		return guess(b), nil
	}
	if s, ok := decodeAs(b, name); ok {
		return s, nil
	}
	return guess(b), fmt.Errorf("unknown charset %q", short(name, 40))
}

// decodeAs decodes by the WHATWG table first, which reads what real mail programs mean by a name (latin1 as
// Windows-1252, gb2312 as GBK), then by IANA's.
func decodeAs(b []byte, name string) (string, bool) {
	if enc, err := htmlindex.Get(name); err == nil && enc != encoding.Replacement {
		if out, err := enc.NewDecoder().Bytes(b); err == nil {
			return clean(string(out)), true
		}
	}
	r, err := charset.Reader(name, bytes.NewReader(b))
	if err != nil {
		return "", false
	}
	out, err := io.ReadAll(io.LimitReader(r, int64(4*len(b)+16)))
	return clean(string(out)), err == nil
}

// mostlyUTF8: at least as many whole characters beyond ASCII as stray bytes.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		b = b[n:]
	}
	return good > 0 && good >= bad
}

func guess(b []byte) string {
	if hasISO2022(b) {
		if s, ok := decodeAs(b, "iso-2022-jp"); ok {
			return s
		}
	}
	if utf8.Valid(b) {
		return cleanLines(string(b))
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return clean(string(b))
	}
	return clean(string(out))
}

// hasISO2022 looks for the escapes that only ISO-2022-JP uses.
func hasISO2022(b []byte) bool {
	i := bytes.IndexByte(b, 0x1b)
	return i >= 0 && (bytes.Contains(b[i:], []byte("\x1b$B")) || bytes.Contains(b[i:], []byte("\x1b$@")))
}

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
