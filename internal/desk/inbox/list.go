package inbox

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/mail/link"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Service answers what the lists and the reading pane ask.
type Service struct {
	core  *core.Core
	boxes Mailboxes
	cache *cache
	links *link.Judge

	servers servers
}

// New makes the service.
func New(c *core.Core, boxes Mailboxes) *Service {
	return &Service{core: c, boxes: boxes, cache: newCache(), links: link.New()}
}

// QueueInfo is a queue as the rail shows it.
type QueueInfo struct {
	Name   string `json:"name"`
	Label  string `json:"label"`
	Count  int    `json:"count"`
	Unread int    `json:"unread"`
}

// queueLabels are the words of the rail.
func queueLabels() map[string]string {
	return map[string]string{
		ticket.QueueMine: "Mine", ticket.QueueUnassigned: "Unassigned", ticket.QueueWaiting: "Waiting", ticket.QueueMentions: "Mentions",
		ticket.QueueSnoozed: "Snoozed", ticket.QueueIncomplete: "Incomplete", ticket.QueueBotChats: "Bot chats", ticket.QueueMachine: "Machine",
		ticket.QueueSpam: "Spam", ticket.QueueAll: "All",
	}
}

// Queues lists the queues of cli.md in their order, then those that policy adds, with live counts.
func (s *Service) Queues(ctx context.Context) ([]QueueInfo, error) {
	var counts map[string]store.QueueCount
	err := s.core.Read(ctx, func(tx *store.Tx) (err error) {
		counts, err = tx.QueueCounts()
		return err
	})
	if err != nil {
		return nil, err
	}
	labels := queueLabels()
	out := make([]QueueInfo, 0, len(labels)+2)
	for _, q := range ticket.Queues() {
		out = append(out, QueueInfo{q, labels[q], counts[q].N, counts[q].Unread})
	}
	for _, a := range s.core.Policy().Addresses() {
		if a.Queue {
			q := PolicyQueue(a.Address)
			out = append(out, QueueInfo{q, q, counts[q].N, counts[q].Unread})
		}
	}
	return out, nil
}

// PolicyQueue names the queue of an address that has one of its own: "security@".
func PolicyQueue(address string) string {
	local, _, _ := strings.Cut(address, "@")
	return local + "@"
}

// ResolveQueue reads a queue's name or a unique prefix of it; ok is false where it is none.
func (s *Service) ResolveQueue(typed string) (name string, ok bool) {
	names := ticket.Queues()
	for _, a := range s.core.Policy().Addresses() {
		if a.Queue {
			names = append(names, PolicyQueue(a.Address))
		}
	}
	typed = strings.ToLower(strings.TrimSpace(typed))
	found := ""
	for _, n := range names {
		if n == typed {
			return n, true
		}
		if typed != "" && strings.HasPrefix(n, typed) {
			if found != "" {
				return "", false
			}
			found = n
		}
	}
	return found, found != ""
}

// Page is one screenful of a list.
type Page struct {
	Tickets []ticket.Ticket
	Next    string // where the next page begins; empty at the end
	Total   int
}

// List reads tickets of a queue after a position, at most limit.
func (s *Service) List(ctx context.Context, queue, after string, limit int) (Page, error) {
	from, err := parsePosition(after)
	if err != nil {
		return Page{}, err
	}
	page := Page{Tickets: []ticket.Ticket{}}
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		counts, err := tx.QueueCounts()
		if err != nil {
			return err
		}
		page.Total = counts[queue].N
		tickets, next, err := tx.QueuePage(queue, from, limit)
		page.Tickets = append(page.Tickets, tickets...)
		page.Next = formatPosition(next)
		if err != nil {
			return err
		}
		return tx.Mark(page.Tickets)
	})
	return page, err
}

func formatPosition(p *store.Position) string {
	if p == nil {
		return ""
	}
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(p.Sort))
	binary.BigEndian.PutUint64(b[8:], uint64(p.Ticket))
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func parsePosition(s string) (*store.Position, error) {
	if s == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) != 16 {
		return nil, fault.New(fault.Usage, fmt.Sprintf("%q is no position in a list.", s), "Begin the list anew.")
	}
	return &store.Position{Sort: int64(binary.BigEndian.Uint64(b[:8])), Ticket: int64(binary.BigEndian.Uint64(b[8:]))}, nil
}

