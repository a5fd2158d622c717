package app

// The data of this file and its neighbours is what frontend/src/lib/api/views.ts declares: names in camel case, moments in
// Unix milliseconds (0: none), lists never nil.

// QueueInfo is a queue of the rail. Queues that policy adds are named "policy:" and their id.
type QueueInfo struct {
	Name   string `json:"name"`
	Label  string `json:"label"`
	Count  int    `json:"count"`
	Unread int    `json:"unread"`
}

// Row is a ticket in a list.
type Row struct {
	ID             string      `json:"id"`
	Number         string      `json:"number"`
	Subject        string      `json:"subject"`
	Channel        string      `json:"channel"`
	ContactName    string      `json:"contactName"`
	CompanyName    string      `json:"companyName"`
	Snippet        string      `json:"snippet"`
	Status         string      `json:"status"`
	StatusLabel    string      `json:"statusLabel"`
	Priority       string      `json:"priority"`
	Owner          string      `json:"owner"`
	Unread         bool        `json:"unread"`
	At             int64       `json:"at"`
	LastCustomerAt int64       `json:"lastCustomerAt"`
	WaitsSince     int64       `json:"waitsSince"`
	SnoozedUntil   int64       `json:"snoozedUntil"`
	SnoozeReason   string      `json:"snoozeReason"`
	SnoozeReply    bool        `json:"snoozeReply"`
	Back           string      `json:"back"`
	Tags           []string    `json:"tags"`
	History        bool        `json:"history"`
	Machine        bool        `json:"machine"`
	SLADue         int64       `json:"slaDue"`
	SLABreached    bool        `json:"slaBreached"`
	Messages       int         `json:"messages"`
	Draft          string      `json:"draft"`  // first words of what is being written
	Outbox         string      `json:"outbox"` // the worst state of its mails that are not out yet
	Bounce         *BounceView `json:"bounce"` // our newest mail did not arrive
	Waits          int         `json:"waits"`  // changes of it made here that have not left
}

// Page is a stretch of a list.
type Page struct {
	Rows  []Row  `json:"rows"`
	Next  string `json:"next"` // where the next page begins; empty at the end
	Total int    `json:"total"`
}

// SearchPage is what a search found.
type SearchPage struct {
	Rows      []Row     `json:"rows"`
	Next      string    `json:"next"`
	Total     int       `json:"total"`
	Snippets  []Snippet `json:"snippets"`
	Unindexed int       `json:"unindexed"`
	Heads     int       `json:"heads"` // mails here by their heads alone, which the search could not see into
	Ask       []Ask     `json:"ask"`
}

// Snippet is the text around a hit.
type Snippet struct {
	Ticket string `json:"ticket"`
	Text   string `json:"text"`
}

// Ask is another question that would find something.
type Ask struct {
	Text  string `json:"text"`
	Query string `json:"query"`
}

// LinkOpened tells what became of a link: OK, Ask, Refused, or a reply that it began.
type LinkOpened struct {
	OK      bool   `json:"ok"`
	Ask     string `json:"ask"`
	Refused string `json:"refused"`
	Ticket  string `json:"ticket"` // on which the reply was begun
	Text    string `json:"text"`   // whom it goes to
}

// Done is what an action did.
type Done struct {
	Op   string `json:"op"` // empty where nothing changed
	Text string `json:"text"`
	Undo bool   `json:"undo"`
	// Mail that it sent, and until when undoing takes that back.
	Mail      string `json:"mail"`
	UndoUntil int64  `json:"undoUntil"`
}

// NewDone is Done with the ticket that was begun.
type NewDone struct {
	Op     string `json:"op"`
	Text   string `json:"text"`
	Undo   bool   `json:"undo"`
	Ticket string `json:"ticket"`
	// As in Done.
	Mail      string `json:"mail"`
	UndoUntil int64  `json:"undoUntil"`
}

// UndoDone is Done, or a question to answer first.
type UndoDone struct {
	Op   string `json:"op"`
	Text string `json:"text"`
	Undo bool   `json:"undo"`
	Ask  string `json:"ask"`
	// As in Done.
	Mail      string `json:"mail"`
	UndoUntil int64  `json:"undoUntil"`
}

// WhenView says how a moment was understood.
type WhenView struct {
	At    int64  `json:"at"`
	Reply bool   `json:"reply"`
	Here  string `json:"here"`
	There string `json:"there"`
	Error string `json:"error"`
}

// ChangeView is a line of a ticket's history.
type ChangeView struct {
	Op          string `json:"op"`
	By          string `json:"by"`
	ByName      string `json:"byName"`
	At          int64  `json:"at"`
	Field       string `json:"field"`
	Old         string `json:"old"`
	New         string `json:"new"`
	Text        string `json:"text"`
	Undone      bool   `json:"undone"`
	CanUndo     bool   `json:"canUndo"`
	CameAt      int64  `json:"cameAt"`      // when it came to this laptop, 0: it was made here
	Overruled   bool   `json:"overruled"`   // a colleague's change, made without seeing this one, won
	OverruledBy string `json:"overruledBy"` // by name
	Device      string `json:"device"`      // the laptop on which it was made, in words
	Unconfirmed bool   `json:"unconfirmed"`
}
