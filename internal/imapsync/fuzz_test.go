package imapsync

import (
	"bufio"
	"bytes"
	"strings"
	"testing"
)

// FuzzTrace feeds a trace what a server may send, in two pieces: it never panics, and what a literal holds is not
// shown.
func FuzzTrace(f *testing.F) {
	f.Add([]byte("* OK ready\r\n* 1 FETCH (BODY[] {3}\r\nabc)\r\n"), 7)
	f.Add([]byte("* "+strings.Repeat("\r", 900)+"\n"), 300)
	f.Add([]byte("{99999999999999999999}\r\n{-1}\r\n}\n{}\n"), 3)
	f.Fuzz(func(t *testing.T, b []byte, at int) {
		var out bytes.Buffer
		tr := newTracer(&out)
		at = max(0, min(at, len(b)))
		tr.in.write(b[:at])
		tr.in.write(b[at:])
		tr.out.write([]byte("T1 APPEND x {6}\r\nSECRET\r\n"))
		if !bytes.Contains(b, []byte("SECRET")) && strings.Contains(out.String(), "SECRET") {
			t.Errorf("a literal is shown:\n%s", out.String())
		}
	})
}

// FuzzAddress: whatever somebody types, the servers found are named by host names only.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"a@example.com", "a@b@c.example", "x@[127.0.0.1]", "@", "me@exa mple.com", "me@a..b", "me@-.example"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, email string) {
		s, how := discover(t.Context(), fakeDNS{}, email)
		if (s == Servers{}) != (how == "") {
			t.Errorf("%q: %+v %q", email, s, how)
		}
		if strings.ContainsAny(s.IMAP.Host+s.SMTP.Host, " /\\:@<>[]\"'\r\n\x00") {
			t.Errorf("%q: %+v", email, s)
		}
	})
}

// FuzzLine: a greeting never makes the reader hold more than it may, and never keeps its line end.
func FuzzLine(f *testing.F) {
	f.Add([]byte("* OK hi\r\nrest"))
	f.Add([]byte("no end"))
	f.Fuzz(func(t *testing.T, b []byte) {
		line, err := readLine(bufio.NewReader(bytes.NewReader(b)))
		if err == nil && strings.HasSuffix(line, "\n") || err != nil && line != "" {
			t.Errorf("%q, %v", line, err)
		}
	})
}
