package store

import (
	"context"
	"errors"
	"strings"

	"deskhand/internal/ticket"
)

// Hit is a ticket that a search found, with the entry that matched (0 where only its row did).
type Hit struct {
	Ticket ticket.Ticket
	Entry  int64
	Key    string // m… of the mail, or the op id of the note
	Raw    int64  // of a mail
}

// maxHits is how many entries one call looks at before it hands over what it has.
const maxHits = 5000

// Search walks matching entries from the newest on, below an entry id (0: from the top), until it has limit tickets
// or has looked at maxHits. next is where to go on, 0 at the end. It stops early when ctx ends: the next key is there.
func (tx *Tx) Search(ctx context.Context, q ticket.Query, below int64, limit int) (hits []Hit, next int64, err error) {
	if q.Indexed() {
		return tx.searchIndex(ctx, q, below, limit)
	}
	return tx.searchRows(ctx, q, below, limit)
}

const hitSQL = `SELECT f.rowid, coalesce(m.ticket, n.ticket, 0), coalesce(m.key, o.op, ''), coalesce(m.raw, 0), coalesce(lower(m.name || ' ' || m.addr), '')
	FROM entry_fts f LEFT JOIN message m ON m.id = f.rowid LEFT JOIN note o ON o.id = f.rowid AND m.id IS NULL LEFT JOIN node n ON n.anchor = o.object
	WHERE entry_fts MATCH ? AND f.rowid < ? ORDER BY f.rowid DESC LIMIT ?`

func (tx *Tx) searchIndex(ctx context.Context, q ticket.Query, below int64, limit int) (hits []Hit, next int64, err error) {
	if below == 0 {
		below = 1 << 53
	}
	viewer := *tx.s.viewer.Load()
	seen := map[int64]bool{}
	looked := 0
	err = tx.each(func(scan func(...any) error) error {
		var entry, id, raw int64
		var key, from string
		if err := scan(&entry, &id, &key, &raw, &from); err != nil {
			return err
		}
		looked++
		next = entry
		if looked%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if seen[id] || !containsAll(from, q.From) {
			return nil
		}
		seen[id] = true
		t, err := tx.ticketByID(id)
		if errors.Is(err, ErrNotFound) || err == nil && !q.Match(t, viewer) {
			return nil
		}
		if err != nil {
			return err
		}
		hits = append(hits, Hit{t, entry, key, raw})
		if len(hits) == limit {
			return errStop
		}
		return nil
	}, hitSQL, matchText(q), below, maxHits)
	switch {
	case errors.Is(err, errStop):
		return hits, next, nil
	case err != nil || looked < maxHits:
		next = 0
	}
	return hits, next, err
}

func containsAll(text string, parts []string) bool {
	for _, p := range parts {
		if !strings.Contains(text, p) {
			return false
		}
	}
	return true
}

// matchText writes the index's query; every term is quoted, so that nothing typed is syntax.
func matchText(q ticket.Query) string {
	var parts []string
	term := func(column, text string, prefix bool) {
		for _, w := range strings.Fields(SplitCJK(strings.ReplaceAll(text, `"`, " "))) {
			p := column + `"` + w + `"`
			if prefix {
				p += "*"
			}
			parts = append(parts, p)
		}
	}
	for _, w := range q.Words {
		if w.Phrase {
			parts = append(parts, `"`+strings.ReplaceAll(SplitCJK(w.Text), `"`, " ")+`"`)
			continue
		}
		term("", w.Text, w.Prefix)
	}
	for _, f := range append(q.From, q.To...) {
		term("people : ", strings.Map(plainWords, f), true)
	}
	for _, s := range q.Subject {
		term("subject : ", s, true)
	}
	return strings.Join(parts, " AND ")
}

// plainWords turns an address into the words that the tokenizer makes of it.
func plainWords(r rune) rune {
	if strings.ContainsRune("@.-_+", r) {
		return ' '
	}
	return r
}

// searchRows answers a query of operators alone, newest first, by the index that its most telling operator has.
func (tx *Tx) searchRows(ctx context.Context, q ticket.Query, below int64, limit int) (hits []Hit, next int64, err error) {
	viewer := *tx.s.viewer.Load()
	if below == 0 {
		below = 1 << 53
	}
	query, args := rowQuery(q)
	looked := 0
	err = tx.each(func(scan func(...any) error) error {
		t, err := scanTicket(scan)
		if err != nil {
			return err
		}
		if looked++; looked%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		next = int64(t.UpdatedAt)
		if !q.Match(t, viewer) {
			return nil
		}
		if hits = append(hits, Hit{Ticket: t}); len(hits) == limit {
			return errStop
		}
		return nil
	}, query, append(args, below, maxHits)...)
	switch {
	case errors.Is(err, errStop):
		return hits, next, nil
	case err != nil || looked < maxHits:
		next = 0
	}
	return hits, next, err
}

func rowQuery(q ticket.Query) (string, []any) {
	const head, tail = `SELECT ` + ticketColumns + ` FROM ticket t `, ` AND t.shown = 1 AND t.updated_at < ? ORDER BY t.updated_at DESC LIMIT ?`
	for _, f := range q.Filters {
		if f.Not {
			continue
		}
		switch {
		case f.Key == "tag" || f.Key == "category":
			return head + `WHERE t.id IN (SELECT ticket FROM ticket_tag WHERE kind = ? AND value >= ? AND value < ?)` + tail, []any{f.Key, f.Value, f.Value + "~"}
		case f.Key == "is" && f.Value == "resolved", f.Key == "is" && f.Value == "closed":
			return head + `WHERE t.status = ?` + tail, []any{f.Value}
		case f.Key == "is" && f.Value == "snoozed":
			return head + `WHERE t.id IN (SELECT ticket FROM queue_ticket WHERE queue = 'snoozed')` + tail, nil
		case f.Key == "is" && f.Value == "spam":
			return head + `WHERE t.id IN (SELECT ticket FROM queue_ticket WHERE queue = 'spam')` + tail, nil
		case f.Key == "is" && (f.Value == "live" || f.Value == "open"):
			return head + `WHERE t.id IN (SELECT ticket FROM queue_ticket WHERE queue = 'all')` + tail, nil
		}
	}
	return head + `WHERE 1` + tail, nil
}
