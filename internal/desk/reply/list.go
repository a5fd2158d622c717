package reply

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/savedreply"
)

// Listed is a saved reply as a list shows it; the keys are those of `deskhand replies list --json`.
type Listed struct {
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	Language string `json:"language"`
	For      string `json:"for"`
	Category string `json:"category"`
	Subject  string `json:"subject"`
	Resolves bool   `json:"resolves"`
	Path     string `json:"path"` // inside replies/
	Uses     int    `json:"uses"`
	Problem  string `json:"problem"` // what is wrong with its file
	Changed
}

// Shown is one reply with its text.
type Shown struct {
	Listed
	Markdown string `json:"markdown"`
}

// List lists all replies by path, those whose file cannot be used at all too.
func (s *Service) List(ctx context.Context) ([]Listed, error) {
	st, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	uses, err := s.Uses(ctx)
	if err != nil {
		return nil, err
	}
	changed, err := s.changes(ctx)
	if err != nil {
		return nil, err
	}
	wrong := st.byPath()
	out := []Listed{}
	for _, r := range st.library.All() {
		out = append(out, listed(r, uses, wrong[r.Path], changed))
		delete(wrong, r.Path)
	}
	for path, text := range wrong {
		out = append(out, Listed{Path: path, Problem: text})
	}
	slices.SortFunc(out, func(a, b Listed) int { return cmp.Compare(a.Path, b.Path) })
	return out, nil
}

func listed(r *savedreply.Reply, uses map[string]int, problem string, changed map[string]Changed) Listed {
	return Listed{
		Name: r.Name, Kind: string(r.Kind), Language: r.Language, For: string(r.For), Category: r.Category, Subject: r.Subject,
		Resolves: r.Resolves, Path: r.Path, Uses: uses[r.Name], Problem: problem, Changed: changed[r.Path],
	}
}

// byPath is what is wrong with each file, in one line: the worst of it.
func (st *state) byPath() map[string]string {
	out, fatal := map[string]string{}, map[string]bool{}
	for _, p := range st.wrong {
		if out[p.Path] != "" && (fatal[p.Path] || !p.Fatal) {
			continue
		}
		text := p.Message
		if p.Line > 0 {
			text = fmt.Sprintf("line %d: %s", p.Line, p.Message)
		}
		if p.Stands {
			text += "; the last good version is used"
		}
		out[p.Path], fatal[p.Path] = text, p.Fatal
	}
	return out
}

// Show reads one reply by its name, or by its path inside the folder. An empty language is the team's.
func (s *Service) Show(ctx context.Context, name, language string) (Shown, error) {
	st, err := s.current(ctx)
	if err != nil {
		return Shown{}, err
	}
	sc, err := s.look(ctx, "", false)
	if err != nil {
		return Shown{}, fault.From(err)
	}
	r, ok := st.library.ByPath(strings.TrimPrefix(name, Folder+"/"))
	if !ok {
		if r, err = choose(st.library, name, language, sc.languages()); err != nil {
			return Shown{}, err
		}
	}
	changed, err := s.changes(ctx)
	return Shown{listed(r, sc.uses, st.byPath()[r.Path], changed), r.Body}, err
}

// Problems is what is wrong with the files now, by path.
func (s *Service) Problems() []Problem { return slices.Clone(s.wrong()) }
