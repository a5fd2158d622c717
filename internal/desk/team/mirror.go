package team

import "deskhand/internal/store"

// Outward is how much waits to be told a mailbox's server.
type Outward struct {
	Waiting int `json:"waiting"` // it goes by itself
	Parked  int `json:"parked"`  // the server would not do it; see the problems
}

// Switch is one thing that a mailbox's server can be told, each off until switched on.
type Switch struct {
	ID    string // as AccountEdit.Mirror and the command line name it
	Label string
	Help  string
}

// Switches lists them as the settings show them: marks, then moves.
func Switches() []Switch {
	return []Switch{
		{store.MirrorSeen, "What I read is marked as read", "Mail that you open here is no longer shown as new by other mail programs."},
		{store.MirrorAnswered, "What is answered is marked so", "The mail that a reply answers gets the mark of an answered one, once the reply has left."},
		{store.MirrorFlagged, "High and urgent tickets are flagged", "What people outside wrote of a ticket is flagged while its priority is high or urgent."},
		{store.MirrorKeywords, "Owner, status and tags become keywords", "The mail of tickets that somebody works on gets keywords such as dh-owner-asha and dh-status-open, up to twelve a mail, where the server keeps keywords. Nothing is ever read back from them."},
		{"archive", "What is closed goes into the archive", "Resolving or closing a ticket moves its mail out of the inbox; undo, or opening it again by hand, brings it back."},
		{"junk", "Spam goes into Junk", "Marking a ticket as spam moves its mail to Junk; saying that it is none brings it back to the inbox."},
		{"trash", "Mail can be put into Trash", "`deskhand place` may move single mails to Trash."},
	}
}
