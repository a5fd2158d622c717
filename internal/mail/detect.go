package mail

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Detection of a charset that no label names, or a wrong one. The ports of Mozilla's and ICU's detectors were measured
// first: on twenty languages they read 17 to 20 of 27 short header values and 21 to 28 of 33 texts right, so this is our
// own. It decodes a sample in every charset that mail comes in and asks which result looks most like writing: letters of
// one alphabet, capitals where words begin, common letters more often than rare ones.

const (
	detectSample = 8 << 10 // bytes looked at
	maxWords     = 4.0     // that the words around count
	sureScore    = 4.0     // of a guess that may overrule a label
)

// detect names the most likely charset of b, which is neither ASCII nor valid UTF-8. hint is a charset that is likely for
// another reason, or "". Without any sign it is windows-1252. The score says how sure that is.
func detect(b []byte, hint string) (name string, score float64) {
	if wide := detectWide(b); wide != "" {
		return wide, 100
	}
	b = highSample(b)
	name, score = "windows-1252", -1
	consider := func(set string, s float64) {
		if set == hint {
			s += 1.5
		}
		if s > score {
			name, score = set, s
		}
	}
	words := wordSet(b)
	for _, c := range singleBytes() {
		consider(c.name, c.score(b, words, score))
	}
	for _, c := range multiBytes() {
		if s, ok := c.score(b); ok {
			consider(c.name, s)
		}
	}
	return name, score
}

// highSample takes the sample from where the bytes begin that are not ASCII, from a word's beginning.
func highSample(b []byte) []byte {
	if len(b) <= detectSample {
		return b
	}
	i := 0
	for i < len(b) && b[i] < 0x80 {
		i++
	}
	if i = max(0, i-200); len(b)-i > detectSample {
		return b[i : i+detectSample]
	}
	return b[i:]
}

// detectWide tells UTF-16 and UTF-32 without a byte order mark by their zeros.
func detectWide(b []byte) string {
	b = b[:min(len(b), 1024)]
	if len(b) < 4 {
		return ""
	}
	var zeros [4]int
	for i, c := range b {
		if c == 0 {
			zeros[i%4]++
		}
	}
	quarter := len(b) / 4
	few := func(n int) bool { return n <= quarter/8 }
	most := func(n int) bool { return n >= quarter*3/5 && n > 0 }
	switch {
	case most(zeros[3]) && most(zeros[2]) && few(zeros[0]):
		return "utf-32le"
	case most(zeros[0]) && most(zeros[1]) && few(zeros[3]):
		return "utf-32be"
	case most(zeros[1]) && most(zeros[3]) && few(zeros[0]+zeros[2]):
		return "utf-16le"
	case most(zeros[0]) && most(zeros[2]) && few(zeros[1]+zeros[3]):
		return "utf-16be"
	}
	return ""
}

// singleByte is a charset of one byte a letter, with the alphabets written in it.
type singleByte struct {
	name      string
	table     *charmap.Charmap
	alphabets []alphabet
}

func singleBytes() []singleByte {
	west, central, baltic := westAlphabets(), centralAlphabets(), balticAlphabets()
	return []singleByte{
		{"windows-1252", charmap.Windows1252, west},
		{"windows-1251", charmap.Windows1251, []alphabet{cyrillic()}},
		{"koi8-u", charmap.KOI8U, []alphabet{cyrillic()}},
		{"iso-8859-5", charmap.ISO8859_5, []alphabet{cyrillic()}},
		{"ibm866", charmap.CodePage866, []alphabet{cyrillic()}},
		{"windows-1250", charmap.Windows1250, central},
		{"iso-8859-2", charmap.ISO8859_2, central},
		{"windows-1254", charmap.Windows1254, []alphabet{turkish()}},
		{"windows-1257", charmap.Windows1257, baltic},
		{"windows-1253", charmap.Windows1253, []alphabet{greek()}},
		{"iso-8859-7", charmap.ISO8859_7, []alphabet{greek()}},
		{"windows-1255", charmap.Windows1255, []alphabet{hebrew()}},
		{"windows-1256", charmap.Windows1256, []alphabet{arabic()}},
		{"windows-874", charmap.Windows874, []alphabet{thai()}},
		{"ibm850", charmap.CodePage850, west[:1]},
		{"macintosh", charmap.Macintosh, west[:3]},
	}
}

// alphabet is how one language is written beyond ASCII: its letters from common to rare.
type alphabet struct {
	common, letters string // lower case; common are the more telling ones
	words           string // ASCII words that the language is full of, between spaces
	script          bool   // its own script: neighbours are of it too
	bare            bool   // it has no capitals
}

// score of the alphabet that fits best; what cannot reach least is not looked at closely.
func (c *singleByte) score(b []byte, words map[string]bool, least float64) float64 {
	var runes [128]rune
	for i := range runes {
		runes[i] = c.table.DecodeByte(byte(i + 0x80))
	}
	best := -1000.0
	for i := range c.alphabets {
		best = max(best, c.alphabets[i].score(b, &runes, words, max(best, least-2)))
	}
	if strings.HasPrefix(c.name, "ibm") || c.name == "macintosh" || strings.HasPrefix(c.name, "iso-8859-") {
		best -= 0.3 // seldom without a label
	}
	return best
}

