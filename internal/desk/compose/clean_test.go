package compose

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"deskhand/internal/mail"
	letters "deskhand/internal/mail/compose"
)

func TestClean(t *testing.T) {
	none := func(string) (string, bool) { return "", false }
	for in, want := range map[string]string{
		`<p class="x" style="color:red" onclick="x()">Hello <b>you</b></p>`:                              `<p>Hello <strong>you</strong></p>`,
		`<p>a</p><script>alert(1)</script><style>p{}</style><p>b</p>`:                                    `<p>a</p><p>b</p>`,
		`<a href="javascript:x()">x</a><a href="https://kestrel.example/?a=1&amp;b=2" target=_top>y</a>`: `x<a href="https://kestrel.example/?a=1&amp;b=2">y</a>`,
		`<a href="mailto:a@b.example">m</a><a href="tel:+49301">t</a><a href="/relative">r</a>`:          `<a href="mailto:a@b.example">m</a><a href="tel:+49301">t</a>r`,
		`<img src="https://tracker.example/x.gif"><img src="data:image/png;base64,AA">x`:                 `x`,
		`<ol start="3" type="a"><li><p>c</p></li></ol>`:                                                  `<ol start="3"><li><p>c</p></li></ol>`,
		`<table><tr><td>1</td><td>2</td></tr></table>`:                                                   `1 2 <br>`,
		`<div><div>one</div><div>two</div></div>`:                                                        `<p>one</p><p>two</p>`,
		`<h4>four</h4><del>gone</del><font size=7>big</font>`:                                            `<h3>four</h3><s>gone</s>big`,
		`<p></p>`:                        `<p><br></p>`,
		`1 < 2 &amp;&amp; "x"`:           `1 &lt; 2 &amp;&amp; &#34;x&#34;`,
		`<svg><script>x</script></svg>a`: `a`,
		"<pre>a\n b</pre>":               "<pre>a\n b</pre>",
		`<span data-blank="0">{{ask "which plan?"}}</span>`: `{{ask &#34;which plan?&#34;}}`,
	} {
		if got := clean(in, none).html; got != want {
			t.Errorf("%s\ngot  %s\nwant %s", in, got, want)
		}
	}
	draft := clean(`<p>Hi <span data-blank="2" class=x>{{ask "which plan?"}}</span> <img src="wails://wails/draft-file/fABC" alt="a &quot;b&quot;" width=3><img src="/draft-file/../../etc"></p>`, nil)
	if want := `<p>Hi <span data-blank="2">{{ask &#34;which plan?&#34;}}</span> <img src="/draft-file/fABC" alt="a &#34;b&#34;"></p>`; draft.html != want {
		t.Errorf("a draft: %s", draft.html)
	}
	if !slices.Equal(draft.blanks, []string{"which plan?"}) || !slices.Equal(draft.images, []string{"/draft-file/fABC"}) {
		t.Errorf("blanks %q, pictures %q", draft.blanks, draft.images)
	}
	for _, n := range []int{90, 150, 500, 5000} { // a quote of quotes; beyond measure only the marks go
		deep := clean(strings.Repeat("<blockquote>", n)+`words<span data-blank="0">{{ask "which plan?"}}</span>`, none)
		if !strings.Contains(deep.html, "words") || n <= 500 && len(deep.blanks) != 1 {
			t.Errorf("nested %d times: blanks %q, %s", n, deep.blanks, deep.html)
		}
	}
}

