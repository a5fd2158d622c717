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

// parted cuts the text of a bounce where the mail that it is about, or that mail's head, is copied in: at a line that
// says so, or at a run of header fields with one among them that only mail systems write.
func parted(text string) (head, copied string) {
	at, run, begin, trace := 0, 0, 0, false
	for rest := text; rest != "" && at < 256<<10; {
		line, more, _ := strings.Cut(rest, "\n")
		switch field := headerLine(line); {
		case copyMark(line):
			return text[:at], text[at:]
		case field != "":
			if run++; run == 1 {
				begin, trace = at, false
			}
			if trace = trace || traceField(field); trace && run >= 2 {
				return text[:begin], text[begin:]
			}
		case strings.TrimSpace(line) != "" && line[0] != ' ' && line[0] != '\t': // not folded
			run = 0
		}
		at += len(line) + 1
		rest = more
	}
	return text, ""
}

// headerLine gives the name, in lower case, of a field at the top of a mail.
func headerLine(line string) string {
	line = strings.TrimLeft(line, " \t>|")
	i := strings.IndexByte(line, ':')
	if i < 2 || i > 40 {
		return ""
	}
	name := strings.ToLower(line[:i])
	switch name {
	case "from", "to", "cc", "date", "subject", "sender", "reply-to":
		return name
	}
	if traceField(name) {
		return name
	}
	return ""
}

// traceField: a field that people never type.
func traceField(name string) bool {
	switch name {
	case "received", "return-path", "message-id", "mime-version", "dkim-signature", "content-type", "references", "in-reply-to", "x-mailer", "user-agent", "arc-seal", "delivered-to", "authentication-results", "content-transfer-encoding", "x-received", "thread-index":
		return true
	}
	return false
}

// copyMark: a line that stands above the copy: drawn as a divider, or of these words alone.
func copyMark(line string) bool {
	line = strings.TrimSpace(line)
	bare := strings.Trim(line, " \t\r>|-=_*+#.:：[]<")
	if bare == "" || len(bare) > 120 {
		return false
	}
	drawn := strings.HasPrefix(line, "--") || strings.HasPrefix(line, "==") || strings.HasPrefix(line, "__") || strings.HasPrefix(line, "**") || strings.HasPrefix(line, "++")
	low := strings.ToLower(bare)
	for words := copyMarks; words != ""; {
		var w string
		w, words, _ = strings.Cut(words, "|")
		if low == w || drawn && strings.Contains(low, w) || len(w) > 24 && strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// copyMarks are the words of such a line.
const copyMarks = "below this line is a copy|this is a copy of the message|this is a copy of your message|copy of your message|copy of the message|original message follows|" +
	"original message header|original message below|original headers|message header follows|message headers follow|the header of the original|" +
	"returned message follows|unsent message below|message text follows|your message follows|undelivered message follows|begin returned message|original message|" +
	"included is a copy|included below is|enclosed is a copy|headers of the message|message contents|ursprüngliche nachricht|originalnachricht|original-nachricht|" +
	"kopie der nachricht|kopie ihrer nachricht|nachrichtenkopf|message original|message d'origine|en-têtes|copie du message|mensaje original|encabezados originales|" +
	"copia del mensaje|mensagem original|cópia da mensagem|messaggio originale|copia del messaggio|oorspronkelijk bericht|origineel bericht|ursprungligt meddelande|" +
	"oprindelig meddelelse|opprinnelig melding|oryginalna wiadomość|исходное сообщение|копия сообщения|元のメッセージ|オリジナルメッセージ|原始邮件|原邮件|原始郵件|원본 메시지"
