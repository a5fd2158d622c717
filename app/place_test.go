package app

import (
	"strings"
	"testing"
)

// One mail is moved on the server by hand, and taken back: refused until the mailbox's switch for it is on.
func TestAMailIsPlacedThroughTheBridge(t *testing.T) {
	p := openSample(t)
	key := ""
	for _, r := range p.all(t, "unassigned") {
		for _, e := range must[TicketView](t, "open")(p.inbox.Open(r.ID)).Entries {
			if e.Kind == "message" && e.Direction == "in" {
				key = e.Key
			}
		}
	}
	_, err := p.work.Place(key, "archive")
	if f := read(t, err); f.Code != "refused" || !strings.HasPrefix(f.Hint, "Switch it on") || strings.Contains(f.Hint, "deskhand ") {
		t.Errorf("with the switch off it says %+v", f)
	}
	account := must[[]AccountView](t, "accounts")(p.team.Accounts())[0].ID
	must[AccountView](t, "switch on")(p.team.EditAccount(account, AccountEdit{Mirror: []OnOff{{Name: "archive", On: true}}}))
	if d := must[Done](t, "place")(p.work.Place(key, "archive")); d.Op == "" || !d.Undo || d.Text != "Goes into the archive on the server" {
		t.Errorf("placed %+v", d)
	}
	if d := must[UndoDone](t, "undo")(p.work.Undo("", false)); d.Op == "" {
		t.Errorf("undone %+v", d)
	}
	_, err = p.work.Place("no-such-mail", "archive")
	if f := read(t, err); f.Code != "not-found" {
		t.Errorf("of no mail it says %+v", f)
	}
	_, err = p.work.Place(key, "elsewhere")
	if f := read(t, err); f.Code != "usage" {
		t.Errorf("of no place it says %+v", f)
	}
}
