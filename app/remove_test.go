package app

import (
	"strings"
	"testing"
)

// Settings says why a mailbox stays, without a word of the command line.
func TestAMailboxThatSends(t *testing.T) {
	p := openSample(t)
	accounts := must[[]AccountView](t, "accounts")(p.team.Accounts())
	if len(must[[]MailView](t, "outbox")(p.compose.Outbox())) == 0 || len(accounts) == 0 {
		t.Fatal("the sample has no mail under way")
	}
	_, err := p.team.RemoveAccount(accounts[0].ID)
	said := read(t, err)
	if said.Code != "refused" || !strings.Contains(said.Message, "in the outbox.") || !strings.HasPrefix(said.Hint, "Send ") || strings.Contains(said.Hint, "deskhand ") {
		t.Errorf("it says %+v", said)
	}
}
