package journal

import (
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// ErrBox says that a sealed secret is not for this device, or damaged.
var ErrBox = errors.New("not sealed to this device")

// BoxKey draws a device's X25519 key from the seed of its ed25519 key, so that a device and a recovery sheet have one
// secret to keep. Its PublicKey().Bytes() is `box` on @team.
func BoxKey(seed []byte) *ecdh.PrivateKey {
	k := derive(seed, "deskhand box v1")
	key, err := ecdh.X25519().NewPrivateKey(k[:])
	if err != nil {
		panic("x25519 of 32 bytes: " + err.Error()) // only a wrong length can fail
	}
	return key
}

// boxKey is the key of one sealing: the ephemeral and the receiving key go into it, so it is used once.
func boxKey(shared, ephemeral, box []byte, about string) [32]byte {
	key, err := hkdf.Key(sha256.New, shared, slices.Concat(ephemeral, box), "deskhand sealed v1 "+about, 32)
	if err != nil {
		panic("hkdf of 32 bytes: " + err.Error())
	}
	return [32]byte(key)
}

// SealTo seals a secret to a device's box: ephemeral public key ‖ AES-256-GCM under HKDF(ECDH). random must be fresh;
// about binds the result to its place.
func SealTo(box, plain []byte, about string, random io.Reader) ([]byte, error) {
	pub, err := ecdh.X25519().NewPublicKey(box)
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", about, err)
	}
	var fresh [32]byte
	if _, err := io.ReadFull(random, fresh[:]); err != nil {
		return nil, fmt.Errorf("seal %s: %w", about, err)
	}
	once, err := ecdh.X25519().NewPrivateKey(fresh[:])
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", about, err)
	}
	shared, err := once.ECDH(pub)
	if err != nil { // a box of low order
		return nil, fmt.Errorf("seal %s: %w", about, err)
	}
	ephemeral := once.PublicKey().Bytes()
	return gcm(boxKey(shared, ephemeral, box, about)).Seal(ephemeral, make([]byte, nonceLen), plain, nil), nil
}

// OpenFrom opens what SealTo sealed to a device's key, or ErrBox.
func OpenFrom(key *ecdh.PrivateKey, sealed []byte, about string) ([]byte, error) {
	if len(sealed) < 32 {
		return nil, fmt.Errorf("open %s: %w", about, ErrBox)
	}
	pub, err := ecdh.X25519().NewPublicKey(sealed[:32])
	if err != nil {
		return nil, fmt.Errorf("open %s: %w: %w", about, ErrBox, err)
	}
	shared, err := key.ECDH(pub)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w: %w", about, ErrBox, err)
	}
	k := boxKey(shared, sealed[:32], key.PublicKey().Bytes(), about)
	plain, err := gcm(k).Open(nil, make([]byte, nonceLen), sealed[32:], nil)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w: %w", about, ErrBox, err)
	}
	return plain, nil
}

func aboutKey(team string, epoch uint32, device string) string {
	return team + " " + strconv.FormatUint(uint64(epoch), 10) + " " + device
}

// Rotate makes the value of `key` for the next epoch: the new secret sealed to every confirmed device that is not
// revoked. An unconfirmed one gets it when it is confirmed (Hand). heads are the newest batches of all devices.
func (t *Team) Rotate(secret [32]byte, heads []Hash, random io.Reader) KeyValue {
	v := KeyValue{Epoch: t.Epoch + 1, Sealed: map[string][]byte{}, Heads: heads}
	for id, d := range t.Devices {
		if !d.Confirmed || d.Revoked || len(d.Box) == 0 {
			continue
		}
		sealed, err := SealTo(d.Box, secret[:], aboutKey(t.ID, v.Epoch, id), random)
		if err != nil {
			continue // a device with a box that is none cannot be given the key, and must not keep the others from it
		}
		v.Sealed[id] = sealed
	}
	return v
}

// Hand makes the value of `key` that gives one more device the secret of the current epoch.
func (t *Team) Hand(device string, secret [32]byte, random io.Reader) (KeyValue, error) {
	return t.HandTo(device, t.Devices[device].Box, t.Epoch, secret, random)
}

// HandTo gives a device whose box is known the secret of any epoch: a new recovery sheet needs those of all older ones,
// for the log reaches back.
func (t *Team) HandTo(device string, box []byte, epoch uint32, secret [32]byte, random io.Reader) (KeyValue, error) {
	sealed, err := SealTo(box, secret[:], aboutKey(t.ID, epoch, device), random)
	return KeyValue{Epoch: epoch, Sealed: map[string][]byte{device: sealed}, More: true}, err
}

// Secrets opens what was sealed to a device: for each epoch the secrets it was given, the one to write with first. There
// are two of one epoch where two admins rotated apart: both read, the later in stamp order writes.
func (t *Team) Secrets(device string, key *ecdh.PrivateKey) map[uint32][][32]byte {
	out := map[uint32][][32]byte{}
	for _, more := range []bool{false, true} {
		for _, r := range slices.Backward(t.Rotations) {
			plain, err := OpenFrom(key, r.Sealed[device], aboutKey(t.ID, r.Epoch, device))
			if r.More != more || err != nil || len(plain) != secretLen {
				continue
			}
			if s := [32]byte(plain); !slices.Contains(out[r.Epoch], s) {
				out[r.Epoch] = append(out[r.Epoch], s)
			}
		}
	}
	return out
}
