package machine

import "strings"

// autoReply gives the fact that makes a mail an automatic reply, or "". Auto-Submitted: auto-generated alone is no reply:
// a web form's mail says so too, and there a customer waits (RFC 3834 §5).
func autoReply(m Mail) string {
	auto, _, _ := strings.Cut(strings.ToLower(m.Get("Auto-Submitted")), ";")
	auto = strings.TrimSpace(auto)
	switch {
	case strings.HasPrefix(auto, "auto-replied"):
		return "Auto-Submitted: " + auto
	case auto != "" && auto != "no" && (m.Get("In-Reply-To") != "" || m.Get("References") != ""):
		return "Auto-Submitted: " + cut(auto, 40) + " in answer to a mail"
	}
	for _, name := range [...]string{"X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-Mail-Autoreply", "X-Autoreply-From"} {
		if v := strings.ToLower(strings.TrimSpace(m.Get(name))); v != "" && v != "no" && v != "false" {
			return name
		}
	}
	for _, name := range [...]string{"Precedence", "Preference", "X-Precedence"} {
		switch strings.ToLower(strings.TrimSpace(m.Get(name))) {
		case "auto_reply", "auto-reply", "autoreply":
			return name + ": auto_reply"
		}
	}
	if strings.Contains(strings.ToLower(m.Get("X-POST-MessageClass")), "autoresponder") {
		return "X-POST-MessageClass: Autoresponder"
	}
	if p := autoSubject(m.Subject); p != "" {
		return "the subject begins with " + p
	}
	return ""
}

// autoSubject gives the opening of an automatic reply's subject. Only at the very beginning: behind "Re:" a person wrote.
func autoSubject(subject string) string {
	s := strings.ToLower(strings.TrimSpace(subject))
	for _, p := range [...]string{
		"automatic reply:", "automatic reply to", "auto-reply:", "autoreply:", "auto reply:", "auto:", "auto response:",
		"autoresponse:", "auto-response:", "out of office:", "out of office reply", "out of office autoreply",
		"out-of-office:", "[auto-reply]", "[autoreply]",
		"automatische antwort:", "automatische antwort auf", "abwesenheitsnotiz", "abwesenheitsmeldung", "abwesend:",
		"réponse automatique", "reponse automatique", "absence du bureau",
		"respuesta automática", "respuesta automatica", "fuera de la oficina:",
		"resposta automática", "resposta automatica", "risposta automatica", "automatisch antwoord", "afwezigheidsbericht",
		"autosvar:", "automaattinen vastaus", "automatyczna odpowiedź", "automatická odpověď", "automatikus válasz",
		"автоответ", "автоматический ответ", "otomatik yanıt", "自動応答", "自動返信", "自动回复", "自動回覆", "자동 회신",
	} {
		if strings.HasPrefix(s, p) {
			return p
		}
	}
	return ""
}
