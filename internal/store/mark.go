package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/ticket"
)

// MarkRead notes that this agent has read messages and notes, and projects their ticket.
func (tx *Tx) MarkRead(anchor string, keys []string) (Change, error) {
	fresh, objects := int64(0), []string{anchor}
	for _, k := range keys {
		n, err := tx.execN(`INSERT OR IGNORE INTO read_mark (key, at) VALUES (?, ?)`, k, tx.s.now().UnixMilli())
		if err == nil && n > 0 && strings.HasPrefix(k, "m") {
			err = tx.TellFlag(k, MirrorSeen, true)
		}
		if err != nil {
			return Change{}, err
		}
		if fresh += n; strings.HasPrefix(k, "m") { // a split may have put it elsewhere meanwhile
			objects = append(objects, k)
		}
	}
	if fresh == 0 {
		return Change{}, nil
	}
	return tx.Project(objects...)
}

// ReadKeys lists which of a ticket's messages this agent has read.
func (tx *Tx) ReadKeys(id int64) ([]string, error) {
	return list[string](tx, `SELECT m.key FROM message m JOIN read_mark r ON r.key = m.key WHERE m.ticket = ?`, id)
}

// IsRead tells of one entry.
func (tx *Tx) IsRead(key string) (bool, error) {
	n, err := one[int](tx, `SELECT count(*) FROM read_mark WHERE key = ?`, key)
	return n > 0, err
}

// Mark is what a list shows of a ticket's own writing.
type Mark struct {
	Draft, DraftKind string // first words and kind of the newest draft that is not blank
	Outbox           string // the state of the open mail that most needs somebody
}

// markSQL begins with what this desk itself is writing and sending, which is little however much mail a ticket holds.
const markSQL = `SELECT n.ticket, d.kind, d.text, d.updated_at, '', '' FROM draft d CROSS JOIN node n ON n.anchor = d.anchor
	WHERE d.outbox = '' AND d.discarded = 0 AND +n.ticket IN (SELECT value FROM json_each(?1))
		AND (d.wordless = 0 OR EXISTS (SELECT 1 FROM draft_file f WHERE f.draft = d.id AND f.whole = 1 AND f.along = 0))
	UNION ALL
	SELECT n.ticket, '', '', 0, o.state, o.reason FROM outbox o CROSS JOIN node n ON n.anchor = o.ticket
	WHERE o.open = 1 AND +n.ticket IN (SELECT value FROM json_each(?1))`

// Marks reads the marks of tickets by their rows, all in one query; a ticket without any is not in the map.
func (tx *Tx) Marks(rows []int64) (map[int64]Mark, error) {
	out := map[int64]Mark{}
	newest := map[int64]ticket.Time{}
	asked, err := json.Marshal(rows)
	if err != nil {
		return nil, fmt.Errorf("read marks: %w", err)
	}
	err = tx.each(func(scan func(...any) error) error {
		var row int64
		var kind, text, state, reason string
		var at ticket.Time
		if err := scan(&row, &kind, &text, &at, &state, &reason); err != nil {
			return err
		}
		m := out[row]
		if kind != "" && (m.DraftKind == "" || at > newest[row]) {
			m.Draft, m.DraftKind, newest[row] = firstWords(text), kind, at
		}
		if urgency(state, reason) > urgency(m.Outbox, "") {
			m.Outbox = state
		}
		out[row] = m
		return nil
	}, markSQL, string(asked))
	return out, err
}

// urgency orders the states of open mails by how much they need somebody; 0 is none.
func urgency(state, reason string) int {
	order := []string{"", "sent", "sending", "waiting", "filed", "unsure", "held"}
	if state == "sent" && reason == "some" {
		state = "filed" // somebody did not get it
	}
	return slices.Index(order, state)
}

// firstWords is the beginning of a text on one line.
func firstWords(text string) string { return snippet(text, "") }

// Mark fills Draft, Outbox and Waits of tickets, all of a page at once.
func (tx *Tx) Mark(tickets []ticket.Ticket) error {
	if len(tickets) == 0 {
		return nil
	}
	anchors := make([]string, len(tickets))
	for i, t := range tickets {
		anchors[i] = t.ID
	}
	asked, err := json.Marshal(anchors)
	if err != nil {
		return fmt.Errorf("read marks: %w", err)
	}
	rowOf := make([]int64, len(tickets))
	var rows []int64
	err = tx.each(func(scan func(...any) error) error {
		var i int
		var row int64
		if err := scan(&i, &row); err != nil {
			return err
		}
		rowOf[i], rows = row, append(rows, row)
		return nil
	}, `SELECT j.key, n.ticket FROM json_each(?) j CROSS JOIN node n ON n.anchor = j.value`, string(asked))
	if err != nil {
		return err
	}
	marks, err := tx.Marks(rows)
	if err != nil {
		return err
	}
	if asked, err = json.Marshal(rows); err != nil {
		return fmt.Errorf("read marks: %w", err)
	}
	waits, err := tx.waits(string(asked))
	for i, row := range rowOf {
		tickets[i].Draft, tickets[i].Outbox, tickets[i].Waits = marks[row].Draft, marks[row].Outbox, waits[row]
	}
	return err
}
