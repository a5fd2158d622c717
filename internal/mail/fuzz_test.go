package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// FuzzParse: never a panic, the same from bytes and from a stream, valid text, and every attachment can be opened and
// is what it was said to be.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.eml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("Content-Type: multipart/mixed\r\n\r\n--a\r\n\r\nhi\r\n--a\r\nContent-Type: text/html\r\n\r\n<p>hi\r\n--a--\r\n"))
	f.Fuzz(checkMail)
}

func checkMail(t *testing.T, raw []byte) {
	m := Parse(raw)
	for _, p := range m.Problems {
		if strings.Contains(p, "broke off") {
			t.Fatalf("a reader panicked: %s", p)
		}
	}
	if diff := cmp.Diff(m, ParseReader(&slowReader{string(raw), 1000}, -1)); diff != "" {
		t.Fatalf("the stream differs\n%s", diff)
	}
	for _, s := range []string{m.Text, m.Subject, m.From.Name, m.From.Addr, m.Visible, m.Quoted} {
		if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
			t.Fatalf("not clean text: %q", s)
		}
	}
	if len(m.Visible)+len(m.Quoted) != len(m.Text) {
		t.Fatalf("text was lost: %d + %d of %d", len(m.Visible), len(m.Quoted), len(m.Text))
	}
	if len(m.Key) != 17 || len(m.Anchor) != 17 {
		t.Fatalf("key %q, anchor %q", m.Key, m.Anchor)
	}
	for _, a := range m.Attachments {
		if a.Name == "" || a.Name != CleanName(a.Name) {
			t.Fatalf("name %q cleans to %q", a.Name, CleanName(a.Name))
		}
		r, _, err := OpenPart(bytes.NewReader(raw), a.Path)
		if err != nil {
			t.Fatalf("attachment %s: %v", a.Path, err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(b); int64(len(b)) != a.Size || hex.EncodeToString(sum[:]) != a.SHA256 {
			t.Fatalf("attachment %s: %d bytes, said %d", a.Path, len(b), a.Size)
		}
	}
	HTML(bytes.NewReader(raw))
}
