package journal

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Batch is a run of one device's stream, seq A to B, as that device signed it. It travels verbatim for ever: packing
// many into one message never changes what is signed.
type Batch struct {
	Device string
	A, B   uint64
	Prev   Hash   // of this device's batch before; zero for its first
	Have   Vector // what the author has seen of others since its last batch
	Lines  []byte // uncompressed, each line ended by \n
	Sig    [ed25519.SignatureSize]byte
}

// BatchMeta is what the chain of a device's batches is made of.
type BatchMeta struct {
	Hash, Prev Hash
	Device     string
	A, B       uint64
}

// Line is one line of a batch. Op is nil where it cannot be read, and Err says why: the line is quarantined, its
// batch is not.
type Line struct {
	Seq uint64
	Raw []byte // aliases the batch's Lines
	Op  *Op
	Err error
}

// ErrSignature says that a batch or snapshot is not what its device signed.
var ErrSignature = errors.New("signature does not fit")

// signedText is what a device signs (journal.md §3.5). Lines are hashed uncompressed, so that a segment may compress
// many batches together.
func signedText(kind, team, device string, a, b uint64, prev Hash, have Vector, body []byte) []byte {
	sum := sha256.Sum256(body)
	return []byte(strings.Join([]string{
		"dhj1", kind, team, device, strconv.FormatUint(a, 10), strconv.FormatUint(b, 10),
		prev.String(), have.String(), Base32(sum[:]), "",
	}, "\n"))
}

func (b *Batch) signed(team string) []byte {
	return signedText("batch", team, b.Device, b.A, b.B, b.Prev, b.Have, b.Lines)
}

// Hash is the batch's identity: SHA-256(signed text)[:12].
func (b *Batch) Hash(team string) Hash { return hashOf(b.signed(team)) }

// Meta is the batch without its lines.
func (b *Batch) Meta(team string) BatchMeta {
	return BatchMeta{Hash: b.Hash(team), Prev: b.Prev, Device: b.Device, A: b.A, B: b.B}
}

// Sign signs the batch as its device.
func (b *Batch) Sign(team string, key ed25519.PrivateKey) {
	copy(b.Sig[:], ed25519.Sign(key, b.signed(team)))
}

// Verify checks that the key is the device's own, that the signature fits, and that there are as many lines as the
// numbers say.
func (b *Batch) Verify(team string, pub ed25519.PublicKey) error {
	switch {
	case len(pub) != ed25519.PublicKeySize || DeviceID(pub) != b.Device:
		return fmt.Errorf("batch of %s: %w: the key is another device's", b.Device, ErrSignature)
	case !ed25519.Verify(pub, b.signed(team), b.Sig[:]):
		return fmt.Errorf("batch %s %d-%d: %w", b.Device, b.A, b.B, ErrSignature)
	case b.A == 0 || b.A > b.B || uint64(bytes.Count(b.Lines, []byte("\n"))) != b.B-b.A+1 || b.Lines[len(b.Lines)-1] != '\n':
		return fmt.Errorf("batch %s %d-%d: %w: as many lines as numbers are wanted", b.Device, b.A, b.B, ErrDamaged)
	}
	return nil
}

// Records reads the batch's lines, the unreadable ones too.
func (b *Batch) Records() []Line {
	var out []Line
	seq := b.A
	for raw := range bytes.Lines(b.Lines) {
		raw = bytes.TrimSuffix(raw, []byte("\n"))
		op, err := Decode(raw)
		out = append(out, Line{Seq: seq, Raw: raw, Op: op, Err: err})
		seq++
	}
	return out
}

// OwnKey finds the public key that a batch brings of its own device (`dev/<device>`): the id is the key's hash, so such a
// batch can be verified before anybody has heard of the device.
func (b *Batch) OwnKey() ed25519.PublicKey {
	path := []byte(`"dev/` + b.Device + `"`)
	for raw := range bytes.Lines(b.Lines) {
		if !bytes.Contains(raw, path) {
			continue
		}
		op, err := Decode(bytes.TrimSuffix(raw, []byte("\n")))
		if err != nil || op.Object != TeamObject || op.Path != "dev/"+b.Device {
			continue
		}
		var v struct{ Pub []byte }
		if json.Unmarshal(op.Value, &v) == nil && len(v.Pub) == ed25519.PublicKeySize && DeviceID(v.Pub) == b.Device {
			return v.Pub
		}
	}
	return nil
}
