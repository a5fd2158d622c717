package machine

import (
	"strings"
	"testing"
)

// BenchmarkPerson is a person's mail of usual length: what nearly every mail costs.
func BenchmarkPerson(b *testing.B) {
	m := newMail("ann@example.com", "Re: The export stops after an hour", strings.Repeat("It stops after an hour or so, and the log says nothing of use to me.\n", 40), "In-Reply-To: <a@b.example>")
	for b.Loop() {
		Classify(m)
	}
}

// BenchmarkBounce is a bounce in free words with a long copy below.
func BenchmarkBounce(b *testing.B) {
	m := newMail("mailer-daemon@example.com", "failure notice", "Sorry.\n\n<no@example.org>:\n192.0.2.55 said:\n550 no such mailbox here\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <a@b.example>\n"+strings.Repeat("line of the mail\n", 2000), "Return-Path: <>")
	for b.Loop() {
		Classify(m)
	}
}
