package agenda

import (
	"context"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/mail/link"
	"deskhand/internal/opener"
)

// Join opens the link of a meeting. It was typed at this desk, so nothing is asked.
func (s *Service) Join(ctx context.Context, id string) (core.Done, error) {
	i, err := s.Find(ctx, id)
	if err != nil {
		return core.Done{}, err
	}
	if i.Link == "" {
		return core.Done{}, fault.New(fault.Refused, "This meeting has no link.", "The invitation in the ticket may say where it takes place.")
	}
	return core.Done{Ticket: i.Ticket, Number: i.Number, Text: "Opening the meeting"}, start(ctx, i.Link)
}

// Call hands the number of a callback to the telephone program.
func (s *Service) Call(ctx context.Context, id string) (core.Done, error) {
	i, err := s.Find(ctx, id)
	if err != nil {
		return core.Done{}, err
	}
	if i.Phone == "" {
		return core.Done{}, fault.New(fault.Refused, "No number is known for this callback.", "Plan it again with the number.")
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, i.Phone)
	return core.Done{Ticket: i.Ticket, Number: i.Number, Text: "Calling " + i.Phone}, start(ctx, "tel:"+digits)
}

func start(ctx context.Context, target string) error {
	if v := link.Check(target, ""); v.Refused != "" {
		return fault.New(fault.Refused, v.Refused, "")
	}
	if err := opener.Open(ctx, target); err != nil {
		return fault.Newf(fault.Internal, "Dial or open it by hand: "+strings.TrimPrefix(target, "tel:"), "No program of this desktop took it.")
	}
	return nil
}

// Planned lists the callbacks and meetings of the year to come, and those still open from before.
func (s *Service) Planned(ctx context.Context) ([]Item, error) {
	now := s.core.Now()
	return s.between(ctx, now, now.AddDate(1, 0, 0))
}
