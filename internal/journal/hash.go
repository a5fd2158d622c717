package journal

import (
	"crypto/sha256"
	"errors"
	"fmt"
)

// ErrHash says that a text is no hash.
var ErrHash = errors.New("not a hash")

// String writes a hash as 20 characters of Base32.
func (h Hash) String() string { return Base32(h[:]) }

// IsZero tells whether this is no hash at all.
func (h Hash) IsZero() bool { return h == Hash{} }

// ParseHash reads what String wrote.
func ParseHash(text string) (Hash, error) {
	b, err := ParseBase32(text)
	if err != nil || len(b) != len(Hash{}) {
		return Hash{}, fmt.Errorf("%w: %q", ErrHash, text)
	}
	return Hash(b), nil
}

// MarshalText writes a hash in JSON as String does.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (h *Hash) UnmarshalText(text []byte) (err error) {
	*h, err = ParseHash(string(text))
	return err
}

func hashOf(data []byte) Hash {
	sum := sha256.Sum256(data)
	return Hash(sum[:len(Hash{})])
}
