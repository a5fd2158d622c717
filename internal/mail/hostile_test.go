package mail

import (
	"io"
	"runtime"
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
		{"4 MB of blockquotes", many(str("Content-Type: text/html\r\n\r\n"), endless("<blockquote>x<br>", 4*mb)), "", ""},
		{"4 MB of signatures", many(str("From: a@example.com\r\n\r\n"), endless("--\n\nOn 1\n", 4*mb)), "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			m := ParseReader(tt.r, -1)
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
			t.Logf("%v, %d MB", took, (after.TotalAlloc-before.TotalAlloc)/mb)
		})
	}
}
