// Package sentence parts the text of a mail into sentences, and knows the greeting it begins with and the words it ends with,
// in seven languages. It must not judge what a sentence means, nor know the mail around it.
package sentence

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wrapWidth is the width in runes from which a line counts as broken by a mail program: a shorter one was ended by its
// writer.
const wrapWidth = 56

// paragraphs joins wrapped lines. Lines that quote are left out, a list has one paragraph an item, and a salutation
// stands alone.
func paragraphs(text string) []string {
	var out []string
	var p []string
	end := func() {
		if len(p) > 0 {
			out = append(out, strings.Join(p, " "))
		}
		p = nil
	}
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u00a0", " ", "\u202f", " ", "\u2028", "\n").Replace(text), "\n")
	for _, l := range lines {
		l = strings.TrimSpace(l)
		if l == "" || strings.HasPrefix(l, ">") || strings.HasPrefix(l, "＞") {
			end()
			continue
		}
		if item, ok := cutMarker(l); ok {
			end()
			l = item
		}
		if len(p) > 0 {
			if endedByWriter(p[len(p)-1], l) {
				end()
			}
		}
		p = append(p, l)
	}
	end()
	return out
}

// endedByWriter tells whether a line was ended by its writer and not by the width: the next word had found room, and does
// not go on in lower case, unless behind a salutation.
func endedByWriter(l, next string) bool {
	word, _, _ := strings.Cut(next, " ")
	if utf8.RuneCountInString(l)+1+utf8.RuneCountInString(word) >= wrapWidth {
		return false
	}
	first, _ := utf8.DecodeRuneInString(next)
	return !unicode.IsLower(first) || strings.HasSuffix(l, ":") || isGreeting(Fold(l))
}

// cutMarker takes the mark of a list's item off: "- ", "• ", "1. ", "2) ", "a) ".
func cutMarker(l string) (string, bool) {
	mark, rest, ok := strings.Cut(l, " ")
	if !ok || utf8.RuneCountInString(mark) > 3 {
		return l, false
	}
	if strings.Contains("-*•·–—+", mark) {
		return strings.TrimSpace(rest), true
	}
	bare := strings.TrimRight(strings.TrimLeft(mark, "("), ".)")
	if bare == mark || bare == "" {
		return l, false
	}
	figure := strings.Trim(bare, "0123456789") == ""
	letter := len(bare) == 1 && strings.HasSuffix(mark, ")") && unicode.IsLetter(rune(bare[0]))
	if !figure && !letter {
		return l, false
	}
	return strings.TrimSpace(rest), true
}

// Sentence is one sentence, on one line, as it was written.
type Sentence struct {
	Text     string
	Question bool // it ends with a question mark of its script
}

// Split gives the sentences of a text in order. Quoted lines are left out, a salutation and an item of a list stand alone.
func Split(text string) []Sentence {
	var out []Sentence
	for _, p := range paragraphs(text) {
		out = append(out, sentences(p)...)
	}
	return out
}

// sentences cuts a paragraph behind its marks. A mark inside a link, a figure or a quotation ends nothing.
func sentences(p string) []Sentence {
	var out []Sentence
	r := []rune(p)
	greek := isGreek(r)
	quoted := quotations(r)
	start := 0
	emit := func(end int, question bool) {
		text := strings.TrimSpace(string(r[start:end]))
		start = end
		if text != "" {
			out = append(out, Sentence{Text: strings.Join(strings.Fields(text), " "), Question: question || strings.ContainsRune(text, '՞')})
		}
	}
	for i := 0; i < len(r); i++ {
		if !isStop(r[i], greek) || quoted[i] {
			continue
		}
		end, question := i, false
		for end < len(r) && (isStop(r[end], greek) || isCloser(r[end])) {
			question = question || isQuestion(r[end], greek)
			end++
		}
		if ends(r, i, end) {
			emit(end, question || asksInJapanese(r[start:i]))
		}
		i = end - 1
	}
	emit(len(r), false)
	return out
}

func isStop(r rune, greek bool) bool {
	return strings.ContainsRune(".!…。！։", r) || isQuestion(r, greek)
}

// isQuestion: the marks of Latin and Cyrillic, East Asia, Arabic, Greek (which writes a semicolon), Ethiopic, and the
// joined ones.
func isQuestion(r rune, greek bool) bool {
	return strings.ContainsRune("?？؟\u037e፧⁇⁈⁉‽", r) || greek && r == ';'
}

func isCloser(r rune) bool { return strings.ContainsRune(`)]"'”’»」』）`, r) }

// ends tells whether the marks r[i:end] end a sentence. A wide mark does; another one needs a space behind it, and a full
// stop must not belong to a figure, an initial or a short form.
func ends(r []rune, i, end int) bool {
	if strings.ContainsRune("。！？", r[i]) || end == len(r) {
		return true
	}
	if !unicode.IsSpace(r[end]) {
		return false
	}
	if r[i] != '.' || end > i+1 {
		return true
	}
	next := end
	for next < len(r) && unicode.IsSpace(r[next]) {
		next++
	}
	if next < len(r) && unicode.IsLower(r[next]) {
		return false
	}
	from := i
	for from > 0 && !unicode.IsSpace(r[from-1]) {
		from--
	}
	word := strings.ToLower(strings.TrimLeft(string(r[from:i]), "("))
	letters := []rune(word)
	initial := len(letters) == 1 && unicode.IsLetter(letters[0])
	ordinal := len(letters) < 3 && strings.Trim(word, "0123456789") == ""
	return !initial && !ordinal && !isShortForm(word)
}

func isShortForm(word string) bool {
	switch word {
	case "e.g", "i.e", "z.b", "d.h", "u.a", "bzw", "nr", "no", "n.º", "ca", "approx", "vs", "mr", "mrs", "ms", "dr", "st", "p.ej", "p.ex", "sr", "sra", "m", "mme", "dhr", "mevr", "sig", "bv", "ggf", "evtl", "inkl", "vgl":
		return true
	}
	return false
}

// asksInJapanese: a polite question ends in か and a full stop.
func asksInJapanese(r []rune) bool {
	s := string(r)
	for _, end := range [...]string{"ですか", "ますか", "ませんか", "でしょうか"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}

func isGreek(r []rune) bool {
	greek, letters := 0, 0
	for _, c := range r {
		if unicode.IsLetter(c) {
			letters++
		}
		if unicode.Is(unicode.Greek, c) {
			greek++
		}
	}
	return greek*2 > letters
}

// maxQuotation bounds a quotation in runes: a mark without its partner must not swallow the mail.
const maxQuotation = 300

// quotations marks the runes between quotation marks: what a screen said, or somebody else.
func quotations(r []rune) []bool {
	in := make([]bool, len(r))
	for i := 0; i < len(r); i++ {
		closers := closersOf(r[i])
		if closers == "" || r[i] == '"' && i > 0 && !unicode.IsSpace(r[i-1]) && r[i-1] != '(' {
			continue
		}
		rest := r[i+1 : min(len(r), i+1+maxQuotation)]
		n := slices.IndexFunc(rest, func(c rune) bool { return strings.ContainsRune(closers, c) })
		if n < 0 {
			continue
		}
		for k := i; k <= i+1+n; k++ {
			in[k] = true
		}
		i += 1 + n
	}
	return in
}

func closersOf(open rune) string {
	switch open {
	case '"':
		return `"`
	case '“':
		return `”"`
	case '„':
		return `“”"`
	case '«':
		return "»"
	case '»':
		return "«"
	case '「':
		return "」"
	case '『':
		return "』"
	}
	return ""
}
