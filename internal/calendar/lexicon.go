package calendar

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// lexicon is what one language calls days and months, folded (lower case, no accents), and phrases with their English.
type lexicon struct {
	weekdays [7]string // from Sunday
	months   [12]string
	phrases  [][2]string // longest first
}

func english() lexicon {
	return lexicon{
		weekdays: [7]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"},
		months: [12]string{
			"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
		},
		phrases: [][2]string{
			{"overmorrow", "day after tomorrow"},
			{"the day after tomorrow", "day after tomorrow"},
			{"end of the day", "end of day"},
			{"end of the week", "end of week"},
			{"tmrw", "tomorrow"},
			{"tmr", "tomorrow"},
			{"tom", "tomorrow"},
			{"eod", "end of day"},
			{"eow", "end of week"},
			{"end of the month", "end of month"},
			{"month end", "end of month"},
			{"eom", "end of month"},
			{"weds", "wednesday"},
			{"this evening", "evening"},
			{"midday", "noon"},
			{"a las", ""},
			{"a la", ""},
			{"at", ""},
			{"on", ""},
			{"the", ""},
			{"o'clock", "h"},
		},
	}
}

func foreign() map[string]lexicon {
	return map[string]lexicon{
		"de": {
			weekdays: [7]string{"sonntag", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag"},
			months: [12]string{
				"januar", "februar", "marz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember",
			},
			phrases: [][2]string{
				{"ende der woche", "end of week"},
				{"heute nachmittag", "this afternoon"},
				{"heute abend", "evening"},
				{"heute nacht", "tonight"},
				{"nachste woche", "next week"},
				{"nachsten monat", "next month"},
				{"morgen fruh", "tomorrow"},
				{"ubermorgen", "day after tomorrow"},
				{"uebermorgen", "day after tomorrow"},
				{"feierabend", "end of day"},
				{"sonnabend", "saturday"},
				{"nachsten", ""},
				{"nachster", ""},
				{"morgen", "tomorrow"},
				{"mittags", "noon"},
				{"mittag", "noon"},
				{"abend", "evening"},
				{"heute", "today"},
				{"uhr", "h"},
				{"um", ""},
			},
		},
		"fr": {
			weekdays: [7]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
			months: [12]string{
				"janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre", //nolint:misspell // French
			},
			phrases: [][2]string{
				{"la semaine prochaine", "next week"},
				{"semaine prochaine", "next week"},
				{"le mois prochain", "next month"},
				{"fin de semaine", "end of week"},
				{"fin de journee", "end of day"},
				{"cet apres-midi", "this afternoon"},
				{"apres-demain", "day after tomorrow"},
				{"apres demain", "day after tomorrow"},
				{"aujourd'hui", "today"},
				{"ce soir", "evening"},
				{"prochain", ""},
				{"demain", "tomorrow"},
				{"midi", "noon"},
				{"le", ""},
				{"a", ""},
			},
		},
		"es": {
			weekdays: [7]string{"domingo", "lunes", "martes", "miercoles", "jueves", "viernes", "sabado"},
			months: [12]string{
				"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
			},
			phrases: [][2]string{
				{"la semana que viene", "next week"},
				{"la proxima semana", "next week"},
				{"proxima semana", "next week"},
				{"el mes que viene", "next month"},
				{"fin de semana", "end of week"},
				{"pasado manana", "day after tomorrow"},
				{"fin del dia", "end of day"},
				{"esta tarde", "this afternoon"},
				{"esta noche", "tonight"},
				{"mediodia", "noon"},
				{"proximo", ""},
				{"a las", ""},
				{"a la", ""},
				{"manana", "tomorrow"},
				{"hoy", "today"},
				{"el", ""},
				{"de", ""},
			},
		},
	}
}

// lexica returns the languages in the order in which they are asked.
func (o WhenOptions) lexica() []lexicon {
	known := foreign()
	order := []string{"en", "de", "fr", "es"}
	if len(o.Languages) > 0 {
		order = nil
		for _, l := range o.Languages {
			l, _, _ = strings.Cut(strings.ToLower(l), "-")
			order = append(order, l)
		}
		order = append(order, "en")
	}
	var out []lexicon
	for i, l := range order {
		if slices.Contains(order[:i], l) {
			continue
		}
		if l == "en" {
			out = append(out, english())
		} else if x, ok := known[l]; ok {
			out = append(out, x)
		}
	}
	return out
}

// foldText is lower case without accents, blanks collapsed, with a blank between a word and a figure ("tue9", "24nov").
func foldText(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == '’' || r == '‘':
			return '\''
		case r == '：':
			return ':'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, norm.NFKD.String(strings.ToLower(s)))
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, ",", " ")), " ")
	var b strings.Builder
	for i, r := range s {
		if i > 0 && isDigit(r) && wordBefore(s[:i]) >= 2 || i > 0 && isLetter(r) && isDigit(rune(s[i-1])) && wordAfter(s[i:]) >= 3 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func isDigit(r rune) bool  { return r >= '0' && r <= '9' }
func isLetter(r rune) bool { return r >= 'a' && r <= 'z' }

func wordBefore(s string) int { return len(s) - len(strings.TrimRightFunc(s, isLetter)) }
func wordAfter(s string) int  { return len(s) - len(strings.TrimLeftFunc(s, isLetter)) }

// translate turns the folded text into English with full names.
func (p whenParser) translate(s string) string {
	lexica := p.o.lexica()
	for _, l := range lexica {
		for _, phrase := range l.phrases {
			s = replaceWords(s, phrase[0], phrase[1])
		}
	}
	s = strings.TrimPrefix(s, "am ") // German "am Dienstag"; "9 am" stands at the end
	words := strings.Fields(s)
	for i, w := range words {
		words[i] = fullName(w, lexica, i > 0 && isDigit(rune(words[i-1][0])))
	}
	return strings.Join(words, " ")
}

// replaceWords replaces whole words.
func replaceWords(s, old, with string) string {
	padded := strings.ReplaceAll(" "+s+" ", " "+old+" ", " "+with+" ")
	return strings.Join(strings.Fields(padded), " ")
}

// fullName is the English name of a weekday (two letters are enough) or a month (three), else the word as it is. After a
// figure a month is meant ("24 mar"), before one a weekday if there is such ("mar 9" where French comes first).
func fullName(word string, lexica []lexicon, afterFigure bool) string {
	bare := strings.TrimRight(word, ".")
	if strings.IndexFunc(bare, func(r rune) bool { return !isLetter(r) }) >= 0 || len(bare) < 2 || bare == "am" || bare == "pm" {
		return word
	}
	en := english()
	for _, l := range lexica {
		day := slices.IndexFunc(l.weekdays[:], func(n string) bool { return strings.HasPrefix(n, bare) })
		month := slices.IndexFunc(l.months[:], func(n string) bool { return len(bare) >= 3 && strings.HasPrefix(n, bare) })
		switch {
		case month >= 0 && (afterFigure || day < 0):
			return en.months[month]
		case day >= 0:
			return en.weekdays[day]
		}
	}
	return word
}
