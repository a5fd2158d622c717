package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"deskhand/internal/ticket"
)

// placed is where a ticket's row stood when it was last written.
type placed struct {
	Places []ticket.Place `json:"p,omitempty"`
	Unread bool           `json:"u,omitempty"`
}

func samePlaces(a, b placed) bool { return a.Unread == b.Unread && slices.Equal(a.Places, b.Places) }

func (tx *Tx) placesOf(id int64) (placed, error) {
	var p placed
	text, err := one[string](tx, `SELECT queues FROM ticket WHERE id = ?`, id)
	if errors.Is(err, ErrNotFound) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return p, fmt.Errorf("read queues: %w", err)
	}
	return p, nil
}

// movePlaces takes a ticket out of its old places and puts it into the new ones; counts follow.
func (tx *Tx) movePlaces(id int64, old, now placed) error {
	if samePlaces(old, now) {
		return nil
	}
	for _, p := range old.Places {
		if !slices.Contains(now.Places, p) {
			if err := tx.exec(`DELETE FROM queue_ticket WHERE queue = ? AND sort = ? AND ticket = ?`, p.Queue, p.Sort, id); err != nil {
				return err
			}
		}
		tx.count(p.Queue, -1, old.Unread)
	}
	for _, p := range now.Places {
		if err := tx.exec(`INSERT OR IGNORE INTO queue_ticket (queue, sort, ticket) VALUES (?, ?, ?)`, p.Queue, p.Sort, id); err != nil {
			return err
		}
		tx.count(p.Queue, 1, now.Unread)
	}
	return nil
}

// count notes that a queue holds so many more; writeCounts writes it.
func (tx *Tx) count(queue string, by int, unread bool) {
	if tx.counts == nil {
		tx.counts = map[string]QueueCount{}
	}
	c := tx.counts[queue]
	c.N += by
	if unread {
		c.Unread += by
	}
	tx.counts[queue] = c
}

// writeCounts writes what count noted: many tickets change few queues.
func (tx *Tx) writeCounts() error {
	for _, queue := range slices.Sorted(maps.Keys(tx.counts)) {
		c := tx.counts[queue]
		if c == (QueueCount{}) {
			continue
		}
		err := tx.exec(`INSERT INTO queue_count (queue, n, unread) VALUES (?, ?, ?)
			ON CONFLICT DO UPDATE SET n = n + excluded.n, unread = unread + excluded.unread`, queue, c.N, c.Unread)
		if err != nil {
			return err
		}
	}
	tx.counts = nil
	return nil
}

// QueueCount is how many tickets a queue holds, and how many of them hold something unread.
type QueueCount struct{ N, Unread int }

// QueueCounts reads all counts.
func (tx *Tx) QueueCounts() (map[string]QueueCount, error) {
	out := map[string]QueueCount{}
	err := tx.each(func(scan func(...any) error) error {
		var q string
		var c QueueCount
		err := scan(&q, &c.N, &c.Unread)
		out[q] = c
		return err
	}, `SELECT queue, n, unread FROM queue_count`)
	return out, err
}

// Position is where a page of a queue ended.
type Position struct {
	Sort   int64
	Ticket int64
}

// QueuePage reads the next tickets of a queue after a position (nil: from the top).
func (tx *Tx) QueuePage(queue string, after *Position, limit int) ([]ticket.Ticket, *Position, error) {
	if after == nil {
		after = &Position{Sort: -1 << 62}
	}
	var out []ticket.Ticket
	last := *after
	err := tx.each(func(scan func(...any) error) error {
		t, err := scanTicket(scan, &last.Sort, &last.Ticket)
		out = append(out, t)
		return err
	}, queuePageSQL, queue, after.Sort, after.Ticket, limit)
	if len(out) < limit {
		return out, nil, err
	}
	return out, &last, err
}

const queuePageSQL = `SELECT ` + ticketColumns + `, q.sort, q.ticket FROM queue_ticket q JOIN ticket t ON t.id = q.ticket
	WHERE q.queue = ? AND (q.sort, q.ticket) > (?, ?) ORDER BY q.sort, q.ticket LIMIT ?`
