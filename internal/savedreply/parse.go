package savedreply

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parse reads the file at path (inside replies/, with slashes). Unknown keys are problems but kept. A file with a fatal
// problem (front matter, template, an unknown variable, too large) gives a nil Reply.
func Parse(path string, src []byte) (*Reply, []Problem) {
	r := defaults(path)
	p := parsing{reply: &r}
	if len(src) > MaxSource {
		p.add(0, 0, true, fmt.Sprintf("the file is larger than %d KiB", MaxSource>>10), "move pictures and long texts into the handbook and link to them")
		return nil, p.problems
	}
	text, encoding := toUTF8(src)
	if encoding != "" {
		p.add(1, 1, false, "the file is written in "+encoding+"; it was converted", "save it as UTF-8")
	}
	f, body, problem := splitFront(string(text))
	if problem != nil {
		problem.Path = r.Path
		return nil, append(p.problems, *problem)
	}
	r.front, r.Body = f, body
	p.keys()
	p.convention()
	firstLine := 1 + strings.Count(string(text[:len(text)-len(body)]), "\n")
	_, wrong := parseTemplate(body, firstLine, 1)
	p.template(wrong)
	p.template(codeProblems(body, firstLine))
	if slices.ContainsFunc(p.problems, func(p Problem) bool { return p.Fatal }) {
		return nil, p.problems
	}
	return &r, p.problems
}

type parsing struct {
	reply    *Reply
	problems []Problem
}

func (p *parsing) add(line, column int, fatal bool, message, hint string) {
	p.problems = append(p.problems, Problem{Path: p.reply.Path, Line: line, Column: column, Message: message, Hint: hint, Fatal: fatal})
}

func (p *parsing) template(wrong []Problem) {
	for _, w := range wrong {
		p.add(w.Line, w.Column, w.Fatal, w.Message, w.Hint)
	}
}

// keys reads the front matter into the reply.
func (p *parsing) keys() {
	seen := map[string]int{}
	for i := range p.reply.front.segments {
		s := &p.reply.front.segments[i]
		if s.key == "" {
			continue
		}
		if first := seen[s.key]; first > 0 {
			p.add(s.line, 1, known(s.key), fmt.Sprintf("%s stands twice, first on line %d", s.key, first), "keep one of them")
		}
		seen[s.key] = s.line
		if !known(s.key) {
			p.reply.Extra = append(p.reply.Extra, Extra{Key: s.key, Raw: s.raw})
			p.add(s.line, 1, false, fmt.Sprintf("unknown key %q", s.key), "known are "+strings.Join(Keys(), ", ")+"; it is kept as it is")
			continue
		}
		v := readScalar(s.raw)
		s.column = v.column
		if v.wrong != "" {
			p.add(s.line, v.column, true, s.key+" "+v.wrong, "write it on one line, in quotes where it is not plain text")
			continue
		}
		s.unset = !p.key(s, v)
		s.value = p.reply.field(s.key)
	}
}

// Keys are the keys of the front matter that Deskhand knows, in the order Format writes them.
func Keys() []string {
	return []string{"name", "kind", "language", "for", "subject", "resolves"}
}

func known(key string) bool { return slices.Contains(Keys(), key) }

// key takes one value over; an empty or wrong one leaves the default, says so, and gives false.
func (p *parsing) key(s *segment, v scalar) (taken bool) {
	r, value := p.reply, v.value
	if v.empty {
		return false
	}
	taken = true
	wrong := func(fatal bool, message, hint string) {
		taken = false
		p.add(s.line, v.column, fatal, message, hint)
	}
	switch s.key {
	case "name":
		name := oneLine(value)
		switch {
		case name == "":
			wrong(false, "name is empty; the file's name is used", "give it a name or leave the key out")
		case len(name) > maxName:
			wrong(true, fmt.Sprintf("name is longer than %d bytes", maxName), "a few words are enough: # finds parts of it")
		case strings.ContainsAny(name, `"{}`):
			wrong(true, "name holds a quote or a brace", "use letters, digits, _ and -")
		default:
			r.Name, r.For = name, forOf(name)
		}
	case "kind":
		switch Kind(strings.ToLower(value)) {
		case Template, Snippet:
			r.Kind = Kind(strings.ToLower(value))
		default:
			wrong(true, fmt.Sprintf("kind %q is unknown", value), "template (e-mail only) or snippet (anywhere)")
		}
	case "language":
		lang, ok := language(value)
		if !ok && value != "" {
			wrong(false, fmt.Sprintf("language %q is not a language tag", value), "write en, de, pt-BR …")
			return false
		}
		r.Language = lang
	case "for": // read by convention, once the name is known
	case "subject":
		r.Subject = oneLine(value)
		if len(r.Subject) > maxSubject {
			wrong(true, fmt.Sprintf("subject is longer than %d bytes", maxSubject), "shorten it")
			return false
		}
		nodes, problems := parseTemplate(r.Subject, s.line, v.column)
		p.template(problems)
		if slices.ContainsFunc(nodes, func(n node) bool { return n.kind == includeNode }) {
			wrong(true, "a subject cannot include another reply", "write its words here")
		}
	case "resolves":
		switch strings.ToLower(value) {
		case "true", "yes", "on":
			r.Resolves = true
		case "false", "no", "off":
			r.Resolves = false
		default:
			wrong(false, fmt.Sprintf("resolves %q is neither true nor false", value), "write true or false")
		}
	}
	return taken
}

// convention reads `for` and compares it with the name's prefix (E7).
func (p *parsing) convention() {
	r, byName := p.reply, p.reply.For
	for i := range r.front.segments {
		s := &r.front.segments[i]
		if s.key != "for" {
			continue
		}
		v := readScalar(s.raw)
		switch f := For(strings.ToLower(v.value)); {
		case v.empty || v.wrong != "":
			s.unset = true
		case f == ForTicket, f == ForChat, f == "":
			r.For = f
			if byName != "" && f != byName {
				p.add(s.line, v.column, false, fmt.Sprintf("for says %q, the name's prefix says %q", f, byName), "tst is for tickets, tsc for chats: rename it or change for")
			}
		default:
			s.unset = true
			p.add(s.line, v.column, false, fmt.Sprintf("for %q is unknown", v.value), "ticket or chat")
		}
		s.value = string(r.For)
		if r.Kind == Template && r.For == ForChat {
			p.add(s.line, v.column, false, "a template for chats can never be used: templates go into e-mail only", "make it a snippet")
		}
	}
}

// field is a key's value as text, as Format writes it.
func (r *Reply) field(key string) string {
	switch key {
	case "name":
		return r.Name
	case "kind":
		return string(r.Kind)
	case "language":
		return r.Language
	case "for":
		return string(r.For)
	case "subject":
		return r.Subject
	case "resolves":
		if r.Resolves {
			return "true"
		}
		return "false"
	}
	return ""
}

// oneLine collapses white space and drops what must not stand in a line: controls, bidi overrides, broken bytes.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(visible, s)), " ")
}

// visible maps a rune that may not be shown to nothing, line breaks and tabs to a space.
func visible(r rune) rune {
	switch {
	case r == '\n', r == '\r', r == '\t', r == '\v', r == '\f', r == 0x85, r == 0x2028, r == 0x2029:
		return ' '
	case unicode.IsControl(r), r == utf8.RuneError, r == 0xFEFF,
		r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0x200E, r == 0x200F, r == 0x061C,
		r >= 0xE0000 && r <= 0xE007F:
		return -1
	}
	return r
}
