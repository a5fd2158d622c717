package store

import (
	"context"
	"errors"
	"slices"
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
	if match := matchText(q); match != "" {
		return tx.searchIndex(ctx, q, match, below, limit)
	}
	return tx.searchRows(ctx, q, below, limit)
}

func (tx *Tx) searchIndex(ctx context.Context, q ticket.Query, match string, below int64, limit int) (hits []Hit, next int64, err error) {
	if below == 0 {
		below = 1 << 53
	}
	if q.Before != 0 {
		below = min(below, int64(q.Before)/1000+burst)
	}
	viewer := *tx.s.viewer.Load()
	only, err := tx.only(q, func(key, value string) (string, []any) {
		if query, args := fact(key, value); query != "" {
			return query, args
		}
		return rowFact(key, value, viewer)
	})
	if err != nil || only != nil && len(only) == 0 {
		return nil, 0, err
	}
	afterID := int64(q.After)/1000 - 1
	seen := map[int64]bool{}
	looked := 0
	err = tx.walk(ctx, match, below, func(f entryRow) error {
		if looked == maxHits {
			return errStop
		}
		looked++
		next = f.id
		if looked%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if q.After != 0 && f.id < afterID {
			next = 0
			return errStop // all that follow are older
		}
		if seen[f.ticket] || only != nil && !only[f.ticket] || !f.isAsked(q) {
			return nil
		}
		seen[f.ticket] = true
		t, err := tx.ticketByID(f.ticket)
		if err != nil {
			return ignoreNotFound(err)
		}
		if ok, err := tx.meets(q, f.ticket, t, viewer); err != nil || !ok {
			return err
		}
		hits = append(hits, Hit{t, f.id, f.key, f.raw})
		if len(hits) == limit {
			return errStop
		}
		return nil
	})
	if !errors.Is(err, errStop) {
		return hits, 0, err
	}
	return hits, next, nil
}

// burst is how far behind its second, in seconds, an entry's id may stand because many came at once.
const burst = 1 << 14

// isAsked tells whether an entry is of the people and of the time that a query asks for.
func (e entryRow) isAsked(q ticket.Query) bool {
	if q.Before != 0 && e.at >= q.Before || e.at < q.After {
		return false
	}
	return containsAll(e.from, q.From) && containsAll(e.to, q.To) && !containsAny(e.from, q.Not.From) && !containsAny(e.to, q.Not.To)
}

func containsAny(text string, parts []string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return containsAll(text, []string{p}) })
}

// containsAll compares as the index does: without case and accents.
func containsAll(text string, parts []string) bool {
	if len(parts) == 0 {
		return true
	}
	text = plain(text)
	for _, p := range parts {
		if !strings.Contains(text, plain(p)) {
			return false
		}
	}
	return true
}

// searchRows answers a query of operators alone, newest first, by the index that its most telling operator has.
func (tx *Tx) searchRows(ctx context.Context, q ticket.Query, below int64, limit int) (hits []Hit, next int64, err error) {
	viewer := *tx.s.viewer.Load()
	from := rowPosition(below)
	query, args, err := tx.rowQuery(q, viewer)
	if err != nil {
		return nil, 0, err
	}
	looked := 0
	err = tx.each(func(scan func(...any) error) error {
		var id int64
		t, err := scanTicket(scan, &id)
		if err != nil {
			return err
		}
		if looked++; looked%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		next = int64(t.UpdatedAt)<<rowBits | min(id, rowMask)
		if ok, err := tx.meets(q, id, t, viewer); err != nil || !ok {
			return err
		}
		if hits = append(hits, Hit{Ticket: t}); len(hits) == limit {
			return errStop
		}
		return nil
	}, query, append(args, from.Sort, from.Ticket, maxHits)...)
	switch {
	case errors.Is(err, errStop):
		return hits, next, nil
	case err != nil || looked < maxHits:
		next = 0
	}
	return hits, next, err
}

// A position in a list of rows is the time and the row's id, because an action on many tickets gives them one time.
const (
	rowBits = 21
	rowMask = 1<<rowBits - 1
)

func rowPosition(below int64) Position {
	if below == 0 {
		return Position{Sort: 1 << 53}
	}
	return Position{Sort: below >> rowBits, Ticket: below & rowMask}
}
