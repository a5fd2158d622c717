package thread

import (
	"slices"
	"strings"

	"deskhand/internal/mail"
)

// A ticket's number as people see it: eight characters of base32 with a hyphen in the middle, more on a clash.
const (
	minToken = 8
	maxToken = 16
)

// Token is the ticket number that a mail carries: [7Q2M-9FKX] in its subject, or +7Q2M-9FKX in an address it went to, in
// which the hyphen may be left out. It is without the hyphen; empty: none.
func Token(m *mail.Message) string {
	for rest := m.Subject; ; {
		_, after, ok := strings.Cut(rest, "[")
		if !ok {
			break
		}
		inner, behind, ok := strings.Cut(after, "]")
		if !ok {
			break
		}
		if t := token(inner, true); t != "" {
			return t
		}
		rest = after
		if !strings.Contains(inner, "[") {
			rest = behind
		}
	}
	for _, a := range slices.Concat([]mail.Address{{Addr: m.DeliveredTo}}, m.To, m.Cc) {
		local, _, _ := strings.Cut(a.Addr, "@")
		if _, plus, ok := strings.Cut(local, "+"); ok {
			if t := token(plus, false); t != "" {
				return t
			}
		}
	}
	return ""
}

// token reads a number as typed: any case, O as 0, I and L as 1.
func token(s string, hyphen bool) string {
	s = strings.ToUpper(s)
	if len(s) > 4 && s[4] == '-' {
		s = s[:4] + s[5:]
	} else if hyphen {
		return ""
	}
	if len(s) < minToken || len(s) > maxToken {
		return ""
	}
	b := []byte(s)
	for i, c := range b {
		switch {
		case c == 'O':
			b[i] = '0'
		case c == 'I' || c == 'L':
			b[i] = '1'
		case c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' && c != 'U':
		default:
			return ""
		}
	}
	return string(b)
}
