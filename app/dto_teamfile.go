package app

// The data of this file is what frontend/src/lib/api/views-team.ts declares.

// TeamFile is one of the team's files.
type TeamFile struct {
	Path     string `json:"path"` // inside the data folder: replies/refund.md
	Kind     string `json:"kind"`
	State    string `json:"state"`
	Note     string `json:"note"`
	Size     int64  `json:"size"`
	By       string `json:"by"`
	ByName   string `json:"byName"`
	MadeAt   int64  `json:"madeAt"`
	Versions int    `json:"versions"`
}

// FileVersion is one version of a file.
type FileVersion struct {
	ID       string `json:"id"`
	Path     string `json:"path"`
	Agent    string `json:"agent"`
	Name     string `json:"name"`
	Device   string `json:"device"`
	MadeAt   int64  `json:"madeAt"`
	CameAt   int64  `json:"cameAt"` // 0: made here
	Size     int64  `json:"size"`
	Stands   bool   `json:"stands"`
	Deleted  bool   `json:"deleted"`
	Overrule string `json:"overrule"` // the version, made without seeing this one, that stood instead
	Proposal bool   `json:"proposal"`
	Missing  bool   `json:"missing"` // parts of it are not here yet
}

// DiffLine is one line of a difference: " " in both, "-" before, "+" now, "@" a gap.
type DiffLine struct {
	Sign string `json:"sign"`
	Text string `json:"text"`
}

// FileShown is a version with its text and what it changed.
type FileShown struct {
	Version FileVersion `json:"version"`
	Text    string      `json:"text"`
	Diff    []DiffLine  `json:"diff"`
	Stood   []DiffLine  `json:"stood"` // from what stands now to this one
	Binary  bool        `json:"binary"`
	Wrong   string      `json:"wrong"` // why it cannot be put in the folder
}

// FileProposal is a version by somebody who may only propose.
type FileProposal struct {
	ID     string     `json:"id"`
	Path   string     `json:"path"`
	Agent  string     `json:"agent"`
	Name   string     `json:"name"`
	MadeAt int64      `json:"madeAt"`
	Size   int64      `json:"size"`
	Mine   bool       `json:"mine"`
	Diff   []DiffLine `json:"diff"`
	Wrong  string     `json:"wrong"`
}

// FileConflict is a version that lost against one made apart from it.
type FileConflict struct {
	Lost   FileVersion `json:"lost"`
	Stands FileVersion `json:"stands"`
	Path   string      `json:"path"`
	Beside string      `json:"beside"` // name of the copy of what lost
}

// FileFight is a file that laptops kept setting against each other.
type FileFight struct {
	Path    string        `json:"path"`
	Names   []string      `json:"names"`
	Since   int64         `json:"since"`
	Flips   int           `json:"flips"`
	Choices []FileVersion `json:"choices"` // the newest of each laptop
}

// ReroutedView is an open ticket that the rules in force would make another.
type ReroutedView struct {
	Ticket  string `json:"ticket"`
	Number  string `json:"number"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
}
