package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/journal"
	"deskhand/internal/mail"
	"deskhand/internal/mail/machine"
	"deskhand/internal/ticket"
)

// postal brings mails one by one into a desk.
type postal struct {
	t   *testing.T
	s   *Store
	uid uint32
	at  time.Time
}

func newPostal(t *testing.T) *postal {
	s := open(t, t.TempDir())
	putAccount(t, s)
	return &postal{t: t, s: s, at: noon().Add(-5 * time.Hour)}
}

// bring lets a mail come a minute after the last; header lines end with \n. It returns its key.
func (p *postal) bring(role, header, body string) string {
	p.t.Helper()
	p.uid++
	p.at = p.at.Add(time.Minute)
	raw := []byte(strings.ReplaceAll(fmt.Sprintf("%sDate: %s\n\n%s", header, p.at.Format(time.RFC1123Z), body), "\n", "\r\n"))
	f := Folder{Account: "a", Name: role, Role: role, UIDValidity: 1}
	if _, err := p.s.Arrive(p.t.Context(), f, []Arrival{{UID: p.uid, Internal: p.at, Raw: raw, Size: int64(len(raw))}}); err != nil {
		p.t.Fatal(err)
	}
	return mail.Parse(raw).Key
}

func (p *postal) ticket(id string) (t ticket.Ticket) {
	p.t.Helper()
	err := p.s.Read(p.t.Context(), func(tx *Tx) (err error) {
		t, _, err = tx.Ticket(mail.Anchor(id))
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return t
}

func (p *postal) queues(id string) (out []string) {
	p.t.Helper()
	err := p.s.Read(p.t.Context(), func(tx *Tx) error {
		for _, q := range ticket.Queues() {
			list, _, err := tx.QueuePage(q, nil, 50)
			if err != nil {
				return err
			}
			for _, t := range list {
				if t.ID == mail.Anchor(id) {
					out = append(out, q)
				}
			}
		}
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

// act writes ops and projects them, as core does; the id of the action.
func (p *postal) act(drafts ...ticket.Draft) (action string) {
	p.t.Helper()
	err := p.s.Write(p.t.Context(), func(tx *Tx) (err error) {
		if action, err = tx.Append(drafts); err != nil {
			return err
		}
		for _, d := range drafts {
			if _, err := tx.Project(d.Object); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return action
}

// undo takes an action back.
func (p *postal) undo(action string) {
	p.t.Helper()
	var drafts []ticket.Draft
	err := p.s.Read(p.t.Context(), func(tx *Tx) error {
		records, err := tx.ActionRecords(action)
		if err == nil {
			drafts, _, err = ticket.Undo([][]journal.Record{records}, action)
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.act(drafts...)
}

// same fails where a rebuild makes anything otherwise than it stands.
func (p *postal) same() {
	p.t.Helper()
	if _, diffs, err := p.s.Rebuild(p.t.Context(), nil); err != nil || len(diffs) > 0 {
		p.t.Fatalf("rebuilt otherwise: %v, %v", diffs, err)
	}
}

const (
	askMail    = "From: Marco <marco@halvorsen.example>\nTo: support@kestrel.example\nSubject: Export stops\nMessage-ID: <ask@halvorsen.example>\n"
	replyMail  = "From: Support <support@kestrel.example>\nTo: marco@halvorsen.example\nSubject: Re: Export stops\nMessage-ID: <reply@kestrel.example>\nIn-Reply-To: <ask@halvorsen.example>\n"
	replyAgain = "From: Support <support@kestrel.example>\nTo: marco@halvorsen.example\nSubject: Re: Export stops\nMessage-ID: <reply2@kestrel.example>\nIn-Reply-To: <ask@halvorsen.example>\n"
)

// bounceFor is a bounce in free words; it names the mail that did not arrive in a copy alone.
func bounceFor(id, code string) (header, body string) {
	return "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: support@kestrel.example\nSubject: failure notice\nMessage-ID: <b" + code + id + ">\n",
		"Sorry, it could not be delivered.\n\n<marco@halvorsen.example>:\n" + code + " no such user\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <" + id + ">\nSubject: x\n"
}

// TestBounceJoinsAndWarns: a bounce stands in the ticket whose mail bounced and warns there until we write again; the
// status stays.
func TestBounceJoinsAndWarns(t *testing.T) {
	p := newPostal(t)
	p.bring("inbox", askMail, "It stops.")
	p.bring("sent", replyMail, "Which version?")
	before := p.ticket("ask@halvorsen.example")
	p.act(ticket.SetStatus(before.ID, ticket.PendingPartner, ticket.TimeOf(p.at)))
	p.bring("inbox", "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: support@kestrel.example\nSubject: Delivery delayed\nMessage-ID: <late@mx.example>\n",
		"Your mail could not yet be delivered: 451 4.4.1 marco@halvorsen.example timed out. It will be retried.\n\n--- Original message ---\nMessage-ID: <reply@kestrel.example>\n")
	got := p.ticket("ask@halvorsen.example")
	if b := got.Bounce; b == nil || b.Action != "delayed" || b.Hard || b.Status != "4.4.1" {
		t.Errorf("delayed: %+v", b)
	}
	p.bring(ticketBounce("reply@kestrel.example", "550 5.1.1"))
	got = p.ticket("ask@halvorsen.example")
	want := &ticket.Bounced{Action: "failed", Recipient: "marco@halvorsen.example", Status: "5.1.1", Reason: "550 5.1.1 no such user", Hard: true, At: ticket.TimeOf(p.at)}
	if diff := cmp.Diff(want, got.Bounce); diff != "" {
		t.Error(diff)
	}
	if got.Messages != 4 || got.Status != ticket.PendingPartner || got.Machine {
		t.Errorf("%d messages, %s, machine %t", got.Messages, got.Status, got.Machine)
	}
	p.same()
	p.bring("sent", replyAgain, "At another address.")
	if b := p.ticket("ask@halvorsen.example").Bounce; b != nil {
		t.Errorf("we wrote again, and it warns: %+v", b)
	}
	p.bring(ticketBounce("reply2@kestrel.example", "550 5.1.1"))
	if p.ticket("ask@halvorsen.example").Bounce == nil {
		t.Error("the second bounce does not warn")
	}
	p.act(ticket.SetStatus(before.ID, ticket.Resolved, ticket.TimeOf(p.at)))
	if b := p.ticket("ask@halvorsen.example").Bounce; b != nil {
		t.Errorf("it is done, and it warns: %+v", b)
	}
	p.same()
}

func ticketBounce(id, code string) (role, header, body string) {
	header, body = bounceFor(id, code)
	return "inbox", header, body
}

// TestForgedBounce: a report on a mail that is not ours, or that nobody knows, warns of nothing and opens nothing.
func TestForgedBounce(t *testing.T) {
	p := newPostal(t)
	p.bring("inbox", askMail, "It stops.")
	at := p.ticket("ask@halvorsen.example")
	p.act(ticket.SetStatus(at.ID, ticket.Resolved, ticket.TimeOf(p.at)))
	p.bring(ticketBounce("ask@halvorsen.example", "550 5.1.1"))
	got := p.ticket("ask@halvorsen.example")
	if got.Bounce != nil || got.Status != ticket.Resolved || got.Messages != 2 {
		t.Errorf("%+v, %s, %d messages", got.Bounce, got.Status, got.Messages)
	}
	p.bring(ticketBounce("nobody@kestrel.example", "550 5.1.1"))
	got = p.ticket("nobody@kestrel.example")
	if got.Bounce != nil || !got.Machine {
		t.Errorf("unknown: %+v, machine %t", got.Bounce, got.Machine)
	}
	p.same()
}

// TestVerdictByHand: a person whom Deskhand took for a machine waits once somebody says so, and undo takes that back.
//
// features: E8
func TestVerdictByHand(t *testing.T) {
	p := newPostal(t)
	key := p.bring("inbox", strings.Replace(askMail, "From:", "Auto-Submitted: auto-replied\nFrom:", 1), "It stops.")
	if diff := cmp.Diff([]string{"machine"}, p.queues("ask@halvorsen.example")); diff != "" {
		t.Fatal(diff)
	}
	action := p.act(ticket.SetMachine(key, ticket.NoMachine))
	if diff := cmp.Diff([]string{"unassigned", "all"}, p.queues("ask@halvorsen.example")); diff != "" {
		t.Error(diff)
	}
	if got := p.ticket("ask@halvorsen.example"); got.WaitsSince == 0 || got.Machine {
		t.Errorf("nobody waits: %+v", got)
	}
	p.same()
	p.undo(action)
	if diff := cmp.Diff([]string{"machine"}, p.queues("ask@halvorsen.example")); diff != "" {
		t.Error(diff)
	}
	p.act(ticket.SetMachine(key, "of a later version"))
	p.same()
	if diff := cmp.Diff([]string{"machine"}, p.queues("ask@halvorsen.example")); diff != "" {
		t.Error(diff)
	}
}

// TestJudge: what a mail counts as before anybody said something of it.
func TestJudge(t *testing.T) {
	const us = "support@kestrel.example"
	person, machines := Outside{Channel: "form", Moved: true, Addr: "ann@example.org"}, Outside{Channel: "alerts", Machine: true}
	mailOf := func(from string, change func(m *mail.Message)) *mail.Message {
		m := &mail.Message{From: mail.Address{Addr: from}}
		if change != nil {
			change(m)
		}
		return m
	}
	list := func(replyTo ...mail.Address) func(m *mail.Message) {
		return func(m *mail.Message) { m.Machine, m.ListID, m.ReplyTo = "list", "support.kestrel.example", replyTo }
	}
	answer := func(m *mail.Message) { m.InReplyTo = []string{"x@y"} }
	for name, tt := range map[string]struct {
		mail                  *mail.Message
		rule                  *Outside
		machine, channel, who string
	}{
		"no rule":                     {mailOf("a@b.example", nil), nil, "", "", "a@b.example"},
		"a form":                      {mailOf("forms@b.example", nil), &person, "", "form", "ann@example.org"},
		"a form that says it is one":  {mailOf("forms@b.example", func(m *mail.Message) { m.Machine = "auto-reply" }), &person, "", "form", "ann@example.org"},
		"an alert":                    {mailOf("a@b.example", nil), &machines, "notification", "alerts", "a@b.example"},
		"a bounce of a form's":        {mailOf("forms@b.example", func(m *mail.Message) { m.Machine, m.Bounce = "bounce", &machine.Bounce{} }), &person, "bounce", "", "forms@b.example"},
		"a receipt of a form's":       {mailOf("forms@b.example", func(m *mail.Message) { m.Machine = "receipt" }), &person, "receipt", "", "forms@b.example"},
		"a form in our name":          {mailOf(us, nil), &person, "", "form", "ann@example.org"},
		"our answer to a form":        {mailOf(us, answer), &person, "", "", us},
		"our alert":                   {mailOf(us, nil), &machines, "notification", "alerts", us},
		"ours by a rule for a folder": {mailOf(us, nil), &Outside{Channel: "form"}, "", "", us},
		"our group":                   {mailOf(us, list(mail.Address{Addr: "ann@example.org"})), nil, "", "", "ann@example.org"},
		"our group, answers to us":    {mailOf(us, list(mail.Address{Addr: us})), nil, "", "", us},
		"our group, answers nowhere":  {mailOf(us, list(mail.Address{})), nil, "", "", us},
		"another's in our group":      {mailOf("a@b.example", list(mail.Address{Addr: "c@d.example"})), nil, "", "", "a@b.example"},
	} {
		r := Rules{Ours: func(a string) bool { return a == us }, OwnList: func(id string) bool { return id == "support.kestrel.example" }}
		if tt.rule != nil {
			r.Outside = func(*mail.Message) (Outside, bool) { return *tt.rule, true }
		}
		if j := r.judge(tt.mail); j.judged != tt.machine || j.channel != tt.channel || j.from.Addr != tt.who {
			t.Errorf("%s: %+v, want %q %q %q", name, j, tt.machine, tt.channel, tt.who)
		}
	}
	said := func(kind string) *journal.Object {
		op := &journal.Op{ID: "1", Stamp: 1, Kind: journal.Set, Path: ticket.PathMachine, Value: []byte(`"` + kind + `"`)}
		return journal.Fold([]journal.Record{{Op: op}})
	}
	for kind, want := range map[string]string{"list": "list", "none": "none", "of a later version": ""} {
		if got := byHand(said(kind)); got != want {
			t.Errorf("by hand %q: %q", kind, got)
		}
	}
}

// TestOutsideSystems: the mail of a web form is its customer's, that of a monitor nobody's; a changed policy is applied to
// what is here, in idle time.
//
// features: B21
func TestOutsideSystems(t *testing.T) {
	p := newPostal(t)
	p.bring("inbox", "From: Website <support@kestrel.example>\nReply-To: Ann <Ann@example.org>\nTo: support@kestrel.example\nSubject: Contact form\nMessage-ID: <form@kestrel.example>\nAuto-Submitted: auto-generated\n", "Message: help")
	p.bring("inbox", "From: Alerts <alerts@status.example>\nTo: support@kestrel.example\nSubject: Host down\nMessage-ID: <down@status.example>\n", "down")
	p.bring("sent", "From: Support <support@kestrel.example>\nTo: ann@example.org\nSubject: Re: Contact form\nMessage-ID: <answer@kestrel.example>\nIn-Reply-To: <form@kestrel.example>\n", "Gladly.")
	rules := *p.s.rules.Load()
	rules.Outsides = "2"
	rules.Outside = func(m *mail.Message) (Outside, bool) {
		switch {
		case strings.Contains(m.Subject, "Contact form") && len(m.ReplyTo) > 0:
			return Outside{Channel: "web-form", Moved: true, Name: m.ReplyTo[0].Name, Addr: m.ReplyTo[0].Addr, Phone: "+49 30 1"}, true
		case m.From.Addr == "alerts@status.example":
			return Outside{Channel: "internal", Machine: true}, true
		}
		return Outside{}, false
	}
	p.s.SetRules(rules)
	for more := true; more; {
		var err error
		if _, more, err = p.s.Rejudge(t.Context(), 2); err != nil {
			t.Fatal(err)
		}
	}
	got := p.ticket("form@kestrel.example")
	if got.Channel != "web-form" || got.Contact.Email != "ann@example.org" || got.Contact.Name != "Ann" || cmp.Diff([]string{"+49 30 1"}, got.Contact.Phones) != "" || got.Machine || got.LastCustomerAt == 0 {
		t.Errorf("%+v", got)
	}
	if diff := cmp.Diff([]string{"machine"}, p.queues("down@status.example")); diff != "" {
		t.Error(diff)
	}
	if changed, more, err := p.s.Rejudge(t.Context(), 2); err != nil || more || len(changed.Tickets) > 0 {
		t.Errorf("again: %v, %t, %v", changed, more, err)
	}
	p.same()
	rules.Outside, rules.Outsides = nil, ""
	p.s.SetRules(rules)
	if _, _, err := p.s.Rejudge(t.Context(), 50); err != nil {
		t.Fatal(err)
	}
	if got := p.ticket("form@kestrel.example"); got.Channel != "email" || got.LastCustomerAt != 0 {
		t.Errorf("without the rule: %+v", got)
	}
	p.same()
}

// TestOutsideNumber: a ticket's number in a form's mail brings it into that ticket where the form wrote for somebody of it;
// without the rule it stands by itself again.
func TestOutsideNumber(t *testing.T) {
	p := newPostal(t)
	p.bring("inbox", askMail, "It stops")
	number := mail.Anchor("ask@halvorsen.example")[1:9]
	p.bring("inbox", "From: Website <forms@site.example>\nReply-To: marco@halvorsen.example\nTo: support@kestrel.example\nSubject: Form ["+ticket.ShowNumber(number)+"]\nMessage-ID: <form@site.example>\n", "More of it")
	without := *p.s.rules.Load()
	with := without
	with.Outsides = "2"
	with.Outside = func(m *mail.Message) (Outside, bool) {
		return Outside{Channel: "web-form", Moved: true, Addr: "marco@halvorsen.example"}, m.From.Addr == "forms@site.example"
	}
	for _, step := range []struct {
		rules Rules
		want  int // mails of the first ticket
	}{{with, 2}, {without, 1}} {
		p.s.SetRules(step.rules)
		if _, _, err := p.s.Rejudge(t.Context(), 50); err != nil {
			t.Fatal(err)
		}
		if n := p.ticket("ask@halvorsen.example").Messages; n != step.want {
			t.Errorf("%q: %d mails in the ticket, want %d", step.rules.Outsides, n, step.want)
		}
		p.same()
	}
}

// TestRejudgeLate: what was judged of a mail before more of it came, or before its ticket was merged, spoils neither.
func TestRejudgeLate(t *testing.T) {
	p := newPostal(t)
	key := p.bring("inbox", askMail, "It stops")
	for _, extent := range []string{ExtentHead, ""} {
		want := map[bool]string{true: "list"}[extent == ""]
		err := p.s.Write(t.Context(), func(tx *Tx) error {
			raw, err := one[int64](tx, `SELECT id FROM raw WHERE key = ?`, key)
			if err != nil {
				return err
			}
			touched := map[int64]bool{}
			if err := tx.applyJudgement(rejudged{raw: raw, extent: extent, j: judgement{judged: "list", from: mail.Address{Addr: "marco@halvorsen.example"}}}, touched); err != nil {
				return err
			}
			m, err := tx.Message(key)
			if m.Machine != want || len(touched) == 0 != (want == "") {
				t.Errorf("judged by %q: %q, %v", extent, m.Machine, touched)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestOwnList: a group of the provider that is one of our addresses is no machine; who wrote to it waits.
func TestOwnList(t *testing.T) {
	p := newPostal(t)
	rules := *p.s.rules.Load()
	rules.OwnList = func(id string) bool { return id == "support.kestrel.example" }
	p.s.SetRules(rules)
	p.bring("inbox", "From: 'Ann Miller' via Support <support@kestrel.example>\nReply-To: ann@example.org\nTo: support@kestrel.example\nSubject: Help\nMessage-ID: <g1@example.org>\nList-ID: <support.kestrel.example>\nPrecedence: list\n", "Help?")
	p.bring("inbox", "From: Bo <bo@example.org>\nTo: talk@lists.example\nSubject: Talk\nMessage-ID: <g2@example.org>\nList-ID: <talk.lists.example>\n", "Hi")
	if got := p.ticket("g1@example.org"); got.Machine || got.Contact.Email != "ann@example.org" || got.Contact.Name != "Ann Miller" || got.WaitsSince == 0 {
		t.Errorf("%+v", got)
	}
	if got := p.ticket("g2@example.org"); !got.Machine {
		t.Errorf("%+v", got)
	}
	p.same()
}
