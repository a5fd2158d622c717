// Package language says which language a text is written in. The script decides where it can; between languages of Latin
// and of Cyrillic letters a table of common words, letters and endings does.
//
// It must not guess: what is too short, or fits two languages alike, has none. It knows no mail and no clock.
package language

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

const (
	enough    = 140  // bytes looked at first
	clearLead = 1.5  // leastLead where the beginning alone is to decide
	maxText   = 600  // bytes looked at
	maxWords  = 80   // words looked at
	leastSure = 2.2  // points that the best language needs
	leastLead = 1.12 // times the points of the second
)

// Detect gives the language of a text as its ISO 639-1 code ("de"; "nb" of Norwegian), from its first 600 bytes. sure is
// false, and the code empty, where that would be a guess: a name, a number, "OK".
func Detect(text string) (code string, sure bool) {
	// Most texts say it with their first line; only where two languages are near is more looked at.
	if len(text) > enough {
		if code, clear := detect(text[:enough]); clear {
			return code, true
		}
	}
	code, _ = detect(text[:min(len(text), maxText)])
	return code, code != ""
}

// detect reads one piece of text; clear says that more of it would not change the answer.
func detect(text string) (code string, clear bool) {
	words := wordsOf(text)
	if code, ok := byScript(words); ok {
		return code, code != ""
	}
	return byWords(words)
}

// wordsOf lists the words of a text in small letters, without addresses, links and figures.
func wordsOf(text string) []string {
	var out []string
	for _, f := range strings.Fields(text) {
		if len(out) == maxWords {
			break
		}
		if strings.ContainsAny(f, "@/_0123456789") || strings.Contains(f, "www.") {
			continue
		}
		for w := range strings.FieldsFuncSeq(f, apart) {
			if w = strings.Trim(w, "'’"); w != "" && utf8.ValidString(w) {
				out = append(out, strings.ReplaceAll(strings.ToLower(w), "’", "'"))
			}
		}
	}
	return out
}

func apart(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != '’' && r != '·' && r != '\u200c'
}

// byScript decides where the script has one language, or letters tell its languages apart. ok is false for Latin and
// Cyrillic.
func byScript(words []string) (code string, ok bool) {
	var han, kana, other, western int
	counts := map[string]int{}
	persian, urdu := 0, 0
	for _, w := range words {
		for _, r := range w {
			switch {
			case r < 0x250 || unicode.Is(unicode.Latin, r) || unicode.Is(unicode.Cyrillic, r):
				western++
			case unicode.Is(unicode.Hiragana, r) || unicode.Is(unicode.Katakana, r):
				kana++
			case unicode.Is(unicode.Han, r):
				han++
			default:
				other++
				if c := scriptOf(r); c != "" {
					counts[c]++
				}
				if strings.ContainsRune("پچژگکی\u200c", r) {
					persian++
				}
				if strings.ContainsRune("ٹڈڑںےہھ", r) {
					urdu++
				}
			}
		}
	}
	// A sign of those scripts says about as much as two letters.
	if 2*(han+kana)+other <= western/2 || han+kana+other == 0 {
		return "", false
	}
	switch {
	case kana > 0 && kana*8 >= han:
		return "ja", han+kana > 1
	case han > other:
		if han < 2 {
			return "", true
		}
		return "zh", true
	}
	best := ""
	for c, n := range counts {
		if best == "" || n > counts[best] || n == counts[best] && c < best {
			best = c
		}
	}
	switch {
	case counts[best] < 2:
		return "", true
	case best == "ar" && urdu > 0:
		return "ur", true
	case best == "ar" && persian > 0:
		return "fa", true
	}
	return best, true
}

// scriptOf is the language of a script that one language above all is written in.
func scriptOf(r rune) string {
	for _, s := range []struct {
		table *unicode.RangeTable
		code  string
	}{
		{unicode.Greek, "el"},
		{unicode.Hebrew, "he"},
		{unicode.Arabic, "ar"},
		{unicode.Hangul, "ko"},
		{unicode.Thai, "th"},
		{unicode.Devanagari, "hi"},
		{unicode.Georgian, "ka"},
		{unicode.Armenian, "hy"},
		{unicode.Bengali, "bn"},
		{unicode.Tamil, "ta"},
		{unicode.Telugu, "te"},
		{unicode.Gujarati, "gu"},
		{unicode.Gurmukhi, "pa"},
		{unicode.Kannada, "kn"},
		{unicode.Malayalam, "ml"},
		{unicode.Sinhala, "si"},
		{unicode.Khmer, "km"},
		{unicode.Lao, "lo"},
		{unicode.Myanmar, "my"},
		{unicode.Ethiopic, "am"},
	} {
		if unicode.Is(s.table, r) {
			return s.code
		}
	}
	return ""
}

// alphabet is one script's languages, made ready.
type alphabet struct {
	tongues []tongue
	words   map[string][]int32 // languages that have the word
	letters map[rune][]int32   // languages that have a letter beyond the plain ones
	ends    map[string][]int32
	begins  map[string][]int32
	inside  []piece
}

// piece stands within words.
type piece struct {
	text string
	list []int32
}

var latinAlphabet = sync.OnceValue(func() *alphabet { return ready(latin()) })

var cyrillicAlphabet = sync.OnceValue(func() *alphabet { return ready(cyrillic()) })

func ready(tongues []tongue) *alphabet {
	a := &alphabet{tongues, map[string][]int32{}, map[rune][]int32{}, map[string][]int32{}, map[string][]int32{}, nil}
	inside := map[string][]int32{}
	add := func(m map[string][]int32, key string, i int32) {
		if l := m[key]; len(l) == 0 || l[len(l)-1] != i {
			m[key] = append(l, i)
		}
	}
	for n, t := range tongues {
		i := int32(n) //nolint:gosec // a few dozen
		for w := range strings.FieldsSeq(t.words) {
			add(a.words, strings.ToLower(w), i)
		}
		for _, r := range t.letters {
			a.letters[r] = append(a.letters[r], i)
		}
		for p := range strings.FieldsSeq(t.pieces) {
			bare := strings.Trim(p, "-")
			switch {
			case strings.HasPrefix(p, "-") && strings.HasSuffix(p, "-"):
				add(inside, bare, i)
			case strings.HasPrefix(p, "-"):
				add(a.ends, bare, i)
			default:
				add(a.begins, bare, i)
			}
		}
	}
	for _, text := range slices.Sorted(maps.Keys(inside)) {
		a.inside = append(a.inside, piece{text, inside[text]})
	}
	return a
}
