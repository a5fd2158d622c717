package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"deskhand/internal/journal"
)

// Erasing a text (journal.md §3.12): its blob and its words in the search index go at once. What still lies in merged
// segments, free pages and the WAL is made anew by Scrub, when nobody waits for it.

// settingErased lists the parts of the index that may still hold words of what was erased.
const settingErased = "erased"

// DropBlobs erases, so that nothing of the text is left on the disk.
func (tx *Tx) DropBlobs(names []string) error {
	for _, name := range names {
		n, err := tx.execN(`DELETE FROM blob WHERE name = ?`, name)
		if err == nil && n > 0 {
			err = tx.forget(name)
		}
		if err != nil {
			return fmt.Errorf("erase %s: %w", name, err)
		}
	}
	return nil
}

// forget takes a blob's words out of the search index and has its objects projected without it.
func (tx *Tx) forget(name string) error {
	records, err := tx.records(`instr(line, ?) > 0`, name)
	if err != nil {
		return err
	}
	erased, _, err := tx.Setting(settingErased)
	if err != nil {
		return err
	}
	for _, r := range records {
		if r.Kind == journal.Redact {
			continue
		}
		if err := tx.touch(r.Device, r.Op); err != nil {
			return err
		}
		for _, entry := range []string{r.ID, r.Object} { // a note by its op, a callback by its object
			in, err := one[string](tx, `SELECT CAST(indexed AS TEXT) FROM note WHERE op = ?`, entry)
			if ignoreNotFound(err) != nil {
				return err
			}
			if err != nil {
				continue
			}
			erased += " " + in
			if err := tx.dropNote(entry); err != nil {
				return err
			}
		}
	}
	return tx.SetSetting(settingErased, erased+" 0")
}

// Scrub makes the file anew where something was erased, so that no free page holds a piece of it. It takes seconds on a
// large desk and holds the writer: it is for a moment when nobody has pressed a key for a while.
func (s *Store) Scrub(ctx context.Context) error {
	erased := ""
	err := s.Read(ctx, func(tx *Tx) (err error) {
		erased, _, err = tx.Setting(settingErased)
		return err
	})
	if err != nil || erased == "" {
		return err
	}
	err = s.writer.do(s.writer.background, job{ctx: ctx, durable: true, bare: true, run: func(tx *Tx) error { return tx.scrub(erased) }})
	if err != nil {
		return fmt.Errorf("make the desk's file anew: %w", err)
	}
	return nil
}

// errReaders says that somebody reads what is to be made anew.
var errReaders = errors.New("the desk is being read")

func (tx *Tx) scrub(erased string) error {
	parts, err := tx.parts()
	if err != nil {
		return err
	}
	for _, p := range parts {
		if !strings.Contains(" "+erased+" ", " "+fmt.Sprint(p.n)+" ") {
			continue
		}
		if err := tx.execScript(`INSERT INTO ` + p.table() + ` (` + p.table() + `) VALUES ('optimize')`); err != nil {
			return err
		}
	}
	if err := tx.execScript(`VACUUM`); err != nil {
		return err
	}
	var busy, frames, copied int
	if err := tx.row(`PRAGMA wal_checkpoint(TRUNCATE)`, nil, &busy, &frames, &copied); err != nil {
		return err
	}
	if busy != 0 {
		return errReaders
	}
	return tx.exec(`DELETE FROM setting WHERE name = ?`, settingErased)
}
