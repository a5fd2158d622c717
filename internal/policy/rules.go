package policy

// Line is one line of the close checklist as the policy states it.
type Line struct {
	ID       string      `yaml:"id"`
	Text     string      `yaml:"text"`
	Evidence Evidence    `yaml:"evidence"` // empty or none: by hand
	Required bool        `yaml:"required"`
	When     []Condition `yaml:"when"` // all true; none: always
	Help     string      `yaml:"help"` // shown under the open line
}

// Checklists is the section "checklists": what closing asks.
type Checklists struct {
	Attempts int        `yaml:"attempts"` // recorded attempts that Closed needs (C7); 0 in the file: 3
	Lines    []Line     `yaml:"lines"`
	NoAnswer []Reason   `yaml:"noAnswer"` // reasons for "no answer needed"
	After    []Question `yaml:"after"`    // asked after closing and when a closed ticket comes back (F14–F16)
}

// Reason is one reason for closing without an answer.
type Reason struct {
	ID    string `yaml:"id"`
	Label string `yaml:"label"`
	Key   string `yaml:"key"`
}

// Question is one of the questions after closing.
type Question struct {
	ID    string `yaml:"id"`
	Text  string `yaml:"text"`
	Makes string `yaml:"makes"` // the register a "yes" writes to: doc, bug, idea
}

// Rule is a routing rule: when all conditions hold, the fields are set (B20).
type Rule struct {
	Name string      `yaml:"name"`
	When []Condition `yaml:"when"`
	Set  RuleSet     `yaml:"set"`
}

// RuleSet is what a routing rule sets at arrival; empty fields stay as they are. An owner is a team, or OwnerStaff.
type RuleSet struct {
	Pipeline   string   `yaml:"pipeline"`
	Department string   `yaml:"department"`
	Priority   string   `yaml:"priority"`
	Channel    string   `yaml:"channel"`
	Owner      string   `yaml:"owner"`
	Tags       []string `yaml:"tags"`
	Categories []string `yaml:"categories"`
}

// SLA is the section "sla".
type SLA struct {
	Zone    string            `yaml:"zone"`  // zone of the hours; empty: the team's
	Warn    Span              `yaml:"warn"`  // how long before a breach to warn
	Hours   map[string]string `yaml:"hours"` // mon … sun → "08:00-18:00"; a day left out is closed
	Targets []Target          `yaml:"targets"`
}

// Target is what is promised to a department at a priority. Zero spans are no promise.
type Target struct {
	Department    string `yaml:"department"` // empty: every
	Plan          string `yaml:"plan"`       // empty: every; a plan overrides its department
	Priority      string `yaml:"priority"`   // empty: every
	Clock         string `yaml:"clock"`      // business (the hours above) or always
	FirstResponse Span   `yaml:"firstResponse"`
	NextResponse  Span   `yaml:"nextResponse"`
	Resolution    Span   `yaml:"resolution"`
}

// Cadence is a series of follow-ups to a silent customer (F3).
type Cadence struct {
	ID      string        `yaml:"id"`
	Label   string        `yaml:"label"`
	When    []Condition   `yaml:"when"`
	Steps   []CadenceStep `yaml:"steps"`
	Propose string        `yaml:"propose"` // status proposed at the end
}

// CadenceStep is one attempt: after the span, this template on this channel.
type CadenceStep struct {
	After    Span   `yaml:"after"`
	Template string `yaml:"template"`
	Channel  string `yaml:"channel"`
}
