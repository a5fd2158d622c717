package mail

import (
	"encoding/binary"
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
)

const maxRTF = 8 << 20 // bytes once inflated

// rtfPrelude fills the dictionary of compressed RTF before the first byte ([MS-OXRTFCP] 2.1.2.1).
const rtfPrelude = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArial" +
	"Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"

// inflateRTF unpacks PidTagRtfCompressed ([MS-OXRTFCP] 3.1.3). What was unpacked before a fault counts.
func inflateRTF(b []byte) ([]byte, error) {
	const head, window = 16, 4096
	if len(b) < head {
		return nil, errors.New("compressed RTF without a head")
	}
	size := binary.LittleEndian.Uint32(b[4:])
	kind := binary.LittleEndian.Uint32(b[8:])
	b = b[head:]
	switch kind {
	case 0x414C454D: // "MELA": not compressed
		return b[:min(len(b), int(min(size, maxRTF)))], nil
	case 0x75465A4C: // "LZFu"
	default:
		return nil, errors.New("compressed RTF of an unknown kind")
	}
	var dict [window]byte
	at := copy(dict[:], rtfPrelude)
	out := make([]byte, 0, min(int(min(size, maxRTF)), 8*len(b)+64))
	put := func(c byte) {
		out = append(out, c)
		dict[at] = c
		at = (at + 1) % window
	}
	for len(b) > 0 && len(out) < maxRTF {
		flags := b[0]
		b = b[1:]
		for bit := 0; bit < 8 && len(b) > 0; bit++ {
			if flags>>bit&1 == 0 {
				put(b[0])
				b = b[1:]
				continue
			}
			if len(b) < 2 {
				return out, nil
			}
			ref := int(b[0])<<8 | int(b[1])
			b = b[2:]
			from, n := ref>>4, ref&15+2
			if from == at {
				return out, nil
			}
			for ; n > 0; n-- {
				put(dict[from])
				from = (from + 1) % window
			}
		}
	}
	return out, nil
}

// rtfText makes text of RTF; isHTML: it was HTML wrapped in RTF ([MS-OXRTFEX]) and is HTML again.
func rtfText(b []byte) (text string, isHTML bool) {
	p := rtfPage{in: string(b), charset: "windows-1252", state: rtfState{uc: 1}}
	p.html = strings.Contains(p.in[:min(len(p.in), 4096)], `\fromhtml`)
	p.out.Grow(len(b) / 2)
	for p.i < len(p.in) {
		p.step()
	}
	p.flush()
	return strings.TrimSpace(clean(p.out.String())), p.html
}

// rtfState is what a group changes and its end takes back.
type rtfState struct {
	skip bool // a destination that is no text
	tag  bool // inside \*\htmltag: HTML
	rtf  bool // inside \htmlrtf: for RTF readers only
	uc   int  // letters that stand in for one \u
}

type rtfPage struct {
	in      string
	i       int
	out     strings.Builder
	pend    []byte // bytes of the code page, not yet decoded
	charset string
	html    bool
	state   rtfState
	stack   []rtfState
	drop    int // letters left to drop behind \u
	high    rune
	star    bool
}

const maxRTFDepth = 1000

func (p *rtfPage) step() {
	switch c := p.in[p.i]; c {
	case '{':
		p.i++
		if len(p.stack) < maxRTFDepth {
			p.stack = append(p.stack, p.state)
		}
		p.star = false
	case '}':
		p.i++
		if n := len(p.stack); n > 0 {
			p.state, p.stack = p.stack[n-1], p.stack[:n-1]
		}
	case '\\':
		p.control()
	case '\r', '\n':
		p.i++
	default:
		p.i++
		p.letter(c)
	}
}

// letter writes one byte of the code page.
func (p *rtfPage) letter(c byte) {
	if p.drop > 0 {
		p.drop--
		return
	}
	if p.shown() {
		p.pend = append(p.pend, c)
	}
}

// shown: what stands here is text of the mail.
func (p *rtfPage) shown() bool {
	return !p.state.skip && (!p.html || p.state.tag || !p.state.rtf)
}

func (p *rtfPage) flush() {
	if len(p.pend) > 0 {
		s, _ := decodeAs(p.pend, p.charset) // nothing is guessed: a text has as many pieces as it has lines
		p.out.WriteString(s)
		p.pend = p.pend[:0]
	}
}

func (p *rtfPage) write(s string) {
	if p.shown() {
		p.flush()
		p.out.WriteString(s)
	}
}

func (p *rtfPage) control() {
	p.i++
	if p.i >= len(p.in) {
		return
	}
	switch c := p.in[p.i]; {
	case c == '\'':
		p.i++
		if p.i+1 < len(p.in) && unhex(p.in[p.i]) >= 0 && unhex(p.in[p.i+1]) >= 0 {
			p.letter(byte(unhex(p.in[p.i])<<4 | unhex(p.in[p.i+1])))
			p.i += 2
		}
	case c|0x20 >= 'a' && c|0x20 <= 'z':
		start := p.i
		for p.i < len(p.in) && p.in[p.i]|0x20 >= 'a' && p.in[p.i]|0x20 <= 'z' {
			p.i++
		}
		word := p.in[start:p.i]
		start = p.i
		if p.i < len(p.in) && p.in[p.i] == '-' {
			p.i++
		}
		for p.i < len(p.in) && p.in[p.i] >= '0' && p.in[p.i] <= '9' && p.i-start < 11 {
			p.i++
		}
		n, err := strconv.Atoi(p.in[start:p.i])
		if p.i < len(p.in) && p.in[p.i] == ' ' {
			p.i++
		}
		p.word(word, n, err == nil)
	default:
		p.i++
		switch c {
		case '*':
			p.star = true
			p.state.skip = true
		case '~':
			p.write("\u00a0")
		case '_':
			p.write("-")
		case '\\', '{', '}':
			p.letter(c)
		case '\n', '\r':
			p.write("\n")
		}
	}
}

// unicode writes one unit of UTF-16; the first half of a letter waits for the second.
func (p *rtfPage) unicode(r rune) {
	p.drop = p.state.uc
	if r >= 0xD800 && r < 0xDC00 {
		p.high = r
		return
	}
	if utf16.IsSurrogate(r) {
		r = utf16.DecodeRune(p.high, r)
	}
	p.high = 0
	p.write(string(r))
}

func (p *rtfPage) word(w string, n int, has bool) {
	switch w {
	case "htmltag":
		p.state.skip, p.state.tag = false, true
	case "mhtmltag":
		p.state.skip = true
	case "htmlrtf":
		p.state.rtf = !has || n != 0
	case "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "listtable", "listoverridetable", "themedata", "datastore":
		p.state.skip = true
	case "ansicpg":
		if name := codePage(uint32(max(n, 0))); n > 0 {
			if _, ok := decodeAs(nil, name); ok {
				p.charset = name
			}
		}
	case "uc":
		p.state.uc = min(max(n, 0), 8)
	case "u":
		p.unicode(rune(uint16(n)))
	case "par", "line", "sect", "page", "row":
		p.write("\n")
	case "tab", "cell":
		p.write("\t")
	case "lquote":
		p.write("‘")
	case "rquote":
		p.write("’")
	case "ldblquote":
		p.write("“")
	case "rdblquote":
		p.write("”")
	case "bullet":
		p.write("•")
	case "endash":
		p.write("–")
	case "emdash":
		p.write("—")
	case "bin":
		if has && n > 0 {
			p.i = min(len(p.in), p.i+n)
		}
	}
	p.star = false
}
