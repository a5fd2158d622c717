package quote

import "strings"

const maxHeadLines = 18

// headBlock: From, Sent, To and Subject over an older mail that is quoted whole, as Outlook and many others write it.
// Header fields that somebody pasted, and a form's answers, look alike: they stay visible.
func (m *marker) headBlock(i int) bool {
	first := headLabel(m.lines[i])
	if first == 0 {
		return false
	}
	seen, count, last := first, 1, i
	address := strings.IndexByte(m.lines[i], '@') >= 0
	gap := false
	k := i + 1
scan:
	for ; k < len(m.lines) && k < i+maxHeadLines; k++ {
		l := m.lines[k]
		if blank(l) {
			if gap {
				break
			}
			gap = true
			continue
		}
		label := headLabel(l)
		switch {
		case label != 0:
			seen |= label
			count++
			last, gap = k, false
		case gap:
			break scan
		case rawField(l):
			return false
		case k-last > 4 || !strings.ContainsAny(l, "@;:") && l[0] != ' ' && l[0] != '\t' && label == 0 && headLabel(m.lines[k-1])&isTo == 0:
			break scan
		}
		address = address || label != 0 && strings.IndexByte(l, '@') >= 0
	}
	ruled := m.ruleAbove(i) < i
	switch {
	case seen&isFrom == 0 || seen&(isSent|isSubject) == 0, count < 3 && !(ruled && count == 2):
		return false
	case seen&isSubject == 0 && !address: // where from, where to and when: a journey
		return false
	case seen != isHeadLabel && !ruled && m.skipBlank(last+1) >= len(m.lines): // nothing stands below it
		return false
	}
	return ruled || !m.about.Fresh && !m.pasted(i)
}

// pasted: the person's words above announce what stands here, or it goes on with a form.
func (m *marker) pasted(i int) bool {
	if i > 0 && m.marks[i-1] == own {
		if at := strings.Index(m.lines[i-1][:min(len(m.lines[i-1]), 30)], ": "); at > 0 && strings.Count(m.lines[i-1][:at], " ") < 2 {
			return true
		}
	}
	for k := i - 1; k >= 0 && k >= i-2; k-- {
		if !blank(m.lines[k]) {
			l := flat(m.lines[k])
			return m.marks[k] == own && (strings.HasSuffix(l, ":") || strings.HasSuffix(l, "：")) && headLabel(m.lines[k]) == 0
		}
	}
	return false
}

// rawField: a header field that no program shows above a quoted mail.
func rawField(l string) bool {
	name, _, ok := strings.Cut(l[:min(len(l), 40)], ":")
	if !ok {
		return false
	}
	switch strings.ToLower(name) {
	case "received", "message-id", "return-path", "mime-version", "content-type", "dkim-signature", "delivered-to", "in-reply-to",
		"references", "authentication-results", "content-transfer-encoding", "x-mailer", "received-spf", "user-agent", "x-originating-ip":
		return true
	}
	return strings.HasPrefix(name, "X-") || strings.HasPrefix(name, "ARC-")
}

// likeHead: three of the next lines have a label, in whatever language.
func (m *marker) likeHead(i int) bool {
	n := 0
	for k := i; k < len(m.lines) && k < i+8; k++ {
		l := m.lines[k]
		if at := strings.IndexByte(l[:min(len(l), 48)], ':'); at > 0 || headLabel(l) != 0 {
			n++
		}
	}
	return n >= 3
}
