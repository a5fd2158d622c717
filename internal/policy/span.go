package policy

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Span is a length of time written as "30m", "4h", "3d", "1w" or "1h 30m". A day is 24 hours.
type Span time.Duration

// Duration returns the span as a time.Duration.
func (s Span) Duration() time.Duration { return time.Duration(s) }

// maxSpan keeps sums of spans and times far from overflow.
const maxSpan = 10 * 366 * 24 * time.Hour

// ParseSpan reads a span. Negative, empty and absurdly long ones (over ten years) are errors.
func ParseSpan(text string) (Span, error) {
	units := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	rest, total := strings.ReplaceAll(strings.TrimSpace(text), " ", ""), time.Duration(0)
	if rest == "0" {
		return 0, nil
	}
	if rest == "" {
		return 0, fmt.Errorf("a time span is missing")
	}
	for rest != "" {
		i := 0
		for i < len(rest) && rest[i] >= '0' && rest[i] <= '9' {
			i++
		}
		n, err := strconv.Atoi(rest[:i])
		if err != nil || i == len(rest) {
			return 0, fmt.Errorf("%q is not a time span", text)
		}
		unit, ok := units[rest[i]]
		if !ok || n > int(maxSpan/unit) {
			return 0, fmt.Errorf("%q is not a time span", text)
		}
		total += time.Duration(n) * unit
		if total > maxSpan {
			return 0, fmt.Errorf("%q is longer than ten years", text)
		}
		rest = rest[i+1:]
	}
	return Span(total), nil
}