// onlyAllowed fails where cleaned HTML holds an element or attribute that is not on the list.
func onlyAllowed(t interface{ Fatalf(string, ...any) }, out string, mail bool) {
	elements := []string{"p", "br", "strong", "em", "u", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre", "h1", "h2", "h3", "hr", "img"}
	if !mail {
		elements = append(elements, "span")
	}
	z := html.NewTokenizer(strings.NewReader(out))
	for {
		tt := z.Next()
		if tt == html.ErrorToken {
			return
		}
		if tt == html.CommentToken || tt == html.DoctypeToken {
			t.Fatalf("a %s came through: %s", tt, out)
		}
		token := z.Token()
		if tt != html.StartTagToken && tt != html.EndTagToken && tt != html.SelfClosingTagToken {
			continue
		}
		if !slices.Contains(elements, token.Data) {
			t.Fatalf("<%s> came through: %s", token.Data, out)
		}
		for _, a := range token.Attr {
			switch token.Data + " " + a.Key {
			case "a href":
				if _, ok := target(a.Val); !ok {
					t.Fatalf("a link to %q came through", a.Val)
				}
			case "img src":
				if !strings.HasPrefix(a.Val, "cid:") && (mail || !strings.HasPrefix(a.Val, draftFiles)) {
					t.Fatalf("a picture from %q came through", a.Val)
				}
			case "img alt", "ol start", "span data-blank":
			default:
				t.Fatalf("%s=%q came through: %s", a.Key, a.Val, out)
			}
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{
		`<p>a<p>b</p>`, `<a href="https://x"><p>y`, `<img src=cid:x onerror=y>`, `<svg><a xlink:href="javascript:x">`, `<math><mi>`, `<pre>` + "\n\n" + `x`,
		`<span data-blank="x">{{a}}</span>`, "<a href=\"java\tscript:x\">", `<noscript><p title="</noscript><img src=x onerror=y>">`, `<!--><script>`, `<plaintext>x`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		draft := clean(in, nil).html
		onlyAllowed(t, draft, false)
		cid := func(src string) (string, bool) { return "x@y", strings.HasPrefix(src, "cid:") }
		sent := clean(draft, cid).html
		onlyAllowed(t, sent, true)
		onlyAllowed(t, clean(sent, cid).html, true)
	})
}

// What is shown as an address is read as the same one.
func TestShownAddresses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[A-Za-zäöü ,;<>"@\\().'-]{0,20}`).Draw(t, "name")
		a := mail.Address{Name: strings.Join(strings.Fields(name), " "), Addr: "x@y.example"}
		got, err := letters.ParseRecipients(show(a))
		if err != nil || len(got) != 1 || got[0] != a {
			t.Fatalf("%+v is shown as %s and read as %+v, %v", a, show(a), got, err)
		}
	})
}

func TestWho(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"Marco Rossi", "Marco"}, {"Rossi, Marco", "Marco"}, {"", "m@x.example"}, {"m@x.example", "m@x.example"}, {"Halvorsen Shipping, Norway", "Halvorsen"},
	} {
		if got := who(mail.Address{Name: c.name, Addr: "m@x.example"}); got != c.want {
			t.Errorf("%q is called %q", c.name, got)
		}
	}
}

func TestFilled(t *testing.T) {
	d := Draft{HTML: `<p>Own <strong>words</strong>, <span data-blank="0">{{ask &quot;Which plan?&quot;}}</span> and <span data-blank="1">{{meeting.link}}</span>, <span data-blank="2">{{ask &quot;More&quot;}}</span></p><img src="cid:a">`}
	got := Draft{HTML: d.Filled(map[string]string{"Which plan?": "A < B\nor C", "meeting.link": "https://meet.example/?a=1&b=2"})}
	want := `<p>Own <strong>words</strong>, A &lt; B<br>or C and <a href="https://meet.example/?a=1&amp;b=2">https://meet.example/?a=1&amp;b=2</a>, <span data-blank="2">{{ask &#34;More&#34;}}</span></p><img src="cid:a">`
	if got.HTML != want {
		t.Errorf("%s\nwant\n%s", got.HTML, want)
	}
	if got.Filled(map[string]string{"More": ""}) != strings.Replace(want, `<span data-blank="2">{{ask &#34;More&#34;}}</span>`, "", 1) {
		t.Errorf("left out: %s", got.Filled(map[string]string{"More": ""}))
	}
}
