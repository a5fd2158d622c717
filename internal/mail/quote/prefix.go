package quote

import (
	"strings"
	"unicode"
)

// isPrefixed: a line that mail programs have marked as quoted.
func (m *marker) isPrefixed(i int) bool {
	l := m.lines[i]
	for k := 0; k < len(l); k++ {
		switch {
		case l[k] == '>':
			return true
		case l[k] == ' ' || l[k] == '\t':
		default:
			return strings.HasPrefix(l[k:], "＞")
		}
	}
	return false
}

// initials: "AL> ", as The Bat! and Becky! mark what Ann Lee wrote.
func initials(l string) bool {
	i := strings.IndexByte(l[:min(len(l), 12)], '>')
	if i < 1 {
		return false
	}
	n := 0
	for _, r := range strings.TrimLeft(l[:i], " ") {
		if n++; n > 3 || !unicode.IsUpper(r) {
			return false
		}
	}
	return n > 0
}

// prefixed judges a run of such lines that begins at i and gives the line behind it. Where no line named an older mail, a
// comparison, a prompt or mbox's ">From " may begin a line too.
func (m *marker) prefixed(i int) int {
	end := i
	for end < m.stop && m.isPrefixed(end) {
		end++
	}
	first := strings.TrimLeft(m.lines[i], " \t")
	switch {
	case strings.HasPrefix(first, ">From "):
		if !m.named && end == i+1 {
			return end
		}
	case !m.named && m.forwards(i, end):
		m.stop = i
		return end
	case !m.named && (m.about.Fresh || end == i+1 && comparison(first) || m.prompts(i, end)):
		return end
	}
	m.set(i, end, older)
	return end
}

// comparison: "> 5 users", ">= 3", and what is drawn with such marks.
func comparison(l string) bool {
	l = strings.TrimSpace(l[1:])
	if strings.HasSuffix(l, "<") {
		return true
	}
	return l != "" && (isDigit(l[0]) || l[0] == '=')
}

// prompts: each line begins with Python's ">>> ".
func (m *marker) prompts(i, end int) bool {
	for k := i; k < end; k++ {
		if l := m.lines[k]; !strings.HasPrefix(l, ">>> ") || strings.HasPrefix(l, ">>> >") {
			return false
		}
	}
	return true
}
