package reply

import (
	"slices"
	"strings"
	"unicode"
)

// titles stand before a name and are no part of it.
func titles() []string {
	return []string{"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "herr", "frau", "dipl", "ing", "sr", "sra", "srta", "mme", "mlle", "m", "sig", "dott", "eng"}
}

// roles are words of a shown name that belongs to no person: nobody is greeted as "Hello Accounts".
func roles() []string {
	return []string{
		"support", "info", "team", "sales", "admin", "administrator", "office", "billing", "accounts", "accounting", "service", "services", "help", "helpdesk",
		"desk", "customer", "contact", "noreply", "reply", "no-reply", "postmaster", "webmaster", "newsletter", "notifications", "marketing", "invoices", "invoice",
		"it", "hr", "gmbh", "ltd", "inc", "llc", "ag", "kundenservice", "buchhaltung", "suporte", "soporte", "equipe", "equipo",
	}
}

// person reads first and last name out of the name a mail shows. What is not known for sure stays empty: a blank is
// asked for, a wrong name is sent.
func person(shown string) (first, last string) {
	for _, mark := range []string{" via ", " (", " [", " | "} {
		shown, _, _ = strings.Cut(shown, mark)
	}
	shown = strings.Trim(strings.TrimSpace(shown), `"'“”‘’ `)
	if strings.ContainsAny(shown, "@<>{}/\\=0123456789") {
		return "", ""
	}
	if family, given, both := strings.Cut(shown, ","); both { // "Haddad, Leila"
		if shown = strings.TrimSpace(given) + " " + strings.TrimSpace(family); strings.TrimSpace(given) == "" {
			return "", strings.TrimSpace(family)
		}
	}
	words := strings.Fields(shown)
	for len(words) > 0 && slices.Contains(titles(), strings.ToLower(strings.Trim(words[0], "."))) {
		words = words[1:]
	}
	if len(words) == 0 || len(words) > 5 || slices.ContainsFunc(words, func(w string) bool { return slices.Contains(roles(), strings.ToLower(strings.Trim(w, ".:,"))) }) {
		return "", ""
	}
	if oneCase(shown) {
		for i := range words {
			words[i] = nameCase(words[i])
		}
	}
	first = words[0]
	if strings.HasSuffix(first, ".") || len([]rune(first)) == 1 && first[0] < 0x80 { // an initial
		first = ""
	}
	return first, strings.Join(words[1:], " ")
}

// oneCase: "LEILA HADDAD" and "leila haddad" are how somebody typed, not how they are called.
func oneCase(s string) bool {
	letters := strings.ContainsFunc(s, unicode.IsLetter)
	return letters && (strings.ToUpper(s) == s || strings.ToLower(s) == s) && strings.ToUpper(s) != strings.ToLower(s)
}

// nameCase is "Anna-Lena" of "ANNA-LENA".
func nameCase(w string) string {
	up := true
	return strings.Map(func(r rune) rune {
		if up {
			r = unicode.ToUpper(r)
		} else {
			r = unicode.ToLower(r)
		}
		up = r == '-' || r == '\''
		return r
	}, w)
}
