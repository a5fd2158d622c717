package thread

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"deskhand/internal/mail"
)

// Why something is suggested.
const (
	BySubject      = "subject"      // the same sender wrote about the same, or about something else
	ByConversation = "conversation" // Outlook counts both into one conversation
	ByToken        = "token"        // it carries the ticket's number, and its sender took no part until then
	ByBounce       = "bounce"       // it reports on a mail to the same person
)

// Near is how far apart two mails of one sender about one subject may be to belong together.
const Near = 72 * time.Hour

// BounceNear is how long after a mail its bounce may come.
const BounceNear = 7 * 24 * time.Hour

// Hint is what of a mail suggests, without uniting.
type Hint struct {
	Key          string
	From         string // lower case
	Subject      string
	Base         string // of Subject; empty: not looked for yet
	At           time.Time
	Ours         bool // one of our addresses wrote it
	Machine      bool
	Answers      bool // it names another mail
	Conversation string
	Token        string
	Bounced      string   // of a bounce without the id of what bounced: who did not get it, lower case
	To           []string // of ours: whom it went to, lower case
}

// Hints reads them from a mail; at is when it came, and ours knows our addresses.
func Hints(m *mail.Message, at time.Time, ours func(addr string) bool) Hint {
	h := Hint{
		Key: m.Key, From: strings.ToLower(m.From.Addr), Subject: m.Subject, At: at, Ours: ours(m.From.Addr), Machine: m.Machine != "",
		Answers: len(Links(m)) > 0, Conversation: m.ThreadIndex, Token: Token(m),
	}
	if m.Bounce != nil && m.Reported == "" {
		h.Bounced = strings.ToLower(m.Bounce.Recipient)
	}
	for _, a := range slices.Concat(m.To, m.Cc) {
		h.To = append(h.To, strings.ToLower(a.Addr))
	}
	return h
}

func (h Hint) base() string {
	if h.Base != "" {
		return h.Base
	}
	return Base(h.Subject)
}

// Together says why two mails of two tickets may be about one matter; empty: nothing says so. A token is not asked
// here, as it names a ticket and no mail.
func Together(a, b Hint) string {
	apart := a.At.Sub(b.At).Abs()
	switch {
	case a.Conversation != "" && a.Conversation == b.Conversation:
		return ByConversation
	case bounced(a, b) || bounced(b, a):
		return ByBounce
	case a.Ours || b.Ours || a.Machine || b.Machine || a.From == "" || a.From != b.From || apart > Near:
		return ""
	}
	if base := a.base(); base != "" && base == b.base() {
		return BySubject
	}
	return ""
}

// bounced: the bounce a reports on what may be our mail b.
func bounced(a, b Hint) bool {
	return a.Bounced != "" && b.Ours && !b.Machine && slices.Contains(b.To, a.Bounced) && !b.At.After(a.At.Add(time.Hour)) && a.At.Sub(b.At) <= BounceNear
}

// Apart lists the mails of a ticket, given in their order, that begin something else: answers of people outside whose
// subject has nothing in common with any before. Of several about the same the first is named.
func Apart(ticket []Hint) []Hint {
	var out []Hint
	var bases []string
	for i, m := range ticket {
		base := m.base()
		if base == "" || slices.Contains(bases, base) {
			continue
		}
		if i > 0 && len(bases) > 0 && !m.Ours && !m.Machine && m.Answers && another(base, bases) {
			out = append(out, m)
		}
		bases = append(bases, base)
	}
	return out
}

// another tells whether a subject shares nothing that counts with any of those.
func another(base string, before []string) bool {
	if len(terms(base)) == 0 {
		return false // a number, a smile
	}
	own := withoutWas(base)
	for _, b := range before {
		if strings.Contains(b, base) || strings.Contains(base, b) && !strings.Contains(base, "was: ") {
			return false
		}
		for _, t := range terms(b) {
			if slices.Contains(own, t) {
				return false
			}
		}
	}
	return true
}

// withoutWas are the terms without what a person says it was called before: "Invoice (was: Login)".
func withoutWas(base string) []string {
	for _, was := range [...]string{"(was:", "(was ", "(war:", "(était", "(antes:", "(era:"} {
		if head, _, ok := strings.Cut(base, was); ok && strings.TrimSpace(head) != "" {
			return terms(head)
		}
	}
	return terms(base)
}

// terms are the words that say what a subject is about: of letters that are written without spaces, pairs.
func terms(base string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(base, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		letters := []rune(w)
		switch {
		case strings.IndexFunc(w, wide) >= 0:
			for i := 0; i+1 < len(letters); i++ {
				out = append(out, string(letters[i:i+2]))
			}
			if len(letters) == 1 {
				out = append(out, w)
			}
		case len(letters) > 2 && !filler(w):
			out = append(out, w)
		}
	}
	return out
}

func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}

// filler are words that two subjects may share and still be about different things.
func filler(w string) bool {
	switch w {
	case "the", "and", "for", "with", "your", "you", "our", "about", "from", "new", "one", "two", "more", "another", "question", "please", "help", "was",
		"der", "die", "das", "und", "für", "von", "mit", "ihre", "ihr", "frage", "noch", "eine", "einen", "zur", "zum", "bitte",
		"les", "des", "une", "pour", "votre", "vos", "avec", "sur", "question sur", "los", "las", "para", "con", "por", "una", "del", "sobre", "uma", "com", "não", "per", "che", "della":
		return true
	}
	return false
}
