package membership

import (
	"context"

	"deskhand/internal/desk/fault"
)

func noTeam() error {
	return fault.New(fault.Refused, "This desk is in no team.", "Begin one: deskhand team create NAME. Or join one: deskhand team join CODE.")
}

// Create begins a team on this desk: everything written so far becomes its first part.
func (s *Service) Create(ctx context.Context, name string, o CreateOptions) (Created, error) {
	return Created{}, noTeam()
}

// Invite lets one agent join within 48 hours. The code is shown to this laptop alone.
func (s *Service) Invite(ctx context.Context, agent, name string) (Invitation, error) {
	return Invitation{}, noTeam()
}

// Invitations lists those that nobody used yet.
func (s *Service) Invitations(ctx context.Context) ([]Invitation, error) { return []Invitation{}, nil }

// Withdraw takes an invitation back, by its id or its agent.
func (s *Service) Withdraw(ctx context.Context, id string) error { return noTeam() }

// Join makes this laptop part of a team.
func (s *Service) Join(ctx context.Context, code string, o JoinOptions) (Joined, error) {
	return Joined{}, noTeam()
}

// Waiting lists the laptops that somebody has to confirm.
func (s *Service) Waiting(ctx context.Context) ([]Request, error) { return []Request{}, nil }

// Confirm says that a laptop is whose it says it is. The device may be a unique beginning of its id.
func (s *Service) Confirm(ctx context.Context, device string) (Device, error) {
	return Device{}, noTeam()
}

// Refuse revokes a laptop that asks.
func (s *Service) Refuse(ctx context.Context, device string) error { return noTeam() }

// Devices lists all laptops, those in use first.
func (s *Service) Devices(ctx context.Context) ([]Device, error) { return []Device{}, nil }

// Overview is the team as this laptop knows it; its ID is empty where there is none.
func (s *Service) Overview(ctx context.Context) (Overview, error) { return Overview{}, nil }

// Promote lets a laptop change the team.
func (s *Service) Promote(ctx context.Context, device string) (Device, error) {
	return Device{}, noTeam()
}

// Demote takes that back.
func (s *Service) Demote(ctx context.Context, device string) (Device, error) {
	return Device{}, noTeam()
}

// Revoke shuts a laptop out for good, and gives the others a new secret.
func (s *Service) Revoke(ctx context.Context, device, why string) (Device, error) {
	return Device{}, noTeam()
}

// Theirs lists what is an agent's.
func (s *Service) Theirs(ctx context.Context, agent string) ([]Owned, error) { return []Owned{}, nil }

// Leave shuts all laptops of an agent out and gives what is theirs to another agent or a team, in one action that undo
// takes back; an empty to reassigns nothing.
func (s *Service) Leave(ctx context.Context, agent, to string) (LeaveResult, error) {
	return LeaveResult{}, noTeam()
}

// Rotate gives the team a new secret.
func (s *Service) Rotate(ctx context.Context) error { return noTeam() }

// RecoverySheet makes a new recovery sheet; the older ones open nothing any more.
func (s *Service) RecoverySheet(ctx context.Context) (Sheet, error) { return Sheet{}, noTeam() }

// Recover makes this laptop an admin of a team by its recovery sheet.
func (s *Service) Recover(ctx context.Context, sheet string, o JoinOptions) (Joined, error) {
	return Joined{}, noTeam()
}

// Transport is the place through which this laptop's journal travels.
func (s *Service) Transport(ctx context.Context) (Transport, error) { return Transport{}, nil }

// SetTransport chooses another place; what it does not hold yet is put there.
func (s *Service) SetTransport(ctx context.Context, t Transport) (Transport, error) {
	return Transport{}, noTeam()
}

// Replying names the agents who write an answer on a ticket just now.
func (s *Service) Replying(ticket string) []string { return nil }

// Lost is what this laptop had not sent when it was shut out; nil where it was not.
func (s *Service) Lost(ctx context.Context) (*Loss, error) { return nil, nil }
