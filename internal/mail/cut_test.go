package mail

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const cutHead = "From: Ann <ann@example.net>\r\nTo: support@example.com\r\nSubject: Plans\r\nMessage-ID: <plans@example.net>\r\n" +
	"Date: Mon, 24 Nov 2025 17:00:00 +0100\r\nMIME-Version: 1.0\r\n"

// bulk is n bytes of an attachment, encoded in lines.
func bulk(n int) string {
	s := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("0123456789ab"), n/12))
	var b strings.Builder
	for len(s) > 76 {
		b.WriteString(s[:76] + "\r\n")
		s = s[76:]
	}
	return b.String() + s + "\r\n"
}

func TestParsePart(t *testing.T) {
	mixed := cutHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGrüße,\r\nhere are the plans.\r\n" +
		"--b\r\nContent-Type: application/pdf; name=small.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVsbG8=\r\n" +
		"--b\r\nContent-Type: application/zip; name=plans.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n" + bulk(40_000) +
		"--b\r\nContent-Type: text/plain\r\n\r\nText after the file.\r\n--b--\r\n"
	nested := cutHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/related; boundary=bb\r\n\r\n" +
		"--bb\r\nContent-Type: multipart/alternative; boundary=bbb\r\n\r\n--bbb\r\n\r\nplain words\r\n--bbb\r\nContent-Type: text/html\r\n\r\n<p>words</p>\r\n--bbb--\r\n" +
		"--bb\r\nContent-Type: image/png; name=logo.png\r\nContent-ID: <logo>\r\nContent-Transfer-Encoding: base64\r\n\r\n" + bulk(40_000) + "--bb--\r\n--b--\r\n"
	tnef := cutHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee inside.\r\n" +
		"--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n" + bulk(40_000) + "--b--\r\n"
	calendar := cutHead + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nCome.\r\n" +
		"--b\r\nContent-Type: text/calendar; name=a.ics\r\n\r\n" + strings.Repeat("BEGIN:VEVENT\r\n", 3000) + "--b--\r\n"
	cut := Attachment{Path: "3", Name: "plans.zip", Type: "application/zip", Cut: true}
	small := Attachment{Path: "2", Name: "small.pdf", Type: "application/pdf", Size: 5, SHA256: "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969"}
	tests := []struct {
		name, raw string
		at        int // negative: from the end
		text      string
		files     []Attachment
	}{
		{"in the large file", mixed, 20_000, "Grüße,\nhere are the plans.", []Attachment{small, cut}},
		{"in the large file, just before its end", mixed, strings.Index(mixed, "--b\r\nContent-Type: text/plain\r\n\r\nText") - 1, "Grüße,\nhere are the plans.", []Attachment{small, cut}},
		{"in a letter", mixed, strings.Index(mixed, "ü") + 1, "", nil},
		{"in a boundary", mixed, strings.Index(mixed, "--b\r\nContent-Type: application/pdf") + 1, "Grüße,\nhere are the plans.", nil},
		{"behind the file", mixed, -5, "Grüße,\nhere are the plans.\nText after the file.", []Attachment{small, {
			Path: "3", Name: "plans.zip", Type: "application/zip", Size: 39_996, SHA256: Parse([]byte(mixed)).Attachments[1].SHA256,
		}}},
		{"the header alone", mixed, strings.Index(mixed, "\r\n\r\n") + 4, "", nil},
		{"nested", nested, 20_000, "plain words", []Attachment{{Path: "1.2", Name: "logo.png", Type: "image/png", Inline: true, ContentID: "logo", Cut: true}}},
		{"TNEF", tnef, 20_000, "See inside.", []Attachment{{Path: "2", Name: "winmail.dat", Type: "application/ms-tnef", Cut: true}}},
		{"half a calendar", calendar, 20_000, "Come.", []Attachment{{Path: "2", Name: "a.ics", Type: "text/calendar", Cut: true}}},
		{"a file that is the mail", cutHead + "Content-Type: application/pdf; name=a.pdf\r\n\r\n" + bulk(1000), 500, "", []Attachment{{Path: "1", Name: "a.pdf", Type: "application/pdf", Cut: true}}},
		{"text alone, one long line", cutHead + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + strings.Repeat("ü", 2000), -1001, strings.Repeat("ü", 1499), nil},
		{"quoted-printable", cutHead + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\none\r\nGr=C3=BC=C3=9Fe", -10, "one", nil},
		{"base64 text", cutHead + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("ü", 1000))), -5, strings.Repeat("ü", 998), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at := tt.at
			if at < 0 {
				at += len(tt.raw)
			}
			raw := []byte(tt.raw[:at])
			m := ParsePart(raw)
			if m.Text != tt.text {
				t.Errorf("text %q, want %q", short(m.Text, 200), short(tt.text, 200))
			}
			if diff := cmp.Diff(tt.files, m.Attachments, cmpopts.IgnoreFields(Attachment{}, "Kind", "Risk")); diff != "" {
				t.Error(diff)
			}
			if len(m.Problems) > 0 || len(m.Calendars) > 0 {
				t.Errorf("problems %q, %d calendars", m.Problems, len(m.Calendars))
			}
			whole := Parse([]byte(tt.raw))
			if m.Key != whole.Key || m.Anchor != whole.Anchor || m.Subject != "Plans" {
				t.Errorf("key %s, want %s", m.Key, whole.Key)
			}
			if diff := cmp.Diff(m, ParsePartReader(&slowReader{string(raw), 777})); diff != "" {
				t.Errorf("the stream differs\n%s", diff)
			}
		})
	}
}

