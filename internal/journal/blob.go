package journal

import (
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
)

// SaltLen is how many random bytes stand before a blob's text, so that equal texts have unequal names and a name
// tells nothing about its text (journal.md §3.3).
const SaltLen = 16

// MaxBlob is the most a blob may hold after its salt, in bytes: more would have to be cut into parts to travel.
const MaxBlob = 256 << 10

// ErrBlob says that bytes are no blob, or not the one they are named as.
var ErrBlob = errors.New("not a blob")

// NewBlob puts salt before text and names the result.
func NewBlob(salt [SaltLen]byte, text string) (name string, blob []byte, err error) {
	if len(text) > MaxBlob {
		return "", nil, fmt.Errorf("%w: text of %d bytes, at most %d", ErrBlob, len(text), MaxBlob)
	}
	blob = append(salt[:], text...)
	return BlobName(blob), blob, nil
}

// BlobName is base32(SHA-256(blob)[:20]).
func BlobName(blob []byte) string {
	sum := sha256.Sum256(blob)
	return Base32(sum[:20])
}

// BlobText checks a blob against its name and returns its text.
func BlobText(name string, blob []byte) (string, error) {
	if len(blob) < SaltLen || BlobName(blob) != name {
		return "", fmt.Errorf("%w: %s", ErrBlob, name)
	}
	return string(blob[SaltLen:]), nil
}

// DeviceID is the first 13 characters of base32(SHA-256(public key)).
func DeviceID(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return Base32(sum[:])[:13]
}

// ObjectFromOp is the id of a free object, or of a ticket without a mail: kind and the first 16 characters of the
// id of its `new` op.
func ObjectFromOp(kind byte, opID string) string { return string(kind) + opID[:16] }
