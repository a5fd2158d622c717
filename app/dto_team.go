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

// AccountView is a connected mailbox.
type AccountView struct {
	ID       string       `json:"id"`
	Email    string       `json:"email"`
	State    string       `json:"state"` // ok, syncing, offline, refused
	LastSync int64        `json:"lastSync"`
	Folders  []FolderView `json:"folders"`
}

// FolderView says how much of a folder is here.
type FolderView struct {
	Name     string `json:"name"`
	Messages int    `json:"messages"`
	Synced   int    `json:"synced"`
}

// ConnectForm is what a person fills in to connect a mailbox. It goes in only; no method gives a secret back.
type ConnectForm struct {
	Email        string `json:"email"`
	Password     string `json:"password"`
	User         string `json:"user"`
	IMAPHost     string `json:"imapHost"`
	IMAPPort     int    `json:"imapPort"`
	IMAPSecurity string `json:"imapSecurity"`
	SMTPHost     string `json:"smtpHost"`
	SMTPPort     int    `json:"smtpPort"`
	SMTPSecurity string `json:"smtpSecurity"`
	Agent        string `json:"agent"`
	DisplayName  string `json:"displayName"`
	OpenDays     int    `json:"openDays"`
	Passphrase   string `json:"passphrase"`
}

// ConnectResult is the result of signing in, in words.
type ConnectResult struct {
	OK      bool         `json:"ok"`
	Text    string       `json:"text"`
	Code    string       `json:"code"`
	Hint    string       `json:"hint"`
	Field   string       `json:"field"` // of the form, where one is at fault
	Account *AccountView `json:"account"`
}

// Servers are where an address's mail seems to be.
type Servers struct {
	IMAPHost     string `json:"imapHost"`
	IMAPPort     int    `json:"imapPort"`
	IMAPSecurity string `json:"imapSecurity"`
	SMTPHost     string `json:"smtpHost"`
	SMTPPort     int    `json:"smtpPort"`
	SMTPSecurity string `json:"smtpSecurity"`
	How          string `json:"how"`
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
}

// Settings are the window's, with what the settings screen tells besides.
type Settings struct {
	Theme         string `json:"theme"`
	TextSize      int    `json:"textSize"` // per cent
	Density       string `json:"density"`
	SingleKeys    bool   `json:"singleKeys"`
	AutoAdvance   bool   `json:"autoAdvance"`
	Notifications bool   `json:"notifications"`
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
