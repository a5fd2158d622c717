package mail

import (
	"encoding/base64"
	"strings"
	"unicode/utf16"
)

// decodeUTF7 reads UTF-7 (RFC 2152), which x/text does not know. What is broken stands as it is.
func decodeUTF7(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for {
		i := strings.IndexByte(s, '+')
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		s = s[i+1:]
		n := 0
		for n < len(s) && (sextet(s[n]) >= 0 && s[n] != '-' && s[n] != '_') {
			n++
		}
		units := s[:n]
		ends := n < len(s) && s[n] == '-'
		if n == 0 {
			b.WriteByte('+')
		} else if text, ok := utf7Run(units); ok {
			b.WriteString(text)
		} else {
			b.WriteString("+" + units)
			ends = false
		}
		s = s[n:]
		if ends {
			s = s[1:]
		}
	}
}

func utf7Run(s string) (string, bool) {
	b, err := base64.RawStdEncoding.DecodeString(s)
	if err != nil || len(b) < 2 {
		return "", false
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return string(utf16.Decode(units)), true
}

// hasUTF7 tells UTF-7 that no label names: ASCII in which every "+" begins a run that ends as one does and holds a
// letter beyond ASCII.
func hasUTF7(s string) bool {
	runs := 0
	for {
		i := strings.IndexByte(s, '+')
		if i < 0 {
			return runs > 0
		}
		s = s[i+1:]
		n := 0
		for n < len(s) && sextet(s[n]) >= 0 && s[n] != '-' && s[n] != '_' {
			n++
		}
		if n == 0 && strings.HasPrefix(s, "-") {
			continue
		}
		text, ok := utf7Run(s[:n])
		if !ok || n >= len(s) || s[n] != '-' || isASCII(text) || strings.ContainsRune(text, '\uFFFD') {
			return false
		}
		runs++
		s = s[n:]
	}
}
