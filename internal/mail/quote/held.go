package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Prints are the words of one mail as hashes of three in a row: enough to say whether a text stands in another, whatever
// its lines and marks.
type Prints struct {
	own   []uint64
	older []uint64 // of what the mail carries along; the lines that name the older mail are left out
}

const (
	shingle  = 3         // words; two match by chance, four break at each link and picture between them
	heldPart = 0.8       // of the prints: what programs add and drop in quoting is less than a fifth
	maxGap   = 40        // prints in a row that stand nowhere: a paragraph that nobody has seen
	maxOlder = 24 << 10  // bytes of carried text that are looked at, spread over it
	maxOwn   = 256 << 10 // bytes
)

// PrintsOf takes the prints of a mail. Where it carries no older mail along, its signature stands for it.
func PrintsOf(segs []Segment) Prints {
	var p Prints
	var older, signature strings.Builder
	size := 0
	for _, s := range segs {
		switch {
		case !s.Quoted:
			if size += len(s.Text); size <= maxOwn {
				p.own = prints(p.own, s.Text)
			}
		case s.Signature:
			signature.WriteString(s.Text)
		default:
			older.WriteString(s.Text)
		}
	}
	if p.older = prints(nil, content(older.String())); len(p.older) == 0 && signature.Len() <= maxOlder {
		p.older = prints(nil, signature.String())
	}
	return p
}

// Held tells of each mail of a conversation, the oldest first, whether what it carries along can be read elsewhere in it:
// in what another mail says itself, or in what an earlier one carries along and is therefore shown with.
func Held(mails []Prints) []bool {
	n := 0
	for _, m := range mails {
		n += len(m.own)
	}
	seen := make(map[uint64]struct{}, n)
	for _, m := range mails {
		for _, h := range m.own {
			seen[h] = struct{}{}
		}
	}
	out := make([]bool, len(mails))
	for i, m := range mails {
		if out[i] = m.stands(seen); out[i] {
			continue
		}
		for _, h := range m.older {
			seen[h] = struct{}{}
		}
	}
	return out
}

func (p Prints) stands(seen map[uint64]struct{}) bool {
	found, gap := 0, 0
	for _, h := range p.older {
		if _, ok := seen[h]; ok {
			found++
			gap = 0
		} else if gap++; gap > maxGap {
			return false
		}
	}
	return found > 0 && float64(found) >= heldPart*float64(len(p.older))
}

// content is carried text without quote marks and the lines that name a mail. Of a long one blocks of lines are taken,
// evenly.
func content(text string) string {
	every := 1 + len(text)/maxOlder
	m := marker{lines: splitLines(text)}
	for i, l := range m.lines {
		m.lines[i] = strings.TrimLeft(l, "> \t")
	}
	m.marks = make([]mark, len(m.lines))
	for i, l := range m.lines {
		switch {
		case i/8%every != 0 || blank(l) || headLabel(l) != 0 || len(l) < 200 && divider(flat(l)) != 0 || isRule(l):
			m.marks[i] = older
		case !dull(l):
			if first, sure := m.introduction(i); sure != noIntro {
				m.set(first, i+1, older)
			}
		}
	}
	var b strings.Builder
	b.Grow(min(len(text), maxOlder+4096))
	for i, l := range m.lines {
		if m.marks[i] == own {
			b.WriteString(l)
		}
	}
	return b.String()
}

// prints adds those of a text; one of fewer words has one.
func prints(out []uint64, text string) []uint64 {
	var last [shingle]uint64
	n := 0
	for text != "" {
		var h uint64
		if h, text = nextWord(text); h == 0 {
			break
		}
		copy(last[:], last[1:])
		last[shingle-1] = h
		if n++; n >= shingle {
			out = append(out, join(last))
		}
	}
	if n > 0 && n < shingle {
		out = append(out, join(last))
	}
	return out
}

func join(words [shingle]uint64) uint64 {
	var h uint64
	for _, w := range words {
		h = (h^w)*0x9E3779B97F4A7C15 + w>>29
	}
	return h
}

// nextWord hashes the next run of letters and digits, whatever their case; of a script without spaces one letter.
func nextWord(s string) (hash uint64, rest string) {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	began := false
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		letter := r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
		switch {
		case letter:
		case r >= 'A' && r <= 'Z':
			r, letter = r|0x20, true
		case r >= utf8.RuneSelf:
			if letter = unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r); letter && !spaced(r) && unicode.IsLetter(r) {
				if began {
					return h, s[i:]
				}
				return (h ^ uint64(r)) * prime, s[i+size:]
			}
			r = unicode.ToLower(r)
		}
		if letter {
			h = (h ^ uint64(r)) * prime
			began = true
		} else if began {
			return h, s[i:]
		}
		i += size
	}
	if !began {
		return 0, ""
	}
	return h, ""
}