// score looks at every byte beyond ASCII and at its neighbours.
func (a *alphabet) score(b []byte, runes *[128]rune, words map[string]bool, least float64) float64 {
	var count [128]int
	for _, c := range b {
		if c >= 0x80 {
			count[c-0x80]++
		}
	}
	var weight [128]float64
	most := maxWords
	for i, n := range count {
		if n > 0 {
			weight[i] = a.weight(runes[i])
			most += float64(n) * (weight[i] + 1) // neighbours add at most one
		}
	}
	if most < least {
		return most
	}
	at := func(i int) rune {
		switch {
		case i < 0 || i >= len(b):
			return ' '
		case b[i] < 0x80:
			return rune(b[i])
		}
		return runes[b[i]-0x80]
	}
	sum := 0.0
	for i, c := range b {
		if c < 0x80 {
			continue
		}
		r := runes[c-0x80]
		s := weight[c-0x80]
		prev, next := at(i-1), at(i+1)
		switch {
		case !unicode.IsLetter(r) && !unicode.IsMark(r):
			s += symbolScore(r, prev, next)
		case a.script:
			s += a.scriptScore(prev, r, next)
		default:
			s += latinScore(prev, r, next)
		}
		sum += s
	}
	if a.words != "" && sum > 0 {
		hits := 0.0
		for _, w := range strings.Fields(a.words) {
			if words[w] {
				hits += 0.6
			}
		}
		sum += min(hits, maxWords)
	}
	return sum
}

// weight is what a letter says by itself.
func (a *alphabet) weight(r rune) float64 {
	low := unicode.ToLower(r)
	if r == 'İ' {
		low = 'i'
		if strings.Contains(a.letters, "ı") {
			return 1
		}
	}
	switch {
	case r == utf8.RuneError:
		return -6
	case unicode.IsControl(r):
		return -6
	case !unicode.IsLetter(r) && !unicode.IsMark(r):
		return 0
	case strings.ContainsRune(a.common, low):
		return 1.5
	case strings.ContainsRune(a.letters, low):
		if a.script && !a.bare {
			return 0.4
		}
		return 1
	}
	return -2.5
}

// symbolScore: quotes and dashes stand at the edge of words, other signs seldom touch letters.
func symbolScore(r, prev, next rune) float64 {
	inWord := unicode.IsLetter(prev) && unicode.IsLetter(next)
	switch r {
	case '’':
		return 0.5
	case '“', '”', '„', '‘', '‚', '«', '»', '–', '—', '…', '•', '€', '§', '°', '№', '\u00a0', '¿', '¡', 'º', 'ª', '£', '©', '®', '™', '·':
		if inWord {
			return -2
		}
		return 0.3
	}
	if unicode.IsLetter(prev) || unicode.IsLetter(next) {
		return -2
	}
	return -0.7
}

// latinScore: letters with marks stand alone among plain ones, and a capital does not stand behind a small letter.
func latinScore(prev, r, next rune) float64 {
	s := 0.0
	if next >= 0x80 && unicode.IsLetter(next) && next != r {
		s -= 0.8
	}
	if unicode.IsUpper(r) && (unicode.IsLower(prev) || unicode.IsLetter(prev) && unicode.IsLower(next)) {
		s -= 2
	}
	if r == 'ñ' && !strings.ContainsRune("aeiouáéíóú", unicode.ToLower(next)) {
		s -= 2
	}
	if !unicode.IsLetter(prev) && !unicode.IsLetter(next) && !strings.ContainsRune("àéóèáùôîøåæöäúížśč", unicode.ToLower(r)) {
		s--
	}
	return s
}

// scriptScore: letters of a script of its own stand together.
func (a *alphabet) scriptScore(prev, r, next rune) float64 {
	s := 0.0
	for _, n := range [...]rune{prev, next} {
		if n < 0x80 && unicode.IsLetter(n) {
			s -= 1.5
		}
	}
	switch {
	case a.bare:
	case unicode.IsUpper(r) && prev >= 0x80 && unicode.IsLower(prev):
		s -= 3
	case unicode.IsLower(r) && prev >= 0x80 && unicode.IsUpper(prev) && next >= 0x80 && unicode.IsUpper(next):
		s -= 3
	}
	switch {
	case r == 'ς', strings.ContainsRune("ךםןףץ", r):
		if s += 0.5; unicode.IsLetter(next) {
			s -= 3
		}
	case strings.ContainsRune("ъьы", unicode.ToLower(r)) && !unicode.IsLetter(prev):
		s -= 3
	case unicode.Is(unicode.Thai, r):
		s += thaiScore(prev, r)
	case unicode.IsMark(r):
		s--
	}
	return s
}

// thaiScore: vowel signs and tones stand above or below a consonant.
func thaiScore(prev, r rune) float64 {
	if unicode.IsMark(r) {
		if prev >= 'ก' && prev <= 'ฮ' || unicode.IsMark(prev) {
			return 1
		}
		return -3
	}
	return -0.3
}

// wordSet gathers the ASCII words of a sample, lower case.
func wordSet(b []byte) map[string]bool {
	words := map[string]bool{}
	start := -1
	for i := 0; i <= len(b); i++ {
		if i < len(b) && (b[i]|0x20 >= 'a' && b[i]|0x20 <= 'z' || b[i] >= 0x80) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 && i-start <= 6 {
			words[asciiLower(string(b[start:i]))] = true
		}
		start = -1
	}
	return words
}
