package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/fault"
	"deskhand/internal/savedreply"

	"github.com/spf13/cobra"

	mailtext "deskhand/internal/mail/compose"
)

// textFlags are where the text of a mail comes from.
type textFlags struct {
	saved, vars    []string
	template, body string
}

func (f *textFlags) register(c *cobra.Command) {
	fl := c.Flags()
	fl.StringArrayVar(&f.saved, "saved", nil, "put in this saved reply, by its `name`")
	fl.StringVar(&f.template, "template", "", "begin with this template, by its `name`")
	fl.StringVar(&f.body, "body-file", "", "the text, Markdown: a `file`, - for standard input")
	fl.StringArrayVar(&f.vars, "var", nil, "answer what a saved reply asks for: `K=V`")
}

// writtenText is what the flags made.
type writtenText struct {
	given   bool
	html    string
	subject string
	names   []string // of saved replies
	blanks  []savedreply.Blank
	closes  bool              // one of the saved replies resolves the ticket when it is sent
	answers map[string]string // to blanks of the draft that is there, where no text is written anew
}

// writeText makes the text: the template, the file, then the saved replies.
func (sh *shell) writeText(ctx context.Context, s *seat, id string, f textFlags) (writtenText, error) {
	out := writtenText{given: f.template != "" || f.body != "" || len(f.saved) > 0}
	vars, err := readVars(f.vars)
	if err != nil {
		return out, err
	}
	names := slices.Clone(f.saved)
	if f.template != "" {
		names = slices.Insert(names, 0, f.template)
	}
	if len(names) == 0 && len(vars) > 0 {
		if f.body != "" {
			return out, usage("--saved NAME --var …", "--var answers what a saved reply asks for")
		}
		out.answers = vars
		return out, nil
	}
	if f.body != "" {
		text, err := sh.readText(f.body)
		if err != nil {
			return out, err
		}
		if strings.TrimSpace(text) == "" {
			return out, usage("Nothing was changed; a draft that is there stays.", "--body-file %s: there is no text in it", f.body)
		}
		if out.html, err = savedreply.HTML(text); err != nil {
			return out, fmt.Errorf("read %s as Markdown: %w", f.body, err)
		}
	}
	used := map[string]bool{}
	for n, name := range names {
		in, err := s.insert(ctx, id, name, vars, used)
		if err != nil {
			return out, err
		}
		if n == 0 && f.template != "" {
			out.html = in.html + out.html
		} else {
			out.html += in.html
		}
		out.subject, out.closes = cmp.Or(in.subject, out.subject), out.closes || in.closes
		out.names, out.blanks = append(out.names, in.names...), append(out.blanks, in.blanks...)
	}
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		if !used[name] {
			return out, usage("deskhand replies show "+names[0]+" lists what it asks for.", "--var %s: nothing in %s asks for it", name, strings.Join(names, ", "))
		}
	}
	return out, nil
}

// readVars reads K=V; an empty V leaves a question out.
func readVars(list []string) (map[string]string, error) {
	out := make(map[string]string, len(list))
	for _, p := range list {
		name, value, ok := strings.Cut(p, "=")
		if name = strings.TrimSpace(name); !ok || name == "" {
			return nil, usage("--var 'callback.time=Tuesday at 9:00'", "--var %q: write K=V", p)
		}
		out[name] = strings.TrimSpace(value)
	}
	return out, nil
}

// insert fills one saved reply. A --var names a variable, or a question by words of it that no other question has; those
// that were of use are noted.
func (s *seat) insert(ctx context.Context, id, name string, vars map[string]string, used map[string]bool) (writtenText, error) {
	asks, err := s.desk.Reply.Asks(ctx, name, savedreply.ModeEmail, id)
	if err != nil {
		return writtenText{}, err
	}
	values := map[string]string{}
	for key, value := range vars {
		target, err := varTarget(key, asks)
		if err != nil {
			return writtenText{}, err
		}
		if target != "" {
			values[target], used[key] = value, true
		}
	}
	in, err := s.desk.Reply.Insert(ctx, name, "", savedreply.ModeEmail, id, values)
	if err != nil {
		return writtenText{}, err
	}
	return writtenText{html: in.HTML, subject: in.Subject, names: []string{in.Name}, blanks: in.Blanks, closes: in.Resolves}, nil
}

