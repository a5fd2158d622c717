package mail

import (
	"bytes"
	"encoding/base64"
	"strings"
)

type encoding8 int

const (
	encIdentity encoding8 = iota
	encQP
	encBase64
	encUU
)

// decoder undoes a Content-Transfer-Encoding line by line (RFC 2045 §6), forgiving what is broken: a letter that is not
// base64 is skipped, an "=" that is not quoted-printable stands as it is.
type decoder struct {
	enc  encoding8
	quad [4]byte // base64: letters waiting for a group of four
	n    int
	soft bool // quoted-printable: the line before ended softly
	uu   uu
	text bool // base64: what a list put behind the end is text
	over bool // base64: the end was there
}

// transferEncoding reads the header; ok is false for an encoding that is not known, which is then read as it stands.
func transferEncoding(v string) (enc encoding8, ok bool) {
	v, _, _ = strings.Cut(v, "(")
	v, _, _ = strings.Cut(v, ";")
	switch strings.ToLower(strings.Trim(v, " \t\"'.,:")) {
	case "base64", "base-64", "b", "b64", "x-base64":
		return encBase64, true
	case "quoted-printable", "quotedprintable", "quoted printable", "quoted_printable", "qp", "q":
		return encQP, true
	case "x-uuencode", "uuencode", "x-uue", "uue", "x-uu", "uucode":
		return encUU, true
	case "", "7bit", "8bit", "binary", "7-bit", "8-bit", "7 bit", "8 bit", "none", "ascii", "us-ascii", "utf-8", "8bits", "7bits", "text", "plain":
		return encIdentity, true
	}
	return encIdentity, false
}

// line appends to dst what one line decodes to. pre is the line end before it.
func (d *decoder) line(dst []byte, pre string, content []byte) []byte {
	switch d.enc {
	case encBase64:
		if d.text && (d.over && !base64Letters(content) || isRule(content)) {
			d.enc = encIdentity
			return append(append(dst, lf...), content...)
		}
		return d.base64(dst, content)
	case encQP:
		if !d.soft {
			dst = append(dst, pre...)
		}
		return d.quotedPrintable(dst, content)
	case encUU:
		return d.uu.line(d, dst, content)
	}
	dst = append(dst, pre...)
	return append(dst, content...)
}

// finish appends what is still waiting at the end of the part.
func (d *decoder) finish(dst []byte) []byte {
	if d.enc != encQP && d.n > 1 {
		dst = d.group(dst)
	}
	d.n = 0
	return dst
}

func (d *decoder) quotedPrintable(dst, s []byte) []byte {
	d.soft = false
	end := len(s)
	for end > 0 && (s[end-1] == ' ' || s[end-1] == '\t') { // transport padding (§6.7 rule 3)
		end--
	}
	s = s[:end]
	if end > 0 && s[end-1] == '=' {
		d.soft = true
		s = s[:end-1]
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '=' && i+2 < len(s) {
			if hi, lo := unhex(s[i+1]), unhex(s[i+2]); hi >= 0 && lo >= 0 {
				dst = append(dst, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		dst = append(dst, c)
	}
	return dst
}

// base64 takes the quick way for a whole clean line and goes letter by letter otherwise.
func (d *decoder) base64(dst, s []byte) []byte {
	if d.n == 0 && len(s) >= 4 && len(s)%4 == 0 {
		at := len(dst)
		need := len(s) / 4 * 3
		dst = append(dst, make([]byte, need)...)
		n, err := base64.StdEncoding.Decode(dst[at:], s)
		if err == nil {
			d.over = s[len(s)-1] == '='
			return dst[:at+n]
		}
		dst = dst[:at]
	}
	for _, c := range s {
		v := sextet(c)
		switch {
		case v >= 0:
			d.quad[d.n] = byte(v)
			if d.n++; d.n == 4 {
				dst = d.group(dst)
			}
		case c == '=':
			d.over = true
			if d.n > 1 {
				dst = d.group(dst)
			}
			d.n = 0
		}
	}
	return dst
}

// base64Letters: the line can be base64.
func base64Letters(s []byte) bool {
	for _, c := range s {
		if sextet(c) < 0 && c != '=' && c > ' ' || c == '_' || c == ' ' {
			return false
		}
	}
	return true
}

// isRule: the line that lists put above their footer.
func isRule(s []byte) bool {
	return len(s) >= 10 && (s[0] == '_' || s[0] == '-') && len(bytes.Trim(s, string(s[:1])+"\r ")) == 0
}

// group appends the bytes of the letters that wait: 2 letters are 1 byte, 3 are 2, 4 are 3.
func (d *decoder) group(dst []byte) []byte {
	q := d.quad
	out := [3]byte{q[0]<<2 | q[1]>>4, q[1]<<4 | q[2]>>2, q[2]<<6 | q[3]}
	n := d.n - 1
	d.n, d.quad = 0, [4]byte{}
	return append(dst, out[:n]...)
}

func sextet(c byte) int {
	switch {
	case c >= 'A' && c <= 'Z':
		return int(c - 'A')
	case c >= 'a' && c <= 'z':
		return int(c-'a') + 26
	case c >= '0' && c <= '9':
		return int(c-'0') + 52
	case c == '+' || c == '-':
		return 62
	case c == '/' || c == '_':
		return 63
	}
	return -1
}
