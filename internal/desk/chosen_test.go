package desk

import (
	"strings"
	"testing"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/testkit"
)

// TestFolderChosenAndLeft: a folder that is followed brings its tickets; left, its mail and tickets stay as they are,
// whatever happens on the server; followed again, it is compared.
func TestFolderChosenAndLeft(t *testing.T) {
	a := newAttic(t)
	h := testkit.NewHand(t, a.s.Port, a.s.User, a.s.Password)
	h.Create("Partners")
	h.Append("Partners", letter(a.c.now(), "p1@partner.example", "Pia <pia@partner.example>", "support@kestrel.example", "Terms", "", "thirty days"))
	a.sync()
	if f := a.folder("Partners"); f.Followed || f.Synced != 0 {
		t.Fatalf("followed without being chosen: %+v", f)
	}
	choose := func(on bool) {
		t.Helper()
		do[team.Account](t)(a.d.Team.EditAccount(t.Context(), a.acc.ID, team.AccountEdit{Follow: map[string]bool{"Partners": on}}))
		a.sync()
	}
	choose(true)
	if f := a.folder("Partners"); !f.Followed || f.Synced != 1 {
		t.Fatalf("followed: %+v", f)
	}
	terms := a.entry("Terms")
	choose(false)
	h.Expunge("Partners", h.UIDs("Partners")...)
	h.Append("Partners", letter(a.c.now(), "p2@partner.example", "Pia <pia@partner.example>", "support@kestrel.example", "Later", "", "x"))
	a.sync()
	if f := a.folder("Partners"); f.Followed || f.Synced != 1 {
		t.Errorf("left: %+v", f)
	}
	if e := a.entry("Terms"); e.Gone || e.ID != terms.ID || !strings.Contains(e.Text, "thirty days") {
		t.Errorf("its mail: %+v", e)
	}
	choose(true)
	if e := a.entry("Terms"); !e.Gone {
		t.Error("followed again, it was not compared")
	}
	a.entry("Later")

	for name, want := range map[string]fault.Code{"INBOX": fault.Refused, "Sent": fault.Refused, "Nowhere": fault.NotFound} {
		_, err := a.d.Team.EditAccount(t.Context(), a.acc.ID, team.AccountEdit{Follow: map[string]bool{name: false}})
		if fault.From(err).Code != want {
			t.Errorf("leaving %s: %v", name, err)
		}
	}
	if _, err := a.d.Team.EditAccount(t.Context(), a.acc.ID, team.AccountEdit{Follow: map[string]bool{"Drafts": true}}); fault.From(err).Code != fault.Refused {
		t.Errorf("following Drafts: %v", err)
	}
}
