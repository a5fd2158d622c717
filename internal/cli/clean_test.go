package cli

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestCleanTextShowsControlsAsPictures(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                          "plain",
		"two\nlines\tand a tab":          "two\nlines    and a tab",
		"dos\r\nlines\r\n":               "dos\nlines\n",
		"over\rwritten":                  "over␍written",
		"\x1b]52;c;cm0gLXJmIH4=\x07":     "␛]52;c;cm0gLXJmIH4=␇",
		"\x1b]0;title\x1b\\":             "␛]0;title␛\\",
		"\u009b2J":                       "␛[2J",
		"\u009d0;title\u009c":            "␛]0;title␛\\",
		"raw \x9b byte":                  "raw \uFFFD byte",
		"del\x7f":                        "del␡",
		"nul\x00":                        "nul␀",
		"invoice\u202Efdp.exe":           "invoice<U+202E>fdp.exe",
		"\u2066isolated\u2069":           "<U+2066>isolated<U+2069>",
		"paragraph\u2029separator":       "paragraph\nseparator",
		"שלום\u200f":                     "שלום\u200f",
		"日本語 with 🇩🇪 and é":              "日本語 with 🇩🇪 and é",
		"backspace\b\b\b and bell\a too": "backspace␈␈␈ and bell␇ too",
	} {
		if got := cleanText(in); got != want {
			t.Errorf("cleanText(%q) = %q, want %q", in, got, want)
		}
	}
}

// harmless: nothing in it is a control function, however the terminal reads bytes.
func harmless(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return r < 0x20 && r != '\n' || r >= 0x7F && r <= 0x9F || isBidi(r)
	})
}

func TestCleanTextIsHarmlessAndStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) + rapid.String().Draw(t, "text")
		got := cleanText(s)
		if !harmless(got) {
			t.Fatalf("%q became %q", s, got)
		}
		if again := cleanText(got); again != got {
			t.Fatalf("cleaned twice: %q, then %q", got, again)
		}
		if line := cleanLine(s); strings.Contains(line, "\n") {
			t.Fatalf("%q is no line: %q", s, line)
		}
	})
}

func FuzzCleanText(f *testing.F) {
	f.Add("\x1b]52;c;x\x07\u202e\xc2\x9b\r\n")
	f.Fuzz(func(t *testing.T, s string) {
		if got := cleanText(s); !harmless(got) {
			t.Errorf("%q became %q", s, got)
		}
	})
}

func TestCleanJSONKeepsTheValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text") + "\u009b\u202e\x7f\x1b"
		line, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		clean := cleanJSON(line)
		if !harmless(string(clean)) {
			t.Fatalf("%q", clean)
		}
		var back string
		if err := json.Unmarshal(clean, &back); err != nil || back != s {
			t.Fatalf("%q came back as %q: %v", s, back, err)
		}
	})
}
