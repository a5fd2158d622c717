package mail

import (
	"bytes"
	"encoding/base64"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// endless repeats a text up to n bytes without holding it.
func endless(unit string, n int) io.Reader {
	return io.LimitReader(&repeater{unit: []byte(strings.Repeat(unit, 1+(32<<10)/len(unit)))}, int64(n))
}

type repeater struct {
	unit []byte
	pos  int
}

func (r *repeater) Read(b []byte) (int, error) {
	n := copy(b, r.unit[r.pos:])
	r.pos = (r.pos + n) % len(r.unit)
	return n, nil
}

// watched notes how much memory was held while it was read.
type watched struct {
	r          io.Reader
	n          int
	base, most uint64
}

func (w *watched) Read(b []byte) (int, error) {
	n, err := w.r.Read(b)
	if w.n += n; w.n >= 1<<20 || err != nil {
		w.n = 0
		var now runtime.MemStats
		if runtime.ReadMemStats(&now); now.HeapAlloc > w.base {
			w.most = max(w.most, now.HeapAlloc-w.base)
		}
	}
	return n, err
}

const (
	tnefHead   = "Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	opaqueHead = "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: base64\r\n\r\n"
)

// base64TNEF encodes bytes so that more base64 can follow.
func base64TNEF(parts ...[]byte) string {
	b := bytes.Join(parts, nil)
	return base64.StdEncoding.EncodeToString(append(b, make([]byte, (3-len(b)%3)%3)...))
}

// TestHostile: bombs cost bounded time and memory, are named in Problems, and the rest is shown. The bounds are far above
// what is measured (all of it under 1 s) and far below what growth by the square would cost.
func TestHostile(t *testing.T) {
	const mb = 1 << 20
	mixed := "From: a@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nwords\r\n--b\r\n"
	many := func(parts ...io.Reader) io.Reader { return io.MultiReader(parts...) }
	str := func(s string) io.Reader { return strings.NewReader(s) }
	tests := []struct {
		name    string
		r       io.Reader
		text    string
		problem string
	}{
		{"64 MB of base64 in one line", many(str(mixed+"Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"), endless("QUJD", 64*mb)), "words", "ends before"},
		{"a million fields", many(endless("X-A: b\r\n", 8*mb), str("\r\nwords")), "words", "longer than"},
		{"a field of 16 MB", many(str("Subject: "), endless("a", 16*mb), str("\r\n\r\nwords")), "words", "longer than"},
		{"a header of NULs", many(endless("\x00", 8*mb), str("\r\n\r\nwords")), "words", ""},
		{"64 MB before a boundary that never comes", many(str("Content-Type: multipart/mixed; boundary=b\r\n\r\nwords\r\n"), endless("--x\r\n", 64*mb)), "", "no parts"},
		{"a hundred thousand parts", many(str(mixed), endless("\r\nx\r\n--b\r\n", 2*mb)), "", "more than"},
		{"nesting without end", many(str("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"), endless("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", 4*mb)), "", ""},
		{"64 MB of plain text", many(str("From: a@example.com\r\n\r\n"), endless("words and more\n", 64*mb)), "", "longer than"},
		{"encoded words that never end", many(str("Subject: "), endless("=?a?q?x", mb-4096), str("\r\n\r\nwords")), "words", ""},
		{"addresses", many(str("To: "), endless(`"<(,;\`, mb-4096), str("\r\n\r\nwords")), "words", ""},
		{"comments", many(str("From: "), endless("(", mb-4096), str("\r\n\r\nwords")), "words", ""},
		{"references", many(str("References: "), endless(`<"\"`, mb-4096), str("\r\n\r\nwords")), "words", ""},
		{"parameters", many(str("Content-Type: text/plain"), endless(`;a*0*="%41`, mb-4096), str("\r\n\r\nwords")), "words", ""},
		{"words of unknown charsets", many(str("Subject: "), endless("=?x?q?=80?= =?y?q?=e0=e1?= ", mb-4096), str("\r\n\r\nwords")), "words", ""},
		{"raw names", many(str("To: "), endless("\xe0\xe1 <a@b>, \xcf\xd0 <c@d>,", mb-4096), str("\r\n\r\nwords")), "words", ""},
		{"CR alone", many(str("From: a@example.com\r\rwords"), endless("\r", 16*mb)), "words", ""},
		{"a header of CR alone", many(str("From: a@example.com\r"), endless("X-A: b\r", 8*mb)), "", "longer than"},
		{"blank lines before a header", endless("\r\n", 8*mb), "", ""},
		{"a header of prose", endless("no field\r\n", 8*mb), "", ""},
		{"parts of prose", many(str("Content-Type: multipart/mixed; boundary=b\r\n\r\n"), endless("--b\r\nprose\r\n", 4*mb)), "", "more than"},
		{"parts of unknown charsets", many(str("Content-Type: multipart/mixed; boundary=b\r\n\r\n"), endless("--b\r\nContent-Type: text/plain; name=\"=?x?q?=e0=e1?=\"\r\n\r\n\xe0\xe1\xe2 \xcf\xd0\r\n", 4*mb)), "", "more than"},
		{"lines that look like boundaries", many(str("Content-Type: multipart/mixed\r\n\r\n"), endless("--x\r\n", 4*mb)), "", ""},
		{"uuencode without end", many(str("From: a@example.com\r\n\r\nbegin 644 a\r\n"), endless("M"+strings.Repeat("0", 60)+"\r\n", 64*mb)), "", "before its end"},
		{"a hundred thousand uuencoded files", many(str("From: a@example.com\r\n\r\n"), endless("begin 644 a\r\n`\r\nend\r\n", 4*mb)), "", ""},
		{"TNEF that never ends", many(str(tnefHead), str(base64TNEF(newTNEF().attr(2, attAttachRendData, nil).b.Bytes(), []byte{2, 0x0f, 0x80, 6, 0, 0xff, 0xff, 0xff, 0xff})), endless("QUJD", 32*mb)), "", "winmail.dat"},
		{"TNEF with a property of 4 GB", many(str(tnefHead), str(base64TNEF(newTNEF().b.Bytes(), []byte{1, 0x03, 0x90, 6, 0, 0xff, 0xff, 0xff, 0xff})), endless("QUJD", 32*mb)), "", "winmail.dat"},
		{"TNEF of files", many(str(tnefHead), str(base64TNEF(newTNEF().b.Bytes(), nil)), endless(base64TNEF(nil, []byte{2, 2, 0x90, 6, 0, 0, 0, 0, 0, 0, 0, 2, 0x0f, 0x80, 6, 0, 1, 0, 0, 0, 'x', 0, 0, 0}), 8*mb)), "", ""},
		{"a signature of open elements", many(str(opaqueHead), endless(base64TNEF(nil, []byte{0x30, 0x80, 0x24, 0x80, 0xa0, 0x80}), 8*mb)), "", ""},
		{"a signature without end", many(str(opaqueHead), str(base64TNEF(nil, []byte("\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80"))), endless("QUJD", 64*mb)), "", "longer than"},
		{"4 MB of commands without end", many(str("Content-Type: text/enriched\r\n\r\n"), endless("<a", 4*mb)), "", ""},
		{"4 MB of blockquotes", many(str("Content-Type: text/html\r\n\r\n"), endless("<blockquote>x<br>", 4*mb)), "", ""},
		{"4 MB of signatures", many(str("From: a@example.com\r\n\r\n"), endless("--\n\nOn 1\n", 4*mb)), "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			start := time.Now()
			peak := &watched{r: tt.r, base: before.HeapAlloc}
			defer debug.SetGCPercent(debug.SetGCPercent(10))
			m := ParseReader(peak, -1)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if took > 20*time.Second {
				t.Errorf("took %v", took)
			}
			if held := after.TotalAlloc - before.TotalAlloc; held > 400*mb {
				t.Errorf("allocated %d MB in all", held/mb)
			}
			if tt.text != "" && m.Text != tt.text {
				t.Errorf("text %q", short(m.Text, 100))
			}
			if !strings.Contains(strings.Join(m.Problems, "\n"), tt.problem) {
				t.Errorf("problems %q", m.Problems)
			}
			for _, p := range m.Problems {
				if strings.Contains(p, "reader broke off") {
					t.Error(p)
				}
			}
			if peak.most > 64*mb {
				t.Errorf("held %d MB", peak.most/mb)
			}
			t.Logf("%v, held %d MB, %d MB in all", took, peak.most/mb, (after.TotalAlloc-before.TotalAlloc)/mb)
		})
	}
}
