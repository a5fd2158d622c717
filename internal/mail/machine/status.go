package machine

import "strings"

// findStatus finds the first enhanced code (RFC 3463) of a failure in a text, and the first SMTP code of one at the
// beginning of a word; each may be empty.
func findStatus(s string) (code, smtp string) {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c != '4' && c != '5' || i > 0 && (isWordByte(s[i-1]) || s[i-1] == '.' || s[i-1] == '@') {
			continue
		}
		if c, n := statusAt(s[i:]); n > 0 {
			return c, smtp
		}
		if smtp == "" && smtpAt(s[i:]) {
			smtp = s[i : i+3]
		}
	}
	return "", smtp
}

// smtpAt: an SMTP code with what a server writes behind it.
func smtpAt(s string) bool {
	if len(s) < 3 || s[1] < '0' || s[1] > '7' || !isDigit(s[2]) {
		return false
	}
	if len(s) == 3 {
		return true
	}
	switch s[3] {
	case ' ', '-', ':', ',', ')', ']', '\n', '\r', '"', '\'':
		return true
	}
	return false
}

// statusAt reads "d.d.d" of RFC 3463 at the start of s: class, then one to three digits twice.
func statusAt(s string) (string, int) {
	if len(s) < 5 || s[0] != '2' && s[0] != '4' && s[0] != '5' || s[1] != '.' {
		return "", 0
	}
	i := 2
	for k := 0; k < 2; k++ {
		start := i
		for i < len(s) && i-start < 3 && isDigit(s[i]) {
			i++
		}
		if i == start {
			return "", 0
		}
		if k == 0 {
			if i >= len(s) || s[i] != '.' {
				return "", 0
			}
			i++
		}
	}
	if i < len(s) && (isDigit(s[i]) || s[i] == '.' && i+1 < len(s) && isDigit(s[i+1])) { // an IP address
		return "", 0
	}
	return s[:i], i
}

// vague: a code that says failure and nothing else.
func vague(code string) bool { return strings.HasSuffix(code, ".0.0") }

// statusOf is the enhanced code of a failure: field, a report's own, unless it is vague and the server's words hold a
// better one of its class; else the one in the words; else derived from the words' meaning, the SMTP code giving the class.
func statusOf(field, words, action string) string {
	code, smtp := findStatus(words)
	switch {
	case field != "" && !vague(field):
		return field
	case field != "" && code != "" && code[0] == field[0]:
		return code
	case field != "":
		return field
	case code != "":
		return code
	}
	class := "5"
	if action == "delayed" {
		class = "4"
	}
	if smtp != "" {
		class = smtp[:1]
	}
	if detail := meaning(words); detail != "" {
		return class + detail
	}
	switch smtp {
	case "550", "551":
		return "5.1.1"
	case "552":
		return "5.2.2"
	case "553":
		return "5.1.3"
	case "421":
		return "4.4.2"
	case "450":
		return "4.2.0"
	case "451":
		return "4.3.0"
	case "452":
		return "4.2.2"
	}
	return class + ".0.0"
}

// meaning is the rest of the code that words stand for, ".1.1"; empty where they say nothing.
func meaning(words string) string {
	s := strings.ToLower(words)
	for _, r := range reasons() {
		if contains(s, r.words) != "" {
			return r.code
		}
	}
	return ""
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWordByte(c byte) bool {
	return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
