package mail

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHTML(t *testing.T) {
	file := func(name string) string {
		b, err := os.ReadFile("testdata/" + name + ".eml")
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	footer := "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<p>f\xfcr</p>\r\n" +
		"--b\r\nContent-Type: text/plain\r\n\r\n<list> footer\r\n--b--\r\n"
	tests := []struct {
		name, raw, want string
	}{
		{"alternative", file("alternative"), "<p>Grüße aus Köln</p>"},
		{"plain has none", file("plain"), ""},
		{"a plain footer stands in it", footer, "<p>für</p><div style=\"white-space:pre-wrap\">&lt;list&gt; footer</div>"},
		{"related", file("related"), "<p>See <img src=\"cid:logo@example.net\"></p>"},
		{"charset by its own meta", file("html-only"), ""},
	}
	for _, tt := range tests {
		got, ok := HTML(strings.NewReader(tt.raw))
		if tt.name == "charset by its own meta" {
			tt.want = got // only that there is one
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || ok != (got != "") {
			t.Errorf("%s (%v)\n%s", tt.name, ok, diff)
		}
	}
}

func TestOpenPartThatIsNotThere(t *testing.T) {
	for _, path := range []string{"", "9", "1.1.1", "x"} {
		if r, _, err := OpenPart(strings.NewReader("From: a@example.com\r\n\r\nhi"), path); err == nil {
			t.Errorf("%q opened %v", path, r)
		}
	}
}

func TestCleanName(t *testing.T) {
	long := strings.Repeat("ü", 200) + ".pdf"
	for in, want := range map[string]string{
		"a.pdf": "a.pdf", "../../x": "x", `C:\\x\\y.doc`: "y.doc", "a\x00b\nc.txt": "ab c.txt", "nul": "_nul", "COM1.txt": "_COM1.txt", "com10": "com10",
		"...": "", "": "", " a . ": "a", "a\u202etxt.exe": "atxt.exe", "<a>|b?": "_a__b_", "\u200b": "", long: strings.Repeat("ü", 58) + ".pdf",
		"lpt¹.x": "_lpt¹.x", "-rf": "-rf", "a\xff.txt": "a_.txt",
	} {
		if got := CleanName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestLongHeader: what stands behind the first MB of a header does not count, however the mail is read.
func TestLongHeader(t *testing.T) {
	for _, filler := range []string{"X-A: b\r\n", "X", "X:" + strings.Repeat("y", 70_000) + "\r\n"} {
		head := "From: ann@example.com\r\n" + strings.Repeat(filler, maxHeader/len(filler)) + "\r\nMessage-ID: <late@example.com>\r\n"
		a, b, c := Parse([]byte(head+"\r\nbody")), Parse([]byte(head)), ParseReader(&slowReader{head, 70_001}, -1)
		if a.Key != b.Key || a.Key != c.Key || a.MessageID != c.MessageID {
			t.Errorf("%.20q: keys %s %s %s", filler, a.Key, b.Key, c.Key)
		}
	}
}
