package mail

import (
	"bytes"
	"encoding/base64"
	"io"
	"strings"
	"testing"
)

func wrap64(b []byte) string {
	s := base64.StdEncoding.EncodeToString(b)
	var out strings.Builder
	for len(s) > 76 {
		out.WriteString(s[:76] + "\n")
		s = s[76:]
	}
	return out.String() + s + "\n"
}

// der writes one element with a length of four bytes, or one whose end is marked.
func der(tag byte, open bool, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	if open {
		return append(append([]byte{tag, 0x80}, body...), 0, 0)
	}
	n := len(body)
	return append([]byte{tag, 0x84, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}, body...)
}

// opaque packs a mail into a signature that signs nothing.
func opaque(inner string, open bool) []byte {
	signed := []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}
	data := []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01}
	text := der(0x04, false, []byte(inner))
	if open {
		half := len(inner) / 2
		text = der(0x24, true, der(0x04, false, []byte(inner[:half])), der(0x04, false, []byte(inner[half:])))
	}
	encap := der(0x30, open, der(0x06, false, data), der(0xa0, open, text))
	return der(0x30, open, der(0x06, false, signed), der(0xa0, open, der(0x30, open, []byte{0x02, 1, 1}, der(0x31, false), encap)))
}

// TestOpaqueSignature: a mail that lies inside its signature is read as if it stood there.
func TestOpaqueSignature(t *testing.T) {
	inner := "Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGrüße\r\n" +
		"--i\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\n%PDF-1.4\r\n--i--\r\n"
	for _, open := range []bool{false, true} {
		raw := []byte("From: a@example.com\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n" + wrap64(opaque(inner, open)))
		checkMail(t, raw)
		m := Parse(raw)
		if m.Text != "Grüße" || m.Secure != Signed || m.SecureWhy != "S/MIME" || len(m.Attachments) != 1 || m.Attachments[0].Path != "1~2" {
			t.Fatalf("%v: %q %s %+v %q", open, m.Text, m.Secure, m.Attachments, m.Problems)
		}
		if html, ok := HTML(bytes.NewReader(raw)); ok {
			t.Errorf("there is no HTML in it: %q", html)
		}
		r, _, err := OpenPart(bytes.NewReader(raw), "1~2")
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(r); !strings.HasPrefix(string(b), "%PDF") || err != nil {
			t.Errorf("%q %v", b, err)
		}
	}
}

// TestOpaqueHTML: the HTML inside a signature is the mail's.
func TestOpaqueHTML(t *testing.T) {
	inner := "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Grüße</p>\r\n"
	raw := []byte("From: a@example.com\nContent-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n" + wrap64(opaque(inner, true)))
	html, _ := HTML(bytes.NewReader(raw))
	if m := Parse(raw); !strings.Contains(html, "<p>Grüße</p>") || m.Text != "Grüße" || !m.HasHTML || m.Secure != Signed {
		t.Errorf("%q %q %s %q", html, m.Text, m.Secure, m.Problems)
	}
}

func TestSecure(t *testing.T) {
	for _, tt := range []struct{ raw, secure, why, text string }{
		{"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nxxxx", Encrypted, "S/MIME", "This mail is encrypted (S/MIME). Deskhand cannot open it."},
		{"Content-Type: application/pkcs7-mime; name=smime.p7m\n\nxxxx", Encrypted, "S/MIME", "This mail is encrypted (S/MIME). Deskhand cannot open it."},
		{
			"Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----\n--b--\n",
			Encrypted, "PGP", "This mail is encrypted (PGP). Deskhand cannot open it.",
		},
		{"Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\n\n--b\n\nhello\n--b\nContent-Type: application/pgp-signature\n\nx\n--b--\n", Signed, "PGP", "hello"},
		{"Content-Type: multipart/signed; protocol=\"application/x-pkcs7-signature\"; boundary=b\n\n--b\n\nhello\n--b--\n", Signed, "S/MIME", "hello"},
		{"Content-Type: text/plain\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----", Encrypted, "PGP", ""},
		{"Content-Type: text/plain\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nhello", Signed, "PGP", ""},
		{"Content-Type: text/plain\n\nhow do I send -----BEGIN PGP MESSAGE-----?", "", "", ""},
	} {
		m := Parse([]byte("From: a@example.com\n" + tt.raw))
		if m.Secure != tt.secure || m.SecureWhy != tt.why || tt.text != "" && m.Text != tt.text {
			t.Errorf("%q: %s %s %q", tt.raw, m.Secure, m.SecureWhy, m.Text)
		}
		if m.Secure == Encrypted && tt.text != "" && m.Language != "" { // it is our sentence that was read
			t.Errorf("%q: language %s", tt.raw, m.Language)
		}
	}
}

// FuzzOpaque: no signature makes the reader panic or read for ever.
func FuzzOpaque(f *testing.F) {
	f.Add(opaque("Content-Type: text/plain\r\n\r\nhello", false))
	f.Add(opaque("Content-Type: text/plain\r\n\r\nhello", true))
	f.Fuzz(func(t *testing.T, b []byte) {
		checkMail(t, []byte("From: a@example.com\nContent-Type: application/pkcs7-mime; smime-type=signed-data\nContent-Transfer-Encoding: base64\n\n"+wrap64(b)))
	})
}
