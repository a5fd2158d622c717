package closing

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// features: F9
func TestParseHandOff(t *testing.T) {
	full := HandOff{Inquiry: "Export stops.", Done: "Fixed:\n\n- one\n- two", Remaining: "None."}
	for name, c := range map[string]struct {
		src  string
		want HandOff
	}{
		"as written":      {full.String(), full},
		"crlf, bom, case": {"\ufeff# details of  inquiry:\r\n\r\nExport stops.\r\n# HOW IT WAS ADDRESSED #\r\nFixed:\r\n\r\n- one\r\n- two\r\n# Remaining actions\r\nNone.", full},
		"other order":     {"# Remaining actions\nNone.\n# Details of inquiry\nExport stops.\n# How it was addressed\nFixed:\n\n- one\n- two", full},
		"sub-headings":    {"# Details of inquiry\n## Who\nMarco #1\n#tag", HandOff{Inquiry: "## Who\nMarco #1\n#tag"}},
		"empty":           {"", HandOff{}},
	} {
		got, err := ParseHandOff(c.src)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for src, why := range map[string]string{
		"# Details of inquiry\nx\n# Notes\ny":               "line 3",
		"# Remaining actions\n\n# Remaining actions\n":      "stands twice",
		"Hello\n# Details of inquiry\n":                     "before the first heading",
		"# Details of inquiry\n\xff":                        "not UTF-8",
		"# Details of inquiry\n" + strings.Repeat("x", 1e5): "too many",
	} {
		if _, err := ParseHandOff(src); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%.40q: %v, want %q", src, err, why)
		}
	}
	if m := (HandOff{Inquiry: "x", Done: "\t\n", Remaining: "--"}).Missing(); strings.Join(m, ",") != "How it was addressed,Remaining actions" {
		t.Errorf("missing: %v", m)
	}
}

func TestHandOffRoundTrip(t *testing.T) {
	part := rapid.StringOf(rapid.SampledFrom([]rune("a1 \n#\\`é…-")))
	heads := rapid.SampledFrom([]string{"", "\n# Details of inquiry\n", "\n\\# Remaining actions", "# x"})
	rapid.Check(t, func(t *rapid.T) {
		text := func(label string) string {
			return strings.TrimSpace(part.Draw(t, label) + heads.Draw(t, label) + part.Draw(t, label))
		}
		want := HandOff{Inquiry: text("inquiry"), Done: text("done"), Remaining: text("remaining")}
		got, err := ParseHandOff(want.String())
		if err != nil {
			t.Fatalf("%q: %v", want.String(), err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzParseHandOff(f *testing.F) {
	f.Add(HandOff{Inquiry: "a", Done: "b", Remaining: "c"}.String())
	f.Add("# Details of inquiry\n\\# x\n\r# Remaining actions:")
	f.Fuzz(func(t *testing.T, src string) {
		h, err := ParseHandOff(src)
		if err != nil {
			return
		}
		again, err := ParseHandOff(h.String())
		if err != nil || again != h {
			t.Fatalf("%q became %+v, then %+v, %v", src, h, again, err)
		}
	})
}
