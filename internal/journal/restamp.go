package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Tolerance is how far the offset may wander before unsealed ops are stamped anew.
const Tolerance = 2 * time.Minute

// Offset is what must be added to this computer's clock to have the server's: sent is when our message left here, arrived
// the server's own date of it. One above 24 h is not trusted: ok is false, and the caller shows it.
func Offset(sent, arrived time.Time) (offset time.Duration, ok bool) {
	offset = arrived.Sub(sent)
	return offset, offset.Abs() <= maxAhead
}

// Restamp shifts the stamps of this device's unsealed ops by the correction of its clock, in the order of their seq, which
// stays the order of their stamps. Each stays above `last`, the newest stamp of what is sealed, and above the value it
// replaced. `h` changes, and a `p` that points to a shifted op of the same path; `i` never does (journal.md §3.4, M9).
func Restamp(ops []*Op, shift time.Duration, last Stamp) ([]*Op, error) {
	type was struct {
		path string
		h    Stamp
	}
	moved := map[was]Stamp{}
	out := make([]*Op, 0, len(ops))
	for _, op := range ops {
		prev := op.Prev
		if prev != nil {
			if now, ok := moved[was{op.Path, *prev}]; ok {
				prev = &now
			}
		}
		h := max(shiftStamp(op.Stamp, shift), last+1)
		if prev != nil {
			h = max(h, *prev+1)
		}
		raw, err := withStamps(op.Raw, h, prev)
		if err != nil {
			return nil, fmt.Errorf("stamp op %s anew: %w", op.ID, err)
		}
		again, err := Decode(raw)
		if err != nil {
			return nil, fmt.Errorf("stamp op %s anew: %w", op.ID, err)
		}
		moved[was{op.Path, op.Stamp}] = h
		out, last = append(out, again), h
	}
	return out, nil
}

func shiftStamp(h Stamp, shift time.Duration) Stamp {
	ms := max(h.Millis()+shift.Milliseconds(), 0)
	return Stamp(uint64(ms)<<16 | uint64(h&0xFFFF))
}

// withStamps puts h and p in place of those that the line has, and leaves every other byte as it is: a newer program may
// have written keys that this one does not know.
func withStamps(raw []byte, h Stamp, p *Stamp) ([]byte, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if _, err := dec.Token(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLine, err)
	}
	var out []byte
	done := int64(0)
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrLine, err)
		}
		var v json.RawMessage
		if err := dec.Decode(&v); err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%w: %w", ErrLine, err)
		}
		end := dec.InputOffset()
		stamp := h
		if key == "p" && p != nil {
			stamp = *p
		} else if key != "h" {
			continue
		}
		out = append(append(out, raw[done:end-int64(len(v))]...), '"')
		out = append(append(out, stamp.String()...), '"')
		done = end
	}
	return append(out, raw[done:]...), nil
}
