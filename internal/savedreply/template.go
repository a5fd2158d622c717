package savedreply

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// The template language (formats.md), logic-less:
//
//	{{contact.firstName}}                  a variable of the closed list
//	{{ask "What was agreed?"}}             the agent is asked
//	{{if present company.name}} … {{end}}  only where the value is known
//	{{include "signature"}}                another reply's body, depth 4
//	\{{                                    two braces as they are

type nodeKind int

const (
	textNode nodeKind = iota
	variableNode
	askNode
	ifNode
	includeNode
)

// node is a piece of a template. source is the tag as it was written, for a blank.
type node struct {
	kind         nodeKind
	text         string // text; the variable's name, the prompt, the included name
	source       string
	line, column int
	children     []node
}

// maxTags bounds a file's tags, maxNesting its ifs: files travel and may be hostile.
const maxTags, maxNesting, maxPrompt = 500, 8, 300

type templateParser struct {
	src          string
	at           int
	line, column int
	tags         int
	variables    map[string]Variable
	problems     []Problem
}

// parseTemplate reads a template that begins at line and column of its file. Every problem is fatal.
func parseTemplate(src string, line, column int) ([]node, []Problem) {
	p := templateParser{src: src, line: line, column: column, variables: variables()}
	nodes := p.nodes(0, nil)
	return nodes, p.problems
}

func (p *templateParser) fail(line, column int, hint, format string, args ...any) {
	if len(p.problems) < 50 {
		p.problems = append(p.problems, Problem{Line: line, Column: column, Fatal: true, Message: fmt.Sprintf(format, args...), Hint: hint})
	}
}

// advance moves on by n bytes and counts lines and characters.
func (p *templateParser) advance(n int) string {
	s := p.src[p.at : p.at+n]
	p.at += n
	if i := strings.LastIndexByte(s, '\n'); i >= 0 {
		p.line += strings.Count(s, "\n")
		p.column = 1 + utf8.RuneCountInString(s[i+1:])
	} else {
		p.column += utf8.RuneCountInString(s)
	}
	return s
}

// nodes reads up to the {{end}} of open, or to the end of the text.
func (p *templateParser) nodes(depth int, open *node) []node {
	var out []node
	for {
		if text := p.text(); text != "" {
			out = append(out, node{kind: textNode, text: text})
		}
		if p.at == len(p.src) {
			if open != nil {
				p.fail(open.line, open.column, "write {{end}} where it ends", "this {{if}} is not closed")
			}
			return out
		}
		n, end, ok := p.tag()
		switch {
		case !ok:
		case end && open == nil:
			p.fail(n.line, n.column, "take it out, or write {{if present …}} before it", "{{end}} without {{if}}")
		case end:
			return out
		case n.kind == ifNode && depth == maxNesting:
			p.fail(n.line, n.column, "use fewer conditions inside each other", "more than %d {{if}} inside each other", maxNesting)
			return out
		case n.kind == ifNode:
			n.children = p.nodes(depth+1, &n)
			out = append(out, n)
		default:
			out = append(out, n)
		}
	}
}

// text reads up to the next tag. A backslash before the braces takes their meaning away; it stays, as Markdown reads it
// the same way.
func (p *templateParser) text() string {
	from := p.at
	for {
		i := strings.Index(p.src[p.at:], "{{")
		if i < 0 {
			p.advance(len(p.src) - p.at)
			return p.src[from:]
		}
		slashes := 0
		for at := p.at + i - 1; at >= from && p.src[at] == '\\'; at-- {
			slashes++
		}
		p.advance(i)
		if slashes%2 == 0 {
			return p.src[from:p.at]
		}
		p.advance(2)
	}
}

