package store

import (
	"context"
	"database/sql"
	"fmt"

	"deskhand/internal/ticket"
)

// entryRow is one entry that the index gave.
type entryRow struct {
	id, ticket, raw int64
	at              ticket.Time
	key, from, to   string
}

const hitSQL = `SELECT f.rowid, coalesce(m.ticket, n.ticket, 0), coalesce(m.key, o.op, ''), coalesce(m.raw, 0), coalesce(m.at, f.rowid * 1000), coalesce(m.name || ' ' || m.addr, ''), coalesce(m.rcpt, '')
	FROM %[1]s f LEFT JOIN message m ON m.id = f.rowid LEFT JOIN note o ON o.id = f.rowid AND m.id IS NULL LEFT JOIN node n ON n.anchor = o.object
	WHERE %[1]s MATCH ? AND f.rowid < ? ORDER BY f.rowid DESC`

// stream is what one part finds, from the newest on.
type stream struct {
	rows *sql.Rows
	next entryRow
}

func (s *stream) advance() (more bool, err error) {
	if !s.rows.Next() {
		return false, s.rows.Err()
	}
	n := &s.next
	return true, s.rows.Scan(&n.id, &n.ticket, &n.key, &n.raw, &n.at, &n.from, &n.to)
}

// walk calls fn with all entries that match, from the newest below an id on. A part is opened when the walk comes to its
// newest entry, so that what is found on the first page is paid for by the parts that hold it. fn ends it with errStop.
func (tx *Tx) walk(ctx context.Context, match string, below int64, fn func(entryRow) error) error {
	parts, err := tx.parts()
	if err != nil {
		return err
	}
	var open []*stream
	defer func() {
		for _, s := range open {
			s.rows.Close() //nolint:errcheck // advance told
		}
	}()
	for {
		newest := newestOf(open)
		if len(parts) > 0 && (newest < 0 || parts[0].newest > open[newest].next.id) {
			p := parts[0]
			parts = parts[1:]
			if p.docs == 0 || p.oldest >= below {
				continue
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			s, err := tx.openStream(p, match, below)
			if err != nil {
				return err
			}
			if s != nil {
				open = append(open, s)
			}
			continue
		}
		if newest < 0 {
			return nil
		}
		s := open[newest]
		if err := fn(s.next); err != nil {
			return err
		}
		if more, err := s.advance(); err != nil {
			return fmt.Errorf("search: %w", err)
		} else if !more {
			s.rows.Close() //nolint:errcheck // it is at its end
			open = append(open[:newest], open[newest+1:]...)
		}
	}
}

// newestOf is the stream whose next entry is the newest, -1 where none is open.
func newestOf(open []*stream) int {
	best := -1
	for i, s := range open {
		if best < 0 || s.next.id > open[best].next.id {
			best = i
		}
	}
	return best
}

// openStream finds the first entry of a part; nil where there is none.
func (tx *Tx) openStream(p part, match string, below int64) (*stream, error) {
	rows, err := tx.query(fmt.Sprintf(hitSQL, p.table()), match, below) //nolint:rowserrcheck // advance tells
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	s := &stream{rows: rows}
	if more, err := s.advance(); !more || err != nil {
		rows.Close() //nolint:errcheck,sqlclosecheck // a stream that is kept is closed by walk
		return nil, err
	}
	return s, nil
}
