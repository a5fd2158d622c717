package store

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestSnippet compares the one pass of snippet with what it stands for.
func TestSnippet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{"a", "word ", "\n", "\t  ", "ü", "日本", "\xff", "\xe6\x97", "\uFFFD", "\u00a0", strings.Repeat("long ", 40), strings.Repeat("日", 60)})
		visible := strings.Join(rapid.SliceOf(piece).Draw(t, "visible"), "")
		all := strings.Join(rapid.SliceOf(piece).Draw(t, "all"), "")
		text := strings.TrimSpace(visible)
		if text == "" {
			text = all
		}
		runes := []rune(strings.ToValidUTF8(strings.Join(strings.Fields(text[:min(len(text), 8*snippetLen)]), " "), ""))
		want := string(runes[:min(len(runes), snippetLen)])
		if got := snippet(visible, all); got != want {
			t.Fatalf("%q and %q: %q, not %q", visible, all, got, want)
		}
	})
}
