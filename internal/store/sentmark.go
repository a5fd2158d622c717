package store

import (
	"encoding/json"
	"fmt"

	"deskhand/internal/mail"
	"deskhand/internal/ticket"
)

// A mail of ours that answers none names no other mail: the first word on a ticket that was begun by hand, or on a mail
// without a Message-ID. It belongs to the ticket it was sent from; the outbox knows which, and later the op that says so.

// sentFrom is the anchor of the ticket that this desk sent a mail from; empty where the outbox does not hold it.
func (tx *Tx) sentFrom(m *mail.Message) (anchor string, err error) {
	if !tx.s.rules.Load().Ours(m.From.Addr) {
		return "", nil
	}
	anchor, err = one[string](tx, `SELECT ticket FROM outbox WHERE key = ?`, m.Key)
	return anchor, ignoreNotFound(err)
}

// gather brings the mails that were sent from a ticket into it and returns the row that it has then. One that stands in
// a conversation older than itself stays there.
func (tx *Tx) gather(id int64, touched map[int64]bool) (int64, error) {
	records, err := tx.records(`object IN (SELECT anchor FROM node WHERE ticket = ?) AND instr(line, '"sent/') > 0`, id)
	if err != nil {
		return id, err
	}
	for _, r := range records {
		var sent ticket.SentValue
		if !ticket.IsSentMark(r.Path) || json.Unmarshal(r.Value, &sent) != nil || sent.M == "" {
			continue
		}
		from, err := one[int64](tx, `SELECT ticket FROM message m WHERE raw = (SELECT id FROM raw WHERE key = ?1) AND ticket NOT IN (0, ?2)
			AND NOT EXISTS (SELECT 1 FROM message o WHERE o.ticket = m.ticket AND o.at < m.at)`, sent.M, id)
		if ignoreNotFound(err) != nil {
			return id, fmt.Errorf("look for a sent mail: %w", err)
		}
		if err != nil {
			continue
		}
		if id, err = tx.join(id, from, touched); err != nil {
			return id, err
		}
	}
	return id, nil
}
