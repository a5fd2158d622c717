package ticket

// Row is what the lists show of a ticket and what queues and search are computed from: the ticket table's row and
// its satellites. Project is its only maker.
type Row struct {
	Anchor         string // the ticket's id; its first 8 characters after the t are the number
	Subject        string
	Status         Status // effective
	Priority       Priority
	Pipeline       string
	Department     string
	Departments    []string
	Channel        string
	Owner          string
	Tags           []string
	Categories     []string
	ContactName    string
	ContactAddr    string
	Phone          string // of the contact, where a system's mail says it
	Mailbox        string
	Snippet        string
	Head           bool // of the newest mail only the head is here, so that Snippet says nothing
	Messages       int
	Unread         int
	CreatedAt      Time
	UpdatedAt      Time
	LastCustomerAt Time
	WaitsSince     Time // since when the customer waits for us; 0: nobody does
	Snooze         Snooze
	Back           string // why it came back from its snooze
	Mentioned      Time   // newest unread @me
	Shown          bool   // it holds a message or a `new`
	Spam           bool
	Machine        bool
	History        bool
	NextChange     Time // when Project would say something else; 0: never
	Bounce         *Bounced
	Queues         []Place

	Stated    bool              // somebody set its status
	RoutedAt  Time              // by which the policy that routed it was chosen; 0: nothing did
	By        map[string]string // what set a field that nobody set by hand, as in Routed
	Company   *Company          // of the contact
	CompanyID string            // c…

	Lost   *Lost // what was done here and overruled
	Frozen bool  // it can only be read here
}

// Snooze is the standing snooze; Active is false once it has ended.
type Snooze struct {
	Active bool
	Until  Time // 0: until they reply
	Reply  bool
	Reason Reason
	Note   string
}

// Place is a ticket's position in one queue; a smaller Sort stands higher.
type Place struct {
	Queue string
	Sort  int64
}

// Live tells whether the ticket is at work: see glossary.md.
func (r *Row) Live() bool {
	return r.Shown && !r.Status.Done() && !r.Snooze.Active && !r.Spam && !r.Machine && !r.History
}

// ShowNumber writes a number for people: a hyphen after the fourth character.
func ShowNumber(n string) string {
	if len(n) <= 4 {
		return n
	}
	return n[:4] + "-" + n[4:]
}
