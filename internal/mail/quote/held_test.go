package quote

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func heldOf(texts ...string) []bool {
	var list []Prints
	for _, t := range texts {
		list = append(list, PrintsOf(Segments(t, About{})))
	}
	return Held(list)
}

const (
	question = "Hello,\n\nsince the update the invoice page stays empty for two of our users.\nWe tried another browser and the result is the same.\n\nAnn\n"
	intro    = "\nOn Mon, Nov 24, 2025 at 4:00 PM Ann Lee <ann@example.com>\nwrote:\n\n"
)

func quoted(s string) string {
	return strings.TrimSuffix("> "+strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n> "), "> ") + "\n"
}

// features: A8
func TestHeld(t *testing.T) {
	// The same words, wrapped anew and without marks, below Outlook's head.
	unmarked := "It works now.\n\nFrom: Ann Lee <ann@example.com>\nSent: Monday, November 24, 2025 4:00 PM\nTo: Support\nSubject: RE: Invoices\n\n" +
		"Hello, since the update the invoice\npage stays empty for two of our users. We tried another browser and the result\nis the same.\nAnn\n"
	unseen := strings.Repeat("Nobody here has read that the contract ends in May and must be renewed before. ", 5) + "\n"
	tests := map[string]struct {
		mails []string
		want  []bool
	}{
		"answered":                      {[]string{question, "Which browser?\n" + intro + quoted(question)}, []bool{false, true}},
		"wrapped anew, no marks":        {[]string{question, unmarked}, []bool{false, true}},
		"a mail we do not hold":         {[]string{"Other words altogether, about a shelf.\n", "Which browser?\n" + intro + quoted(question)}, []bool{false, false}},
		"shown once, then folded":       {[]string{"Which?\n" + intro + quoted(question), "Firefox.\n" + intro + quoted("Which?\n"+intro+quoted(question))}, []bool{false, true}},
		"a paragraph nobody has seen":   {[]string{strings.Repeat(question, 6), "Yes.\n" + intro + quoted(strings.Repeat(question, 6)+unseen)}, []bool{false, false}},
		"nothing carried":               {[]string{question, "Thanks.\n"}, []bool{false, false}},
		"a signature is shown once":     {[]string{"Hi.\n-- \nAnn Lee\nExample Ltd, Main Street 4\n", "Thanks.\n-- \nAnn Lee\nExample Ltd, Main Street 4\n"}, []bool{false, true}},
		"Japanese":                      {[]string{"請求書のページが空白のままです。ご確認ください。\n", "了解です。\n\n2025年11月24日(月) 16:00 Ann <ann@example.com>:\n> 請求書のページが空白のままです。\n> ご確認ください。\n"}, []bool{false, true}},
		"the order is the oldest first": {[]string{"Which?\n" + intro + quoted(question), question}, []bool{true, false}},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, heldOf(c.mails...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestNothingFoldedUnseen: whatever the conversation, a word that is folded away can be read in another mail of it.
func TestNothingFoldedUnseen(t *testing.T) {
	word := rapid.StringMatching(`[a-z]{3,8}`)
	rapid.Check(t, func(t *rapid.T) {
		var texts []string
		for range rapid.IntRange(1, 5).Draw(t, "mails") {
			body := strings.Join(rapid.SliceOfN(word, 3, 30).Draw(t, "words"), " ") + "\n"
			if n := len(texts); n > 0 && rapid.Bool().Draw(t, "answers") {
				body += intro + quoted(texts[rapid.IntRange(0, n-1).Draw(t, "which")])
			}
			if rapid.Bool().Draw(t, "kept") || len(texts) == 0 {
				texts = append(texts, body)
			} else {
				texts[len(texts)-1] = body // the one before is not held
			}
		}
		open := map[string]bool{}
		held := heldOf(texts...)
		for i, text := range texts {
			for _, s := range Segments(text, About{}) {
				if !s.Quoted || !held[i] {
					for _, w := range strings.Fields(s.Text) {
						open[w] = true
					}
				}
			}
		}
		for i, text := range texts {
			missing, all := 0, 0
			for w := range strings.FieldsSeq(content(text)) {
				all++
				if !open[w] {
					missing++
				}
			}
			if held[i] && missing > all/4 {
				t.Fatalf("mail %d of %q is folded, %d of %d words stand nowhere", i, texts, missing, all)
			}
		}
	})
}

// BenchmarkHeld: 60 long mails, each with all before it below.
func BenchmarkHeld(b *testing.B) {
	var segs [][]Segment
	older, total := "", 0
	for i := range 60 {
		text := fmt.Sprintf("Mail %d.\n\n%s", i, strings.ReplaceAll(strings.Repeat(question, 8), "two", fmt.Sprint(i)))
		if older != "" {
			text += intro + quoted(older)
		}
		older = text
		total += len(text)
		segs = append(segs, Segments(text, About{}))
	}
	b.SetBytes(int64(total))
	for b.Loop() {
		list := make([]Prints, len(segs))
		for i, s := range segs {
			list[i] = PrintsOf(s)
		}
		Held(list)
	}
}
