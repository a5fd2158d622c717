package store

import (
	"testing"

	"deskhand/internal/ticket"
)

// TestLastActionPassesSent: what a mail that went out wrote is no key press, and what was pressed before it is still the
// newest one.
func TestLastActionPassesSent(t *testing.T) {
	s := open(t, t.TempDir())
	begin, object := ticket.NewTicket("internal", "internal")
	write(t, s, begin)
	want := write(t, s, ticket.SetField(object, ticket.PathPriority, "high"), ticket.SetField(object, ticket.PathSpam, false))
	write(t, s, ticket.SetSent(object, "m1", []string{"follow_up"}), ticket.SetField(object, ticket.PathOwner, "team:support"))
	write(t, s, ticket.SetField(object, ticket.PathOwner, "team:support"), ticket.SetSent(object, "m2", nil))
	write(t, s, ticket.AddTo(object, ticket.PathRead("asha"), "m1"))
	last := func(want string) {
		t.Helper()
		err := s.Read(t.Context(), func(tx *Tx) error {
			got, err := tx.LastAction()
			if got != want {
				t.Errorf("last action %s, want %s", got, want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	last(want)
	last(write(t, s, ticket.SetField(object, ticket.PathPriority, "low")))
}
