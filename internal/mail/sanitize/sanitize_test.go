package sanitize

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestVectors(t *testing.T) {
	for _, in := range slices.Concat(vectors(), sheetVectors()) {
		for _, o := range []Options{{}, testOptions(), {Dark: true}} {
			r := HTML(in, o)
			assertSafe(t, in, r.HTML)
			assertSheet(t, in, r.Style)
			if strings.Contains(r.HTML+r.Style, "evil.example") {
				t.Errorf("in  %q\nout %q\nstill names the host", in, r.HTML)
			}
		}
	}
}

func TestKeepsWhatMailNeeds(t *testing.T) {
	tests := []struct{ in, want string }{
		{`<p>Hello <b>you</b> &amp; me`, `<p>Hello <b>you</b> &amp; me</p>`},
		{`<ul><li>a<li>b</ul>`, `<ul><li>a</li><li>b</li></ul>`},
		{`<p>a<p>b`, `<p>a</p><p>b</p>`},
		{`<body bgcolor="#fff"><font color=red face='Arial, sans'>x</font></body>`, `<div bgcolor="#fff"><font color="red" face="Arial, sans">x</font></div>`},
		{`<table><td style="PADDING: 0 4px; mso-line-height-rule:exactly; font-family:&quot;Segoe UI&quot;, sans-serif">x`, `<table><td style="padding:0 4px;font-family:'Segoe UI', sans-serif">x</td></table>`},
		{`<img src="cid:logo@x" width=10 alt="Logo">`, `<img width="10" alt="Logo" src="/mail/1/cid/7">`},
		{`<div onclick=x style="position:absolute;color:rgb(1,2,3)">x</div>`, `<div style="color:rgb(1,2,3)">x</div>`},
		{`<div>a</b></div></div>b`, `<div>a</div>b`},
		{`1 < 2 & 3 > 2`, `1 &lt; 2 &amp; 3 &gt; 2`},
		{`<o:p>&nbsp;</o:p>`, "\u00a0"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, HTML(tt.in, testOptions()).HTML); diff != "" {
			t.Errorf("%s\n%s", tt.in, diff)
		}
	}
}

func TestLinks(t *testing.T) {
	tests := []struct{ in, target, host string }{
		{`<a href="https://shop.example.com/a?b=c">Shop</a>`, "https://shop.example.com/a?b=c", "shop.example.com"},
		{`<a href="//example.com/a">x</a>`, "https://example.com/a", "example.com"},
		{`<a href="mailto:bob@example.com?subject=hi">Bob</a>`, "mailto:bob@example.com?subject=hi", "bob@example.com"},
		{`<a href="tel:+15551234">call</a>`, "tel:+15551234", "+15551234"},
		{`<a href="https://www.example.com">example.com</a>`, "https://www.example.com", "www.example.com"},
		{`<a href="https://evil.example/x">https://bank.com/login</a>`, "https://evil.example/x", "evil.example"},
		{`<a href="https://evil.com">my <b>www.bank</b>.com</a>`, "https://evil.com", "evil.com"},
		{`<a href="https://bank.com@evil.example/">x</a>`, "https://bank.com@evil.example/", "evil.example"},
		{`<a href="https:\\evil.example\@bank.com">x</a>`, "https://evil.example/@bank.com", "evil.example"},
		{`<a href="http://192.0.2.7/x">x</a>`, "http://192.0.2.7/x", "192.0.2.7"},
		{`<a href="http://3221225991/x">x</a>`, "http://3221225991/x", "3221225991"},
		{`<a href="https://аpple.com/">x</a>`, "https://аpple.com/", "xn--pple-43d.com"},
		{`<a href="https://example.com">write to bob@other.com or see report.pdf</a>`, "https://example.com", "example.com"},
	}
	for _, tt := range tests {
		r := HTML(tt.in, Options{})
		if len(r.Links) != 1 || r.Links[0].Target != tt.target || r.Links[0].Host != tt.host {
			t.Errorf("%s: %+v", tt.in, r.Links)
			continue
		}
		if !strings.Contains(r.HTML, `href="#open-0"`) {
			t.Errorf("%s: %s", tt.in, r.HTML)
		}
	}
}

