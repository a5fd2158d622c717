package teamfile

import (
	"encoding/json"
	"errors"
	"fmt"

	"deskhand/internal/journal"
)

// Limits of a file, in bytes.
const (
	MaxFile  = 25 << 20
	MaxReply = 256 << 10
	MaxRules = 1 << 20 // policy.yaml and roster.yaml
	PartSize = 256 << 10
)

// MaxOf is the most that a file of a kind may hold.
func MaxOf(k Kind) int64 {
	switch k {
	case Reply:
		return MaxReply
	case Policy, Roster:
		return MaxRules
	}
	return MaxFile
}

// Value is what a version of a file says, `v` of its op (journal.md §3.3).
type Value struct {
	Name    string `json:"name"` // as its author named it, inside the kind's folder
	Type    string `json:"type"` // reply, handbook, policy, roster
	Size    int64  `json:"size"`
	Parts   []int  `json:"parts"` // places in `b`
	From    int64  `json:"from"`  // the server's time at saving, ms: since when it holds
	Deleted bool   `json:"deleted,omitempty"`
	Settled bool   `json:"settled,omitempty"` // a person decided: what was set before it is no fight any more
}

// ErrValue says that an op on a file's path holds no version of a file.
var ErrValue = errors.New("no version of a file")

// decode reads the value of an op and the names of its parts.
func decode(op *journal.Op) (v Value, parts []string, err error) {
	if op.Kind != journal.Set {
		return v, nil, fmt.Errorf("%w: %s", ErrValue, op.Kind)
	}
	if err := json.Unmarshal(op.Value, &v); err != nil {
		return v, nil, fmt.Errorf("%w: %w", ErrValue, err)
	}
	if v.Size < 0 || v.Size > MaxFile || int64(len(v.Parts)) != (v.Size+PartSize-1)/PartSize {
		return v, nil, fmt.Errorf("%w: %d bytes in %d parts", ErrValue, v.Size, len(v.Parts))
	}
	for _, at := range v.Parts {
		if at < 0 || at >= len(op.Blobs) {
			return v, nil, fmt.Errorf("%w: it names part %d of %d", ErrValue, at, len(op.Blobs))
		}
		parts = append(parts, op.Blobs[at])
	}
	return v, parts, nil
}

// Split cuts a file into the parts that travel: all of PartSize but the last. An empty file has none.
func Split(data []byte) [][]byte {
	var out [][]byte
	for len(data) > 0 {
		n := min(PartSize, len(data))
		out, data = append(out, data[:n]), data[n:]
	}
	return out
}
