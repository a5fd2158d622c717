package savedreply

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMarkdown(t *testing.T) {
	for src, want := range map[string][2]string{
		"a\nb\n\nc":                                         {"<p>a<br>\nb</p>\n<p>c</p>\n", "a\nb\n\nc"},
		"# T\n\n- a\n- b\n  - c\n\n3. x\n4. y":              {"<h1>T</h1>\n<ul>\n<li>a</li>\n<li>b\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>\n<ol start=\"3\">\n<li>x</li>\n<li>y</li>\n</ol>\n", "T\n\n- a\n- b\n  - c\n\n3. x\n4. y"},
		"> q\n> r\n>\n> > s":                                {"<blockquote>\n<p>q<br>\nr</p>\n<blockquote>\n<p>s</p>\n</blockquote>\n</blockquote>\n", "> q\n> r\n>\n> > s"},
		"[t](https://x.example/a?b=1&c=2)":                  {"<p><a href=\"https://x.example/a?b=1&amp;c=2\">t</a></p>\n", "t (https://x.example/a?b=1&c=2)"},
		"<https://x.example> https://y.example a@b.example": {"<p><a href=\"https://x.example\">https://x.example</a> <a href=\"https://y.example\">https://y.example</a> <a href=\"mailto:a@b.example\">a@b.example</a></p>\n", "https://x.example https://y.example a@b.example"},
		"[a@b.example](mailto:a@b.example) [call](tel:+1)":  {"<p><a href=\"mailto:a@b.example\">a@b.example</a> <a href=\"tel:+1\">call</a></p>\n", "a@b.example call (+1)"},
		"[x](javascript:alert) <vbscript:x> [y](a.html)":    {"<p>x vbscript:x y</p>\n", "x vbscript:x y"},
		"![alt **b**](https://x.example/i.png) [![p](https://x.example/i.png)](https://y.example)": {
			"<p><a href=\"https://x.example/i.png\">alt <strong>b</strong></a> <a href=\"https://y.example\">p</a></p>\n", "alt b (https://x.example/i.png) p (https://y.example)",
		},
		"<script>x</script> a<b>c\n\n<div onclick=x>":       {"<p>&lt;script&gt;x&lt;/script&gt; a&lt;b&gt;c</p>\n<p>&lt;div onclick=x&gt;</p>\n", "<script>x</script> a<b>c\n\n<div onclick=x>"},
		"\\*a\\* &amp; \\&amp; &#65; **b** _c_ `d*` e\\\nf": {"<p>*a* &amp; &amp;amp; A <strong>b</strong> <em>c</em> <code>d*</code> e<br>\nf</p>\n", "*a* & &amp; A b c d* e\nf"},
		"```go\na <b>\n\n  c\n```\n\n---\n":                 {"<pre><code class=\"language-go\">a &lt;b&gt;\n\n  c\n</code></pre>\n<hr>\n", "    a <b>\n\n      c\n\n----"},
		"":                                                  {"", ""},
	} {
		html, err := HTML(src)
		if err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(want, [2]string{html, Text(src)}); diff != "" {
			t.Errorf("%q: %s", src, diff)
		}
	}
}

// features: E11
func TestComposerMarksBlanks(t *testing.T) {
	r := reply(t, "a.md", "---\nsubject: \"{{team.name}}\"\n---\n# {{ask \"*A* <b>?\"}}\n- {{contact.name}}, [j]({{meeting.link}})\n")
	got, err := Render(nil, r, Values{})
	if err != nil {
		t.Fatal(err)
	}
	html, err := got.ComposerHTML()
	if err != nil {
		t.Fatal(err)
	}
	want := "<h1><span data-blank=\"1\">{{ask &quot;*A* &lt;b&gt;?&quot;}}</span></h1>\n<ul>\n<li><span data-blank=\"2\">{{contact.name}}</span>, j</li>\n</ul>\n"
	if diff := cmp.Diff(want, html); diff != "" {
		t.Error(diff)
	}
}
