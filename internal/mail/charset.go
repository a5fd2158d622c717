package mail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// toUTF8 decodes b from the named charset. It always gives valid UTF-8 without NULs; the error says what was wrong with
// the charset, and the text is then a best guess.
func toUTF8(b []byte, name string) (string, error) {
	b, name = byteOrderMark(b, charsetName(name))
	switch name {
	case "":
		return unlabelled(b), nil
	case "utf-8":
		return fromUTF8(b)
	case "utf-7":
		if !isASCIIBytes(b) {
			return unlabelled(b), errors.New("not the UTF-7 it claims to be")
		}
		return clean(decodeUTF7(string(b))), nil
	}
	if wide := detectWide(b); wide != "" && !strings.HasPrefix(name, "utf-") {
		name = wide
	}
	if isASCIIBytes(b) && !shifts(name) {
		if hasISO2022(b) {
			return unlabelled(b), nil
		}
		return cleanLines(string(b)), nil
	}
	if reallyUTF8(b, name) {
		return cleanLines(string(b)), nil
	}
	s, ok := decodeAs(b, name)
	if !ok {
		return unlabelled(b), fmt.Errorf("unknown charset %q", short(name, 40))
	}
	if better, ok := mislabelled(b, s, name); ok {
		return better, fmt.Errorf("not the %s it claims to be", short(name, 40))
	}
	return s, nil
}

// fromUTF8 reads what is labelled UTF-8, also where single bytes of it are broken.
func fromUTF8(b []byte) (string, error) {
	switch {
	case utf8.Valid(b):
		if hasISO2022(b) || isASCIIBytes(b) && hasUTF16(b) {
			return unlabelled(b), errors.New("not the UTF-8 it claims to be")
		}
		return cleanLines(string(b)), nil
	case mostlyUTF8(b):
		return clean(string(b)), errors.New("not valid UTF-8")
	}
	return unlabelled(b), errors.New("not the UTF-8 it claims to be")
}

func hasUTF16(b []byte) bool { return bytes.IndexByte(b, 0) >= 0 && detectWide(b) != "" }

// unlabelled reads bytes whose charset nobody says.
func unlabelled(b []byte) string {
	switch {
	case hasISO2022(b):
		set := "iso-2022-jp"
		if bytes.Contains(b, []byte("\x1b$)C")) {
			set = "iso-2022-kr"
		}
		if s, ok := decodeAs(b, set); ok {
			return s
		}
	case hasUTF16(b):
	case utf8.Valid(b):
		if s := string(b); isASCIIBytes(b) && hasUTF7(s) {
			return clean(decodeUTF7(s))
		}
		return cleanLines(string(b))
	}
	set, _ := detect(b, "")
	s, _ := decodeAs(b, set)
	return s
}

// reallyUTF8: bytes that are valid UTF-8 with letters beyond ASCII are no text of another charset, but for a few words
// of Chinese, Japanese or Korean.
func reallyUTF8(b []byte, name string) bool {
	if strings.HasPrefix(name, "utf-") || !utf8.Valid(b) {
		return false
	}
	least := 1
	if manyBytes(name) {
		least = 5
	}
	if strings.HasPrefix(name, "ibm037") || strings.HasPrefix(name, "ibm1047") {
		return false
	}
	n := 0
	for _, r := range string(b[:min(len(b), detectSample)]) {
		if r >= 0xA0 {
			n++
		}
	}
	return n >= least
}

func manyBytes(name string) bool {
	switch name {
	case "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr":
		return true
	}
	return false
}

// mislabelled finds a better reading where the one that the label asks for is no text.
func mislabelled(b []byte, read, name string) (string, bool) {
	broken, beyond, plain := 0, 0, 0
	for _, r := range read[:min(len(read), 4*detectSample)] {
		switch {
		case r == utf8.RuneError || r >= 0x80 && r < 0xA0:
			broken++
		case r >= 0x80:
			beyond++
		case r|0x20 >= 'a' && r|0x20 <= 'z':
			plain++
		}
	}
	latin := name == "windows-1252" || name == "iso-8859-15" || name == "windows-1250" || name == "iso-8859-2" || name == "windows-1254"
	switch {
	case broken > 0 && broken*8 > beyond:
	case latin && beyond >= 6 && beyond > plain: // no language of Latin letters has as many with marks
	case shifts(name) && !isASCIIBytes(b) && beyond+broken > 0:
	default:
		return "", false
	}
	set, score := detect(b, "")
	if score < sureScore || set == name {
		return "", false
	}
	return decodeAs(b, set)
}

// decodeAs decodes by our own table of names, then by the WHATWG's, which reads what real mail programs mean by a name
// (latin1 as Windows-1252), then by IANA's.
func decodeAs(b []byte, name string) (string, bool) {
	if enc := ownEncoding(name); enc != nil {
		out, err := enc.NewDecoder().Bytes(b)
		return clean(string(out)), err == nil
	}
	switch name {
	case "iso-2022-kr":
		return decodeAs(unshiftKR(b), "euc-kr")
	case "iso-2022-cn":
		return decodeAs(unshiftKR(b), "gb18030")
	}
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

// unshiftKR makes EUC of ISO-2022-KR (RFC 1557) and of the GB 2312 of ISO-2022-CN (RFC 1922): between SO and SI the high
// bit is on; escapes go.
func unshiftKR(b []byte) []byte {
	out := make([]byte, 0, len(b))
	on := false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == 0x0e:
			on = true
		case c == 0x0f:
			on = false
		case c == 0x1b && i+3 < len(b) && b[i+1] == '$' && (b[i+2] == ')' || b[i+2] == '*'):
			i += 3
		case c == '\n':
			on = false
			out = append(out, c)
		case on && c > ' ' && c < 0x7f:
			out = append(out, c|0x80)
		default:
			out = append(out, c)
		}
	}
	return out
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

// hasISO2022 looks for the escapes that only ISO-2022 uses.
func hasISO2022(b []byte) bool {
	i := bytes.IndexByte(b, 0x1b)
	if i < 0 {
		return false
	}
	for _, esc := range [...]string{"\x1b$B", "\x1b$@", "\x1b$(D", "\x1b(I", "\x1b$)C"} {
		if bytes.Contains(b[i:], []byte(esc)) {
			return true
		}
	}
	return false
}
