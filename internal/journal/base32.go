package journal

import (
	"encoding/base32"
	"fmt"
	"strings"
)

// Crockford's alphabet, upper case (journal.md §3.1).
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// encoding is immutable; encoding/base32 packs bits most significant first and pads with zero bits.
var encoding = base32.NewEncoding(alphabet).WithPadding(base32.NoPadding)

// Base32 writes b in Crockford's alphabet, most significant bit first, zero bits at the end.
func Base32(b []byte) string { return encoding.EncodeToString(b) }

// ParseBase32 reads what Base32 wrote, and nothing else: records are exact, so a lower-case letter, a stray
// character or a set padding bit is an error.
func ParseBase32(s string) ([]byte, error) {
	b, err := encoding.DecodeString(s)
	if err != nil {
		return nil, fmt.Errorf("base32 %q: %w", s, err)
	}
	if encoding.EncodeToString(b) != s {
		return nil, fmt.Errorf("base32 %q: bits beyond the end", s)
	}
	return b, nil
}

// FoldTyped brings what a person typed to the exact alphabet: without case, O as 0, I and L as 1, hyphens and
// spaces dropped. It does not check the result.
func FoldTyped(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '-', ' ', '[', ']':
			return -1
		case 'o', 'O':
			return '0'
		case 'i', 'I', 'l', 'L':
			return '1'
		}
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, s)
}
