package teamfile

import "deskhand/internal/ticket"

// State says how a file of this laptop and the team's version of it stand to each other.
type State string

// The states of a File.
const (
	StateSame     State = "same"     // the folder holds the team's version
	StateComing   State = "coming"   // a newer version is known, parts of it are still on their way
	StateProposed State = "proposed" // the team's version stands, and a member proposes another
	StateConflict State = "conflict" // two versions were made apart; ours, which lost, stands beside
	StateFrozen   State = "frozen"   // laptops kept setting it against each other: a person decides (Thaw)
	StateOffered  State = "offered"  // it was here before this laptop joined, the team has none: Share sends it
	StateRefused  State = "refused"  // what the team has, or what lies here, breaks a rule: Note says which
	StateDeleted  State = "deleted"  // the team deleted it; its versions stay
)

// File is one of the team's files; the keys are those of `deskhand team files --json`.
type File struct {
	Path     string      `json:"path"` // inside the data folder, with slashes: replies/refund.md
	Kind     string      `json:"kind"` // reply, handbook, policy, roster
	State    State       `json:"state"`
	Note     string      `json:"note,omitempty"` // why, where the state needs words
	Size     int64       `json:"size"`
	By       string      `json:"by"` // agent of the standing version; empty: none stands
	ByName   string      `json:"byName"`
	MadeAt   ticket.Time `json:"madeAt"`
	Versions int         `json:"versions"`
}

// Version is one version of a file.
type Version struct {
	ID       string      `json:"id"` // of its op; any unique beginning will do
	Path     string      `json:"path"`
	Agent    string      `json:"agent"`
	Name     string      `json:"name"`
	Device   string      `json:"device"`
	MadeAt   ticket.Time `json:"madeAt"`
	CameAt   ticket.Time `json:"cameAt,omitempty"` // absent: made here
	Size     int64       `json:"size"`
	Stands   bool        `json:"stands"`             // it is the team's version now
	Deleted  bool        `json:"deleted,omitempty"`  // it deleted the file
	Overrule string      `json:"overrule,omitempty"` // id of the version, made without seeing this one, that stood instead
	Proposal bool        `json:"proposal,omitempty"` // by somebody who may only propose
	Missing  bool        `json:"missing,omitempty"`  // parts of it are not on this laptop yet
}

// Line is one line of a difference.
type Line struct {
	Sign string `json:"sign"` // " " in both, "-" before, "+" now, "@" a gap
	Text string `json:"text"`
}

// Shown is a version with its text and what it changed.
type Shown struct {
	Version
	Text   string `json:"text"`            // empty for a picture
	Diff   []Line `json:"diff"`            // against the version that it was made from
	Stood  []Line `json:"stood"`           // from the version that stands now to this one: what Restore changes
	Binary bool   `json:"binary"`          // it is no text
	Base   string `json:"base,omitempty"`  // id of the version that it was made from
	Wrong  string `json:"wrong,omitempty"` // why it cannot be put in the folder
}

// Proposal is a version of policy.yaml or roster.yaml by somebody who is no admin.
type Proposal struct {
	ID     string      `json:"id"` // of its op
	Path   string      `json:"path"`
	Agent  string      `json:"agent"`
	Name   string      `json:"name"`
	Device string      `json:"device"`
	MadeAt ticket.Time `json:"madeAt"`
	Size   int64       `json:"size"`
	Mine   bool        `json:"mine"`
	Diff   []Line      `json:"diff"`            // from the team's version to the proposed one
	Wrong  string      `json:"wrong,omitempty"` // why it cannot be accepted
}

// Conflict is a version that lost against one made apart from it.
type Conflict struct {
	Lost   Version `json:"lost"`
	Stands Version `json:"stands"`
	Path   string  `json:"path"`
	Beside string  `json:"beside,omitempty"` // the copy of the lost version, inside the data folder; on its author's laptop
}

// Fight is a file that laptops kept setting against each other.
type Fight struct {
	Path    string      `json:"path"`
	Devices []string    `json:"devices"`
	Names   []string    `json:"names"` // of their agents and machines
	Since   ticket.Time `json:"since"`
	Flips   int         `json:"flips"`
	Choices []Version   `json:"choices"` // the newest of each laptop: Thaw wants one of them
}

// Problem is something about the team's files that a person has to know.
type Problem struct {
	Key     string // one a matter
	Path    string // inside the data folder
	Message string
	Hint    string
}
