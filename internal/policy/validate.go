package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// validator checks what types cannot: ids that must exist, be unique and be plain.
type validator struct {
	*decoder
	doc *document
}

func (v *validator) validate() {
	v.team()
	v.pipelines()
	v.registers()
	v.rules()
	v.checklists()
	v.figures()
}

// broken reports a fatal problem at a path, odd one that costs nothing else.
func (v *validator) broken(path, hint, format string, args ...any) {
	v.add(v.near(path), true, hint, format, args...)
}

func (v *validator) odd(path, hint, format string, args ...any) {
	v.add(v.near(path), false, hint, format, args...)
}

// near is the place of the path or of the nearest thing around it that stands in the file.
func (v *validator) near(path string) position {
	for path != "" {
		if p, ok := v.at[path]; ok {
			return p
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
	return position{1, 1}
}

// ids checks that every id is there, plain and unique within its list.
func (v *validator) ids(path string, ids []string) {
	seen := map[string]bool{}
	for i, id := range ids {
		at := fmt.Sprintf("%s[%d].id", path, i)
		switch {
		case id == "":
			v.broken(at, "give it one, in lower case with hyphens", "%s has no id", fmt.Sprintf("%s[%d]", path, i))
		case !plainID(id):
			v.broken(at, "lower-case letters, digits, hyphen and underscore only", "the id %q is not usable", id)
		case seen[id]:
			v.broken(at, "rename one of them", "the id %q stands twice in %s", id, path)
		}
		seen[id] = true
	}
}

func plainID(id string) bool {
	if len(id) > 64 {
		return false
	}
	for _, c := range id {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return id != ""
}

// ref reports a reference to something the policy does not define; it costs nothing else.
func (v *validator) ref(path, what, id string, known []string) {
	if id != "" && !slices.Contains(known, id) {
		v.odd(path, "known: "+strings.Join(known, ", "), "%s names the %s %q, which the policy does not define", path, what, id)
	}
}

func idsOf[T any](list []T, id func(T) string) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = id(x)
	}
	return out
}

func (v *validator) teamIDs() []string {
	return idsOf(v.doc.Team.Teams, func(g Group) string { return g.ID })
}

func (v *validator) channelIDs() []string {
	return idsOf(v.doc.Channels, func(c Channel) string { return c.ID })
}

func (v *validator) departmentIDs() []string {
	return idsOf(v.doc.Departments, func(d Department) string { return d.ID })
}

func (v *validator) pipelineIDs() []string {
	return idsOf(v.doc.Pipelines.Lines, func(l Pipeline) string { return l.ID })
}

func (v *validator) priorityIDs() []string {
	return idsOf(v.doc.Pipelines.Priorities, func(p Priority) string { return p.ID })
}

func (v *validator) team() {
	t := v.doc.Team
	if !plainID(t.ID) {
		v.broken("team.id", "lower-case letters, digits, hyphen and underscore only", "team needs an id")
	}
	v.zone("team.zone", t.Zone)
	v.ids("team.teams", v.teamIDs())
	v.ids("team.members", idsOf(t.Members, func(m Member) string { return m.ID }))
	for i, m := range t.Members {
		at := fmt.Sprintf("team.members[%d]", i)
		if m.Role != "" && !slices.Contains([]Role{RoleAgent, RoleExpert, RoleLead}, m.Role) {
			v.odd(at+".role", "known: agent, expert, lead", "%s has the role %q", m.ID, m.Role)
		}
		if m.Tier != "" && m.Tier != TierL1 && m.Tier != TierExpert {
			v.odd(at+".tier", "known: L1, Expert", "%s has the tier %q", m.ID, m.Tier)
		}
		for _, id := range m.Teams {
			v.ref(at+".teams", "team", id, v.teamIDs())
		}
		v.zone(at+".zone", m.Zone)
		v.date(at+".left", m.Left)
		if slices.Contains(v.teamIDs(), m.ID) {
			v.broken(at+".id", "rename the member or the team", "%q is the id of a member and of a team", m.ID)
		}
	}
	v.firstReply()
	for i, g := range t.Teams {
		for _, c := range g.Channels {
			v.ref(fmt.Sprintf("team.teams[%d].channels", i), "channel", c, v.channelIDs())
		}
	}
	for i, a := range v.doc.Addresses {
		at := fmt.Sprintf("addresses[%d]", i)
		local, domain, found := strings.Cut(a.Address, "@")
		if !found || local == "" || domain == "" || strings.ContainsAny(a.Address, " <>,;\"") {
			v.broken(at+".address", "write it as name@example.org", "%q is not a mail address", a.Address)
		}
		v.ref(at+".department", "department", a.Department, v.departmentIDs())
		v.ref(at+".pipeline", "pipeline", a.Pipeline, v.pipelineIDs())
	}
}

// zone accepts names by their form; whether the zone table knows one is asked where a time is made.
func (v *validator) zone(path, zone string) {
	if zone != "" && strings.ContainsAny(zone, " \\:") {
		v.odd(path, "write it as Europe/Berlin", "%q is not the name of a time zone", zone)
	}
}

func (v *validator) date(path, date string) {
	if date == "" {
		return
	}
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		v.broken(path, "write it as 2026-11-24", "%q is not a date", date)
	}
}

