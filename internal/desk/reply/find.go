package reply

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/savedreply"
)

// Find lists the replies that fit the typed words, best first, in the language that fits the ticket; the ticket may be
// empty. Where nothing is typed yet and nobody has answered, the first response comes first (E10).
func (s *Service) Find(ctx context.Context, query string, mode savedreply.Mode, ticketID string, limit int) ([]savedreply.Hit, error) {
	st, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	sc, err := s.look(ctx, ticketID, false)
	if err != nil {
		return nil, fault.From(err)
	}
	return find(st.library, sc, query, mode, limit), nil
}

func find(l *savedreply.Library, sc *scene, query string, mode savedreply.Mode, limit int) []savedreply.Hit {
	o := savedreply.FindOptions{Mode: mode, Languages: sc.languages(), Recent: sc.uses, Limit: limit}
	hits := l.Find(query, o)
	first, ok := l.Pick(savedreply.NameFirstResponse, o.Languages...)
	if !ok || strings.TrimSpace(query) != "" || first.Refused(mode) != "" || !sc.unanswered() {
		return hits
	}
	hit := savedreply.Hit{Reply: first}
	if len(hits) > 0 {
		hit.Score = hits[0].Score + 1
	}
	most := cmp.Or(max(limit, 0), len(hits)+1)
	hits = slices.DeleteFunc(hits, func(h savedreply.Hit) bool { return h.Reply.Name == first.Name })
	hits = slices.Insert(hits, 0, hit)
	return hits[:min(len(hits), most)]
}

// Suggestion is a reply as the list behind # shows it.
type Suggestion struct {
	Name, Category, Language string
	Kind                     savedreply.Kind
	Uses                     int    // by this agent
	Blanks                   int    // what will be left to fill
	Text                     string // Markdown, blanks as their tags
	HTML                     string // blanks as span[data-blank]
	Resolves                 bool
	Refused                  string  // why it cannot be put in here; such come last
	Proposed                 bool    // it is on top because nobody has answered yet (E10)
	Changed                  Changed // a colleague changed it, and it was not used here since
}

// Suggest is Find with each reply filled, as a preview.
func (s *Service) Suggest(ctx context.Context, query string, mode savedreply.Mode, ticketID string, limit int) ([]Suggestion, error) {
	st, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	sc, err := s.look(ctx, ticketID, true)
	if err != nil {
		return nil, fault.From(err)
	}
	changed, err := s.changes(ctx)
	if err != nil {
		return nil, err
	}
	out := []Suggestion{}
	known := map[string]map[string]string{} // values by language
	for i, h := range find(st.library, sc, query, mode, limit) {
		r := h.Reply
		if known[r.Language] == nil {
			known[r.Language] = sc.values(r.Language)
		}
		one := Suggestion{
			Name: r.Name, Category: r.Category, Language: r.Language, Kind: r.Kind, Uses: sc.uses[r.Name], Resolves: r.Resolves, Refused: h.Refused,
			Changed:  changed[r.Path],
			Proposed: i == 0 && r.Name == savedreply.NameFirstResponse && strings.TrimSpace(query) == "" && sc.unanswered(),
		}
		filled, err := savedreply.Render(st.library, r, savedreply.Values{Vars: known[r.Language], Languages: sc.languages()})
		if err == nil {
			filled = ownSubject(filled)
			one.Blanks, one.Text = len(filled.Blanks), filled.Markdown
			one.HTML, err = filled.ComposerHTML()
		}
		if err != nil { // an include that is gone: the rest of the list stands
			one.Refused, one.Text = cmp.Or(one.Refused, fault.From(err).Message), r.Body
		}
		out = append(out, one)
	}
	return out, nil
}

// Uses tells how often this agent put each reply in.
func (s *Service) Uses(ctx context.Context) (map[string]int, error) {
	sc, err := s.look(ctx, "", false)
	if err != nil {
		return nil, fault.From(err)
	}
	return sc.uses, nil
}
