package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"deskhand/internal/journal"
	"deskhand/internal/mail"
	"deskhand/internal/ticket"
)

// OutboxMail is a mail on its way out, as outbox.Item, and what went with it. Its bytes are written before its row
// (AppendMailRaw) and never change.
type OutboxMail struct {
	ID, Account                                                        string
	Version                                                            int64
	Ticket                                                             string // anchor
	State, Reason, Words                                               string
	Sender                                                             string // envelope
	Subject, MessageID                                                 string
	Key                                                                string // m… that it will have as a message
	Size                                                               int64  // bytes
	Begun, Queued, NotBefore, NextTry, Changed, FailedAt, SentAt, Seen ticket.Time
	Undo, Settled                                                      bool
	Tries, Looks, Keys                                                 int
	To                                                                 []OutboxRecipient
	Draft                                                              string // that it was
	Action, Closing                                                    string // actions of ops that went with it
	SeenRaw, SeenOp                                                    int64
	SeenAt                                                             ticket.Time
}

// OutboxRecipient is one address of the envelope, and what the server said of it.
type OutboxRecipient struct {
	Addr  string
	Taken bool
	Code  int
	Words string
}

// mailLetters is how long a mail's id is behind its s: people type it.
const mailLetters = 10

// NewMailID draws the id of a mail.
func NewMailID() string { return newID("s", mailLetters) }

// values are the columns of mailColumns but for the id.
func (m OutboxMail) values() []any {
	return []any{
		m.Version, m.Account, m.Ticket, m.State, m.Reason, m.Words, m.Sender, m.Subject, m.MessageID, m.Key, m.Size,
		int64(m.Begun), int64(m.Queued), int64(m.NotBefore), int64(m.NextTry), int64(m.Changed), int64(m.FailedAt), int64(m.SentAt), int64(m.Seen),
		m.Undo, m.Settled, m.Tries, m.Looks, m.Keys, m.Draft, m.Action, m.Closing, m.SeenRaw, m.SeenOp, int64(m.SeenAt),
	}
}

const mailColumns = `version, account, ticket, state, reason, words, sender, subject, message_id, key, size,
	begun, queued, not_before, next_try, changed, failed_at, sent_at, seen, undo, settled, tries, looks, keys, draft, action, closing, seen_raw, seen_op, seen_at`

// PutMail adds a mail to the outbox.
func (tx *Tx) PutMail(m OutboxMail) error {
	if err := tx.exec(`INSERT INTO outbox (id, `+mailColumns+`) VALUES (?`+strings.Repeat(",?", len(m.values()))+`)`, append([]any{m.ID}, m.values()...)...); err != nil {
		return err
	}
	return tx.putRecipients(m)
}

func (tx *Tx) putRecipients(m OutboxMail) error {
	for n, r := range m.To {
		if err := tx.exec(`INSERT INTO outbox_recipient (mail, n, addr, taken, code, words) VALUES (?,?,?,?,?,?)`, m.ID, n, r.Addr, r.Taken, r.Code, r.Words); err != nil {
			return err
		}
	}
	return nil
}

// SaveMail replaces a mail's row where the stored Version is m.Version-1; ok is false where somebody was quicker or the
// mail is gone.
func (tx *Tx) SaveMail(m OutboxMail) (ok bool, err error) {
	columns := strings.ReplaceAll(mailColumns, ",", " = ?,") + " = ?"
	n, err := tx.execN(`UPDATE outbox SET `+columns+` WHERE id = ? AND version = ?`, append(m.values(), m.ID, m.Version-1)...)
	if err != nil || n == 0 {
		return false, err
	}
	if err := tx.exec(`DELETE FROM outbox_recipient WHERE mail = ?`, m.ID); err != nil {
		return false, err
	}
	return true, tx.putRecipients(m)
}

// Mail reads one. ErrNotFound if there is none.
func (tx *Tx) Mail(id string) (OutboxMail, error) {
	ms, err := tx.mails(`id = ?`, `rowid`, id)
	if err == nil && len(ms) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return OutboxMail{}, err
	}
	return ms[0], nil
}

