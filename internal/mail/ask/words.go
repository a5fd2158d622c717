package ask

import (
	"strings"

	"deskhand/internal/mail/sentence"
)

// The lists are written as fold gives a sentence: lower case, no apostrophe, no hyphen. A phrase is matched by whole words.

// openers begin a request, at the beginning of a sentence or behind its first words (isRequest). English, German, French,
// Spanish, Portuguese, Dutch, Italian.
func openers() []string {
	return []string{
		"could you", "can you", "would you", "will you", "could we", "can we", "could i", "can i", "may we", "may i", "would it be possible", "is it possible", "kindly",
		"i would like you to", "we would like you to", "id like you to", "wed like you to", "i would appreciate", "we would appreciate", "i need you to", "we need you to", "let me know", "let us know",
		"könnten sie", "können sie", "könntest du", "kannst du", "könnten wir", "könnt ihr", "könntet ihr", "würden sie", "würdest du", "wäre es möglich", "ist es möglich", "wir bitten", "ich bitte",
		"ich möchte sie bitten", "lassen sie mich wissen", "lassen sie uns wissen", "geben sie mir bescheid", "geben sie uns bescheid",
		"pourriez vous", "pouvez vous", "pourrais tu", "peux tu", "pourrions nous", "serait il possible", "est il possible", "veuillez", "merci de", "je vous prie de", "prière de", "je souhaiterais que", "tenez moi au courant",
		"podría", "podrían", "podrías", "podríamos", "puede", "pueden", "puedes", "me podría", "me puede", "nos podría", "sería posible", "es posible", "le ruego", "les ruego", "agradecería", "le agradecería", "les agradecería",
		"poderia", "poderiam", "você poderia", "vocês poderiam", "pode me", "podem me", "você pode", "vocês podem", "seria possível", "é possível", "peço que", "agradeceria", "favor enviar", "me avise", "me avisem",
		"kunt u", "kun je", "kan u", "kunnen jullie", "zou u", "zou je", "zouden jullie", "wilt u", "wil je", "is het mogelijk", "gelieve", "laat het me weten", "laat het ons weten", "graag",
		"potrebbe", "potreste", "potresti", "può", "potete", "puoi", "potremmo", "sarebbe possibile", "è possibile", "la prego di", "vi prego di", "si prega di", "mi faccia sapere", "fatemi sapere", "fateci sapere",
	}
}

// particles make a request of the sentence they stand in, wherever that is.
func particles() []string {
	return []string{"please", "bitte", "sil vous plaît", "sil vous plait", "sil te plaît", "svp", "por favor", "alstublieft", "alsjeblieft", "aub", "per favore", "per cortesia", "per piacere"}
}

// leads may stand before an opener.
func leads() []string {
	return []string{
		"and", "also", "so", "then", "but", "now", "again", "otherwise", "thanks", "thank you", "und", "auch", "dann", "also", "aber", "nun", "danke", "et", "aussi", "alors", "mais", "merci", "y", "también", "entonces",
		"pero", "gracias", "e", "também", "então", "mas", "obrigado", "obrigada", "en", "ook", "dan", "maar", "dus", "bedankt", "anche", "allora", "ma", "grazie", "if so", "if not", "if possible", "wenn möglich", "si possible",
	}
}

// isRequest: a particle anywhere, or an opener at the beginning.
func isRequest(words string) bool {
	for _, p := range particles() {
		if has(words, p) {
			return true
		}
	}
	for {
		for _, o := range openers() {
			if sentence.Begins(words, o) {
				return true
			}
		}
		rest := withoutLead(words)
		if rest == words {
			return false
		}
		words = rest
	}
}

func withoutLead(words string) string {
	for _, l := range leads() {
		if rest, ok := strings.CutPrefix(words, l+" "); ok {
			return rest
		}
	}
	return words
}

// isCourtesy: words that only look like an ask. Small talk must be the whole sentence (but for one word more, as "today"
// or a name); the rest is told by how it begins, or by a phrase anywhere in it.
func isCourtesy(words string) bool {
	for _, w := range smallTalk() {
		if words == w || sentence.Begins(words, w) && strings.Count(words[len(w):], " ") == 1 {
			return true
		}
	}
	for _, w := range offers() {
		if sentence.Begins(words, w) {
			return true
		}
	}
	for _, w := range formulas() {
		if has(words, w) {
			return true
		}
	}
	return false
}

