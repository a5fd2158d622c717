package store

import (
	"encoding/json"
	"fmt"
	"slices"

	"deskhand/internal/ticket"
)

const ticketColumns = `t.anchor, t.number, t.subject, t.status, t.priority, t.pipeline, t.department, t.channel, t.owner, t.contact_name, t.contact_addr,
	t.mailbox, t.snippet, t.messages, t.unread, t.created_at, t.updated_at, t.customer_at, t.waits_since, t.snoozed, t.snooze_until, t.snooze_reply,
	t.snooze_reason, t.snooze_note, t.back, t.bounce, t.spam, t.machine, t.history, t.sets`

// scanTicket reads ticketColumns and what the query adds behind them.
func scanTicket(scan func(...any) error, more ...any) (ticket.Ticket, error) {
	var t ticket.Ticket
	var group, bounce string
	var until ticket.Time
	into := []any{
		&t.ID, &t.Number, &t.Subject, &t.Status, &t.Priority, &t.Pipeline, &t.Department, &t.Channel, &t.Owner, &t.Contact.Name, &t.Contact.Email,
		&t.Mailbox, &t.Snippet, &t.Messages, &t.Unread, &t.CreatedAt, &t.UpdatedAt, &t.LastCustomerAt, &t.WaitsSince, &t.Snoozed, &until, &t.SnoozeReply,
		&t.SnoozeReason, &t.SnoozeNote, &t.Back, &bounce, &t.Spam, &t.Machine, &t.History, &group,
	}
	if err := scan(append(into, more...)...); err != nil {
		return t, fmt.Errorf("read ticket row: %w", err)
	}
	if t.Snoozed {
		t.SnoozedUntil = until
	} else {
		t.SnoozeReason, t.SnoozeReply, t.SnoozeNote = "", false, ""
	}
	t.Number = ticket.ShowNumber(t.Number)
	var s sets
	if err := json.Unmarshal([]byte(group), &s); err != nil {
		return t, fmt.Errorf("read ticket tags: %w", err)
	}
	t.Tags, t.Categories, t.Departments = ticket.OrEmpty(s.Tags), ticket.OrEmpty(s.Categories), ticket.OrEmpty(s.Departments)
	t.Contact.Phones, t.Head = ticket.Phones(s.Phone), s.Head
	t.Company, t.By, t.Lost = s.Company, s.By, s.Lost
	if s.Frozen {
		t.Frozen = ticket.FrozenWords
	}
	if err := json.Unmarshal([]byte(bounce), &t.Bounce); err != nil {
		return t, fmt.Errorf("read a bounce: %w", err)
	}
	return t, nil
}

// Ticket reads one ticket by any of its anchors; ErrNotFound if there is none.
func (tx *Tx) Ticket(anchor string) (ticket.Ticket, int64, error) {
	id, err := tx.ticketOf(anchor)
	if err == nil && id == 0 {
		id, err = one[int64](tx, `SELECT ticket FROM message WHERE anchor = ? AND put <> '' ORDER BY at, key LIMIT 1`, anchor)
		err = ignoreNotFound(err)
	}
	if err != nil {
		return ticket.Ticket{}, 0, err
	}
	t, err := tx.ticketByID(id)
	return t, id, err
}

func (tx *Tx) ticketByID(id int64) (t ticket.Ticket, err error) {
	found := false
	err = tx.each(func(scan func(...any) error) error {
		found = true
		t, err = scanTicket(scan)
		return err
	}, `SELECT `+ticketColumns+` FROM ticket t WHERE t.id = ? AND t.shown = 1`, id)
	if err == nil && !found {
		err = ErrNotFound
	}
	return t, err
}

// AnchorsLike lists the tickets whose number begins with typed (an exact prefix, without the t), at most limit. A whole
// number finds its ticket by any anchor it ever had; a beginning only by the number that is shown, or was until somebody
// merged it, so that nobody acts on a ticket by a number they have never seen. The number of a ticket whose mails were all
// put elsewhere finds where its mails are.
func (tx *Tx) AnchorsLike(typed string, limit int) ([]string, error) {
	query := `SELECT t.anchor FROM ticket t WHERE t.anchor >= ? AND t.anchor < ? AND t.shown = 1 LIMIT ?`
	if len(typed) >= minNumber {
		query = `SELECT DISTINCT t.anchor FROM node n JOIN ticket t ON t.id = n.ticket WHERE n.anchor >= ? AND n.anchor < ? AND t.shown = 1 LIMIT ?`
	}
	found, err := list[string](tx, query, "t"+typed, "t"+typed+"~", limit)
	switch {
	case err != nil || len(found) > 0 || len(typed) < minMerged:
		return found, err
	case len(typed) < minNumber:
		return tx.mergedLike(typed, limit)
	}
	return list[string](tx, `SELECT DISTINCT t.anchor FROM message m JOIN ticket t ON t.id = m.ticket WHERE m.put <> '' AND m.anchor >= ? AND m.anchor < ? AND t.shown = 1 ORDER BY m.at, m.key LIMIT ?`,
		"t"+typed, "t"+typed+"~", min(limit, 1))
}

// minMerged is how much of a merged ticket's number finds where it is: as much as people usually type.
const minMerged = 4

// mergedLike lists the tickets that one was merged into whose number begins with typed.
func (tx *Tx) mergedLike(typed string, limit int) ([]string, error) {
	records, err := tx.records(`object >= ? AND object < ?`, "t"+typed, "t"+typed+"~")
	var found []string
	for _, r := range records {
		if r.Path != ticket.PathParent || len(found) >= limit {
			continue
		}
		t, _, err := tx.Ticket(r.Object)
		if err == nil && !slices.Contains(found, t.ID) {
			found = append(found, t.ID)
		}
	}
	return found, err
}

// Start is the desk's start: mail from before is history unless somebody takes it up.
func (tx *Tx) Start() ticket.Time { return tx.s.viewer.Load().Start }

// Others lists other tickets of the same contact, newest first.
func (tx *Tx) Others(anchor, addr string, limit int) ([]ticket.Ticket, error) {
	var out []ticket.Ticket
	err := tx.each(func(scan func(...any) error) error {
		t, err := scanTicket(scan)
		out = append(out, t)
		return err
	}, `SELECT `+ticketColumns+` FROM ticket t WHERE t.contact_addr = ? AND t.shown = 1 AND t.anchor <> ? ORDER BY t.updated_at DESC LIMIT ?`, addr, anchor, limit)
	return out, err
}

// DueProjections lists tickets that would say something else by now.
func (tx *Tx) DueProjections(now ticket.Time) ([]string, error) {
	return list[string](tx, `SELECT anchor FROM ticket WHERE next_change > 0 AND next_change <= ?`, int64(now))
}

// NextChange is the earliest moment at which some ticket changes by itself, 0 if none does.
func (tx *Tx) NextChange() (ticket.Time, error) {
	return one[ticket.Time](tx, `SELECT coalesce(min(next_change), 0) FROM ticket WHERE next_change > 0`)
}
