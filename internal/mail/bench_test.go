package mail

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

// realMail is a mail of the size that a support mailbox holds on average (12 KB): a full header, text in two forms with
// a quoted answer, every fourth one with a small picture.
func realMail(i int) []byte {
	var b bytes.Buffer
	for hop := range 4 {
		fmt.Fprintf(&b, "Received: from mx%d.example.net (mx%d.example.net [192.0.2.%d])\r\n\tby mail.example.com (Postfix) with ESMTPS id 4ABC%d\r\n\tfor <support@example.com>; Mon, 24 Nov 2025 16:00:%02d +0000 (UTC)\r\n", hop, hop, hop, i, i%60)
	}
	b.WriteString("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=s1;\r\n\th=from:to:subject:date; bh=" + strings.Repeat("A", 44) + ";\r\n\tb=" + strings.Repeat("Zx9", 100) + "\r\n")
	fmt.Fprintf(&b, "Message-ID: <CA%08d.abc@mail.example.net>\r\nIn-Reply-To: <CB%08d@mail.example.com>\r\nReferences: <CA1@mail.example.net>\r\n <CB%08d@mail.example.com>\r\n", i, i, i)
	b.WriteString("From: =?UTF-8?Q?J=C3=BCrgen_M=C3=BCller?= <juergen@example.net>\r\nTo: Support <support@example.com>\r\nCc: \"Lee, Ann\" <ann@example.com>\r\nSubject: Re: =?UTF-8?B?UsO8Y2tmcmFnZSB6dXIgUmVjaG51bmc=?=\r\nDate: Mon, 24 Nov 2025 17:00:00 +0100\r\nMIME-Version: 1.0\r\n")
	picture := i%4 == 0
	if picture {
		b.WriteString("Content-Type: multipart/mixed; boundary=\"mixed\"\r\n\r\n--mixed\r\n")
	}
	b.WriteString("Content-Type: multipart/alternative; boundary=\"alt\"\r\n\r\n--alt\r\nContent-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n")
	para := "Hello, since the update the invoice page stays empty for two of our users. We tried =\r\nanother browser and the result is the same, so it f=C3=BCr uns looks like a fault.\r\n\r\n"
	b.WriteString(strings.Repeat(para, 6))
	b.WriteString("On Mon, Nov 24, 2025 at 4:00 PM Support <support@example.com> wrote:\r\n")
	b.WriteString(strings.Repeat("> Could you tell us which browser you use and since when it happens?\r\n", 20))
	b.WriteString("--alt\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><body>")
	b.WriteString(strings.Repeat("<p style=3D\"margin:0\">Hello, since the update the invoice page stays empty for =\r\ntwo of our users.</p>\r\n", 25))
	b.WriteString("</body></html>\r\n--alt--\r\n")
	if picture {
		b.WriteString("--mixed\r\nContent-Type: image/png; name=\"screen.png\"\r\nContent-Disposition: attachment; filename=\"screen.png\"\r\nContent-Transfer-Encoding: base64\r\n\r\n")
		data := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("picture "), 1600))
		for len(data) > 76 {
			b.WriteString(data[:76] + "\r\n")
			data = data[76:]
		}
		b.WriteString(data + "\r\n--mixed--\r\n")
	}
	return b.Bytes()
}

func BenchmarkParse(b *testing.B) {
	mails := make([][]byte, 64)
	total := 0
	for i := range mails {
		mails[i] = realMail(i)
		total += len(mails[i])
	}
	b.SetBytes(int64(total / len(mails)))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		Parse(mails[i%len(mails)])
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
}

// BenchmarkParseHTMLOnly: text has to be made of HTML.
func BenchmarkParseHTMLOnly(b *testing.B) {
	raw := []byte("From: a@example.com\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>" +
		strings.Repeat("<tr><td style=\"font-family:Arial\"><p>Hello, your order <b>4711</b> was shipped &amp; comes on Tuesday.</p></td></tr>\r\n", 110))
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		Parse(raw)
	}
}

// BenchmarkParseLarge streams a mail with a 20 MB attachment; bytes/op shows that it is not held.
func BenchmarkParseLarge(b *testing.B) {
	line := strings.Repeat("QUJD", 19) + "\r\n"
	raw := "From: a@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b\r\nContent-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		strings.Repeat(line, 20<<20/len(line)) + "--b--\r\n"
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		ParseReader(strings.NewReader(raw), int64(len(raw)))
	}
}
