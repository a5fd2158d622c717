package quote

import (
	"strings"
	"unicode/utf8"
)

const (
	maxSignature     = 20 // lines with words below "-- "
	maxLooseMark     = 8  // below dashes that lost their space
	maxMarkedLines   = 30 // in an element that a program calls the signature
	maxSignatureLine = 100
)

// signatures marks what stands below the person's words in each of their runs.
func (m *marker) signatures() {
	for i := 0; i < m.stop; i++ {
		if m.marks[i] != own {
			continue
		}
		switch {
		case m.kind(i) == Signature && !blank(m.lines[i]):
			i = m.signatureSpan(i) - 1
		case isSignature(m.lines[i]):
			if end := m.signatureEnd(i); end > 0 {
				m.set(i, end, signed)
				i = end - 1
			}
		}
	}
	for end := m.stop; end > 0; {
		from := end
		for from > 0 && m.marks[from-1] == own {
			from--
		}
		if from < end {
			m.tail(from, end)
		}
		for end = from; end > 0 && m.marks[end-1] != own; end-- {
		}
	}
}

// signatureSpan marks the lines of an element that is the signature, unless it holds more than one does.
func (m *marker) signatureSpan(i int) int {
	end := min(m.spanEnd(i), m.stop)
	full := 0
	for k := i; k < end; k++ {
		l := flat(m.lines[k])
		if l != "" {
			full++
		}
		if strings.HasSuffix(l, "?") || m.marks[k] != own {
			return end
		}
	}
	if full <= maxMarkedLines {
		m.set(i, end, signed)
	}
	return end
}

// isSignature: "-- " alone on its line (RFC 3676 §4.3), its space lost on many ways.
func isSignature(l string) bool {
	if len(l) > 16 || !strings.HasPrefix(l, "--") && !strings.HasPrefix(l, "—") && !strings.HasPrefix(l, "__") {
		return false
	}
	switch flat(l) {
	case "--", "—", "__":
		return true
	}
	return false
}

// signatureEnd gives the line behind the signature that opens at line from: the end, or the next older mail. Zero: what
// follows is too long for one, so the dashes only part the person's own text.
func (m *marker) signatureEnd(from int) int {
	limit, sure := maxLooseMark, strings.HasPrefix(m.lines[from], "-- ")
	if sure {
		limit = maxSignature
	}
	full, k := 0, from+1
	for ; k < m.stop && m.marks[k] == own; k++ {
		l := flat(m.lines[k])
		if l == "" {
			continue
		}
		if postscript(l) && blank(m.lines[k-1]) {
			return k
		}
		if full++; full > limit || !sure && (strings.HasSuffix(l, "?") || (endsSentence(l) || strings.HasSuffix(l, ".")) && strings.Count(l, " ") > 3 || utf8.RuneCountInString(l) > maxSignatureLine) {
			return 0
		}
	}
	return k
}

// tail takes off the end of a run what programs write under a mail, paragraph by paragraph.
func (m *marker) tail(from, end int) {
	for n := 0; n < 4; n++ {
		for end > from && blank(m.lines[end-1]) {
			end--
		}
		top := end
		for top > from && !blank(m.lines[top-1]) {
			top--
		}
		device := m.deviceFrom(top, end)
		if device == end {
			return
		}
		m.set(device, end, signed)
		end = device
	}
}

// deviceFrom is the first of the lines at the paragraph's end that a program writes under a mail; end if there is none.
func (m *marker) deviceFrom(top, end int) int {
	if k := end - 1; k >= top && isDevice(flat(m.lines[k])) {
		for k > top && isDevice(flat(m.lines[k-1])) {
			k--
		}
		return k
	}
	if end-top == 2 && isDevice(flat(m.lines[top])) && len(m.lines[top+1]) < 100 { // its address on a line of its own
		if l := flat(m.lines[top+1]); strings.HasPrefix(l, "<http") || strings.HasPrefix(l, "http") || strings.HasPrefix(l, "[http") {
			return top
		}
	}
	return end
}

func isDevice(l string) bool {
	if l == "" || len(l) > 200 {
		return false
	}
	l = strings.TrimLeft(l, "[<(*_- ")
	if i := strings.Index(l, "<http"); i > 0 {
		l = l[:i]
	}
	if l == "" || len(l) > 110 || strings.HasSuffix(l, "?") {
		return false
	}
	low := strings.ToLower(l)
	return hasPrefix(low, devices[low[0]]) && (strings.Count(low, " ") < 8 && !strings.ContainsAny(low, ",:;") && !hasDate(low) || containsAny(low, []string{"samsung", "android", "iphone", "ipad", "galaxy", "outlook", "lte", "blackberry", "mail", "handy"}))
}

// postscript: the person goes on below the signature.
func postscript(l string) bool {
	return hasPrefix(strings.ToLower(l[:min(len(l), 20)]), []string{"p.s.", "ps:", "ps.", "ps ", "ps,", "p. s.", "p.s ", "p.s:", "nb:", "n.b.", "p.d.", "з.ы.", "p.s,", "ps -", "追伸", "附言", "추신"})
}
