package store

import (
	"maps"
	"slices"
	"strings"

	"deskhand/internal/ticket"
)

// folderIs is a folder by its role, its name or the last part of its name.
const folderIs = `(f.role = ?1 OR lower(f.name) = ?1 OR lower(f.name) LIKE '%/' || ?1 OR lower(f.name) LIKE '%.' || ?1)`

// roles are the folders that in: knows whatever the server calls them.
func roles() []string { return []string{"inbox", "archive", "sent", "junk", "trash"} }

// fact lists the tickets that meet a condition; empty where the row itself says all or more than one thing may meet it.
func fact(key, value string) (query string, args []any) {
	const planned = `SELECT n.ticket FROM agenda a JOIN node n ON n.anchor = a.anchor WHERE a.state <> 'cancelled' AND a.kind = ?1`
	const tagged = `SELECT ticket FROM ticket_tag WHERE kind = ?1 AND value >= ?2 AND value < ?2 || '~'`
	const queued = `SELECT ticket FROM queue_ticket WHERE queue = ?1`
	switch key {
	case "tag", "category":
		return tagged, []any{key, value}
	case "is":
		if value == "snoozed" || value == "spam" {
			return queued, []any{value}
		}
	case "in":
		switch {
		case slices.Contains(ticket.Queues(), value):
			return queued, []any{value}
		case slices.Contains(roles(), value):
			return `SELECT m.ticket FROM placement p JOIN message m ON m.raw = p.raw WHERE p.folder IN (SELECT f.id FROM folder f WHERE ` + folderIs + `)`, []any{value}
		}
	case "has":
		switch value {
		case "attachment":
			return `SELECT ticket FROM message WHERE files > 0`, nil
		case "note":
			return `SELECT n.ticket FROM note o JOIN node n ON n.anchor = o.object WHERE o.path <> '` + agendaPath + `'`, nil
		case "draft":
			return `SELECT n.ticket FROM draft d JOIN node n ON n.anchor = d.anchor WHERE d.outbox = '' AND d.discarded = 0 AND d.wordless = 0`, nil
		case "callback", "meeting":
			return planned, []any{value}
		}
	}
	return "", nil
}

// fewTickets is how many tickets a condition may list to be asked first.
const fewTickets = 2000

// rowFact lists the tickets whose row meets a condition, and maybe some more, by an index; empty where none tells.
func rowFact(key, value string, v ticket.Viewer) (query string, args []any) {
	const where = `SELECT t.id FROM ticket t WHERE t.shown = 1 AND `
	switch key + " " + value {
	case "is live", "is open":
		return `SELECT ticket FROM queue_ticket WHERE queue = ?1`, []any{ticket.QueueAll}
	case "is unread":
		return where + `t.unread > 0`, nil
	case "is resolved", "is closed", "status resolved", "status closed", "status open", "status triage":
		return where + `t.status = ?1`, []any{value}
	case "is unassigned", "owner none", "owner nobody":
		return where + `t.owner = ''`, nil
	case "owner me":
		return where + `t.owner = ?1`, []any{v.Me}
	case "is mine":
		list := []any{v.Me}
		for _, team := range v.Teams {
			list = append(list, team)
		}
		return where + `t.owner IN (?` + strings.Repeat(", ?", len(v.Teams)) + `)`, list
	case "priority low", "priority high", "priority urgent":
		return where + `t.priority <> 'medium' AND t.priority = ?1`, []any{value}
	}
	return "", nil
}

// only lists the tickets that can meet a query's filters, where that are few; nil where they are many. ask gives the
// list for one condition.
func (tx *Tx) only(q ticket.Query, ask func(key, value string) (string, []any)) (only map[int64]bool, err error) {
	for _, f := range q.Filters {
		if f.Not || len(f.Or) > 0 || q.Any && f.Key == "is" { // the queues hold no spam
			continue
		}
		query, args := ask(f.Key, f.Value)
		if query == "" {
			continue
		}
		met, err := tx.few(query, args)
		if err != nil {
			return nil, err
		}
		if met == nil {
			continue
		}
		if only != nil {
			maps.DeleteFunc(met, func(id int64, _ bool) bool { return !only[id] })
		}
		only = met
	}
	return only, nil
}

// few lists the tickets that meet a condition, nil where they are so many that looking at the newest of all is quicker.
func (tx *Tx) few(query string, args []any) (map[int64]bool, error) {
	out := map[int64]bool{}
	n := 0
	err := tx.each(func(scan func(...any) error) error {
		var id int64
		if err := scan(&id); err != nil {
			return err
		}
		out[id] = true
		if n++; n > fewTickets {
			return errStop
		}
		return nil
	}, query, args...)
	if n > fewTickets {
		return nil, nil
	}
	return out, err
}

// meets tells whether a ticket meets all filters of a query.
func (tx *Tx) meets(q ticket.Query, id int64, t ticket.Ticket, v ticket.Viewer) (bool, error) {
	if !q.Match(t, v) {
		return false, nil
	}
	for _, f := range q.Filters {
		if !f.Fact() {
			continue
		}
		met := false
		for _, value := range f.Values() {
			ok, err := tx.holds(f.Key, value, id, t, v)
			if err != nil {
				return false, err
			}
			met = met || ok
		}
		if met == f.Not {
			return false, nil
		}
	}
	return true, nil
}

// holds tells whether one ticket meets one condition.
func (tx *Tx) holds(key, value string, id int64, t ticket.Ticket, v ticket.Viewer) (bool, error) {
	const planned = `SELECT count(*) FROM node n JOIN agenda a ON a.anchor = n.anchor WHERE n.ticket = ?2 AND a.kind = ?1 AND a.state `
	var query string
	switch {
	case key == "in" && slices.Contains(ticket.Queues(), value):
		return tx.queued(id, value)
	case key == "in" && !slices.Contains(roles(), value):
		if ok, err := tx.queued(id, value); ok || err != nil {
			return ok, err
		}
	}
	if ticket.Holds(key, value, t, v) && !(key == "in" && slices.Contains(roles(), value)) {
		return true, nil
	}
	switch key + " " + value {
	case "has attachment":
		query = `SELECT count(*) FROM message WHERE ticket = ?2 AND files > 0 AND ?1 <> ''`
	case "has note":
		query = `SELECT count(*) FROM node n JOIN note o ON o.object = n.anchor WHERE n.ticket = ?2 AND o.path <> '` + agendaPath + `' AND ?1 <> ''`
	case "has draft":
		query = `SELECT count(*) FROM node n JOIN draft d ON d.anchor = n.anchor WHERE n.ticket = ?2 AND d.outbox = '' AND d.discarded = 0 AND d.wordless = 0 AND ?1 <> ''`
	case "has callback", "has meeting":
		query = planned + `<> 'cancelled'`
	case "has call":
		query, value = planned+`= 'done'`, ticket.AgendaCallback
	default:
		if key != "in" {
			return false, nil
		}
		query = `SELECT count(*) FROM message m JOIN placement p ON p.raw = m.raw JOIN folder f ON f.id = p.folder WHERE m.ticket = ?2 AND ` + folderIs
	}
	n, err := one[int](tx, query, value, id)
	return n > 0, err
}

// queued tells whether a ticket is in a queue.
func (tx *Tx) queued(id int64, queue string) (bool, error) {
	p, err := tx.placesOf(id)
	return slices.ContainsFunc(p.Places, func(at ticket.Place) bool { return at.Queue == queue }), err
}
