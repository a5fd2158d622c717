package app

// AddressView is a person of a mail.
type AddressView struct {
	Name string `json:"name"`
	Addr string `json:"addr"`
}

// FileView is a file of a draft or of an outgoing mail.
type FileView struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int64  `json:"size"` // bytes
	Inline bool   `json:"inline"`
	URL    string `json:"url"` // of a picture in the text
	CID    string `json:"cid"` // its Content-ID, as the text's <img src="cid:…"> names it
	Along  bool   `json:"along"`
}

// QuoteView is the mail that is answered or passed on.
type QuoteView struct {
	Key      string `json:"key"`
	Head     string `json:"head"`
	Lines    int    `json:"lines"`
	FrameURL string `json:"frameUrl"`
	Text     string `json:"text"`
}

// NewsView is what came while one wrote.
type NewsView struct {
	Text    string      `json:"text"`
	Entries []EntryView `json:"entries"`
}

// OtherView is a version of a draft that was written over and put aside.
type OtherView struct {
	ID      string `json:"id"`
	HTML    string `json:"html"`
	Notice  string `json:"notice"`
	SavedAt int64  `json:"savedAt"`
}

// DraftView is a mail that is being written.
type DraftView struct {
	ID      string        `json:"id"`
	Ticket  string        `json:"ticket"`
	Kind    string        `json:"kind"` // reply, reply-all, forward
	From    string        `json:"from"`
	Froms   []string      `json:"froms"`
	To      string        `json:"to"` // as typed
	Cc      string        `json:"cc"`
	Subject string        `json:"subject"`
	HTML    string        `json:"html"`
	Quote   *QuoteView    `json:"quote"`
	Quoted  bool          `json:"quoted"`
	Files   []FileView    `json:"files"`
	Outside int           `json:"outside"`
	Left    []AddressView `json:"left"`
	Notice  string        `json:"notice"`
	News    *NewsView     `json:"news"`
	Other   *OtherView    `json:"other"` // of another window
	Base    string        `json:"base"`  // which text it is
	SavedAt int64         `json:"savedAt"`
	Blank   bool          `json:"blank"`
}

// DraftSave is what the composer saves at each pause.
type DraftSave struct {
	ID      string   `json:"id"`
	Kind    string   `json:"kind"`
	From    string   `json:"from"`
	To      string   `json:"to"`
	Cc      string   `json:"cc"`
	Subject string   `json:"subject"`
	HTML    string   `json:"html"`
	Quoted  bool     `json:"quoted"`
	Saved   []string `json:"saved"` // names of the saved replies that were put in
	Base    string   `json:"base"`  // of what it goes on from
}

// DraftSaved says what became of it.
type DraftSaved struct {
	ID      string     `json:"id"` // another one, where the draft had been sent
	SavedAt int64      `json:"savedAt"`
	Outside int        `json:"outside"`
	BadTo   string     `json:"badTo"`
	BadCc   string     `json:"badCc"`
	Base    string     `json:"base"`
	Other   *OtherView `json:"other"`
}

// SendResult is what sending did. With a problem or a question nothing was sent.
type SendResult struct {
	Mail      string    `json:"mail"`
	Text      string    `json:"text"`
	UndoUntil int64     `json:"undoUntil"`
	Ask       string    `json:"ask"` // news: somebody wrote; lines: the close has open lines
	News      *NewsView `json:"news"`
	Problem   string    `json:"problem"`
	Hint      string    `json:"hint"`
	Field     string    `json:"field"` // to, cc, body, files
}

// MailView is a mail of the outbox.
type MailView struct {
	ID         string          `json:"id"`
	Ticket     string          `json:"ticket"`
	Number     string          `json:"number"`
	Subject    string          `json:"subject"`
	To         []string        `json:"to"`
	Who        string          `json:"who"`
	Snippet    string          `json:"snippet"`
	State      string          `json:"state"`
	Reason     string          `json:"reason"`
	Words      string          `json:"words"`
	Tries      int             `json:"tries"`
	NextTry    int64           `json:"nextTry"`
	UndoUntil  int64           `json:"undoUntil"`
	QueuedAt   int64           `json:"queuedAt"`
	ChangedAt  int64           `json:"changedAt"`
	Size       int64           `json:"size"` // bytes
	Actions    []string        `json:"actions"`
	Recipients []RecipientView `json:"recipients"`
	Resolves   bool            `json:"resolves"`
}

// RecipientView is an address of a mail, and what the server said of it.
type RecipientView struct {
	Addr  string `json:"addr"`
	Taken bool   `json:"taken"`
	Code  int    `json:"code"`
	Words string `json:"words"`
}

// MailDetail is a mail of the outbox with what it says and what happened around it.
type MailDetail struct {
	Mail     MailView    `json:"mail"`
	From     string      `json:"from"`
	HTML     bool        `json:"html"`
	FrameURL string      `json:"frameUrl"`
	Text     string      `json:"text"`
	Files    []FileView  `json:"files"`
	Since    []EntryView `json:"since"`
	Before   []EntryView `json:"before"`
}

// OutboxState says how many mails stand where.
type OutboxState struct {
	Waiting int `json:"waiting"`
	Sending int `json:"sending"`
	Sent    int `json:"sent"`
	Held    int `json:"held"`
	Unsure  int `json:"unsure"`
	Some    int `json:"some"` // not everybody got it
}

// OutboxDone is Done with the draft that came back.
type OutboxDone struct {
	Op        string `json:"op"`
	Text      string `json:"text"`
	Undo      bool   `json:"undo"`
	Mail      string `json:"mail"`
	UndoUntil int64  `json:"undoUntil"`
	Draft     string `json:"draft"`
	Ticket    string `json:"ticket"`
}

// MailDraft is a mail being written, as its ticket tells of it.
type MailDraft struct {
	ID        string `json:"id"`
	Kind      string `json:"kind"`
	Snippet   string `json:"snippet"`
	UpdatedAt int64  `json:"updatedAt"`
}

// SavedHit is a saved reply that was found.
type SavedHit struct {
	Name      string `json:"name"`
	Category  string `json:"category"`
	Kind      string `json:"kind"`
	Language  string `json:"language"`
	Uses      int    `json:"uses"`
	Blanks    int    `json:"blanks"`
	Text      string `json:"text"`
	HTML      string `json:"html"`
	Resolves  bool   `json:"resolves"`
	ChangedBy string `json:"changedBy"` // by name: a colleague changed it since its last use here
	ChangedAt int64  `json:"changedAt"`
	NewHere   bool   `json:"newHere"` // it is new as a whole
	Refused   string `json:"refused"`
}

// SavedInsert is a saved reply, filled for a ticket.
type SavedInsert struct {
	Name     string      `json:"name"`
	HTML     string      `json:"html"`
	Text     string      `json:"text"`
	Subject  string      `json:"subject"`
	Blanks   []BlankView `json:"blanks"`
	Resolves bool        `json:"resolves"`
}

// BlankView is a value that is missing; N is that of its span.
type BlankView struct {
	N      int    `json:"n"`
	Name   string `json:"name"`
	Prompt string `json:"prompt"`
	Why    string `json:"why"`
}

// AskView is a question of the customer's, and whether it is answered.
type AskView struct {
	Key  string `json:"key"` // of the mail that asks
	Text string `json:"text"`
	Open bool   `json:"open"`
	At   int64  `json:"at"`
}
