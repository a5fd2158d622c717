package sentence

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSplit(t *testing.T) {
	for text, want := range map[string][]string{
		"":                                    nil,
		"It stops. Why? Again!":               {"It stops.", "Why?", "Again!"},
		"Dr. Rao came on 5. May at 9.30 a.m.": {"Dr. Rao came on 5. May at 9.30 a.m."},
		"It is z. B. the date (see below.) Next one.":                                {"It is z. B. the date (see below.)", "Next one."},
		"Hello\n\n> quoted\n\n1. One\n2. Two":                                        {"Hello", "One", "Two"},
		"Hello Asha,\ncan you\nsend it?\nThanks\nMarco":                              {"Hello Asha,", "can you send it?", "Thanks", "Marco"},
		"修好了。谢谢！":                                                                    {"修好了。", "谢谢！"},
		"a line that the mail program has broken at its seventieth sign\nor so. New": {"a line that the mail program has broken at its seventieth sign or so.", "New"},
		"He said \"Stop. Now.\" and left.":                                           {"He said \"Stop. Now.\" and left."},
	} {
		var got []string
		for _, s := range Split(text) {
			got = append(got, s.Text)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestGist(t *testing.T) {
	for text, want := range map[string]string{
		"Hello Asha,\n\nthank you for the quick help. The October export stops at 40 %.\nIt says only “failed”.\nThird. Fourth.\n\nBest regards\nMarco": "The October export stops at 40 %. It says only “failed”. Third.",
		"Hi Marco, it is not the size: one shipment has the year 0026. Kind regards, Asha":                                                              "it is not the size: one shipment has the year 0026.",
		"Sehr geehrte Frau Rao,\n\nseit Montag fehlt der Umsatz.\n\nMit freundlichen Grüßen\nGreta Sommer\nBuchhaltung":                                 "seit Montag fehlt der Umsatz.",
		"Thanks!":                             "",
		"Hello,\n\nKind regards\nMarco":       "Marco",
		"Bonjour,\n\nMerci beaucoup.\n":       "",
		strings.Repeat("word ", 100):          strings.TrimSpace(strings.Repeat("word ", 23)) + " …",
		"Hola Asha,\nNo funciona.\nUn saludo": "No funciona.",
	} {
		if got := Gist(text, 3, 120); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Nothing is written that does not stand in the text, and never more than asked for.
func TestGistProperty(t *testing.T) {
	piece := rapid.SampledFrom([]string{"Hello Asha,", "It stops.", "Why?", "Thanks", "Best regards", "\n", " ", "x", "> q", "1. a", "“b.”", "谢谢！"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 20).Draw(t, "pieces"), " ")
		n, limit := rapid.IntRange(1, 4).Draw(t, "n"), rapid.IntRange(20, 200).Draw(t, "limit")
		got := Gist(text, n, limit)
		if utf8.RuneCountInString(got) > limit || strings.Contains(got, "\n") {
			t.Fatalf("%q", got)
		}
		for _, word := range strings.Fields(strings.TrimSuffix(got, "…")) {
			if !strings.Contains(text, word) {
				t.Fatalf("%q was not written in %q", word, text)
			}
		}
	})
}

func FuzzSplit(f *testing.F) {
	f.Add("a. B? “c? d” 1) e\r\n> f; Πότε;")
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range Split(text) {
			if strings.TrimSpace(s.Text) == "" || strings.Contains(s.Text, "\n") {
				t.Fatalf("%q: %q", text, s.Text)
			}
		}
		Gist(text, 2, 100)
	})
}
