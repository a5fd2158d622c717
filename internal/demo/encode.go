package demo

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

// charsetOf gives the encoder of a charset name; nil for UTF-8.
func charsetOf(name string) (encoding.Encoding, error) {
	switch name {
	case "", "utf-8":
		return nil, nil
	case "iso-8859-1":
		return charmap.ISO8859_1, nil
	case "iso-2022-jp":
		return japanese.ISO2022JP, nil
	}
	return nil, fmt.Errorf("charset %q is not known", name)
}

func inCharset(s, charset string) (string, error) {
	enc, err := charsetOf(charset)
	if err != nil || enc == nil {
		return s, err
	}
	out, err := enc.NewEncoder().String(s)
	if err != nil {
		return "", fmt.Errorf("write as %s: %w", charset, err)
	}
	return out, nil
}

// encodeHeader writes one header line, encoded by RFC 2047 where it is not ASCII, and folded.
func encodeHeader(name, value, charset string) (string, error) {
	switch strings.ToLower(name) {
	case "from", "to", "cc", "reply-to", "sender":
		list, err := mail.ParseAddressList(value)
		if err != nil {
			return "", fmt.Errorf("header %s: %w", name, err)
		}
		var out []string
		for _, a := range list {
			one, err := encodeAddress(a, charset)
			if err != nil {
				return "", err
			}
			out = append(out, one)
		}
		return fold(name+": "+strings.Join(out, ", ")) + "\n", nil
	}
	words, err := encodeWords(value, charset)
	if err != nil {
		return "", err
	}
	return fold(name+": "+words) + "\n", nil
}

func encodeAddress(a *mail.Address, charset string) (string, error) {
	if isASCII(a.Name) {
		return a.String(), nil
	}
	words, err := encodeWords(a.Name, charset)
	return words + " <" + a.Address + ">", err
}

// encodeWords makes encoded words short enough for a line, each of which stands alone (RFC 2047 section 5: no
// character is split, and ISO-2022-JP begins and ends in ASCII).
func encodeWords(s, charset string) (string, error) {
	if isASCII(s) {
		return s, nil
	}
	if charset == "" {
		charset = "utf-8"
	}
	const runes = 11
	all := []rune(s)
	var words []string
	for len(all) > 0 {
		n := min(runes, len(all))
		chunk, err := inCharset(string(all[:n]), charset)
		if err != nil {
			return "", err
		}
		words = append(words, "=?"+charset+"?B?"+base64.StdEncoding.EncodeToString([]byte(chunk))+"?=")
		all = all[n:]
	}
	return strings.Join(words, " "), nil
}

// fold breaks a header line at spaces before column 78 (RFC 5322 section 2.1.1).
func fold(line string) string {
	const width = 76
	var out []string
	for len(line) > width {
		at := strings.LastIndexByte(line[:width], ' ')
		if at <= strings.IndexByte(line, ':')+1 {
			if at = strings.IndexByte(line[width:], ' '); at < 0 {
				break
			}
			at += width
		}
		out = append(out, line[:at])
		line = " " + strings.TrimLeft(line[at:], " ")
	}
	return strings.Join(append(out, line), "\n")
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// textEntity is a text part in the mail's charset. ISO-2022-JP goes as 7bit, as Japanese programs send it.
func textEntity(kind, text string, attrs map[string]string, params string) (*entity, error) {
	charset := attrs["charset"]
	if charset == "" {
		charset = "utf-8"
	}
	body, err := inCharset(text, charset)
	if err != nil {
		return nil, err
	}
	cte := attrs["cte"]
	switch {
	case cte != "":
	case isASCII(body) && longestLine(body) < 900:
		cte = "7bit"
	default:
		cte = "quoted-printable"
	}
	head := "Content-Type: " + kind + "; charset=" + charset + params + "\r\nContent-Transfer-Encoding: " + cte + "\r\n"
	return encoded(head, cte, []byte(crlf(body)))
}

func longestLine(s string) int {
	most := 0
	for line := range strings.SplitSeq(s, "\n") {
		most = max(most, len(line))
	}
	return most
}

// encoded puts a body into its transfer encoding (RFC 2045 section 6).
func encoded(head, cte string, body []byte) (*entity, error) {
	switch cte {
	case "7bit", "8bit":
	case "base64":
		body = base64Lines(body)
	case "quoted-printable":
		var b bytes.Buffer
		w := quotedprintable.NewWriter(&b)
		if _, err := w.Write(body); err != nil {
			return nil, fmt.Errorf("encode: %w", err)
		}
		if err := w.Close(); err != nil {
			return nil, fmt.Errorf("encode: %w", err)
		}
		body = b.Bytes()
	default:
		return nil, fmt.Errorf("transfer encoding %q is not known", cte)
	}
	return &entity{head: head, body: body}, nil
}

func base64Lines(raw []byte) []byte {
	const line = 76
	s := base64.StdEncoding.EncodeToString(raw)
	var b bytes.Buffer
	for len(s) > line {
		b.WriteString(s[:line] + "\r\n")
		s = s[line:]
	}
	b.WriteString(s + "\r\n")
	return b.Bytes()
}

// fileEntity is an attachment or an inline image. gen=chart, gen=screen and gen=pdf make their content.
func fileEntity(p partSpec, body string) (*entity, error) {
	raw := []byte(body)
	var err error
	switch p.attrs["gen"] {
	case "":
	case "chart":
		raw, err = chartPNG()
	case "screen":
		raw, err = screenPNG()
	case "pdf":
		raw, err = textPDF(body)
	default:
		err = fmt.Errorf("gen=%s is not known", p.attrs["gen"])
	}
	if err != nil {
		return nil, err
	}
	name, kind := p.attrs["name"], p.attrs["type"]
	disposition := "attachment"
	id := ""
	if p.kind == "inline" {
		disposition = "inline"
		id = "Content-ID: <" + p.attrs["cid"] + ">\r\n"
	}
	// FormatMediaType writes names beyond ASCII by RFC 2231.
	head := "Content-Type: " + mime.FormatMediaType(kind, map[string]string{"name": name}) + "\r\n" + id +
		"Content-Disposition: " + mime.FormatMediaType(disposition, map[string]string{"filename": name}) + "\r\n" +
		"Content-Transfer-Encoding: base64\r\n"
	return encoded(head, "base64", raw)
}
