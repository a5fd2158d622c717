package policy

import (
	"slices"
	"strings"
)

// TeamName is the shown name of the whole team, TeamID its id.
func (p *Policy) TeamName() string { return p.doc.Team.Name }

// TeamID is the id of the whole team.
func (p *Policy) TeamID() string { return p.doc.Team.ID }

// Zone is the IANA zone of the team; UTC if the file names none.
func (p *Policy) Zone() string {
	if p.doc.Team.Zone == "" {
		return "UTC"
	}
	return p.doc.Team.Zone
}

// Language is the team's, as BCP 47; empty if the file names none.
func (p *Policy) Language() string { return p.doc.Team.Language }

// Teams lists the teams that can own a ticket.
func (p *Policy) Teams() []Group { return slices.Clone(p.doc.Team.Teams) }

// Group finds a team by id.
func (p *Policy) Group(id string) (Group, bool) {
	i := slices.IndexFunc(p.doc.Team.Teams, func(g Group) bool { return g.ID == id })
	if i < 0 {
		return Group{}, false
	}
	return p.doc.Team.Teams[i], true
}

// Members lists the people of the team, those who left included.
func (p *Policy) Members() []Member { return slices.Clone(p.doc.Team.Members) }

// Member finds a person by id.
func (p *Policy) Member(id string) (Member, bool) {
	m, ok := p.members[id]
	return m, ok
}

// TeamsOf lists the ids of the agent's teams; an agent the policy does not know has none.
func (p *Policy) TeamsOf(agent string) []string { return slices.Clone(p.members[agent].Teams) }

// OwnerLabel is the shown name of an owner: an agent id, "team:<id>", or empty ("nobody").
// An id the policy no longer knows is shown as it is.
func (p *Policy) OwnerLabel(owner string) string {
	if owner == "" {
		return "nobody"
	}
	if id, isTeam := strings.CutPrefix(owner, "team:"); isTeam {
		if g, ok := p.Group(id); ok {
			return g.Label
		}
		return id
	}
	if m, ok := p.members[owner]; ok {
		return m.Name
	}
	return owner
}

// OwnerMay says whether a team or agent may own tickets of the channel (B6). Unknown owners may.
func (p *Policy) OwnerMay(owner, channel string) bool {
	id, isTeam := strings.CutPrefix(owner, "team:")
	g, ok := p.Group(id)
	return !isTeam || !ok || len(g.Channels) == 0 || slices.Contains(g.Channels, channel)
}

// AfterFirstReply is the owner, "team:<id>" or an agent id, that a ticket of the channel gets once the agent has sent the
// first human reply in it (B8): what the first of the agent's teams says that says anything. Empty: the owner stays. It is
// off unless policy.yaml says otherwise; an owner who is not known, has left or may not own the channel changes nothing.
func (p *Policy) AfterFirstReply(agent, channel string) string {
	for _, id := range p.members[agent].Teams {
		g, ok := p.Group(id)
		if !ok || g.OwnerAfterFirstReply == "" {
			continue
		}
		owner := p.doc.owner(g.OwnerAfterFirstReply)
		if m, isPerson := p.members[owner]; isPerson && m.Left != "" || !p.OwnerMay(owner, channel) {
			return ""
		}
		return owner
	}
	return ""
}

// owner reads an owner as the file writes it: "team:<id>", the bare id of a team, or an agent's. Unknown: empty.
func (d *document) owner(text string) string {
	id, isTeam := strings.CutPrefix(text, "team:")
	if slices.ContainsFunc(d.Team.Teams, func(g Group) bool { return g.ID == id }) {
		return "team:" + id
	}
	if !isTeam && slices.ContainsFunc(d.Team.Members, func(m Member) bool { return m.ID == id }) {
		return id
	}
	return ""
}

// Addresses lists the addresses that deliver to the team's mailbox.
func (p *Policy) Addresses() []Address { return slices.Clone(p.doc.Addresses) }

// Address finds one of our addresses, whatever its case or +detail.
func (p *Policy) Address(addr string) (Address, bool) {
	a, ok := p.ours[foldAddress(addr)]
	return a, ok
}

// IsOurAddress says whether mail from addr (local@domain, no display name) is ours.
func (p *Policy) IsOurAddress(addr string) bool {
	_, ok := p.Address(addr)
	return ok
}

// Identities returns the official outward identities.
func (p *Policy) Identities() Identities { return p.doc.Identities }

// Pipelines lists the lines of work; the first is where tickets start.
func (p *Policy) Pipelines() []Pipeline { return slices.Clone(p.doc.Pipelines.Lines) }

// DefaultPipeline is the id of the first pipeline.
func (p *Policy) DefaultPipeline() string { return p.doc.Pipelines.Lines[0].ID }

// Statuses lists the statuses of a pipeline with their final labels. An unknown or empty pipeline has the shared set.
func (p *Policy) Statuses(pipeline string) []Status { return slices.Clone(p.set(pipeline)) }

func (p *Policy) set(pipeline string) []Status {
	if s, ok := p.statuses[pipeline]; ok && len(s) > 0 {
		return s
	}
	if len(p.statuses[""]) > 0 {
		return p.statuses[""]
	}
	return p.statuses[p.DefaultPipeline()]
}

// Status finds a status of a pipeline; if the pipeline has no such one, the shared set is asked.
func (p *Policy) Status(pipeline, id string) (Status, bool) {
	for _, set := range [][]Status{p.set(pipeline), p.statuses[""]} {
		for _, s := range set {
			if s.ID == id {
				return s, true
			}
		}
	}
	return Status{}, false
}

// StatusLabel is the shown name of a status: "In progress w/Support". An unknown id is shown as it is.
func (p *Policy) StatusLabel(pipeline, id string) string {
	if s, ok := p.Status(pipeline, id); ok {
		return s.Label
	}
	return id
}

// StatusKind says whether a status is open, waiting or done. An unknown one is open: work must not vanish.
func (p *Policy) StatusKind(pipeline, id string) Kind {
	if s, ok := p.Status(pipeline, id); ok {
		return s.Kind
	}
	return KindOpen
}

// FirstStatus is the status of a ticket of the pipeline that has none set.
func (p *Policy) FirstStatus(pipeline string) string {
	set := p.set(pipeline)
	for _, s := range set {
		if s.First {
			return s.ID
		}
	}
	return set[0].ID
}

// Priorities lists the priorities, lowest first.
func (p *Policy) Priorities() []Priority { return slices.Clone(p.doc.Pipelines.Priorities) }

// DefaultPriority is what a ticket made by mail starts with (C10).
func (p *Policy) DefaultPriority() string {
	for _, x := range p.doc.Pipelines.Priorities {
		if x.Default {
			return x.ID
		}
	}
	return p.doc.Pipelines.Priorities[0].ID
}

// SnoozeReasons lists on whom a snoozed ticket may wait.
func (p *Policy) SnoozeReasons() []SnoozeReason { return slices.Clone(p.doc.Pipelines.SnoozeReasons) }

// SnoozeReason finds a snooze reason by id.
func (p *Policy) SnoozeReason(id string) (SnoozeReason, bool) {
	for _, r := range p.doc.Pipelines.SnoozeReasons {
		if r.ID == id {
			return r, true
		}
	}
	return SnoozeReason{}, false
}