func TestRemoteIsCountedOnce(t *testing.T) {
	in := `<img src="https://a.example/1.png"><img src="https://a.example/1.png"><td background="http://a.example/2.png">` +
		`<p style="background:url('//a.example/3.png')"><img srcset="https://a.example/4.png 2x">`
	r := HTML(in, Options{})
	want := []string{"https://a.example/1.png", "http://a.example/2.png", "https://a.example/3.png", "https://a.example/4.png"}
	if diff := cmp.Diff(want, r.Remote); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(r.HTML, "a.example") {
		t.Errorf("blocked pictures are still named: %s", r.HTML)
	}
	r = HTML(in, Options{RemoteURL: func(n int) string { return fmt.Sprintf("/mail/9/remote/%d", n) }})
	if strings.Count(r.HTML, `src="/mail/9/remote/0"`) != 2 || !strings.Contains(r.HTML, `src="/mail/9/remote/3"`) {
		t.Error(r.HTML)
	}
}

func TestPlain(t *testing.T) {
	r := PlainResult("See <https://example.com/a_(b)>, www.example.org. or mail bob@example.com!\n<script>")
	assertSafe(t, "plain", r.HTML)
	want := `<div style="white-space:pre-wrap;overflow-wrap:anywhere">See &lt;<a href="#open-0" title="example.com">https://example.com/a_(b)</a>&gt;, ` +
		`<a href="#open-1" title="www.example.org">www.example.org</a>. or mail <a href="#open-2" title="bob@example.com">bob@example.com</a>!` + "\n&lt;script&gt;</div>"
	if diff := cmp.Diff(want, r.HTML); diff != "" {
		t.Error(diff)
	}
	if len(r.Links) != 3 || r.Links[1].Target != "http://www.example.org" || r.Links[2].Target != "mailto:bob@example.com" {
		t.Errorf("%+v", r.Links)
	}
}

// TestLinear doubles hostile inputs: the time may double too, with much room for noise, but not grow by the square.
func TestLinear(t *testing.T) {
	for _, unit := range []string{
		"<div>", "</div>", "<a href=x>", "<b><i></b>", "<!--", "<![CDATA[", "<svg><style>", "&", "<p style='a:b;c:(;'>", "<a ", "<td><table>",
		"<img src=https://a.example/1>", "<a href=\"https://a.example/(((((\">)))))</a>", "http://a.example/))))) ", "a@b@", "<style>/*", "\"'",
	} {
		cost := func(n int) time.Duration {
			in := strings.Repeat(unit, n/len(unit))
			best := time.Hour
			for range 3 {
				start := time.Now()
				HTML(in, testOptions())
				PlainResult(in)
				best = min(best, time.Since(start))
			}
			return best
		}
		for tries := 5; ; tries-- { // a busy machine slows one measurement or two; what grows by the square is slow each time
			small, large := cost(64<<10), cost(1<<20)
			if large <= 16*small*8+20*time.Millisecond {
				break
			}
			if tries == 0 {
				t.Errorf("%q: 64 KB in %v, 1 MB in %v", unit, small, large)
				break
			}
		}
	}
}

// TestQuoteNamed: what mail programs mark as quoted keeps a mark of ours, and nothing else does.
func TestQuoteNamed(t *testing.T) {
	for in, want := range map[string]string{
		`<div class="gmail_quote"><div class="gmail_attr">On</div><blockquote type="cite">x</blockquote></div>`: `<div><div data-quote="names">On</div><blockquote data-quote="older">x</blockquote></div>`,
		`<div id="divRplyFwdMsg">From</div>`:                                        `<div data-quote="below">From</div>`,
		`<div data-quote="older">x</div><blockquote>y</blockquote><p class=quote>z`: `<div>x</div><blockquote>y</blockquote><p>z</p>`,
	} {
		got := HTML(in, Options{}).HTML
		assertSafe(t, in, got)
		if got != want {
			t.Errorf("%s became\n%s\nnot\n%s", in, got, want)
		}
	}
}
