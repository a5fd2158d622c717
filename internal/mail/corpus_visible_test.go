package mail

import (
	"strings"
	"testing"
	"unicode"
)

// visibleCase is one golden answer of corpus/visible (corpus/README.md).
type visibleCase struct {
	Style, Language string
	Visible         *string // absent: only Own and Not are judged
	Own, Not        []string
}

// TestVisibleCorpus: over mails written blind, precision and recall of the visible words are 0.95 at least each, and no
// sentence of the person's own is hidden.
//
// features: A8
func TestVisibleCorpus(t *testing.T) {
	hit, shown, wanted := 0, 0, 0
	for mail := range corpus[visibleCase](t, "visible", 200) {
		c, m := mail.want, Parse(mail.raw)
		if c.Visible != nil {
			got, want := wordsOf(m.Visible), wordsOf(*c.Visible)
			both := common(got, want)
			hit, shown, wanted = hit+both, shown+len(got), wanted+len(want)
			if both < len(got) || both < len(want) {
				t.Logf("%s: %d of %d shown words are right, %d wanted\n--- visible\n%s\n--- wanted\n%s\n---", mail.name, both, len(got), len(want), m.Visible, *c.Visible)
			}
		}
		flat := strings.Join(strings.Fields(m.Visible), " ")
		for _, s := range c.Own {
			if !strings.Contains(flat, strings.Join(strings.Fields(s), " ")) {
				t.Errorf("%s: the person's own words are hidden: %s", mail.name, s)
			}
		}
		for _, s := range c.Not {
			if strings.Contains(flat, strings.Join(strings.Fields(s), " ")) {
				t.Logf("%s: shown, though not the person's own: %s", mail.name, s)
			}
		}
	}
	precision, recall := float64(hit)/float64(shown), float64(hit)/float64(wanted)
	t.Logf("%d words: precision %.4f, recall %.4f", wanted, precision, recall)
	if precision < 0.95 || recall < 0.95 {
		t.Errorf("precision %.4f, recall %.4f", precision, recall)
	}
}

// wordsOf cuts text into words; of scripts without spaces each letter is one.
func wordsOf(s string) []string {
	var out []string
	word := func(r rune) bool { return unicode.In(r, unicode.L, unicode.M, unicode.N) }
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !word(r) }) {
		start := 0
		for i, r := range w {
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
				if i > start {
					out = append(out, w[start:i])
				}
				out = append(out, string(r))
				start = i + len(string(r))
			}
		}
		if start < len(w) {
			out = append(out, w[start:])
		}
	}
	return out
}

// common counts the words that stand in both, each as often as in both.
func common(a, b []string) int {
	count := map[string]int{}
	for _, w := range a {
		count[w]++
	}
	n := 0
	for _, w := range b {
		if count[w] > 0 {
			count[w]--
			n++
		}
	}
	return n
}