// TestParsePartNamesWhatIsReallyWrong: only the missing end is forgiven.
func TestParsePartNamesWhatIsReallyWrong(t *testing.T) {
	m := ParsePart([]byte("Subject: x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: uuu\r\n\r\nwords\r\n"))
	if len(m.Problems) != 2 || !strings.Contains(m.Problems[1], "uuu") || m.Text != "words" {
		t.Errorf("%q %q", m.Problems, m.Text)
	}
	m = ParsePartReader(&brokenReader{s: cutHead + "\r\nhi\r\n"})
	if !slices.ContainsFunc(m.Problems, func(p string) bool { return strings.Contains(p, "broke off") }) || m.Text != "hi" {
		t.Errorf("%q %q", m.Problems, m.Text)
	}
}

// FuzzParsePart: whatever is cut wherever, the reader never panics, gives clean text, keeps the ids once the header is
// whole, and never complains of a missing end. Without an offset up to forty are tried.
func FuzzParsePart(f *testing.F) {
	files, err := filepath.Glob("testdata/*.eml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b, -1)
	}
	f.Fuzz(func(t *testing.T, raw []byte, at int) {
		whole := Parse(raw)
		if at >= 0 && at <= len(raw) {
			checkCut(t, raw, at, whole)
			return
		}
		tries := 1 + 400_000/(len(raw)+10_000)
		for at := 0; at <= len(raw); at += 1 + len(raw)/tries {
			checkCut(t, raw, at, whole)
		}
	})
}

func checkCut(t *testing.T, raw []byte, at int, whole *Message) {
	m := ParsePart(raw[:at])
	for _, p := range m.Problems {
		if strings.Contains(p, "broke off") || strings.Contains(p, "ends before") || strings.Contains(p, "no parts") {
			t.Fatalf("cut at %d: %s", at, p)
		}
	}
	for _, s := range []string{m.Text, m.Subject, m.Visible, m.Quoted} {
		if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
			t.Fatalf("cut at %d: not clean text: %q", at, s)
		}
	}
	for i, a := range m.Attachments {
		if a.Name == "" || a.Cut != (a.SHA256 == "") || a.Cut && (i != len(m.Attachments)-1 || a.Size != 0) {
			t.Fatalf("cut at %d: file %d of %d: %+v", at, i, len(m.Attachments), a)
		}
	}
	if head := headEnd(raw); head >= 0 && at >= head && (m.Key != whole.Key || m.Anchor != whole.Anchor) {
		t.Fatalf("cut at %d: key %s, want %s", at, m.Key, whole.Key)
	}
}
