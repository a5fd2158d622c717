package app

// TicketView is a ticket with everything beside it.
type TicketView struct {
	Row           Row          `json:"row"`
	Pipeline      string       `json:"pipeline"`
	PipelineLabel string       `json:"pipelineLabel"`
	Department    string       `json:"department"`
	Categories    []string     `json:"categories"`
	Contact       Contact      `json:"contact"`
	Company       *Company     `json:"company"`
	Entries       []EntryView  `json:"entries"`
	Others        []Row        `json:"others"`
	Checklist     Progress     `json:"checklist"`
	Agenda        []AgendaItem `json:"agenda"`
	Draft         *NoteDraft   `json:"draft"`
	MailDraft     *MailDraft   `json:"mailDraft"`
	Asks          []AskView    `json:"asks"`
	Lost          *LostView    `json:"lost"`
	Replying      []string     `json:"replying"` // names of colleagues who write an answer just now
	ReadOnly      string       `json:"readOnly"` // why it can be read only here
	Why           []WhyView    `json:"why"`      // of fields that nobody set: by which rule they are so
}

// WhyView says why a field that nobody set is as it is.
type WhyView struct {
	Field string `json:"field"`
	Text  string `json:"text"`
}

// LostView is the newest change of mine that a colleague's, made without seeing mine, overruled.
type LostView struct {
	Field  string `json:"field"`
	Mine   string `json:"mine"` // for people
	MineID string `json:"mineId"`
	Theirs string `json:"theirs"`
	By     string `json:"by"`
	ByName string `json:"byName"`
	At     int64  `json:"at"`
}

// Contact is the person outside.
type Contact struct {
	Name          string   `json:"name"`
	Email         string   `json:"email"`
	Phones        []string `json:"phones"`
	Zone          string   `json:"zone"`
	OffsetMinutes int      `json:"offsetMinutes"` // east of UTC, as the newest mail says
	KnowsOffset   bool     `json:"knowsOffset"`
	Language      string   `json:"language"` // of their newest mail, "de"; empty when not sure
}

// Company is the firm behind a contact.
type Company struct {
	Name      string         `json:"name"`
	Plan      string         `json:"plan"`
	ChurnRisk string         `json:"churnRisk"`
	Fields    []CompanyField `json:"fields"` // what else the team's table says of it
}

// CompanyField is a column of a company's row.
type CompanyField struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	Value  string `json:"value"`
	ByHand bool   `json:"byHand"`
}

// Progress sums up a checklist.
type Progress struct {
	Done  int    `json:"done"`
	Total int    `json:"total"`
	Next  string `json:"next"`
}

// NoteDraft is a note that is being written.
type NoteDraft struct {
	Text string `json:"text"`
	Kind string `json:"kind"`
}

// EntryView is one thing in a conversation.
type EntryView struct {
	ID            string       `json:"id"`
	Key           string       `json:"key"`
	Kind          string       `json:"kind"`
	Direction     string       `json:"direction"`
	FromName      string       `json:"fromName"`
	FromAddr      string       `json:"fromAddr"`
	To            []string     `json:"to"`
	Cc            []string     `json:"cc"`
	At            int64        `json:"at"`
	Date          int64        `json:"date"`
	Text          string       `json:"text"`
	VisibleText   string       `json:"visibleText"`
	QuotedText    string       `json:"quotedText"`
	QuotedHeld    bool         `json:"quotedHeld"`
	Runs          []int        `json:"runs"` // lines of text: the person's own, carried along, in turn
	HasHTML       bool         `json:"hasHtml"`
	FrameURL      string       `json:"frameUrl"`
	RemoteBlocked int          `json:"remoteBlocked"`
	Machine       string       `json:"machine"`
	Attachments   []Attachment `json:"attachments"`
	Links         []LinkView   `json:"links"`
	Problems      []string     `json:"problems"`
	By            string       `json:"by"`
	ByName        string       `json:"byName"`
	NoteKind      string       `json:"noteKind"`
	Mentions      []string     `json:"mentions"`
	Read          bool         `json:"read"`
	EventText     string       `json:"eventText"`
	Op            string       `json:"op"`
	Sender        *SenderView  `json:"sender"`
	NewHere       bool         `json:"newHere"` // nobody here wrote with this person before
	Bounce        *BounceView  `json:"bounce"`  // of a bounce, and of our mail that it is about
	Secure        string       `json:"secure"`  // signed, encrypted; nothing is verified or decrypted
	SecureWhy     string       `json:"secureWhy"`
	Invite        *InviteView  `json:"invite"`
	Outbox        *MailView    `json:"outbox"` // a mail of ours that the mailbox does not hold yet
	Extent        string       `json:"extent"` // head, part; empty: all of it is here
	Size          int64        `json:"size"`   // bytes of the whole mail
	Wanted        bool         `json:"wanted"`
	Elsewhere     bool         `json:"elsewhere"` // sent, or of a customer's answered, by another mail program
}

// ChecklistLine is a line of the close dialog.
type ChecklistLine struct {
	ID       string    `json:"id"`
	Text     string    `json:"text"`
	State    string    `json:"state"`
	By       string    `json:"by"`
	Required bool      `json:"required"`
	Why      string    `json:"why"`
	Evidence *Evidence `json:"evidence"`
	ByHand   bool      `json:"byHand"`
}

// Evidence is what a tick opens.
type Evidence struct {
	Kind string `json:"kind"`
	Ref  string `json:"ref"`
	Text string `json:"text"`
}

// HandOff is the form that a close leaves for the next one.
type HandOff struct {
	Inquiry   string `json:"inquiry"`
	Done      string `json:"done"`
	Remaining string `json:"remaining"`
}

// CloseView is everything the close dialog shows.
type CloseView struct {
	Ticket          Row             `json:"ticket"`
	Lines           []ChecklistLine `json:"lines"`
	HandOff         HandOff         `json:"handOff"`
	Attempts        []int64         `json:"attempts"`
	AttemptsNeeded  int             `json:"attemptsNeeded"`
	NoAnswerReasons []Label         `json:"noAnswerReasons"`
	CanResolve      bool            `json:"canResolve"`
	CanClose        bool            `json:"canClose"`
	AreaTags        []string        `json:"areaTags"`
}

// Label is an id with its word.
type Label struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// AgendaItem is a line of a day.
type AgendaItem struct {
	ID       string   `json:"id"`
	Kind     string   `json:"kind"`
	At       int64    `json:"at"`
	Until    int64    `json:"until"`
	Ticket   string   `json:"ticket"`
	Number   string   `json:"number"`
	Title    string   `json:"title"`
	Who      string   `json:"who"`
	Action   string   `json:"action"`
	Actions  []string `json:"actions"`
	Overdue  bool     `json:"overdue"`
	JoinHost string   `json:"joinHost"`
	Phone    string   `json:"number_"`
}

// Today is the home screen.
type Today struct {
	Items      []AgendaItem `json:"items"`
	DoneToday  int          `json:"doneToday"`
	ComingDays []ComingDay  `json:"comingDays"`
	Quiet      []Quiet      `json:"quiet"`
}

// ComingDay is what a later day holds, in words.
type ComingDay struct {
	Day  int64  `json:"day"`
	Text string `json:"text"`
}

// Quiet is something real to do when nothing is due.
type Quiet struct {
	Kind   string `json:"kind"`
	Text   string `json:"text"`
	Action string `json:"action"`
	Query  string `json:"query"`
	Count  int    `json:"count"`
}
