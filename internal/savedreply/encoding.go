package savedreply

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// toUTF8 converts a file in another encoding (formats.md: read, converted and reported). name is what it was taken for,
// empty for UTF-8, with or without a byte order mark.
func toUTF8(src []byte) (out []byte, name string) {
	var from encoding.Encoding
	switch {
	case bytes.HasPrefix(src, []byte("\xff\xfe")), bytes.HasPrefix(src, []byte("\xfe\xff")):
		from, name = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), "UTF-16"
	case utf8.Valid(src):
		return bytes.TrimPrefix(src, []byte("\xef\xbb\xbf")), ""
	default:
		from, name = charmap.Windows1252, "Windows-1252"
	}
	out, err := from.NewDecoder().Bytes(src)
	if err != nil || !utf8.Valid(out) {
		return bytes.ToValidUTF8(src, []byte("\uFFFD")), "no known encoding"
	}
	return out, name
}
