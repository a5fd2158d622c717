package compose

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"golang.org/x/net/idna"

	"deskhand/internal/mail"
)

// The lengths of RFC 5321 section 4.5.3.1, in octets; a path is the address in its "<>".
const (
	maxLocal   = 64
	maxDomain  = 255
	maxPath    = 256
	maxLabel   = 63
	maxPending = 1000 // recipients that are read of one text
)

// CheckAddress says why addr cannot be an address in an SMTP command (RFC 5321 section 4.1.2), nil if it can. It takes
// less than the grammar in one place: "<" and ">" in a quoted local part, where servers have been led to read
// parameters.
func CheckAddress(addr string) error {
	for i := 0; i < len(addr); i++ {
		switch c := addr[i]; {
		case c < ' ' || c == 0x7f:
			return errors.New("it holds a control character")
		case c >= 0x80:
			return errors.New("it holds letters outside ASCII, which most servers cannot deliver to")
		}
	}
	if len(addr)+2 > maxPath {
		return fmt.Errorf("it is longer than %d characters", maxPath-2)
	}
	at := strings.LastIndexByte(addr, '@')
	if at < 0 {
		return errors.New("it has no @")
	}
	if err := checkLocal(addr[:at]); err != nil {
		return err
	}
	return checkDomain(addr[at+1:])
}

func checkLocal(s string) error {
	switch {
	case s == "":
		return errors.New("nothing stands before the @")
	case len(s) > maxLocal:
		return fmt.Errorf("more than %d characters stand before the @", maxLocal)
	case s[0] == '"':
		return checkQuoted(s)
	}
	for _, atom := range strings.Split(s, ".") {
		if atom == "" {
			return errors.New("a dot stands where none may")
		}
		for i := 0; i < len(atom); i++ {
			if !isAtext(atom[i]) {
				return fmt.Errorf("%q may not stand before the @", atom[i])
			}
		}
	}
	return nil
}

// checkQuoted: Quoted-string = DQUOTE *QcontentSMTP DQUOTE.
func checkQuoted(s string) error {
	if len(s) < 3 || s[len(s)-1] != '"' {
		return errors.New("a quote mark before the @ is not closed")
	}
	body := s[1 : len(s)-1]
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c == '<' || c == '>':
			return fmt.Errorf("%q may not stand before the @", c)
		case c == '\\' && i+1 < len(body) && body[i+1] != '<' && body[i+1] != '>':
			i++
		case c == '\\' || c == '"':
			return errors.New("a quote mark stands where none may")
		}
	}
	return nil
}

func checkDomain(s string) error {
	switch {
	case s == "":
		return errors.New("nothing stands behind the @")
	case len(s) > maxDomain:
		return fmt.Errorf("more than %d characters stand behind the @", maxDomain)
	case s[0] == '[':
		return checkLiteral(s)
	}
	for _, label := range strings.Split(s, ".") {
		switch {
		case label == "":
			return errors.New("a dot stands where none may")
		case len(label) > maxLabel:
			return fmt.Errorf("a part of the domain is longer than %d characters", maxLabel)
		case label[0] == '-' || label[len(label)-1] == '-':
			return errors.New("a part of the domain begins or ends with a hyphen")
		}
		for i := 0; i < len(label); i++ {
			if c := label[i]; !isLetterDigit(c) && c != '-' {
				return fmt.Errorf("%q may not stand in a domain", c)
			}
		}
	}
	return nil
}

// checkLiteral: an address in brackets (section 4.1.3).
func checkLiteral(s string) error {
	in, ok := strings.CutSuffix(s[1:], "]")
	six := false
	if v6, is := strings.CutPrefix(in, "IPv6:"); is {
		in, six = v6, true
	}
	ip, err := netip.ParseAddr(in)
	if !ok || err != nil || ip.Zone() != "" || ip.Is6() != six {
		return errors.New("what stands in brackets is no network address")
	}
	return nil
}

func isLetterDigit(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func isAtext(c byte) bool {
	return isLetterDigit(c) || strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0
}

// RecipientError says what of a typed list is no recipient.
type RecipientError struct {
	Text string // as typed
	Why  string
}

func (e *RecipientError) Error() string { return fmt.Sprintf("%q is no address: %s", e.Text, e.Why) }

// ParseRecipients reads what a person typed or pasted: addresses with or without names, parted by commas, semicolons
// or lines. The good ones are returned whatever the error, each once; the error joins a [RecipientError] for every
// other. Domains in letters outside ASCII become their xn-- form.
func ParseRecipients(text string) ([]mail.Address, error) {
	var out []mail.Address
	var bad []error
	seen := map[string]bool{}
	for _, piece := range pieces(text) {
		if len(out)+len(bad) >= maxPending {
			bad = append(bad, &RecipientError{Text: "…", Why: fmt.Sprintf("more than %d recipients", maxPending)})
			break
		}
		a, err := recipient(piece)
		switch {
		case err != nil:
			bad = append(bad, err)
		case !seen[fold(a.Addr)]:
			seen[fold(a.Addr)] = true
			out = append(out, a)
		}
	}
	return out, errors.Join(bad...)
}

// pieces cuts at commas, semicolons and line ends outside quotes and <>.
func pieces(s string) []string {
	var out []string
	quote, angle, start := false, false, 0
	cut := func(i int) {
		if p := strings.TrimSpace(s[start:i]); p != "" {
			out = append(out, p)
		}
		start = i + 1
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\n' || c == '\r':
			cut(i)
			quote, angle = false, false
		case c == '\\' && quote:
			i++
		case c == '"':
			quote = !quote
		case quote:
		case c == '<':
			angle = true
		case c == '>':
			angle = false
		case (c == ',' || c == ';') && !angle:
			cut(i)
		}
	}
	cut(len(s))
	return out
}

func recipient(piece string) (mail.Address, error) {
	name, addr := "", piece
	if i := strings.LastIndexByte(piece, '<'); i >= 0 {
		in, rest, ok := strings.Cut(piece[i+1:], ">")
		if !ok || strings.TrimSpace(rest) != "" {
			return mail.Address{}, &RecipientError{piece, "the < and > do not match"}
		}
		name, addr = unquote(strings.TrimSpace(piece[:i])), in
	}
	if len(addr) > 7 && strings.EqualFold(addr[:7], "mailto:") {
		addr = addr[7:]
	}
	addr = asciiDomain(strings.TrimSpace(addr))
	if err := CheckAddress(addr); err != nil {
		return mail.Address{}, &RecipientError{piece, err.Error()}
	}
	return mail.Address{Name: oneLine(name), Addr: addr}, nil
}

func unquote(s string) string {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return s
	}
	s = s[1 : len(s)-1]
	return strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(s)
}

// asciiDomain gives the form of a domain that servers look up (RFC 5891); what has none stays, for CheckAddress.
func asciiDomain(addr string) string {
	at := strings.LastIndexByte(addr, '@')
	if at < 0 || isASCII(addr[at:]) {
		return addr
	}
	if d, err := idna.Lookup.ToASCII(addr[at+1:]); err == nil {
		return addr[:at+1] + d
	}
	return addr
}

// fold makes addresses comparable. Only the domain is without case by RFC 5321, but no provider tells two people apart
// by it.
func fold(addr string) string { return strings.ToLower(strings.TrimSpace(addr)) }

// Outside counts the different recipients that are not ours.
func Outside(recipients []mail.Address, ours func(addr string) bool) int {
	seen := map[string]bool{}
	for _, r := range recipients {
		if r.Addr != "" && !ours(r.Addr) {
			seen[fold(r.Addr)] = true
		}
	}
	return len(seen)
}
