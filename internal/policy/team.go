package policy

// Team is the section "team": the desk's team, the teams inside it and its members.
type Team struct {
	ID       string   `yaml:"id"`       // id of the whole, never an owner of tickets unless it is also in Teams
	Name     string   `yaml:"name"`     // shown name: "Kestrel Support"
	Zone     string   `yaml:"zone"`     // IANA zone of days and working hours where no other is said
	Language string   `yaml:"language"` // BCP 47
	Teams    []Group  `yaml:"teams"`
	Members  []Member `yaml:"members"`
}

// Group is a team that can own tickets.
type Group struct {
	ID    string `yaml:"id"`
	Label string `yaml:"label"`
	// Channels the team may own; empty means every channel (B6).
	Channels []string `yaml:"channels"`
	// OwnerAfterFirstReply is who gets a ticket after the first reply of this team's people (B8), "team:<id>" or an agent;
	// a team's bare id is read as well. Empty: the owner stays. Ask Policy.AfterFirstReply.
	OwnerAfterFirstReply string `yaml:"ownerAfterFirstReply"`
}

// Role is what a member does in the team.
type Role string

// The roles of formats.md.
const (
	RoleAgent  Role = "agent"
	RoleExpert Role = "expert"
	RoleLead   Role = "lead"
)

// Member is a person of the team.
type Member struct {
	ID           string   `yaml:"id"`
	Name         string   `yaml:"name"`
	Role         Role     `yaml:"role"`
	Tier         string   `yaml:"tier"` // L1 or Expert
	Teams        []string `yaml:"teams"`
	Zone         string   `yaml:"zone"` // empty: the team's
	Language     string   `yaml:"language"`
	Hours        string   `yaml:"hours"` // "08:00-17:00" in the member's zone
	Signature    string   `yaml:"signature"`
	OwnNumbers   []string `yaml:"ownNumbers"`   // for the guard only
	OwnAddresses []string `yaml:"ownAddresses"` // for the guard only
	Left         string   `yaml:"left"`         // date, 2006-01-02; empty: still here
}

// The tiers of formats.md.
const (
	TierL1     = "L1"
	TierExpert = "Expert"
)

// Address is one of the addresses that deliver to the team's mailbox.
type Address struct {
	Address    string `yaml:"address"`
	Name       string `yaml:"name"`       // shown name of the From
	Queue      bool   `yaml:"queue"`      // gets a queue of its own (B22)
	Department string `yaml:"department"` // set at arrival; empty: by routing
	Pipeline   string `yaml:"pipeline"`   // set at arrival; empty: the first
	Language   string `yaml:"language"`
}

// Identities are the only outward identities the team may use (E17, E18, E19).
type Identities struct {
	FromName string   `yaml:"fromName"` // the name in the From: "{agent} at Kestrel"
	Access   []string `yaml:"access"`   // addresses a client may give access to
	Meetings []string `yaml:"meetings"` // addresses that join meetings
	Numbers  []string `yaml:"numbers"`  // telephone numbers a customer may get
}