// FindMail lists at most nine mails whose id begins with what a person typed, with or without its s.
func (tx *Tx) FindMail(typed string) ([]string, error) {
	typed = strings.TrimSpace(typed)
	var out []string
	bare := typed
	if bare != "" && strings.ContainsRune("sS", rune(bare[0])) { // one alone: the letter behind it may be an S too
		bare = bare[1:]
	}
	for _, prefix := range []string{bare, typed} {
		p := "s" + journal.FoldTyped(prefix)
		if len(out) == 0 && len(p) > 1 {
			var err error
			if out, err = list[string](tx, `SELECT id FROM outbox WHERE id >= ? AND id < ? ORDER BY id LIMIT 9`, p, p+"~"); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// OpenMails lists what waits for something or somebody (outbox.Item.Open), the oldest first.
func (tx *Tx) OpenMails() ([]OutboxMail, error) {
	return tx.mails(`open = 1`, `queued, rowid`)
}

// MailsOf lists a ticket's mails, open or not, over all its anchors, the oldest first.
func (tx *Tx) MailsOf(row int64) ([]OutboxMail, error) {
	return tx.mails(`ticket IN (SELECT anchor FROM node WHERE node.ticket = ?)`, `queued, rowid`, row)
}

func (tx *Tx) mails(where, order string, args ...any) ([]OutboxMail, error) {
	var out []OutboxMail
	at := map[string]int{}
	err := tx.each(func(scan func(...any) error) error {
		var m OutboxMail
		err := scan(&m.ID, &m.Version, &m.Account, &m.Ticket, &m.State, &m.Reason, &m.Words, &m.Sender, &m.Subject, &m.MessageID, &m.Key, &m.Size,
			&m.Begun, &m.Queued, &m.NotBefore, &m.NextTry, &m.Changed, &m.FailedAt, &m.SentAt, &m.Seen,
			&m.Undo, &m.Settled, &m.Tries, &m.Looks, &m.Keys, &m.Draft, &m.Action, &m.Closing, &m.SeenRaw, &m.SeenOp, &m.SeenAt)
		at[m.ID] = len(out)
		out = append(out, m)
		return err
	}, `SELECT id, `+mailColumns+` FROM outbox WHERE `+where+` ORDER BY `+order, args...)
	if err != nil || len(out) == 0 {
		return out, err
	}
	err = tx.each(func(scan func(...any) error) error {
		var id string
		var r OutboxRecipient
		err := scan(&id, &r.Addr, &r.Taken, &r.Code, &r.Words)
		if i, ok := at[id]; ok {
			out[i].To = append(out[i].To, r)
		}
		return err
	}, `SELECT mail, addr, taken, code, r.words FROM outbox_recipient r WHERE mail IN (SELECT id FROM outbox WHERE `+where+`) ORDER BY mail, n`, args...)
	return out, err
}

// DeleteMail forgets a mail with its bytes. Whoever takes it back gives its draft back in the same transaction
// (DraftBecomes).
func (tx *Tx) DeleteMail(id string) error {
	return errors.Join(tx.exec(`DELETE FROM outbox_raw WHERE mail = ?`, id), tx.exec(`DELETE FROM outbox WHERE id = ?`, id))
}

// OutboxCounts counts the open mails by state; those that not everybody got stand under some instead.
func (tx *Tx) OutboxCounts() (map[string]int, error) {
	out := map[string]int{}
	err := tx.each(func(scan func(...any) error) error {
		var state string
		var n int
		err := scan(&state, &n)
		out[state] = n
		return err
	}, `SELECT CASE WHEN reason = 'some' AND settled = 0 THEN 'some' ELSE state END AS s, count(*) FROM outbox WHERE open = 1 GROUP BY s`)
	return out, err
}

// AppendMailRaw adds the next bytes of a mail, at most 1 MiB. A big mail comes in several short transactions, before its
// row; what never gets one is pruned.
func (tx *Tx) AppendMailRaw(id string, chunk []byte) error {
	if len(chunk) > frameSize {
		return fmt.Errorf("append to mail %s: %d bytes at once, the most is %d", id, len(chunk), frameSize)
	}
	if len(chunk) == 0 {
		return nil
	}
	return tx.exec(`INSERT INTO outbox_raw (mail, part, at, data) VALUES (?1, (SELECT coalesce(max(part), -1) + 1 FROM outbox_raw WHERE mail = ?1), ?2, ?3)`,
		id, tx.s.now().UnixMilli(), tx.s.pack(chunk))
}

// MailRaw opens a mail's bytes. Nothing is held open between two chunks; a chunk that is missing is an error.
func (s *Store) MailRaw(ctx context.Context, id string) io.ReadCloser {
	return &chunks{
		s: s, ctx: ctx, what: "mail " + id,
		size: func(tx *Tx) (int64, error) { return one[int64](tx, `SELECT size FROM outbox WHERE id = ?`, id) },
		chunk: func(tx *Tx, part int64) ([]byte, error) {
			return one[[]byte](tx, `SELECT data FROM outbox_raw WHERE mail = ? AND part = ?`, id, part)
		},
	}
}

// HasMessageID tells whether a mail with this Message-ID (without <>) is here as a message.
func (tx *Tx) HasMessageID(id string) (bool, error) {
	n, err := one[int](tx, `SELECT EXISTS (SELECT 1 FROM node n JOIN message m ON m.ticket = n.ticket AND m.anchor = n.anchor WHERE n.anchor = ?1)
		OR EXISTS (SELECT 1 FROM message WHERE anchor = ?1 AND put <> '')`, mail.Anchor(mail.NormalizeID(id)))
	return n > 0, err
}

// Filing is what was learnt of an account's server: who puts a sent mail into Sent. Empty: nothing yet.
func (tx *Tx) Filing(account string) (string, error) {
	return one[string](tx, `SELECT filing FROM account WHERE id = ?`, account)
}

// SetFiling keeps it.
func (tx *Tx) SetFiling(account, filing string) error {
	return tx.exec(`UPDATE account SET filing = ? WHERE id = ?`, filing, account)
}
