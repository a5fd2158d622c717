package policy

import (
	"slices"
	"strings"
)

// Condition is one entry of a when: list. In the file it is a map of one key:
//
//	tag: [bug, billing]        the ticket carries one of them
//	not: {channel: internal}   the opposite
//	any: [{tier: Expert}, {has: task}]   at least one holds
type Condition struct {
	Fact   string // one of Facts(), empty for not and any
	Values []string
	Not    *Condition
	Any    []Condition
}

// Facts returns the closed list of facts a condition may name.
func Facts() []string {
	return []string{
		"tag", "tagGroup", "category", "pipeline", "department", "channel", "priority", "tier", "has",
		"deliveredTo", "from", "subject", "plan",
	}
}

// Traits returns the closed list of values of the fact "has".
func Traits() []string {
	return []string{"customer", "call", "meeting", "task", "plug-in", "pending"}
}

// Case is what a condition is asked about: the plain facts of one ticket.
type Case struct {
	Tags, Categories                                   []string
	Pipeline, Department, Channel, Priority, OwnerTier string
	DeliveredTo, From, Subject, Plan                   string
	Customer                                           bool // somebody outside wrote or was written to
	Call, Meeting, Task, PlugIn                        bool
	Pending                                            bool // it waited for us or for another department at least once
}

// Holds says whether all conditions are true of c. An empty list holds.
func (p *Policy) Holds(when []Condition, c Case) bool {
	for _, w := range when {
		if !p.holds(w, c) {
			return false
		}
	}
	return true
}

func (p *Policy) holds(w Condition, c Case) bool {
	switch {
	case w.Not != nil:
		return !p.holds(*w.Not, c)
	case len(w.Any) > 0:
		return slices.ContainsFunc(w.Any, func(a Condition) bool { return p.holds(a, c) })
	}
	have := p.values(w.Fact, c)
	return slices.ContainsFunc(w.Values, func(want string) bool {
		if w.Fact == "subject" {
			return strings.Contains(strings.ToLower(c.Subject), strings.ToLower(want))
		}
		return slices.ContainsFunc(have, func(h string) bool { return strings.EqualFold(h, want) })
	})
}

// values returns what the case says about a fact.
func (p *Policy) values(fact string, c Case) []string {
	switch fact {
	case "tag":
		return c.Tags
	case "tagGroup":
		var groups []string
		for _, t := range c.Tags {
			groups = append(groups, p.TagGroup(t))
		}
		return groups
	case "category":
		return c.Categories
	case "has":
		return c.traits()
	case "from":
		_, domain, _ := strings.Cut(c.From, "@")
		return []string{c.From, "@" + domain}
	}
	return []string{map[string]string{
		"pipeline": c.Pipeline, "department": c.Department, "channel": c.Channel, "priority": c.Priority,
		"tier": c.OwnerTier, "deliveredTo": c.DeliveredTo, "plan": c.Plan,
	}[fact]}
}

func (c Case) traits() []string {
	var have []string
	for i, on := range []bool{c.Customer, c.Call, c.Meeting, c.Task, c.PlugIn, c.Pending} {
		if on {
			have = append(have, Traits()[i])
		}
	}
	return have
}
