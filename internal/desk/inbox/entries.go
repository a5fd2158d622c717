package inbox

import (
	"cmp"
	"context"
	"slices"

	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/mail"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Entries reads a ticket's conversation, oldest first: messages, notes and what was done to it.
func (s *Service) Entries(ctx context.Context, id string) ([]ticket.Entry, error) {
	out := []ticket.Entry{}
	var onTheWay []store.OutboxMail
	anchor, names := "", map[string]string{}
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		t, row, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		anchor = t.ID
		messages, err := tx.Messages(row)
		if err != nil {
			return err
		}
		for _, m := range messages {
			out = append(out, s.entry(tx, t.ID, m))
			names[m.Key] = nameOf(m)
		}
		if err := s.newHere(tx, row, messages, out); err != nil {
			return err
		}
		if err := s.wrote(tx, messages, out); err != nil {
			return err
		}
		if err := s.invited(tx, out); err != nil {
			return err
		}
		if onTheWay, err = pending(tx, row, out); err != nil {
			return err
		}
		records, err := tx.Told(row)
		if err != nil {
			return err
		}
		if err := elsewhere(tx, row, records, out); err != nil {
			return err
		}
		slices.SortStableFunc(records, func(a, b journal.Record) int { return journal.OrderOf(a).Compare(journal.OrderOf(b)) }) // of one moment, in the same order on every laptop
		internal := ticket.Internal(records, s.core.Names(tx))
		for i := range internal {
			internal[i].Ticket = t.ID
			if internal[i].Read, err = tx.IsRead(internal[i].ID); err != nil {
				return err
			}
		}
		out = append(out, internal...)
		return nil
	})
	for _, m := range onTheWay {
		if e, ok := s.onTheWay(ctx, anchor, m); ok {
			out = append(out, e)
			names[e.ID] = outboxName(m.ID)
		}
	}
	slices.SortStableFunc(out, func(a, b ticket.Entry) int { return cmp.Compare(a.At, b.At) })
	s.hold(out, names)
	return out, err
}

// entry shows a mail; what cannot be read is named and the rest is shown.
func (s *Service) entry(tx *store.Tx, id string, m store.Message) ticket.Entry {
	parsed := s.Parsed(tx, m)
	e := EntryOf(parsed)
	e.Ticket, e.At, e.Read, e.Gone = id, m.At, m.Read || m.Out, m.Gone
	e.Size, e.Wanted = m.Size, m.Wanted
	if m.Missing == "" { // what cannot come is told below
		e.Extent = m.Extent
	}
	if m.Out {
		e.Direction = "out"
	}
	judged(&e, m)
	if m.Missing != "" {
		e.Problems = append([]string{m.Missing}, e.Problems...)
	}
	return e
}

// Parsed is a mail as it was read, kept for the next time; nobody may change it. What is here in part is read again when
// more of it came.
func (s *Service) Parsed(tx *store.Tx, m store.Message) *mail.Message {
	name := nameOf(m)
	if p := s.cache.get(name); p != nil {
		return p
	}
	var p *mail.Message
	if m.Extent == "" {
		p = mail.ParseReader(tx.Raw(m.Raw), m.Size)
	} else {
		p = mail.ParsePartReader(tx.Raw(m.Raw))
	}
	s.cache.put(name, p)
	return p
}

// nameOf is what the cache knows a mail by.
func nameOf(m store.Message) string { return m.Key + " " + m.Extent }

// EntryOf is a parsed mail as an entry; what only the desk knows (ticket, read, direction out) is left to the caller.
func EntryOf(m *mail.Message) ticket.Entry {
	e := ticket.Entry{
		ID: m.Key, Kind: ticket.KindMessage, Direction: "in", MessageID: m.MessageID, References: ticket.OrEmpty(m.References),
		From: m.From.Addr, FromName: m.From.Name, To: addresses(m.To), Cc: addresses(m.Cc), DeliveredTo: m.DeliveredTo,
		Date: ticket.TimeOf(m.Date), Subject: m.Subject, Text: m.Text, VisibleText: m.Visible, QuotedText: m.Quoted, Runs: runs(m.Segments),
		HasHTML: m.HasHTML, Machine: cmp.Or(m.Machine, "none"), Attachments: []ticket.Attachment{}, Problems: ticket.OrEmpty(m.Problems),
		Secure: m.Secure, SecureWhy: m.SecureWhy, Language: m.Language,
	}
	var unread []string
	e.Invites, unread = invitesOf(m)
	e.Problems = append(e.Problems[:len(e.Problems):len(e.Problems)], unread...)
	if len(m.InReplyTo) > 0 {
		e.InReplyTo = m.InReplyTo[0]
	}
	if !m.Date.IsZero() {
		e.DateOffset = &m.DateOffsetMinutes
	}
	for _, a := range m.Attachments {
		e.Attachments = append(e.Attachments, ticket.Attachment{ID: m.Key + ":" + a.Path, Name: a.Name, Type: a.Type, Size: a.Size, SHA256: a.SHA256, Inline: a.Inline, Kind: a.Kind, Risk: a.Risk})
	}
	e.BounceOf, e.BounceText = bounceOf(m)
	return e
}

func addresses(list []mail.Address) []string {
	out := make([]string, 0, len(list))
	for _, a := range list {
		out = append(out, cmp.Or(a.Addr, a.Name))
	}
	return out
}

// History lists what was done to a ticket, newest first.
func (s *Service) History(ctx context.Context, id string) (out []ticket.Change, err error) {
	out = []ticket.Change{}
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		t, row, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		records, err := tx.Told(row)
		if err != nil {
			return err
		}
		for _, c := range ticket.History(records, s.core.Names(tx)) {
			c.Ticket = t.ID
			out = append(out, c)
		}
		return s.routed(tx, t.ID, row, &out)
	})
	return out, err
}

// find reads a mail's row, with a clear error for a key that is not here.
func find(tx *store.Tx, key string) (store.Message, error) {
	m, err := tx.Message(key)
	if err != nil {
		e := fault.From(err)
		if e.Code == fault.NotFound {
			return m, fault.Newf(fault.NotFound, "`deskhand show TICKET --json` lists the ids of its messages.", "There is no message %s.", key)
		}
		return m, e
	}
	return m, nil
}
