package policy

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// OwnerStaff as the owner that a routing rule sets is the person of ours whom the company's row names as its staff: a fixed
// mapping, never a turn (features.md, decisions).
const OwnerStaff = "staff"

// Routing lists the rules at arrival, in order.
func (p *Policy) Routing() []Rule { return slices.Clone(p.doc.Routing) }

// Routed is what the rules make of a ticket at its arrival, and why.
type Routed struct {
	RuleSet
	// By says of each field that is set what set it: `rule “…”`, `plan …` or `default`. The keys are department, pipeline,
	// priority, channel and owner; of single tags and categories `tags/<id>` and `categories/<id>`.
	By map[string]string
}

// Route merges what the matching rules set: the first rule that names a field wins, tags and categories add up. A
// department that no rule names is the one that the plan leads to, a customer's without such a plan the default one; a
// priority that no rule names is the default. c holds what was known at arrival.
func (p *Policy) Route(c Case) Routed {
	out := Routed{By: map[string]string{}}
	fallback, why := p.departmentOf(c)
	c.Department, c.Priority = cmp.Or(c.Department, fallback), cmp.Or(c.Priority, p.DefaultPriority())
	set := func(into *string, field, value, by string) {
		if *into == "" && value != "" {
			*into, out.By[field] = value, by
		}
	}
	for i, r := range p.doc.Routing {
		if !p.Holds(r.When, c) {
			continue
		}
		by := "rule “" + cmp.Or(r.Name, strconv.Itoa(i+1)) + "”"
		set(&out.Pipeline, "pipeline", r.Set.Pipeline, by)
		set(&out.Department, "department", r.Set.Department, by)
		set(&out.Priority, "priority", r.Set.Priority, by)
		set(&out.Channel, "channel", r.Set.Channel, by)
		set(&out.Owner, "owner", p.routedOwner(r.Set.Owner, c), by)
		out.Tags = out.add("tags/", out.Tags, r.Set.Tags, by)
		out.Categories = out.add("categories/", out.Categories, r.Set.Categories, by)
	}
	set(&out.Department, "department", fallback, why)
	if out.Owner != "" && !p.OwnerMay(out.Owner, cmp.Or(out.Channel, c.Channel)) {
		out.Owner = ""
		delete(out.By, "owner")
	}
	return out
}

func (r *Routed) add(field string, have, more []string, by string) []string {
	for _, id := range more {
		if !slices.Contains(have, id) {
			have = append(have, id)
			r.By[field+id] = by
		}
	}
	return have
}

// departmentOf is where a case without a rule belongs.
func (p *Policy) departmentOf(c Case) (id, by string) {
	for _, d := range p.doc.Departments {
		if c.Plan != "" && slices.ContainsFunc(d.Plans, func(plan string) bool { return strings.EqualFold(plan, c.Plan) }) {
			return d.ID, "plan " + c.Plan
		}
	}
	if c.Customer {
		return p.DefaultDepartment(), "default"
	}
	return "", ""
}

// routedOwner reads the owner that a rule sets; empty where the rule sets none that exists.
func (p *Policy) routedOwner(owner string, c Case) string {
	if owner != OwnerStaff {
		return owner
	}
	for name := range strings.FieldsFuncSeq(c.Staff, func(r rune) bool { return r == ',' || r == ';' }) {
		name = strings.TrimSpace(name)
		for _, m := range p.doc.Team.Members {
			if m.Left == "" && name != "" && (strings.EqualFold(m.ID, name) || strings.EqualFold(m.Name, name)) {
				return m.ID
			}
		}
	}
	return ""
}

// RoutePrint is another where Route may answer otherwise about what was known at arrival, when no ticket has a tag, or free
// mail is told apart otherwise.
func (p *Policy) RoutePrint() string {
	type team struct {
		ID       string
		Channels []string
	}
	type member struct{ ID, Name, Left string }
	of := struct {
		Rules       []Rule
		Departments []Department
		Priority    string
		FreeMail    []string
		Teams       []team
		Members     []member
	}{Rules: p.doc.Routing, Priority: p.DefaultPriority(), FreeMail: p.doc.Guard.FreeMail}
	for _, d := range p.doc.Departments {
		of.Departments = append(of.Departments, Department{ID: d.ID, Plans: d.Plans, Default: d.Default})
	}
	for _, g := range p.doc.Team.Teams {
		of.Teams = append(of.Teams, team{g.ID, g.Channels})
	}
	if slices.ContainsFunc(p.doc.Routing, func(r Rule) bool { return r.Set.Owner == OwnerStaff }) {
		for _, m := range p.doc.Team.Members {
			of.Members = append(of.Members, member{m.ID, m.Name, m.Left})
		}
	}
	data, err := json.Marshal(of)
	if err != nil {
		panic("a policy is no JSON: " + err.Error()) // strings, lists and maps of them
	}
	sum := sha256.Sum256(data)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// FreeMail tells the domains of personal mailboxes, which are no company's.
func (p *Policy) FreeMail(domain string) bool {
	return slices.ContainsFunc(p.doc.Guard.FreeMail, func(d string) bool { return strings.EqualFold(d, domain) })
}
