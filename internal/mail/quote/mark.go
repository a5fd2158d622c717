package quote

import "strings"

// mark says what a line is.
type mark byte

const (
	own mark = iota
	older
	signed
)

// marker goes over the lines of one text.
type marker struct {
	lines []string
	marks []mark
	spans []int // of each line the span it lies in, +1; nil where the text has none
	ends  []int // of each span the line behind it
	about About
	stop  int  // from this line on stands a mail that is passed on, which is the point
	named bool // a line that names an older mail, or a program's own mark, was seen
}

func (m *marker) set(from, to int, k mark) {
	for i := from; i < to; i++ {
		m.marks[i] = k
	}
}

func (m *marker) skipBlank(i int) int {
	for i < len(m.lines) && blank(m.lines[i]) {
		i++
	}
	return i
}

// placeSpans says of each line in which span it lies whole.
func (m *marker) placeSpans() {
	if len(m.about.Spans) == 0 {
		return
	}
	m.spans, m.ends = make([]int, len(m.lines)), make([]int, len(m.about.Spans))
	m.within(m.about.Spans, func(line, span int) { m.spans[line], m.ends[span] = span+1, line+1 })
}

// within calls fn for each line that lies whole in one of the spans.
func (m *marker) within(spans []Span, fn func(line, span int)) {
	pos, n := 0, 0
	for i, l := range m.lines {
		from, to := pos, pos+len(strings.TrimRight(l, " \t\r\n"))
		pos += len(l)
		for n < len(spans) && spans[n].To <= from && spans[n].To < pos {
			n++
		}
		if n < len(spans) && spans[n].From <= from && to <= spans[n].To {
			fn(i, n)
		}
	}
}

// answers shows the coloured lines in a mail that is quoted whole: where it has no marks, people answer so. If most of it
// is coloured, it came so.
func (m *marker) answers() {
	if len(m.about.Colored) == 0 && len(m.about.Answers) == 0 {
		return
	}
	known := make(map[string]bool, len(m.about.Answers))
	for _, l := range m.about.Answers {
		known[l] = true
	}
	var lines []int
	full := 0
	for i, l := range m.lines {
		if m.marks[i] == older && !blank(l) {
			full++
			if len(known) > 0 && !m.isPrefixed(i) && known[strings.Join(strings.Fields(l), " ")] {
				lines = append(lines, i)
			}
		}
	}
	m.within(m.about.Colored, func(line, _ int) {
		if m.marks[line] == older && !blank(m.lines[line]) && !m.isPrefixed(line) && m.kind(line) == None {
			lines = append(lines, line)
		}
	})
	if len(lines)*2 > full {
		return
	}
	for _, i := range lines {
		m.marks[i] = own
	}
}

// kind is what the HTML says of a line.
func (m *marker) kind(i int) Kind {
	if m.spans == nil || m.spans[i] == 0 {
		return None
	}
	return m.about.Spans[m.spans[i]-1].Kind
}

// spanEnd is the line behind the span in which line i lies; the end of the text where it lies in none.
func (m *marker) spanEnd(i int) int {
	if m.spans == nil || m.spans[i] == 0 {
		return len(m.lines)
	}
	return m.ends[m.spans[i]-1]
}

// older marks the older mail and the lines that name it.
func (m *marker) older() {
	for i := 0; i < m.stop; i++ {
		if m.marks[i] != own || m.spans == nil && dull(m.lines[i]) || blank(m.lines[i]) {
			continue
		}
		if next := m.span(i); next > i {
			i = next - 1
			continue
		}
		switch {
		case m.isPrefixed(i):
			i = m.prefixed(i) - 1
		case m.named && initials(m.lines[i]):
			m.marks[i] = older
		case m.divided(i):
		case m.headBlock(i):
			m.passedOn(m.ruleAbove(i), true)
		default:
			m.named = m.introduced(i) || m.named
		}
	}
}

// dull: most lines can mark nothing, by their first and last letter and for want of a colon.
func dull(l string) bool {
	to := len(l)
	for to > 0 && l[to-1] <= ' ' {
		to--
	}
	from := 0
	for from < to && l[from] <= ' ' {
		from++
	}
	if from == to {
		return true
	}
	first, last := l[from], l[to-1]
	if first >= 0x80 || last >= 0x80 || last == ':' || strings.IndexByte("-(*_", last) >= 0 || strings.IndexByte(">-_=*#~+|[(PRWT", first) >= 0 {
		return false
	}
	if strings.IndexByte(l, '@') >= 0 { // it may name who wrote, without a colon
		return false
	}
	return strings.IndexByte(l[from:min(to, from+64)], ':') < 0 && strings.IndexByte(l[from:min(to, from+5)], '>') < 0
}

