package team

import (
	"context"

	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Parked is what a mailbox's server would not do of one kind, and why; a sync on demand tries it once more.
type Parked struct {
	Account string
	Kind    string // answered, archive, flagged, junk, seen, trash, as the switches are named
	N       int    // mails
	Why     string
	Since   ticket.Time
}

// Parked lists it, the newest first.
func (s *Service) Parked(ctx context.Context) ([]Parked, error) {
	var out []Parked
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		list, err := tx.ParkedMirrors()
		for _, p := range list {
			kind := p.Kind
			switch p.Want {
			case "archive", "junk", "trash":
				kind = p.Want
			case "inbox":
				kind = "archive" // it was to come back
			}
			out = append(out, Parked{Account: p.Account, Kind: kind, N: p.N, Why: p.Why, Since: p.Since})
		}
		return err
	})
	return out, err
}
