package sanitize

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func FuzzSanitize(f *testing.F) {
	for _, v := range vectors() {
		f.Add(v)
	}
	for _, v := range sheetVectors() {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, in string) {
		for _, o := range []Options{{}, testOptions(), {Dark: true}} {
			r := HTML(in, o)
			assertSafe(t, in, r.HTML)
			assertSheet(t, in, r.Style)
			assertLinks(t, in, r)
			if len(in) < maxInput/2 {
				assertStable(t, in, r, o)
			}
		}
		assertSafe(t, in, Plain(in))
	})
}

// assertLinks: every "#open-N" of the page is a link of the result, each of an allowed scheme, numbered in order.
func assertLinks(t *testing.T, in string, r Result) {
	t.Helper()
	for n, l := range r.Links {
		scheme, _, _ := strings.Cut(l.Target, ":")
		if l.N != n || !strings.Contains(" http https mailto tel ", " "+scheme+" ") {
			t.Fatalf("in %q: link %d is %+v", in, n, l)
		}
	}
	if found := strings.Count(r.HTML, ` href="#open-`); found != len(r.Links) {
		t.Fatalf("in %q: %d links stand in the page, %d are told", in, found, len(r.Links))
	}
}

// assertStable: what was made safe comes through a second time as it is, but for addresses, which are the desk's own by
// then, and for names of classes.
func assertStable(t *testing.T, in string, r Result, o Options) {
	t.Helper()
	o.Dark = false
	again := HTML(r.HTML, o)
	if a, b := shapeOf(r.HTML), shapeOf(again.HTML); a != b {
		t.Fatalf("in    %q\nonce  %q\ntwice %q", in, a, b)
	}
	if len(again.Remote) > 0 || len(again.Links) > 0 || again.Style != "" {
		t.Fatalf("in %q: %+v is left", in, again)
	}
}

// shapeOf is a page without what must differ the second time.
func shapeOf(page string) string {
	var b strings.Builder
	addresses := regexp.MustCompile(` (href|src|class|id|title)="[^"]*"`)
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.Write(z.Raw())
		default:
			b.WriteString(addresses.ReplaceAllString(string(z.Raw()), ""))
		}
	}
}
