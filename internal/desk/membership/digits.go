package membership

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// digitsWork is how often the hash behind the digits is taken: whoever wants a key with the digits of somebody else's has
// to try about a million.
const digitsWork = 100_000

// digits are what both screens show while a laptop joins: six of a hash of its two public keys (journal.md §3.8).
func digits(team string, pub, box []byte) (string, error) {
	keys := append(append([]byte{}, pub...), box...)
	out, err := pbkdf2.Key(sha256.New, string(keys), []byte("deskhand digits "+team), digitsWork, 8)
	if err != nil {
		return "", fmt.Errorf("work out the digits: %w", err)
	}
	n := binary.BigEndian.Uint64(out) % 1_000_000
	return fmt.Sprintf("%03d %03d", n/1000, n%1000), nil
}