// tag reads {{…}}. A tag stays on one line.
func (p *templateParser) tag() (n node, end, ok bool) {
	n.line, n.column = p.line, p.column
	length, closed := tagLength(p.src[p.at:])
	n.source = p.advance(length)
	if !closed {
		p.fail(n.line, n.column, "close it with }} on the same line, or write \\{{ for two braces", "{{ is not closed")
		return n, false, false
	}
	if p.tags++; p.tags > maxTags {
		if p.tags == maxTags+1 {
			p.fail(n.line, n.column, "split the reply in several", "more than %d {{…}}", maxTags)
		}
		return n, false, false
	}
	inner := strings.TrimSpace(n.source[2 : len(n.source)-2])
	word, rest, _ := strings.Cut(inner, " ")
	rest = strings.TrimSpace(rest)
	switch word {
	case "ask", "include":
		n.text, ok = p.quoted(n, word, rest)
		n.kind = map[string]nodeKind{"ask": askNode, "include": includeNode}[word]
	case "if":
		n.kind = ifNode
		name, found := strings.CutPrefix(rest, "present ")
		if n.text = strings.TrimSpace(name); !found {
			p.fail(n.line, n.column, "there is only {{if present contact.phone}} … {{end}}", "{{if}} knows nothing but present")
		} else {
			p.known(n)
		}
		ok = true // its {{end}} is read all the same
		if length := p.standalone(n); length > 0 {
			p.advance(length)
		}
	case "end":
		ok, end = true, true
		if rest != "" {
			p.fail(n.line, n.column, "write {{end}}", "{{end}} stands alone")
		}
		if length := p.standalone(n); length > 0 {
			p.advance(length)
		}
	default:
		n.kind, n.text = variableNode, inner
		ok = p.known(n)
	}
	return n, end, ok
}

// tagLength finds }} on the line, not inside quotes.
func tagLength(s string) (length int, closed bool) {
	quoted := false
	for i := 2; i < len(s); i++ {
		switch {
		case s[i] == '\n':
			return i, false
		case s[i] == '"':
			quoted = !quoted
		case !quoted && strings.HasPrefix(s[i:], "}}"):
			return i + 2, true
		}
	}
	return len(s), false
}

// standalone is the length of the rest of the line if the tag has the line to itself: {{if}} and {{end}} then leave no
// empty line behind, which would end a paragraph.
func (p *templateParser) standalone(n node) int {
	before := p.src[:p.at-len(n.source)]
	if strings.TrimRight(before[strings.LastIndexByte(before, '\n')+1:], " \t") != "" {
		return 0
	}
	line, _ := cutLine(p.src[p.at:])
	if strings.TrimSpace(line) != "" {
		return 0
	}
	return len(line)
}

// quoted reads the text in quotes behind ask and include.
func (p *templateParser) quoted(n node, word, rest string) (string, bool) {
	rest = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`).Replace(rest) // an editor's typographic quotes
	if len(rest) < 2 || rest[0] != '"' || strings.IndexByte(rest[1:], '"') != len(rest)-2 {
		p.fail(n.line, n.column, fmt.Sprintf(`write {{%s "…"}}`, word), "{{%s}} wants one text in quotes", word)
		return "", false
	}
	text := oneLine(rest[1 : len(rest)-1])
	switch {
	case text == "":
		p.fail(n.line, n.column, fmt.Sprintf(`write {{%s "…"}}`, word), "{{%s}} has an empty text", word)
	case len(text) > maxPrompt:
		p.fail(n.line, n.column, "shorten it", "the text of {{%s}} is longer than %d bytes", word, maxPrompt)
	default:
		return text, true
	}
	return "", false
}

func (p *templateParser) known(n node) bool {
	if _, ok := p.variables[n.text]; ok {
		return true
	}
	if !regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*$`).MatchString(n.text) {
		p.fail(n.line, n.column, `a tag is a variable, ask "…", if present …, end or include "…"`, "{{%s}} cannot be read", cut(oneLine(n.text), 60))
		return false
	}
	p.fail(n.line, n.column, nearest(n.text), "unknown variable %s", cut(n.text, 60))
	return false
}

// cut shortens at a character's end.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit] + "…"
}

// codeProblems warns of tags inside code: values are escaped as Markdown, and code shows the escapes.
func codeProblems(body string, line int) []Problem {
	var out []Problem
	fence := ""
	for rest := body; rest != "" && len(out) < 50; line++ {
		var text string
		text, rest = cutLine(rest)
		bare := strings.TrimLeft(text, " >\t")
		if mark := bare[:min(3, len(bare))]; (mark == "```" || mark == "~~~") && (fence == "" || mark == fence) {
			if fence == "" {
				fence = mark
			} else {
				fence = ""
			}
			continue
		}
		at := strings.Index(text, "{{")
		if at < 0 || fence == "" && strings.Count(text[:at], "`")%2 == 0 {
			continue
		}
		out = append(out, Problem{Line: line, Column: 1 + utf8.RuneCountInString(text[:at]), Message: "a variable inside code may show backslashes", Hint: "take it out of the code"})
	}
	return out
}
