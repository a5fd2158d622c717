package work

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Merge makes other tickets one with the survivor, which keeps its status, owner and priority (journal.md §3.1). Every
// number stays good for the whole; undo parts them again.
func (s *Service) Merge(ctx context.Context, survivor string, others ...string) (core.Done, error) {
	return s.core.On(ctx, survivor, func(tx *store.Tx, t ticket.Ticket, row int64) (core.Edit, error) {
		var drafts []ticket.Draft
		var numbers []string
		rows := []int64{row}
		for _, id := range others {
			o, other, err := tx.Ticket(id)
			if err != nil {
				return core.Edit{}, err
			}
			if slices.Contains(rows, other) {
				return core.Edit{}, fault.Newf(fault.Refused, "Name another ticket: deskhand merge "+t.Number+" OTHER.", "%s is the same ticket.", o.Number)
			}
			if t.Status.Done() && !o.Status.Done() {
				return core.Edit{}, fault.Newf(fault.Refused, fmt.Sprintf("Merge it into the open one: deskhand merge %s %s. Or bring %s in first.", o.Number, t.Number, t.Number),
					"%s is %s and %s is open: whoever waits there would be forgotten.", t.Number, strings.ToLower(s.core.Policy().StatusLabel(t.Pipeline, string(t.Status))), o.Number)
			}
			more, err := s.absorb(tx, t, row, o, other)
			if err != nil {
				return core.Edit{}, err
			}
			drafts = slices.DeleteFunc(drafts, func(d ticket.Draft) bool { // each register once
				return d.Object == t.ID && slices.ContainsFunc(more, func(m ticket.Draft) bool { return m.Object == d.Object && m.Path == d.Path })
			})
			rows, numbers, drafts = append(rows, other), append(numbers, o.Number), append(drafts, more...)
		}
		if len(drafts) == 0 {
			return core.Edit{}, fault.New(fault.Usage, "A merge needs two tickets.", "deskhand merge "+t.Number+" OTHER")
		}
		return core.Edit{Drafts: drafts, Text: fmt.Sprintf("Merged %s into %s", listed(numbers), t.Number)}, nil
	})
}

// absorb drafts that one ticket becomes part of another.
func (s *Service) absorb(tx *store.Tx, t ticket.Ticket, row int64, o ticket.Ticket, other int64) ([]ticket.Draft, error) {
	mine, err := folded(tx, row)
	if err != nil {
		return nil, err
	}
	theirs, err := folded(tx, other)
	if err != nil {
		return nil, err
	}
	child, err := tx.FreeAnchor(other, o.ID)
	if err != nil {
		return nil, err
	}
	var fields []ticket.Draft
	if !t.History || !o.History { // mail from before the start that nobody took up stays so
		seen, err := seenBy(tx, t, row, mine, o, other)
		if err != nil {
			return nil, err
		}
		fields = []ticket.Draft{
			ticket.SetStatus(t.ID, t.Status, seen), ticket.SetField(t.ID, ticket.PathOwner, t.Owner), ticket.SetField(t.ID, ticket.PathPriority, t.Priority),
		}
	}
	return ticket.Merge(t.ID, child, mine, theirs, fields...), nil
}

func folded(tx *store.Tx, row int64) (*journal.Object, error) {
	records, err := tx.RecordsOf(row)
	return journal.Fold(records), err
}

// seenBy is what the survivor's status has seen: what it had, so that mail which would have opened it opens both; where
// both are over, also what had come to the other.
func seenBy(tx *store.Tx, t ticket.Ticket, row int64, mine *journal.Object, o ticket.Ticket, other int64) (ticket.Time, error) {
	var v ticket.StatusValue
	if raw := mine.Value(ticket.PathStatus); raw == nil || json.Unmarshal(raw, &v) != nil || v.S != t.Status {
		seen, err := tx.NewestCustomer(row)
		if v.Seen = ticket.Millis(seen); err != nil {
			return 0, err
		}
	}
	if !t.Status.Done() || !o.Status.Done() {
		return ticket.Time(v.Seen), nil
	}
	theirs, err := tx.NewestCustomer(other)
	return max(ticket.Time(v.Seen), theirs), err
}

func listed(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}

// Split takes messages of a ticket into a new one, which Done names; undo puts them back.
func (s *Service) Split(ctx context.Context, id string, messages ...string) (core.Done, error) {
	anchor := ""
	done, err := s.core.On(ctx, id, func(tx *store.Tx, t ticket.Ticket, row int64) (core.Edit, error) {
		messages := slices.Compact(slices.Sorted(slices.Values(messages)))
		newest, err := leaving(tx, t, row, messages)
		if err != nil {
			return core.Edit{}, err
		}
		loose, err := tx.Loose(row, t.ID, messages)
		if err != nil {
			return core.Edit{}, err
		}
		drafts, begun := ticket.Split(t.ID, t.Channel, messages, loose)
		if anchor = begun; t.Pipeline != "" {
			drafts = append(drafts, ticket.SetField(anchor, ticket.PathPipeline, t.Pipeline))
		}
		if !t.History && newest < tx.Start() { // however old these mails are, they are at work
			drafts = append(drafts, ticket.SetStatus(anchor, ticket.Status(s.core.Policy().FirstStatus(t.Pipeline)), 0))
		}
		return core.Edit{Drafts: drafts, Text: fmt.Sprintf("Split %s off %s", mails(len(messages)), t.Number)}, nil
	})
	if err != nil || anchor == "" {
		return done, err
	}
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		t, _, err := tx.Ticket(anchor)
		done.Ticket, done.Number = t.ID, t.Number
		done.Text += ", as " + t.Number
		return err
	})
	return done, err
}

