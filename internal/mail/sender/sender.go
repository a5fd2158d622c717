// Package sender judges who wrote a mail: what the mailbox's own server found out about it (Authentication-Results), and
// what in it could make a reader take the writer for somebody else (security.md, "false identity").
//
// It is pure and must not ask anybody: no DNS, no check of signatures. It must not believe a header that the mailbox's own
// server did not write.
package sender

import "deskhand/internal/mail"

// What the server of the account says of the address in From.
const (
	Pass = "pass" // it comes from its domain: DMARC passed, or SPF or DKIM of the same registered domain
	Fail = "fail" // a check of that domain failed
	None = "none" // the server says nothing of it, or is not known
)

// The kinds of warnings.
const (
	Failed      = "failed"       // Fail, in words
	ReplyTo     = "reply-to"     // answers go to another registered domain
	NameAddress = "name-address" // the display name holds another address
	Colleague   = "colleague"    // the display name is a colleague's, the address is not ours
	LookAlike   = "look-alike"   // the domain looks like ours, or like one of the ticket
)

// Input is what a mail says of its writer, and what the desk knows.
type Input struct {
	From, Sender mail.Address
	ReplyTo      []mail.Address
	Auth         []string               // Authentication-Results, top first
	AuthServ     []string               // the account's own servers (Learn); empty: not known, nothing is believed
	Ours         func(addr string) bool // is the address one of the team's
	OurHosts     []string               // domains of the team's addresses
	Names        []string               // of colleagues
	Known        []string               // addresses that took part in the ticket before
}

// Verdict is what to show beside the writer.
type Verdict struct {
	Auth     string    `json:"auth"` // Pass, Fail, None
	Warnings []Warning `json:"warnings"`
}

// Warning is one reason to look twice, in words for people.
type Warning struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// Judge says who wrote it, as far as can be told.
func Judge(in Input) Verdict {
	v := Verdict{Auth: authenticated(in), Warnings: []Warning{}}
	warn := func(kind, text string) {
		if text != "" {
			v.Warnings = append(v.Warnings, Warning{kind, text})
		}
	}
	if v.Auth == Fail {
		warn(Failed, "Your mail server could not confirm that this came from "+siteOf(in.From.Addr)+".")
	}
	warn(ReplyTo, elsewhere(in))
	warn(NameAddress, nameHoldsAddress(in))
	warn(Colleague, colleaguesName(in))
	warn(LookAlike, looksLike(in))
	return v
}
