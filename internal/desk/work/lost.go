package work

import (
	"context"
	"slices"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Noted takes note of what was lost on a ticket: it is not told again. Nothing of it leaves this desk.
func (s *Service) Noted(ctx context.Context, id string) error {
	var changed store.Change
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
		t, _, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		changed, err = tx.Note(t.ID)
		return err
	})
	if err != nil {
		return fault.From(err)
	}
	s.core.Tell(changed)
	return nil
}

// changedBy says who changed what since an action: "Ana changed owner and status, you changed priority".
func (s *Service) changedBy(tx *store.Tx, united [][]journal.Record, action string, paths []string) string {
	var who []string
	what := map[string][]string{}
	for _, path := range paths {
		r, ok := ticket.Since(united, action, path)
		if !ok {
			continue
		}
		name := s.core.Policy().OwnerLabel(tx.Author(r.Device))
		if r.Device == tx.Device() {
			name = "you"
		}
		if !slices.Contains(who, name) {
			who = append(who, name)
		}
		field := path
		if f, ok := ticket.FieldOf(path); ok && f.Name != "" {
			field = f.Name
		}
		what[name] = append(what[name], field)
	}
	var said []string
	for _, name := range who {
		said = append(said, name+" changed "+listed(what[name]))
	}
	text := strings.Join(said, ", ")
	if text == "" {
		return "It was changed"
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
