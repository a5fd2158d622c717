package mail

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

const maxGuesses = 20 // words of one field whose charset has to be found out

const maxWord = 8 << 10 // longest encoded word; RFC 2047 allows 75 characters, programs write thousands

// decodeWords decodes the encoded words of a header value (RFC 2047, language suffix of RFC 2231 §5). Neighbouring words
// of one charset are joined before decoding, because many programs cut inside a character. Spaces inside a word and
// words amid other text are forgiven. Raw 8-bit text is read as hint, the charset of the mail's body, says.
func decodeWords(s, hint string) string {
	s = short(s, maxLooseField)
	if !strings.Contains(s, "=?") {
		return raw8(s, hint)
	}
	var out strings.Builder
	var pend []byte // bytes of neighbouring words, not yet decoded
	pendSet, guesses := "", 0
	flush := func() {
		if len(pend) == 0 {
			return
		}
		if guesses >= maxGuesses {
			pendSet = "windows-1252"
		}
		t, err := toUTF8(pend, pendSet)
		if err != nil || charsetName(pendSet) == "" && !isASCIIBytes(pend) {
			guesses++
		}
		out.WriteString(t)
		pend = pend[:0]
	}
	for s != "" {
		i := strings.Index(s, "=?")
		if i < 0 {
			break
		}
		set, text, n, ok := encodedWord(s[i:])
		if !ok {
			flush()
			out.WriteString(raw8(s[:i+2], hint))
			s = s[i+2:]
			continue
		}
		between := s[:i]
		if len(pend) == 0 || strings.Trim(between, " \t") != "" { // white space between two words goes (§6.2)
			flush()
			out.WriteString(raw8(between, hint))
		} else if !strings.EqualFold(set, pendSet) {
			flush()
		}
		pendSet = set
		if len(text) == 0 {
			flush()
		}
		pend = append(pend, text...)
		s = s[i+n:]
	}
	flush()
	out.WriteString(raw8(s, hint))
	return out.String()
}

// encodedWord reads "=?charset?q|b?text?=" at the start of s; n is its length.
func encodedWord(s string) (set string, text []byte, n int, ok bool) {
	rest := s[2:]
	q := strings.IndexByte(rest, '?')
	if q <= 0 || q > 60 || len(rest) < q+3 || rest[q+2] != '?' {
		return "", nil, 0, false
	}
	set = rest[:q]
	if star := strings.IndexByte(set, '*'); star > 0 {
		set = set[:star]
	}
	enc := rest[q+1] | 0x20
	body := rest[q+3:]
	near := body[:min(len(body), maxWord)]
	end, tail := strings.Index(near, "?="), 2
	if end < 0 { // its end was cut off
		if end, tail = strings.IndexAny(near, " \t<"), 0; end < 0 {
			end = len(near)
		}
		if end == 0 || end == maxWord || strings.IndexByte(near[:end], '?') >= 0 {
			return "", nil, 0, false
		}
	}
	if strings.ContainsAny(set, " \t<>\"") {
		return "", nil, 0, false
	}
	n = len(s) - len(body) + end + tail
	switch enc {
	case 'q':
		return set, qWord(body[:end]), n, true
	case 'b':
		return set, base64Loose(body[:end]), n, true
	}
	return "", nil, 0, false
}

func qWord(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '_':
			out = append(out, ' ')
		case c == '=' && i+2 < len(s) && unhex(s[i+1]) >= 0 && unhex(s[i+2]) >= 0:
			out = append(out, byte(unhex(s[i+1])<<4|unhex(s[i+2])))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return out
}

// base64Loose decodes base64 whatever else stands between its letters.
func base64Loose(s string) []byte {
	if b, err := base64.StdEncoding.DecodeString(s); err == nil {
		return b
	}
	var d decoder
	d.enc = encBase64
	return d.finish(d.line(nil, "", []byte(s)))
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}

// raw8 makes text of a header that was not encoded at all.
func raw8(s, hint string) string {
	if isASCII(s) {
		if strings.IndexByte(s, 0x1b) < 0 && strings.IndexByte(s, 0) < 0 {
			if charsetName(hint) == "hz-gb-2312" && strings.Contains(s, "~{") {
				s, _ = decodeAs([]byte(s), "hz-gb-2312")
			}
			return s
		}
		return unlabelled([]byte(s))
	}
	if utf8.ValidString(s) {
		return clean(s)
	}
	if hint != "" {
		t, _ := toUTF8([]byte(s), hint)
		if !strings.ContainsRune(t, utf8.RuneError) {
			return t
		}
	}
	return unlabelled([]byte(s))
}

// rawHint is the charset of header text that was not encoded: what all of it together looks like, the body's charset
// before others. One name alone is often too short to tell.
func rawHint(h *header, body string) string {
	var raw []byte
	for i := range h.fields {
		f := &h.fields[i]
		switch len(f.name) {
		case len("to"), len("from"), len("subject"), len("reply-to"):
		default:
			continue
		}
		if !isASCII(f.value) && !utf8.ValidString(f.value) && len(raw) < detectSample {
			raw = append(append(raw, f.value...), '\n')
		}
	}
	if len(raw) == 0 {
		return body
	}
	name, _ := detect(raw, charsetName(body))
	return name
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
