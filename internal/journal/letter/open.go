package letter

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"strings"

	"deskhand/internal/journal"
)

// The limits of what is looked through (journal.md §3.9).
const (
	MaxRaw   = 16 << 20 // bytes of a mail
	maxHead  = 64 << 10 // of its header
	maxDepth = 5        // multiparts in one another
	maxParts = 64
)

// magic begins every container.
const magic = "DHJ1"

// Open finds the container in a mail: in the part that holds it, however a server encoded that anew; and where a server
// broke the parts, by the base64 it was written in. The rest of the mail says nothing. Errors: journal.ErrForeign where there
// is none, journal.ErrLimit.
func Open(raw []byte) ([]byte, error) {
	if len(raw) > MaxRaw {
		return nil, fmt.Errorf("mail of %d bytes: %w", len(raw), journal.ErrLimit)
	}
	o := opener{parts: maxParts}
	if head, body, ok := cut(raw); ok {
		fields, _ := textproto.NewReader(bufio.NewReader(bytes.NewReader(head))).ReadMIMEHeader() // what can be read of a broken one
		o.part(fields, body, 0)
	}
	if o.found == nil {
		o.scan(raw)
	}
	switch {
	case o.found == nil:
		return nil, fmt.Errorf("look for an attachment %s: %w", FileName, journal.ErrForeign)
	case len(o.found) > journal.MaxMessage:
		return nil, fmt.Errorf("container of %d bytes: %w", len(o.found), journal.ErrLimit)
	}
	return o.found, nil
}

// cut parts a mail's header from its body. One without an end, or too long to be read into memory, has none.
func cut(raw []byte) (head, body []byte, ok bool) {
	for _, end := range []string{"\r\n\r\n", "\n\n"} {
		if i := bytes.Index(raw[:min(len(raw), maxHead)], []byte(end)); i >= 0 {
			return raw[:i+len(end)], raw[i+len(end):], true
		}
	}
	return nil, nil, false
}

type opener struct {
	parts int
	found []byte
}

// part looks through one part and those in it, until something is found.
func (o *opener) part(head textproto.MIMEHeader, body []byte, depth int) {
	kind, params, _ := mime.ParseMediaType(head.Get("Content-Type"))
	if strings.HasPrefix(kind, "multipart/") && params["boundary"] != "" && depth < maxDepth {
		in := multipart.NewReader(bytes.NewReader(body), params["boundary"])
		for o.parts > 0 && o.found == nil {
			p, err := in.NextRawPart()
			if err != nil {
				return
			}
			o.parts--
			if b, err := io.ReadAll(p); err == nil {
				o.part(p.Header, b, depth+1)
			}
		}
		return
	}
	if plain := decoded(head.Get("Content-Transfer-Encoding"), body); bytes.HasPrefix(plain, []byte(magic)) {
		o.found = plain
	}
}

// decoded undoes the encoding; nil where it cannot be undone.
func decoded(encoding string, body []byte) []byte {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return fromBase64(body)
	case "quoted-printable":
		out, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body)))
		if err != nil {
			return nil
		}
		return out
	}
	return body
}

// begun is how base64 of magic begins, whatever follows it.
var begun = []byte("REhKM")

// scan looks for the first line that begins a container, and takes what follows as long as it is base64.
func (o *opener) scan(raw []byte) {
	for at := 0; ; {
		i := bytes.Index(raw[at:], begun)
		if i < 0 {
			return
		}
		at += i
		if at == 0 || raw[at-1] == '\n' {
			if plain := fromBase64(raw[at:]); bytes.HasPrefix(plain, []byte(magic)) {
				o.found = plain
			}
			return
		}
		at += len(begun)
	}
}

// fromBase64 reads base64 in lines of any length up to its end: padding, or a line of something else.
func fromBase64(body []byte) []byte {
	letters := make([]byte, 0, len(body))
	for line := range bytes.Lines(body) {
		line = bytes.TrimSpace(line)
		text, padded := line, false
		if i := bytes.IndexByte(line, '='); i >= 0 {
			text, padded = line[:i], true
		}
		if bytes.ContainsFunc(text, func(r rune) bool { return !isBase64(r) }) {
			break
		}
		if letters = append(letters, text...); padded {
			break
		}
	}
	if len(letters)%4 == 1 { // cut short
		letters = letters[:len(letters)-1]
	}
	out, err := base64.RawStdEncoding.DecodeString(string(letters))
	if err != nil {
		return nil
	}
	return out
}

func isBase64(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+' || r == '/'
}
