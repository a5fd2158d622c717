package mail

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestCleanLines compares the one pass over line ends with what it stands for.
func TestCleanLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"a", "\r", "\n", "\r\n", "\x00", "ü", "\xff"})).Draw(t, "text"), "")
		want := strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"), "\x00", "\uFFFD")
		want = strings.ToValidUTF8(want, "\uFFFD")
		if got := clean(s); got != want {
			t.Fatalf("%q: %q, not %q", s, got, want)
		}
	})
}
