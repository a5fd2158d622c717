package work

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Note writes an internal comment; members named behind an @ find it under Mentions (E8, E9). A note that was being
// written on the ticket is done with where it says the same; other words stay.
func (s *Service) Note(ctx context.Context, id, text, kind string) (core.Done, error) {
	text = tidy(text)
	if text == "" {
		return core.Done{}, fault.New(fault.Usage, "The note is empty.", "Give its text by --body-file FILE, or - for standard input.")
	}
	kind = cmp.Or(kind, "note")
	if !slices.Contains(ticket.NoteKinds(), kind) {
		return core.Done{}, fault.Newf(fault.Usage, "It is one of "+strings.Join(ticket.NoteKinds(), ", ")+".", "%q is no kind of note.", kind)
	}
	return s.core.On(ctx, id, func(tx *store.Tx, t ticket.Ticket, row int64) (core.Edit, error) {
		seen, err := tx.NewestCustomer(row)
		if err != nil {
			return core.Edit{}, err
		}
		if written, ok, err := note(tx, row); err != nil {
			return core.Edit{}, err
		} else if ok && tidy(written.Text) == text { // what was typed is now the note
			if err := tx.DeleteDraft(written.ID); err != nil {
				return core.Edit{}, err
			}
		}
		drafts := append([]ticket.Draft{ticket.AddNote(t.ID, kind, text, s.mentions(text))}, s.core.Begun(t, seen)...)
		return core.Edit{Drafts: drafts, Text: "Note added"}, nil
	})
}

func tidy(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }

func (s *Service) mentions(text string) []string {
	return ticket.Mentions(text, func(id string) bool {
		_, ok := s.core.Policy().Member(id)
		return ok
	})
}

// SaveDraft keeps a note that is being written; an empty text forgets it.
func (s *Service) SaveDraft(ctx context.Context, id, text, kind string) error {
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
		t, row, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		d, ok, err := note(tx, row)
		if err != nil {
			return err
		}
		if !ok {
			d = store.Draft{Anchor: t.ID, Kind: store.DraftNote}
		}
		d.Text, d.Detail = text, kind
		return tx.PutDraft(d)
	})
	if err != nil {
		return fault.From(err)
	}
	return nil
}

// Draft reads a note that is being written; ok is false where there is none.
func (s *Service) Draft(ctx context.Context, id string) (d store.Draft, ok bool, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		_, row, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		d, ok, err = note(tx, row)
		return err
	})
	return d, ok, err
}

// note is the note being written on a ticket; of several, which a merge may leave, the newest.
func note(tx *store.Tx, row int64) (d store.Draft, ok bool, err error) {
	drafts, err := tx.Drafts(row)
	for _, d := range drafts {
		if d.Kind == store.DraftNote {
			return d, true, err
		}
	}
	return store.Draft{}, false, err
}

// NewTicket is a ticket begun by hand: an internal request, a call (B21).
type NewTicket struct {
	Subject, From, Channel, Body string
}

// New begins a ticket without a mail.
func (s *Service) New(ctx context.Context, n NewTicket) (core.Done, error) {
	n.Subject = strings.Join(strings.Fields(n.Subject), " ")
	if n.Subject == "" {
		return core.Done{}, fault.New(fault.Usage, "A new ticket needs a subject.", "Give one with --subject.")
	}
	channel := "internal"
	if n.Channel != "" {
		c, err := s.core.Policy().ResolveChannel(n.Channel)
		if err != nil {
			return core.Done{}, fault.From(err)
		}
		channel = c
	}
	begin, anchor := ticket.NewTicket(channel, "internal")
	drafts := []ticket.Draft{begin, ticket.SetText(anchor, ticket.PathSubject, n.Subject)}
	if n.From != "" {
		drafts = append(drafts, ticket.SetContact(anchor, n.From)...)
	}
	if body := strings.TrimSpace(n.Body); body != "" {
		drafts = append(drafts, ticket.AddNote(anchor, "note", body, s.mentions(body)))
	}
	op, text, err := s.core.Write(ctx, func(*store.Tx) (core.Edit, error) {
		return core.Edit{Drafts: drafts, Text: "Began “" + n.Subject + "”"}, nil
	})
	return core.Done{Op: op, Ticket: anchor, Number: ticket.ShowNumber(anchor[1:9]), Text: text, Undo: true}, err
}

