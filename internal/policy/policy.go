package policy

import "strings"

// document is policy.yaml, section by section in the order of formats.md.
type document struct {
	Team        Team         `yaml:"team"`
	Addresses   []Address    `yaml:"addresses"`
	Identities  Identities   `yaml:"identities"`
	Pipelines   pipelines    `yaml:"pipelines"`
	Departments []Department `yaml:"departments"`
	Tags        tags         `yaml:"tags"`
	Categories  []Category   `yaml:"categories"`
	Channels    []Channel    `yaml:"channels"`
	Routing     []Rule       `yaml:"routing"`
	SLA         SLA          `yaml:"sla"`
	Checklists  Checklists   `yaml:"checklists"`
	Cadences    []Cadence    `yaml:"cadences"`
	Guard       Guard        `yaml:"guard"`
	Calls       Calls        `yaml:"calls"`
	Holidays    []Holiday    `yaml:"holidays"`
	Tasks       Tasks        `yaml:"tasks"`
	Reports     Reports      `yaml:"reports"`
	Score       Score        `yaml:"score"`
}

// pipelines is the section "pipelines": the lines of work and what they share.
type pipelines struct {
	Lines         []Pipeline     `yaml:"lines"`
	Statuses      []Status       `yaml:"statuses"` // the shared set
	Priorities    []Priority     `yaml:"priorities"`
	SnoozeReasons []SnoozeReason `yaml:"snoozeReasons"`
}

type tags struct {
	Groups []TagGroup `yaml:"groups"`
}

// Policy is a parsed policy.yaml. It never changes and may be read from many goroutines at once: lists it hands out are
// copies. Lists inside their items are shared and are for reading.
type Policy struct {
	doc      document
	statuses map[string][]Status // pipeline → statuses with final labels; "" is the shared set
	members  map[string]Member
	tags     map[string]Tag
	ours     map[string]Address // folded address → address
}

func newPolicy(doc document) *Policy {
	if doc.Checklists.Attempts == 0 {
		doc.Checklists.Attempts = defaultAttempts
	}
	p := &Policy{
		doc:      doc,
		statuses: map[string][]Status{},
		members:  map[string]Member{},
		tags:     map[string]Tag{},
		ours:     map[string]Address{},
	}
	p.statuses[""] = labelled(doc.Pipelines.Statuses, "")
	for _, line := range doc.Pipelines.Lines {
		set := line.Statuses
		if len(set) == 0 {
			set = doc.Pipelines.Statuses
		}
		p.statuses[line.ID] = labelled(set, line.Label)
	}
	for _, m := range doc.Team.Members {
		p.members[m.ID] = m
	}
	for g, group := range doc.Tags.Groups {
		for t, tag := range group.Tags {
			tag.Group = group.ID
			doc.Tags.Groups[g].Tags[t] = tag
			p.tags[tag.ID] = tag
		}
	}
	for _, a := range doc.Addresses {
		p.ours[foldAddress(a.Address)] = a
	}
	return p
}

// defaultAttempts is how many recorded attempts Closed needs where the file says nothing (features.md, Constants).
const defaultAttempts = 3

// labelled copies statuses with {pipeline} in their labels replaced.
func labelled(statuses []Status, pipeline string) []Status {
	out := make([]Status, len(statuses))
	for i, s := range statuses {
		s.Label = strings.TrimSpace(strings.ReplaceAll(s.Label, "{pipeline}", pipeline))
		if pipeline == "" {
			s.Label = strings.TrimSuffix(s.Label, " w/")
		}
		out[i] = s
	}
	return out
}

// foldAddress is an address as it is compared: lower case, without a +detail in the local part.
func foldAddress(a string) string {
	local, domain, found := strings.Cut(strings.ToLower(strings.TrimSpace(a)), "@")
	if !found {
		return local
	}
	local, _, _ = strings.Cut(local, "+")
	return local + "@" + domain
}
