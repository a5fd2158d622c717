package mail

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
)

// uuencoded writes a file as uuencode does.
func uuencoded(name string, data []byte) string {
	var b strings.Builder
	letter := func(v byte) byte {
		if v &= 63; v != 0 {
			return v + ' '
		}
		return '`'
	}
	b.WriteString("begin 644 " + name + "\n")
	for ; len(data) > 0; data = data[min(45, len(data)):] {
		line := append(bytes.Clone(data[:min(45, len(data))]), 0, 0)
		n := len(line) - 2
		b.WriteByte(letter(byte(n)))
		for i := 0; i < n; i += 3 {
			b.Write([]byte{letter(line[i] >> 2), letter(line[i]<<4 | line[i+1]>>4), letter(line[i+1]<<2 | line[i+2]>>6), letter(line[i+2])})
		}
		b.WriteByte('\n')
	}
	b.WriteString("`\nend\n")
	return b.String()
}

// TestUnpack: files are taken out of the text, in whatever transfer encoding it came, and can be opened.
func TestUnpack(t *testing.T) {
	data := []byte(strings.Repeat("all bytes \x00\xff\x80, ", 40))
	for _, tt := range []struct{ head, body string }{
		{"", "Hello,\nsee below.\n\n" + uuencoded("a.bin", data) + "\nBye\n"},
		{"", "Hello,\nsee below.\n\nbegin-base64 644 a.bin\n" + wrap64(data) + "====\n\nBye\n"},
		{"Content-Transfer-Encoding: quoted-printable\n", "Hello,\nsee below.\n\n" + strings.ReplaceAll(uuencoded("a.bin", data), "=", "=3D") + "\nBye\n"},
	} {
		raw := []byte("From: a@example.com\n" + tt.head + "\n" + tt.body)
		checkMail(t, raw)
		m := Parse(raw)
		if spaces(m.Text) != "Hello, see below. Bye" || len(m.Attachments) != 1 || len(m.Problems) > 0 {
			t.Fatalf("%q %+v %q", m.Text, m.Attachments, m.Problems)
		}
		if a := m.Attachments[0]; a.Path != "1~1" || a.Name != "a.bin" || a.Size != int64(len(data)) {
			t.Errorf("%+v", a)
		}
		r, _, err := OpenPart(bytes.NewReader(raw), "1~1")
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(r); !bytes.Equal(b, data) || err != nil {
			t.Errorf("%q %v", b, err)
		}
	}
}

// TestUnpackLeavesProse: what only looks like a file stays.
func TestUnpackLeavesProse(t *testing.T) {
	for _, text := range []string{
		"begin 644 words that go on\nand here is the next line\nend", "begin 644 x", "begin 100 a\n\nb", "=ybegin something", "begin the day", "begin 644 a.txt\n",
	} {
		m := Parse([]byte("From: a@example.com\n\n" + text + "\n"))
		if m.Text != strings.TrimSpace(text) || len(m.Attachments) > 0 {
			t.Errorf("%q: %q %+v", text, m.Text, m.Attachments)
		}
	}
}

// TestUnpackBroken: a file without an end is listed as far as it goes, and said.
func TestUnpackBroken(t *testing.T) {
	whole := uuencoded("a.txt", []byte(strings.Repeat("hello ", 60)))
	m := Parse([]byte("From: a@example.com\n\nHi\n" + whole[:200] + "\nthat was all\n"))
	if len(m.Attachments) != 1 || len(m.Problems) != 1 || !strings.Contains(m.Text, "that was all") {
		t.Errorf("%q %+v %q", m.Text, m.Attachments, m.Problems)
	}
}

func TestYEnc(t *testing.T) {
	data := []byte("some bytes\x00\r\n=\xd6 more")
	var b strings.Builder
	for _, c := range data {
		switch c += 42; c {
		case 0, '\n', '\r', '=':
			b.Write([]byte{'=', c + 64})
		default:
			b.WriteByte(c)
		}
	}
	raw := []byte(fmt.Sprintf("From: a@example.com\n\nHi\n=ybegin line=128 size=%d name=a b.bin\n%s\n=yend size=%d\nBye\n", len(data), b.String(), len(data)))
	checkMail(t, raw)
	m := Parse(raw)
	if len(m.Attachments) != 1 || m.Attachments[0].Size != int64(len(data)) || m.Attachments[0].Name != "a b.bin" || spaces(m.Text) != "Hi Bye" {
		t.Errorf("%q %+v", m.Text, m.Attachments)
	}
}

// FuzzUnpack: text with files in it, in every encoding.
func FuzzUnpack(f *testing.F) {
	f.Add("Hi\n"+uuencoded("a", []byte("hello"))+"Bye\n", "")
	f.Add("begin-base64 644 a\naGVsbG8=\n====\n=ybegin line=1 size=1 name=x\nab=\n=yend\n", "quoted-printable")
	f.Add(uuencoded("a", []byte("hello")), "x-uuencode")
	f.Fuzz(func(t *testing.T, text, encoding string) {
		checkMail(t, []byte("Content-Type: text/plain; format=flowed\nContent-Transfer-Encoding: "+spaces(encoding)+"\n\n"+text))
	})
}
