package machine

import "strings"

// originalID finds the Message-ID of the mail that a report is about: in the part that returns it or its head, else in
// the head copied into the text.
func originalID(m Mail) string {
	for _, p := range m.Parts {
		switch p.Type {
		case "message/rfc822", "message/global", "message/partial", "text/rfc822-headers", "message/global-headers", "message/rfc822-headers":
			if id := messageID(string(p.Body)); id != "" {
				return id
			}
		}
	}
	_, copied := parted(m.Text)
	if id := messageID(copied); id != "" {
		return id
	}
	return messageID(m.Text)
}

// answersTo is what a bounce that returns nothing answers by its own header.
func answersTo(m Mail) string {
	for _, name := range [...]string{"X-Original-Message-Id", "Original-Message-Id", "In-Reply-To"} {
		if id := bracketed(m.Get(name)); id != "" {
			return id
		}
	}
	refs := m.Get("References")
	if i := strings.LastIndexByte(refs, '<'); i >= 0 {
		return bracketed(refs[i:])
	}
	return ""
}

// bracketed gives the first id in a field as "<id>"; empty where it holds none.
func bracketed(v string) string {
	id := strings.TrimSpace(v)
	if i := strings.IndexByte(v, '<'); i >= 0 {
		id, _, _ = strings.Cut(v[i+1:], ">")
	}
	if id = strings.TrimSpace(id); !strings.Contains(id, "@") || strings.ContainsAny(id, " \t") || len(id) > 998 {
		return ""
	}
	return "<" + id + ">"
}

// messageID finds a Message-ID field in a text of headers, however it is indented or quoted.
func messageID(s string) string {
	for s != "" {
		var line string
		line, s, _ = strings.Cut(s, "\n")
		line = strings.TrimLeft(line, " \t>|*")
		if len(line) < 11 || !strings.EqualFold(line[:10], "message-id") && !strings.EqualFold(line[:10], "message id") {
			continue
		}
		v := strings.TrimLeft(line[10:], " \t*")
		if !strings.HasPrefix(v, ":") {
			continue
		}
		if v = v[1:]; !strings.Contains(v, "@") { // folded before the id
			next, _, _ := strings.Cut(s, "\n")
			v += " " + strings.TrimLeft(next, " \t>|")
		}
		v, _, _ = strings.Cut(strings.TrimSpace(v), "> ")
		if id := bracketed(strings.TrimRight(v, "*")); id != "" {
			return id
		}
	}
	return ""
}

// parted cuts the text of a bounce where the mail that it is about, or that mail's head, is copied in.
func parted(text string) (head, copied string) {
	at, heads := 0, 0
	begin := -1
	for rest := text; rest != "" && at < 256<<10; {
		line, more, _ := strings.Cut(rest, "\n")
		trimmed := strings.Trim(line, " \t\r>|-=_*")
		low := strings.ToLower(cut(trimmed, 120))
		switch {
		case len(low) < 100 && contains(low, copyMarks()) != "":
			return text[:at], text[at:]
		case headerLine(low):
			if heads++; heads == 1 {
				begin = at
			}
			if heads >= 2 {
				return text[:begin], text[begin:]
			}
		case strings.TrimSpace(line) != "" && line[0] != ' ' && line[0] != '\t': // not folded
			heads = 0
		}
		at += len(line) + 1
		rest = more
	}
	return text, ""
}

// headerLine: a field that only stands at the top of a mail.
func headerLine(low string) bool {
	for _, f := range [...]string{"received:", "return-path:", "message-id:", "mime-version:", "dkim-signature:", "content-type:", "x-mailer:", "references:", "in-reply-to:", "from:", "date:", "subject:", "to:"} {
		if strings.HasPrefix(low, f) {
			return true
		}
	}
	return false
}

// copyMarks stand on a line above the copy.
func copyMarks() []string {
	return []string{
		"below this line is a copy", "this is a copy of the message", "this is a copy of your message", "copy of your message", "copy of the message", "original message follows", "original message header", "original message below", "original headers", "message header follows", "message headers follow",
		"the header of the original", "returned message follows", "unsent message below", "message text follows", "your message follows", "undelivered message follows", "begin returned message", "original message", "included is a copy", "included below is", "enclosed is a copy", "headers of the message", "message contents",
		"ursprüngliche nachricht", "originalnachricht", "original-nachricht", "kopie der nachricht", "kopie ihrer nachricht", "nachrichtenkopf", "message original", "message d'origine", "en-têtes", "copie du message", "mensaje original", "encabezados originales", "copia del mensaje", "mensagem original", "cópia da mensagem",
		"messaggio originale", "copia del messaggio", "oorspronkelijk bericht", "origineel bericht", "ursprungligt meddelande", "oprindelig meddelelse", "opprinnelig melding", "oryginalna wiadomość", "исходное сообщение", "копия сообщения", "元のメッセージ", "オリジナルメッセージ", "原始邮件", "原邮件", "原始郵件", "원본 메시지",
	}
}
