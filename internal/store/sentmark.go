package store

import (
	"encoding/json"
	"fmt"

	"deskhand/internal/journal"
	"deskhand/internal/ticket"
)

// A mail of ours that answers none names no other mail: the first word on a ticket that was begun by hand, or on a mail
// without a Message-ID. It belongs to the ticket it was sent from; the outbox knows which, and later the op that says so.

// sentFrom are the anchors of the tickets that a mail was sent from.
func (tx *Tx) sentFrom(key string) ([]string, error) {
	return list[string](tx, `SELECT anchor FROM sent_from WHERE key = ?1 UNION SELECT ticket FROM outbox WHERE key = ?1`, key)
}

// gather notes which mails an anchor's ops say were sent from it, and brings those that are here and name no mail.
func (tx *Tx) gather(anchor string, records []journal.Record, touched map[int64]bool) error {
	for _, r := range records {
		var sent ticket.SentValue
		if !ticket.IsSentMark(r.Path) || json.Unmarshal(r.Value, &sent) != nil || sent.M == "" {
			continue
		}
		if err := tx.exec(`INSERT INTO sent_from (key, anchor) VALUES (?, ?) ON CONFLICT DO NOTHING`, sent.M, anchor); err != nil {
			return err
		}
		own, err := one[string](tx, `SELECT m.anchor FROM message m JOIN raw r ON r.id = m.raw WHERE r.key = ? AND r.apart = 0 AND m.out = 1 AND m.links = '' AND m.put = ''`, sent.M)
		if ignoreNotFound(err) != nil {
			return fmt.Errorf("look for a sent mail: %w", err)
		}
		if err != nil {
			continue
		}
		if _, err := tx.uniteAnchors([]string{own, anchor}, touched); err != nil {
			return err
		}
	}
	return nil
}
