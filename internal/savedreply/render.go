package savedreply

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// Values is what a reply is filled with.
type Values struct {
	Vars    map[string]string // by the names of Variables; a missing or blank one becomes a Blank
	Answers map[string]string // by the prompt of {{ask "…"}}, compared without case
	Omit    map[string]bool   // prompts the agent left empty on purpose
	// Languages of the customer and the team: of what a reply includes that is for any language.
	Languages []string
}

// Blank is a value that is missing. It stands in the text as the tag was written, and a mail with one is not sent.
type Blank struct {
	Name           string // the variable; "ask" for a question
	Prompt         string // what to ask the agent
	Why            string // why a value that was given could not be used
	Offset, Length int    // in Markdown, or in Subject, in bytes
	InSubject      bool
}

// Rendered is a reply with its values.
type Rendered struct {
	Name, Language string
	Subject        string // one line
	Markdown       string
	Blanks         []Blank  // in the order of the text, the subject's first
	Omitted        []string // prompts left empty on purpose
	Resolves       bool
}

// MaxDepth is how deep includes may go, maxIncluded how many there may be in all, maxRendered how long the result may be,
// in bytes.
const MaxDepth, maxIncluded, maxRendered = 4, 200, 1 << 20

// ErrInclude is wrapped by what Render says of an {{include}} that cannot be followed.
var ErrInclude = errors.New("cannot include")

// Render fills the reply. lib finds what it includes and may be nil if it includes nothing. Values are escaped for their
// place and never read as template or Markdown.
func Render(lib *Library, r *Reply, v Values) (Rendered, error) {
	out := Rendered{Name: r.Name, Language: r.Language, Resolves: r.Resolves}
	w := renderer{lib: lib, values: v, variables: variables(), out: &out}
	w.answers = foldKeys(v.Answers)
	w.omit = map[string]bool{}
	for prompt, omit := range v.Omit {
		w.omit[foldKey(prompt)] = omit
	}
	w.subject = true
	nodes, problems := parseTemplate(r.Subject, 1, 1)
	if err := firstFatal(problems); err != nil {
		return Rendered{}, fmt.Errorf("subject of %q: %w", r.Name, err)
	}
	if err := w.nodes(r, nodes, nil); err != nil {
		return Rendered{}, fmt.Errorf("subject of %q: %w", r.Name, err)
	}
	out.Subject = strings.TrimRight(string(w.text), " ")
	w.subject, w.text = false, nil
	if err := w.reply(r, nil); err != nil {
		return Rendered{}, fmt.Errorf("fill %q: %w", r.Name, err)
	}
	out.Markdown = string(w.text)
	return out, nil
}

type renderer struct {
	lib       *Library
	values    Values
	answers   map[string]string
	omit      map[string]bool
	variables map[string]Variable
	text      []byte
	subject   bool
	included  int
	out       *Rendered
}

func foldKey(s string) string { return strings.ToLower(oneLine(s)) }

func foldKeys(m map[string]string) map[string]string {
	out := make(map[string]string, len(m))
	for k, v := range m {
		out[foldKey(k)] = v
	}
	return out
}

func firstFatal(problems []Problem) error {
	for _, p := range problems {
		if p.Fatal {
			return fmt.Errorf("line %d, column %d: %s", p.Line, p.Column, p.Message)
		}
	}
	return nil
}

// reply writes a body; chain is the replies it is included by.
func (w *renderer) reply(r *Reply, chain []*Reply) error {
	body := r.Body
	if len(chain) > 0 {
		body = strings.Trim(body, "\r\n")
	}
	nodes, problems := parseTemplate(body, 1, 1)
	if err := firstFatal(problems); err != nil {
		return err
	}
	return w.nodes(r, nodes, chain)
}

func (w *renderer) nodes(r *Reply, nodes []node, chain []*Reply) error {
	for _, n := range nodes {
		var err error
		switch n.kind {
		case textNode:
			w.template(n.text)
		case variableNode:
			w.variable(n)
		case askNode:
			w.ask(n)
		case ifNode:
			if cleanValue(w.values.Vars[n.text]) != "" {
				err = w.nodes(r, n.children, chain)
			}
		case includeNode:
			err = w.include(r, n, chain)
		}
		if err == nil && len(w.text) > maxRendered {
			err = fmt.Errorf("the text is longer than %d KiB", maxRendered>>10)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// template writes the author's own text: as it is, in a subject on one line and without the backslash of \{{.
func (w *renderer) template(text string) {
	if w.subject {
		text = strings.Map(visible, strings.ReplaceAll(text, `\{{`, "{{"))
	}
	w.text = append(w.text, text...)
}

func (w *renderer) variable(n node) {
	variable := w.variables[n.text]
	value := cleanValue(w.values.Vars[n.text])
	if value == "" {
		w.blank(n, n.text, variable.Description, "")
		return
	}
	w.value(n, value, variable)
}

func (w *renderer) ask(n node) {
	value := cleanValue(w.answers[foldKey(n.text)])
	switch {
	case value != "":
		w.value(n, value, Variable{Name: "ask", Description: n.text})
	case w.omit[foldKey(n.text)]:
		w.out.Omitted = append(w.out.Omitted, n.text)
	default:
		w.blank(n, "ask", n.text, "")
	}
}

// value writes a cleaned value, escaped for its place.
func (w *renderer) value(n node, value string, variable Variable) {
	if w.subject {
		w.text = append(w.text, oneLine(value)...)
		return
	}
	line := string(w.text[bytes.LastIndexByte(w.text, 0x0a)+1:])
	where := placeAt(line)
	switch {
	case where == inLink:
		value = encode(oneLine(value), "-._~")
	case where == linkStart || where == inAngle || variable.Link:
		address, why := link(value)
		if why != "" {
			w.blank(n, variable.Name, variable.Description, why)
			return
		}
		if value = address; where == inText || where == atLine {
			value = "<" + address + ">"
		}
	default:
		value = escapeText(value, where == atLine)
	}
	w.text = append(w.text, value...)
}

func (w *renderer) blank(n node, name, prompt, why string) {
	source := oneLine(n.source)
	w.out.Blanks = append(w.out.Blanks, Blank{Name: name, Prompt: prompt, Why: why, Offset: len(w.text), Length: len(source), InSubject: w.subject})
	w.text = append(w.text, source...)
}

// include writes another reply's body in its place, in the language of the one that asks for it, else the customer's.
func (w *renderer) include(r *Reply, n node, chain []*Reply) error {
	if w.subject {
		return fmt.Errorf("%w %q in a subject", ErrInclude, n.text)
	}
	if w.lib == nil {
		return fmt.Errorf("%w %q: there is no library", ErrInclude, n.text)
	}
	next, why := w.lib.follow(r, n.text, chain, w.values.Languages)
	if why != "" {
		return fmt.Errorf("%w %q: %s", ErrInclude, n.text, why)
	}
	if w.included++; w.included > maxIncluded {
		return fmt.Errorf("%w %q: more than %d includes", ErrInclude, n.text, maxIncluded)
	}
	return w.reply(next, append(chain, r))
}
