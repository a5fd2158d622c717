package store

import (
	"context"
	"time"

	"deskhand/internal/ticket"
)

// How long what was written here is kept when nobody needs it any more.
const (
	keepBlank     = 24 * time.Hour
	keepDiscarded = 7 * 24 * time.Hour
	keepSettled   = 30 * 24 * time.Hour
	pruneStep     = 24 // rows of up to 1 MiB that go in one transaction, so that nobody waits for it
)

// pruner deletes a little at a time.
type pruner struct {
	tx   *Tx
	left int // how many rows may still go
	gone int
}

// PruneOutbox deletes a part of what is over: blank drafts of yesterday, discarded ones of a week ago, bytes and draft of
// a filed mail that has come back as a message, mails settled a month ago, and half written files and mails. It returns
// how many rows went; call it again, in another transaction, until that is 0.
func (tx *Tx) PruneOutbox(now ticket.Time) (int, error) {
	p := &pruner{tx: tx, left: pruneStep}
	before := func(d time.Duration) int64 { return int64(now) - d.Milliseconds() }
	for _, step := range []struct {
		drop  func(id string) error
		which string
		args  []any
	}{
		{p.draft, `SELECT id FROM draft WHERE wordless = 1 AND updated_at < ?1 AND outbox = '' AND discarded = 0
			AND NOT EXISTS (SELECT 1 FROM draft_file f WHERE f.draft = draft.id AND (f.whole = 1 AND f.along = 0 OR f.begun_at >= ?1))`, []any{before(keepBlank)}},
		{p.draft, `SELECT id FROM draft WHERE discarded > 0 AND discarded < ?`, []any{before(keepDiscarded)}},
		{p.file, `SELECT id FROM draft_file WHERE whole = 0 AND begun_at < ?`, []any{before(keepBlank)}},
		{p.sent, `SELECT id FROM outbox WHERE open = 0 AND (EXISTS (SELECT 1 FROM outbox_raw r WHERE r.mail = outbox.id) OR EXISTS (SELECT 1 FROM draft d WHERE d.outbox = outbox.id))`, nil},
		{p.mail, `SELECT id FROM outbox WHERE open = 0 AND changed < ?`, []any{before(keepSettled)}},
		{p.raw, `SELECT DISTINCT mail FROM outbox_raw WHERE at < ? AND NOT EXISTS (SELECT 1 FROM outbox WHERE id = outbox_raw.mail)`, []any{before(keepBlank)}},
	} {
		ids, err := list[string](tx, step.which, step.args...)
		if err != nil {
			return p.gone, err
		}
		for _, id := range ids {
			if p.left <= 0 {
				return p.gone, nil
			}
			if err := step.drop(id); err != nil {
				return p.gone, err
			}
		}
	}
	return p.gone, nil
}

// PruneOutbox prunes in the background until nothing is left to prune.
func (s *Store) PruneOutbox(ctx context.Context) error {
	return s.Ingest(ctx, func(tx *Tx, _ func() bool) (bool, error) {
		n, err := tx.PruneOutbox(ticket.TimeOf(s.now()))
		return n == 0, err
	})
}

// some deletes as many rows as may still go.
func (p *pruner) some(query string, args ...any) error {
	if p.left <= 0 {
		return nil
	}
	n, err := p.tx.execN(query, append(args, p.left)...)
	p.left -= int(n)
	p.gone += int(n)
	return err
}

func (p *pruner) draft(id string) error {
	err := p.some(`DELETE FROM draft_file_chunk WHERE n IN (SELECT n FROM draft_file_chunk WHERE file IN (SELECT id FROM draft_file WHERE draft = ?) LIMIT ?)`, id)
	if err != nil {
		return err
	}
	return p.some(`DELETE FROM draft WHERE id IN (SELECT id FROM draft WHERE id = ? LIMIT ?)`, id)
}

func (p *pruner) file(id string) error {
	if err := p.some(`DELETE FROM draft_file_chunk WHERE n IN (SELECT n FROM draft_file_chunk WHERE file = ? LIMIT ?)`, id); err != nil {
		return err
	}
	return p.some(`DELETE FROM draft_file WHERE id IN (SELECT id FROM draft_file WHERE id = ? LIMIT ?)`, id)
}

func (p *pruner) raw(id string) error {
	return p.some(`DELETE FROM outbox_raw WHERE n IN (SELECT n FROM outbox_raw WHERE mail = ? LIMIT ?)`, id)
}

// sent deletes the bytes and the draft of a mail that is here as a message; its row tells for a while how it went.
func (p *pruner) sent(id string) error {
	m, err := p.tx.Mail(id)
	if err != nil {
		return err
	}
	here, err := p.tx.HasMessageID(m.MessageID)
	if err != nil || !here {
		return err
	}
	return p.bytes(id)
}

func (p *pruner) bytes(id string) error {
	if err := p.raw(id); err != nil {
		return err
	}
	drafts, err := list[string](p.tx, `SELECT id FROM draft WHERE outbox = ? AND outbox <> ''`, id)
	for _, d := range drafts {
		if err == nil {
			err = p.draft(d)
		}
	}
	return err
}

func (p *pruner) mail(id string) error {
	if err := p.bytes(id); err != nil {
		return err
	}
	return p.some(`DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE id = ? LIMIT ?)`, id)
}
