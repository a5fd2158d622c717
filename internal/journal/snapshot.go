package journal

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Snapshot is what makes a new laptop quick: raw lines that still decide something, up to a vector. It proves nothing that
// the log does not prove: what it brings is provisional until a verified batch brings the same line (journal.md §3.7).
type Snapshot struct {
	Device      string // who made and signed it
	Part, Parts int    // 1 … Parts; all parts of one snapshot share vector, heads and state
	Vector      Vector
	Heads       map[string]Hash // newest batch of each device in Vector
	State       Hash            // StateHash of all counted ops up to Vector
	Lines       []SnapLine
	Sig         [ed25519.SignatureSize]byte

	signed []byte // the bytes that the signature covers, of a snapshot that was read
}

// SnapLine is a line and its place in its device's stream.
type SnapLine struct {
	Device string
	Seq    uint64
	Raw    []byte
}

type snapHead struct {
	Device  string          `json:"device"`
	Part    int             `json:"part"`
	Parts   int             `json:"parts"`
	Vector  string          `json:"vector"`
	Heads   map[string]Hash `json:"heads"`
	State   Hash            `json:"state"`
	Devices []string        `json:"devices"`
}

const (
	maxParts = 10_000
	sigText  = 88 // characters of a signature in base64

	// A longer line is no op of any version; a signed one must not keep a team from having snapshots. It stays in the log.
	maxSnapLine = 1 << 20
)

// Split spreads lines over as many parts as the limits ask for, at least one. Each part is then encoded and packed alone.
func (s Snapshot) Split(lines []SnapLine) []Snapshot {
	lines = slices.DeleteFunc(slices.Clone(lines), func(l SnapLine) bool { return len(l.Raw) > maxSnapLine })
	slices.SortFunc(lines, func(a, b SnapLine) int {
		return cmp.Or(strings.Compare(a.Device, b.Device), cmp.Compare(a.Seq, b.Seq), bytes.Compare(a.Raw, b.Raw))
	})
	head := sigText + 200 + MaxDevices*(deviceLen+3) + len(s.Vector.String()) + len(s.Vector)*60
	room := MaxLines - head - maxSnapLine - 32
	var parts []Snapshot
	for first := true; first || len(lines) > 0; first = false {
		n, size := 0, 0
		for n < len(lines) && n < MaxOps && (n == 0 || size < room) {
			size += len(lines[n].Raw) + 32
			n++
		}
		p := s
		p.Part, p.Lines = len(parts)+1, lines[:n:n]
		parts, lines = append(parts, p), lines[n:]
	}
	for i := range parts {
		parts[i].Parts = len(parts)
	}
	return parts
}

// Encode signs a part and writes it: a container's Body. The first line is the signature, the second tells the rest of
// the head in JSON, then a line each: place of the device in the head's list, seq, the raw line.
func (s *Snapshot) Encode(team string, key ed25519.PrivateKey) ([]byte, error) {
	h := snapHead{Device: s.Device, Part: s.Part, Parts: s.Parts, Vector: s.Vector.String(), Heads: s.Heads, State: s.State}
	for _, l := range s.Lines {
		h.Devices = append(h.Devices, l.Device)
	}
	slices.Sort(h.Devices)
	h.Devices = slices.Compact(h.Devices)
	head, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("write snapshot: %w", err)
	}
	text := append(head, '\n')
	for _, l := range s.Lines {
		i, _ := slices.BinarySearch(h.Devices, l.Device)
		text = append(strconv.AppendInt(text, int64(i), 10), ' ')
		text = append(strconv.AppendUint(text, l.Seq, 10), ' ')
		text = append(append(text, l.Raw...), '\n')
	}
	s.signed = text
	copy(s.Sig[:], ed25519.Sign(key, s.text(team)))
	return append([]byte(base64.StdEncoding.EncodeToString(s.Sig[:])+"\n"), text...), nil
}

func (s *Snapshot) text(team string) []byte {
	return signedText("snapshot", team, s.Device, uint64(s.Part), uint64(s.Parts), s.State, s.Vector, s.signed)
}

// Verify checks that the device signed this part.
func (s *Snapshot) Verify(team string, pub ed25519.PublicKey) error {
	if len(pub) != ed25519.PublicKeySize || DeviceID(pub) != s.Device || !ed25519.Verify(pub, s.text(team), s.Sig[:]) {
		return fmt.Errorf("snapshot of %s, part %d: %w", s.Device, s.Part, ErrSignature)
	}
	return nil
}

// DecodeSnapshot reads a part. It does not verify it, nor read its ops.
func DecodeSnapshot(body []byte) (*Snapshot, error) {
	bad := func(what string) (*Snapshot, error) {
		return nil, fmt.Errorf("read snapshot: %w: %s", ErrDamaged, what)
	}
	sig, text, ok := bytes.Cut(body, []byte("\n"))
	if !ok || len(sig) != sigText {
		return bad("signature")
	}
	s := &Snapshot{signed: text}
	raw, err := base64.StdEncoding.Strict().DecodeString(string(sig))
	if err != nil || len(raw) != len(s.Sig) {
		return bad("signature")
	}
	copy(s.Sig[:], raw)
	head, rest, _ := bytes.Cut(text, []byte("\n"))
	var h snapHead
	if err := json.Unmarshal(head, &h); err != nil {
		return bad(err.Error())
	}
	if s.Vector, err = ParseVector(h.Vector); err != nil {
		return bad(err.Error())
	}
	if h.Part < 1 || h.Part > h.Parts || h.Parts > maxParts || !ValidDevice(h.Device) || len(h.Devices) > MaxDevices {
		return bad("head")
	}
	s.Device, s.Part, s.Parts, s.Heads, s.State = h.Device, h.Part, h.Parts, h.Heads, h.State
	for line := range bytes.Lines(rest) {
		l, ok := snapLine(line, h.Devices)
		if !ok || len(s.Lines) == MaxOps {
			return bad("a line")
		}
		s.Lines = append(s.Lines, l)
	}
	return s, nil
}

func snapLine(line []byte, devices []string) (SnapLine, bool) {
	line, whole := bytes.CutSuffix(line, []byte("\n"))
	place, rest, ok1 := bytes.Cut(line, []byte(" "))
	seq, raw, ok2 := bytes.Cut(rest, []byte(" "))
	i, err1 := strconv.ParseUint(string(place), 10, 16)
	n, err2 := strconv.ParseUint(string(seq), 10, 63)
	if !whole || !ok1 || !ok2 || err1 != nil || err2 != nil || i >= uint64(len(devices)) || !ValidDevice(devices[i]) || n == 0 {
		return SnapLine{}, false
	}
	return SnapLine{Device: devices[i], Seq: n, Raw: raw}, true
}
