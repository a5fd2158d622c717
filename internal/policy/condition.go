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
		"deliveredTo", "from", "subject", "plan", "company", "to", "toText", "text", "auth",
	}
}

// MailFacts returns those that one mail alone answers. Of them to, toText, text and auth stand only in rules for mails.
func MailFacts() []string {
	return []string{"deliveredTo", "from", "subject", "to", "toText", "text", "auth"}
}

// Verdicts returns the values of the fact "auth": what our own server found out about the sender (security.md).
func Verdicts() []string { return []string{"pass", "fail", "none"} }

// Traits returns the closed list of values of the fact "has".
func Traits() []string {
	return []string{"customer", "call", "meeting", "task", "plug-in", "pending"}
}

// Case is what a condition is asked about: the plain facts of one ticket.
type Case struct {
	Tags, Categories                                   []string
	Pipeline, Department, Channel, Priority, OwnerTier string
	DeliveredTo, From, Subject, Plan                   string
	Company                                            []string      // its name and domains
	Staff                                              string        // who of ours looks after it, as its row says
	To                                                 []string      // addresses
	ToText, Text                                       string        // names and addresses of To and Cc; what the mail says
	Auth                                               func() string // gives one of Verdicts, asked only where a rule does; nil: none of them
	Customer                                           bool          // somebody outside wrote or was written to
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
		switch w.Fact {
		case "subject":
			return within(c.Subject, want)
		case "toText":
			return within(c.ToText, want)
		case "text":
			return within(c.Text, want)
		}
		return slices.ContainsFunc(have, func(h string) bool { return strings.EqualFold(h, want) })
	})
}

func within(s, want string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(want)) }

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
	case "company":
		return c.Company
	case "from":
		return withHosts(c.From)
	case "to":
		return withHosts(c.To...)
	case "auth":
		if c.Auth == nil {
			return nil
		}
		return []string{c.Auth()}
	}
	return []string{map[string]string{
		"pipeline": c.Pipeline, "department": c.Department, "channel": c.Channel, "priority": c.Priority,
		"tier": c.OwnerTier, "deliveredTo": c.DeliveredTo, "plan": c.Plan,
	}[fact]}
}

// withHosts adds the "@host" of each address.
func withHosts(addrs ...string) []string {
	out := slices.Clone(addrs)
	for _, a := range addrs {
		if i := strings.LastIndexByte(a, '@'); i >= 0 {
			out = append(out, a[i:])
		}
	}
	return out
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
