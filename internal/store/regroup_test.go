package store

import (
	"testing"

	"deskhand/internal/mail"
	"deskhand/internal/ticket"
)

// TestRegroupLeaves: what is put elsewhere leaves nothing behind that can be found, comes back whole, and what lies in Junk
// joins nothing by it.
func TestRegroupLeaves(t *testing.T) {
	p := newPostal(t)
	ask := p.bring("inbox", askMail, "It stops")
	p.bring("inbox", "From: Ann <ann@example.org>\nTo: support@kestrel.example\nSubject: Other\nMessage-ID: <other@example.org>\n", "Other")
	p.bring("junk", "From: Eve <eve@evil.example>\nTo: support@kestrel.example\nSubject: Re: Export stops\nMessage-ID: <junk@evil.example>\nIn-Reply-To: <ask@halvorsen.example>\n", "Win")
	on := p.bring("inbox", "From: Eve <eve@evil.example>\nTo: support@kestrel.example\nSubject: More\nMessage-ID: <more@evil.example>\nIn-Reply-To: <junk@evil.example>\n", "Win more")
	p.act(ticket.AddNote(mail.Anchor("ask@halvorsen.example"), "note", "they rang", nil))
	count := func(when string, want map[string]int) {
		t.Helper()
		for id, n := range want {
			if got := p.ticket(id).Messages; got != n {
				t.Errorf("%s: %d mails with %s, want %d", when, got, id, n)
			}
		}
		p.same()
	}
	for _, key := range []string{ask, on} {
		action := p.act(ticket.SetField(key, ticket.PathTicket, mail.Anchor("other@example.org")))
		if key == ask {
			count("put elsewhere", map[string]int{"other@example.org": 2, "junk@evil.example": 2})
		} else {
			count("an answer to Junk put elsewhere", map[string]int{"other@example.org": 2, "junk@evil.example": 1, "ask@halvorsen.example": 1})
		}
		p.undo(action)
		count("put back", map[string]int{"other@example.org": 1, "junk@evil.example": 2, "ask@halvorsen.example": 1})
	}
}