// Undo takes an action back, of any age, as new ops; the newest of this desk where op is empty. Where somebody has set
// the same thing since it refuses, unless anyway.
func (s *Service) Undo(ctx context.Context, op string, anyway bool) (core.Done, error) {
	done := core.Done{}
	id, text, err := s.core.Write(ctx, func(tx *store.Tx) (core.Edit, error) {
		action, err := s.action(tx, op)
		if err != nil {
			return core.Edit{}, err
		}
		records, err := tx.ActionRecords(action)
		if err != nil {
			return core.Edit{}, err
		}
		if takenBack(records, action) {
			return core.Edit{}, fault.New(fault.Refused, "That was taken back already.", "`deskhand history TICKET` shows what is left to undo.")
		}
		united, err := core.United(tx, records)
		if err != nil {
			return core.Edit{}, err
		}
		drafts, changed, err := ticket.Undo(united, action)
		if err != nil {
			return core.Edit{}, err
		}
		if drafts, err = s.reunited(tx, records, action, drafts); err != nil {
			return core.Edit{}, err
		}
		if len(drafts) == 0 {
			return core.Edit{}, fault.New(fault.Refused, "There is nothing of it that can be taken back.", "A mail that was sent stays sent; write another one.")
		}
		if len(changed) > 0 && !anyway {
			e := fault.Newf(fault.Refused, "Set it back all the same with --anyway.", "%s since. Set back anyway?", s.changedBy(tx, united, action, changed))
			e.Ask = true
			return core.Edit{}, e
		}
		text := "Taken back" + told(united, action, s.core.Names(tx))
		if t, ok := undone(tx, drafts); ok {
			done.Ticket, done.Number = t.ID, t.Number
			text += " on “" + t.Subject + "”" + others(drafts)
		}
		return core.Edit{Drafts: drafts, Text: text}, nil
	})
	done.Op, done.Text = id, text
	return done, err
}

// takenBack tells whether some op of the action was undone already.
func takenBack(records []journal.Record, action string) bool {
	return slices.ContainsFunc(records, func(u journal.Record) bool {
		return u.Undoes != "" && slices.ContainsFunc(records, func(r journal.Record) bool {
			return r.ID == u.Undoes && (r.ID == action || r.Group == action)
		})
	})
}

// others counts the further tickets of which the same is taken back.
func others(drafts []ticket.Draft) string {
	alike := map[string]bool{}
	for _, d := range drafts {
		if d.Object[0] == 't' && d.Path == ticket.PathOwner {
			alike[d.Object] = true
		}
	}
	switch n := len(alike) - 1; {
	case n == 1:
		return " and on 1 more ticket"
	case n > 1:
		return fmt.Sprintf(" and on %d more tickets", n)
	}
	return ""
}

// undone is the ticket that an undo is about, its last where it is about several.
func undone(tx *store.Tx, drafts []ticket.Draft) (ticket.Ticket, bool) {
	for _, d := range slices.Backward(drafts) {
		id := d.Object
		switch id[0] {
		case 'o':
			a, err := tx.AgendaItem(id)
			if err != nil {
				continue
			}
			id = a.Ticket
		case 'm':
			m, err := tx.Message(id)
			if err != nil {
				continue
			}
			id = m.Ticket
		}
		if t, _, err := tx.Ticket(id); err == nil {
			return t, true
		}
	}
	return ticket.Ticket{}, false
}

func (s *Service) action(tx *store.Tx, op string) (string, error) {
	if op != "" {
		action, err := tx.Action(journal.FoldTyped(op))
		if err != nil {
			return "", fault.Newf(fault.NotFound, "`deskhand history TICKET` shows each action with its id.", "There is no action %s.", op)
		}
		return action, nil
	}
	action, err := tx.LastAction()
	if err == nil && action == "" {
		err = fault.New(fault.NotFound, "There is nothing to undo.", "")
	}
	return action, err
}

// told names what is taken back, in the words of history.
func told(tickets [][]journal.Record, action string, names ticket.Names) string {
	for _, records := range tickets {
		if records[0].Object[0] == 'o' && len(tickets) == 1 {
			if text := ticket.PlannedSentence(records, action, names.Texts); text != "" {
				return ": " + text
			}
		}
		for _, c := range ticket.History(records, names) {
			if c.Op == action && (records[0].Object[0] == 't' || len(tickets) == 1) {
				return ": " + c.Text
			}
		}
	}
	return ""
}
