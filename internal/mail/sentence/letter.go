package sentence

import (
	"strings"
	"unicode"
)

// Fold is a sentence as it is compared: no punctuation, no case, links and addresses left out.
func Fold(text string) string {
	var b strings.Builder
	for _, word := range strings.Fields(text) {
		if isAddress(word) {
			continue
		}
		gap := b.Len() > 0
		for _, r := range word {
			switch {
			case r == '\'' || r == '’' || r == 'ʼ':
			case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r):
				if gap {
					b.WriteByte(' ')
					gap = false
				}
				b.WriteRune(unicode.ToLower(r))
			default:
				gap = b.Len() > 0
			}
		}
	}
	return b.String()
}

func isAddress(word string) bool {
	return strings.Contains(word, "://") || strings.HasPrefix(word, "www.") || strings.Contains(word, "mailto:") ||
		strings.Count(word, "@") == 1 && strings.Contains(word[strings.IndexByte(word, '@'):], ".")
}

// Cut is the text on one line of at most limit runes, cut at a word.
func Cut(text string, limit int) string {
	text = strings.Join(strings.Fields(text), " ")
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	cut := strings.TrimSpace(string(runes[:limit-2]))
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return cut + " …"
}

// Begins tells whether folded words begin with a phrase, whole words.
func Begins(words, phrase string) bool {
	rest, ok := strings.CutPrefix(words, phrase)
	return ok && (rest == "" || rest[0] == ' ')
}

// WithoutGreeting takes "Hi Asha, " off where something follows it.
func WithoutGreeting(text string) string {
	bare := strings.TrimLeft(text, "¿¡ ")
	i := strings.IndexAny(text, ",!–")
	if i < 0 || i > 60 || !isGreeting(Fold(text[:i])) {
		return bare
	}
	rest := strings.TrimLeft(text[i:], ",!– ¿¡")
	if Fold(rest) == "" {
		return bare
	}
	return rest
}

// isGreeting tells it of folded words.
func isGreeting(words string) bool {
	if strings.Count(words, " ") > 4 {
		return false
	}
	for _, g := range [...]string{
		"hi", "hello", "hey", "dear", "good morning", "good afternoon", "good evening", "hallo", "guten tag", "guten morgen", "moin", "liebe", "lieber", "sehr geehrte", "sehr geehrter", "bonjour", "salut", "bonsoir", "cher", "chère", "madame", "monsieur",
		"hola", "buenos días", "buenas tardes", "buenas", "estimado", "estimada", "estimados", "olá", "oi", "bom dia", "boa tarde", "prezado", "prezada", "prezados", "beste", "geachte", "goedemorgen", "goedemiddag", "goedendag", "ciao", "gentile", "buongiorno", "buonasera", "salve",
	} {
		if Begins(words, g) {
			return true
		}
	}
	return false
}

// isFarewell tells of folded words that the letter ends with them.
func isFarewell(words string) bool {
	if strings.Count(words, " ") > 6 {
		return false
	}
	for _, f := range [...]string{
		"best regards", "kind regards", "warm regards", "regards", "best wishes", "all the best", "cheers", "sincerely", "yours sincerely", "yours faithfully", "yours truly", "mit freundlichen grüßen", "mit freundlichem gruß", "freundliche grüße", "viele grüße", "liebe grüße",
		"beste grüße", "schöne grüße", "herzliche grüße", "gruß", "grüße", "mfg", "lg", "cordialement", "bien cordialement", "bien à vous", "salutations", "meilleures salutations", "saludos", "un saludo", "atentamente", "cordiales saludos", "un cordial saludo",
		"atenciosamente", "cumprimentos", "com os melhores cumprimentos", "abraços", "met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet", "vriendelijke groeten", "groeten", "groetjes", "cordiali saluti", "distinti saluti", "saluti", "un saluto",
	} {
		if Begins(words, f) {
			return true
		}
	}
	return false
}

// isPleasantry: thanks and wishes, which say nothing of the matter.
func isPleasantry(words string) bool {
	if words == "thanks" || words == "danke" || words == "merci" || words == "gracias" || words == "obrigado" || words == "obrigada" || words == "bedankt" || words == "grazie" {
		return true
	}
	if strings.Count(words, " ") > 14 {
		return false
	}
	for _, p := range [...]string{
		"thank you", "thanks for", "thanks a lot", "thanks again", "many thanks", "thanks in advance", "i hope you are", "i hope this", "hope you are", "hope this", "have a nice", "have a good", "have a great", "please let us know if", "please let me know if", "let us know if", "let me know if",
		"vielen dank", "danke für", "danke im voraus", "besten dank", "herzlichen dank", "ich hoffe es geht", "einen schönen", "schönes wochenende", "merci pour", "merci beaucoup", "merci davance", "merci par avance", "jespère que vous", "bonne journée", "muchas gracias", "gracias por", "gracias de antemano",
		"espero que", "buen fin de semana", "muito obrigado", "muito obrigada", "obrigado por", "obrigada por", "obrigado pela", "bedankt voor", "dank u", "dank je", "hartelijk dank", "alvast bedankt", "fijne dag", "grazie per", "grazie mille", "molte grazie", "spero che", "buona giornata",
	} {
		if Begins(words, p) {
			return true
		}
	}
	return false
}

// Gist is what a letter says, in its own words: its first sentences without greeting, thanks and farewell, at most n of them
// and at most limit runes, on one line.
func Gist(text string, n, limit int) string {
	var out []string
	for _, s := range Split(text) {
		one := WithoutGreeting(s.Text)
		words := Fold(one)
		if isFarewell(words) && len(out) > 0 {
			break
		}
		if words == "" || isGreeting(words) && (strings.HasSuffix(one, ",") || strings.Count(words, " ") < 3) && !s.Question || isPleasantry(words) || isFarewell(words) {
			continue
		}
		if out = append(out, one); len(out) == n {
			break
		}
	}
	return Cut(strings.Join(out, " "), limit)
}
