package calendar

import (
	"bytes"
	"io"
	"mime/quotedprintable"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/emersion/go-ical"
	"golang.org/x/text/encoding/charmap"
)

const (
	maxICSDepth = 16        // components in components
	maxParams   = 8192      // bytes of one line's parameters
	maxValue    = 256 << 10 // bytes of one line
	maxLoose    = 32 << 10  // bytes of a text to which lines without their fold are added
	maxLines    = 100_000   // properties of one file
)

// components reads the calendars of a file. The library's own decoder gives the whole file up for one malformed line,
// panics on some parameters and takes the square of their length; here one bad line costs that line. The library's types
// are kept. A file that was cut off is read as far as it goes.
func components(b []byte) []*ical.Component {
	root := &ical.Component{}
	open := []*ical.Component{root}
	var last *property
	count := 0
	for line := range bytes.SplitSeq(unfold(b), []byte("\n")) {
		if count++; count > maxLines || len(line) > maxValue {
			continue
		}
		here := open[len(open)-1]
		p, ok := readLine(readable(line))
		switch {
		case !ok:
			last.goesOn(line)
			continue
		case p.name == "BEGIN":
			name := strings.ToUpper(strings.TrimSpace(p.value))
			if len(open) > maxICSDepth || here == root && name != "VCALENDAR" {
				continue
			}
			c := &ical.Component{Name: name, Props: ical.Props{}}
			here.Children = append(here.Children, c)
			open, last = append(open, c), nil
			continue
		case p.name == "END":
			open, last = closed(open, strings.ToUpper(strings.TrimSpace(p.value))), nil
			continue
		case here == root:
			continue
		}
		here.Props[p.name] = append(here.Props[p.name], ical.Prop{Name: p.name, Params: p.params, Value: p.value})
		list := here.Props[p.name]
		last = &property{name: p.name, at: &list[len(list)-1]}
	}
	return root.Children
}

// closed ends the innermost component of that name, and those in it that were never ended; an END of nothing is nothing.
func closed(open []*ical.Component, name string) []*ical.Component {
	for i := len(open) - 1; i > 0; i-- {
		if open[i].Name == name {
			return open[:i]
		}
	}
	return open
}

// property is the one that was read last, so that a text broken without the blank that folding needs is put together.
type property struct {
	name string
	at   *ical.Prop
}

func (p *property) goesOn(line []byte) {
	if p == nil || len(p.at.Value) > maxLoose {
		return
	}
	switch p.name {
	case ical.PropDescription, "X-ALT-DESC", ical.PropComment:
		p.at.Value += `\n` + readable(line)
	}
}

// unfold makes every line end a line feed and takes folds out (RFC 5545, 3.1), in bytes: a fold may cut a letter in two.
// A value in quoted-printable (vCalendar 1.0) goes on after "=".
func unfold(b []byte) []byte {
	b = fromUTF16(b)
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	b = bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))
	b = bytes.ReplaceAll(b, []byte("\r"), []byte("\n"))
	b = bytes.ReplaceAll(b, []byte("\x00"), nil)
	b = bytes.ReplaceAll(b, []byte("\n "), nil)
	b = bytes.ReplaceAll(b, []byte("\n\t"), nil)
	if !bytes.Contains(bytes.ToUpper(b), []byte("QUOTED-PRINTABLE")) {
		return b
	}
	out := make([]byte, 0, len(b))
	soft := false
	for line := range bytes.SplitSeq(b, []byte("\n")) {
		if !soft && len(out) > 0 {
			out = append(out, '\n')
		}
		head, _, _ := bytes.Cut(line, []byte(":"))
		soft = bytes.HasSuffix(line, []byte("=")) && (soft || bytes.Contains(bytes.ToUpper(head), []byte("QUOTED-PRINTABLE")))
		if soft {
			line = line[:len(line)-1]
		}
		out = append(out, line...)
	}
	return out
}

func fromUTF16(b []byte) []byte {
	little := bytes.HasPrefix(b, []byte("\xff\xfe"))
	if !little && !bytes.HasPrefix(b, []byte("\xfe\xff")) {
		return b
	}
	units := make([]uint16, 0, len(b)/2)
	for i := 2; i+1 < len(b); i += 2 {
		if little {
			units = append(units, uint16(b[i])|uint16(b[i+1])<<8)
		} else {
			units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
		}
	}
	return []byte(string(utf16.Decode(units)))
}

