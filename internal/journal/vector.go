package journal

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Vector says how far somebody has come: for each device the highest seq up to which nothing is missing.
type Vector map[string]uint64

// ErrVector says that a text is no vector.
var ErrVector = errors.New("not a version vector")

// String writes `device:seq` by device, one space between: the form that is signed (journal.md §3.5).
func (v Vector) String() string {
	var b strings.Builder
	for _, d := range slices.Sorted(maps.Keys(v)) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(d)
		b.WriteByte(':')
		b.WriteString(strconv.FormatUint(v[d], 10))
	}
	return b.String()
}

// ParseVector reads what String wrote, and nothing else.
func ParseVector(text string) (Vector, error) {
	v := Vector{}
	if text == "" {
		return v, nil
	}
	for part := range strings.SplitSeq(text, " ") {
		device, seq, _ := strings.Cut(part, ":")
		n, err := strconv.ParseUint(seq, 10, 63)
		if err != nil || !ValidDevice(device) {
			return nil, fmt.Errorf("%w: %q", ErrVector, part)
		}
		v[device] = n
	}
	if v.String() != text {
		return nil, fmt.Errorf("%w: not in its one spelling", ErrVector)
	}
	return v, nil
}

// Covers tells whether nothing that w has is missing here.
func (v Vector) Covers(w Vector) bool {
	for d, n := range w {
		if v[d] < n {
			return false
		}
	}
	return true
}

// Merge raises v to what w has.
func (v Vector) Merge(w Vector) {
	for d, n := range w {
		v[d] = max(v[d], n)
	}
}

// ValidDevice tells whether a text has the form of a device id: 13 characters of Base32. The last holds 5 of the
// hash's bits, so every 13 characters of the alphabet are one.
func ValidDevice(s string) bool {
	if len(s) != deviceLen {
		return false
	}
	for i := range len(s) {
		if strings.IndexByte(alphabet, s[i]) < 0 {
			return false
		}
	}
	return true
}

const deviceLen = 13
