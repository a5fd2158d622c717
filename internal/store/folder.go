package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Folder reads the stored cursor; the zero cursor where the folder is unknown.
func (s *Store) Folder(ctx context.Context, account, name string) (Folder, error) {
	f := Folder{Account: account, Name: name}
	err := s.Read(ctx, func(tx *Tx) error {
		return tx.row(`SELECT role, uidvalidity, lowest, highest, done, present, modseq, relist, compared_at FROM folder WHERE account = ? AND name = ?`, []any{account, name},
			&f.Role, &f.UIDValidity, &f.Lowest, &f.Highest, &f.Done, &f.Exists, &f.ModSeq, &f.Relist, &f.Compared)
	})
	if errors.Is(err, ErrNotFound) {
		return Folder{}, nil
	}
	return f, err
}

func (tx *Tx) folderID(f Folder) (int64, error) {
	id, err := one[int64](tx, `SELECT id FROM folder WHERE account = ? AND name = ?`, f.Account, f.Name)
	if !errors.Is(err, ErrNotFound) {
		return id, err
	}
	return one[int64](tx, `INSERT INTO folder (account, name, role, uidvalidity, lowest, highest, done, present, modseq) VALUES (?, ?, ?, ?, 0, 0, 0, 0, 0) RETURNING id`,
		f.Account, f.Name, f.Role, f.UIDValidity)
}

func (tx *Tx) saveFolder(id int64, f Folder) error {
	return tx.exec(`UPDATE folder SET role = ?, uidvalidity = ?, lowest = ?, highest = ?, done = ?, present = ?, modseq = ?, relist = ?, compared_at = ?, looked_at = ? WHERE id = ?`,
		f.Role, f.UIDValidity, f.Lowest, f.Highest, f.Done, f.Exists, int64(f.ModSeq), f.Relist, f.Compared, tx.s.now().UnixMilli(), id)
}

// SetFlags sets the flags of placements and the cursor's modseq.
func (s *Store) SetFlags(ctx context.Context, f Folder, changes map[uint32][]string, modseq uint64) error {
	uids := slices.Sorted(maps.Keys(changes))
	next := 0
	return s.Ingest(ctx, func(tx *Tx, more func() bool) (bool, error) {
		id, err := tx.folderID(f)
		if err != nil {
			return false, err
		}
		for next < len(uids) && more() {
			uid := uids[next]
			err := tx.exec(`UPDATE placement SET flags = ? WHERE folder = ? AND uidvalidity = ? AND uid = ?`, strings.Join(changes[uid], " "), id, f.UIDValidity, uid)
			if err != nil {
				return false, err
			}
			next++
		}
		if next < len(uids) {
			return false, nil
		}
		return true, tx.exec(`UPDATE folder SET modseq = ? WHERE id = ?`, int64(modseq), id)
	})
}

// Vanished takes placements away. The mails stay, marked as no longer on the server.
func (s *Store) Vanished(ctx context.Context, f Folder, uids []uint32) (Change, error) {
	next := 0
	return s.moving(ctx, f, func(tx *Tx, folder int64, touched map[int64]bool, more func() bool) (bool, error) {
		for next < len(uids) && more() {
			raw, err := one[int64](tx, `DELETE FROM placement WHERE folder = ? AND uidvalidity = ? AND uid = ? RETURNING raw`, folder, f.UIDValidity, uids[next])
			if err == nil {
				err = tx.movedTo(raw, touched)
			}
			if ignoreNotFound(err) != nil {
				return false, err
			}
			next++
		}
		return next == len(uids), nil
	})
}

// moving runs what changes where mail stands in short transactions, and projects what that touched.
func (s *Store) moving(ctx context.Context, f Folder, fn func(tx *Tx, folder int64, touched map[int64]bool, more func() bool) (bool, error)) (Change, error) {
	var changed Change
	err := s.Ingest(ctx, func(tx *Tx, more func() bool) (bool, error) {
		id, err := tx.folderID(f)
		if err != nil {
			return false, err
		}
		touched := map[int64]bool{}
		done, err := fn(tx, id, touched, more)
		if err != nil {
			return false, err
		}
		c, err := tx.projectAll(touched)
		changed.add(c)
		return done, err
	})
	return changed, err
}

const presentSQL = `SELECT coalesce(group_concat(uid, ' '), '') FROM (SELECT uid FROM placement
	WHERE folder = (SELECT id FROM folder WHERE account = ? AND name = ?) AND uidvalidity = ? ORDER BY uid)`

// Present lists the UIDs that placements hold for the folder, ascending.
func (s *Store) Present(ctx context.Context, f Folder) (uids []uint32, err error) {
	err = s.Read(ctx, func(tx *Tx) error {
		text, err := one[string](tx, presentSQL, f.Account, f.Name, f.UIDValidity)
		if err != nil { // one row: a hundred thousand cost a tenth of a second of a sync with nothing new
			return err
		}
		uids = make([]uint32, 0, strings.Count(text, " ")+1)
		for number := range strings.FieldsSeq(text) {
			uid, err := strconv.ParseUint(number, 10, 32)
			if err != nil {
				return fmt.Errorf("read a uid: %w", err)
			}
			uids = append(uids, uint32(uid))
		}
		slices.Sort(uids) // they come so; SQLite does not promise it
		return nil
	})
	return uids, err
}

const elsewhereSQL = `SELECT EXISTS (SELECT 1 FROM folder f JOIN placement g ON g.folder = f.id JOIN placement p ON p.raw = g.raw AND p.folder <> f.id
	JOIN folder o ON o.id = p.folder AND o.uidvalidity = p.uidvalidity AND o.listed = 1 WHERE f.account = ? AND f.name = ? AND g.uidvalidity = ? AND g.uid = ?)`

// Elsewhere returns those of uids whose mail stands in another folder too, by that folder's present numbering.
func (s *Store) Elsewhere(ctx context.Context, f Folder, uids []uint32) (out []uint32, err error) {
	err = s.Read(ctx, func(tx *Tx) error {
		for _, uid := range uids {
			n, err := one[int](tx, elsewhereSQL, f.Account, f.Name, f.UIDValidity, uid)
			if err != nil {
				return err
			}
			if n > 0 {
				out = append(out, uid)
			}
		}
		return nil
	})
	return out, err
}

// Allowed tells, and uses up, whether a person allowed that so many gone messages are taken out of a folder.
func (s *Store) Allowed(ctx context.Context, f Folder, gone int) (ok bool, err error) {
	err = s.Ingest(ctx, func(tx *Tx, _ func() bool) (bool, error) {
		n, err := tx.execN(`UPDATE folder SET allowed = 0 WHERE account = ? AND name = ? AND allowed >= ?`, f.Account, f.Name, max(gone, 1))
		ok = n > 0
		return true, err
	})
	return ok, err
}

// AllowVanished is a person's word that so many gone messages may be taken out of a folder; 0 takes it back.
func (tx *Tx) AllowVanished(account, folder string, gone int) error {
	return tx.mustChange(`UPDATE folder SET allowed = ? WHERE account = ? AND name = ?`, gone, account, folder)
}

// SetFollow notes a person's choice for a folder: FollowYes, FollowNo, or FollowRole.
func (tx *Tx) SetFollow(account, folder, follow string) error {
	return tx.mustChange(`UPDATE folder SET follow = ? WHERE account = ? AND name = ?`, follow, account, folder)
}

func (tx *Tx) mustChange(query string, args ...any) error {
	n, err := tx.execN(query, args...)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}
