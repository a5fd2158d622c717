package desk

import (
	"testing"

	"deskhand/internal/desk/team"
	"deskhand/internal/testkit"
)

// TestChoicesReachTheOtherProcess: what `deskhand account` changes beside the window comes into force there: how far back
// mail comes whole, a folder that is followed, and what becomes of mail that is gone.
func TestChoicesReachTheOtherProcess(t *testing.T) {
	a := newAttic(t)
	h := testkit.NewHand(t, a.s.Port, a.s.User, a.s.Password)
	h.Create("Partners")
	h.Append("Partners", letter(a.c.now(), "p1@partner.example", "Pia <pia@partner.example>", "support@kestrel.example", "Terms", "", "thirty days"))
	for i := range 9 {
		h.Append("INBOX", letter(a.c.now(), string(rune('a'+i))+"@halvorsen.example", theirs, "support@kestrel.example", "More", "", "x"))
	}
	a.run()
	other := openDesk(t, a.dir, a.c)
	defer other.Close() //nolint:errcheck // the test is over
	all := 0
	do[team.Account](t)(other.Team.EditAccount(t.Context(), a.acc.ID, team.AccountEdit{Reach: &all, Follow: map[string]bool{"Partners": true}}))
	eventually(t, "the farther reach", func() bool { return a.folder("INBOX").Heads == 0 })
	eventually(t, "the chosen folder", func() bool { return a.folder("Partners").Followed && a.folder("Partners").Synced == 1 })

	h.Expunge("INBOX", h.UIDs("INBOX")[:12]...)
	eventually(t, "the question", func() bool { _, is := a.problem("12 of 15 mails"); return is })
	if err := other.Team.Vanished(t.Context(), a.acc.ID, "INBOX", true); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the answer", func() bool { _, is := a.problem("12 of 15 mails"); return !is && a.folder("INBOX").Synced == 3 })
}
