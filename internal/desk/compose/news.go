package compose

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/journal"
	"deskhand/internal/mail"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// marks say what of a ticket a person has seen, independent of clocks.
type marks struct {
	raw, op int64
	at      ticket.Time
	action  string // that the mail went into the outbox with; empty: it is being written
}

// found is what came to a ticket since some marks.
type found struct {
	keys   []string // of messages
	ops    []string // actions of other devices
	said   []string // in words: "Marco wrote"
	unread bool     // something of it was not read here
}

func (f found) any() bool { return len(f.keys)+len(f.ops) > 0 }

// words tell the news: "Marco wrote and Lena set Resolved after you began this reply."
func (f found) words(since string) string {
	said := f.said
	if len(said) > 3 {
		said = append(slices.Clone(said[:2]), fmt.Sprintf("%d more", len(said)-2))
	}
	text := strings.Join(said, ", ")
	if n := len(said); n > 1 {
		text = strings.Join(said[:n-1], ", ") + " and " + said[n-1]
	}
	return text + " after you " + since + "."
}

// news looks for what came since the marks: who wrote, and what others did.
func (s *Service) news(tx *store.Tx, row int64, m marks) (found, error) {
	keys, ops, err := tx.NewsFor(row, m.raw, m.at, m.op)
	if err != nil || len(keys)+len(ops) == 0 {
		return found{}, err
	}
	answered := map[string]string{} // who sent a message
	if len(ops) > 0 {
		if ops, err = s.doubtful(tx, row, m, ops); err != nil {
			return found{}, err
		}
		ops = slices.DeleteFunc(ops, func(r journal.Record) bool {
			key := ticket.SentMessage(r)
			if here := slices.Contains(keys, key); !here {
				return false
			}
			answered[key] = s.core.Policy().OwnerLabel(tx.Author(r.Device))
			return true
		})
	}
	out := found{keys: keys, unread: len(ops) > 0}
	for _, k := range keys {
		msg, err := tx.Message(k)
		if err != nil {
			return out, err
		}
		from, verb := s.o.Parsed(tx, msg).From, "wrote"
		if msg.Out {
			verb = "answered"
		}
		out.unread = out.unread || !msg.Read
		if by := answered[k]; by != "" {
			from = mail.Address{Name: by}
		}
		if said := who(from) + " " + verb; !slices.Contains(out.said, said) {
			out.said = append(out.said, said)
		}
	}
	for _, r := range ops {
		action := r.Group
		if action == "" {
			action = r.ID
		}
		if !slices.Contains(out.ops, action) {
			out.ops = append(out.ops, action)
		}
	}
	return out, s.tellOps(tx, row, &out)
}

// doubtful are those of the ops that make an answer doubtful.
func (s *Service) doubtful(tx *store.Tx, row int64, m marks, came []journal.Record) ([]journal.Record, error) {
	n := ticket.News{Came: came, Action: m.action, Me: s.core.Agent(), Agent: tx.Author}
	if m.action != "" {
		var err error
		if n.All, err = tx.RecordsOf(row); err != nil {
			return nil, err
		}
	}
	return ticket.Doubts(n), nil
}

// tellOps adds the words of history for what others did.
func (s *Service) tellOps(tx *store.Tx, row int64, out *found) error {
	if len(out.ops) == 0 {
		return nil
	}
	records, err := tx.RecordsOf(row)
	if err != nil {
		return err
	}
	for _, c := range slices.Backward(ticket.History(records, s.core.Names(tx))) {
		if slices.Contains(out.ops, c.Op) {
			out.said = append(out.said, s.core.Policy().OwnerLabel(c.By)+" "+c.Text)
		}
	}
	return nil
}

// newsView shows it with its entries; nil where nothing came.
func (s *Service) newsView(ctx context.Context, ticketID string, f found, since string) (*News, error) {
	if !f.any() {
		return nil, nil
	}
	entries, err := s.o.Entries(ctx, ticketID)
	if err != nil {
		return nil, err
	}
	return &News{Text: f.words(since), Entries: f.entries(entries)}, nil
}

// entries are those of the news among all.
func (f found) entries(all []ticket.Entry) []ticket.Entry {
	out := []ticket.Entry{}
	for _, e := range all {
		if slices.Contains(f.keys, e.ID) || e.Op != "" && slices.Contains(f.ops, e.Op) {
			out = append(out, e)
		}
	}
	return out
}

// NewsOf tells what came to a mail's ticket since its key press, empty where nothing did: what the outbox's guard asks
// after a pull.
func (s *Service) NewsOf(ctx context.Context, mailID string) (words string, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		m, err := tx.Mail(mailID)
		if err != nil {
			return err
		}
		_, row, err := tx.Ticket(m.Ticket)
		if errors.Is(err, store.ErrNotFound) {
			return nil // nothing is shown of the ticket any more: nobody can have written to it
		}
		if err != nil {
			return err
		}
		f, err := s.news(tx, row, marks{m.SeenRaw, m.SeenOp, m.SeenAt, m.Action})
		if err == nil && f.any() {
			words = f.words("sent this")
		}
		return err
	})
	return words, err
}

// People proposes recipients: who wrote to us and is called so, the latest first; ours are left out.
func (s *Service) People(ctx context.Context, query string, limit int) ([]mail.Address, error) {
	out := []mail.Address{}
	if strings.TrimSpace(query) == "" || limit <= 0 {
		return out, nil
	}
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		us, err := s.senders(tx)
		if err != nil {
			return err
		}
		people, err := tx.People(query, limit+len(us.accounts)+len(us.policy.Addresses()))
		for _, p := range people {
			if !us.ours(p.Addr) && len(out) < limit {
				out = append(out, mail.Address{Name: p.Name, Addr: p.Addr})
			}
		}
		return err
	})
	return out, err
}

// done is the ticket of an action, as a toast names it.
func done(t ticket.Ticket, text string) core.Done {
	return core.Done{Ticket: t.ID, Number: t.Number, Text: text}
}
