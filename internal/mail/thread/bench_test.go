package thread

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"deskhand/internal/mail"
)

// Places in the bytes of a template where the mail's own id, its thread's first and the one before it stand.
const (
	ownID   = "OWN00000"
	firstID = "TOP00000"
	lastID  = "PRE00000"
)

// letters are mails of the sizes and kinds that a support mailbox holds, 12 KB on average: text and HTML with what is
// answered under it, HTML alone from Outlook, plain text, and every fourth one with a picture.
func letters() [][]byte {
	head := "Received: from mx0.example.net (mx0.example.net [192.0.2.1])\r\n\tby mail.example.com (Postfix) with ESMTPS id 4ABC\r\n\tfor <support@kestrel.example>; Mon, 24 Nov 2025 16:00:00 +0000 (UTC)\r\n" +
		"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=s1;\r\n\th=from:to:subject:date; bh=" + strings.Repeat("A", 44) + ";\r\n\tb=" + strings.Repeat("Zx9", 100) + "\r\n" +
		"Message-ID: <" + ownID + "@mail.example.net>\r\nIn-Reply-To: <" + lastID + "@mail.example.net>\r\nReferences: <" + firstID + "@mail.example.net>\r\n <" + lastID + "@mail.example.net>\r\n" +
		"From: =?UTF-8?Q?J=C3=BCrgen_M=C3=BCller?= <juergen@example.net>\r\nTo: Support <support@kestrel.example>\r\nSubject: Re: =?UTF-8?B?UsO8Y2tmcmFnZSB6dXIgUmVjaG51bmc=?=\r\nDate: Mon, 24 Nov 2025 17:00:00 +0100\r\nMIME-Version: 1.0\r\n"
	para := "Hello, since the update the invoice page stays empty for two of our users. We tried\r\nanother browser and the result is the same, so it looks like a fault to us.\r\n\r\n"
	quoted := "On Mon, Nov 24, 2025 at 4:00 PM Support <support@kestrel.example> wrote:\r\n" + strings.Repeat("> Could you tell us which browser you use and since when it happens?\r\n", 40)
	rich := "<html><head><style>p{margin:0}</style></head><body>" + strings.Repeat("<p class=\"MsoNormal\" style=\"margin:0\">"+strings.ReplaceAll(para, "\r\n", " ")+"</p>\r\n", 12)
	gmail := rich + "<div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon, Nov 24, 2025 Support wrote:</div><blockquote>" + strings.Repeat("<p>Could you tell us which browser you use?</p>\r\n", 40) + "</blockquote></div></body></html>"
	outlook := rich + "<hr><b>From:</b> Support &lt;support@kestrel.example&gt;<br><b>Sent:</b> Monday, 24 November 2025 16:00<br><b>To:</b> J&uuml;rgen<br><b>Subject:</b> R&uuml;ckfrage<br>" + strings.Repeat("<p>Could you tell us which browser you use?</p>\r\n", 60) + "</body></html>"
	both := "Content-Type: multipart/alternative; boundary=\"alt\"\r\n\r\n--alt\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + strings.Repeat(para, 8) + quoted + "--alt\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + gmail + "\r\n--alt--\r\n"
	picture := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("picture "), 1800))
	var wrapped strings.Builder
	for ; len(picture) > 76; picture = picture[76:] {
		wrapped.WriteString(picture[:76] + "\r\n")
	}
	file := "Content-Type: multipart/mixed; boundary=\"mixed\"\r\n\r\n--mixed\r\n" + both + "\r\n--mixed\r\nContent-Type: image/png; name=screen.png\r\nContent-Disposition: attachment; filename=screen.png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + wrapped.String() + "--mixed--\r\n"
	return [][]byte{
		[]byte(head + both), []byte(head + "Content-Type: text/html; charset=utf-8\r\n\r\n" + outlook),
		[]byte(head + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + strings.Repeat(para, 10) + quoted), []byte(head + file),
	}
}

// BenchmarkMailbox reads 100,000 mails in threads of four, parts what each newly says from what it carries along, and
// groups them: at least 8,000 a second on two cores.
func BenchmarkMailbox(b *testing.B) {
	const n, workers = 100_000, 2
	all := letters()
	size := 0
	for _, l := range all {
		size += len(l) / len(all)
	}
	b.SetBytes(int64(size) * n)
	for b.Loop() {
		begin := time.Now()
		nodes := make([]Node, n)
		var work sync.WaitGroup
		for w := range workers {
			work.Go(func() {
				var raw []byte
				for i := w; i < n; i += workers {
					raw = append(raw[:0], all[i%len(all)]...)
					for mark, id := range map[string]int{ownID: i, firstID: i - i%4, lastID: max(i-1, i-i%4)} {
						for at := bytes.Index(raw, []byte(mark)); at >= 0; at = bytes.Index(raw, []byte(mark)) {
							copy(raw[at:], fmt.Sprintf("%08d", id))
						}
					}
					m := mail.Parse(raw)
					if m.Visible == "" {
						b.Error("nothing is newly said")
					}
					nodes[i] = NodeOf(m)
				}
			})
		}
		work.Wait()
		read := time.Since(begin)
		tickets := map[string]bool{}
		for _, t := range Group(nodes, Registers{}).Messages() {
			tickets[t] = true
		}
		if len(tickets) != n/4 {
			b.Fatalf("%d tickets of %d mails", len(tickets), n)
		}
		b.ReportMetric(n/time.Since(begin).Seconds(), "msg/s")
		b.ReportMetric(float64((time.Since(begin) - read).Milliseconds()), "ms-grouping")
	}
	b.ReportMetric(float64(size), "bytes/msg")
}
