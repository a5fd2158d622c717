package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxIntro      = 400 // bytes of an introduction, its lines joined
	maxIntroLines = 4
)

// How sure a line is to name the mail that is quoted.
const (
	noIntro   = iota
	weakIntro // only if quoted lines follow
	sureIntro // even if the quoted mail follows without a mark
)

// endsIntro: the line can be the last of an introduction. Few lines end so, and only for them the words are looked at.
func endsIntro(line string) bool {
	t := strings.TrimRight(line, " \t\r\n*_")
	if t == "" {
		return false
	}
	switch c := t[len(t)-1]; {
	case c == ':' || c == '-' || c == '(':
		return true
	case c < 0x80:
		return false
	}
	t = flat(t)
	return strings.HasSuffix(t, ":") || strings.HasSuffix(t, "：")
}

// introduction finds the one that ends at line end: its first line, and how sure it is. Mail programs wrap it over
// several lines, so what stands above is joined to it as long as that reads as one.
func (m *marker) introduction(end int) (first, sure int) {
	if !endsIntro(m.lines[end]) && (strings.IndexByte(m.lines[end], '@') < 0 || !digitSoon(m.lines[end])) {
		return 0, noIntro
	}
	joined, best := "", noIntro
	first = end
	for k := end; k >= 0 && k > end-maxIntroLines; k-- {
		l := flat(m.lines[k])
		if l == "" || m.marks[k] != own || m.isPrefixed(k) || len(joined)+len(l) > maxIntro {
			break
		}
		if k < end && (endsIntro(m.lines[k]) || endsSentence(l)) {
			break
		}
		if joined = l + " " + joined; k == end {
			joined = l
		}
		how, opened := judgeIntro(joined)
		switch {
		case how == noIntro:
			continue
		case opened: // it begins as they do
			return k, how
		case best == noIntro:
			first, best = k, how
		}
	}
	return first, best
}

func endsSentence(l string) bool {
	r := lastRune(l)
	if r == '.' { // "24. 11." and "Mon." are dates
		words := strings.Fields(l)
		w := strings.TrimRight(words[len(words)-1], ".")
		return len(words) > 2 && utf8.RuneCountInString(w) > 4 && !strings.ContainsAny(w, "0123456789")
	}
	return r == '!' || r == '?' || r == '。' || r == '？' || r == '！'
}

// judgeIntro reads the joined lines; opened: they begin as introductions do.
func judgeIntro(l string) (how int, opened bool) {
	body, dashed := undashed(l)
	trimmed := strings.TrimRight(body, ":： *_")
	colon := dashed || trimmed != strings.TrimRight(body, " *_")
	body = trimmed
	lower := strings.ToLower(body)
	bare, addr := withoutAddress(lower)
	at, n := verb(bare)
	opened = opens(bare)
	dated := hasDate(bare) || opened && strings.ContainsFunc(bare, unicode.IsDigit)
	early := opened || digitSoon(bare)
	switch {
	case !early && unicode.IsLower(firstRune(body)) && !dashed: // the person's words run into it
		return noIntro, false
	case !colon && (!addr || !dated || !early || at+n < len(strings.TrimRight(bare, " <>()\"'.,")) && !endsWithAddress(body)):
		return noIntro, false
	case !colon && at < 0:
		return weakIntro, early
	case at >= 0 && ownVoice(bare, at, n):
		return noIntro, false
	case at >= 0 && strings.HasPrefix(strings.TrimLeft(bare[at+n:], " "), "on "): // "Ann wrote on Monday:", as people say too
		return weakIntro, early
	case at >= 0 && dated && (addr || dashed || hasTime(bare) && onlyNames(body) && (early || properNames(body, lower))):
		return sureIntro, early
	case at >= 0 && dated:
		return weakIntro, early
	case at >= 0 && (addr || dashed || at+n >= len(bare) && properNames(body, lower)):
		return weakIntro, false
	case addr && dated && early && endsWithAddress(body) && onlyNames(body) && strings.IndexByte(body, '<') >= 0: // without <> a log says so too
		return sureIntro, early
	case addr && dated && (early || endsWithAddress(body)):
		return weakIntro, early
	}
	return noIntro, false
}

