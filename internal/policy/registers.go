package policy

import (
	"maps"
	"slices"
	"time"
)

// Departments lists the groups of customers.
func (p *Policy) Departments() []Department { return slices.Clone(p.doc.Departments) }

// DefaultDepartment is the department of a customer who matches no rule; empty if the policy names none.
func (p *Policy) DefaultDepartment() string {
	for _, d := range p.doc.Departments {
		if d.Default {
			return d.ID
		}
	}
	return ""
}

// TagGroups lists the tag groups with their tags.
func (p *Policy) TagGroups() []TagGroup {
	out := slices.Clone(p.doc.Tags.Groups)
	for i := range out {
		out[i].Tags = slices.Clone(out[i].Tags)
	}
	return out
}

// Tag finds a tag by id.
func (p *Policy) Tag(id string) (Tag, bool) {
	t, ok := p.tags[id]
	return t, ok
}

// TagLabel is the shown name of a tag; a free tag is shown as it is.
func (p *Policy) TagLabel(id string) string {
	if t, ok := p.tags[id]; ok {
		return t.Label
	}
	return id
}

// TagGroup is the id of the tag's group; empty for a free tag.
func (p *Policy) TagGroup(tag string) string { return p.tags[tag].Group }

// AreaTags lists the tags of the groups of which one is needed to close (C15).
func (p *Policy) AreaTags() []Tag {
	var out []Tag
	for _, g := range p.doc.Tags.Groups {
		if g.NeededToClose {
			out = append(out, g.Tags...)
		}
	}
	return out
}

// Categories lists what a ticket may be about.
func (p *Policy) Categories() []Category { return slices.Clone(p.doc.Categories) }

// Channels lists how a ticket may come.
func (p *Policy) Channels() []Channel { return slices.Clone(p.doc.Channels) }

// Channel finds a channel by id.
func (p *Policy) Channel(id string) (Channel, bool) {
	i := slices.IndexFunc(p.doc.Channels, func(c Channel) bool { return c.ID == id })
	if i < 0 {
		return Channel{}, false
	}
	return p.doc.Channels[i], true
}

// SLA returns the section as it stands; Target finds what is promised to one ticket.
func (p *Policy) SLA() SLA {
	out := p.doc.SLA
	out.Hours, out.Targets = maps.Clone(out.Hours), slices.Clone(out.Targets)
	return out
}

// Target is the most exact promise for a ticket: a plan's before a department's, a priority's before one for all.
func (p *Policy) Target(department, plan, priority string) (Target, bool) {
	best, found := -1, Target{}
	for _, t := range p.doc.SLA.Targets {
		score := 0
		for i, pair := range [][2]string{{t.Priority, priority}, {t.Department, department}, {t.Plan, plan}} {
			switch pair[0] {
			case "":
			case pair[1]:
				score += 1 << i
			default:
				score = -100
			}
		}
		if score > best {
			best, found = score, t
		}
	}
	return found, best >= 0
}

// Checklist returns the lines that apply to the case, in the order of the file.
func (p *Policy) Checklist(c Case) []Line {
	var out []Line
	for _, l := range p.doc.Checklists.Lines {
		if p.Holds(l.When, c) {
			out = append(out, l)
		}
	}
	return out
}

// ChecklistLine finds a line by id, whether it applies or not.
func (p *Policy) ChecklistLine(id string) (Line, bool) {
	i := slices.IndexFunc(p.doc.Checklists.Lines, func(l Line) bool { return l.ID == id })
	if i < 0 {
		return Line{}, false
	}
	return p.doc.Checklists.Lines[i], true
}

// Attempts is how many recorded attempts Closed needs (C7).
func (p *Policy) Attempts() int { return p.doc.Checklists.Attempts }

// NoAnswerReasons lists the reasons for closing a ticket that needed no answer.
func (p *Policy) NoAnswerReasons() []Reason { return slices.Clone(p.doc.Checklists.NoAnswer) }

// NoAnswerReason finds a reason by id.
func (p *Policy) NoAnswerReason(id string) (Reason, bool) {
	for _, r := range p.doc.Checklists.NoAnswer {
		if r.ID == id {
			return r, true
		}
	}
	return Reason{}, false
}

// AfterClosing lists the questions asked after closing (F14–F16).
func (p *Policy) AfterClosing() []Question { return slices.Clone(p.doc.Checklists.After) }

// Remind lists how long before a callback or meeting to remind, longest first (G7).
func (p *Policy) Remind() []time.Duration {
	var out []time.Duration
	for _, s := range p.doc.Calls.Remind {
		out = append(out, s.Duration())
	}
	slices.SortFunc(out, func(a, b time.Duration) int { return int(b/time.Second - a/time.Second) })
	return out
}

// Calls returns the section about telephone and meetings.
func (p *Policy) Calls() Calls { return p.doc.Calls }

// Cadences lists the follow-up series.
func (p *Policy) Cadences() []Cadence { return slices.Clone(p.doc.Cadences) }

// Guard returns the section for the check on outgoing mail.
func (p *Policy) Guard() Guard { return p.doc.Guard }

// Holidays lists the days on which the business clock stands still.
func (p *Policy) Holidays() []Holiday { return slices.Clone(p.doc.Holidays) }

// Tasks returns the section about automation tasks.
func (p *Policy) Tasks() Tasks { return p.doc.Tasks }

// Reports returns the section about report forms.
func (p *Policy) Reports() Reports {
	out := p.doc.Reports
	out.Teams = maps.Clone(out.Teams)
	return out
}

// Score returns the section about the month's score.
func (p *Policy) Score() Score { return p.doc.Score }
