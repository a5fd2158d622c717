package store

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// SplitCJK splits runs of Chinese, Japanese and Korean letters into overlapping pairs, in documents and queries alike,
// because such text has no spaces to split at and a whole sentence as one word is never found. Other text stays as it is.
func SplitCJK(text string) string {
	first := firstCJK(text)
	if first < 0 {
		return text
	}
	var b strings.Builder
	b.WriteString(text[:first])
	var prev rune // of the run; 0 outside one
	alone := false
	flush := func() {
		if prev != 0 && alone {
			b.WriteByte(' ')
			b.WriteRune(prev)
			b.WriteByte(' ')
		}
		prev = 0
	}
	for _, r := range text[first:] {
		if !isCJK(r) {
			flush()
			b.WriteRune(r)
			continue
		}
		if prev == 0 {
			prev, alone = r, true
			continue
		}
		b.WriteByte(' ')
		b.WriteRune(prev)
		b.WriteRune(r)
		b.WriteByte(' ')
		prev, alone = r, false
	}
	flush()
	return b.String()
}

// indexText is SplitCJK for a document: behind it stands the last letter of each run, so that one letter, which begins
// a pair everywhere else, is found there too.
func indexText(text string) string {
	text = compat(text)
	first := firstCJK(text)
	if first < 0 {
		return text
	}
	seen := map[rune]bool{}
	var last []rune
	prev := rune(0)
	for _, r := range text[first:] + " " {
		if isCJK(prev) && !isCJK(r) && !seen[prev] {
			seen[prev] = true
			last = append(last, ' ', prev)
		}
		prev = r
	}
	return SplitCJK(text) + string(last)
}

// firstCJK skips what cannot begin such a letter (all of them have three bytes or more) without decoding it.
func firstCJK(text string) int {
	for i := 0; i < len(text); i++ {
		if text[i] < 0xE1 {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(text[i:]); isCJK(r) {
			return i
		}
	}
	return -1
}

func isCJK(r rune) bool {
	return r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r == 'ー'
}
