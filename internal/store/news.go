package store

import (
	"deskhand/internal/journal"
	"deskhand/internal/ticket"
)

// SeenOf is what stands in a ticket now, independent of clocks: the newest raw.id of its messages, the newest time of
// those of the people outside, and the newest op.n of this desk. The times of our own mails are those of our own clocks,
// which may be days ahead.
func (tx *Tx) SeenOf(row int64) (raw int64, at ticket.Time, op int64, err error) {
	err = tx.row(`SELECT coalesce(max(raw), 0), coalesce(max(CASE WHEN out = 0 AND place <> 'sent' THEN at END), 0),
		(SELECT coalesce(max(n), 0) FROM op) FROM message WHERE ticket = ?`, []any{row}, &raw, &at, &op)
	return raw, at, op, err
}

// NewsFor is what came to a ticket since these marks: messages that are no machine's and were not sent by this desk's
// outbox, and ops of other devices that answered, closed or claimed it, both oldest first.
func (tx *Tx) NewsFor(row, seenRaw int64, seenAt ticket.Time, seenOp int64) (keys []string, ops []journal.Record, err error) {
	keys, err = list[string](tx, `SELECT m.key FROM message m WHERE m.ticket = ? AND m.at >= ? AND m.raw > ? AND m.machine = ''
		AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.key = m.key) ORDER BY m.at, m.key`, row, int64(seenAt), seenRaw)
	if err != nil {
		return nil, nil, err
	}
	records, err := tx.records(`object IN (SELECT anchor FROM node WHERE ticket = ?) AND n > ? AND device <> ? ORDER BY n`, row, seenOp, *tx.s.device.Load())
	for _, r := range records {
		switch r.Path {
		case ticket.PathStatus, ticket.PathClose, ticket.PathOwner:
			ops = append(ops, r)
		}
	}
	return keys, ops, err
}

// OpNumber is where an op stands in the order in which this desk got them, its op.n.
func (tx *Tx) OpNumber(id string) (int64, error) {
	return one[int64](tx, `SELECT n FROM op WHERE id = ?`, id)
}
