package cli

import (
	"context"
	"strings"
)

// offerDevices gives the laptops of the team, by the beginnings of their ids.
func offerDevices(ctx context.Context, s *seat, typed string) []string {
	list, err := s.desk.Membership.Devices(ctx)
	if err != nil {
		return nil
	}
	var out []string
	for _, d := range list {
		if !d.Revoked && strings.HasPrefix(d.ID, strings.ToUpper(typed)) {
			out = append(out, d.ID+"\t"+cleanLine(strings.TrimSpace(d.Name+" "+d.Machine)))
		}
	}
	return out
}

// offerInvitations gives those that this laptop made.
func offerInvitations(ctx context.Context, s *seat, typed string) []string {
	list, err := s.desk.Membership.Invitations(ctx)
	if err != nil {
		return nil
	}
	var out []string
	for _, i := range list {
		if strings.HasPrefix(i.ID, strings.ToUpper(typed)) {
			out = append(out, i.ID+"\t"+cleanLine(i.Name))
		}
	}
	return out
}
