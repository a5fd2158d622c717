package savedreply

import (
	"regexp"
	"strings"
)

// front is the front matter as the file wrote it: every line is in exactly one segment.
type front struct {
	open, shut string // the lines "---", with their ends; empty: the file has no front matter
	segments   []segment
}

// segment is a key with its value and the indented lines below it, or a run of comments and empty lines (no key).
type segment struct {
	key    string
	raw    string // whole lines
	line   int    // of the key, in the file
	value  string // the value as read, for our keys
	column int    // of the value
	unset  bool   // empty or unusable: the default rules, which follows path and name
}

// keyLine is "key:" at the line's begin.
func keyLine() *regexp.Regexp {
	return regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*:([ \t]|\r?\n|$)`)
}

// splitFront separates front matter and body. The front matter is the YAML that people write by hand: one key a line,
// deeper values indented. A value of ours is read as text, so that `language: no` is Norwegian and
// `subject: Re: {{ticket.subject}}` needs no quotes.
func splitFront(src string) (f front, body string, problem *Problem) {
	if !opensFront(src) {
		return front{}, src, nil
	}
	first, rest := cutLine(src)
	f.open = first
	isKey := keyLine()
	var waiting string // comments and empty lines that may belong to an indented value
	flush := func() {
		if waiting != "" {
			f.segments = append(f.segments, segment{raw: waiting})
			waiting = ""
		}
	}
	for n := 2; rest != ""; n++ {
		var line string
		line, rest = cutLine(rest)
		bare := strings.TrimRight(line, " \t\r\n")
		switch {
		case bare == "---" && line[0] == '-':
			flush()
			f.shut = line
			return f, rest, nil
		case bare == "" || line[0] == '#':
			waiting += line
		case line[0] == ' ' || line[0] == '\t' || strings.HasPrefix(line, "- "):
			last := len(f.segments) - 1
			if last < 0 || f.segments[last].key == "" {
				return f, "", &Problem{Line: n, Column: 1, Fatal: true, Message: "this line of the front matter belongs to no key", Hint: "write `key: value`, from the line's begin"}
			}
			f.segments[last].raw += waiting + line
			waiting = ""
		default:
			m := isKey.FindStringSubmatch(line)
			if m == nil {
				return f, "", &Problem{Line: n, Column: 1, Fatal: true, Message: "this line of the front matter is not `key: value`", Hint: "mend it, or close the front matter with a line --- above it"}
			}
			flush()
			f.segments = append(f.segments, segment{key: m[1], raw: line, line: n})
		}
	}
	return f, "", &Problem{Line: 1, Column: 1, Fatal: true, Message: "the front matter that begins here is not closed", Hint: "put a line --- below its last key"}
}

// opensFront: the first line is three dashes.
func opensFront(src string) bool {
	first, _ := cutLine(src)
	return strings.TrimRight(first, " \t\r\n") == "---"
}

// cutLine splits after the first line end.
func cutLine(s string) (line, rest string) {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return s[:i+1], s[i+1:]
	}
	return s, ""
}

// scalar is a value of one line, in YAML's plain, 'single' or "double" form.
type scalar struct {
	value   string
	column  int    // of the value's first character, from 1
	empty   bool   // nothing, null or ~: the default rules
	comment string // what stands behind it, with the space before
	wrong   string // why it cannot be read
}

// readScalar reads the value behind "key:" of a segment.
func readScalar(raw string) scalar {
	line, more := cutLine(raw)
	line = strings.TrimRight(line, " \t\r\n")
	colon := strings.IndexByte(line, ':')
	text := strings.TrimLeft(line[colon+1:], " \t")
	s := scalar{column: len(line) - len(text) + 1}
	if strings.TrimSpace(more) != "" {
		s.wrong = "must stand on one line"
		return s
	}
	switch {
	case text == "":
		s.empty = true
	case text[0] == '"':
		s.quoted(text, unescapeDouble)
	case text[0] == '\'':
		s.quoted(text, unescapeSingle)
	default:
		s.plain(text)
	}
	return s
}

func (s *scalar) plain(text string) {
	if text[0] == '#' {
		s.empty, s.comment = true, " "+text
		return
	}
	if i := regexp.MustCompile(`[ \t]+#`).FindStringIndex(text); i != nil {
		text, s.comment = text[:i[0]], text[i[0]:]
	}
	s.value = text
	switch {
	case text == "~" || text == "null":
		s.value, s.empty = "", true
	case strings.HasPrefix(text, "{{"): // a variable, not a YAML map
	case strings.ContainsRune("[]{}&*!|>%@`,", rune(text[0])):
		s.wrong = "begins with " + text[:1] + ", which means something in YAML: put the value in quotes"
	}
}

func (s *scalar) quoted(text string, unescape func(string) (value, rest string, ok bool)) {
	s.column++
	value, rest, ok := unescape(text[1:])
	comment := strings.TrimLeft(rest, " \t")
	switch {
	case !ok:
		s.wrong = "has a quote that is not closed on its line, or an unknown escape"
	case comment != "" && (comment[0] != '#' || comment == rest):
		s.wrong = "goes on behind its closing quote"
	default:
		s.value, s.comment = value, rest
	}
}

func unescapeSingle(s string) (value, rest string, ok bool) {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != '\'':
			out.WriteByte(s[i])
		case i+1 < len(s) && s[i+1] == '\'':
			out.WriteByte('\'')
			i++
		default:
			return out.String(), s[i+1:], true
		}
	}
	return "", "", false
}

func unescapeDouble(s string) (value, rest string, ok bool) {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			return out.String(), s[i+1:], true
		case '\\':
			i++
			if i == len(s) {
				return "", "", false
			}
			at := strings.IndexByte(`"\/nt `, s[i])
			if at < 0 {
				return "", "", false
			}
			out.WriteByte("\"\\/\n\t "[at])
		default:
			out.WriteByte(s[i])
		}
	}
	return "", "", false
}