func smallTalk() []string {
	return []string{
		"how are you", "how are you doing", "how are things", "how is it going", "hows it going", "how do you do", "hope you are well", "are you well", "whats up", "any questions", "questions", "hello there", "anybody there", "yes please", "no problem",
		"wie geht es ihnen", "wie geht es dir", "wie gehts", "wie geht es euch", "noch fragen", "fragen", "gehts gut", "alles gut", "wie bitte",
		"comment allez vous", "comment vas tu", "comment ça va", "ça va", "vous allez bien", "des questions",
		"cómo está", "cómo estás", "cómo están", "como está", "como estás", "qué tal", "que tal", "todo bien", "alguna pregunta",
		"como vai", "como vai você", "tudo bem", "tudo bom", "como estão", "alguma pergunta",
		"hoe gaat het", "hoe gaat het met u", "hoe gaat het met je", "alles goed", "nog vragen", "graag gedaan",
		"come sta", "come stai", "come va", "tutto bene", "come state", "domande", "isnt it", "you know", "right", "okay",
	}
}

func offers() []string {
	return []string{
		"do you have any questions", "do you have any further questions", "if you have any", "is there anything else you need", "do you need anything else", "do you need any more", "feel free", "dont hesitate", "do not hesitate",
		"haben sie noch fragen", "haben sie fragen", "wenn sie fragen haben", "bei fragen", "brauchen sie noch", "avez vous des questions", "si vous avez des questions", "nhésitez pas", "tiene alguna pregunta", "si tiene alguna",
		"no dude", "no duden", "não hesite", "se tiver alguma dúvida", "heeft u nog vragen", "als u vragen", "aarzel niet", "avete domande", "se avete domande", "non esitate", "non esiti",
		"merci de votre", "merci de ta", "merci de vos", "merci de ton", "merci de lattention", "puede ser", "puede que", "es posible que", "é possível que", "può essere", "può darsi", "è possibile che", "podría ser", "poderia ser",
		"potrebbe essere", "kan u niet", "can i just say", "may i wish", "may i thank", "can you believe",
	}
}

// formulas are phrases of letters, of footers and of a customer who is content: nothing is left to do about them.
func formulas() []string {
	return []string{
		"please find", "please see", "please note", "please be aware", "please be advised", "please do not hesitate", "please dont hesitate", "please feel free", "please accept", "please excuse", "please forgive", "please ignore", "please disregard",
		"please consider the environment", "please notify the sender", "please delete", "intended recipient", "please do not reply", "please let me know if you have any", "please let us know if you have any", "let me know if you have any",
		"let us know if you have any", "let me know if you need", "let us know if you need", "let me know if there is anything", "if you have any questions", "if you have any further", "please give my regards", "may i take this opportunity",
		"please close", "please go ahead and close", "kindly close", "can close", "please resolve", "bitte schließen", "ticket schließen", "bitte beachten", "bitte finden sie", "bitte entschuldigen", "bitte zögern sie nicht", "bitte denken sie an die umwelt",
		"bitte informieren sie", "nicht der beabsichtigte", "veuillez trouver", "veuillez agréer", "veuillez recevoir", "veuillez noter", "veuillez mexcuser", "veuillez croire", "je vous prie dagréer", "je vous prie de croire", "je vous prie de recevoir",
		"fermer le ticket", "clore le ticket", "cerrar el ticket", "cerrar la incidencia", "por favor disculpe", "por favor tenga en cuenta", "fechar o chamado", "fechar o ticket", "por favor note", "let op", "ticket sluiten", "ticket mag gesloten",
		"si prega di notare", "chiudere il ticket", "con la preghiera", "sie können schließen", "dont print", "vor dem drucken",
	}
}

// isShortQuestion: one word with a question mark asks something where it is a word of asking.
func isShortQuestion(word string) bool {
	switch word {
	case "why", "when", "how", "where", "who", "which", "eta", "status", "update", "news", "warum", "wann", "wie", "wo", "wer", "weshalb", "pourquoi", "quand", "comment", "où", "por", "cuándo", "cómo", "dónde", "quando", "como", "onde", "porquê",
		"waarom", "wanneer", "hoe", "waar", "perché", "come", "dove", "неужели", "когда", "почему", "как":
		return true
	}
	// Without spaces between the words one of them is a sentence.
	return len([]rune(word)) > 3 && !isAlphabetic(word)
}

// isAlphabetic: a script that parts its words.
func isAlphabetic(word string) bool {
	for _, r := range word {
		if r >= 0x0e00 && r <= 0x0eff || r >= 0x3040 && r <= 0x9fff || r >= 0x1780 && r <= 0x17ff || r >= 0x20000 {
			return false
		}
	}
	return true
}

// has tells whether a phrase stands in the words, whole words.
func has(words, phrase string) bool {
	for rest := words; ; {
		i := strings.Index(rest, phrase)
		if i < 0 {
			return false
		}
		end := i + len(phrase)
		if (i == 0 || rest[i-1] == ' ') && (end == len(rest) || rest[end] == ' ') {
			return true
		}
		rest = rest[i+1:]
	}
}
