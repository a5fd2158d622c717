package language

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a sign of a language is worth. A word of the table weighs by how few languages have it; a letter that a language
// does not have speaks against it.
const (
	wordPoints   = 1.0
	letterPoints = 0.8
	piecePoints  = 0.35
	strange      = 1.6
)

func byWords(words []string) (string, bool) {
	cyrillic, latin := 0, 0
	for _, w := range words {
		if r, _ := utf8.DecodeRuneInString(w); unicode.Is(unicode.Cyrillic, r) {
			cyrillic++
		} else {
			latin++
		}
	}
	a := latinAlphabet()
	if cyrillic > latin {
		a = cyrillicAlphabet()
	}
	points := make([]float64, len(a.tongues))
	known := 0
	for _, w := range words {
		if a.score(w, points) {
			known++
		}
	}
	best, second := -1, -1
	for i, p := range points {
		switch {
		case best < 0 || p > points[best]:
			best, second = i, best
		case second < 0 || p > points[second]:
			second = i
		}
	}
	if points[best] < leastSure || known == 0 || points[second] > 0 && points[best] < leastLead*points[second] && points[best]-points[second] < 3 {
		return "", false
	}
	if len(words) == 1 {
		return "", false // a name, or a "Thanks" as people of every language write it
	}
	// Some words of a list of names are words of a language too: a text has more of them.
	if len(words) > 6 && float64(known) < 0.15*float64(len(words)) {
		return "", false
	}
	return a.tongues[best].code, points[best] > 2*leastSure && points[best] > clearLead*points[second]
}

// score adds to points what a word says; known says that it is in the table of some language.
func (a *alphabet) score(w string, points []float64) (known bool) {
	share := func(list []int32, worth float64) { // what few have tells more
		if len(list) > 0 {
			worth *= math.Log(1+float64(len(a.tongues))/float64(len(list))) / 2
			for _, i := range list {
				points[i] += worth
			}
		}
	}
	if list := a.words[w]; len(list) > 0 {
		worth := wordPoints
		if n := utf8.RuneCountInString(w); n == 1 {
			worth = 0.4
		} else if n > 3 {
			worth = 1.4
		}
		share(list, worth)
		known = true
	} else if utf8.RuneCountInString(w) > 3 {
		a.pieces(w, share)
	}
	seen := rune(0)
	for _, r := range w {
		if r < 0x80 || r >= 'а' && r <= 'я' && len(a.letters[r]) == 0 || !unicode.IsLetter(r) || r == seen {
			continue
		}
		seen = r
		has := a.letters[r]
		share(has, letterPoints)
		for i := range points {
			points[i] -= strange
		}
		for _, i := range has {
			points[i] += strange
		}
	}
	return known
}

// pieces looks at how a word begins, ends and goes on: the longest ending counts.
func (a *alphabet) pieces(w string, share func([]int32, float64)) {
	for n := min(len(w)-1, 12); n > 0; n-- {
		if list := a.ends[w[len(w)-n:]]; len(list) > 0 {
			share(list, piecePoints*min(float64(n)/2, 2))
			break
		}
	}
	for n := min(len(w)-1, 8); n > 0; n-- {
		if list := a.begins[w[:n]]; len(list) > 0 {
			share(list, piecePoints)
			break
		}
	}
	for _, p := range a.inside {
		if strings.Contains(w[1:], p.text) {
			share(p.list, piecePoints)
		}
	}
}
