package app

// Session is what the page needs to know once: who works here, and the words for ids.
type Session struct {
	Ready           bool          `json:"ready"`
	FirstRun        bool          `json:"firstRun"`
	Sample          bool          `json:"sample"`
	Agent           string        `json:"agent"`
	AgentName       string        `json:"agentName"`
	TeamName        string        `json:"teamName"`
	Zone            string        `json:"zone"`
	Members         []Member      `json:"members"`
	Teams           []Label       `json:"teams"`
	Statuses        []State       `json:"statuses"`
	Priorities      []Priority    `json:"priorities"`
	Tags            []Tag         `json:"tags"`
	Categories      []string      `json:"categories"`
	Pipelines       []Label       `json:"pipelines"`
	Accounts        []AccountView `json:"accounts"`
	ReadOnlyMailbox bool          `json:"readOnlyMailbox"`
	HTMLSafe        bool          `json:"htmlSafe"` // the canary stayed silent
}

// Member is somebody of the team.
type Member struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// State is a status as a picker shows it.
type State struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Kind  string `json:"kind"`
	Key   string `json:"key"`
}

// Priority is a priority with its definition.
type Priority struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Help  string `json:"help"`
}

// Tag is a tag with its group.
type Tag struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Group string `json:"group"`
}

// Problem is a standing condition.
type Problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
	Since   int64  `json:"since"`
	File    string `json:"file"`
	Line    int    `json:"line"`
	Action  string `json:"action"`
}

// SyncState is the quiet word of the status line.
type SyncState struct {
	Word     string `json:"word"` // synced, syncing, offline, problem, none
	LastSync int64  `json:"lastSync"`
	Count    int    `json:"count"`
	Total    int    `json:"total"`
	Waiting  int    `json:"waiting"`
	Filling  bool   `json:"filling"` // older mail still comes: Count of Total
	Held     string `json:"held"`    // why older mail waits: battery, metered
	Changes  int    `json:"changes"` // for the team, that have not left this laptop
	Orphans  int    `json:"orphans"` // changes of the team that wait for their mail
}

// Settings are the window's, with what the settings screen tells besides.
type Settings struct {
	Theme         string `json:"theme"`
	TextSize      int    `json:"textSize"` // per cent
	Density       string `json:"density"`
	SingleKeys    bool   `json:"singleKeys"`
	AutoAdvance   bool   `json:"autoAdvance"`
	Notifications bool   `json:"notifications"`
	Presence      bool   `json:"presence"` // colleagues see on which ticket an answer is being written here
	QuietFrom     string `json:"quietFrom"`
	QuietTo       string `json:"quietTo"`
	PaneList      int    `json:"paneList"` // px
	PaneRecord    int    `json:"paneRecord"`
	RecordOpen    bool   `json:"recordOpen"`
	UndoSend      int    `json:"undoSend"` // seconds, 0 to 60
	DataDir       string `json:"dataDir"`
	Secrets       string `json:"secrets"` // keyring, file; empty while unknown
	Version       string `json:"version"`
	Sample        bool   `json:"sample"`
}

// QuitInfo says what quitting would miss.
type QuitInfo struct {
	Text string `json:"text"`
}
