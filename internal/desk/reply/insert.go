package reply

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/savedreply"
	"deskhand/internal/store"
)

// Inserted is a reply filled for a ticket. What is not known is a blank, and a mail with one is not sent.
type Inserted struct {
	Name, Language string
	Subject        string // empty: the mail keeps its own, as it does where a value of the subject is not known
	HTML           string // for the composer: blanks as span[data-blank]
	Text           string // for a note and the command line
	Markdown       string
	Blanks         []savedreply.Blank
	Resolves       bool    // sending it resolves the ticket
	Changed        Changed // a colleague changed it, and this is its first use here since
}

// Insert fills the reply of a name for a ticket and counts the use. An empty language is the one that fits the ticket.
// vars are values that a person gives: of a variable by its name, or of a question by the begin of its words; an empty
// answer leaves the question out.
func (s *Service) Insert(ctx context.Context, name, language string, mode savedreply.Mode, ticketID string, vars map[string]string) (Inserted, error) {
	r, filled, err := s.filled(ctx, name, language, mode, ticketID, vars)
	if err != nil {
		return Inserted{}, err
	}
	filled = ownSubject(filled)
	html, err := filled.ComposerHTML()
	if err != nil {
		return Inserted{}, fault.From(fmt.Errorf("show %q: %w", r.Name, err))
	}
	changed, err := s.changes(ctx)
	if err != nil {
		return Inserted{}, err
	}
	if err := s.core.Store.Write(ctx, func(tx *store.Tx) error { return tx.UsedReply(r.Name) }); err != nil {
		return Inserted{}, fault.From(fmt.Errorf("count the use of %q: %w", r.Name, err))
	}
	return Inserted{
		Name: r.Name, Language: r.Language, Subject: filled.Subject, HTML: html, Text: filled.Text(), Markdown: filled.Markdown,
		Blanks: filled.Blanks, Resolves: filled.Resolves, Changed: changed[r.Path],
	}, nil
}

// Asks is what of the reply of a name is not known on a ticket and must be given.
func (s *Service) Asks(ctx context.Context, name string, mode savedreply.Mode, ticketID string) ([]savedreply.Blank, error) {
	_, filled, err := s.filled(ctx, name, "", mode, ticketID, nil)
	return filled.Blanks, err
}

func (s *Service) filled(ctx context.Context, name, language string, mode savedreply.Mode, ticketID string, vars map[string]string) (*savedreply.Reply, savedreply.Rendered, error) {
	st, err := s.current(ctx)
	if err != nil {
		return nil, savedreply.Rendered{}, err
	}
	sc, err := s.look(ctx, ticketID, true)
	if err != nil {
		return nil, savedreply.Rendered{}, fault.From(err)
	}
	r, err := choose(st.library, name, language, sc.languages())
	if err != nil {
		return nil, savedreply.Rendered{}, err
	}
	if why := r.Refused(mode); why != "" {
		return nil, savedreply.Rendered{}, fault.New(fault.Refused, why, "Choose a snippet, or write an e-mail.")
	}
	filled, err := fillIn(st.library, r, sc.languages(), sc.values(r.Language), vars)
	return r, filled, err
}

// ownSubject leaves a subject out that has a blank: the mail keeps its own, and no tag stands in a line that no blank is
// marked in.
func ownSubject(filled savedreply.Rendered) savedreply.Rendered {
	body := slices.DeleteFunc(slices.Clone(filled.Blanks), func(b savedreply.Blank) bool { return b.InSubject })
	if len(body) < len(filled.Blanks) {
		filled.Subject, filled.Blanks = "", body
	}
	return filled
}

// choose finds the reply of a name, or of its only beginning, in a language.
func choose(l *savedreply.Library, name, language string, fits []string) (*savedreply.Reply, error) {
	languages := fits
	if language != "" {
		languages = append([]string{language}, fits...)
	}
	if r, ok := l.Pick(name, languages...); ok {
		return r, nil
	}
	names := map[string]bool{}
	for _, r := range l.All() {
		if strings.TrimSpace(name) != "" && strings.HasPrefix(strings.ToLower(r.Name), strings.ToLower(strings.TrimSpace(name))) {
			names[r.Name] = true
		}
	}
	switch all := slices.Sorted(maps.Keys(names)); len(all) {
	case 1:
		r, _ := l.Pick(all[0], languages...)
		return r, nil
	case 0:
		hint := "`deskhand replies list` shows them."
		if hits := l.Find(name, savedreply.FindOptions{Limit: 1}); len(hits) > 0 && strings.TrimSpace(name) != "" {
			hint = "Did you mean " + hits[0].Reply.Name + "? " + hint
		}
		return nil, fault.Newf(fault.NotFound, hint, "There is no saved reply %q.", name)
	default:
		f := fault.Newf(fault.Refused, "Type more of the name.", "%q could be %d saved replies.", name, len(all))
		f.Candidates = all
		return nil, f
	}
}

// fillIn renders with what is known and what a person gives.
func fillIn(l *savedreply.Library, r *savedreply.Reply, languages []string, known, vars map[string]string) (savedreply.Rendered, error) {
	v := savedreply.Values{Vars: maps.Clone(known), Answers: map[string]string{}, Omit: map[string]bool{}, Languages: languages}
	named := map[string]bool{}
	for _, variable := range savedreply.Variables() {
		named[variable.Name] = true
	}
	answers := map[string]string{}
	for key, value := range vars {
		if named[key] {
			v.Vars[key] = value
		} else {
			answers[key] = value
		}
	}
	filled, err := savedreply.Render(l, r, v)
	if err != nil {
		return filled, fault.Newf(fault.Data, "Mend replies/"+r.Path+".", "%q cannot be filled: %v.", r.Name, err)
	}
	if len(answers) == 0 {
		return filled, nil
	}
	for key, value := range answers {
		prompt, err := asked(filled, key)
		if err != nil {
			return filled, err
		}
		v.Answers[prompt] = value
		v.Omit[prompt] = strings.TrimSpace(value) == "" && prompt != savedreply.AskNextSteps
	}
	if filled, err = savedreply.Render(l, r, v); err != nil {
		return filled, fault.Newf(fault.Data, "Mend replies/"+r.Path+".", "%q cannot be filled: %v.", r.Name, err)
	}
	return filled, nil
}

// asked is the question of these words, else the first that begins so.
func asked(filled savedreply.Rendered, key string) (string, error) {
	typed := strings.ToLower(strings.TrimSpace(key))
	var open []string
	begins := ""
	for _, b := range filled.Blanks {
		what := b.Name
		if b.Name == "ask" {
			prompt := strings.ToLower(b.Prompt)
			if prompt == typed {
				return b.Prompt, nil
			}
			if begins == "" && typed != "" && strings.HasPrefix(prompt, typed) {
				begins = b.Prompt
			}
			what = fmt.Sprintf("%q", b.Prompt)
		}
		open = append(open, what)
	}
	if begins != "" {
		return begins, nil
	}
	hint := cmp.Or(strings.Join(slices.Compact(open), ", "), "Nothing is left to fill in it.")
	if len(open) > 0 {
		hint = "It has: " + hint + "."
	}
	return "", fault.Newf(fault.Usage, hint, "%s asks for no %q.", filled.Name, key)
}
