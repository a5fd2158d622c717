package host

import (
	"strings"
	"unicode"
)

// Mixed tells a shown name of which a part mixes scripts as no language does, or is written wholly in letters of another
// script that all look Latin (Unicode TR39, sections 4 and 5.1, "highly restrictive").
func Mixed(shown string) bool {
	for l := range strings.SplitSeq(shown, ".") {
		if mixed(l) {
			return true
		}
	}
	return false
}

func mixed(label string) bool {
	var latin, east, other bool
	var script *unicode.RangeTable
	twins := true
	for _, r := range label {
		switch {
		case r < 0x80:
			latin = latin || unicode.IsLetter(r)
			continue
		case !unicode.IsLetter(r):
			continue
		case unicode.Is(unicode.Latin, r):
			latin = true
			continue
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo):
			east = true // Japanese, Korean and Chinese names mix these, and Latin, every day
			continue
		}
		other = true
		t := twinOf(r)
		twins = twins && t[0] < 0x80
		if script == nil {
			script = scriptOf(r)
		} else if !unicode.Is(script, r) {
			return true
		}
	}
	return other && (latin || east || twins)
}

func scriptOf(r rune) *unicode.RangeTable {
	for name, table := range unicode.Scripts {
		if name != "Common" && name != "Inherited" && unicode.Is(table, r) {
			return table
		}
	}
	return unicode.Cyrillic
}
