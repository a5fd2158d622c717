// Package quote parts what a person newly wrote from what the mail carries along: older mail, quoted in any of the usual
// ways, and the signature.
//
// It never loses text: the segments in order are the text, byte for byte. When in doubt a line is the person's own. It
// must not do I/O or know the older mails.
package quote

import "strings"

// Segment is a run of whole lines that is the person's own, or carried along.
type Segment struct {
	Text   string
	Quoted bool
}

// Split gives the person's own text and the carried text, each the joined lines in order.
func Split(text string) (visible, quoted string) {
	var v, q strings.Builder
	segs := Segments(text)
	if len(segs) == 1 {
		if segs[0].Quoted {
			return "", text
		}
		return text, ""
	}
	for _, s := range segs {
		if s.Quoted {
			q.WriteString(s.Text)
		} else {
			v.WriteString(s.Text)
		}
	}
	return v.String(), q.String()
}

// Segments cuts text into runs. A mail that holds nothing but a block of older mail is a forward: all of it is visible.
func Segments(text string) []Segment {
	if text == "" {
		return nil
	}
	lines := splitLines(text)
	marks := mark(lines)
	fillBlanks(lines, marks)
	own := false
	for i, l := range lines {
		if !marks[i] && !blank(l) {
			own = true
			break
		}
	}
	var out []Segment
	pos, start := 0, 0
	for i, l := range lines {
		if i > 0 && (own && marks[i] != marks[i-1]) {
			out = append(out, Segment{text[start:pos], marks[i-1]})
			start = pos
		}
		pos += len(l)
	}
	return append(out, Segment{text[start:], own && marks[len(lines)-1]})
}

// splitLines keeps each line's end.
func splitLines(text string) []string {
	out := make([]string, 0, strings.Count(text, "\n")+1)
	for text != "" {
		i := strings.IndexByte(text, '\n') + 1
		if i == 0 {
			i = len(text)
		}
		out = append(out, text[:i])
		text = text[i:]
	}
	return out
}

// mark says of each line whether it is carried along.
func mark(lines []string) []bool {
	marks := make([]bool, len(lines))
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		switch {
		case marks[i]: // part of an introduction already marked
		case isPrefixed(l):
			marks[i] = !strings.HasPrefix(l, ">From ") || i > 0 && isPrefixed(lines[i-1])
		case isSignature(l) && signatureEnd(lines, i) > 0:
			end := signatureEnd(lines, i)
			for k := i; k < end; k++ {
				marks[k] = true
			}
			i = end - 1
		case isDevice(l):
			marks[i] = true
		case isDivider(l) || headBlock(lines, i):
			markRest(marks, ruleAbove(lines, i))
			return marks
		default:
			n := introduction(lines, i)
			if n == 0 {
				continue
			}
			for k := i; k < i+n; k++ {
				marks[k] = true
			}
			if next := skipBlank(lines, i+n); next == len(lines) || !isPrefixed(lines[next]) {
				markRest(marks, i)
				return marks
			}
		}
	}
	return marks
}

// fillBlanks carries the empty lines between and behind carried lines along.
func fillBlanks(lines []string, marks []bool) {
	for i := 0; i < len(lines); i++ {
		if marks[i] || i == 0 || !marks[i-1] || !blank(lines[i]) {
			continue
		}
		next := skipBlank(lines, i)
		if next == len(lines) || marks[next] {
			for k := i; k < next; k++ {
				marks[k] = true
			}
		}
		i = next - 1
	}
}

func markRest(marks []bool, from int) {
	for k := from; k < len(marks); k++ {
		marks[k] = true
	}
}

// signatureEnd gives the line behind the signature that opens at line from: the end, or the next older mail. Zero: what
// follows is too long for one, so the dashes only part the person's own text.
func signatureEnd(lines []string, from int) int {
	limit := 8
	if strings.HasPrefix(lines[from], "-- ") {
		limit = 20
	}
	full := 0
	for k := from + 1; k < len(lines); k++ {
		l := lines[k]
		if isPrefixed(l) || isDivider(l) || headBlock(lines, k) || introduction(lines, k) > 0 {
			return k
		}
		if !blank(l) {
			full++
		}
		if full > limit || k > from+60 {
			return 0
		}
	}
	return len(lines)
}

// ruleAbove takes the ruled line above a block of head lines with it, as Outlook on the web writes it.
func ruleAbove(lines []string, i int) int {
	for k := i - 1; k >= 0 && k >= i-2; k-- {
		t := strings.TrimSpace(lines[k])
		if len(t) >= 10 && strings.Trim(t, "_") == "" {
			return k
		}
		if t != "" {
			break
		}
	}
	return i
}

func skipBlank(lines []string, i int) int {
	for i < len(lines) && blank(lines[i]) {
		i++
	}
	return i
}

func blank(l string) bool { return strings.TrimSpace(l) == "" }

func isPrefixed(l string) bool {
	l = strings.TrimLeft(l, " ")
	return strings.HasPrefix(l, ">") || strings.HasPrefix(l, "＞")
}

// isSignature: "-- " alone on its line (RFC 3676 §4.3), its space lost on many ways.
func isSignature(l string) bool {
	return strings.HasPrefix(l, "--") && strings.TrimRight(l, " \r\n") == "--"
}

// isDevice: the line that a telephone writes under a mail.
func isDevice(l string) bool {
	if len(l) > 120 || l == "" {
		return false
	}
	switch l[0] { // of a thousand lines, few begin with one of these
	case 'S', 'G', 'V', 'E', 'I', 'i':
	default:
		return false
	}
	for _, p := range [...]string{
		"Sent from my ", "Sent from Outlook for ", "Get Outlook for ", "Sent from Mail for ", "Sent with Proton Mail",
		"Von meinem iPhone gesendet", "Von meinem iPad gesendet", "Gesendet von Outlook ", "Envoyé de mon i",
		"Enviado desde mi ", "Enviado do meu ", "Inviato da i", "Verzonden vanaf mijn ", "iPhoneから送信", "iPadから送信",
	} {
		if strings.HasPrefix(l, p) {
			return true
		}
	}
	return false
}
