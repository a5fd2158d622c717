package policy

// Guard is the section "guard": what the check on outgoing mail knows (E17, E18). Evaluated by package guard.
type Guard struct {
	FreeMail    []string `yaml:"freeMail"`    // domains of personal mailboxes
	AccessWords []string `yaml:"accessWords"` // words beside which a personal address is refused
	Attachment  []string `yaml:"attachmentWords"`
	Secrets     bool     `yaml:"secrets"` // look for passwords and keys
	MaxNewAll   int      `yaml:"maxNewRecipients"`
}

// Calls is the section "calls": telephone and meetings. Spans count from the scheduled start.
type Calls struct {
	Callbacks   []string `yaml:"callbacks"`   // teams that call back; empty: all
	Hotline     []string `yaml:"hotline"`     // departments with a telephone line (G12)
	ScreenShare Span     `yaml:"screenShare"` // length of the invitation (G6)
	Remind      []Span   `yaml:"remind"`      // before a meeting or callback (G7)
	Absent      Span     `yaml:"absent"`      // customer not there: #waiting_in_meeting (G8)
	Reschedule  Span     `yaml:"reschedule"`  // then #meeting_reschedule (G9)
	NextTry     Span     `yaml:"nextTry"`     // after "no answer" (G3)
	FormFields  []string `yaml:"formFields"`  // fields of the request form's mail (G1)
}

// Holiday is a day on which the SLA's business clock stands still.
type Holiday struct {
	Date string `yaml:"date"` // 2006-01-02
	Name string `yaml:"name"`
}

// Tasks is the section "tasks": the experts' automation tasks (H1–H10).
type Tasks struct {
	ETADays     int      `yaml:"etaDays"`     // at most so many days after assignment (H6)
	WorkingDays bool     `yaml:"workingDays"` // count ETA in working days
	Work        Span     `yaml:"work"`        // worked time on one automation (H7)
	WarnAt      Span     `yaml:"warnAt"`
	Columns     []string `yaml:"columns"`  // Master_DB, in order
	Priority    []string `yaml:"priority"` // columns checked first (H5)
	Sources     []string `yaml:"sources"`
	Stages      []string `yaml:"stages"`
}

// Reports is the section "reports".
type Reports struct {
	Forms []ReportForm      `yaml:"forms"`
	Teams map[string]string `yaml:"teams"` // team → id of its form
	Idle  []string          `yaml:"idle"`  // what to do when nothing is new (I11)
}

// ReportForm is the headings of a daily report, in order.
type ReportForm struct {
	ID       string   `yaml:"id"` // squad or experts
	Headings []string `yaml:"headings"`
	SkipZero bool     `yaml:"skipZero"` // I10
}

// Score is the section "score" (H13, H14).
type Score struct {
	Positive int      `yaml:"positiveFeedback"`
	Negative int      `yaml:"negativeFeedback"`
	ShownTo  string   `yaml:"shownTo"` // agent, lead or team
	First    []string `yaml:"first"`   // contributions with most weight
	Second   []string `yaml:"second"`
}
