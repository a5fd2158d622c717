package mail

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

const maxUnpacked = 100 // files taken out of one text

// unpacker takes files out of plain text: uuencode and yEnc. It sees the text line by line.
type unpacker struct {
	w    *walker
	path string // of the text part
	n    int    // files so far
	held []byte // a "begin" line that waits for what follows it
	pre  string // the line end before it

	on   packing
	dec  decoder // begin-base64
	name string
	sum  *fileSum
	buf  []byte

	want int // sinkFind: the file wanted, from 1
	got  []byte
	as   Attachment
	has  bool
}

type packing int

const (
	packNone packing = iota
	packUU
	packBase64
	packY
)

// line tells whether a line belongs to a file; text that waited and is none after all is appended to dst.
func (u *unpacker) line(dst []byte, pre string, content []byte) (out []byte, taken bool) {
	switch {
	case u.on != packNone:
		return dst, u.inside(content)
	case u.held != nil:
		begin, before := u.held, u.pre
		u.held = nil
		name, b64, _ := uuBegin(begin)
		if b64 && len(content) > 0 && sextet(content[0]) >= 0 {
			u.begin(packBase64, name)
			return dst, u.inside(content)
		}
		if !b64 && uuFirst(content) {
			u.begin(packUU, name)
			return dst, u.inside(content)
		}
		dst = append(append(dst, before...), begin...)
	}
	if len(content) < 8 || u.n >= maxUnpacked {
		return dst, false
	}
	switch {
	case content[0] == 'b' && bytes.HasPrefix(content, []byte("begin")):
		if _, _, ok := uuBegin(bytes.TrimRight(content, "\r")); ok {
			u.held, u.pre = bytes.Clone(bytes.TrimRight(content, "\r")), pre
			return dst, true
		}
	case content[0] == '=' && bytes.HasPrefix(content, []byte("=ybegin ")):
		if _, name, ok := strings.Cut(string(content), " name="); ok && bytes.Contains(content, []byte(" size=")) {
			u.begin(packY, strings.TrimSpace(name))
			return dst, true
		}
	}
	return dst, false
}

func (u *unpacker) begin(p packing, name string) {
	if u.n++; u.n == maxUnpacked {
		u.w.problem("part %s: more than %d files are packed in it; the rest stays text", u.path, maxUnpacked-1)
	}
	u.on, u.name, u.dec = p, name, decoder{enc: encBase64}
	u.sum, u.buf = u.w.newSum(0), u.buf[:0]
}

// inside reads one line of a file. False: the line is not of it, and the file is over.
func (u *unpacker) inside(line []byte) bool {
	line = bytes.TrimRight(line, "\r")
	ok := true
	switch u.on {
	case packUU:
		if string(bytes.TrimSpace(line)) == "end" {
			u.end(false)
			return true
		}
		if len(line) > 0 { // a mail server may have put in an empty line
			u.buf, _, ok = uuLine(u.buf, line)
		}
	case packBase64:
		if bytes.HasPrefix(line, []byte("====")) {
			u.buf = u.dec.finish(u.buf)
			u.end(false)
			return true
		}
		u.buf = u.dec.base64(u.buf, line)
	case packY:
		if bytes.HasPrefix(line, []byte("=yend")) {
			u.end(false)
			return true
		}
		if !bytes.HasPrefix(line, []byte("=ypart ")) {
			u.buf = yLine(u.buf, line)
		}
	}
	if !ok {
		u.end(true)
		return false
	}
	if len(u.buf) >= chunkSize/2 {
		u.flush()
	}
	return true
}

// yLine decodes a line of yEnc.
func yLine(dst, line []byte) []byte {
	for i := 0; i < len(line); i++ {
		c := line[i]
		if c == '=' && i+1 < len(line) {
			i++
			c = line[i] - 64
		}
		dst = append(dst, c-42)
	}
	return dst
}

func (u *unpacker) flush() {
	_, _ = u.sum.Write(u.buf)
	if u.n == u.want {
		u.got = append(u.got, u.buf...)
	}
	u.buf = u.buf[:0]
}

func (u *unpacker) end(broken bool) {
	u.flush()
	u.on = packNone
	a := Attachment{Path: innerPath(u.path, u.n), Name: u.name}
	a.Type = typeOf(kindOf(u.sum.head))
	a.Name = partFileName(u.decodedName(), a.Type, strconv.Itoa(u.n))
	u.sum.describe(&a, broken && u.w.atEnd())
	if u.n == u.want {
		u.has, u.as = true, a
	}
	if broken && !a.Cut {
		u.w.problem("part %s: the file %s packed in it ends before its end", u.path, a.Name)
	}
	u.w.list(a)
}

func (u *unpacker) decodedName() string { return decodeWords(u.name, "") }

// all takes the files out of a text that had to be decoded first.
func (u *unpacker) all(text []byte) []byte {
	src := newSource(bytes.Clone(text))
	src.begin()
	out := text[:0]
	for {
		pre, content, ok := src.next()
		if !ok {
			return u.finish(out)
		}
		var taken bool
		if out, taken = u.line(out, pre, content); !taken {
			out = append(append(out, pre...), content...)
		}
	}
}

// finish ends what is still open at the end of the text.
func (u *unpacker) finish(dst []byte) []byte {
	if u.held != nil {
		dst = append(append(dst, u.pre...), u.held...)
		u.held = nil
	}
	if u.on != packNone {
		u.buf = u.dec.finish(u.buf)
		u.end(true)
	}
	return dst
}

func innerPath(path string, n int) string { return fmt.Sprintf("%s~%d", path, n) }

// innerOf gives what of the path find lies inside part path: "2~1" inside "2" is "1".
func innerOf(find, path string) (string, bool) {
	rest, ok := strings.CutPrefix(find, path)
	if !ok || !strings.HasPrefix(rest, "~") {
		return "", false
	}
	return rest[1:], true
}

func innerNumber(find, path string) int {
	if rest, ok := innerOf(find, path); ok {
		if n, err := strconv.Atoi(rest); err == nil && n > 0 {
			return n
		}
	}
	return 0
}

// typeOf is the media type of a file of which nobody said one.
func typeOf(kind string) string {
	if kind == "" {
		return "application/octet-stream"
	}
	return kind
}
