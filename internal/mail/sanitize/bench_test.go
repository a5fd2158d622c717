package sanitize

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// shapes are pages by what is hard about them; each grows to any size.
func shapes() map[string]func(bytes int) string {
	repeat := func(unit string) func(int) string {
		return func(n int) string { return strings.Repeat(unit, n/len(unit)) }
	}
	row := func(i int) string {
		return fmt.Sprintf(`<tr><td align="left" style="font-family:Arial,sans-serif;font-size:14px;color:#333333;padding:0 0 %dpx 0"><p class="c%d">Dear customer, your order `+
			`<b>%d</b> has been shipped today and should reach you on Tuesday &mdash; see <a href="https://shop.example.com/orders/%d?utm=mail">your order</a>.</p>`+
			`<img src="https://cdn.example.com/p%d.png" width="20" height="20" alt=""></td></tr>`, i%1000, i%50, i, i, i) + "\n"
	}
	return map[string]func(int) string{
		"usual": func(n int) string {
			var b strings.Builder
			b.WriteString("<html><head><style>@media (max-width:600px){.c1{width:100%}} p{margin:0 0 8px} .c2 td{color:#123456}</style></head><body><table>")
			for i := 0; b.Len() < n; i++ {
				b.WriteString(row(i))
			}
			return b.String()
		},
		"outlook": repeat(`<p class=MsoNormal style='margin-bottom:12.0pt;mso-margin-top-alt:auto'><span lang=EN-US style='font-size:11.0pt;font-family:"Calibri",sans-serif;` +
			`color:#1F497D;mso-fareast-language:EN-US'>Thank you, I tried it again this morning.<o:p></o:p></span></p>`),
		"deep": func(n int) string {
			const levels = 250
			one := strings.Repeat("<div><b>", levels) + "x" + strings.Repeat("</b></div>", levels)
			return strings.Repeat(one, max(1, n/len(one)))
		},
		"unclosed": repeat("<div><span><td><b>"),
		"ends": func(n int) string {
			return strings.Repeat("<i>", 250) + "<td>" + strings.Repeat("</i></b></td><td>", n/17)
		},
		"attributes": func(n int) string {
			return strings.Repeat("<p "+strings.Repeat(`align=left data-x="1" title=y `, 200)+">", n/6000)
		},
		"style": func(n int) string {
			return strings.Repeat(`<p style="`+strings.Repeat("color:rgb(1, 2, 3);font:bold 12px/1.5 'Segoe UI', serif;", 140)+`">`, n/7900)
		},
		"giant": func(n int) string { return `<p style="` + strings.Repeat("a:b;", n/4) + `">` },
		"sheet": func(n int) string {
			return strings.Repeat("<style>"+strings.Repeat(".a .b > td.c, #d:hover { color: #123; background: url(x) }\n", 1000)+"</style>", n/58_000+1)
		},
		"links": repeat(`<a href="https://a.example/x?y=z">https://a.example/x</a> `),
		"text":  repeat("Words, and & more <3 of them. "),
	}
}

// BenchmarkHTML reports, beside the speed, what the time grows by when the input doubles: 2 is linear.
func BenchmarkHTML(b *testing.B) {
	for name, page := range shapes() {
		last := time.Duration(0)
		for _, mb := range []int{1, 2, 4, 8} {
			in := page(mb << 20)
			b.Run(fmt.Sprintf("%s/%dMB", name, mb), func(b *testing.B) {
				b.SetBytes(int64(len(in)))
				for b.Loop() {
					HTML(in, Options{})
				}
				each := b.Elapsed() / time.Duration(b.N)
				if last > 0 {
					b.ReportMetric(float64(each)/float64(last), "x/doubling")
				}
				last = each
			})
		}
	}
}
