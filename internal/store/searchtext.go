package store

import (
	"slices"
	"strings"
	"unicode"

	"deskhand/internal/ticket"
)

// maxParts bounds what one query asks of the index: FTS5 refuses a tree that is too deep, and a pasted page of Chinese
// is a thousand pairs.
const maxParts = 32

// matcher writes the index's query; every term is quoted, so that nothing typed is syntax. A part without a letter or
// digit is left out: to FTS5 it is a phrase that nothing holds.
type matcher struct{ parts []string }

// matchText writes what a query asks of the index, empty where that is nothing.
func matchText(q ticket.Query) string {
	var want, not matcher
	for _, w := range q.Words {
		want.term("", w)
	}
	for _, f := range slices.Concat(q.From, q.To) {
		want.term("people : ", ticket.Term{Text: strings.Map(plainWords, f), Prefix: true})
	}
	for _, s := range q.Subject {
		want.term("subject : ", typed(s))
	}
	for _, f := range q.Files {
		want.term("files : ", typed(f))
	}
	for _, w := range q.Without {
		not.term("", w)
	}
	for _, s := range q.Not.Subject {
		not.term("subject : ", typed(s))
	}
	for _, f := range q.Not.Files {
		not.term("files : ", typed(f))
	}
	wanted := strings.Join(want.parts, " AND ")
	if wanted == "" || len(not.parts) == 0 {
		return wanted
	}
	return "(" + wanted + ") NOT (" + strings.Join(not.parts, " OR ") + ")"
}

// typed is the value of an operator: its beginning will do, and what is quoted with spaces in it is one phrase.
func typed(value string) ticket.Term {
	return ticket.Term{Text: value, Phrase: strings.ContainsFunc(value, unicode.IsSpace), Prefix: true}
}

// term adds a word or phrase.
func (m *matcher) term(column string, t ticket.Term) {
	fields := fieldsOf(t.Text)
	if t.Phrase {
		m.add(column, fields, t.Prefix)
		return
	}
	for len(fields) > 0 {
		n := run(fields)
		m.add(column, fields[:n], t.Prefix && n == len(fields))
		fields = fields[n:]
	}
}

func (m *matcher) add(column string, words []string, prefix bool) {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return !strings.ContainsFunc(w, isWord) })
	if len(m.parts) == maxParts || len(words) == 0 {
		return
	}
	p := column + `"` + strings.Join(words, " ") + `"`
	if last := []rune(words[len(words)-1]); prefix || len(words) == 1 && len(last) == 1 && isCJK(last[0]) { // one letter begins a pair
		p += "*"
	}
	m.parts = append(m.parts, p)
}

// run is how many of the fields are pairs that overlap: a run of Chinese is found as it stands.
func run(fields []string) int {
	n := 1
	for n < len(fields) {
		a, b := []rune(fields[n-1]), []rune(fields[n])
		if len(a) != 2 || len(b) != 2 || a[1] != b[0] || !isCJK(b[0]) {
			break
		}
		n++
	}
	return n
}

func fieldsOf(text string) []string {
	text = strings.Map(func(r rune) rune {
		if r == '"' || unicode.IsControl(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, text)
	list := strings.Fields(SplitCJK(compat(text)))
	return list[:min(len(list), maxParts)]
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// plainWords turns an address into the words that the tokenizer makes of it.
func plainWords(r rune) rune {
	if strings.ContainsRune("@.-_+", r) {
		return ' '
	}
	return r
}
