package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Limits of a record (journal.md §3.2).
const (
	MaxLine  = 32 << 10 // bytes of a line
	MaxValue = 16 << 10 // bytes of v
	MaxDepth = 16       // nesting of the line's JSON
	MaxPath  = 200      // bytes of f
)

// ErrLine says that a line is no op of ours; the line is quarantined, the rest of its batch is not.
var ErrLine = errors.New("not an op record")

const (
	idLen   = 20
	blobLen = 32
)

// Decode reads one line strictly. Unknown keys are kept in Raw and otherwise ignored, so that an older client
// stores and forwards what it does not know. The result's Raw is a copy.
func Decode(line []byte) (*Op, error) {
	if len(line) > MaxLine {
		return nil, fmt.Errorf("%w: %d bytes", ErrLine, len(line))
	}
	if !utf8.Valid(line) || bytes.IndexByte(line, '\n') >= 0 {
		return nil, fmt.Errorf("%w: not one line of UTF-8", ErrLine)
	}
	var wire struct {
		I, H, K, T, F string
		V             json.RawMessage
		P             *string
		O             []string
		U, G          string
		B             []string
	}
	if err := json.Unmarshal(line, &wire); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLine, err)
	}
	if err := checkShape(line); err != nil {
		return nil, err
	}
	h, err := ParseStamp(wire.H)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLine, err)
	}
	op := &Op{
		ID: wire.I, Stamp: h, Kind: Kind(wire.K), Object: wire.T, Path: wire.F, Value: wire.V,
		Dots: wire.O, Undoes: wire.U, Group: wire.G, Blobs: wire.B, Raw: bytes.Clone(line),
	}
	if wire.P != nil {
		p, err := ParseStamp(*wire.P)
		if err != nil {
			return nil, fmt.Errorf("%w: p: %w", ErrLine, err)
		}
		op.Prev = &p
	}
	if err := op.check(); err != nil {
		return nil, err
	}
	return op, nil
}

func (op *Op) check() error {
	switch {
	case !isID(op.ID, idLen):
		return fmt.Errorf("%w: i %q", ErrLine, op.ID)
	case !validObject(op.Object):
		return fmt.Errorf("%w: t %q", ErrLine, op.Object)
	case !validPath(op.Path):
		return fmt.Errorf("%w: f %q", ErrLine, op.Path)
	case len(op.Value) == 0 || len(op.Value) > MaxValue:
		return fmt.Errorf("%w: v has %d bytes", ErrLine, len(op.Value))
	case op.Undoes != "" && !isID(op.Undoes, idLen), op.Group != "" && !isID(op.Group, idLen):
		return fmt.Errorf("%w: u or g is no op id", ErrLine)
	}
	for _, d := range op.Dots {
		if !isID(d, idLen) {
			return fmt.Errorf("%w: o %q", ErrLine, d)
		}
	}
	for _, b := range op.Blobs {
		if !isID(b, blobLen) {
			return fmt.Errorf("%w: b %q", ErrLine, b)
		}
	}
	switch op.Kind {
	case Set, Claim:
		if op.Prev == nil {
			return fmt.Errorf("%w: %s without p", ErrLine, op.Kind)
		}
	case Add, Remove, Redact:
	default:
		return fmt.Errorf("%w: k %q", ErrLine, op.Kind)
	}
	return nil
}

func isID(s string, n int) bool {
	if len(s) != n {
		return false
	}
	_, err := ParseBase32(s)
	return err == nil
}

// validObject: t m p c o and 16 characters, @team, or @agent/<id>.
func validObject(s string) bool {
	if s == "@team" {
		return true
	}
	if id, ok := strings.CutPrefix(s, "@agent/"); ok {
		return validSegment(id)
	}
	return len(s) == 17 && strings.IndexByte("tmpco", s[0]) >= 0 && isID(s[1:], 16)
}

// validPath: at most 6 segments and 200 bytes; "!" only as the very first character.
func validPath(s string) bool {
	if len(s) > MaxPath {
		return false
	}
	segments := strings.Split(strings.TrimPrefix(s, "!"), "/")
	if len(segments) > 6 {
		return false
	}
	for _, seg := range segments {
		if !validSegment(seg) {
			return false
		}
	}
	return true
}

func validSegment(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for _, c := range []byte(s) {
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '-') {
			return false
		}
	}
	return true
}

// foldsToKnown tells whether encoding/json would take a key for one of the record's although it is another: it
// matches by Unicode case folding, in which the Kelvin sign is a k.
func foldsToKnown(key string) bool {
	for _, known := range []string{"i", "h", "k", "t", "f", "v", "p", "o", "u", "g", "b"} {
		if key != known && strings.EqualFold(key, known) {
			return true
		}
	}
	return false
}

// checkShape looks a line over that encoding/json has read: one object, not too deep, no key of the record twice.
// encoding/json would take the last of two equal keys, and matches keys without case, so two readers could differ.
func checkShape(line []byte) error {
	seen := map[string]bool{}
	depth, isKey := 0, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; c {
		case '{', '[':
			if depth++; depth > MaxDepth {
				return fmt.Errorf("%w: deeper than %d", ErrLine, MaxDepth)
			}
			if depth == 1 && c != '{' {
				return fmt.Errorf("%w: not one object", ErrLine)
			}
			isKey = depth == 1
		case '}', ']':
			depth--
		case ',':
			isKey = depth == 1
		case '"':
			end := i + 1
			for ; line[end] != '"'; end++ {
				if line[end] == '\\' {
					end++
				}
			}
			if isKey {
				if err := checkKey(line[i:end+1], seen); err != nil {
					return err
				}
			}
			i, isKey = end, false
		}
	}
	if len(seen) == 0 {
		return fmt.Errorf("%w: not one object", ErrLine)
	}
	return nil
}

// checkKey notes a key of the record, quoted as it stands there.
func checkKey(quoted []byte, seen map[string]bool) error {
	key := string(quoted[1 : len(quoted)-1])
	if bytes.IndexByte(quoted, '\\') >= 0 {
		if err := json.Unmarshal(quoted, &key); err != nil {
			return fmt.Errorf("%w: %w", ErrLine, err)
		}
	}
	if seen[key] || foldsToKnown(key) {
		return fmt.Errorf("%w: key %q is ambiguous", ErrLine, key)
	}
	seen[key] = true
	return nil
}
