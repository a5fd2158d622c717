package store

import (
	"testing"

	"deskhand/internal/mail"
	"deskhand/internal/ticket"
)

// TestNumberInSubject: a ticket's number unites a mail with it where its sender takes part; never from Junk, never where
// nobody is named as the sender, and not where it answers another mail.
func TestNumberInSubject(t *testing.T) {
	p := newPostal(t)
	p.bring("inbox", askMail, "It stops")
	p.bring("inbox", "To: support@kestrel.example, marco@halvorsen.example\nSubject: Fax\nIn-Reply-To: <ask@halvorsen.example>\nMessage-ID: <fax@x.example>\n", "Senderless")
	number := "[" + ticket.ShowNumber(mail.Anchor("ask@halvorsen.example")[1:9]) + "]"
	bring := func(role, id, from string) {
		p.bring(role, from+"To: support@kestrel.example\nSubject: More "+number+"\nMessage-ID: <"+id+">\n", "More")
	}
	const marco = "From: marco@halvorsen.example\n"
	for _, step := range []struct {
		role, id, from string
		want           int
	}{
		{"inbox", "own@halvorsen.example", marco, 3},
		{"inbox", "eve@evil.example", "From: eve@evil.example\n", 3},
		{"inbox", "none@x.example", "", 3},
		{"junk", "junk@halvorsen.example", marco, 3},
		{"inbox", "bob@halvorsen.example", "From: bob@halvorsen.example\n", 3},
		{"inbox", "brings@halvorsen.example", marco + "Cc: bob@halvorsen.example\n", 5}, // and bob's, who takes part from then on
		{"inbox", "other@halvorsen.example", marco + "In-Reply-To: <elsewhere@halvorsen.example>\n", 5},
	} {
		bring(step.role, step.id, step.from)
		if n := p.ticket("ask@halvorsen.example").Messages; n != step.want {
			t.Errorf("%s: %d mails in the ticket, want %d", step.id, n, step.want)
		}
		p.same()
	}
	// A number is longer where two begin alike, and may come before its ticket's mail does.
	number = "[" + ticket.ShowNumber(mail.Anchor("late@halvorsen.example")[1:13]) + "]"
	bring("inbox", "early@halvorsen.example", marco)
	p.bring("inbox", marco+"To: support@kestrel.example\nSubject: Late\nMessage-ID: <late@halvorsen.example>\n", "Late")
	if n := p.ticket("late@halvorsen.example").Messages; n != 2 {
		t.Errorf("the number came first: %d mails in the ticket, want 2", n)
	}
	p.same()
}
