package policy

import (
	"fmt"
	"slices"
	"strings"
)

func (v *validator) registers() {
	v.ids("departments", v.departmentIDs())
	v.ids("categories", idsOf(v.doc.Categories, func(c Category) string { return c.ID }))
	v.ids("channels", v.channelIDs())
	v.mailRules()
	v.ids("tags.groups", idsOf(v.doc.Tags.Groups, func(g TagGroup) string { return g.ID }))
	home := map[string]string{}
	for i, g := range v.doc.Tags.Groups {
		at := fmt.Sprintf("tags.groups[%d].tags", i)
		v.ids(at, idsOf(g.Tags, func(t Tag) string { return t.ID }))
		for j, t := range g.Tags {
			if other, twice := home[t.ID]; twice && other != g.ID {
				v.broken(fmt.Sprintf("%s[%d].id", at, j), "rename one of them", "the tag %q stands in two groups, %s and %s", t.ID, other, g.ID)
			}
			home[t.ID] = g.ID
			v.ref(fmt.Sprintf("%s[%d].pipeline", at, j), "pipeline", t.Pipeline, v.pipelineIDs())
		}
	}
}

func (v *validator) rules() {
	owners := []string{OwnerStaff}
	for _, id := range v.teamIDs() {
		owners = append(owners, "team:"+id)
	}
	for i, r := range v.doc.Routing {
		at := fmt.Sprintf("routing[%d]", i)
		if len(r.When) == 0 {
			v.odd(at, "add a condition, or move it to the end", "the rule %q matches every ticket", r.Name)
		}
		v.ref(at+".set.pipeline", "pipeline", r.Set.Pipeline, v.pipelineIDs())
		v.ref(at+".set.department", "department", r.Set.Department, v.departmentIDs())
		v.ref(at+".set.priority", "priority", r.Set.Priority, v.priorityIDs())
		v.ref(at+".set.channel", "channel", r.Set.Channel, v.channelIDs())
		// Automatic assignment is to teams, and to a person only by the company's own mapping (features.md, decisions).
		v.ref(at+".set.owner", "team", r.Set.Owner, owners)
		v.tags(at+".set.tags", r.Set.Tags)
		v.conditions(at+".when", r.When)
		v.mailFacts(at+".when", r.When, false)
	}
	for i, c := range v.doc.Cadences {
		at := fmt.Sprintf("cadences[%d]", i)
		v.conditions(at+".when", c.When)
		v.mailFacts(at+".when", c.When, false)
		for j, s := range c.Steps {
			v.ref(fmt.Sprintf("%s.steps[%d].channel", at, j), "channel", s.Channel, v.channelIDs())
		}
	}
	v.ids("cadences", idsOf(v.doc.Cadences, func(c Cadence) string { return c.ID }))
}

// firstReply checks who gets a ticket after the first reply (B8): a rule that names nobody is off.
func (v *validator) firstReply() {
	var known []string
	for _, id := range v.teamIDs() {
		known = append(known, "team:"+id)
	}
	for _, m := range v.doc.Team.Members {
		if m.Left == "" {
			known = append(known, m.ID)
		}
	}
	for i, g := range v.doc.Team.Teams {
		at := fmt.Sprintf("team.teams[%d].ownerAfterFirstReply", i)
		if to := g.OwnerAfterFirstReply; to != "" && !slices.Contains(known, v.doc.owner(to)) {
			v.odd(at, "known: "+strings.Join(known, ", "), "%s names the owner %q, who is no team and no member; it is off", at, to)
		}
	}
}

func (v *validator) tags(path string, ids []string) {
	var known []string
	for _, g := range v.doc.Tags.Groups {
		for _, t := range g.Tags {
			known = append(known, t.ID)
		}
	}
	for _, id := range ids {
		v.ref(path, "tag", id, known)
	}
}

// conditions checks the ids that conditions name.
func (v *validator) conditions(path string, when []Condition) {
	known := map[string][]string{
		"tagGroup":   idsOf(v.doc.Tags.Groups, func(g TagGroup) string { return g.ID }),
		"category":   idsOf(v.doc.Categories, func(c Category) string { return c.ID }),
		"pipeline":   v.pipelineIDs(),
		"department": v.departmentIDs(),
		"channel":    v.channelIDs(),
		"priority":   v.priorityIDs(),
		"tier":       {TierL1, TierExpert},
		"auth":       Verdicts(),
	}
	for i, w := range when {
		at := fmt.Sprintf("%s[%d]", path, i)
		if w.Not != nil {
			v.conditions(at, []Condition{*w.Not})
		}
		v.conditions(at, w.Any)
		if w.Fact == "tag" {
			v.tags(at, w.Values)
		}
		for _, value := range w.Values {
			if known[w.Fact] != nil {
				v.ref(at, w.Fact, value, known[w.Fact])
			}
		}
	}
}

func (v *validator) checklists() {
	c := v.doc.Checklists
	v.ids("checklists.lines", idsOf(c.Lines, func(l Line) string { return l.ID }))
	v.ids("checklists.noAnswer", idsOf(c.NoAnswer, func(r Reason) string { return r.ID }))
	v.ids("checklists.after", idsOf(c.After, func(q Question) string { return q.ID }))
	if c.Attempts < 0 || c.Attempts > 50 {
		v.broken("checklists.attempts", "1 to 50; left out: 3", "checklists.attempts is %d", c.Attempts)
	}
	var kinds []string
	for _, d := range EvidenceKinds() {
		kinds = append(kinds, string(d.Kind))
	}
	for i, l := range c.Lines {
		at := fmt.Sprintf("checklists.lines[%d]", i)
		if l.Text == "" {
			v.odd(at+".text", "say in a few words what must be true", "the line %q has no text", l.ID)
		}
		if !l.Evidence.Known() {
			v.odd(at+".evidence", "known: "+strings.Join(kinds, ", "), "the line %q names the evidence %q, which does not exist; it is ticked by hand", l.ID, l.Evidence)
			v.doc.Checklists.Lines[i].Evidence = EvidenceNone
		}
		v.conditions(at+".when", l.When)
		v.mailFacts(at+".when", l.When, false)
	}
}

func (v *validator) figures() {
	v.zone("sla.zone", v.doc.SLA.Zone)
	days := []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	for day, hours := range v.doc.SLA.Hours {
		if !slices.Contains(days, day) {
			v.odd("sla.hours."+day, "known: "+strings.Join(days, ", "), "%q is no day of the week", day)
		}
		if _, _, ok := HoursOf(hours); !ok {
			v.broken("sla.hours."+day, "write it as 08:00-18:00", "%q are no working hours", hours)
		}
	}
	for i, t := range v.doc.SLA.Targets {
		at := fmt.Sprintf("sla.targets[%d]", i)
		v.ref(at+".department", "department", t.Department, v.departmentIDs())
		v.ref(at+".priority", "priority", t.Priority, v.priorityIDs())
		v.ref(at+".clock", "clock", t.Clock, []string{"business", "always"})
	}
	for i, h := range v.doc.Holidays {
		v.date(fmt.Sprintf("holidays[%d].date", i), h.Date)
	}
	v.ids("reports.forms", idsOf(v.doc.Reports.Forms, func(f ReportForm) string { return f.ID }))
	forms := idsOf(v.doc.Reports.Forms, func(f ReportForm) string { return f.ID })
	for team, form := range v.doc.Reports.Teams {
		v.ref("reports.teams."+team, "team", team, v.teamIDs())
		v.ref("reports.teams."+team, "report form", form, forms)
	}
}
