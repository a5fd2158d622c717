package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"deskhand/internal/journal"
)

// Erasing a text (journal.md §3.12): its blob and its words in the search index go at once. What still lies in merged
// segments, free pages and the WAL is made anew by Scrub, when nobody waits for it.

// settingErased lists the parts of the index that may still hold words of what was erased.
const settingErased = "erased"

// DropBlobs erases, so that nothing of the text is left on the disk.
func (tx *Tx) DropBlobs(names []string) error {
	gone := map[string]bool{}
	for _, name := range names {
		n, err := tx.execN(`DELETE FROM blob WHERE name = ?`, name)
		if err != nil {
			return fmt.Errorf("erase %s: %w", name, err)
		}
		if n > 0 {
			gone[name] = true
		}
	}
	if len(gone) == 0 {
		return nil
	}
	return tx.forget(gone)
}

// forget takes the words of erased blobs out of the search index and has their objects projected without them. All names
// are looked for in one pass over the ops: an erasure of a person names hundreds, and the writer waits.
func (tx *Tx) forget(gone map[string]bool) error {
	records, err := tx.recordsIn(`SELECT device, line FROM op WHERE state < 2 AND instr(line, CAST('"b"' AS BLOB)) > 0`)
	if err != nil {
		return fmt.Errorf("look who named what is erased: %w", err)
	}
	erased, _, err := tx.Setting(settingErased)
	if err != nil {
		return err
	}
	for _, r := range records {
		if !slices.ContainsFunc(r.Blobs, func(name string) bool { return gone[name] }) {
			continue
		}
		if err := tx.touch(r.Device, r.Op); err != nil {
			return err
		}
		in, err := tx.dropWords(r)
		if err != nil {
			return err
		}
		erased += in
	}
	return tx.SetSetting(settingErased, erased+" 0")
}

// dropWords takes what an op or its object has in the search index out of it, and names the parts that had it.
func (tx *Tx) dropWords(r journal.Record) (parts string, err error) {
	for _, entry := range []string{r.ID, r.Object} { // a note by its op, a callback by its object
		in, err := one[string](tx, `SELECT CAST(indexed AS TEXT) FROM note WHERE op = ?`, entry)
		switch {
		case errors.Is(err, ErrNotFound):
			continue
		case err != nil:
			return "", err
		}
		parts += " " + in
		if err := tx.dropNote(entry); err != nil {
			return "", err
		}
	}
	return parts, nil
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

// Quiet is how long nobody here has written anything.
func (s *Store) Quiet() time.Duration {
	return time.Since(time.UnixMilli(s.writer.lastPerson.Load()))
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
