package mail

import (
	"bytes"
	"strings"
)

// uuBegin reads "begin 644 name" and "begin-base64 644 name" (POSIX uuencode).
func uuBegin(line []byte) (name string, base64, ok bool) {
	rest, ok := bytes.CutPrefix(line, []byte("begin "))
	if !ok {
		if rest, base64 = bytes.CutPrefix(line, []byte("begin-base64 ")); !base64 {
			return "", false, false
		}
	}
	mode, file, found := bytes.Cut(rest, []byte(" "))
	if !found || len(mode) < 3 || len(mode) > 5 || len(bytes.Trim(mode, "01234567")) > 0 {
		return "", false, false
	}
	name = strings.Trim(string(file), " \t\"")
	return name, base64, name != "" && len(name) < 500
}

// uuLine appends what one line decodes to. last: it is the empty line before "end". Trailing spaces that a mail server
// took off are forgiven, a checksum behind the line too.
func uuLine(dst, line []byte) (out []byte, last, ok bool) {
	line = bytes.TrimRight(line, "\r")
	if len(line) == 0 {
		return dst, false, false
	}
	n := int(line[0]-' ') & 63
	if line[0] < ' ' || line[0] > '`' {
		return dst, false, false
	}
	if n == 0 {
		return dst, true, len(bytes.TrimRight(line, " `")) == 0
	}
	need := (n + 2) / 3 * 4
	data := line[1:]
	if len(data) > need+2 {
		return dst, false, false
	}
	start := len(dst)
	for i := 0; i < need; i += 4 {
		var q [4]byte
		for k := range q {
			c := byte(' ')
			if i+k < len(data) {
				c = data[i+k]
			}
			if c < ' ' || c > '`' {
				return dst[:start], false, false
			}
			q[k] = (c - ' ') & 63
		}
		dst = append(dst, q[0]<<2|q[1]>>4, q[1]<<4|q[2]>>2, q[2]<<6|q[3])
	}
	return dst[:start+n], false, true
}

// uuFirst is strict about the first line of a file, so that prose behind "begin 644 words" stays prose.
func uuFirst(line []byte) bool {
	line = bytes.TrimRight(line, "\r")
	if len(line) == 0 {
		return false
	}
	_, last, ok := uuLine(nil, line)
	n := int(line[0]-' ') & 63
	return ok && (last || len(line)-1 >= (n+2)/3*4-2)
}

// uu undoes the transfer encoding x-uuencode line by line.
type uu struct {
	on, done bool
	base64   bool
	name     string
}

func (u *uu) line(d *decoder, dst, content []byte) []byte {
	content = bytes.TrimRight(content, "\r")
	switch {
	case u.done:
		return dst
	case !u.on:
		name, b64, ok := uuBegin(content)
		if ok {
			u.on, u.base64, u.name = true, b64, name
			return dst
		}
		if len(content) == 0 || !uuFirst(content) {
			return dst
		}
		u.on = true // its beginning is missing
	}
	if string(bytes.TrimSpace(content)) == "end" || u.base64 && bytes.HasPrefix(content, []byte("====")) {
		u.done = true
		return dst
	}
	if u.base64 {
		return d.base64(dst, content)
	}
	dst, _, _ = uuLine(dst, content)
	return dst
}
