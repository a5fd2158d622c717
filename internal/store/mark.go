package store

import (
	"strings"

	"deskhand/internal/ticket"
)

// MarkRead notes that this agent has read messages and notes, and projects their ticket.
func (tx *Tx) MarkRead(anchor string, keys []string) (Change, error) {
	fresh := int64(0)
	for _, k := range keys {
		n, err := tx.execN(`INSERT OR IGNORE INTO read_mark (key, at) VALUES (?, ?)`, k, tx.s.now().UnixMilli())
		if err != nil {
			return Change{}, err
		}
		fresh += n
	}
	if fresh == 0 {
		return Change{}, nil
	}
	return tx.Project(anchor)
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

// Draft is text being written on a ticket.
type Draft struct {
	Anchor, Kind, Text, Detail string
	UpdatedAt                  ticket.Time
}

// PutDraft keeps a draft; an empty text forgets it.
func (tx *Tx) PutDraft(d Draft) error {
	if strings.TrimSpace(d.Text) == "" {
		return tx.exec(`DELETE FROM draft WHERE anchor = ? AND kind = ?`, d.Anchor, d.Kind)
	}
	return tx.exec(`INSERT INTO draft (anchor, kind, text, detail, updated_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET text = excluded.text, detail = excluded.detail, updated_at = excluded.updated_at`,
		d.Anchor, d.Kind, d.Text, d.Detail, tx.s.now().UnixMilli())
}

// Drafts reads the drafts of a ticket, over all its anchors.
func (tx *Tx) Drafts(id int64) ([]Draft, error) {
	var out []Draft
	err := tx.each(func(scan func(...any) error) error {
		var d Draft
		err := scan(&d.Anchor, &d.Kind, &d.Text, &d.Detail, &d.UpdatedAt)
		out = append(out, d)
		return err
	}, `SELECT anchor, kind, text, detail, updated_at FROM draft WHERE anchor IN (SELECT anchor FROM node WHERE ticket = ?) ORDER BY kind`, id)
	return out, err
}
