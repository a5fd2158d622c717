package thread

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Base is what a subject is about: without the words that answering and passing on put before it, in any language,
// without the marks of gateways, in one case and with single spaces. Two subjects of one base are one subject.
func Base(subject string) string {
	s := strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(subject))), " ")
	for {
		next := trimTail(trimMark(TrimPrefix(s)))
		if next == s || next == "" {
			return s
		}
		s = next
	}
}

// TrimPrefix takes one word off that mail programs put before a subject, with its count: "Re[2]:"; a subject without
// one stays.
func TrimPrefix(subject string) string {
	at := strings.IndexAny(subject, ":：")
	if at <= 0 || at > maxPrefix {
		return subject
	}
	word := strings.ToLower(strings.TrimSpace(subject[:at]))
	if i := strings.IndexAny(word, "[(^*"); i > 0 {
		word = word[:i]
	}
	word = strings.TrimRightFunc(word, func(r rune) bool { return unicode.IsDigit(r) || unicode.IsSpace(r) || r == '-' })
	if !isPrefix(word) {
		return subject
	}
	_, n := utf8.DecodeRuneInString(subject[at:])
	return strings.TrimSpace(subject[at+n:])
}

const maxPrefix = 48 // bytes before the colon

// isPrefix knows what mail programs of the world write for "answer" and "forward", in lower case.
func isPrefix(word string) bool {
	switch word {
	case "re", "aw", "sv", "vs", "vl", "vb", "vá", "va", "antw", "antwort", "odp", "odpověď", "odg", "pd", "res", "rif", "r", "ref", "réf", "rép",
		"ynt", "yan", "bls", "balas", "atb", "ats", "at", "απ", "αντ", "ha", "отв", "ответ", "відп", "отг", "răspuns", "rsp", "tl", "trả lời", "svar", "bal",
		"fw", "fwd", "fwd re", "wg", "wtr", "tr", "rv", "enc", "i", "fs", "doorst", "ilt", "ileti", "trs", "πρθ", "σχετ", "пер", "пересл", "переслано", "prosl", "posr",
		"továbbítás", "továbbítva", "předat", "přepsl", "chuyển tiếp", "weitergeleitet", "forward", "forwarded", "reply", "réponse", "respuesta", "resposta", "risposta", "reenviado", "reenv", "inoltro", "videresend", "vidarebefordrat",
		"回复", "回覆", "答复", "答覆", "回信", "转发", "轉發", "轉寄", "转寄", "返信", "転送", "회신", "답장", "전달",
		"השב", "תשובה", "תגובה", "הועבר", "رد", "الرد", "إعادة توجيه", "ตอบกลับ", "ส่งต่อ":
		return true
	}
	return false
}

// trimMark takes off what a gateway puts before a subject of a mail from outside, or of one it suspects, and a ticket's
// own number. A list's name and another desk's number stay: they tell matters apart.
func trimMark(s string) string {
	for _, pair := range [...]string{"[]", "()", "【】", "{}", "**"} {
		openAs, closeAs := splitPair(pair)
		inner, ok := strings.CutPrefix(s, openAs)
		if !ok {
			continue
		}
		if openAs == "*" {
			inner = strings.TrimLeft(inner, "*")
		}
		mark, rest, ok := strings.Cut(inner, closeAs)
		if !ok {
			continue
		}
		switch m := strings.TrimSpace(strings.Trim(mark, "!*- ")); m {
		case "external", "ext", "extern", "externe", "externo", "external email", "external mail", "externe mail", "spam", "spam?", "suspected spam", "bulk", "caution", "外部", "外部邮件", "社外", "外部メール":
			return strings.TrimLeft(rest, "* ")
		default:
			if openAs == "[" && token(m, true) != "" {
				return strings.TrimSpace(rest)
			}
		}
	}
	return s
}

func splitPair(pair string) (openAs, closeAs string) {
	_, n := utf8.DecodeRuneInString(pair)
	return pair[:n], pair[n:]
}

// trimTail takes off "(fwd)" and a ticket's number at the end.
func trimTail(s string) string {
	s = strings.TrimSpace(strings.TrimSuffix(s, "(fwd)"))
	if at := strings.LastIndexByte(s, '['); at > 0 && strings.HasSuffix(s, "]") && token(s[at+1:len(s)-1], true) != "" {
		return strings.TrimSpace(s[:at])
	}
	return s
}
