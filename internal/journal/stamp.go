package journal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// Stamp is a hybrid logical time: 48 bits of Unix milliseconds, then a 16-bit counter that carries into them
// (journal.md §3.1). Its text is 13 characters of Base32 and sorts as the number does.
type Stamp uint64

// NoStamp stands in `p` where no value was replaced: 13 zeros.
const NoStamp Stamp = 0

// ErrStamp says that a text is no stamp: wrong length or alphabet, or the top bit set.
var ErrStamp = errors.New("not a stamp")

// maxAhead is how far ahead of now a received stamp may move the clock (journal.md §3.4).
const maxAhead = 24 * time.Hour

// StampAt is the first stamp of a moment. A moment before 1970, which only a broken clock shows, is 0: nothing is
// refused for its clock.
func StampAt(t time.Time) Stamp { return Stamp(uint64(max(t.UnixMilli(), 0)) << 16) }

// Time is the stamp's moment, in milliseconds.
func (s Stamp) Time() time.Time { return time.UnixMilli(int64(s >> 16)).UTC() }

// Millis is the stamp's moment in Unix milliseconds.
func (s Stamp) Millis() int64 { return int64(s >> 16) }

// String writes the 8 bytes, big-endian, as 13 characters.
func (s Stamp) String() string {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(s))
	return Base32(b[:])
}

// ParseStamp reads what String wrote. A set top bit is refused, so that stamps fit a signed column.
func ParseStamp(text string) (Stamp, error) {
	b, err := ParseBase32(text)
	if err != nil || len(b) != 8 {
		return 0, fmt.Errorf("%w: %q", ErrStamp, text)
	}
	n := binary.BigEndian.Uint64(b)
	if n>>63 != 0 {
		return 0, fmt.Errorf("%w: %q has its top bit set", ErrStamp, text)
	}
	return Stamp(n), nil
}

// Next is the stamp of a new local op: never before now, always after last.
func Next(now time.Time, last Stamp) Stamp { return max(StampAt(now), last+1) }

// Receive moves the clock past a stamp met in another device's op, unless that lies more than a day ahead of now:
// one wrong clock must not drag every other along.
func Receive(now time.Time, last, met Stamp) Stamp {
	if met.Millis() > now.Add(maxAhead).UnixMilli() {
		return last
	}
	return max(last, met)
}
