package app

import "testing"

// features: E9
//
// On the sample desk a colleague's note is the colleague's, and naming me in it brings the ticket under Mentions.
func TestColleaguesWriteTheirOwnNotes(t *testing.T) {
	p := openSample(t)
	found := false
	for _, r := range p.all(t, "mentions") {
		for _, e := range must[TicketView](t, "open "+r.Number)(p.inbox.Open(r.ID)).Entries {
			if e.Kind == "note" && e.By == "lena" && e.ByName == "Lena" {
				found = true
			}
		}
	}
	if !found {
		t.Error("no note of Lena's under Mentions")
	}
}
