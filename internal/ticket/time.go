package ticket

import (
	"encoding/json"
	"fmt"
	"time"
)

// Time is a moment in Unix milliseconds UTC, 0 when unknown. It is stored as INTEGER and written in JSON as
// RFC 3339 in UTC, or null.
type Time int64

// TimeOf converts; the zero time.Time becomes 0.
func TimeOf(t time.Time) Time {
	if t.IsZero() {
		return 0
	}
	return Time(t.UnixMilli())
}

// Forever is after every moment that a mail or an op can have.
const Forever = Time(1) << 52

// Go converts back; 0 becomes the zero time.Time.
func (t Time) Go() time.Time {
	if t == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(t)).UTC()
}

// MarshalJSON writes RFC 3339 with milliseconds only where there are any.
func (t Time) MarshalJSON() ([]byte, error) {
	if t == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(t.Go().Format("2006-01-02T15:04:05.999Z07:00"))
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (t *Time) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*t = 0
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("read time: %w", err)
	}
	g, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return fmt.Errorf("read time: %w", err)
	}
	*t = TimeOf(g)
	return nil
}
