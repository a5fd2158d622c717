package policy

import (
	"fmt"
	"slices"
	"strings"
)

// ResolveError says that a typed word names nothing, or several things.
type ResolveError struct {
	What       string   // "status", "tag", …
	Text       string   // what was typed
	Candidates []string // ids that fit (ambiguous) or ids that exist
	Ambiguous  bool
}

// Error names the candidates, at most twenty.
func (e *ResolveError) Error() string {
	list := make([]string, len(e.Candidates))
	for i, c := range e.Candidates {
		list[i] = strings.TrimPrefix(c, "team:") // as it is typed
	}
	more := ""
	if len(list) > 20 {
		list, more = list[:20], fmt.Sprintf(" and %d more", len(list)-20)
	}
	if e.Ambiguous {
		return fmt.Sprintf("%q could be one of these: %s%s", e.Text, strings.Join(list, ", "), more)
	}
	return fmt.Sprintf("there is no %s %q; there are: %s%s", e.What, e.Text, strings.Join(list, ", "), more)
}

// candidate is something with an id and a shown name.
type candidate struct{ id, label string }

// resolve finds what was typed: exact id, exact label, unique prefix of an id, unique prefix of a label.
// Case, blanks, hyphens and punctuation do not count.
func resolve(what, text string, list []candidate) (string, error) {
	typed := foldWord(text)
	all := make([]string, 0, len(list))
	for _, c := range list {
		if !slices.Contains(all, c.id) { // a team stands there by its id and by its label
			all = append(all, c.id)
		}
	}
	if typed == "" {
		return "", &ResolveError{What: what, Text: text, Candidates: all}
	}
	tests := []func(candidate) bool{
		func(c candidate) bool { return c.id == strings.TrimSpace(text) },
		func(c candidate) bool { return foldWord(c.id) == typed },
		func(c candidate) bool { return foldWord(c.label) == typed },
		func(c candidate) bool { return strings.HasPrefix(foldWord(c.id), typed) },
		func(c candidate) bool { return strings.HasPrefix(foldWord(c.label), typed) },
	}
	for _, fits := range tests {
		var found []string
		for _, c := range list {
			if fits(c) && !slices.Contains(found, c.id) {
				found = append(found, c.id)
			}
		}
		switch {
		case len(found) == 1:
			return found[0], nil
		case len(found) > 1:
			return "", &ResolveError{What: what, Text: text, Candidates: found, Ambiguous: true}
		}
	}
	return "", &ResolveError{What: what, Text: text, Candidates: all}
}

// foldWord keeps letters and digits, in lower case.
func foldWord(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(" -_/.,;:&'\"()", r):
			return -1
		}
		return r
	}, strings.ToLower(strings.TrimSpace(s)))
}

// ResolveStatus reads a status of the pipeline ("res" → resolved). An empty pipeline is the shared set.
func (p *Policy) ResolveStatus(pipeline, text string) (string, error) {
	return resolve("status", text, list(p.set(pipeline), func(s Status) candidate { return candidate{s.ID, s.Label} }))
}

// ResolvePriority reads a priority.
func (p *Policy) ResolvePriority(text string) (string, error) {
	return resolve("priority", text, list(p.doc.Pipelines.Priorities, func(x Priority) candidate { return candidate{x.ID, x.Label} }))
}

// ResolvePipeline reads a pipeline.
func (p *Policy) ResolvePipeline(text string) (string, error) {
	return resolve("pipeline", text, list(p.doc.Pipelines.Lines, func(x Pipeline) candidate { return candidate{x.ID, x.Label} }))
}

// ResolveSnoozeReason reads us, client or department.
func (p *Policy) ResolveSnoozeReason(text string) (string, error) {
	return resolve("snooze reason", text, list(p.doc.Pipelines.SnoozeReasons, func(x SnoozeReason) candidate { return candidate{x.ID, x.Label} }))
}

// ResolveTag reads a tag of any group.
func (p *Policy) ResolveTag(text string) (string, error) {
	var all []candidate
	for _, g := range p.doc.Tags.Groups {
		all = append(all, list(g.Tags, func(x Tag) candidate { return candidate{x.ID, x.Label} })...)
	}
	return resolve("tag", text, all)
}

// ResolveCategory reads a category.
func (p *Policy) ResolveCategory(text string) (string, error) {
	return resolve("category", text, list(p.doc.Categories, func(x Category) candidate { return candidate{x.ID, x.Label} }))
}

// ResolveChannel reads a channel.
func (p *Policy) ResolveChannel(text string) (string, error) {
	return resolve("channel", text, list(p.doc.Channels, func(x Channel) candidate { return candidate{x.ID, x.Label} }))
}

// ResolveDepartment reads a department.
func (p *Policy) ResolveDepartment(text string) (string, error) {
	return resolve("department", text, list(p.doc.Departments, func(x Department) candidate { return candidate{x.ID, x.Label} }))
}

// ResolveNoAnswer reads a reason for closing without an answer.
func (p *Policy) ResolveNoAnswer(text string) (string, error) {
	return resolve("reason", text, list(p.doc.Checklists.NoAnswer, func(x Reason) candidate { return candidate{x.ID, x.Label} }))
}

// ResolveLine reads the id of a checklist line out of the lines that apply.
func ResolveLine(lines []Line, text string) (string, error) {
	return resolve("checklist line", text, list(lines, func(l Line) candidate { return candidate{l.ID, l.Text} }))
}

// ResolveMember reads a person of the team who has not left by name or id.
func (p *Policy) ResolveMember(text string) (string, error) {
	return resolve("agent", strings.TrimPrefix(text, "@"), p.people())
}

// ResolveOwner reads who shall own a ticket: the id of an agent, or "team:<id>". A person comes before a team of the same prefix.
func (p *Policy) ResolveOwner(text string) (string, error) {
	if id, isTeam := strings.CutPrefix(text, "team:"); isTeam {
		found, err := resolve("team", id, list(p.doc.Team.Teams, func(g Group) candidate { return candidate{g.ID, g.Label} }))
		if err != nil {
			return "", err
		}
		return "team:" + found, nil
	}
	all := p.people()
	for _, g := range p.doc.Team.Teams {
		all = append(all, candidate{"team:" + g.ID, g.ID}, candidate{"team:" + g.ID, g.Label})
	}
	return resolve("agent or team", strings.TrimPrefix(text, "@"), all)
}

func (p *Policy) people() []candidate {
	var out []candidate
	for _, m := range p.doc.Team.Members {
		if m.Left == "" {
			out = append(out, candidate{m.ID, m.Name})
		}
	}
	return out
}

func list[T any](items []T, of func(T) candidate) []candidate {
	out := make([]candidate, len(items))
	for i, x := range items {
		out[i] = of(x)
	}
	return out
}