func (v *validator) pipelines() {
	p := v.doc.Pipelines
	if len(p.Lines) == 0 {
		v.broken("pipelines.lines", "compare with the sample policy", "there is no pipeline")
	}
	v.ids("pipelines.lines", v.pipelineIDs())
	v.statuses("pipelines.statuses", p.Statuses)
	for i, line := range p.Lines {
		at := fmt.Sprintf("pipelines.lines[%d]", i)
		v.statuses(at+".statuses", line.Statuses)
		if len(line.Statuses) == 0 && len(p.Statuses) == 0 {
			v.broken(at, "give it statuses, or fill pipelines.statuses", "the pipeline %q has no status", line.ID)
		}
	}
	if len(p.Priorities) == 0 {
		v.broken("pipelines.priorities", "compare with the sample policy", "there is no priority")
	}
	v.ids("pipelines.priorities", v.priorityIDs())
	for i, pr := range p.Priorities {
		if !slices.Contains([]string{"low", "medium", "high", "urgent"}, pr.ID) {
			v.broken(fmt.Sprintf("pipelines.priorities[%d].id", i), "known: low, medium, high, urgent", "%q is no priority", pr.ID)
		}
	}
	v.ids("pipelines.snoozeReasons", idsOf(p.SnoozeReasons, func(r SnoozeReason) string { return r.ID }))
	for i, r := range p.SnoozeReasons {
		if !slices.Contains([]string{"us", "client", "department"}, r.ID) {
			v.broken(fmt.Sprintf("pipelines.snoozeReasons[%d].id", i), "known: us, client, department", "%q is no snooze reason", r.ID)
		}
	}
}

func (v *validator) statuses(path string, set []Status) {
	v.ids(path, idsOf(set, func(s Status) string { return s.ID }))
	done := len(set) == 0
	for i, s := range set {
		at := fmt.Sprintf("%s[%d]", path, i)
		switch s.Kind {
		case KindOpen, KindWaiting:
		case KindDone:
			done = true
			if s.Ending != EndingSolved && s.Ending != EndingSilent {
				v.broken(at+".ending", "known: solved, silent", "the status %q is done and must say its ending", s.ID)
			}
		default:
			v.broken(at+".kind", "known: open, waiting, done", "the status %q has the kind %q", s.ID, s.Kind)
		}
		if s.First && s.Kind != KindOpen {
			v.broken(at+".first", "mark an open status", "a new ticket cannot start as %q", s.ID)
		}
	}
	if !done {
		v.broken(path, "add one of kind done", "no status of %s ends a ticket", path)
	}
}
