package quote

import (
	"strings"
	"unicode"
)

// What a line can be, by its words alone.
const (
	isFrom byte = 1 << iota
	isSent
	isTo
	isSubject
	isHeadLabel = isFrom | isSent | isTo | isSubject
)

const (
	isOriginal byte = 1 + iota
	isForwarded
)

// The table, turned so that a line's words are looked up; made once, read only.
var (
	labels = byWord(func(l *language, add func(string, byte)) {
		add(l.from, isFrom)
		add(l.sent, isSent)
		add(l.to, isTo)
		add(l.subject, isSubject)
	})
	dividers = byWord(func(l *language, add func(string, byte)) { add(l.original, isOriginal); add(l.forwarded, isForwarded) })
	openers  = byWord(func(l *language, add func(string, byte)) { add(l.opens, 1) })

	forwards = list(func(l *language) string { return l.forwarded })
	verbs    = byLastWord(list(func(l *language) string { return l.wrote })) // "": of scripts without spaces
	devices  = byFirstByte(list(func(l *language) string { return l.device }))
	aboves   = list(func(l *language) string { return l.above })
)

func byWord(each func(l *language, add func(words string, sort byte))) map[string]byte {
	out := map[string]byte{}
	for i := range languages {
		each(&languages[i], func(words string, sort byte) {
			for w := range strings.SplitSeq(words, "|") {
				if w != "" {
					out[w] |= sort
				}
			}
		})
	}
	return out
}

// list gives each word once, those of all languages after one another.
func list(of func(l *language) string) []string {
	var out []string
	seen := map[string]bool{}
	for i := range languages {
		for w := range strings.SplitSeq(of(&languages[i]), "|") {
			if w != "" && !seen[w] {
				seen[w] = true
				out = append(out, w)
			}
		}
	}
	return out
}

func byLastWord(phrases []string) map[string][]string {
	out := map[string][]string{}
	for _, p := range phrases {
		last := p[strings.LastIndexByte(p, ' ')+1:]
		if !spaced(lastRune(strings.TrimRight(p, "()"))) {
			last = ""
		}
		out[last] = append(out[last], p)
	}
	return out
}

func byFirstByte(phrases []string) map[byte][]string {
	out := map[byte][]string{}
	for _, p := range phrases {
		out[p[0]] = append(out[p[0]], p)
	}
	return out
}

// hasPrefix: the lower-case text begins with one of the words.
func hasPrefix(lower string, words []string) bool {
	for _, w := range words {
		if strings.HasPrefix(lower, w) {
			return true
		}
	}
	return false
}

// flat trims a line, makes its no-break spaces spaces and takes out the marks of writing direction.
func flat(l string) string {
	l = strings.TrimSpace(l)
	for i := 0; i < len(l); i++ {
		if l[i] == 0xC2 || l[i] == 0xE2 || l[i] == 0xE3 || l[i] == 0xEF {
			return strings.TrimSpace(strings.Map(plainSpace, l))
		}
	}
	return l
}

func plainSpace(r rune) rune {
	switch {
	case r == 0xA0 || r == 0x202F || r == 0x3000 || r == 0x2009:
		return ' '
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0xFEFF, r == 0xAD, r == 0x61C:
		return -1
	}
	return r
}

// headLabel tells what a line "Label: value" is one of, 0 if it is none.
func headLabel(line string) byte {
	head := line
	if len(head) > 64 {
		head = head[:64]
	}
	i := strings.IndexByte(head, ':')
	if i < 0 || head[0] >= 0x80 {
		if wide := strings.Index(head, "："); wide >= 0 && (i < 0 || wide < i) {
			i = wide
		}
		if i < 0 {
			if i = strings.IndexByte(head, '|'); i < 0 { // a table row of 163's
				return 0
			}
			if head = strings.TrimLeft(head[i:], "| "); head == "" {
				return 0
			}
			if i = strings.IndexByte(head, '|'); i < 0 {
				return 0
			}
		}
	}
	label := head[:i]
	var low [64]byte
	n := 0
	ascii := true
	for k := 0; k < len(label); k++ {
		switch c := label[k]; {
		case c >= '0' && c <= '9':
			return 0
		case c >= 'A' && c <= 'Z':
			c |= 0x20
			fallthrough
		default:
			ascii = ascii && c < 0x80
			low[n] = c
			n++
		}
	}
	if !ascii {
		word := strings.ToLower(strings.Trim(flat(label), "*_|# "))
		if sort := labels[word]; sort != 0 {
			return sort
		}
		return labels[strings.ReplaceAll(word, " ", "")]
	}
	from := 0
	for from < n && (low[from] == ' ' || low[from] == '*' || low[from] == '\t' || low[from] == '_') {
		from++
	}
	for n > from && (low[n-1] == ' ' || low[n-1] == '*' || low[n-1] == '\t' || low[n-1] == '_') {
		n--
	}
	return labels[string(low[from:n])]
}

// undashed takes the dashes and stars off both ends of a line and says whether there were at least three before it.
func undashed(flatLine string) (words string, dashed bool) {
	words = strings.TrimLeft(flatLine, "-_=*#~+—–─ ")
	dashed = len(flatLine)-len(words) >= 3
	return strings.TrimRight(words, "-_=*#~+—–─ "), dashed
}

// divider tells whether a line parts the mail from an older one: isOriginal, isForwarded or 0.
func divider(flatLine string) byte {
	if len(flatLine) > 160 {
		return 0
	}
	words, dashed := undashed(flatLine)
	if words == "" {
		return 0
	}
	lower := strings.ToLower(strings.TrimRight(words, ":： "))
	sort := dividers[lower]
	switch {
	case sort == isOriginal && dashed:
		return isOriginal
	case sort == isForwarded && (dashed || strings.HasSuffix(words, ":") || strings.HasSuffix(words, "：")):
		return isForwarded
	case dashed && hasPrefix(lower, forwards): // "Forwarded by Ann Lee/ACME on …"
		return isForwarded
	}
	return 0
}

// blank: nothing but white space and marks nobody sees.
func blank(l string) bool {
	for i := 0; i < len(l); i++ {
		if c := l[i]; c > ' ' {
			return c >= 0x80 && flat(l) == ""
		}
	}
	return true
}

// wordEdge: the text is not cut inside a word at i.
func wordEdge(s string, i int) bool {
	if i <= 0 || i >= len(s) {
		return true
	}
	before, after := lastRune(s[:i]), firstRune(s[i:])
	return !spaced(before) || !spaced(after)
}

// spaced: a letter of a script that parts words by spaces.
func spaced(r rune) bool {
	return unicode.IsLetter(r) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}
