package machine

import "strings"

// Labelled gives the value behind one of the labels in the mail of a web form, telephone system or chat: on its line
// ("Email: ann@example.org", "*Email*: …", "Email	…") or, where nothing stands there, on the next line that says
// something. Labels are tried in order; case does not count. Empty: none has a value.
func Labelled(text string, labels []string) string {
	lines := strings.Split(cut(text, 64<<10), "\n")
	lines = lines[:min(len(lines), 1000)]
	for _, label := range labels {
		for i, l := range lines {
			value, ok := behind(l, label)
			if !ok {
				continue
			}
			for j := i + 1; value == "" && j < len(lines) && j <= i+2; j++ {
				value = strings.Trim(lines[j], " \t\r>*|")
				if at := strings.IndexAny(value, ":："); at >= 0 && at < 30 && !strings.Contains(value, "://") { // the next label
					value = ""
					break
				}
			}
			if value != "" {
				return cut(value, 500)
			}
		}
	}
	return ""
}

// behind gives what follows a label at the beginning of a line.
func behind(line, label string) (value string, ok bool) {
	line = strings.TrimLeft(line, " \t>*|•·-_[")
	if len(line) < len(label) || !strings.EqualFold(line[:len(label)], label) {
		return "", false
	}
	rest := strings.TrimLeft(line[len(label):], " *_]")
	switch {
	case strings.TrimSpace(rest) == "":
		return "", true
	case strings.HasPrefix(rest, ":"), strings.HasPrefix(rest, "|"), strings.HasPrefix(rest, "\t"), strings.HasPrefix(rest, "="):
		return strings.Trim(rest[1:], " \t\r*|"), true
	case strings.HasPrefix(rest, "："):
		return strings.Trim(rest[len("："):], " \t\r*|"), true
	}
	return "", false
}

// AddressIn gives the first mail address in a value; empty where it holds none.
func AddressIn(value string) string { return findAddress(value, nil) }

// NumberIn gives the telephone number in a value as it is written; empty where it holds none.
func NumberIn(value string) string {
	start, digits := -1, 0
	for i := 0; i <= len(value); i++ {
		var c byte
		if i < len(value) {
			c = value[i]
		}
		switch {
		case isDigit(c):
			if start < 0 {
				start = i
			}
			digits++
		case c == '+' && start < 0, c == '(' && start < 0:
			start = i
		case start >= 0 && c != 0 && strings.IndexByte(" -/.()", c) >= 0:
		default:
			if found := strings.TrimRight(value[max(start, 0):i], " -/.("); digits >= 5 && digits <= 15 && !dated(found) {
				if !strings.Contains(found, "(") {
					found = strings.TrimRight(found, ")")
				}
				return found
			}
			start, digits = -1, 0
			if c == '+' {
				start = i
			}
		}
	}
	return ""
}

// dated: a date, 2026-11-24 or 24.11.2026.
func dated(s string) bool {
	return len(s) >= 10 && s[4] == '-' && s[7] == '-' || len(s) >= 10 && s[2] == s[5] && (s[2] == '.' || s[2] == '/')
}

// WithoutNumber is a value without the telephone number and the brackets around it: a name.
func WithoutNumber(value string) string {
	if n := NumberIn(value); n != "" {
		value = strings.Replace(value, n, "", 1)
	}
	return strings.Join(strings.Fields(strings.Trim(strings.NewReplacer("<>", "", "()", "", "\"", "").Replace(value), " \t,;()<>-")), " ")
}
