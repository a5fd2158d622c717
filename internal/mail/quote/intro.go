package quote

import "strings"

const maxIntro = 400 // bytes of an introduction, its lines joined

// introduction says how many lines from i on are one "On … wrote:", 0 if none. Mail programs wrap it over up to three
// lines. It must hold a digit, as each of them names a date: a person's "she wrote:" does not.
func introduction(lines []string, i int) int {
	l := flat(lines[i])
	if l == "" || len(l) > maxIntro || !mayOpen(l) {
		return 0
	}
	joined := l
	for n := 1; ; n++ {
		if isIntro(joined) {
			return n
		}
		if n == 3 || i+n >= len(lines) {
			return 0
		}
		next := flat(lines[i+n])
		if next == "" || len(joined)+len(next) > maxIntro || isPrefixed(next) {
			return 0
		}
		joined += " " + next
	}
}

// flat trims a line and makes its no-break spaces spaces.
func flat(l string) string {
	l = strings.TrimSpace(l)
	if strings.Contains(l, "\u00a0") || strings.Contains(l, "\u202f") {
		l = strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(l)
	}
	return l
}

// opens: the line begins as introductions do.
func opens(l string) bool {
	switch l[0] { // of a thousand lines, few begin with one of these
	case 'O', 'A', 'L', 'E', 'I', 'D', 'P', 'W':
	default:
		return false
	}
	for _, o := range [...]string{"On ", "Am ", "Le ", "El ", "Em ", "Il ", "Op ", "Den ", "På ", "Dnia ", "W dniu ", "Dne "} {
		if strings.HasPrefix(l, o) {
			return true
		}
	}
	return false
}

// mayOpen: the line can be the first of an introduction.
func mayOpen(l string) bool {
	return opens(l) || (l[0] >= '0' && l[0] <= '9' || l[0] >= 0x80 || strings.HasSuffix(l, ":") || strings.HasSuffix(l, "：")) && hasDigit(l)
}

// isIntro knows the whole introduction.
func isIntro(l string) bool {
	if !hasDigit(l) {
		return false
	}
	body, ok := cutColon(l)
	if !ok {
		return false
	}
	switch {
	case opens(l) && hasVerb(body):
		return true
	case strings.Contains(l, "年") && strings.Contains(l, "月") && strings.Contains(l, "日"): // Gmail in Japanese and Chinese
		return true
	case strings.HasSuffix(body, "書きました"), strings.HasSuffix(body, "のメール"), strings.HasSuffix(body, "写道"),
		strings.HasSuffix(body, "寫道"), strings.HasSuffix(body, "작성"):
		return true
	}
	// "2025-11-24 16:00 GMT+01:00 Name <a@b>:" and "пишет:"
	return strings.HasSuffix(body, ">") && strings.Contains(body, "@") && l[0] >= '0' && l[0] <= '9' ||
		strings.HasSuffix(body, "пишет") || strings.HasSuffix(body, "написал") || strings.HasSuffix(body, "написал(а)")
}

func cutColon(l string) (string, bool) {
	for _, c := range [...]string{":", "："} {
		if b, ok := strings.CutSuffix(l, c); ok {
			return strings.TrimRight(b, " "), true
		}
	}
	return "", false
}

// hasVerb: the word for "wrote" at the end, or before the name where the language puts it there.
func hasVerb(body string) bool {
	for _, v := range [...]string{"wrote", "a écrit", "escribió", "escreveu", "ha scritto", "schreef", "skrev", "napisał(a)", "napisał", "napisała", "napsal", "napsal(a)", "schrieb"} {
		if strings.HasSuffix(body, " "+v) || strings.HasSuffix(body, ","+v) {
			return true
		}
	}
	return strings.Contains(body, " schrieb ") || strings.Contains(body, " schreef ") || strings.Contains(body, " skrev ")
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// isDivider: "-----Original Message-----" in its languages. A forward's divider is none: what follows it is the point.
func isDivider(l string) bool {
	t := strings.TrimSpace(l)
	if !strings.HasPrefix(t, "-----") || !strings.HasSuffix(t, "-----") || len(t) > 100 {
		return false
	}
	switch strings.ToLower(strings.Trim(t, "- ")) {
	case "original message", "ursprüngliche nachricht", "originalnachricht", "message d'origine", "message original",
		"mensaje original", "mensagem original", "messaggio originale", "oorspronkelijk bericht", "ursprungligt meddelande",
		"original appointment", "reply message", "исходное сообщение", "oryginalna wiadomość", "元のメッセージ", "原始邮件", "원본 메시지":
		return true
	}
	return false
}

// headBlock: Outlook's From / Sent / To / Subject over the older mail: the sender's line first, then at least two of the
// others within five lines.
func headBlock(lines []string, i int) bool {
	if headWord(lines[i]) != 'f' || belowForward(lines, i) {
		return false
	}
	seen := 0
	for k := i + 1; k < len(lines) && k <= i+5; k++ {
		switch headWord(lines[k]) {
		case 's', 't', 'b':
			seen++
		case 'f':
			return false
		}
		if blank(lines[k]) {
			break
		}
	}
	return seen >= 2
}

// belowForward: the line stands under a forward's divider, so what follows is what the mail is about.
func belowForward(lines []string, i int) bool {
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		l := strings.ToLower(strings.Trim(flat(lines[k]), "- :"))
		if l == "" {
			continue
		}
		for _, w := range [...]string{
			"forwarded message", "begin forwarded message", "weitergeleitete nachricht", "anfang der weitergeleiteten",
			"message transféré", "début du message", "mensaje reenviado", "mensagem encaminhada", "messaggio inoltrato",
			"doorgestuurd bericht", "転送メッセージ", "转发的邮件",
		} {
			if strings.HasPrefix(l, w) {
				return true
			}
		}
		return false
	}
	return false
}

// headWord tells a head line's sort: f from, s sent, t to, b subject, 0 none.
func headWord(l string) byte {
	if strings.IndexByte(l, ':') < 0 && !strings.Contains(l, "：") {
		return 0
	}
	l = strings.TrimLeft(flat(l), "* ")
	word, rest, ok := strings.Cut(l, ":")
	if !ok {
		if word, rest, ok = strings.Cut(l, "："); !ok {
			return 0
		}
	}
	if len(word) > 30 {
		return 0
	}
	_ = rest
	switch strings.ToLower(strings.Trim(word, "* ")) {
	case "from", "von", "de", "da", "van", "från", "fra", "od", "от", "差出人", "发件人", "寄件者", "보낸 사람":
		return 'f'
	case "sent", "date", "gesendet", "datum", "envoyé", "enviado", "enviado el", "enviada em", "enviado em", "fecha", "data",
		"inviato", "verzonden", "skickat", "sendt", "wysłano", "отправлено", "送信日時", "日付", "发送时间", "寄件日期", "보낸 날짜":
		return 's'
	case "to", "an", "à", "para", "a", "aan", "till", "til", "do", "кому", "宛先", "收件人", "받는 사람", "cc", "kopie":
		return 't'
	case "subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "ämne", "emne", "temat", "тема", "件名",
		"主题", "主旨", "제목":
		return 'b'
	}
	return 0
}
