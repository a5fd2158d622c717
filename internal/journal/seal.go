package journal

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"
)

const nonceLen = 12

func gcm(key [32]byte) cipher.AEAD {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic("aes of 32 bytes: " + err.Error()) // only a wrong key length can fail
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic("gcm: " + err.Error())
	}
	return aead
}

// sealBody encrypts with AES-256-GCM. The nonce is a keyed hash of header and body: equal bodies give equal bytes, so a
// message packed twice is one message, and unequal ones cannot share a nonce but by a collision of 96 bits.
func sealBody(key [32]byte, head, body []byte) []byte {
	nonceKey := derive(key[:], "deskhand journal nonce v1")
	nonce := macOf(nonceKey, append(append([]byte{}, head...), body...))[:nonceLen]
	return gcm(key).Seal(nonce, nonce, body, head)
}

func openBody(key [32]byte, head, sealed []byte) ([]byte, error) {
	if len(sealed) < nonceLen {
		return nil, fmt.Errorf("open sealed body: %w", ErrDamaged)
	}
	body, err := gcm(key).Open(nil, sealed[:nonceLen], sealed[nonceLen:], head)
	if err != nil {
		return nil, fmt.Errorf("open sealed body: %w: %w", ErrDamaged, err)
	}
	return body, nil
}
