package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

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
	viewer := *tx.s.viewer.Load()
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
		if seen[f.ticket] || !containsAll(f.from, q.From) || !containsAll(f.to, q.To) {
			return nil
		}
		seen[f.ticket] = true
		t, err := tx.ticketByID(f.ticket)
		if errors.Is(err, ErrNotFound) || err == nil && !q.Match(t, viewer) {
			return nil
		}
		if err != nil {
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

func plain(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 }) {
		return strings.ToLower(text)
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(text))
}

// maxParts bounds what one query asks of the index: FTS5 refuses a tree that is too deep, and a pasted page of Chinese
// is a thousand pairs.
const maxParts = 32

// matchText writes the index's query; every term is quoted, so that nothing typed is syntax. A part without a letter or
// digit is left out: to FTS5 it is a phrase that nothing holds.
func matchText(q ticket.Query) string {
	var parts []string
	add := func(column, text string, prefix bool) {
		if len(parts) == maxParts || !strings.ContainsFunc(text, isWord) {
			return
		}
		p := column + `"` + text + `"`
		if prefix {
			p += "*"
		}
		parts = append(parts, p)
	}
	fields := func(text string) []string {
		list := strings.Fields(SplitCJK(strings.ReplaceAll(text, `"`, " ")))
		return list[:min(len(list), maxParts)]
	}
	term := func(column, text string, prefix bool) {
		list := fields(text)
		for i, w := range list {
			add(column, w, prefix && i == len(list)-1)
		}
	}
	for _, w := range q.Words {
		if w.Phrase {
			add("", strings.Join(fields(w.Text), " "), false)
			continue
		}
		term("", w.Text, w.Prefix)
	}
	for _, f := range slices.Concat(q.From, q.To) {
		term("people : ", strings.Map(plainWords, f), true)
	}
	for _, s := range q.Subject {
		term("subject : ", s, true)
	}
	wanted := strings.Join(parts, " AND ")
	parts = nil
	for _, w := range q.Without {
		term("", w.Text, false)
	}
	if wanted == "" || len(parts) == 0 {
		return wanted
	}
	return "(" + wanted + ") NOT (" + strings.Join(parts, " OR ") + ")"
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

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
	from := rowPosition(below)
	query, args := rowQuery(q, viewer)
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
		if !q.Match(t, viewer) {
			return nil
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

// rowQuery lets SQLite leave out what the filters exclude, by an index where one fits; Match has the last word.
func rowQuery(q ticket.Query, v ticket.Viewer) (string, []any) {
	var where []string
	var args []any
	and := func(cond string, values ...any) {
		where = append(where, cond)
		args = append(args, values...)
	}
	for _, f := range q.Filters {
		if !f.Not {
			rowCondition(f, v, and)
		}
	}
	where = append(where, "t.shown = 1 AND (t.updated_at, t.id) < (?, ?)")
	return `SELECT ` + ticketColumns + `, t.id FROM ticket t WHERE ` + strings.Join(where, " AND ") + ` ORDER BY t.updated_at DESC, t.id DESC LIMIT ?`, args
}

func rowCondition(f ticket.Filter, v ticket.Viewer, and func(string, ...any)) {
	switch f.Key {
	case "tag", "category":
		and("t.id IN (SELECT ticket FROM ticket_tag WHERE kind = ? AND value >= ? AND value < ?)", f.Key, f.Value, f.Value+"~")
	case "status":
		if s := ticket.Status(f.Value); s.Done() || s.Waits() || s == ticket.Open || s == ticket.Triage || s == ticket.InProgress {
			and("t.status = ?", f.Value) // in order by its index
			return
		}
		and("t.status >= ? AND t.status < ?", f.Value, f.Value+"~")
	case "priority":
		and("t.priority >= ? AND t.priority < ?", f.Value, f.Value+"~")
	case "owner":
		switch f.Value {
		case "me":
			and("t.owner = ?", v.Me)
		case "none", "nobody":
			and("t.owner = ''")
		}
	case "before":
		and("t.updated_at < ?", int64(f.At))
	case "after":
		and("t.updated_at >= ?", int64(f.At))
	case "is":
		rowIs(f.Value, v, and)
	}
}

func rowIs(value string, v ticket.Viewer, and func(string, ...any)) {
	switch value {
	case "resolved", "closed":
		and("t.status = ?", value)
	case "snoozed", "spam":
		and("t.id IN (SELECT ticket FROM queue_ticket WHERE queue = ?)", value)
	case "live", "open":
		and("t.id IN (SELECT ticket FROM queue_ticket WHERE queue = 'all')")
	case "unread":
		and("t.unread > 0")
	case "machine":
		and("t.machine = 1")
	case "history":
		and("t.history = 1")
	case "mine":
		list := []any{v.Me}
		for _, team := range v.Teams {
			list = append(list, team)
		}
		and("t.owner <> '' AND t.owner IN (?"+strings.Repeat(", ?", len(v.Teams))+")", list...)
	}
}
