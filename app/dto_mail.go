package app

// Attachment is a file of a mail.
type Attachment struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Type     string `json:"type"`
	Size     int64  `json:"size"` // bytes
	Inline   bool   `json:"inline"`
	Kind     string `json:"kind"` // media type by content
	Risk     string `json:"risk"`
	RiskText string `json:"riskText"`
	Opens    bool   `json:"opens"` // may be opened at once
}

// LinkView is a link as it stands beside its text; where it leads is known to the desk alone.
type LinkView struct {
	N       int    `json:"n"`
	Text    string `json:"text"`
	Host    string `json:"host"`
	Warning string `json:"warning"`
}

// SenderView is who wrote a mail, as far as can be told.
type SenderView struct {
	Auth     string          `json:"auth"` // pass, fail, none
	Warnings []SenderWarning `json:"warnings"`
}

// SenderWarning is one reason for doubt.
type SenderWarning struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// BounceView is a mail of ours that did not reach somebody.
type BounceView struct {
	Action    string `json:"action"` // failed, delayed
	Recipient string `json:"recipient"`
	Status    string `json:"status"`
	Reason    string `json:"reason"`
	Hard      bool   `json:"hard"`
	At        int64  `json:"at"`
}

// InviteView is an invitation that a mail carries.
type InviteView struct {
	Title     string         `json:"title"`
	Start     int64          `json:"start"`
	End       int64          `json:"end"`
	AllDay    bool           `json:"allDay"`
	TimeZone  string         `json:"timeZone"`
	Repeats   string         `json:"repeats"` // "every week on Tuesday"
	Next      int64          `json:"next"`
	Location  string         `json:"location"`
	JoinHost  string         `json:"joinHost"`
	Organizer string         `json:"organizer"`
	Method    string         `json:"method"`
	Cancelled bool           `json:"cancelled"`
	Answers   []InviteAnswer `json:"answers"`
	Proposal  string         `json:"proposal"` // add, update, remove
	Taken     bool           `json:"taken"`
	Problems  []string       `json:"problems"`
}

// InviteAnswer is what somebody says to an invitation.
type InviteAnswer struct {
	Who    string `json:"who"`
	Answer string `json:"answer"` // accepted, declined, tentative
}

// SuggestionView is what the mail of a ticket hints at.
type SuggestionView struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"` // merge, split
	Why     string `json:"why"`
	Ticket  string `json:"ticket"`
	Number  string `json:"number"`
	Subject string `json:"subject"`
	Message string `json:"message"`
	Text    string `json:"text"`
}

// FileDone is Done, or a question to answer first.
type FileDone struct {
	Op   string `json:"op"`
	Text string `json:"text"`
	Undo bool   `json:"undo"`
	Ask  string `json:"ask"`
	// As in Done.
	Mail      string `json:"mail"`
	UndoUntil int64  `json:"undoUntil"`
}
