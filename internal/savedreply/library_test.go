package savedreply

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func build(t *testing.T, files map[string]string) *Library {
	t.Helper()
	l, _ := Build(list(files))
	return l
}

func list(files map[string]string) []File {
	var out []File
	for path, src := range files {
		out = append(out, File{path, []byte(src)})
	}
	return out
}

// A broken file keeps its last good version, a mended one replaces it, a deleted one is gone.
func TestWithKeepsTheLastGoodVersion(t *testing.T) {
	first := build(t, map[string]string{"a.md": "one", "b.md": "two", "c.md": "three"})
	second, problems := Build(list(map[string]string{"a.md": "{{oops", "b.md": "two, better"}))
	if len(problems) != 1 || !problems[0].Fatal || problems[0].Path != "a.md" {
		t.Errorf("problems: %v", problems)
	}
	kept := second.With(first)
	bodies := func(l *Library) map[string]string {
		out := map[string]string{}
		for _, r := range l.All() {
			out[r.Path] = r.Body
		}
		return out
	}
	if diff := cmp.Diff(map[string]string{"a.md": "one", "b.md": "two, better"}, bodies(kept)); diff != "" {
		t.Error(diff)
	}
	if !kept.Stale("a.md") || kept.Stale("b.md") || !slices.Equal(kept.Broken(), []string{"a.md"}) || second.Len() != 1 {
		t.Errorf("stale %v, broken %v", kept.stale, kept.Broken())
	}
	// Broken once more: the version survives another round. Then its name is taken by a good file.
	third := build(t, map[string]string{"a.md": "---\n", "b.md": "two"}).With(kept)
	if r, ok := third.Pick("a"); !ok || r.Body != "one" || !third.Stale("a.md") {
		t.Errorf("second round: %v", r)
	}
	fourth := build(t, map[string]string{"a.md": "---\n", "b.md": "---\nname: A\n---\nmine"}).With(third)
	if r, _ := fourth.Pick("a"); r.Body != "mine" || fourth.Len() != 1 || fourth.Stale("a.md") {
		t.Errorf("taken name: %+v", r)
	}
	if mended := build(t, map[string]string{"a.md": "mended"}).With(fourth); mended.Stale("a.md") || mended.Len() != 1 {
		t.Error("mended, and still stale")
	}
	if l := second.With(nil); l != second {
		t.Error("nothing before, and something changed")
	}
}

func TestNameAndLanguageAreUnique(t *testing.T) {
	l, problems := Build(list(map[string]string{"a.md": "x", "b.md": "---\n# c\nname: A\n---\ny", "a.en.md": "z"}))
	want := []string{`replies/b.md:3:1: the name "A" is taken by replies/a.md; rename one of them or give it another language`}
	if diff := cmp.Diff(want, lines(problems)); diff != "" {
		t.Error(diff)
	}
	if len(l.Variants("a")) != 2 || !slices.Equal(l.Broken(), []string{"b.md"}) {
		t.Errorf("%v %v", l.Variants("a"), l.Broken())
	}
}

// features: E15
func TestPickLanguage(t *testing.T) {
	l := build(t, map[string]string{"x.de.md": "", "x.en.md": "", "x.pt-BR.md": "", "x.en-GB.md": "", "y.fr.md": "", "y.md": "", "z.fr.md": "", "z.de.md": ""})
	for _, c := range []struct {
		name      string
		languages []string
		want      string
	}{
		{"x", []string{"de", "en"}, "x.de.md"},
		{"X", []string{"de-AT"}, "x.de.md"},
		{"x", []string{"en-GB"}, "x.en-GB.md"},
		{"x", []string{"en_us"}, "x.en.md"},
		{"x", []string{"pt", "en"}, "x.pt-BR.md"},
		{"x", []string{"ja", "en"}, "x.en.md"},
		{"x", []string{"ja"}, "x.de.md"},
		{"x", nil, "x.de.md"},
		{"y", []string{"de", "es"}, "y.md"},
		{"y", []string{"fr"}, "y.fr.md"},
		{"z", []string{"", "nonsense!"}, "z.de.md"},
	} {
		if r, ok := l.Pick(c.name, c.languages...); !ok || r.Path != c.want {
			t.Errorf("%s in %v: %v, want %s", c.name, c.languages, r, c.want)
		}
	}
	if _, ok := l.Pick("nobody"); ok {
		t.Error("found nobody")
	}
}
