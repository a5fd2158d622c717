package desk

import (
	"testing"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/fault"
)

// TestRemoveAccount: the way on which a mail is to leave stays until the mail is sent or taken back.
func TestRemoveAccount(t *testing.T) {
	o := newOffice(t)
	q := o.send("<p>It is the size.</p>", compose.SendOptions{})
	err := o.d.Team.RemoveAccount(t.Context(), o.acc.ID)
	if f := fault.From(err); f == nil || f.Code != fault.Refused || f.Message != "A mail of this mailbox stands in the outbox." {
		t.Fatalf("removed with a mail that waits: %v", err)
	}
	o.act(q.Mail.ID, "cancel")
	if err := o.d.Team.RemoveAccount(t.Context(), o.acc.ID); err != nil {
		t.Error(err)
	}
}
