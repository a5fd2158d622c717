package app

// The data of this file is what frontend/src/lib/api/views-mailbox.ts declares.

// AccountView is a connected mailbox.
type AccountView struct {
	ID       string        `json:"id"`
	Email    string        `json:"email"`
	State    string        `json:"state"` // ok, syncing, offline, refused
	LastSync int64         `json:"lastSync"`
	Folders  []FolderState `json:"folders"`
	Reach    int           `json:"reach"`  // days of mail that come whole, 0: all
	Mirror   []string      `json:"mirror"` // what is written to the server
	Parked   []Parked      `json:"parked"`
}

// FolderState says how much of a folder is here.
type FolderState struct {
	Name     string `json:"name"`
	Role     string `json:"role"`     // inbox, sent, archive, junk, trash, drafts, all; empty: none
	Messages int    `json:"messages"` // on the server
	Synced   int    `json:"synced"`   // of these here, in whatever part
	Heads    int    `json:"heads"`    // of these by their heads alone
	Parts    int    `json:"parts"`    // of these without their large files
	Missing  int    `json:"missing"`  // still to come, or here without what the server cannot give
	Followed bool   `json:"followed"`
	LookedAt int64  `json:"lookedAt"`
}

// Parked is what the server would not take of one kind.
type Parked struct {
	Kind     string `json:"kind"`
	Messages int    `json:"messages"`
	Why      string `json:"why"`
	Since    int64  `json:"since"`
}

// ReachChoice is what a reach would take.
type ReachChoice struct {
	Reach    int   `json:"reach"` // days, 0: all
	Messages int   `json:"messages"`
	Whole    int   `json:"whole"`
	Bytes    int64 `json:"bytes"` // to fetch
	Disk     int64 `json:"disk"`  // bytes on this computer
}

// SurveyView is what each reach would take.
type SurveyView struct {
	Choices   []ReachChoice `json:"choices"`
	Free      int64         `json:"free"` // bytes; 0: not known
	Estimated bool          `json:"estimated"`
}

// SurveyResult is a survey before the mailbox is connected, or why signing in failed.
type SurveyResult struct {
	Survey  *SurveyView    `json:"survey"`
	Refused *ConnectResult `json:"refused"`
}

// AccountEdit changes an account; a nil reach and empty lists leave things as they are.
type AccountEdit struct {
	Reach  *int    `json:"reach"`
	Follow []OnOff `json:"follow"`
	Mirror []OnOff `json:"mirror"`
}

// OnOff is a switch by its name.
type OnOff struct {
	Name string `json:"name"`
	On   bool   `json:"on"`
}

// OlderFound is what the server's own search brought.
type OlderFound struct {
	Asked int `json:"asked"` // mails that it found and that were not here whole
	Found int `json:"found"` // of these now here whole
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
	Reach        int    `json:"reach"` // days of mail that come whole, 0: all
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
