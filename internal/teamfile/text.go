package teamfile

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// IsPicture tells a file that is no text, by its name.
func IsPicture(name string) bool {
	return slices.Contains(Pictures(), strings.ToLower(strings.TrimPrefix(path.Ext(name), ".")))
}

// Normal is a text as it counts: without a byte order mark, lines ended by \n, one at the end. What differs in these alone
// is no edit: editors and version control change them by themselves.
func Normal(text []byte) []byte {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	if text = bytes.TrimRight(text, "\n"); len(text) > 0 {
		text = append(slices.Clip(text), '\n')
	}
	return text
}

// Print is the hash by which a laptop knows the content of a file again; of a text, of its normal form.
func Print(name string, data []byte) string {
	if !IsPicture(name) && utf8.Valid(data) {
		data = Normal(data)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}
