package link

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"deskhand/internal/mail/host"
)

// otherHost gives the first host that a link's text names and that is not the link's own, or is empty. Two hosts of one
// registered domain (docs.kestrel.example, kestrel.example) are the same house.
func (j *Judge) otherHost(text, to string) string {
	const most = 2000 // a link text of a whole mail is not searched to its end
	if len(text) > most {
		text = text[:most]
	}
	for _, m := range j.names.FindAllStringSubmatch(text, 20) {
		explicit := m[1] != "" || strings.HasPrefix(strings.ToLower(m[2]), "www.")
		named, err := idna.Lookup.ToASCII(strings.ToLower(strings.TrimSuffix(m[2], ".")))
		if err != nil || isIP(named) && !explicit {
			continue
		}
		if !explicit && !realName(named) {
			continue // "report.pdf", "Node.js", "v1.2"
		}
		if !sameHouse(named, to) {
			return m[2]
		}
	}
	return ""
}

// hostPattern finds "https://host" and bare names with a dot.
func hostPattern() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(https?://(?:[^\s/@]*@)?)?((?:[\p{L}\p{N}_-]+\.)+[\p{L}\p{N}-]{2,})`)
}

// realName tells whether the name ends in a public suffix that ICANN or a registry runs, or one kept for examples.
func realName(name string) bool {
	suffix, icann := publicsuffix.PublicSuffix(name)
	if icann || strings.Contains(suffix, ".") {
		return true
	}
	switch suffix {
	case "example", "test", "local", "internal", "localhost":
		return true
	}
	return false
}

func sameHouse(a, b string) bool {
	if a == b || strings.HasSuffix(b, "."+a) || strings.HasSuffix(a, "."+b) {
		return true
	}
	return host.Site(a) == host.Site(b)
}

// checkPhone allows digits with a leading plus; what people write between them is left out (RFC 3966 section 3).
func checkPhone(rest string) Verdict {
	number, params, _ := strings.Cut(rest, ";")
	number, err := url.PathUnescape(number)
	if err != nil || params != "" {
		return refuse("The telephone number cannot be read.")
	}
	var digits strings.Builder
	for i, r := range strings.TrimSpace(number) {
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
		case r == '+' && i == 0:
			digits.WriteRune(r)
		case strings.ContainsRune("-.() /", r):
		default:
			return refuse("A telephone link may hold digits only.")
		}
	}
	n := len(strings.TrimPrefix(digits.String(), "+"))
	if n < 3 || n > 15 { // E.164: at most 15 digits
		return refuse("The telephone number has " + countDigits(n) + ".")
	}
	return Verdict{OK: true, Kind: Phone, URL: "tel:" + digits.String()}
}

func countDigits(n int) string {
	if n < 3 {
		return "too few digits"
	}
	return "too many digits"
}

// checkMail hands a mailto link to our composer (RFC 6068). Only to, cc, subject and body are read. One whose text names
// another address asks first.
func checkMail(rest, text string) Verdict {
	to, query, _ := strings.Cut(rest, "?")
	d := &Draft{}
	if to, err := url.PathUnescape(to); err == nil {
		d.To = addresses(to)
	}
	// RFC 6068 section 5: "+" is a plus here, not a space.
	values, err := url.ParseQuery(strings.ReplaceAll(query, "+", "%2B"))
	if err != nil {
		return refuse("The mail link cannot be read.")
	}
	for key, vs := range values {
		v := strings.Join(vs, ", ")
		switch strings.ToLower(key) {
		case "to":
			d.To = append(d.To, addresses(v)...)
		case "cc":
			d.Cc = append(d.Cc, addresses(v)...)
		case "subject":
			d.Subject = oneLine(v)
		case "body":
			d.Body = strings.ReplaceAll(strings.Map(dropControls, v), "\r\n", "\n")
		}
	}
	if len(d.To) == 0 {
		return refuse("The mail link names no address.")
	}
	v := Verdict{Kind: Mail, URL: "mailto:" + strings.Join(d.To, ","), Message: d}
	if other := otherAddress(text, d.To); other != "" {
		v.Ask = "The text says " + other + ", but this link writes to " + d.To[0] + "."
	}
	v.OK = v.Ask == ""
	return v
}

// otherAddress gives the first address that a link's text names and that the link does not write to, or is empty.
func otherAddress(text string, to []string) string {
	const most = 2000
	for word := range strings.FieldsFuncSeq(text[:min(len(text), most)], func(r rune) bool {
		return r != '@' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._+-", r)
	}) {
		word = strings.Trim(word, "._+-")
		at := strings.IndexByte(word, '@')
		if at > 0 && at < len(word)-1 && !slices.ContainsFunc(to, func(a string) bool { return strings.EqualFold(a, word) }) {
			return word
		}
	}
	return ""
}

// addresses keeps plain addresses only: one "@", nothing that a header could be built from.
func addresses(list string) []string {
	var out []string
	for a := range strings.SplitSeq(list, ",") {
		a = strings.TrimSpace(a)
		if strings.Count(a, "@") != 1 || strings.ContainsAny(a, " <>\"\\;:()[]") || strings.ContainsFunc(a, hidden) ||
			strings.HasPrefix(a, "@") || strings.HasSuffix(a, "@") {
			continue
		}
		out = append(out, a)
	}
	return out
}

func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(dropControls, s)), " ")
}

func dropControls(r rune) rune {
	if r != '\n' && r != '\r' && r != '\t' && hidden(r) {
		return -1
	}
	return r
}
