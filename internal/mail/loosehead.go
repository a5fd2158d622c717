package mail

import "strings"

// looseLines is how far behind a line that is no field the next field may stand for the line to belong to the header.
const looseLines = 4

// looseHeader reads a header block for the eye: a byte order mark and an mbox's "From " line before it do not count, a
// line that lost its fold belongs to the field above, and where prose begins without an empty line the body begins; it
// is given back. Ids never come from here (splitHeader).
func looseHeader(block string, top bool) (h header, body string) {
	block = strings.TrimPrefix(block, "\ufeff")
	var b strings.Builder
	b.Grow(len(block))
	inField := false
	for pos := 0; pos < len(block); {
		next := lineEnd(block, pos)
		line := block[pos:next]
		switch {
		case pos == 0 && top && isMboxLine(line):
			pos = next
			continue
		case line[0] == ' ' || line[0] == '\t':
			bare := strings.TrimLeft(line, " \t")
			if i := fieldColon(bare); !inField && i > 0 && knownField(asciiLower(strings.TrimRight(bare[:i], " \t"))) {
				line, inField = bare, true // the first field, moved in by mistake
			} else if !inField && strings.TrimSpace(line) != "" {
				return splitHeader(b.String()), block[pos:]
			}
		case fieldColon(line) > 0 && (inField || top || knownSoon(block[pos:])):
			inField = true
		case knownSoon(block[next:]): // it lost its fold, or is nothing that can be read
			h.garbage++
			if inField {
				b.WriteByte(' ')
			} else {
				line = ""
			}
		default:
			out := splitHeader(b.String())
			out.garbage += h.garbage
			return out, block[pos:]
		}
		b.WriteString(line)
		pos = next
	}
	out := splitHeader(b.String())
	out.garbage += h.garbage
	return out, ""
}

func lineEnd(s string, pos int) int {
	if i := strings.IndexByte(s[pos:], '\n'); i >= 0 {
		return pos + i + 1
	}
	return len(s)
}

// isMboxLine: what a mailbox file writes before a mail (RFC 4155), also as some programs quote it.
func isMboxLine(line string) bool {
	return strings.HasPrefix(line, "From ") || strings.HasPrefix(line, ">From ")
}

// knownSoon: within a few lines stands a field that mails have.
func knownSoon(s string) bool {
	for n := 0; n < looseLines && s != ""; n++ {
		end := lineEnd(s, 0)
		if i := fieldColon(s[:end]); i > 0 && knownField(asciiLower(strings.TrimRight(s[:i], " \t"))) {
			return true
		}
		s = s[end:]
	}
	return false
}

// knownField: a name (lower case) that stands in headers and seldom before a colon in prose.
func knownField(name string) bool {
	switch name {
	case "from", "to", "cc", "bcc", "subject", "date", "sender", "reply-to", "message-id", "in-reply-to", "references", "received",
		"return-path", "mime-version", "delivered-to", "dkim-signature", "authentication-results", "user-agent", "organization",
		"precedence", "importance", "auto-submitted", "envelope-to", "errors-to", "thread-index", "thread-topic", "status",
		"received-spf", "disposition-notification-to", "dkim-filter", "domainkey-signature", "lines", "newsgroups", "keywords":
		return true
	}
	for _, p := range [...]string{"x-", "content-", "list-", "resent-", "arc-"} {
		if strings.HasPrefix(name, p) && len(name) > len(p) {
			return true
		}
	}
	return false
}

// known: one of its fields is one that mails have.
func (h *header) known() bool {
	for i := range h.fields {
		if knownField(asciiLower(h.fields[i].name)) {
			return true
		}
	}
	return false
}
