package sender

import "strings"

// Results is one Authentication-Results field (RFC 8601).
type Results struct {
	ID      string // authserv-id, as written; Microsoft leaves it out: ""
	Results []Result
}

// Result is what one method found.
type Result struct {
	Method, Value string            // "dkim", "pass"; lower case
	Props         map[string]string // "header.d": "kestrel.example"; keys lower case
}

const maxField = 16 << 10 // bytes of a field that are read

// ParseResults reads the value of an Authentication-Results field, unfolded. Comments are dropped.
func ParseResults(field string) (out Results, ok bool) {
	parts := split(field[:min(len(field), maxField)])
	if len(parts) == 0 {
		return out, false
	}
	if head := parts[0]; len(head) > 0 && !strings.Contains(head[0], "=") {
		out.ID, parts = strings.ToLower(head[0]), parts[1:]
	}
	for _, words := range parts {
		if r, ok := result(words); ok {
			out.Results = append(out.Results, r)
		}
	}
	return out, true
}

func result(words []string) (r Result, ok bool) {
	r.Props = map[string]string{}
	for i, w := range words {
		key, value, found := strings.Cut(w, "=")
		if key = strings.ToLower(key); !found {
			continue
		}
		if i == 0 {
			method, _, _ := strings.Cut(key, "/") // "dkim/1": a version
			r.Method, r.Value = method, strings.ToLower(value)
			continue
		}
		if _, twice := r.Props[key]; !twice {
			r.Props[key] = value
		}
	}
	return r, r.Method != ""
}

// split parts a field at its semicolons, and each part into words; comments go, quotes come off, "a = b" is one word.
func split(s string) (parts [][]string) {
	var words []string
	var word strings.Builder
	depth, quoted := 0, false
	end := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case (depth > 0 || quoted) && c == '\\' && i+1 < len(s):
			i++
			if quoted {
				word.WriteByte(s[i])
			}
		case quoted && c != '"':
			word.WriteByte(c)
		case depth == 0 && c == '"':
			quoted = !quoted
		case c == '(':
			depth++
		case depth > 0:
			if c == ')' {
				depth--
			}
		case c == ';':
			end()
			parts, words = append(parts, words), nil
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			if next := strings.TrimLeft(s[i:], " \t\r\n"); !strings.HasPrefix(next, "=") && !strings.HasSuffix(word.String(), "=") {
				end()
			}
		default:
			word.WriteByte(c)
		}
	}
	end()
	return append(parts, words)
}
