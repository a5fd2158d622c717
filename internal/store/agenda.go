package store

import (
	"deskhand/internal/journal"
	"deskhand/internal/ticket"
)

// projectAgenda computes the row of a callback or meeting from its ops.
func (tx *Tx) projectAgenda(object string, touched map[int64]bool) error {
	records, err := tx.records(`object = ?`, object)
	if err != nil {
		return err
	}
	a, ok := ticket.ProjectAgenda(object, journal.Fold(records), tx.Text)
	if !ok {
		if err := tx.dropNote(object); err != nil {
			return err
		}
		return tx.exec(`DELETE FROM agenda WHERE object = ?`, object)
	}
	if err := tx.indexAgenda(a); err != nil {
		return err
	}
	id, err := tx.ticketOf(a.Ticket)
	if err != nil {
		return err
	}
	if id != 0 {
		touched[id] = true
	}
	return tx.exec(`INSERT OR REPLACE INTO agenda (object, kind, anchor, at, until, state, owner, title, number, link, uid, organizer) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)`,
		object, a.Kind, a.Ticket, int64(a.At), int64(a.Until), a.State, a.Owner, a.Title, a.Phone, a.Link, a.UID, a.Organizer)
}

// Agenda lists callbacks and meetings that are not cancelled and begin in [from, to), with their tickets where there
// is one; earlier ones that are still open are listed too.
func (tx *Tx) Agenda(from, to ticket.Time) ([]ticket.AgendaItem, error) {
	return tx.agenda(`a.at < ?2 AND (a.at >= ?1 OR a.state IN ('open', 'here')) AND a.state <> 'cancelled' ORDER BY a.at, a.object`, int64(from), int64(to))
}

// AgendaOf lists what is planned on a ticket.
func (tx *Tx) AgendaOf(id int64) ([]ticket.AgendaItem, error) {
	return tx.agenda(`a.anchor IN (SELECT anchor FROM node WHERE ticket = ?) ORDER BY a.at`, id)
}

// AgendaOfUIDs lists the meetings that were taken from invitations with one of these keys (ticket.MeetingKey).
func (tx *Tx) AgendaOfUIDs(uids ...string) ([]ticket.AgendaItem, error) {
	var out []ticket.AgendaItem
	for _, uid := range uids {
		items, err := tx.agenda(`a.uid = ? AND a.uid <> '' ORDER BY a.at`, uid)
		if err != nil {
			return nil, err
		}
		out = append(out, items...)
	}
	return out, nil
}

// AgendaItem reads one.
func (tx *Tx) AgendaItem(object string) (ticket.AgendaItem, error) {
	items, err := tx.agenda(`a.object = ?`, object)
	if err == nil && len(items) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return ticket.AgendaItem{}, err
	}
	return items[0], nil
}

func (tx *Tx) agenda(where string, args ...any) ([]ticket.AgendaItem, error) {
	var out []ticket.AgendaItem
	err := tx.each(func(scan func(...any) error) error {
		var a ticket.AgendaItem
		err := scan(&a.Object, &a.Kind, &a.Ticket, &a.At, &a.Until, &a.State, &a.Owner, &a.Title, &a.Phone, &a.Link, &a.UID, &a.Organizer)
		out = append(out, a)
		return err
	}, `SELECT a.object, a.kind, a.anchor, a.at, a.until, a.state, a.owner, a.title, a.number, a.link, a.uid, a.organizer FROM agenda a WHERE `+where, args...)
	return out, err
}

// Snoozes lists tickets whose snooze ends in [from, to).
func (tx *Tx) Snoozes(from, to ticket.Time) ([]ticket.Ticket, error) {
	var out []ticket.Ticket
	err := tx.each(func(scan func(...any) error) error {
		t, err := scanTicket(scan)
		out = append(out, t)
		return err
	}, `SELECT `+ticketColumns+` FROM queue_ticket q JOIN ticket t ON t.id = q.ticket WHERE q.queue = 'snoozed' AND q.sort >= ? AND q.sort < ? ORDER BY q.sort`, int64(from), int64(to))
	return out, err
}

// Fired tells how often a reminder has been shown.
func (tx *Tx) Fired(key string) (int, error) {
	n, err := one[int](tx, `SELECT times FROM fired WHERE key = ?`, key)
	return n, ignoreNotFound(err)
}

// MarkFired counts one showing of a reminder.
func (tx *Tx) MarkFired(key string, at ticket.Time) error {
	return tx.exec(`INSERT INTO fired (key, at, times) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET at = excluded.at, times = times + 1`, key, int64(at))
}

// EndedSnoozes lists tickets whose snooze is to end in [from, to], ended already or not, that are not closed.
func (tx *Tx) EndedSnoozes(from, to ticket.Time) ([]ticket.Ticket, error) {
	var out []ticket.Ticket
	err := tx.each(func(scan func(...any) error) error {
		var until ticket.Time
		var note string
		t, err := scanTicket(scan, &until, &note)
		t.SnoozedUntil, t.SnoozeNote = until, note
		if !t.Status.Done() {
			out = append(out, t)
		}
		return err
	}, `SELECT `+ticketColumns+`, t.snooze_until, t.snooze_note FROM ticket t WHERE t.snooze_until BETWEEN ? AND ? AND t.snooze_until > 0 AND (t.snoozed = 1 OR t.back <> '')`, int64(from), int64(to))
	return out, err
}
