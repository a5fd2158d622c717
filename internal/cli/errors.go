package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"deskhand/internal/desk/fault"
)

// usage is a command line that cannot be understood (exit code 2).
func usage(hint, format string, args ...any) error {
	return fault.New(fault.Usage, sentence(fmt.Sprintf(format, args...)), hint)
}

// sentence begins with a capital and ends with a full stop, as the messages of the desk do. A name, a host or an operator
// keeps its first letter.
func sentence(s string) string {
	word, _, _ := strings.Cut(s, " ")
	if strings.ContainsAny(word, ".:0123456789\"'“") {
		word = ""
	}
	if r, n := utf8.DecodeRuneInString(s); n > 0 && word != "" {
		s = string(unicode.ToUpper(r)) + s[n:]
	}
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

// failure is what a command that failed prints on stderr, in words or as one JSON object.
type failure struct {
	Code       string   `json:"code"`
	Message    string   `json:"message"`
	Hint       string   `json:"hint"`
	Candidates []string `json:"candidates,omitempty"` // of an ambiguous name
	Lines      []string `json:"lines,omitempty"`      // the open lines of a refused close
}

// finish tells of err on stderr and gives the exit code of cli.md.
func (sh *shell) finish(err error) int {
	if err == nil {
		return 0
	}
	f := sh.explain(err)
	p := sh.stderr()
	if sh.json {
		p.object(struct {
			Error failure `json:"error"`
		}{failure{string(f.Code), f.Message, f.Hint, f.Candidates, f.Lines}})
		return f.Code.Exit()
	}
	p.failure("deskhand: ", f)
	return f.Code.Exit()
}

// failure says what happened and what to do next.
func (p *printer) failure(who string, f *fault.Error) {
	message := f.Message
	if len(f.Lines) > 0 { // they follow, one a line
		message, _, _ = strings.Cut(message, ". ")
		message = sentence(strings.TrimSuffix(message, ":"))
	}
	p.text("", who+message, red)
	for _, c := range slices.Concat(f.Candidates, f.Lines) {
		if !strings.Contains(message+" "+f.Hint, strings.TrimPrefix(c, "team:")) && !cutShort(message) {
			p.text("  ", c, plain)
		}
	}
	if f.Hint != "" {
		p.text("", f.Hint, plain)
	}
}

// cutShort tells whether a message ends its list with how many more there are; then it is long enough.
func cutShort(message string) bool { return strings.HasSuffix(message, " more.") }

// explain turns any error into the one kind that is told. Before a command began only cobra can have failed, and all it
// complains about is the command line.
func (sh *shell) explain(err error) *fault.Error {
	var known *fault.Error
	switch {
	case errors.Is(err, context.Canceled):
		return &fault.Error{Code: fault.Internal, Message: "Stopped before it was done.", Hint: "What was done stays; run it again for the rest.", Err: err}
	case errors.As(err, &known):
		return known
	case !sh.started:
		message, rest, _ := strings.Cut(err.Error(), "\n")
		hint := "deskhand --help lists the commands."
		if did := nonEmpty(strings.Fields(strings.TrimPrefix(strings.TrimSpace(rest), "Did you mean this?"))); len(did) > 0 {
			hint = "Did you mean " + strings.Join(did, " or ") + "? " + hint
		}
		return &fault.Error{Code: fault.Usage, Message: sentence(message), Hint: hint, Err: err}
	}
	return fault.From(err)
}
