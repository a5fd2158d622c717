package sanitize

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

// computed walks a page as a browser's cascade would, as far as inline colours go, and calls fn for each text with its
// colour and what lies under it.
func computed(t failer, page string, paper, text, link, quote rgb, fn func(words string, text, paper rgb)) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var walk func(n *html.Node, on ink)
	walk = func(n *html.Node, on ink) {
		switch n.Type {
		case html.TextNode:
			if strings.TrimSpace(n.Data) != "" {
				fn(strings.TrimSpace(n.Data), on.text, on.paper)
			}
		case html.ElementNode:
			switch n.Data {
			case "a":
				on.text = link
			case "blockquote":
				on.text = quote
			}
			on = own(n, on)
		}
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			walk(k, on)
		}
	}
	walk(doc, ink{text, paper})
}

// own lays an element's own colours on what it stands in: attributes first, then its style.
func own(n *html.Node, on ink) ink {
	below := on.paper
	for _, pass := range []bool{false, true} {
		for _, a := range n.Attr {
			if pass != (a.Key == "style") {
				continue
			}
			set := func(key, value string) {
				c, alpha, ok := parseColor(value)
				switch {
				case !ok:
				case key == "color":
					on.text = c.over(alpha, on.paper)
				case key == "bgcolor" || key == "background-color" || key == "background":
					on.paper = c.over(alpha, below)
				}
			}
			if a.Key != "style" {
				set(a.Key, a.Val)
				continue
			}
			for decl := range strings.SplitSeq(a.Val, ";") {
				key, value, _ := strings.Cut(decl, ":")
				set(key, strings.TrimSuffix(value, "!important"))
			}
		}
	}
	return on
}

func hexColor(t failer, s string) rgb {
	t.Helper()
	c, _, ok := parseColor(s)
	if !ok {
		t.Fatalf("%q is no colour", s)
	}
	return c
}

// The colours of every text in the dark can be read: 4.5 to 1, whatever a mail's own colours are, wherever they stand.
func TestDarkIsReadable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawPage(t, 4)
		r := HTML(in, Options{Dark: true})
		computed(t, r.HTML, hexColor(t, DarkPaper), hexColor(t, DarkText), hexColor(t, DarkLink), hexColor(t, DarkQuote), func(words string, text, paper rgb) {
			if got := contrast(text, paper); got < readable {
				t.Fatalf("in  %s\nout %s\n%q: %s on %s is %.2f", in, r.HTML, words, text.hex(), paper.hex(), got)
			}
		})
	})
}

func drawColor(t *rapid.T) string {
	n := func(most int) int { return rapid.IntRange(0, most).Draw(t, "n") }
	switch n(5) {
	case 0:
		return rapid.SampledFrom([]string{"black", "white", "navy", "yellow", "RED", "windowtext", "transparent", "inherit", "silver"}).Draw(t, "name")
	case 1:
		return fmt.Sprintf("rgb(%d, %d, %d)", n(255), n(255), n(255))
	case 2:
		return fmt.Sprintf("hsl(%d, %d%%, %d%%)", n(360), n(100), n(100))
	case 3:
		return fmt.Sprintf("rgba(%d,%d,%d,.%d)", n(255), n(255), n(255), n(9))
	}
	return fmt.Sprintf("#%02x%02x%02x", n(255), n(255), n(255))
}

func drawPage(t *rapid.T, depth int) string {
	if depth == 0 || rapid.IntRange(0, 3).Draw(t, "leaf") == 0 {
		return "words"
	}
	name := rapid.SampledFrom([]string{"p", "div", "span", "font", "table><tr><td", "a href=https://a.example", "blockquote", "b"}).Draw(t, "name")
	var attrs strings.Builder
	if rapid.Bool().Draw(t, "bg") {
		fmt.Fprintf(&attrs, " bgcolor=%q", drawColor(t))
	}
	if rapid.Bool().Draw(t, "fg") {
		fmt.Fprintf(&attrs, " color=%q", drawColor(t))
	}
	if rapid.Bool().Draw(t, "style") {
		property := rapid.SampledFrom([]string{"color", "background", "background-color", "border-color", "opacity"})
		fmt.Fprintf(&attrs, ` style="%s:%s;%s:%s !important"`, property.Draw(t, "p"), drawColor(t), property.Draw(t, "p"), drawColor(t))
	}
	tag, _, _ := strings.Cut(name, " ")
	if strings.HasPrefix(tag, "table") {
		tag = "td></tr></table"
	}
	return "<" + name + attrs.String() + ">" + drawPage(t, depth-1) + " between " + drawPage(t, depth-1) + "</" + tag + ">"
}

// What a colour becomes keeps its contrast to all others: light and dark change places, nothing else.
func TestInDarkKeepsContrast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) rgb {
			var c rgb
			for i := range c {
				c[i] = rapid.Float64Range(0, 1).Draw(t, name)
			}
			return c
		}
		a, b := draw("a"), draw("b")
		was, is := contrast(a, b), contrast(inDark(a), inDark(b))
		if was > 17 { // white ends the scale sooner than black did
			was = 17
		}
		if min(a.luminance(), b.luminance()) > 0.01 && is < was*0.98 {
			t.Fatalf("%s on %s: %.2f; %s on %s: %.2f", a.hex(), b.hex(), was, inDark(a).hex(), inDark(b).hex(), is)
		}
	})
}

func TestDesigned(t *testing.T) {
	for in, want := range map[string]bool{
		`<p>Hello</p>`: false, `<body bgcolor=#ffffff><p style="color:navy">x`: false, `<div style="background:#f5f5f5">x</div>`: false,
		`<p>see <span style="background:yellow;mso-highlight:yellow">this</span>`: false, `<table bgcolor="#f4f4f4"><tr><td>x`: false,
		`<body style="background-color:#003366">x`: true, `<table><td bgcolor=red>x`: true, `<div style="background:linear-gradient(#123,#456)">x`: true,
		`<style>.hero{background:#0a0a0a}</style><table><td class=hero>x`: true, `<style>.hero{background:#fff}</style><table><td class=hero>x`: false,
		`<p style="background:transparent">x`: false, `<p style="background-color:rgba(0,0,0,0)">x`: false, `<div style="background:#fffbe6">x`: false,
		`<span style="background:yellow">a</span><div style="background:yellow">b</div>`: true,
	} {
		for _, o := range []Options{{}, {Dark: true}} {
			if got := HTML(in, o).Designed; got != want {
				t.Errorf("%s (dark %v): %v", in, o.Dark, got)
			}
		}
	}
}

func TestDarkLooks(t *testing.T) {
	for in, want := range map[string]string{
		`<p>plain</p>`: `<p>plain</p>`,
		`<p style="margin:0;color:windowtext">x</p>`:   `<p style="margin:0">x</p>`,
		`<font color=black>x</font>`:                   `<font style="color:#ffffff">x</font>`,
		`<p style="border:1px solid black">x</p>`:      `<p style="border:1px solid #ffffff">x</p>`,
		`<span style="opacity:.2">x</span>`:            `<span>x</span>`,
		`<div style="background:url(x) white">x</div>`: `<div>x</div>`,
	} {
		if got := HTML(in, Options{Dark: true}).HTML; got != want {
			t.Errorf("%s\n got %s\nwant %s", in, got, want)
		}
	}
	if got := HTML(`<style>p{color:#000}.x{color:#fff;background:#000}</style><p class=x>`, Options{Dark: true}).Style; got !=
		`.sheet p{color:#ffffff}.sheet .m-x{color:#1a1a1a;background-color:#ffffff}` {
		t.Error(got)
	}
}

// failer is a test, or one of rapid's.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}
