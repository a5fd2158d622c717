package policy

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Problem is something wrong in the file, with its place (counted from 1; 0 where it has none).
type Problem struct {
	Line, Column int
	Message      string // what is wrong, naming the key
	Hint         string // what to do
	// Fatal problems make the whole file unusable; the caller keeps its last good policy.
	Fatal bool
}

// maxSource is the largest policy.yaml read: files from the journal may be hostile.
const maxSource = 1 << 20

// maxDepth bounds nesting; the deepest documented key needs 8.
const maxDepth = 32

// Parse reads policy.yaml. Unknown keys and references to things that do not exist are problems, but the policy stands.
// A file with a fatal problem (syntax, wrong type, no status) returns a nil policy and the problems.
func Parse(src []byte) (policy *Policy, problems []Problem) {
	// A panic of the YAML library costs this file, not the program.
	defer func() {
		if r := recover(); r != nil {
			policy, problems = nil, []Problem{fatal("policy.yaml cannot be read as YAML", "compare it with the sample policy")}
		}
	}()
	src, encoding := toUTF8(src)
	root, problem := parseYAML(src)
	if problem != nil {
		return nil, []Problem{*problem}
	}
	d := decoder{at: map[string]position{}}
	if encoding != "" {
		d.add(position{1, 1}, false, "save it as UTF-8", "policy.yaml is written in %s; it was converted", encoding)
	}
	var doc document
	d.decode(root, &doc)
	v := validator{decoder: &d, doc: &doc}
	if !d.fatal {
		v.validate()
	}
	if d.fatal {
		return nil, d.sorted()
	}
	return newPolicy(doc), d.sorted()
}

func fatal(message, hint string) Problem {
	return Problem{Message: message, Hint: hint, Fatal: true}
}

// parseYAML returns the root node of the single document in src.
func parseYAML(src []byte) (ast.Node, *Problem) {
	if len(src) > maxSource {
		p := fatal("policy.yaml is larger than 1 MiB", "move long texts into replies/ or handbook/")
		return nil, &p
	}
	if tooDeep(src) {
		p := fatal("policy.yaml is nested too deeply", "compare it with the sample policy")
		return nil, &p
	}
	file, err := parser.ParseBytes(src, 0)
	if err != nil {
		return nil, syntaxProblem(err)
	}
	var root ast.Node
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if root != nil {
			p := fatal("policy.yaml holds two YAML documents", "remove the line ---")
			p.Line, p.Column = place(doc.Body)
			return nil, &p
		}
		root = doc.Body
	}
	if root == nil {
		p := fatal("policy.yaml is empty", "delete the file to get the sample policy again")
		return nil, &p
	}
	return root, nil
}

// tooDeep looks for runs of brackets or indicators that only serve to exhaust a recursive parser.
func tooDeep(src []byte) bool {
	depth := 0
	for _, c := range src {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(0, depth-1)
		}
		if depth > maxDepth {
			return true
		}
	}
	for _, line := range bytes.Split(src, []byte("\n")) {
		if strings.Count(string(line[:min(len(line), 400)]), "- - ") > maxDepth/2 {
			return true
		}
		if len(line)-len(bytes.TrimLeft(line, " ")) > 200 {
			return true
		}
	}
	return false
}

func syntaxProblem(err error) *Problem {
	p := fatal("policy.yaml is not valid YAML: "+firstLine(err.Error()), "look at the indentation and at quotes near this place")
	var ye yaml.Error
	if errors.As(err, &ye) {
		p.Message = "policy.yaml is not valid YAML: " + ye.GetMessage()
		if t := ye.GetToken(); t != nil && t.Position != nil {
			p.Line, p.Column = t.Position.Line, t.Position.Column
		}
	}
	return &p
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// String is the problem in one line, as `policy.yaml:12:3: message; hint`.
func (p Problem) String() string {
	s := p.Message
	if p.Line > 0 {
		s = fmt.Sprintf("policy.yaml:%d:%d: %s", p.Line, p.Column, p.Message)
	}
	if p.Hint != "" {
		s += "; " + p.Hint
	}
	return s
}
