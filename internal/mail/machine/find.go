package machine

import "strings"

// findRecipient finds whom a mail did not reach in the words of a bounce: an address that begins a line in <>, one behind
// a word for a recipient, one that stands alone on its line, else the first. Who sent the mail, and the mail system
// itself, are not.
func findRecipient(m Mail, head string) string {
	not := map[string]bool{strings.ToLower(m.From): true}
	for _, name := range [...]string{"To", "Delivered-To", "X-Original-To", "Reply-To"} {
		for _, v := range m.All(name) {
			if a := findAddress(v, nil); a != "" {
				not[strings.ToLower(a)] = true
			}
		}
	}
	if to := pick(head, not); to != "" {
		return to
	}
	return pick(head, map[string]bool{strings.ToLower(m.From): true}) // a mail to oneself
}

func pick(head string, not map[string]bool) string {
	var best [4]string
	n := 0
	for line := range strings.SplitSeq(cut(head, 32<<10), "\n") {
		if n++; n > 400 {
			break
		}
		line = strings.TrimSpace(line)
		a := findAddress(line, not)
		if a == "" {
			continue
		}
		low := strings.ToLower(line)
		class := 3
		switch bare := strings.Trim(line, "<>*•·-–:;,.\"'() \t"); {
		case strings.HasPrefix(line, "<"+a+">"):
			class = 0
		case contains(low, "contact|postmaster@|abuse@|http|help|support page|message-id") != "":
			class = 3
		case contains(low, recipientWords) != "":
			class = 1
		case strings.EqualFold(strings.TrimPrefix(bare, "mailto:"), a) || strings.HasPrefix(low, strings.ToLower(a)):
			class = 2
		}
		if best[class] == "" {
			best[class] = a
		}
	}
	for _, a := range best {
		if a != "" {
			return a
		}
	}
	return ""
}

// recipientWords stand on the line of the address that was not reached.
const recipientWords = "recipient|rcpt|to:|address:|user:|mailbox:|your message to|your mail to|deliver to|delivered to|delivery to|sent to|send to|email to|empfänger|nachricht an|an:|" +
	"destinataire|à :|destinatari|destinatár|para:|ontvanger|aan:|mottagare|modtager|mottaker|vastaanottaja|odbiorc|příjemc|címzett|destinatarul|получател|кому|" +
	"адресат|одержувач|alıcı|παραλήπτ|宛先|受信者|宛て|收件人|接收人|받는 사람|수신자|المستلم|נמען"

// reasonLine finds the server's words on one line: those around a status code, else those that say why.
func reasonLine(text string) string {
	lines := strings.Split(cut(text, 32<<10), "\n")
	for i, l := range lines {
		if code, smtp := findStatus(l); code != "" || smtp != "" {
			return paragraph(lines, i)
		}
	}
	for i, l := range lines {
		low := strings.ToLower(l)
		if strings.Contains(low, "said:") || meaning(low) != "" {
			return paragraph(lines, i)
		}
	}
	for i, l := range lines {
		if contains(strings.ToLower(l), bounceTexts) != "" {
			return paragraph(lines, i)
		}
	}
	return ""
}

// paragraph joins a line with what belongs to it: the "host said:" above and the lines it goes on in.
func paragraph(lines []string, at int) string {
	from, to := at, at+1
	for from > 0 && at-from < 2 && strings.HasSuffix(strings.TrimSpace(lines[from-1]), ":") && !isAddress(strings.Trim(strings.TrimSpace(lines[from-1]), "<>:")) {
		from--
	}
	for to < len(lines) && to-at < 6 {
		l := strings.TrimSpace(lines[to])
		if l == "" || strings.HasPrefix(l, "<") || strings.HasPrefix(l, "--") || strings.HasPrefix(l, ">>>") || findAddress(strings.Fields(l)[0], nil) != "" {
			break
		}
		to++
	}
	return serverWords(oneLine(strings.Join(lines[from:to], " ")))
}

// serverWords cuts what the mail system wrote in front of the other server's answer: the recipient, who answered.
func serverWords(s string) string {
	if strings.HasPrefix(s, "<") {
		if a, rest, ok := strings.Cut(s, ">:"); ok && isAddress(a[1:]) {
			s = strings.TrimSpace(rest)
		}
	}
	if _, rest, ok := strings.Cut(s, " said: "); ok && smtpAt(rest) {
		return rest
	}
	return s
}

// findAddress gives the first address in a text that not does not hold: in <> if one is, else bare.
func findAddress(text string, not map[string]bool) string {
	good := func(a string) bool { return isAddress(a) && !not[strings.ToLower(a)] && !system(a) }
	for s := text; ; {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			break
		}
		s = s[i+1:]
		if a, _, ok := strings.Cut(s, ">"); ok && len(a) < 400 {
			a = strings.TrimPrefix(strings.TrimSpace(a), "mailto:")
			if good(a) {
				return a
			}
		}
	}
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool {
		return r <= ' ' || strings.ContainsRune(",;()[]{}\"'<>|「」『』（）、。：«»“”„\u00a0", r)
	}) {
		w = strings.TrimPrefix(strings.Trim(w, ".:*`!?=…"), "mailto:")
		if _, v, ok := strings.Cut(w, ":"); ok && strings.Contains(v, "@") { // RCPT TO:a@b
			w = v
		}
		if kind, v, ok := strings.Cut(w, "="); ok && strings.EqualFold(kind, "smtp") { // X.400 of Exchange
			w = v
		}
		if good(w) {
			return w
		}
	}
	return ""
}

// system: an address of the mail system, which fails nobody.
func system(a string) bool {
	local, _, _ := strings.Cut(strings.ToLower(a), "@")
	return strings.HasPrefix(local, "mailer-daemon") || strings.HasPrefix(local, "postmaster") || local == "abuse"
}

func isAddress(s string) bool {
	i := strings.LastIndexByte(s, '@')
	return i > 0 && strings.IndexByte(s[i:], '.') > 1 && !strings.HasSuffix(s, ".") && len(s) <= 320 && !strings.ContainsAny(s, " \t\n<>()\"/,;:") && strings.Count(s, "@") == 1
}
