// Package ask finds what a customer asks for in the text of a mail: questions, by the mark they end with, and requests, by
// a short list of openers in seven languages (words.go). It is what the checklist's "no question open" and the list
// beside the composer stand on.
//
// It reads what the person newly wrote (mail.Message.Visible) and nothing else: it must not know the ticket, the answer,
// the sender's language or a clock. It rather misses an ask than takes a courtesy for one: a missed one is still read by
// the person who answers, a wrong one stands in the way of closing.
package ask

import (
	"crypto/sha256"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"deskhand/internal/journal"
	"deskhand/internal/mail/sentence"
)

const (
	maxText = 64 << 10 // bytes of one mail that are read
	maxAsks = 20       // of one mail; who asks more than that is read, not counted
	maxLine = 160      // runes of an ask that are shown
)

// Ask is one question or request.
type Ask struct {
	Text    string // one line to show, at most maxLine runes
	Request bool   // it has no question mark
	Words   string // the whole sentence as it is compared: words in lower case, one space between
}

// Key is the ask's name in the journal (journal.md §3.3, `ask/<key>`): base32(SHA-256(m ‖ 0 ‖ sentence)[:10]). message is
// the m… of the mail it stands in.
func (a Ask) Key(message string) string {
	sum := sha256.Sum256([]byte(message + "\x00" + a.Words))
	return journal.Base32(sum[:10])
}

// Find lists the asks of one mail in the order they stand there, each once.
func Find(visible string) []Ask {
	if len(visible) > maxText {
		visible = visible[:maxText]
	}
	visible = norm.NFC.String(strings.ToValidUTF8(visible, "\uFFFD"))
	var out []Ask
	seen := map[string]bool{}
	for _, s := range sentence.Split(visible) {
		text := sentence.WithoutGreeting(s.Text)
		words := sentence.Fold(text)
		if seen[words] || !isAsk(text, words, s.Question) {
			continue
		}
		seen[words] = true
		if out = append(out, Ask{Text: shown(text), Request: !s.Question, Words: words}); len(out) == maxAsks {
			break
		}
	}
	return out
}

func isAsk(text, words string, question bool) bool {
	n := strings.Count(words, " ") + 1
	if question && n == 1 && !isShortQuestion(words) || !question && (n < 3 || !isRequest(words)) {
		return false
	}
	return words != "" && !isCode(text) && !isCourtesy(words)
}

// isCode tells a line of a log or a program, where a question mark asks nobody anything.
func isCode(text string) bool {
	if before := strings.TrimRight(text, "? "); strings.HasSuffix(before, "=") || strings.HasSuffix(before, "(") {
		return true // a place for a value
	}
	signs := 0
	for _, r := range text {
		if strings.ContainsRune(`{}[]=<>|\$^~;#`, r) {
			signs++
		}
	}
	return signs > 2
}

// shown is a sentence as a list shows it: on one line, beginning with a capital, without the "And" that tied it to the one
// before.
func shown(text string) string {
	first, rest, more := strings.Cut(text, " ")
	if more && isTie(sentence.Fold(first)) {
		text = strings.TrimLeft(rest, ",– ")
	}
	r, size := utf8.DecodeRuneInString(text)
	if !strings.ContainsAny(firstWord(text), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") { // iPhone, eBay
		text = string(unicode.ToTitle(r)) + text[size:]
	}
	return sentence.Cut(text, maxLine)
}

func firstWord(text string) string {
	word, _, _ := strings.Cut(text, " ")
	return word
}

// isTie: only words that mean nothing else in another of the languages ("en", "y" and "ma" do).
func isTie(word string) bool {
	switch word {
	case "and", "also", "so", "but", "und", "aber", "auch", "et", "mais", "pero", "e", "mas", "maar":
		return true
	}
	return false
}
