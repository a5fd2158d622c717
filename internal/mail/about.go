package mail

import (
	"strings"
	"unicode/utf8"

	"deskhand/internal/mail/quote"
)

// about tells what the header says of the text: whether it answers a mail, or passes one on.
func (m *Message) about(page quote.Page) quote.About {
	reply, forward := subjectPrefix(m.Subject)
	if forward && strings.Contains(m.Text, "Lähettäjä:") && strings.EqualFold(m.Subject[:2], "VS") { // the Finnish for "Re:"
		reply, forward = true, false
	}
	return quote.About{
		Page: page, Forward: forward,
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
