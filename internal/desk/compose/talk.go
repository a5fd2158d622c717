package compose

import (
	"slices"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/mail"
	letters "deskhand/internal/mail/compose"
	"deskhand/internal/policy"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// talk is a ticket's conversation as an answer needs it.
type talk struct {
	ticket ticket.Ticket
	row    int64
	us     senders
	rows   []store.Message // oldest first
	mails  []*mail.Message // of rows; nil: not read
	read   func(i int) *mail.Message
	let    map[string]bool // messages that a person let in
}

// maxRead is how many mails of a conversation are read, its first and its newest: fewer than the desk keeps at hand
// (inbox.cacheSize), or each key press would read a long one anew.
const maxRead = 300

func (s *Service) talk(tx *store.Tx, id string) (*talk, error) {
	t, row, err := tx.Ticket(id)
	if err != nil {
		return nil, err
	}
	out := &talk{ticket: t, row: row}
	if out.us, err = s.senders(tx); err != nil {
		return nil, err
	}
	if out.rows, err = tx.Messages(row); err != nil {
		return nil, err
	}
	if out.let, err = tx.Belongs(row); err != nil {
		return nil, err
	}
	out.mails = make([]*mail.Message, len(out.rows))
	out.read = func(i int) *mail.Message { return out.rows[i].Judged(s.o.Parsed(tx, out.rows[i])) }
	for i := range out.rows {
		if i == 0 || i > len(out.rows)-maxRead {
			out.mails[i] = out.read(i)
		}
	}
	return out, nil
}

// mail is one of the conversation, within the transaction.
func (t *talk) mail(i int) *mail.Message {
	if t.mails[i] == nil {
		t.mails[i] = t.read(i)
	}
	return t.mails[i]
}

// near are the mails that were read, oldest first.
func (t *talk) near() []*mail.Message {
	return slices.DeleteFunc(slices.Clone(t.mails), func(m *mail.Message) bool { return m == nil })
}

// strangers tells who is new here.
func (t *talk) strangers() func(addr string) bool {
	return letters.Strangers(t.near(), t.us.ours, t.let)
}

// parent is the mail that is answered: the named one, else the newest of the people whose conversation it is, else of
// anybody outside, else that no machine wrote, else the newest; -1 where there is no mail.
func (t *talk) parent(key string) (int, error) {
	if key != "" {
		i := slices.IndexFunc(t.rows, func(m store.Message) bool { return m.Key == key })
		if i < 0 {
			return -1, fault.Newf(fault.NotFound, "`deskhand show "+t.ticket.Number+" --json` lists the ids of its messages.", "%s has no message %s.", t.ticket.Number, key)
		}
		return i, nil
	}
	people := func(i int) bool { return t.mails[i].Machine == "" || t.mails[i].Machine == "list" }
	strange := t.strangers()
	for _, fits := range []func(i int) bool{
		func(i int) bool { return people(i) && !t.rows[i].Out && !strange(t.mails[i].From.Addr) },
		func(i int) bool { return people(i) && !t.rows[i].Out },
		people,
		func(int) bool { return true },
	} {
		for i := len(t.rows) - 1; i >= 0; i-- {
			if t.mails[i] != nil && fits(i) {
				return i, nil
			}
		}
	}
	return -1, nil
}

// proposal is how a mail begins before anybody has typed.
type proposal struct {
	from, to, cc, subject string
	left                  []mail.Address
	notice                string
	elsewhere             string // that the sender wants the answer at another address; true while it goes there
	account               string
}

// propose says whom a mail of this kind would go to, from whom and under which subject; parent -1: there is none.
func (t *talk) propose(kind string, parent int, holds string) proposal {
	p := proposal{}
	from := t.us.fallback()
	if parent < 0 {
		p.subject = t.ticket.Subject
		if kind != Forward && t.ticket.Contact.Email != "" {
			p.to = show(mail.Address{Name: t.ticket.Contact.Name, Addr: t.ticket.Contact.Email})
		}
	} else {
		m := t.mail(parent)
		from = letters.SenderFor(m, t.us.ours, from)
		p.subject = letters.ReplySubject(m.Subject)
		if kind == Forward {
			p.subject = letters.ForwardSubject(m.Subject)
		} else {
			r := letters.ReplyTo(m, kind == ReplyAll, t.us.ours, t.strangers())
			p.to, p.cc, p.left = showAll(r.To), showAll(r.Cc), r.Left
			p.notice, p.elsewhere = t.notice(m, r), t.elsewhere(m, r)
			if c, ok := t.us.policy.Channel(t.rows[parent].Channel); ok {
				p.elsewhere = through(c, t.rows[parent].Phone, r)
			}
		}
	}
	if froms := t.us.froms(from, nil); len(froms) > 0 {
		p.from = froms[0]
	}
	if a, ok := t.us.account(from, holds); ok {
		p.account = a.ID
	}
	return p
}

// notice says what a person should know of the people an answer goes to.
func (t *talk) notice(m *mail.Message, r letters.Recipients) string {
	var out []string
	if len(r.Left) > 0 {
		out = append(out, "Left out, as nobody of this conversation has written to them: "+showAll(r.Left)+".")
	}
	if m.Machine != "" && m.Machine != "list" {
		out = append(out, "The mail that is answered was written by a machine.")
	}
	return strings.Join(out, " ")
}

// through tells of a mail that a system outside wrote for somebody, to whom the answer goes.
func through(c policy.Channel, phone string, r letters.Recipients) string {
	if len(r.To) == 0 {
		return strings.TrimSpace("The mail names no address to answer. " + phone)
	}
	return "The answer goes to " + showAll(r.To) + ", who wrote by " + strings.ToLower(c.Label) + "."
}

// elsewhere tells of a Reply-To that is not the sender.
func (t *talk) elsewhere(m *mail.Message, r letters.Recipients) string {
	if len(r.To) == 0 || m.From.Addr == "" || t.us.ours(m.From.Addr) || in(m.From, r.To) {
		return ""
	}
	return "The answer goes to " + showAll(r.To) + ", where " + m.From.Addr + " asks for it."
}

// quote is the mail under the answer.
func (s *Service) quote(kind string, m *mail.Message) *letters.Quote {
	q := &letters.Quote{From: m.From, Text: cut(m.Text)}
	if !m.Date.IsZero() {
		q.At = m.Date.In(s.core.Zone())
	}
	if kind == Forward {
		q.Forward = &letters.Forward{Subject: m.Subject, To: m.To, Cc: m.Cc}
	}
	return q
}

// maxQuote bounds what is quoted of one mail, in bytes: an exported log in a mail need not go back and forth.
const maxQuote = 256 << 10

func cut(text string) string {
	if len(text) <= maxQuote {
		return text
	}
	return strings.ToValidUTF8(text[:maxQuote], "") + "\n[…]"
}

func quoteView(key string, q *letters.Quote) *Quote {
	text := strings.TrimSpace(q.Text)
	out := &Quote{Key: key, Head: q.Attribution(), Text: text}
	if q.Forward != nil {
		out.Head = "Forwarded: " + strings.TrimSuffix(q.Attribution(), ":")
	}
	if text != "" {
		out.Lines = strings.Count(text, "\n") + 1
	}
	return out
}