// leaving tells when the newest of the messages came that a split takes out of a ticket; some must go, and some stay.
func leaving(tx *store.Tx, t ticket.Ticket, row int64, messages []string) (newest ticket.Time, err error) {
	all, err := tx.Mails(row)
	if err != nil {
		return 0, err
	}
	ages := map[string]ticket.Time{}
	for _, m := range all {
		ages[m.Key] = m.At
	}
	for _, m := range messages {
		at, here := ages[m]
		if newest = max(newest, at); !here {
			return 0, fault.Newf(fault.NotFound, "`deskhand show "+t.Number+"` prints the id of each mail under its sender.", "%s has no mail %s.", t.Number, m)
		}
	}
	switch len(messages) {
	case 0:
		return 0, fault.New(fault.Usage, "A split needs a mail.", "deskhand split "+t.Number+" MESSAGE…")
	case len(ages):
		return 0, fault.Newf(fault.Refused, "Leave one of them behind, or rename the ticket.", "Those are all the mails of %s.", t.Number)
	}
	return newest, nil
}

func mails(n int) string {
	if n == 1 {
		return "1 mail"
	}
	return fmt.Sprintf("%d mails", n)
}

// Accept says that the sender of a mail, who joined by its ids alone, belongs to the conversation.
func (s *Service) Accept(ctx context.Context, message string) (core.Done, error) {
	return s.onMail(ctx, message, func(tx *store.Tx, m store.Message) (core.Edit, error) {
		if m.Out {
			return core.Edit{}, fault.New(fault.Refused, "That mail is ours.", "Name one of somebody who is new to the conversation.")
		}
		row, err := tx.RowOf(m.Ticket)
		if err != nil {
			return core.Edit{}, err
		}
		belongs, err := tx.Belongs(row)
		if belongs[m.Key] || err != nil {
			return core.Edit{Text: "They belong here already"}, err
		}
		return core.Edit{Drafts: []ticket.Draft{ticket.Accept(m.Key)}, Text: "Accepted " + cmp.Or(m.Name, m.Addr)}, nil
	})
}

// reunited drafts what else an undo needs that takes a split back: the ticket that was begun then becomes part of the one
// that its mails go back to, with whatever was done on it meanwhile, so that nothing of it and no number is lost.
func (s *Service) reunited(tx *store.Tx, records []journal.Record, action string, drafts []ticket.Draft) ([]ticket.Draft, error) {
	begun, from, of := "", "", ""
	for _, r := range records {
		if r.Path == ticket.PathNew && r.Object[0] == 't' && (r.ID == action || r.Group == action) {
			begun, of = r.Object, r.ID
		}
	}
	for _, r := range records {
		if r.Path == ticket.PathLinks && r.Kind == journal.Add && r.Group == action && r.Object != begun {
			from = r.Object
		}
	}
	if begun == "" || from == "" || string(newest(records, begun)) == "null" {
		return drafts, nil
	}
	t, row, err := tx.Ticket(from)
	if err != nil {
		return drafts, nil //nolint:nilerr // nothing is left that it could go back to
	}
	o, other, err := tx.Ticket(begun)
	if err != nil || other == row {
		return drafts, nil //nolint:nilerr // it is hidden, or they are one already
	}
	more, err := s.absorb(tx, t, row, o, other)
	if err != nil {
		return nil, err
	}
	theirs, err := folded(tx, other)
	if err != nil {
		return nil, err
	}
	mine, err := tx.RecordsOf(row)
	if err != nil {
		return nil, err
	}
	var kept []ticket.Draft
	for _, d := range more {
		if _, has := theirs.Registers[d.Path]; d.Object == t.ID && d.Path != ticket.PathParent && has { // what nobody set there need not be said again
			again := ticket.Kept(mine, t.ID, d.Path)
			if d.Path == ticket.PathStatus && t.Status.Done() && o.Status.Done() { // it has seen what came to the other
				again[len(again)-1].Value = d.Value
			}
			kept = append(kept, again...)
		} else if d.Object != t.ID {
			kept = append(kept, d)
		}
	}
	more = kept
	for i := range more {
		more[i].Undoes = of
	}
	return append(drafts, more...), nil
}

func newest(records []journal.Record, object string) json.RawMessage {
	var of []journal.Record
	for _, r := range records {
		if r.Object == object && r.Path == ticket.PathNew {
			of = append(of, r)
		}
	}
	return journal.Fold(of).Registers[ticket.PathNew].Value
}