// readable is a line as text. What is no UTF-8 is read as Windows-1252, of which Latin-1 is a part.
func readable(line []byte) string {
	if utf8.Valid(line) {
		return string(line)
	}
	if s, err := charmap.Windows1252.NewDecoder().Bytes(line); err == nil {
		return string(s)
	}
	return strings.ToValidUTF8(string(line), "\uFFFD")
}

type contentLine struct {
	name   string // upper case
	params ical.Params
	value  string
}

// readLine takes a content line apart (RFC 5545, 3.1). Quotes that are never closed end with the line's last colon.
func readLine(line string) (contentLine, bool) {
	end := strings.IndexAny(line, ":;")
	if end <= 0 || !isName(strings.TrimSpace(line[:end])) {
		return contentLine{}, false
	}
	out := contentLine{name: strings.ToUpper(strings.TrimSpace(line[:end])), params: ical.Params{}}
	if dot := strings.LastIndexByte(out.name, '.'); dot >= 0 {
		out.name = out.name[dot+1:] // a group's name, as vCards have them
	}
	rest := line[end:]
	colon := valueAt(rest)
	if last := strings.LastIndexByte(rest, ':'); last > colon && isTime(out.name) && !isFigures(rest[colon+1:]) {
		colon = last // "TZID=tzone://Microsoft/Utc:2026…", not quoted
	}
	if colon < 0 || colon > maxParams {
		return contentLine{}, false
	}
	for _, p := range splitOutside(rest[:colon], ';') {
		name, value, _ := strings.Cut(p, "=")
		name = strings.ToUpper(strings.TrimSpace(name))
		if name == "" || len(out.params) > 50 {
			continue
		}
		for _, v := range splitOutside(value, ',') {
			out.params[name] = append(out.params[name], unescapeParam(strings.Trim(strings.TrimSpace(v), `"`)))
		}
	}
	out.value = rest[colon+1:]
	if strings.EqualFold(out.params.Get("ENCODING"), "QUOTED-PRINTABLE") {
		if b, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(out.value))); err == nil {
			out.value = strings.ReplaceAll(strings.ReplaceAll(readable(b), "\r\n", `\n`), "\n", `\n`)
		}
	}
	return out, true
}

func isTime(name string) bool {
	switch name {
	case ical.PropDateTimeStart, ical.PropDateTimeEnd, ical.PropRecurrenceID, ical.PropRecurrenceDates, ical.PropExceptionDates:
		return true
	}
	return false
}

func isFigures(s string) bool {
	s = strings.TrimSpace(s)
	return len(s) >= 8 && strings.Trim(s[:4], "0123456789") == ""
}

// valueAt is where the value's colon stands: the first outside quotes, else, where a quote is never closed, the first at all.
func valueAt(s string) int {
	quoted := false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ':' && !quoted:
			return i
		}
	}
	return strings.IndexByte(s, ':')
}

func splitOutside(s string, sep byte) []string {
	var out []string
	quoted, from := false, 0
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == sep && !quoted:
			out, from = append(out, s[from:i]), i+1
		}
	}
	return append(out, s[from:])
}

// unescapeParam resolves RFC 6868's carets.
func unescapeParam(s string) string {
	return strings.NewReplacer("^^", "^", "^n", "\n", "^'", `"`).Replace(s)
}

// isName says whether a line begins like a property: in capitals, or all small. "Join: …" is text that lost its fold.
func isName(s string) bool {
	upper, lower := false, false
	for i, c := range []byte(s) {
		switch {
		case c >= 'A' && c <= 'Z':
			upper = true
		case c >= 'a' && c <= 'z':
			lower = true
		case i > 0 && (c == '-' || c == '.' || c == '_' || c >= '0' && c <= '9'):
		default:
			return false
		}
	}
	if upper && lower || lower && !strings.HasPrefix(s, "x-") {
		return isKnown(strings.ToUpper(s))
	}
	return upper || lower
}

func isKnown(name string) bool {
	switch name {
	case "BEGIN", "END", "VERSION", "PRODID", "METHOD", "CALSCALE", "UID", "SEQUENCE", "DTSTART", "DTEND", "DTSTAMP", "DURATION", "SUMMARY",
		"DESCRIPTION", "LOCATION", "ORGANIZER", "ATTENDEE", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID", "STATUS", "TZID",
		"TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "URL", "CONFERENCE", "CLASS", "PRIORITY", "TRANSP", "CREATED", "LAST-MODIFIED", "COMMENT":
		return true
	}
	return strings.HasPrefix(name, "X-")
}
