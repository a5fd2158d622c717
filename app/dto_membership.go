package app

// The data of this file is what frontend/src/lib/api/views-team.ts declares.

// CrewView is the team as this laptop knows it; no ID is no team.
type CrewView struct {
	ID          string           `json:"id"`
	Name        string           `json:"name"`
	Agent       string           `json:"agent"`
	Device      string           `json:"device"`
	Admin       bool             `json:"admin"` // this laptop may invite, confirm and revoke
	Confirmed   bool             `json:"confirmed"`
	Digits      string           `json:"digits"` // to compare, while this laptop is not confirmed
	Revoked     bool             `json:"revoked"`
	Encrypted   bool             `json:"encrypted"`
	Transport   TransportView    `json:"transport"`
	Members     []CrewMember     `json:"members"`
	Devices     []CrewDevice     `json:"devices"`
	Waiting     []JoinRequest    `json:"waiting"`
	Invitations []InvitationView `json:"invitations"`
	Invitable   []CrewMember     `json:"invitable"` // of policy, without a laptop in the team
}

// TransportView is the place through which changes travel.
type TransportView struct {
	Kind    string `json:"kind"`    // imap, dir; empty: none
	Account string `json:"account"` // the mailbox's address
	Folder  string `json:"folder"`  // of a shared folder: where it is here, shown and never taken back
	Limited string `json:"limited"` // what the server allows less than usual
}

// CrewMember is a person of the team.
type CrewMember struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Me      bool   `json:"me"`
	Left    bool   `json:"left"`
	Admin   bool   `json:"admin"`
	Devices int    `json:"devices"` // in use
}

// CrewDevice is a laptop of the team.
type CrewDevice struct {
	ID        string `json:"id"`
	Agent     string `json:"agent"`
	Name      string `json:"name"`
	Machine   string `json:"machine"`
	Me        bool   `json:"me"`
	Admin     bool   `json:"admin"`
	Confirmed bool   `json:"confirmed"`
	Revoked   bool   `json:"revoked"`
	Recovery  bool   `json:"recovery"` // the key on the recovery sheet
	LastSeen  int64  `json:"lastSeen"`
}

// JoinRequest is a laptop that nobody has confirmed yet.
type JoinRequest struct {
	Device  string `json:"device"`
	Agent   string `json:"agent"`
	Name    string `json:"name"`
	Machine string `json:"machine"`
	Digits  string `json:"digits"`
	At      int64  `json:"at"`
	Mine    bool   `json:"mine"`
	Doubt   string `json:"doubt"`
}

// InvitationView lets one named agent join once. Its code is shown on purpose: it is made to be handed over, opens
// nothing without the mailbox's password, and is good for one laptop and 48 hours.
type InvitationView struct {
	ID      string `json:"id"`
	Agent   string `json:"agent"`
	Name    string `json:"name"`
	Code    string `json:"code"`
	Expires int64  `json:"expires"`
	Expired bool   `json:"expired"`
}

// CrewHealth is how the journal stands on this laptop.
type CrewHealth struct {
	Waiting     int   `json:"waiting"`
	Parked      int   `json:"parked"`
	Held        int   `json:"held"`
	Orphans     int   `json:"orphans"`
	Quarantined int   `json:"quarantined"`
	Unread      int   `json:"unread"`
	LastPull    int64 `json:"lastPull"`
	Clock       int64 `json:"clock"` // ms by which this computer's clock is corrected
}

// RecoverySheet opens the team to whoever holds it. It is shown once, on purpose: there is no other way onto paper.
type RecoverySheet struct {
	Name    string   `json:"name"`
	Address string   `json:"address"`
	Made    int64    `json:"made"`
	Lines   []string `json:"lines"`
	Text    string   `json:"text"`
}

// InvitePreview is what a code says before anybody signs in.
type InvitePreview struct {
	Team       string `json:"team"`
	Agent      string `json:"agent"`
	Name       string `json:"name"`
	Inviter    string `json:"inviter"`
	Address    string `json:"address"`
	IMAP       string `json:"imap"`
	SMTP       string `json:"smtp"`
	Kind       string `json:"kind"`
	FolderName string `json:"folderName"`
	SignedIn   bool   `json:"signedIn"` // this desk is, to that mailbox
	Known      bool   `json:"known"`    // the shared folder is where the code says
}

// JoinForm is what a person fills in to join. It goes in only.
type JoinForm struct {
	Code       string `json:"code"`
	Password   string `json:"password"`
	Machine    string `json:"machine"`
	Passphrase string `json:"passphrase"`
	Agent      string `json:"agent"` // of a new desk that recovers: who works here
	Name       string `json:"name"`
}

// JoinResult is the result of joining, in words.
type JoinResult struct {
	OK        bool   `json:"ok"`
	Text      string `json:"text"`
	Hint      string `json:"hint"`
	Field     string `json:"field"`
	Team      string `json:"team"`
	Agent     string `json:"agent"`
	Digits    string `json:"digits"`
	Confirmed bool   `json:"confirmed"`
	Later     string `json:"later"`
}

// OwnedView is something that is somebody's.
type OwnedView struct {
	Kind   string `json:"kind"`
	ID     string `json:"id"`
	Ticket string `json:"ticket"`
	Number string `json:"number"`
	Title  string `json:"title"`
	At     int64  `json:"at"`
}

// LeaveDone is what it meant that somebody left.
type LeaveDone struct {
	Name    string   `json:"name"`
	Devices []string `json:"devices"`
	Theirs  int      `json:"theirs"`
	To      string   `json:"to"`
	Op      string   `json:"op"`
	Advice  []string `json:"advice"`
}

// LossView is what this laptop had not sent when it was taken out.
type LossView struct {
	Team  string   `json:"team"`
	Why   string   `json:"why"`
	Count int      `json:"count"`
	Lines []string `json:"lines"`
}

// TeamNews says that the team, its files or its journal are not what they were: all of it is read anew.
type TeamNews struct{}

// PresenceNews names who writes an answer on a ticket just now; nobody named: nobody does any more.
type PresenceNews struct {
	Ticket string   `json:"ticket"`
	Names  []string `json:"names"`
}

// JoinStep is what joining does just now, in words.
type JoinStep struct {
	Text string `json:"text"`
}