// span follows what the HTML says of line i and gives the line to go on with, or i where the words decide.
func (m *marker) span(i int) int {
	kind := m.kind(i)
	switch kind {
	case None, Signature, Indent:
		return i
	}
	end := m.spanEnd(i)
	if m.forwards(i, end) || kind == Forward {
		m.stop = i
		return end
	}
	switch kind {
	case Names:
		m.set(i, end, older)
		m.named = true
		return end
	case Below:
		if !m.likeHead(i) {
			return i
		}
		m.passedOn(m.ruleAbove(i), false)
		return len(m.lines)
	case Older:
		if m.about.Fresh && !m.named {
			return end
		}
	case Set:
		if !m.named && !m.headIn(i, end) && !m.introducedIn(i, end) {
			return end
		}
	}
	m.set(i, end, older)
	m.named = true
	return end
}

// forwards: the lines of a span begin with the words above a mail that is passed on.
func (m *marker) forwards(i, end int) bool {
	for k := i; k < end; k++ {
		if l := strings.TrimLeft(m.lines[k], "> "); !blank(l) {
			return divider(flat(l)) == isForwarded
		}
	}
	return false
}

// headIn: the element begins with a block of head lines.
func (m *marker) headIn(i, end int) bool {
	end = min(end, i+maxHeadLines+4)
	inner := marker{lines: make([]string, 0, end-i), marks: make([]mark, end-i)}
	for _, l := range m.lines[i:end] {
		inner.lines = append(inner.lines, strings.TrimLeft(l, "> "))
	}
	k := inner.skipBlank(0)
	return k < len(inner.lines) && inner.headBlock(k)
}

func (m *marker) introducedIn(i, end int) bool {
	for k := i; k < min(end, i+6); k++ {
		l := flat(strings.TrimLeft(m.lines[k], "> "))
		if l != "" && endsIntro(l) {
			how, _ := judgeIntro(l)
			return how != noIntro
		}
	}
	return false
}

// passedOn: from line i on stands an older mail. If this one passes it on, it is the point, else it is carried along, to
// the end of the HTML element it stands in if that is known.
func (m *marker) passedOn(i int, inSpan bool) {
	if m.about.Forward {
		m.stop = i
		return
	}
	end := len(m.lines)
	if inSpan {
		end = m.spanEnd(i)
	}
	m.set(i, end, older)
	m.named = true
}

// divided handles a line of dashes with words in it, or a help desk's.
func (m *marker) divided(i int) bool {
	l := m.lines[i]
	if len(l) > 200 {
		return false
	}
	line := flat(l)
	if line == "" {
		return false
	}
	dashes := strings.IndexByte("-_=*#~+", line[0]) >= 0 || strings.HasPrefix(line, "—") || strings.HasPrefix(line, "–")
	if !dashes && !strings.HasSuffix(line, ":") && !strings.HasSuffix(line, "：") && !m.plea(i) {
		return false
	}
	switch divider(line) {
	case isForwarded:
		m.stop = i
		return true
	case isOriginal:
		m.passedOn(m.ruleAbove(i), true)
		return true
	}
	if words, _ := undashed(line); (dashes && words != line || m.plea(i)) && containsAny(strings.ToLower(words), aboves) && m.ownAbove(i) {
		m.passedOn(i, true)
		return true
	}
	return false
}

// plea: a help desk's line without dashes.
func (m *marker) plea(i int) bool {
	l := strings.TrimLeft(m.lines[i], " [(")
	if l == "" || strings.IndexByte("PRWT", l[0]) < 0 || len(l) > 120 {
		return false
	}
	return hasPrefix(l, []string{"Please reply above", "Please type your reply above", "Reply above this line", "Write your reply above", "Write ABOVE", "REPLY ABOVE", "Type your reply above"})
}

func containsAny(lower string, words []string) bool {
	for _, w := range words {
		if strings.Contains(lower, w) {
			return true
		}
	}
	return false
}

func (m *marker) ownAbove(i int) bool {
	for k := 0; k < i; k++ {
		if m.marks[k] == own && !blank(m.lines[k]) {
			return true
		}
	}
	return false
}

// introduced marks the introduction that ends at line i, and with it what follows if that has no mark of its own.
func (m *marker) introduced(i int) bool {
	first, sure := m.introduction(i)
	if sure == noIntro {
		return false
	}
	next := m.skipBlank(i + 1)
	switch {
	case next < m.stop && (m.isPrefixed(next) || initials(m.lines[next]) || m.kind(next) == Older || m.kind(next) == Set):
		m.set(first, i+1, older)
	case sure != sureIntro || m.about.Fresh:
		return false
	case next >= m.stop:
		m.set(first, i+1, older)
	default:
		m.set(first, max(m.spanEnd(i), i+1), older)
	}
	return true
}

// ruleAbove takes the ruled line above a block of head lines with it, as Outlook on the web writes it, or words that others write without dashes.
func (m *marker) ruleAbove(i int) int {
	for k := i - 1; k >= 0 && k >= i-2; k-- {
		if isRule(m.lines[k]) || len(m.lines[k]) < 60 && dividers[strings.ToLower(flat(m.lines[k]))] == isOriginal {
			return k
		}
		if !blank(m.lines[k]) {
			break
		}
	}
	return i
}

func isRule(l string) bool {
	t := strings.TrimSpace(l)
	return len(t) >= 10 && (strings.Trim(t, "_") == "" || strings.Trim(t, "-") == "" || strings.Trim(t, "=") == "" || strings.Trim(t, "*") == "")
}
