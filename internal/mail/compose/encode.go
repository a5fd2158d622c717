package compose

import (
	"encoding/base64"
	"io"
	"strings"
	"unicode/utf8"
)

const (
	maxLine   = 998 // octets of a line without its CRLF (RFC 5322 section 2.1.1)
	bodyLine  = 76  // octets of an encoded line (RFC 2045 section 6.7)
	softLimit = 78  // a line of plain text that stands as it is
)

// Lines makes every CRLF, bare CR and bare LF one LF, and invalid UTF-8 visible.
func Lines(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	return strings.ReplaceAll(s, "\x00", "")
}

// encoding chooses how a text travels: as it is, quoted-printable, or base64 where most of it would be escapes.
func encoding(text string) string {
	high, plain := 0, true
	for _, line := range strings.Split(text, "\n") {
		plain = plain && len(line) <= softLimit && !strings.HasPrefix(line, "From ") &&
			!strings.HasSuffix(line, " ") && !strings.HasSuffix(line, "\t")
		for i := 0; i < len(line); i++ {
			if c := line[i]; c >= 0x7f || c < ' ' && c != '\t' {
				high++
				plain = false
			}
		}
	}
	switch {
	case plain:
		return "7bit"
	case high*4 > len(text):
		return "base64"
	}
	return "quoted-printable"
}

// writeText writes a text, its lines parted by LF, in the encoding.
func writeText(w io.Writer, text, enc string) error {
	switch enc {
	case "7bit":
		return writeString(w, ended(strings.ReplaceAll(text, "\n", "\r\n")))
	case "base64":
		return writeBase64(w, strings.NewReader(ended(strings.ReplaceAll(text, "\n", "\r\n"))))
	}
	return writeString(w, ended(quotedPrintable(text)))
}

func ended(s string) string {
	if s == "" || strings.HasSuffix(s, "\r\n") {
		return s
	}
	return s + "\r\n"
}

func writeString(w io.Writer, s string) error {
	_, err := io.WriteString(w, s)
	return err
}

// quotedPrintable encodes by RFC 2045 section 6.7. A line's "From " and lone dot are escaped too, as old mailboxes and
// servers change them.
func quotedPrintable(text string) string {
	var b strings.Builder
	b.Grow(len(text) + len(text)/8)
	lines := strings.Split(text, "\n")
	for k, line := range lines {
		n := 0
		for i := 0; i < len(line); {
			c := line[i]
			_, w := utf8.DecodeRuneInString(line[i:])
			last := i == len(line)-1
			literal := c >= '!' && c <= '~' && c != '=' || (c == ' ' || c == '\t') && !last
			if n == 0 && (c == '.' || c == 'F' && strings.HasPrefix(line[i:], "From ")) {
				literal = false
			}
			size := 3 * w
			if literal {
				size = 1
			}
			if n+size > bodyLine-1 && (!last || n+size > bodyLine) {
				b.WriteString("=\r\n")
				n = 0
				continue // the line's beginning has rules of its own
			}
			if literal {
				b.WriteByte(c)
			} else {
				for _, x := range []byte(line[i : i+w]) {
					const hex = "0123456789ABCDEF"
					b.Write([]byte{'=', hex[x>>4], hex[x&15]})
				}
			}
			n += size
			i += w
		}
		if k < len(lines)-1 {
			b.WriteString("\r\n")
		}
	}
	return b.String()
}

// writeBase64 streams r in lines of 76 octets.
func writeBase64(w io.Writer, r io.Reader) error {
	lines := &wrapped{w: w}
	enc := base64.NewEncoder(base64.StdEncoding, lines)
	if _, err := io.Copy(enc, r); err != nil {
		return err
	}
	if err := enc.Close(); err != nil {
		return err
	}
	return lines.end()
}

// wrapped breaks what is written into lines.
type wrapped struct {
	w   io.Writer
	n   int
	buf []byte
}

func (l *wrapped) Write(b []byte) (int, error) {
	l.buf = l.buf[:0]
	for rest := b; len(rest) > 0; {
		k := min(bodyLine-l.n, len(rest))
		l.buf = append(l.buf, rest[:k]...)
		rest = rest[k:]
		if l.n += k; l.n == bodyLine {
			l.buf = append(l.buf, '\r', '\n')
			l.n = 0
		}
	}
	if _, err := l.w.Write(l.buf); err != nil {
		return 0, err
	}
	return len(b), nil
}

func (l *wrapped) end() error {
	if l.n == 0 {
		return nil
	}
	return writeString(l.w, "\r\n")
}

// CRLF is a writer that makes every bare CR or LF a CRLF: the last wall before a server, for mail that comes from
// elsewhere than Build. Close ends a CR that waits for its LF; it does not close w.
func CRLF(w io.Writer) io.WriteCloser { return &crlf{w: w} }

type crlf struct {
	w   io.Writer
	cr  bool
	buf []byte
}

func (c *crlf) Write(b []byte) (int, error) {
	c.buf = c.buf[:0]
	for _, x := range b {
		if c.cr {
			c.cr = false
			c.buf = append(c.buf, '\r', '\n')
			if x == '\n' {
				continue
			}
		}
		switch x {
		case '\r':
			c.cr = true
		case '\n':
			c.buf = append(c.buf, '\r', '\n')
		default:
			c.buf = append(c.buf, x)
		}
	}
	if _, err := c.w.Write(c.buf); err != nil {
		return 0, err
	}
	return len(b), nil
}

func (c *crlf) Close() error {
	if !c.cr {
		return nil
	}
	c.cr = false
	return writeString(c.w, "\r\n")
}
