package mail

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTrace(t *testing.T) {
	m := Parse([]byte("Return-Path: <bounces@News.example>\r\nReceived: from a.example (a.example [192.0.2.1])\r\n\tby\tMX.Kestrel.example (Postfix); Mon, 24 Nov 2025 16:00:00 +0000\r\n" +
		"Received: by inner.example with LMTP; Mon, 24 Nov 2025 15:00:00 +0000\r\n" + strings.Repeat("Authentication-Results: mx.kestrel.example;\r\n\tdmarc=pass header.from=a.example\r\n", 12) +
		"Thread-Topic: =?utf-8?q?Pl=C3=A4ne?=\r\nThread-Index: AdTlHk0dQ7Hc2pXbSTKzYtCJ0o5W7wAAAABB\r\nFrom: a@a.example\r\n\r\nhi\r\n"))
	if m.ReturnPath != "bounces@News.example" || m.ReceivedBy != "mx.kestrel.example" || m.ThreadTopic != "Pläne" || len(m.ThreadIndex) != 44 {
		t.Errorf("%q %q %q %q", m.ReturnPath, m.ReceivedBy, m.ThreadTopic, m.ThreadIndex)
	}
	if len(m.Auth) != maxAuth || m.Auth[0] != "mx.kestrel.example; dmarc=pass header.from=a.example" {
		t.Errorf("%d, %q", len(m.Auth), m.Auth[:1])
	}
	for in, want := range map[string]string{
		"by x.example": "x.example", "from a by b; date": "b", "from derby by-x": "", "by": "", "from by.example (x) BY  Y.example;": "y.example", "": "",
	} {
		if diff := cmp.Diff(want, receivedBy(in)); diff != "" {
			t.Errorf("%q\n%s", in, diff)
		}
	}
	for _, in := range []string{"", "AAAA", "!!", strings.Repeat("A", 26)} {
		if got := threadIndex(in); got != "" {
			t.Errorf("%q: %q", in, got)
		}
	}
}
