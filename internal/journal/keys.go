package journal

import (
	"crypto/hkdf"
	"crypto/sha256"
	"strconv"
)

// Keys are what the team secret of one epoch gives: one key to say "made by the team", one to seal where the team
// chose encryption (journal.md §3.8).
type Keys struct{ MAC, Seal [32]byte }

// DeriveKeys draws both keys from the team secret by HKDF-SHA256, bound to the team and the epoch.
func DeriveKeys(secret [32]byte, team string, epoch uint32) Keys {
	about := team + " " + strconv.FormatUint(uint64(epoch), 10)
	return Keys{MAC: derive(secret[:], "deskhand journal mac v1 "+about), Seal: derive(secret[:], "deskhand journal seal v1 "+about)}
}

func derive(secret []byte, info string) [32]byte {
	key, err := hkdf.Key(sha256.New, secret, nil, info, 32)
	if err != nil {
		panic("hkdf of 32 bytes: " + err.Error()) // only a length above 8160 bytes can fail
	}
	return [32]byte(key)
}
