package mail

import (
	"bytes"
	"encoding/base64"
	"io"
	"strings"
	"testing"
)

// wrapped is a mail of Outlook with text and winmail.dat; without text the part stands alone.
func wrapped(text string, tnef []byte) []byte {
	part := "Content-Type: application/ms-tnef; name=\"winmail.dat\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString(tnef) + "\r\n"
	head := "From: Ann <ann@example.com>\r\nTo: support@example.com\r\nSubject: Plans\r\n"
	if text == "" {
		return []byte(head + part)
	}
	return []byte(head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n" + text + "\r\n--b\r\n" + part + "--b--\r\n")
}

// TestWinmail: the files of winmail.dat stand in its place, can be opened, and its text counts where there is no other.
func TestWinmail(t *testing.T) {
	pdf := []byte("%PDF-1.7\n" + strings.Repeat("x", 100_000))
	tnef := newTNEF().attr(1, attOemCodepage, []byte{0xe4, 4, 0, 0, 0, 0, 0, 0}).file("PLAN~1.PDF", "Großer Plan.pdf", pdf).
		file("note.txt", "note.txt", []byte("hello")).attr(1, attMsgProps, props(prop{0x1000, mapiString8, []byte("Gr\xfc\xdfe aus Wien\x00")}))
	raw := wrapped("See inside.", tnef.b.Bytes())
	checkMail(t, raw)
	m := Parse(raw)
	if m.Text != "See inside." || len(m.Attachments) != 2 || len(m.Problems) > 0 {
		t.Fatalf("%q %+v %q", m.Text, m.Attachments, m.Problems)
	}
	a := m.Attachments[0]
	if a.Path != "2~1" || a.Name != "Großer Plan.pdf" || a.Size != int64(len(pdf)) || a.Kind != "application/pdf" || a.Type != "application/pdf" {
		t.Errorf("%+v", a)
	}
	r, as, err := OpenPart(bytes.NewReader(raw), "2~2")
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(r); string(b) != "hello" || err != nil || as.Path != "2~2" {
		t.Errorf("%q %v %+v", b, err, as)
	}
	for _, path := range []string{"2~3", "2~0", "2~x", "2~", "1~1"} {
		if _, _, err := OpenPart(bytes.NewReader(raw), path); err == nil {
			t.Errorf("%s opened", path)
		}
	}
	if m = Parse(wrapped("", tnef.b.Bytes())); m.Text != "Grüße aus Wien" || m.Attachments[0].Path != "1~1" {
		t.Errorf("%q %+v", m.Text, m.Attachments)
	}
}

// TestWinmailInWinmail: a mail in the mail becomes a text file, its files stand beside it.
func TestWinmailInWinmail(t *testing.T) {
	inner := newTNEF().attr(1, attSubject, []byte("Old plan\x00")).attr(1, attBody, []byte("Words of old.\x00")).file("a.txt", "a.txt", []byte("inner file"))
	outer := newTNEF().attr(2, attAttachRendData, make([]byte, 14)).
		attr(2, attAttachment, props(prop{0x3701, mapiObject, append(make([]byte, 16), inner.b.Bytes()...)}))
	raw := wrapped("See inside.", outer.b.Bytes())
	checkMail(t, raw)
	m := Parse(raw)
	if len(m.Attachments) != 2 || m.Attachments[0].Name != "Old plan.txt" || m.Attachments[1].Name != "a.txt" {
		t.Fatalf("%+v", m.Attachments)
	}
}

func TestWinmailThatIsBroken(t *testing.T) {
	whole := newTNEF().file("a.txt", "a.txt", bytes.Repeat([]byte("hello "), 100)).b.Bytes()
	for _, cut := range []int{0, 3, 10, 40, 200, len(whole) - 1} {
		raw := wrapped("See inside.", whole[:cut])
		checkMail(t, raw)
		if m := Parse(raw); m.Text != "See inside." || len(m.Attachments) > 1 || len(m.Attachments) == 0 && len(m.Problems) == 0 {
			t.Errorf("cut at %d: %q %+v %q", cut, m.Text, m.Attachments, m.Problems)
		}
	}
	m := Parse(wrapped("See inside.", []byte("nothing of the kind")))
	if len(m.Attachments) != 1 || m.Attachments[0].Name != "winmail.dat" || len(m.Problems) != 1 {
		t.Errorf("%+v %q", m.Attachments, m.Problems)
	}
}

// TestRTF: text of RTF, and HTML that was wrapped in it.
func TestRTF(t *testing.T) {
	tests := []struct{ rtf, text, html string }{
		{`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator x;}Gr\'fc\'dfe\par Zeile \u8364?\tab 5{\pict 00ff}\par}`, "Grüße\nZeile €\t5", ""},
		{`{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2 \u-10179?\u-8704?}`, "Привет 😀", ""},
		{
			`{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\htmlrtf \par\htmlrtf0 Hello {\*\htmltag84 <b>}\htmlrtf {\b\htmlrtf0 you{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0 {\*\htmltag72 </p>}}`,
			"Hello you", "<p>Hello <b>you</b></p>",
		},
	}
	for _, tt := range tests {
		raw := wrapped("", newTNEF().attr(1, attMsgProps, props(prop{0x1009, mapiBinary, storedRTF(tt.rtf)})).b.Bytes())
		if m := Parse(raw); m.Text != tt.text {
			t.Errorf("%s\n%q", tt.rtf, m.Text)
		}
		if html, _ := HTML(bytes.NewReader(raw)); html != tt.html {
			t.Errorf("%s\n%q", tt.rtf, html)
		}
	}
}

// TestInflateRTF is the example of [MS-OXRTFCP] 4.1.
func TestInflateRTF(t *testing.T) {
	packed := []byte{
		0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32,
		0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
	}
	got, err := inflateRTF(packed)
	if want := "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"; err != nil || string(got) != want {
		t.Errorf("%q %v", got, err)
	}
}

// TestLargeRTF: time grows with the length, whatever the code page is.
func TestLargeRTF(t *testing.T) {
	for _, page := range []string{"1252", "4711", "932", "65001"} {
		rtf := "{\\rtf1\\ansicpg" + page + " " + strings.Repeat(`\'fc\'81 x\par {\b`, 200_000)
		if text, _ := rtfText([]byte(rtf)); strings.Count(text, "x") != 200_000 {
			t.Errorf("%s: %.40q", page, text)
		}
	}
}

// FuzzTNEF: whatever stands in winmail.dat, nothing panics and what is listed can be opened.
func FuzzTNEF(f *testing.F) {
	f.Add(newTNEF().file("a.txt", "a.txt", []byte("hello")).attr(1, attMsgProps, props(prop{0x1009, mapiBinary, storedRTF(`{\rtf1 x}`)})).b.Bytes())
	inner := newTNEF().attr(1, attBody, []byte("words")).file("b", "b", []byte("x")).b.Bytes()
	f.Add(newTNEF().attr(2, attAttachRendData, nil).attr(2, attAttachment, props(prop{0x3701, mapiObject, append(make([]byte, 16), inner...)})).b.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) { checkMail(t, wrapped("words", b)) })
}

// FuzzRTF: nothing panics, and no more comes out than the limit.
func FuzzRTF(f *testing.F) {
	f.Add([]byte(`{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\'fc\u8364?\bin3 abc{\pict 00}}`), []byte("\x2d\x00\x00\x00\x2b\x00\x00\x00LZFu\x00\x00\x00\x00\x03\x00\x0a\x00rcpg125B2"))
	f.Fuzz(func(t *testing.T, rtf, packed []byte) {
		rtfText(rtf)
		if out, err := inflateRTF(packed); err == nil && len(out) > maxRTF+32 {
			t.Errorf("%d bytes", len(out))
		}
	})
}
