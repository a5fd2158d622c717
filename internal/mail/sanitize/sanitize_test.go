package sanitize

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// vectors are ways in that must all be shut; none may leave any of its marks in the page.
func vectors() []string {
	return []string{
		`<script>alert(1)</script>x`, `<SCRIPT SRC=//evil.example/x.js></SCRIPT>`, `<scr<script>ipt>alert(1)</scr</script>ipt>`,
		`<img src=x onerror=alert(1)>`, `<img """><script>alert(1)</script>">`, `<body onload=alert(1)>x</body>`,
		`<a href="javascript:alert(1)">x</a>`, `<a href=" jAvAsCrIpT:alert(1)">x</a>`, "<a href=\"java\tscript:alert(1)\">x</a>",
		`<a href="&#106;avascript:alert(1)">x</a>`, `<a href="data:text/html,<script>alert(1)</script>">x</a>`,
		`<a href="vbscript:x">x</a>`, `<a href="file:///etc/passwd">x</a>`, `<a href="smb://evil.example/x">x</a>`,
		`<form action=https://evil.example><input name=p><button formaction=javascript:x>go</button></form>`,
		`<iframe src=https://evil.example></iframe>`, `<iframe srcdoc="<script>alert(1)</script>"></iframe>`,
		`<object data=x.swf><embed src=x.swf></object>`, `<applet code=x></applet>`, `<frameset><frame src=x></frameset>`,
		`<meta http-equiv=refresh content="0;url=https://evil.example">`, `<base href=https://evil.example/>`,
		`<link rel=stylesheet href=https://evil.example/x.css>`, `<link rel=preload as=image href=https://evil.example/x.png>`,
		`<style>@import url(https://evil.example/x.css);</style>`, `<style>body{background:url(https://evil.example)}</style>`,
		`<svg onload=alert(1)><image href=https://evil.example/x.png /></svg>`, `<svg><script>alert(1)</script></svg>`,
		`<svg><style><img src=x onerror=alert(1)></style></svg>`, `<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>`,
		`<math href="javascript:alert(1)">x</math>`, `<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>`,
		`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<textarea></textarea><img src=x onerror=1>`,
		`<xmp><img src=x onerror=alert(1)></xmp>`, `<plaintext><script>alert(1)</script>`, `<title><img src=x onerror=1></title>`,
		`<template><img src=x onerror=alert(1)></template>`, `<video src=https://evil.example/v poster=https://evil.example/p>`,
		`<audio src=https://evil.example/a autoplay>`, `<input type=image src=https://evil.example/i>`,
		`<div style="position:fixed;top:0;left:0">x</div>`, `<div style="background:url(https://evil.example/x)">x</div>`,
		`<div style="background:u\72l(https://evil.example/x)">x</div>`, `<div style="width:expression(alert(1))">x</div>`,
		`<div style="background:u/**/rl(https://evil.example/x)">x</div>`, `<div style="color:red;/*">x</div>`,
		`<div style="-moz-binding:url(x)">x</div>`, `<div style="behavior:url(x.htc)">x</div>`,
		`<div style="background-image:image-set('https://evil.example/x' 1x)">x</div>`, `<div style="margin-left:-9999px">x</div>`,
		`<div style='font-family:"&quot;;position:fixed;x:&quot;"'>x</div>`, `<div style="font-family:'a;position:fixed'">x</div>`,
		`<table background=https://evil.example/b.png><tr><td>x</td></tr></table>`, `<img srcset="https://evil.example/a 1x, x 2x">`,
		`<img src="data:image/svg+xml;base64,PHN2Zz4=">`, `<img src="data:text/html;base64,PHN2Zz4=">`, `<img src=file:///etc/passwd>`,
		`<img lowsrc=https://evil.example/x dynsrc=y>`, `<picture><source srcset=https://evil.example/x><img src=cid:a></picture>`,
		`<a href=# target=_top ping=https://evil.example>x</a>`, `<a name=x id=y class=z>x</a>`, `<!--[if mso]><script>x</script><![endif]-->`,
		`<![CDATA[<script>alert(1)</script>]]>`, `<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>`,
		"<img src=\"x` `<script>alert(1)</script>\"` `>", "<a title='`onmouseover=alert(1)//'>x</a>", "<\x00script>alert(1)</script>",
		`<table><tr><td><a href="https://a.example"><table><a href="https://b.example">`, `<p><table><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
		`<select><template><style><!--</style><a rel="--><img src=x onerror=alert(1)>">`, `<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=alert(1) src>">`,
	}
}

func TestVectors(t *testing.T) {
	for _, in := range vectors() {
		for _, o := range []Options{{}, testOptions()} {
			r := HTML(in, o)
			assertSafe(t, in, r.HTML)
			if strings.Contains(r.HTML, "evil.example") {
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
		{`<td style="PADDING: 0 4px; mso-line-height-rule:exactly; font-family:&quot;Segoe UI&quot;, sans-serif">x`, `<td style="padding:0 4px;font-family:'Segoe UI', sans-serif">x</td>`},
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
		small, large := cost(64<<10), cost(1<<20)
		if large > 16*small*8+20*time.Millisecond {
			t.Errorf("%q: 64 KB in %v, 1 MB in %v", unit, small, large)
		}
	}
}

func FuzzSanitize(f *testing.F) {
	for _, v := range vectors() {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, in string) {
		assertSafe(t, in, HTML(in, testOptions()).HTML)
		blocked := HTML(in, Options{})
		assertSafe(t, in, blocked.HTML)
		for _, l := range blocked.Links {
			if !strings.HasPrefix(l.Target, "http://") && !strings.HasPrefix(l.Target, "https://") &&
				!strings.HasPrefix(l.Target, "mailto:") && !strings.HasPrefix(l.Target, "tel:") {
				t.Fatalf("link to %q", l.Target)
			}
		}
		assertSafe(t, in, Plain(in))
	})
}

func BenchmarkHTML(b *testing.B) {
	row := `<tr><td align="left" style="font-family:Arial,sans-serif;font-size:14px;color:#333333;padding:0 0 12px 0"><p>Dear customer, your order ` +
		`<b>4711</b> has been shipped today and should reach you on Tuesday &mdash; see <a href="https://shop.example.com/orders/4711?utm=mail">your order</a>.</p>` +
		`<img src="https://cdn.example.com/p.png" width="20" height="20" alt=""></td></tr>` + "\n"
	for _, kb := range []int{50, 100, 200, 400, 800} {
		in := "<table>" + strings.Repeat(row, kb<<10/len(row)) + "</table>"
		b.Run(fmt.Sprintf("%dKB", kb), func(b *testing.B) {
			b.SetBytes(int64(len(in)))
			for b.Loop() {
				HTML(in, Options{})
			}
		})
	}
}
