package core

import "deskhand/internal/desk/fault"

// Nobody refuses what needs an author on a desk that has none yet.
func Nobody() error {
	return fault.New(fault.Refused, "This desk does not know yet who works here.", "Connect the team mailbox first: deskhand account add --email ADDRESS --agent ID.")
}

// NoTeam refuses what only a team has.
func NoTeam() error {
	return fault.New(fault.Refused, "This desk is in no team.", "Begin one: deskhand team create NAME. Or join one: deskhand team join CODE.")
}
