package journal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Type is what a container carries.
type Type uint8

// The types. A batch is one loose batch, a segment several of one or more devices; the others carry a body.
const (
	TypeBatch    Type = 1
	TypeSegment  Type = 2
	TypeSnapshot Type = 3
	TypePresence Type = 4
	TypeInvite   Type = 5
)

// String is the word for a type in subjects and reports.
func (t Type) String() string {
	switch t {
	case TypeBatch:
		return "batch"
	case TypeSegment:
		return "segment"
	case TypeSnapshot:
		return "snapshot"
	case TypePresence:
		return "presence"
	case TypeInvite:
		return "invite"
	}
	return fmt.Sprintf("type %d", uint8(t))
}

// Container is the content of one message in the folder.
type Container struct {
	Type    Type
	Team    string
	Epoch   uint32
	Batches []Batch           // of a batch or segment
	Blobs   map[string][]byte // name → blob
	Dropped []string          // names of blobs that were left out because they were erased
	Body    []byte            // of a snapshot, presence or invite
}

// Header is what can be read without a key. It proves nothing before the MAC was checked.
type Header struct {
	Version uint8
	Type    Type
	Team    string
	Epoch   uint32
	Sealed  bool
}

// The header: magic, version, type, flags, team id, epoch (big-endian). The MAC is the last 32 bytes, over all before.
const (
	magic      = "DHJ1"
	version    = 1
	headerLen  = len(magic) + 3 + deviceLen + 4
	macLen     = sha256.Size
	flagSealed = 1
)

func (h Header) bytes() []byte {
	b := append([]byte(magic), h.Version, byte(h.Type), 0)
	if h.Sealed {
		b[len(b)-1] |= flagSealed
	}
	b = append(b, h.Team...)
	return binary.BigEndian.AppendUint32(b, h.Epoch)
}

// Peek reads a container's header, so that the caller knows which keys to try: ErrForeign, ErrLimit, ErrNewer, ErrDamaged.
func Peek(data []byte) (Header, error) {
	switch {
	case len(data) < len(magic)+1 || string(data[:len(magic)]) != magic:
		return Header{}, fmt.Errorf("read container: %w", ErrForeign)
	case len(data) > MaxMessage:
		return Header{}, fmt.Errorf("read container of %d bytes: %w", len(data), ErrLimit)
	case data[len(magic)] > version:
		return Header{Version: data[len(magic)]}, fmt.Errorf("read container of version %d: %w", data[len(magic)], ErrNewer)
	case data[len(magic)] != version || len(data) < headerLen+macLen:
		return Header{}, fmt.Errorf("read container of %d bytes: %w", len(data), ErrDamaged)
	}
	rest := data[len(magic)+1:]
	h := Header{
		Version: version, Type: Type(rest[0]), Sealed: rest[1]&flagSealed != 0,
		Team: string(rest[2 : 2+deviceLen]), Epoch: binary.BigEndian.Uint32(rest[2+deviceLen:]),
	}
	switch {
	case !ValidDevice(h.Team):
		return Header{}, fmt.Errorf("read container: %w: no team id", ErrDamaged)
	case rest[1]&^flagSealed != 0:
		return h, fmt.Errorf("read container with flags %08b: %w", rest[1], ErrNewer)
	}
	return h, nil
}

// ContainerHash is the identity of a message: SHA-256 of its bytes, cut to 12.
func ContainerHash(data []byte) Hash { return hashOf(data) }

func macOf(key [32]byte, data []byte) []byte {
	m := hmac.New(sha256.New, key[:])
	m.Write(data)
	return m.Sum(nil)
}

// Pack writes a container. The same container and keys give the same bytes, encrypted ones too: its nonce is drawn from
// what it seals. ErrLimit where it would be refused by Unpack; the caller packs less.
func Pack(c *Container, k Keys, encrypt bool) ([]byte, error) {
	body, err := packBody(c)
	if err != nil {
		return nil, fmt.Errorf("pack %s: %w", c.Type, err)
	}
	head := Header{Version: version, Type: c.Type, Team: c.Team, Epoch: c.Epoch, Sealed: encrypt}.bytes()
	if len(head) != headerLen {
		return nil, fmt.Errorf("pack %s: %q is no team id", c.Type, c.Team)
	}
	if encrypt {
		body = sealBody(k.Seal, head, body)
	}
	out := append(head, body...)
	out = append(out, macOf(k.MAC, out)...)
	if len(out) > MaxMessage {
		return nil, fmt.Errorf("pack %s of %d bytes: %w", c.Type, len(out), ErrLimit)
	}
	return out, nil
}

// Unpack reads a container. Nothing is inflated before its MAC was found right. It does not verify signatures: whose
// key counts is the team's matter. ErrForeign, ErrMAC, ErrLimit, ErrNewer, ErrDamaged.
func Unpack(data []byte, k Keys) (*Container, error) {
	h, err := Peek(data)
	if err != nil {
		return nil, err
	}
	whole := data[:len(data)-macLen]
	if !hmac.Equal(macOf(k.MAC, whole), data[len(whole):]) {
		return nil, fmt.Errorf("read %s of epoch %d: %w", h.Type, h.Epoch, ErrMAC)
	}
	if h.Type < TypeBatch || h.Type > TypeInvite {
		return nil, fmt.Errorf("read container of %s: %w", h.Type, ErrNewer)
	}
	body := whole[headerLen:]
	if h.Sealed {
		if body, err = openBody(k.Seal, whole[:headerLen], body); err != nil {
			return nil, fmt.Errorf("read %s: %w", h.Type, err)
		}
	}
	c := &Container{Type: h.Type, Team: h.Team, Epoch: h.Epoch}
	if err := unpackBody(c, body); err != nil {
		return nil, fmt.Errorf("read %s: %w", h.Type, err)
	}
	return c, nil
}
