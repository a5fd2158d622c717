package closing

import (
	"slices"
	"strings"
	"time"

	rules "deskhand/internal/closing"
	"deskhand/internal/mail"
	letters "deskhand/internal/mail/compose"
	"deskhand/internal/outbox"
	"deskhand/internal/policy"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// maxRead is how many of a ticket's newest mails are read for what they ask.
const maxRead = 300

// talk is a mail of the ticket with the way to its text; message and draft of one that is still in the outbox.
type talk struct {
	message *store.Message
	draft   string
	thanks  bool
	newHere bool // its writer joined by the ids alone: no evidence until somebody lets them in, but a question all the same
}

// mails gathers the ticket's messages, and after them those mails of the outbox that the server has taken and that have
// not come back as messages.
func (s *Service) mails(d *dossier) error {
	list, err := d.tx.Mails(d.row)
	if err != nil {
		return err
	}
	messages, err := d.tx.Messages(d.row)
	if err != nil {
		return err
	}
	byKey := map[string]*store.Message{}
	for i := range messages {
		byKey[messages[i].Key] = &messages[i]
	}
	strange, err := s.strangers(d, list, byKey)
	if err != nil {
		return err
	}
	d.people = []string{d.ticket.Contact.Email}
	for _, m := range list[max(0, len(list)-maxRead):] {
		if row := byKey[m.Key]; row != nil && !m.Out && !strange(m.Addr) { // who writes through a form answers elsewhere
			parsed := s.o.Parsed(d.tx, *row)
			d.people = append(append(d.people, parsed.From.Addr, row.Addr), addresses(parsed.ReplyTo)...)
		}
	}
	for _, m := range list {
		row := byKey[m.Key]
		if row == nil {
			continue
		}
		fact := rules.Message{Key: m.Key, Ours: m.Out, From: m.Addr, At: m.At.Go(), Read: m.Read || m.Out, Machine: m.Machine != ""}
		if m.Out && !s.reaches(d, m.Peer) {
			parsed := s.o.Parsed(d.tx, *row)
			fact.Aside = !s.reaches(d, addresses(parsed.To, parsed.Cc)...)
		}
		d.facts.Messages = append(d.facts.Messages, fact)
		d.mails = append(d.mails, talk{message: row, thanks: m.Thanks, newHere: !m.Out && strange(m.Addr)})
	}
	return nil
}

// strangers tells who is new here, by the ticket's first mail and its newest.
func (s *Service) strangers(d *dossier, list []ticket.Mail, rows map[string]*store.Message) (func(addr string) bool, error) {
	belongs, err := d.tx.Belongs(d.row)
	if err != nil {
		return nil, err
	}
	var near []*mail.Message
	for i, m := range list {
		if row := rows[m.Key]; row != nil && (i == 0 || i >= len(list)-maxRead) {
			near = append(near, row.Judged(s.o.Parsed(d.tx, *row)))
		}
	}
	return letters.Strangers(near, s.core.Store.Ours, belongs), nil
}

// unsent gathers what was begun and has not left. A mail that the server has taken counts as sent although its message
// is not here yet.
func (s *Service) unsent(d *dossier) error {
	drafts, err := d.tx.Drafts(d.row)
	if err != nil {
		return err
	}
	for _, dr := range drafts {
		if !dr.Blank() {
			d.facts.Drafts = append(d.facts.Drafts, rules.Draft{ID: dr.ID, Kind: dr.Kind, Begun: dr.BegunAt.Go()})
		}
	}
	mails, err := d.tx.MailsOf(d.row)
	if err != nil {
		return err
	}
	for _, m := range mails {
		if err := s.outgoing(d, m); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) outgoing(d *dossier, m store.OutboxMail) error {
	switch outbox.State(m.State) {
	case outbox.Sent, outbox.Filed:
		here, err := d.tx.HasMessageID(m.MessageID)
		if err != nil || here {
			return err
		}
		var to []string
		for _, r := range m.To {
			to = append(to, r.Addr)
		}
		d.facts.Messages = append(d.facts.Messages, rules.Message{Key: m.Key, Ours: true, From: m.Sender, At: m.SentAt.Go(), Read: true, Aside: !s.reaches(d, to...)})
		d.mails = append(d.mails, talk{draft: m.Draft})
	case outbox.Waiting, outbox.Sending, outbox.Held, outbox.Unsure:
		u := rules.Unsent{ID: m.ID, Kind: store.DraftReply, State: m.State, Since: m.Queued.Go()}
		if dr, err := d.tx.Draft(m.Draft); err == nil {
			u.Kind = dr.Kind
		}
		d.facts.Unsent = append(d.facts.Unsent, u)
	}
	return nil
}

// asks finds what the people outside asked for, and whether it was answered.
func (s *Service) asks(d *dossier) {
	var asks []rules.Ask
	for i, m := range d.facts.Messages {
		if m.Ours || m.Machine || d.mails[i].thanks || i < len(d.facts.Messages)-maxRead {
			continue
		}
		for _, a := range s.found.of(m.Key, func() string { return s.said(d, i) }) {
			asks = append(asks, rules.Ask{Key: a.Key(m.Key), Text: a.Text, Request: a.Request, Words: a.Words, Message: m.Key, At: m.At})
		}
	}
	d.facts.Asks = rules.SettleAsks(asks, d.facts.Messages)
}

// said is what the writer of a mail newly wrote.
func (s *Service) said(d *dossier, i int) string {
	t := d.mails[i]
	if t.message != nil {
		return s.o.Parsed(d.tx, *t.message).Visible
	}
	dr, err := d.tx.Draft(t.draft)
	if err != nil {
		return "" // pruned with its mail
	}
	return letters.Text(dr.HTML)
}

// reaches tells whether one of the addresses is of those who wrote, or of the same company. A ticket in which nobody
// outside is known is reached by any mail.
func (s *Service) reaches(d *dossier, addrs ...string) bool {
	known := false
	for _, p := range d.people {
		if p == "" || s.core.Policy().IsOurAddress(p) {
			continue
		}
		known = true
		for _, a := range addrs {
			if strings.EqualFold(a, p) || domain(a) != "" && domain(a) == domain(p) && !slices.Contains(s.core.Policy().Guard().FreeMail, domain(a)) {
				return true
			}
		}
	}
	return !known
}

func domain(addr string) string {
	_, host, _ := strings.Cut(addr, "@")
	return strings.ToLower(host)
}

func addresses(lists ...[]mail.Address) []string {
	var out []string
	for _, l := range lists {
		for _, a := range l {
			out = append(out, a.Addr)
		}
	}
	return out
}

// story is what a prefilled hand-off is written from.
func (s *Service) story(d *dossier, ending policy.Ending) rules.Story {
	st := rules.Story{Subject: d.ticket.Subject, Ending: ending, Zone: s.core.Zone()}
	for i, m := range d.facts.Messages {
		switch {
		case m.Machine || m.Aside:
		case m.Ours && i < len(d.mails) && i >= len(d.facts.Messages)-maxRead:
			st.Replies = append(st.Replies, s.said(d, i))
		case !m.Ours && st.First == "" && !(i < len(d.mails) && d.mails[i].newHere):
			st.First = s.said(d, i)
		}
	}
	if d.sending != nil {
		st.Replies = append(st.Replies, letters.Text(d.sending.HTML))
	}
	return st
}

// after is a moment behind everything that is here: what is sent now answers all of it, whatever the servers' clocks say.
func (d *dossier) after() time.Time {
	at := d.facts.Now
	for _, m := range d.facts.Messages {
		if !m.At.Before(at) {
			at = ticket.TimeOf(m.At).Go().Add(time.Millisecond)
		}
	}
	return at
}
