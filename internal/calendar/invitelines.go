package calendar

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

const (
	maxICSDepth = 16   // components in components
	maxParams   = 8192 // bytes before the colon of a line; the library's time grows with their square
)

// cleanLines unfolds the lines (RFC 5545, 3.1) and keeps those that the library can read: one malformed line makes it give
// up on the whole file, and so would an unbalanced END.
func cleanLines(b []byte) ([]byte, error) {
	if !utf8.Valid(b) {
		b = bytes.ToValidUTF8(b, []byte("\uFFFD"))
	}
	s := strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(string(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))))
	s = strings.NewReplacer("\n ", "", "\n\t", "").Replace(s)
	var out strings.Builder
	var open []string
	found := false
	for _, line := range strings.Split(s, "\n") {
		name, rest, ok := contentLine(line)
		switch {
		case !ok, len(open) == 0 && name != "BEGIN", len(open) == 0 && !strings.EqualFold(rest, "VCALENDAR"):
			continue
		case name == "BEGIN":
			if len(open) == maxICSDepth {
				return nil, ErrNoCalendar
			}
			open, found = append(open, strings.ToUpper(rest)), true
			line = "BEGIN:" + rest
		case name == "END":
			if open[len(open)-1] != strings.ToUpper(rest) {
				continue
			}
			open = open[:len(open)-1]
			line = "END:" + rest
		}
		out.WriteString(line + "\r\n")
	}
	if !found {
		return nil, ErrNoCalendar
	}
	// A file that was cut off is closed, so that what arrived can be read.
	for i := len(open) - 1; i >= 0; i-- {
		out.WriteString("END:" + open[i] + "\r\n")
	}
	return []byte(out.String()), nil
}

// contentLine takes a line apart far enough to say whether the library can read it.
func contentLine(line string) (name, rest string, ok bool) {
	quoted, params := false, 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case i > maxParams:
			return "", "", false
		case c == '"' && params == 0:
			return "", "", false
		case c == '"':
			quoted = !quoted
			// A quote stands only at both ends of a value.
			if quoted && line[i-1] != '=' && line[i-1] != ',' || !quoted && i+1 < len(line) && !strings.ContainsRune(",;:", rune(line[i+1])) {
				return "", "", false
			}
		case quoted:
		case c == ';':
			if params > 0 && !strings.Contains(line[params:i], "=") {
				return "", "", false
			}
			if params == 0 {
				name = line[:i]
			}
			params = i + 1
		case c == ':':
			if params > 0 && strings.Index(line[params:i], "=") <= 0 {
				return "", "", false
			}
			if params == 0 {
				name = line[:i]
			}
			name = strings.ToUpper(strings.TrimSpace(name))
			return name, strings.TrimSpace(line[i+1:]), name != ""
		}
	}
	return "", "", false
}
