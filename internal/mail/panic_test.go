package mail

import (
	"io"
	"strings"
	"testing"
)

// breaking panics where its text ends.
type breaking struct{ r io.Reader }

func (b breaking) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil {
		panic("the reader met something new")
	}
	return n, nil
}

// TestReaderPanics: a reader that panics in the body keeps what the header said, and says that it broke off.
func TestReaderPanics(t *testing.T) {
	const head = "From: Lena <lena@casa.example>\r\nSubject: Invoice\r\nMessage-ID: <a1@casa.example>\r\nContent-Type: text/plain\r\n\r\n"
	whole := Parse([]byte(head + "Hello\r\n"))
	text := head + strings.Repeat("Hello\r\n", 20_000)
	m := ParseReader(breaking{strings.NewReader(text)}, -1)
	if m.Key != whole.Key || m.Subject != "Invoice" || m.From.Addr != "lena@casa.example" {
		t.Errorf("key %s, subject %q, from %+v", m.Key, m.Subject, m.From)
	}
	if len(m.Problems) == 0 || !strings.Contains(strings.Join(m.Problems, " "), "something new") {
		t.Errorf("problems %q", m.Problems)
	}
}
