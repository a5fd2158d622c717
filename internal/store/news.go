package store

import (
	"deskhand/internal/journal"
	"deskhand/internal/mail"
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

// NewsFor is what came to a ticket since these marks: messages that are no machine's, do not stand in Junk or Trash and
// were not sent by this desk's outbox, and ops of other devices that may make an answer doubtful (ticket.Doubts), both in
// the order of arrival.
func (tx *Tx) NewsFor(row, seenRaw int64, seenAt ticket.Time, seenOp int64) (keys []string, ops []journal.Record, err error) {
	own, err := tx.sentHere(row)
	if err != nil {
		return nil, nil, err
	}
	err = tx.each(func(scan func(...any) error) error {
		var key, anchor string
		err := scan(&key, &anchor)
		if !own[anchor] {
			keys = append(keys, key)
		}
		return err
	}, `SELECT key, anchor FROM message WHERE ticket = ? AND at >= ? AND raw > ? AND machine = '' AND place NOT IN ('junk', 'trash') ORDER BY at, key`, row, int64(seenAt), seenRaw)
	if err != nil {
		return nil, nil, err
	}
	records, err := tx.recordsIn(`SELECT device, line FROM op WHERE object IN (SELECT anchor FROM node WHERE ticket = ?) AND n > ? AND device <> ? AND state < 2 ORDER BY n`, row, seenOp, *tx.s.device.Load())
	for _, r := range records {
		switch r.Path {
		case ticket.PathStatus, ticket.PathClose, ticket.PathOwner, ticket.PathParent:
			ops = append(ops, r)
		case ticket.PathLinks: // a split begins a ticket, which is another
			begun, err := tx.records(`grp = ?`, r.Group)
			if err != nil {
				return nil, nil, err
			}
			ops = append(ops, r)
			for _, b := range begun {
				if r.Group != "" && b.Path == ticket.PathNew {
					ops = append(ops, b)
				}
			}
		default:
			if ticket.IsSentMark(r.Path) || ticket.IsNote(r.Path) || ticket.Freezes(r.Path) {
				ops = append(ops, r)
			}
		}
	}
	return keys, ops, err
}

// sentHere are the anchors of a ticket's mails from this desk's outbox. A server may change the date of what it files and
// so its key, but not its Message-ID.
func (tx *Tx) sentHere(row int64) (map[string]bool, error) {
	ids, err := list[string](tx, `SELECT message_id FROM outbox WHERE ticket IN (SELECT anchor FROM node WHERE node.ticket = ?)`, row)
	out := map[string]bool{}
	for _, id := range ids {
		out[mail.Anchor(mail.NormalizeID(id))] = true
	}
	return out, err
}