// verb finds the last word for "wrote": where, and its length; -1 if there is none.
func verb(lower string) (at, n int) {
	for end := len(lower); end > 0; {
		from := strings.LastIndexByte(lower[:end], ' ') + 1
		word := strings.Trim(lower[from:end], "\"',;:<>[]*_“”")
		for _, v := range verbs[word] {
			if i := strings.LastIndex(lower[:end], v); i >= 0 && wordEdge(lower, i) && len(v) > n {
				at, n = i, len(v)
			}
		}
		if n > 0 {
			return at, n
		}
		end = from - 1
	}
	for i := 0; i < len(lower); i++ {
		if lower[i] >= 0xE0 { // a script without spaces
			return verbInside(lower)
		}
	}
	return -1, 0
}

func verbInside(lower string) (at, n int) {
	at = -1
	for _, v := range verbs[""] {
		if i := strings.LastIndex(lower, v); i >= 0 && i+len(v) > at+n {
			at, n = i, len(v)
		}
	}
	return at, n
}

// ownVoice: "as I wrote on Monday" is what a person says, no program.
func ownVoice(lower string, at, n int) bool {
	before, after := strings.TrimRight(lower[:at], " ,"), strings.TrimLeft(lower[at+n:], " ")
	if pronoun(before[strings.LastIndexByte(before, ' ')+1:]) {
		return true
	}
	if i := strings.IndexByte(before, ' '); i > 0 {
		switch before[:i] {
		case "as", "i", "you", "we", "wie":
			return true
		}
	}
	word, _, _ := strings.Cut(after, " ")
	return word != "on" && pronoun(strings.TrimRight(word, ","))
}

func pronoun(w string) bool {
	switch w {
	case "i", "you", "we", "he", "she", "they", "it", "as", "who", "what", "already", "also", "ich", "er", "sie", "wir", "ihr", "wie", "mir", "du", "je",
		"il", "elle", "nous", "vous", "j'ai", "j’ai", "on", "que", "como", "yo", "ella", "usted", "io", "lui", "lei", "ik", "jij", "hij", "zij", "wij",
		"jag", "han", "hon", "jeg", "hun", "я", "он", "она", "мы", "вы", "ja", "ty", "ona", "on/ona":
		return true
	}
	return false
}

// opens: the line begins with a word introductions begin with.
func opens(lower string) bool {
	i := strings.IndexByte(lower, ' ')
	if i < 0 {
		i = len(lower)
	}
	if openers[lower[:i]] != 0 {
		return true
	}
	if j := strings.IndexByte(lower[min(i+1, len(lower)):], ' '); j >= 0 && openers[lower[:i+1+j]] != 0 {
		return true
	}
	switch r := firstRune(lower); { // no space behind it
	case r < 0x590:
		return false
	case r == '在' || r == '于' || r == '於':
		return true
	}
	for _, w := range [...]string{"ในวันที่", "เมื่อ", "วันที่", "בתאריך", "ב-"} {
		if strings.HasPrefix(lower, w) {
			return true
		}
	}
	return false
}

// digitSoon: one of the first four words holds a digit, as where the date comes first.
func digitSoon(lower string) bool {
	words := 0
	for i := 0; i < len(lower) && words < 4; i++ {
		switch c := lower[i]; {
		case c >= '0' && c <= '9':
			return true
		case c == ' ':
			words++
		}
	}
	return false
}

