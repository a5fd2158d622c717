package store

import "deskhand/internal/mail"

// SentHere lists the mails of a ticket that this desk's outbox knows: by key, and by the anchor of the Message-ID, because
// a server that files may change the rest.
func (tx *Tx) SentHere(row int64) (map[string]bool, error) {
	out := map[string]bool{}
	err := tx.each(func(scan func(...any) error) error {
		var key, id string
		err := scan(&key, &id)
		out[key], out[mail.Anchor(mail.NormalizeID(id))] = true, true
		return err
	}, `SELECT key, message_id FROM outbox WHERE ticket IN (SELECT anchor FROM node WHERE ticket = ?)`, row)
	return out, err
}

// AnsweredThere lists the mails of a ticket that a server marks as answered, by key.
func (tx *Tx) AnsweredThere(row int64) (map[string]bool, error) {
	keys, err := list[string](tx, `SELECT DISTINCT m.key FROM message m JOIN placement p ON p.raw = m.raw WHERE m.ticket = ? AND ' ' || p.flags || ' ' LIKE '% \Answered %'`, row)
	out := make(map[string]bool, len(keys))
	for _, k := range keys {
		out[k] = true
	}
	return out, err
}
