package inbox

import (
	"cmp"
	"strings"

	"deskhand/internal/mail"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// judged says what a mail counts as on this desk: by hand, by the policy's rules, else as it was read; and who waits for
// the answer where that is not the sender.
func judged(e *ticket.Entry, m store.Message) {
	e.Machine, e.Channel = cmp.Or(m.Machine, "none"), m.Channel
	if m.Machine != "bounce" {
		e.BounceOf, e.BounceText = nil, ""
	}
	if m.Addr != strings.ToLower(e.From) {
		e.Contact = &ticket.Contact{Name: m.Name, Email: m.Addr, Phones: ticket.Phones(m.Phone)}
	}
}

// bounceOf is what a bounce says of the mail that did not arrive, and the same in words.
func bounceOf(m *mail.Message) (*ticket.Bounce, string) {
	b := m.Bounce
	if b == nil {
		return nil, ""
	}
	words := "Not delivered"
	if b.Action == "delayed" {
		words = "Not delivered yet"
	}
	if b.Recipient != "" {
		words += " to " + b.Recipient
	}
	if b.Reason != "" {
		words += ": " + b.Reason
	}
	of := ticket.Bounce(*b)
	return &of, words
}
