package mail

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"deskhand/internal/mail/quote"
)

// FuzzHTMLText: the text of a page is clean, its marks lie in it in order, and parting it loses nothing.
func FuzzHTMLText(f *testing.F) {
	f.Add(`<p>Yes.</p><div class="gmail_quote"><div class="gmail_attr">On 24 Nov 2025, Ann wrote:</div><blockquote class="gmail_quote">x<blockquote>y</blockquote></blockquote></div>`)
	f.Add(`<div>a<div id="Signature">Ann<div id="divRplyFwdMsg"><b>From:</b> x<br><b>Sent:</b> y<br><b>To:</b> z</div><p>old <span style="color:red">new</span>`)
	f.Add(`<blockquote style="margin:0 0 0 40px;border:none"><blockquote type=cite>a</blockquote></blockquote><pre>b
 c</pre><hr><ul><li>d</ul>`)
	f.Fuzz(func(t *testing.T, in string) {
		text, page := htmlText(in)
		if utf8.ValidString(in) && !utf8.ValidString(text) {
			t.Fatalf("%q became %q", in, text)
		}
		for _, list := range [][]quote.Span{page.Spans, page.Colored} {
			end := 0
			for _, s := range list {
				if s.From < end || s.To < s.From || s.To > len(text) {
					t.Fatalf("%q: span %v of %d bytes behind %d", in, s, len(text), end)
				}
				end = s.To
			}
		}
		var all strings.Builder
		for _, s := range quote.Segments(text, quote.About{Page: page}) {
			all.WriteString(s.Text)
		}
		if all.String() != text {
			t.Fatalf("%q became %q", text, all.String())
		}
	})
}

// BenchmarkHTMLMarks reads pages of nothing but marks, of which each could be looked at for each other: the speed stays the
// same at eight times the size.
func BenchmarkHTMLMarks(b *testing.B) {
	for name, unit := range map[string]string{
		"signatures": `<div class="gmail_signature">`, "cites": `<blockquote type="cite">x`, "heads": `<div id="divRplyFwdMsg">a: b<br>`,
		"colours": `<span style="color:red">x<br></span>`, "indents": `<blockquote style="border:none">x</blockquote>`, "intros": "On 24 Nov 2025, Ann wrote:<br>",
	} {
		for _, kb := range []int{64, 512} {
			b.Run(fmt.Sprintf("%s/%dKB", name, kb), func(b *testing.B) {
				in := strings.Repeat(unit, kb<<10/len(unit))
				b.SetBytes(int64(len(in)))
				for b.Loop() {
					text, page := htmlText(in)
					quote.Segments(text, quote.About{Page: page})
				}
			})
		}
	}
}
