package store

import "deskhand/internal/ticket"

// SavedReply is a saved reply's file as it last was, and as it last could be read.
type SavedReply struct {
	Path         string
	Source, Good []byte
	ChangedAt    ticket.Time
}

// SavedReplies lists them by path.
func (tx *Tx) SavedReplies() ([]SavedReply, error) {
	var out []SavedReply
	err := tx.each(func(scan func(...any) error) error {
		var r SavedReply
		err := scan(&r.Path, &r.Source, &r.Good, &r.ChangedAt)
		out = append(out, r)
		return err
	}, `SELECT path, source, good, changed_at FROM saved_reply ORDER BY path`)
	return out, err
}

// PutSavedReply keeps one.
func (tx *Tx) PutSavedReply(r SavedReply) error {
	return tx.exec(`INSERT INTO saved_reply (path, source, good, changed_at) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET source = excluded.source, good = excluded.good, changed_at = excluded.changed_at`,
		r.Path, bytesOf(r.Source), bytesOf(r.Good), int64(r.ChangedAt))
}

// bytesOf keeps an empty blob from being stored as NULL.
func bytesOf(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// DeleteSavedReply forgets one; how often it was used stays.
func (tx *Tx) DeleteSavedReply(path string) error {
	return tx.exec(`DELETE FROM saved_reply WHERE path = ?`, path)
}

// UsedReply counts one use of a saved reply by this agent.
func (tx *Tx) UsedReply(name string) error {
	return tx.exec(`INSERT INTO reply_use (name, uses, at) VALUES (?, 1, ?) ON CONFLICT DO UPDATE SET uses = uses + 1, at = excluded.at`, name, tx.s.now().UnixMilli())
}

// ReplyUses tells how often each was used.
func (tx *Tx) ReplyUses() (map[string]int, error) {
	out := map[string]int{}
	err := tx.each(func(scan func(...any) error) error {
		var name string
		var n int
		err := scan(&name, &n)
		out[name] = n
		return err
	}, `SELECT name, uses FROM reply_use`)
	return out, err
}
