package inbox

import (
	"context"
	"slices"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/ticket"
)

const (
	maxCandidates = 20
	numberish     = 4 // letters from which on a text may be a number's beginning rather than a word's
)

// Candidates lists what a ticket could be merged with: nothing typed, the other tickets of its contact; else by number or
// its beginning, then by words. Open ones come first, then the newest.
func (s *Service) Candidates(ctx context.Context, id, typed string) ([]ticket.Ticket, error) {
	if strings.TrimSpace(typed) == "" {
		out, err := s.Others(ctx, id)
		slices.SortStableFunc(out, func(a, b ticket.Ticket) int { return rank(a) - rank(b) })
		return out, err
	}
	out := []ticket.Ticket{}
	if other, err := s.Resolve(ctx, typed); err == nil && other != id && len(strings.TrimSpace(typed)) >= numberish {
		t, err := s.Ticket(ctx, other)
		if err != nil {
			return out, err
		}
		out = append(out, t)
	}
	r, err := s.Search(ctx, typed, "", maxCandidates)
	if f := fault.From(err); f != nil && f.Code == fault.Usage {
		return out, nil // half a query, while it is being typed
	}
	found := []ticket.Ticket{}
	for _, h := range r.Hits {
		if h.Ticket.ID != id && !slices.ContainsFunc(out, func(t ticket.Ticket) bool { return t.ID == h.Ticket.ID }) {
			found = append(found, h.Ticket)
		}
	}
	slices.SortStableFunc(found, func(a, b ticket.Ticket) int { return rank(a) - rank(b) })
	return append(out, found...), err
}

// rank puts what is open before what is done.
func rank(t ticket.Ticket) int {
	if t.Status.Done() {
		return 1
	}
	return 0
}