// ResolveMail finds the mail that a person named: its id, or a unique beginning of it as show prints it.
func (s *Service) ResolveMail(ctx context.Context, typed string) (string, error) {
	text := strings.TrimSpace(typed)
	if len(text) < 2 || text[0] != 'm' || strings.Trim(strings.ToUpper(text), "M0123456789ABCDEFGHJKNPQRSTVWXYZ") != "" {
		return "", fault.Newf(fault.NotFound, "`deskhand show TICKET` prints the id of each mail under its sender.", "There is no mail %s.", typed)
	}
	var found []string
	err := s.core.Read(ctx, func(tx *store.Tx) (err error) {
		found, err = tx.MessagesLike("m"+strings.ToUpper(text[1:]), 9)
		return err
	})
	switch {
	case err != nil:
		return "", err
	case len(found) == 0:
		return "", fault.Newf(fault.NotFound, "`deskhand show TICKET` prints the id of each mail under its sender.", "There is no mail %s.", typed)
	case len(found) > 1:
		e := fault.Newf(fault.Refused, "Write more of the id.", "%s is the beginning of several mails.", typed)
		e.Candidates = found
		return "", e
	}
	return found[0], nil
}

// Resolve finds the ticket that a person named: its number, a unique prefix of it, its id, or any number it ever had.
func (s *Service) Resolve(ctx context.Context, typed string) (string, error) {
	prefix := typedNumber(typed)
	if prefix == "" || len(prefix) > 16 || strings.Trim(prefix, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") != "" {
		return "", fault.Newf(fault.NotFound, "A ticket is named by its number, such as 7Q2M-9FKX, or the beginning of it.", "%q is no ticket number.", typed)
	}
	var found []string
	var shown []string
	err := s.core.Read(ctx, func(tx *store.Tx) (err error) {
		if found, err = tx.AnchorsLike(prefix, 9); err != nil {
			return err
		}
		for _, id := range found {
			if t, _, err := tx.Ticket(id); err == nil {
				shown = append(shown, t.Number)
			}
		}
		return nil
	})
	switch {
	case err != nil:
		return "", err
	case len(found) == 0:
		return "", fault.Newf(fault.NotFound, "Look it up with `deskhand search` or `deskhand queue all`.", "There is no ticket %s.", ticket.ShowNumber(prefix))
	case len(found) > 1:
		e := fault.Newf(fault.Refused, "Type more of the number: "+strings.Join(shown, ", "), "%s could be %d tickets.", ticket.ShowNumber(prefix), len(found))
		e.Candidates = shown
		return "", e
	}
	return found[0], nil
}

// typedNumber is a ticket's number, the beginning of one, or its id, as the records write it, without the t.
func typedNumber(typed string) string {
	text := strings.TrimSpace(typed)
	if len(text) == 17 && text[0] == 't' {
		text = text[1:]
	}
	return journal.FoldTyped(text)
}

// MergedInto is the number that a ticket is shown by, where it was asked for by another one that it had before it was
// merged; nil: by its own.
func MergedInto(t ticket.Ticket, typed string) *string {
	if prefix := typedNumber(typed); prefix == "" || strings.HasPrefix(t.ID[1:], prefix) {
		return nil
	}
	return &t.Number
}

// Ticket reads one ticket.
func (s *Service) Ticket(ctx context.Context, id string) (t ticket.Ticket, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) (err error) {
		var row int64
		if t, row, err = tx.Ticket(id); err != nil {
			return err
		}
		one := []ticket.Ticket{t}
		if err := tx.Mark(one); err != nil {
			return err
		}
		t = one[0]
		if t.Replying, err = tx.Writers(row); err != nil {
			return err
		}
		return s.speaks(tx, row, &t.Contact)
	})
	return t, err
}

// heard is how many of a customer's mails are looked at for their language and their clock.
const heard = 3

// speaks fills in what the newest mails of the customer tell of them.
func (s *Service) speaks(tx *store.Tx, row int64, c *ticket.Contact) error {
	mails, err := tx.Messages(row)
	if err != nil {
		return err
	}
	looked := 0
	for _, m := range slices.Backward(mails) {
		if m.Out || m.Machine != "" || !strings.EqualFold(m.Addr, c.Email) {
			continue
		}
		if looked++; looked > heard || c.OffsetMinutes != nil && c.Language != "" {
			break
		}
		p := s.Parsed(tx, m)
		if c.Language == "" {
			c.Language = p.Language
		}
		if c.OffsetMinutes == nil && !p.Date.IsZero() {
			c.OffsetMinutes = &p.DateOffsetMinutes
		}
	}
	return nil
}

// Others lists other tickets of the same contact, newest first (D7).
func (s *Service) Others(ctx context.Context, id string) (out []ticket.Ticket, err error) {
	out = []ticket.Ticket{}
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		t, _, err := tx.Ticket(id)
		if err != nil || t.Contact.Email == "" {
			return err
		}
		others, err := tx.Others(t.ID, t.Contact.Email, 20)
		out = append(out, others...)
		return err
	})
	return out, err
}

// MarkRead notes that this agent has seen messages and notes (A8).
func (s *Service) MarkRead(ctx context.Context, id string, keys []string) error {
	var changed store.Change
	err := s.core.Store.Write(ctx, func(tx *store.Tx) (err error) {
		changed, err = tx.MarkRead(id, keys)
		return err
	})
	if err != nil {
		return fault.From(err)
	}
	s.core.Tell(changed)
	return nil
}
