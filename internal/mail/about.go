package mail

import (
	"strings"
	"unicode/utf8"

	"deskhand/internal/mail/quote"
)

// about tells what the header says of the text: whether it answers a mail, or passes one on.
func (m *Message) about(b body) quote.About {
	reply, forward := subjectPrefix(m.Subject)
	if forward && strings.Contains(m.Text, "Lähettäjä:") && strings.EqualFold(m.Subject[:2], "VS") { // the Finnish for "Re:"
		reply, forward = true, false
	}
	return quote.About{
		Page: b.page, Answers: b.answers, Forward: forward,
		Fresh: !reply && !forward && len(m.InReplyTo) == 0 && len(m.References) == 0 && m.Subject != "",
	}
}

// subjectPrefix reads the mark that a mail program put before the subject last: "Re:", "AW:", "Fwd:", "转发：". "VS:"
// passes on in Norway and Denmark and answers in Finland.
func subjectPrefix(subject string) (reply, forward bool) {
	if strings.HasPrefix(subject, "[") { // the name of a list
		if i := strings.IndexByte(subject, ']'); i > 0 {
			subject = subject[i+1:]
		}
	}
	subject = strings.TrimSpace(subject[:cutRune(subject, 40)])
	i := strings.IndexAny(subject, ":：")
	if i < 1 {
		return false, false
	}
	word := strings.ToLower(strings.TrimRight(subject[:i], " 0123456789[]()"))
	switch word {
	case "fwd", "fw", "wg", "tr", "rv", "enc", "i", "vs", "vl", "vb", "doorst", "pd", "továbbítás", "továbbítva", "fs", "转发", "轉寄", "轉發",
		"전달", "転送", "ilt", "i̇lt", "пересл", "пд", "הועבר", "πρθ", "إعادة توجيه", "redir", "rwd", "res-enc", "fyi", "fp", "preposielanie", "předáno":
		return false, true
	case "re", "aw", "antw", "antwort", "sv", "odp", "odpowiedź", "r", "res", "rif", "ynt", "ref", "回复", "回覆", "答复", "回復", "답장", "رد", "απ", "השב",
		"reply", "réf", "réponse", "rép", "vá", "na", "ответ", "відповідь", "返信", "atb", "отв", "bls", "rsp", "yan", "ha", "vast", "trả lời", "ตอบกลับ":
		return true, false
	}
	return false, false
}

// cutRune is the greatest length of s up to n that tears no letter apart.
func cutRune(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// unmarked: plain text quotes a mail whole and marks no line of it, as Outlook does.
func unmarked(text string) bool {
	if len(text) < 200 || strings.Contains(text, "\n>") {
		return false
	}
	for _, s := range quote.Segments(text, quote.About{}) {
		if s.Quoted && !s.Signature {
			return true
		}
	}
	return false
}

// coloredLines lists the lines of HTML's text that are written in a colour, at most maxSpans.
func coloredLines(text string, page quote.Page) (out []string) {
	for _, s := range page.Colored {
		for l := range strings.Lines(text[s.From:s.To]) {
			if l = strings.Join(strings.Fields(l), " "); l != "" && len(out) < maxSpans {
				out = append(out, l)
			}
		}
	}
	return out
}