// hasDate: a year, or a day and a month in digits.
func hasDate(s string) bool {
	run, before := 0, 0 // digits in the run, and in the one that a separator parts from it
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] >= '0' && s[i] <= '9' {
			run++
			continue
		}
		if run == 4 && (s[i-4:i-2] == "20" || s[i-4:i-2] == "19" || s[i-4:i-2] == "25") {
			return true
		}
		if (run == 1 || run == 2) && (before == 1 || before == 2) {
			return true
		}
		before = 0
		if run > 0 && i < len(s) && (s[i] == '.' || s[i] == '/' || s[i] == '-') {
			before = run
		}
		run = 0
	}
	if strings.Contains(s, "年") || strings.Contains(s, "월") {
		return true
	}
	arabic := 0
	for _, r := range s {
		if r > 0x600 && unicode.IsDigit(r) {
			arabic++
		}
	}
	return arabic >= 4
}

// hasTime: "16:00", "16.00", "16h00", "4 pm".
func hasTime(s string) bool {
	for i := 2; i+1 < len(s); i++ {
		if (s[i] == ':' || s[i] == '.' || s[i] == 'h') && isDigit(s[i-1]) && isDigit(s[i+1]) {
			return true
		}
	}
	return strings.Contains(s, " pm") || strings.Contains(s, " am") || strings.ContainsFunc(s, func(r rune) bool { return r > 0x600 && unicode.IsDigit(r) })
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// withoutAddress takes e-mail addresses out, so that their letters and digits mean nothing.
func withoutAddress(s string) (rest string, found bool) {
	if strings.IndexByte(s, '@') < 0 {
		return s, false
	}
	var b strings.Builder
	for s != "" {
		i := strings.IndexByte(s, '@')
		if i < 0 {
			break
		}
		from := strings.LastIndexAny(s[:i], " <([\"'\t,") + 1
		to := strings.IndexAny(s[i:], " >)]\"'\t,")
		if to < 0 {
			to = len(s) - i
		}
		if i > from && to > 1 {
			found = true
		}
		b.WriteString(s[:from])
		s = s[i+to:]
	}
	b.WriteString(s)
	return b.String(), found
}

func endsWithAddress(body string) bool {
	t := strings.TrimRight(body, ">)] \"',.(<")
	i := strings.LastIndexAny(t, " <([\"\t,;:")
	return strings.IndexByte(t[i+1:], '@') > 0
}

// properNames: few words, all but those about the time begin as names do.
func properNames(body, lower string) bool {
	at, n := verb(lower)
	if at < 0 || len(lower) != len(body) {
		return false
	}
	words := strings.Fields(body[:at])
	if len(words) == 0 {
		words = strings.Fields(body[at+n:])
	}
	if len(words) == 0 || len(words) > 5 {
		return false
	}
	for _, w := range words {
		r := firstRune(strings.TrimLeft(w, "\"'(“"))
		if unicode.IsLower(r) && w != "von" && w != "van" && w != "de" && w != "der" {
			return false
		}
	}
	return true
}

// onlyNames: behind the date stands nobody's sentence, just a name, a verb and words that programs put between.
func onlyNames(body string) bool {
	last := strings.LastIndexAny(body, "0123456789")
	if i := strings.IndexByte(body, '@'); i >= 0 && last > i {
		last = strings.LastIndexAny(body[:i], "0123456789")
	}
	rest := body[last+1:]
	lower := strings.ToLower(rest)
	if at, n := verb(lower); at >= 0 && len(lower) == len(rest) {
		rest = rest[:at] + rest[at+n:]
	}
	for w := range strings.FieldsSeq(rest) {
		if w = strings.Trim(w, ",.;:<>()[]\"'"); !unicode.IsLower(firstRune(w)) || strings.IndexByte(w, '@') >= 0 {
			continue
		}
		switch w {
		case "am", "pm", "a.m", "p.m", "uhr", "h", "von", "van", "de", "der", "den", "da", "di", "du", "la", "le", "from", "by", "via", "от", "від", "г", "р", "ч", "в", "um", "kl",
			"ο", "η", "χρήστης", "użytkownik", "odesílatel", "heeft", "het", "volgende", "hat", "ha", "a", "has", "użytkowniczka", "godz", "at", "на", "bin", "al", "μ.μ", "π.μ":
		default:
			return false
		}
	}
	return true
}

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }

func lastRune(s string) rune { r, _ := utf8.DecodeLastRuneInString(s); return r }
