package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	backupFolder = "backups"
	keepCopies   = 7
)

// Copy writes a verified copy of the desk for a day into backups/ and keeps the newest seven. It does nothing where
// that day's copy exists.
func (s *Store) Copy(ctx context.Context, day time.Time) error {
	dir := filepath.Join(s.dir, backupFolder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make %s: %w", backupFolder, err)
	}
	path := filepath.Join(dir, "desk-"+day.Format(time.DateOnly)+".db")
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := copyInto(ctx, s.readers, path); err != nil {
		return err
	}
	return prune(dir)
}

// copyInto lets SQLite write the copy (nobody else may read its file), checks it, and only then gives it its name.
func copyInto(ctx context.Context, db *sql.DB, path string) (err error) {
	part := path + ".part"
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("copy the desk to %s: %w", filepath.Base(path), err), os.RemoveAll(part))
		}
	}()
	if err := os.RemoveAll(part); err != nil {
		return err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // back into the pool
	// A connection of the readers' pool refuses to write, a copy of it included; the writer's must go on writing.
	var readOnly int
	if err := conn.QueryRowContext(ctx, "PRAGMA query_only").Scan(&readOnly); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "PRAGMA query_only=0"); err != nil {
		return err
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf("PRAGMA query_only=%d", readOnly)) //nolint:errcheck // the pool's own setting again
	if _, err := conn.ExecContext(ctx, "VACUUM INTO ?", part); err != nil {
		return err
	}
	if err := os.Chmod(part, 0o600); err != nil {
		return err
	}
	if err := verify(ctx, part); err != nil {
		return err
	}
	return os.Rename(part, path)
}

func verify(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", dsn(path, true))
	if err != nil {
		return err
	}
	var said string
	err = db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&said)
	if err == nil && said != "ok" {
		err = fmt.Errorf("%w: %s", ErrDamaged, said)
	}
	return errors.Join(err, db.Close())
}

// prune deletes all but the newest copies; their names sort by day.
func prune(dir string) error {
	names, err := filepath.Glob(filepath.Join(dir, "desk-????-??-??.db"))
	if err != nil {
		return fmt.Errorf("list copies: %w", err)
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(b, a) })
	var errs []error
	for _, old := range names[min(len(names), keepCopies):] {
		errs = append(errs, os.Remove(old))
	}
	return errors.Join(errs...)
}

// Checkpoint moves the write-ahead log into the database and empties it; for idle moments.
func (s *Store) Checkpoint(ctx context.Context) error {
	conn, err := s.readers.Conn(ctx)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	defer conn.Close() //nolint:errcheck // back into the pool
	if _, err := conn.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return fmt.Errorf("checkpoint: %w", classify(err))
	}
	return nil
}
