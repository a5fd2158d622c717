package mail

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"
)

const (
	maxCutPart = 4 << 20 // bytes of a cut mail that are read
	maxLine    = 1000    // bytes of a line with its end (RFC 5322 §2.1.1)
)

// ParsePart reads what is here of a mail of which more stands on the server: its header section alone, or its first
// bytes. It reads as Parse does and gives the same ids, but that the end is missing is no problem, and the file it ends
// in is listed with Cut.
func ParsePart(raw []byte) *Message { return parsePart(raw, nil) }

// ParsePartReader is ParsePart over a stream; the first 4 MiB of it count.
func ParsePartReader(r io.Reader) *Message {
	raw, err := io.ReadAll(io.LimitReader(r, maxCutPart))
	return parsePart(raw, err)
}

func parsePart(raw []byte, err error) *Message {
	m := &Message{}
	w := &walker{src: newSource(cutLine(raw)), m: m, sink: sinkParse, part: true}
	w.run()
	if err != nil {
		m.Problems = append(m.Problems, fmt.Sprintf("the mail broke off while it was read: %v", err))
	}
	return m
}

// cutLine takes off a last line that has no end: half a boundary, half a letter, half a group of base64. The header is
// left as it is, as ids are made of it; and so is a line longer than lines are, for it may be all there is.
func cutLine(raw []byte) []byte {
	i := bytes.LastIndexByte(raw, '\n')
	if i < 0 || len(raw)-i > maxLine {
		return raw
	}
	if head := headEnd(raw); head < 0 || i+1 < head {
		return raw
	}
	return raw[:i+1]
}

// headEnd is where the body begins, or -1.
func headEnd(raw []byte) int {
	s := newSource(raw)
	for {
		fresh := !s.midLine
		line, ok := s.rawLine()
		if !ok {
			return -1
		}
		if fresh && isEmptyLine(line) {
			return s.pos
		}
	}
}

// atEnd: the part just read is the one in which a cut mail ends.
func (w *walker) atEnd() bool { return w.part && w.src.stopped && w.src.hit < 0 }

// wholeRunes takes off the beginning of a letter that the end of a cut mail tore apart.
func wholeRunes(b []byte) []byte {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		c := b[len(b)-n]
		if utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-n:]) {
				return b[:len(b)-n]
			}
			return b
		}
	}
	return b
}
