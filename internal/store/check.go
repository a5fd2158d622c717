package store

import (
	"context"
	"database/sql"
	"fmt"

	"deskhand/internal/journal"
)

// QuickCheck lets SQLite look its file over.
func (s *Store) QuickCheck(ctx context.Context) error {
	return s.Read(ctx, func(tx *Tx) error {
		said, err := one[string](tx, `PRAGMA quick_check(1)`)
		if err == nil && said != "ok" {
			err = fmt.Errorf("%w: %s", ErrDamaged, said)
		}
		return err
	})
}

// CheckJournal reads every op line as strictly as a colleague's laptop will and compares it with its record hash.
func (s *Store) CheckJournal(ctx context.Context) (ops int, err error) {
	err = s.Read(ctx, func(tx *Tx) error {
		return tx.each(func(scan func(...any) error) error {
			var device, id string
			var line, hash sql.RawBytes
			var state journal.OpState
			if err := scan(&device, &id, &line, &hash, &state); err != nil {
				return err
			}
			ops++
			if _, err := journal.Decode(line); err != nil && state != journal.OpUnread {
				return fmt.Errorf("%w: change %s: %w", ErrDamaged, id, err)
			}
			if h := journal.RecordHash(device, line); string(h[:]) != string(hash) {
				return fmt.Errorf("%w: change %s is not as it was written", ErrDamaged, id)
			}
			return nil
		}, `SELECT device, id, line, hash, state FROM op`)
	})
	return ops, err
}

// Version grows whenever another process changes the database.
func (s *Store) Version(ctx context.Context) (int64, error) {
	var v int64
	err := s.Ingest(ctx, func(tx *Tx, _ func() bool) (_ bool, err error) {
		v, err = one[int64](tx, `PRAGMA data_version`)
		return true, err
	})
	return v, err
}
