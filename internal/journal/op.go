package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
)

// Kind is what an op does to its path. The list is closed (journal.md §3.3).
type Kind string

// The five kinds: a register, the two sides of a set, the claim of an unowned ticket, and erasure.
const (
	Set    Kind = "set"
	Add    Kind = "add"
	Remove Kind = "remove"
	Claim  Kind = "claim"
	Redact Kind = "redact"
)

// Op is one change. Its text form is frozen: one JSON object a line, keys in the order of the fields below,
// absent where empty, without spaces, UTF-8 with nothing escaped but what JSON demands (journal.md §3.2).
// The author is not in it: the device says who.
type Op struct {
	ID     string          // i: 12 random bytes, made at the key press
	Stamp  Stamp           // h
	Kind   Kind            // k
	Object string          // t
	Path   string          // f
	Value  json.RawMessage // v
	Prev   *Stamp          // p: stamp of the value replaced, NoStamp if none; registers only
	Dots   []string        // o: on remove, the ids of the adds seen
	Undoes string          // u
	Group  string          // g: id of the first op of the same action; empty if it has one op
	Blobs  []string        // b
	Raw    []byte          // the very line, unknown keys included; what is stored, hashed and later signed
}

// Hash is a record hash: it only dedupes and breaks ties, is never sent and never referred to.
type Hash [12]byte

// RecordHash is SHA-256(device ‖ 0 ‖ line)[:12].
func RecordHash(device string, line []byte) Hash {
	h := sha256.New()
	h.Write([]byte(device))
	h.Write([]byte{0})
	h.Write(line)
	return Hash(h.Sum(nil)[:12])
}

// Encode writes the line of a new op, checks it as strictly as Decode does, and fills Raw.
func Encode(op *Op) error {
	var b bytes.Buffer
	b.WriteByte('{')
	field := func(key string, v any) error {
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:", key)
		text, err := marshal(v)
		if err != nil {
			return fmt.Errorf("encode op %s, key %s: %w", op.ID, key, err)
		}
		b.Write(text)
		return nil
	}
	for _, kv := range op.members() {
		if err := field(kv.key, kv.value); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	back, err := Decode(b.Bytes())
	if err != nil {
		return fmt.Errorf("encode op: %w", err)
	}
	op.Raw = back.Raw
	return nil
}

type member struct {
	key   string
	value any
}

func (op *Op) members() []member {
	ms := []member{{"i", op.ID}, {"h", op.Stamp.String()}, {"k", op.Kind}, {"t", op.Object}, {"f", op.Path}, {"v", op.Value}}
	if op.Prev != nil {
		ms = append(ms, member{"p", op.Prev.String()})
	}
	if len(op.Dots) > 0 {
		ms = append(ms, member{"o", op.Dots})
	}
	if op.Undoes != "" {
		ms = append(ms, member{"u", op.Undoes})
	}
	if op.Group != "" {
		ms = append(ms, member{"g", op.Group})
	}
	if len(op.Blobs) > 0 {
		ms = append(ms, member{"b", op.Blobs})
	}
	return ms
}

// marshal is JSON without HTML escaping and without a trailing line break.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return plainSeparators(bytes.TrimRight(b.Bytes(), "\n")), nil
}

// plainSeparators writes U+2028 and U+2029 as they are: encoding/json escapes them for the sake of JavaScript, and a
// record escapes nothing but what JSON demands.
func plainSeparators(text []byte) []byte {
	if !bytes.Contains(text, []byte(`\u202`)) {
		return text
	}
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			out = append(out, text[i])
			continue
		}
		switch rest := text[i:]; {
		case bytes.HasPrefix(rest, []byte(`\u2028`)):
			out, i = append(out, "\u2028"...), i+5
		case bytes.HasPrefix(rest, []byte(`\u2029`)):
			out, i = append(out, "\u2029"...), i+5
		default:
			out, i = append(out, text[i], text[i+1]), i+1
		}
	}
	return out
}

// Marshal writes a value for Op.Value in the record's spelling of JSON.
func Marshal(v any) (json.RawMessage, error) { return marshal(v) }
