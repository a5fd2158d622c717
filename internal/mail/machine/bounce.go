package machine

import "strings"

// daemon: the sender is a mail system, not a person.
func daemon(m Mail) bool {
	local, _, _ := strings.Cut(strings.ToLower(m.From), "@")
	switch local {
	case "mailer-daemon", "mailerdaemon", "mail-daemon", "mdaemon", "postmaster", "maildaemon", "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e":
		return true
	}
	return strings.TrimSpace(m.Get("Return-Path")) == "<>" && (strings.Contains(local, "daemon") || strings.Contains(local, "postmaster"))
}

// freeBounce reads bounces in free words. Asked for are both a mail system as the sender and words that only a bounce
// opens with, or Exim's X-Failed-Recipients.
func freeBounce(m Mail) Verdict {
	failed := m.Get("X-Failed-Recipients")
	if failed == "" && !daemon(m) {
		return Verdict{}
	}
	subject := strings.ToLower(m.Subject)
	why := opening(subject, bounceSubjects())
	if why == "" {
		why = opening(strings.ToLower(cut(m.Text, 2000)), bounceTexts())
	}
	if why == "" && failed == "" {
		return Verdict{}
	}
	if why == "" {
		why = "X-Failed-Recipients"
	}
	b := &Bounce{
		Action:            "failed",
		Status:            findStatus(m.Text),
		Recipient:         cut(strings.TrimSpace(strings.Split(failed, ",")[0]), 320),
		Reason:            reasonLine(m.Text),
		OriginalMessageID: originalID(m),
	}
	for _, w := range [...]string{"delay", "warning: could not send", "not yet been delivered", "verzögert", "retard", "still being retried", "will be retried"} {
		if strings.Contains(subject, w) {
			b.Action = "delayed"
		}
	}
	if b.Recipient == "" {
		b.Recipient = findAddress(m.Text)
	}
	b.Hard = b.Action == "failed" && !strings.HasPrefix(b.Status, "4")
	return Verdict{Kind: KindBounce, Reason: "a mail system wrote: " + why, Bounce: b}
}

func bounceSubjects() []string {
	return []string{
		"undeliver", "delivery status notification", "failure notice", "mail delivery failed", "mail delivery failure",
		"returned mail", "delivery failure", "delivery failed", "delivery has failed", "message delivery", "non remis",
		"mail could not be delivered", "could not be delivered", "rejected mail", "nondeliverable", "non-deliverable",
		"mail delivery system", "warning: could not send", "warning: message", "delayed", "returned to sender",
		"unzustellbar", "zustellung", "nicht zugestellt", "échec", "non délivr", "non distribu", "no se puede entregar",
		"no entregado", "devuelto", "devolvida", "não entregue", "mancato recapito", "onbestelbaar", "недоставлен",
		"не доставлен", "配信", "送信できませんでした", "エラー", "退信", "投递失败", "undelivered",
	}
}

func bounceTexts() []string {
	return []string{
		"could not be delivered", "couldn't be delivered", "was not delivered", "wasn't delivered", "delivery to the following",
		"unable to deliver", "undeliverable", "permanent error", "permanent fatal errors", "delivery has failed",
		"the following address", "konnte nicht zugestellt", "n'a pas pu être", "no se pudo entregar", "配信できませんでした",
	}
}

func opening(s string, list []string) string {
	for _, w := range list {
		if strings.Contains(s, w) {
			return w
		}
	}
	return ""
}

// findStatus finds the first enhanced code in a text, else the first SMTP code at the beginning of a word.
func findStatus(s string) string {
	smtp := ""
	for i := 0; i < len(s); i++ {
		if c := s[i]; c != '4' && c != '5' || i > 0 && (isDigit(s[i-1]) || s[i-1] == '.') {
			continue
		}
		if code, n := statusAt(s[i:]); n > 0 {
			return code
		}
		if smtp == "" && i+3 < len(s) && isDigit(s[i+1]) && s[i+1] < '6' && isDigit(s[i+2]) && (s[i+3] == ' ' || s[i+3] == '-') && (i == 0 || !isWordByte(s[i-1])) {
			smtp = s[i : i+3]
		}
	}
	return smtp
}

// statusAt reads "d.d.d" of RFC 3463 at the start of s: class, then one to three digits twice.
func statusAt(s string) (string, int) {
	if len(s) < 5 || s[0] != '2' && s[0] != '4' && s[0] != '5' || s[1] != '.' {
		return "", 0
	}
	i := 2
	for k := 0; k < 2; k++ {
		start := i
		for i < len(s) && i-start < 3 && isDigit(s[i]) {
			i++
		}
		if i == start {
			return "", 0
		}
		if k == 0 {
			if i >= len(s) || s[i] != '.' {
				return "", 0
			}
			i++
		}
	}
	if i < len(s) && (isDigit(s[i]) || s[i] == '.' && i+1 < len(s) && isDigit(s[i+1])) { // an IP address
		return "", 0
	}
	return s[:i], i
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWordByte(c byte) bool {
	return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// reasonLine finds the line with the server's words: the one with a status code, else the one behind "said:".
func reasonLine(text string) string {
	lines := strings.Split(cut(text, 16<<10), "\n")
	for i, l := range lines {
		if findStatus(l) != "" {
			if i > 0 && strings.HasSuffix(strings.TrimSpace(lines[i-1]), "said:") {
				l = lines[i-1] + " " + l
			}
			return oneLine(l)
		}
	}
	for _, l := range lines {
		low := strings.ToLower(l)
		if strings.Contains(low, "said:") || strings.Contains(low, "unknown") || strings.Contains(low, "reject") || strings.Contains(low, "quota") {
			return oneLine(l)
		}
	}
	return ""
}

// findAddress gives the first address in a text: in <> if one is, else bare.
func findAddress(text string) string {
	text = cut(text, 16<<10)
	for s := text; ; {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			break
		}
		s = s[i+1:]
		if a, _, ok := strings.Cut(s, ">"); ok && isAddress(a) {
			return a
		}
	}
	for _, w := range strings.Fields(text) {
		w = strings.Trim(w, ".,:;()[]\"'<>")
		if isAddress(strings.TrimPrefix(w, "mailto:")) {
			return strings.TrimPrefix(w, "mailto:")
		}
	}
	return ""
}

func isAddress(s string) bool {
	local, host, ok := strings.Cut(s, "@")
	return ok && local != "" && strings.Contains(host, ".") && len(s) <= 320 && !strings.ContainsAny(s, " \t\n<>()\"/")
}

func oneLine(s string) string { return cut(strings.Join(strings.Fields(s), " "), 500) }
