package ticket

import (
	"strings"
	"unicode"
)

// ThanksOnly tells whether a mail's own words only thank: such a mail reopens nothing and makes nobody wait
// (features.md, "Things learnt"). It errs towards false: one word it does not know, a digit or a question is a request.
// Words of name, the sender's, may stand below as a signature.
func ThanksOnly(visible, name string) bool {
	if len(visible) > 200 || strings.ContainsAny(visible, "?？0123456789") {
		return false
	}
	words := strings.FieldsFunc(strings.ToLower(visible), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' })
	filler := thanksFiller + strings.ToLower(strings.Join(strings.Fields(name), " ")) + " "
	thanked := false
	for _, w := range words {
		switch {
		case strings.Contains(" thanks thank thx merci danke dank gracias obrigado obrigada grazie dziękuję ありがとうございます ありがとう спасибо 谢谢 감사합니다 ", " "+w+" "):
			thanked = true
		case strings.Contains(filler, " "+w+" "):
		default:
			return false
		}
	}
	return thanked
}

// thanksFiller may stand around thanks without asking for anything.
const thanksFiller = ` you very much so a lot again for the your help quick reply answer support it works now all good great perfect ` +
	`vielen herzlichen für ihre hilfe schnelle antwort besten beaucoup bien pour votre aide muchas por su ayuda muito mille ` +
	`best regards kind cheers greetings hi hello hallo team dear everyone clear found it got understood that worked solved is was and working fine grüße viele `
