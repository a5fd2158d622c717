package mail

import "strings"

// Limits on header blocks. maxHeader and maxFields are part of what is stored for ever: ids are made of the fields within
// them, so the same bytes give the same ids however the mail was fetched.
const (
	maxHeader     = 1 << 20 // bytes of the top header block that are read
	maxPartHeader = 64 << 10
	maxFields     = 10_000
)

// field is one header field: the name as written, the value raw, with its folding.
type field struct{ name, value string }

// header is a block of fields in order.
type header struct {
	fields  []field
	garbage int // lines that are no field (RFC 5322 §2.2)
}

// splitHeader cuts a block into fields. Line ends are LF with at most one CR before it. A line that begins with white
// space continues the field above; a line that is neither is counted and left out, with its continuations. So the block
// ends only where the server says it ends, at the first empty line, and a mail fetched as headers reads the same.
func splitHeader(block string) header {
	h := header{fields: make([]field, 0, 32)}
	start, colon := -1, 0
	flush := func(end int) {
		if start >= 0 {
			name := strings.TrimRight(block[start:colon], " \t")
			h.fields = append(h.fields, field{name, trimEOL(block[colon+1 : end])})
		}
		start = -1
	}
	for pos := 0; pos < len(block); {
		next := len(block)
		if i := strings.IndexByte(block[pos:], '\n'); i >= 0 {
			next = pos + i + 1
		}
		if c := block[pos]; c != ' ' && c != '\t' {
			flush(pos)
			if len(h.fields) >= maxFields {
				return h
			}
			if i := fieldColon(block[pos:next]); i > 0 {
				start, colon = pos, pos+i
			} else {
				h.garbage++
			}
		}
		pos = next
	}
	flush(len(block))
	return h
}

// fieldColon gives the place of the colon behind a field name, or -1. White space before it is obsolete and allowed
// (RFC 5322 §4.5).
func fieldColon(line string) int {
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == ':':
			return i
		case c == ' ' || c == '\t':
			rest := strings.TrimLeft(line[i:], " \t")
			if strings.HasPrefix(rest, ":") && i > 0 {
				return len(line) - len(rest)
			}
			return -1
		case c <= ' ' || c > '~':
			return -1
		}
	}
	return -1
}

func trimEOL(s string) string {
	s = strings.TrimSuffix(s, "\n")
	return strings.TrimSuffix(s, "\r")
}

// get gives the first field of that name, raw, and whether there is one.
func (h *header) get(name string) (string, bool) {
	for i := range h.fields {
		if f := &h.fields[i]; len(f.name) == len(name) && strings.EqualFold(f.name, name) {
			return f.value, true
		}
	}
	return "", false
}

// text gives the first field of that name, unfolded and trimmed; empty when absent.
func (h *header) text(name string) string {
	v, _ := h.get(name)
	return unfoldTrim(v)
}

// all gives every field of that name, raw, in order.
func (h *header) all(name string) []string {
	var out []string
	for i := range h.fields {
		if f := &h.fields[i]; len(f.name) == len(name) && strings.EqualFold(f.name, name) {
			out = append(out, f.value)
		}
	}
	return out
}

// unfold takes out the line breaks of folding and leaves the white space (RFC 5322 §2.2.3).
func unfold(s string) string {
	if strings.IndexByte(s, '\n') < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for {
		i := strings.IndexByte(s, '\n')
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(strings.TrimSuffix(s[:i], "\r"))
		s = s[i+1:]
	}
}

func unfoldTrim(s string) string { return strings.Trim(unfold(s), " \t") }