// filled is the text of a draft with the blanks that --var names filled in; nothing else of it changes.
func filled(d compose.Draft, vars map[string]string) (string, error) {
	var asks []savedreply.Blank
	open := d.Blanks()
	for _, words := range open {
		asks = append(asks, savedreply.Blank{Name: askBlank, Prompt: words})
	}
	answers := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(vars)) {
		words, err := varTarget(key, asks)
		if err != nil {
			return "", err
		}
		switch {
		case len(open) == 0:
			return "", usage("A text with blanks is made by --template NAME --var …, or --saved NAME --var ….", "--var %s: the draft has no blank", key)
		case !slices.Contains(open, words):
			return "", usage("It has: "+strings.Join(open, "; ")+".", "--var %s: no blank of the draft asks for it", key)
		case vars[key] == "" && words == savedreply.AskNextSteps:
			return "", usage("Say what comes next, and who does it.", "--var %s: this one must not be left out", key)
		}
		answers[words] = vars[key]
	}
	return d.Filled(answers), nil
}

// varTarget is the variable or the question that a --var means; empty: none of this reply.
func varTarget(key string, blanks []savedreply.Blank) (string, error) {
	if slices.ContainsFunc(savedreply.Variables(), func(v savedreply.Variable) bool { return v.Name == key }) {
		return key, nil
	}
	var found []string
	for _, b := range blanks {
		switch {
		case b.Name != askBlank || slices.Contains(found, b.Prompt):
		case strings.EqualFold(b.Prompt, key):
			return b.Prompt, nil
		case strings.Contains(strings.ToLower(b.Prompt), strings.ToLower(key)):
			found = append(found, b.Prompt)
		}
	}
	if len(found) > 1 {
		return "", &fault.Error{Code: fault.Refused, Message: fmt.Sprintf("--var %s: several questions have it.", key), Hint: "Write words that only one of them has.", Candidates: found}
	}
	return strings.Join(found, ""), nil
}

// askBlank is the name of a blank that is a question.
const askBlank = "ask"

// blankName is what --var calls it, and what a person reads.
func blankName(b savedreply.Blank) string {
	if b.Name == askBlank {
		return b.Prompt
	}
	return b.Name
}

// blankFault refuses to send a mail with a blank in it.
func blankFault(d compose.Draft, blanks []savedreply.Blank) error {
	f := &fault.Error{
		Code: fault.Refused, Message: "The reply has " + count(len(blanks), "blank") + ": nothing was sent.",
		Hint: fmt.Sprintf("Answer each: --var '%s=…'. The draft is kept; %s shows it.", blankName(blanks[0]), replyWords(d.Kind, d.Number)),
	}
	for _, b := range blanks {
		text := blankName(b)
		if b.Why != "" {
			text += ": " + b.Why
		}
		f.Lines = append(f.Lines, text)
	}
	return f
}

// keptAsDraft says of a send that was refused that nothing is lost.
func keptAsDraft(err error, command string) error {
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != fault.Refused {
		return err
	}
	told := *f
	if f.Field == compose.FieldBody && len(f.Lines) == 0 {
		told.Hint = strings.TrimSpace(told.Hint + " " + command + " --var 'QUESTION=ANSWER' fills it in.")
	}
	told.Hint = strings.TrimSpace(told.Hint + " The draft is kept: " + command + " continues it.")
	return &told
}

// replaced gives back on stderr the words of a draft that others took the place of.
func (s *seat) replaced(o *compose.Other, command string) {
	if o == nil {
		return
	}
	s.remark("This takes the place of the draft of " + s.stamp(o.SavedAt) + ", kept for 7 days beside it, which said:")
	s.errs.text("  ", strings.TrimSpace(mailtext.Text(o.HTML)), dim)
	s.remark(command + " --restore brings it back.")
}
