package teamfile

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Contacts lists what a text names that a reader could be led to: hosts of links and addresses, and telephone numbers as
// their digits. Tags of the template language name none.
func Contacts(text string) []string {
	text = regexp.MustCompile(`\{\{[^{}\n]*\}\}`).ReplaceAllString(text, " ")
	var out []string
	for _, host := range regexp.MustCompile(`(?i)(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+(?:xn--[a-z0-9-]+|\p{L}{2,})`).FindAllString(text, -1) {
		out = append(out, strings.ToLower(strings.TrimPrefix(strings.ToLower(host), "www.")))
	}
	out = append(out, regexp.MustCompile(`\b\d{1,3}(?:\.\d{1,3}){3}\b`).FindAllString(text, -1)...)
	for _, number := range regexp.MustCompile(`\+?\(?\d[\d ()./\x{a0}\x{2011}-]{5,}\d`).FindAllString(text, -1) {
		if digits := digitsOf(number); len(digits) >= 7 && len(digits) <= 15 && !isDate(number) {
			out = append(out, digits)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

func isDate(s string) bool {
	return regexp.MustCompile(`^(\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4}).{0,6}$`).MatchString(s)
}

// NewContacts lists what a text names and none of the known contacts is.
func NewContacts(text string, known []string) []string {
	return slices.DeleteFunc(Contacts(text), func(c string) bool { return slices.Contains(known, c) })
}
