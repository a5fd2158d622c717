package membership

import "deskhand/internal/ticket"

// The kinds of a Transport.
const (
	KindIMAP = "imap" // a folder of the team mailbox
	KindDir  = "dir"  // a folder that all laptops share
)

// Transport is the place through which the journal travels. It is chosen on each laptop by itself.
type Transport struct {
	Kind    string `json:"kind"`              // imap, dir; empty: none
	Account string `json:"account,omitempty"` // of imap: the mailbox's address
	Folder  string `json:"folder,omitempty"`  // of dir
	Limited string `json:"limited,omitempty"` // what the server allows less than usual, in words
}

// CreateOptions say how a team begins.
type CreateOptions struct {
	Encrypt   bool      // what travels can be read by the team alone; a lost secret is lost notes
	Transport Transport // zero: the desk's first mailbox
}

// Created is a team that has begun on this laptop.
type Created struct {
	Team   string `json:"team"` // its id: the device id of who created it
	Name   string `json:"name"`
	Device string `json:"device"`
	Sheet  Sheet  `json:"sheet"`
}

// Sheet is the printed recovery sheet. It opens the team to whoever holds it, so it is shown once and stored nowhere.
type Sheet struct {
	Team    string      `json:"team"`
	Name    string      `json:"name"`
	Address string      `json:"address"` // of the team mailbox
	Made    ticket.Time `json:"made"`
	Lines   []string    `json:"lines"` // what is typed to recover, in groups that a person can read out
	Text    string      `json:"text"`  // all of it as it is printed
}

// Invitation lets one named agent join once.
type Invitation struct {
	ID      string      `json:"id"`
	Agent   string      `json:"agent"`
	Name    string      `json:"name"`
	Code    string      `json:"code"` // one line to copy; empty where another laptop made it
	Expires ticket.Time `json:"expires"`
	Expired bool        `json:"expired,omitempty"`
}

// JoinOptions say what the code does not.
type JoinOptions struct {
	Password string // of the mailbox; empty where this desk is signed in already, and for a shared folder
	Folder   string // of a shared folder, where this laptop sees it elsewhere than who invited
	Machine  string // how this laptop is shown; empty: its host name
	// Fingerprints of certificates that the person accepted.
	IMAPFingerprint, SMTPFingerprint string
	// Step tells what is being done, in words; nil: nobody is told.
	Step func(words string)
}

// Joined says that this laptop is part of a team now.
type Joined struct {
	Team      string `json:"team"`
	Name      string `json:"name"`
	Agent     string `json:"agent"`
	Device    string `json:"device"`
	Account   string `json:"account,omitempty"` // the mailbox it is signed in to
	Digits    string `json:"digits"`            // six, to compare with what an admin's screen shows
	Confirmed bool   `json:"confirmed"`
	Ops       int    `json:"ops"`             // changes that came
	Later     string `json:"later,omitempty"` // why nothing was carried yet; it follows with the next sync
}

// Request is a laptop that has joined and that nobody has confirmed yet.
type Request struct {
	Device  string      `json:"device"`
	Agent   string      `json:"agent"`
	Name    string      `json:"name"`
	Machine string      `json:"machine"`
	Digits  string      `json:"digits"`
	At      ticket.Time `json:"at"`
	Mine    bool        `json:"mine"`            // it is this agent's own second laptop
	Doubt   string      `json:"doubt,omitempty"` // why to look twice: another laptop asks for the same agent
}

// Device is a laptop of the team.
type Device struct {
	ID        string      `json:"id"`
	Agent     string      `json:"agent"`
	Name      string      `json:"name"` // of its agent
	Machine   string      `json:"machine"`
	Me        bool        `json:"me"`
	Admin     bool        `json:"admin"`
	Confirmed bool        `json:"confirmed"`
	Revoked   bool        `json:"revoked"`
	Recovery  bool        `json:"recovery,omitempty"` // the key on the recovery sheet, on no laptop
	LastSeen  ticket.Time `json:"lastSeen"`           // its newest change, 0: none
	Ops       int         `json:"ops"`
}

// Member is a person of the team.
type Member struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Me      bool   `json:"me"`
	Left    bool   `json:"left"`
	Admin   bool   `json:"admin"`   // on one of their laptops
	Devices int    `json:"devices"` // in use
}

// Overview is the team as this laptop knows it.
type Overview struct {
	ID          string       `json:"id"` // empty: this desk is in no team
	Name        string       `json:"name"`
	Agent       string       `json:"agent"`
	Device      string       `json:"device"`
	Admin       bool         `json:"admin"`            // this laptop may invite, confirm and revoke
	Confirmed   bool         `json:"confirmed"`        // this laptop is
	Digits      string       `json:"digits,omitempty"` // to compare, while it is not
	Revoked     bool         `json:"revoked"`
	Encrypted   bool         `json:"encrypted"`
	Epoch       int          `json:"epoch"`
	Start       ticket.Time  `json:"start"`
	Transport   Transport    `json:"transport"`
	Members     []Member     `json:"members"`
	Devices     []Device     `json:"devices"`
	Waiting     []Request    `json:"waiting"`
	Invitations []Invitation `json:"invitations"`
	Invitable   []Member     `json:"invitable"` // of policy, without a laptop in the team
}

// Owned is something that is somebody's.
type Owned struct {
	Kind   string      `json:"kind"` // ticket, callback, meeting, promise, task …
	ID     string      `json:"id"`
	Ticket string      `json:"ticket,omitempty"`
	Number string      `json:"number,omitempty"`
	Title  string      `json:"title"`
	At     ticket.Time `json:"at"`
}

// LeaveResult is what it meant that somebody left.
type LeaveResult struct {
	Agent   string   `json:"agent"`
	Name    string   `json:"name"`
	Devices []string `json:"devices"` // revoked
	Theirs  []Owned  `json:"theirs"`
	To      string   `json:"to,omitempty"` // to whom it went; empty: nothing was reassigned
	Op      string   `json:"op,omitempty"` // of the reassigning, for undo
	Advice  []string `json:"advice"`       // what remains to be done by hand
}

// Loss is what a revoked laptop had not sent.
type Loss struct {
	Team  string   `json:"team"`
	Why   string   `json:"why"`
	Count int      `json:"count"`
	Lines []string `json:"lines"` // each in words, the newest first, 200 at most
}
