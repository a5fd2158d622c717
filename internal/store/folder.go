package store

import (
	"context"
	"errors"
	"strings"
)

// Folder reads the stored cursor; the zero cursor where the folder is unknown.
func (s *Store) Folder(ctx context.Context, account, name string) (Folder, error) {
	f := Folder{Account: account, Name: name}
	err := s.Read(ctx, func(tx *Tx) error {
		return tx.row(`SELECT role, uidvalidity, lowest, highest, done, present, modseq FROM folder WHERE account = ? AND name = ?`, []any{account, name},
			&f.Role, &f.UIDValidity, &f.Lowest, &f.Highest, &f.Done, &f.Exists, &f.ModSeq)
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
	return tx.exec(`UPDATE folder SET role = ?, uidvalidity = ?, lowest = ?, highest = ?, done = ?, present = ?, modseq = ? WHERE id = ?`,
		f.Role, f.UIDValidity, f.Lowest, f.Highest, f.Done, f.Exists, int64(f.ModSeq), id)
}

// SetFlags sets the flags of placements and the cursor's modseq.
func (s *Store) SetFlags(ctx context.Context, f Folder, changes map[uint32][]string, modseq uint64) error {
	return s.Write(ctx, func(tx *Tx) error {
		id, err := tx.folderID(f)
		if err != nil {
			return err
		}
		for uid, flags := range changes {
			err := tx.exec(`UPDATE placement SET flags = ? WHERE folder = ? AND uidvalidity = ? AND uid = ?`, strings.Join(flags, " "), id, f.UIDValidity, uid)
			if err != nil {
				return err
			}
		}
		return tx.exec(`UPDATE folder SET modseq = ? WHERE id = ?`, int64(modseq), id)
	})
}

// Vanished takes placements away. The mails stay, marked as no longer on the server.
func (s *Store) Vanished(ctx context.Context, f Folder, uids []uint32) (Change, error) {
	var changed Change
	err := s.Write(ctx, func(tx *Tx) error {
		id, err := tx.folderID(f)
		if err != nil {
			return err
		}
		touched := map[int64]bool{}
		for _, uid := range uids {
			raw, err := one[int64](tx, `DELETE FROM placement WHERE folder = ? AND uidvalidity = ? AND uid = ? RETURNING raw`, id, f.UIDValidity, uid)
			if errors.Is(err, ErrNotFound) {
				continue
			}
			if err == nil {
				err = tx.movedTo(raw, touched)
			}
			if err != nil {
				return err
			}
		}
		changed, err = tx.projectAll(touched)
		return err
	})
	return changed, err
}

// Present lists the UIDs that placements hold for the folder, ascending.
func (s *Store) Present(ctx context.Context, f Folder) (uids []uint32, err error) {
	err = s.Read(ctx, func(tx *Tx) (err error) {
		uids, err = list[uint32](tx, `SELECT uid FROM placement WHERE folder = (SELECT id FROM folder WHERE account = ? AND name = ?) AND uidvalidity = ? ORDER BY uid`,
			f.Account, f.Name, f.UIDValidity)
		return err
	})
	return uids, err
}

// Renewed voids a folder's placements after its UIDVALIDITY changed; the mails stay and are found again by key.
func (s *Store) Renewed(ctx context.Context, f Folder) error {
	return s.Write(ctx, func(tx *Tx) error {
		id, err := tx.folderID(f)
		if err != nil {
			return err
		}
		if err := tx.exec(`DELETE FROM placement WHERE folder = ? AND uidvalidity <> ?`, id, f.UIDValidity); err != nil {
			return err
		}
		return tx.saveFolder(id, f)
	})
}

// FolderState is what `status` says of a folder.
type FolderState struct {
	Account, Name string
	Messages      int // on the server
	Here          int
}

// Folders lists every folder's state.
func (tx *Tx) Folders() ([]FolderState, error) {
	var out []FolderState
	err := tx.each(func(scan func(...any) error) error {
		var f FolderState
		err := scan(&f.Account, &f.Name, &f.Messages, &f.Here)
		f.Messages = max(f.Messages, f.Here)
		out = append(out, f)
		return err
	}, `SELECT account, name, present, (SELECT count(*) FROM placement p WHERE p.folder = f.id AND p.uidvalidity = f.uidvalidity) FROM folder f ORDER BY account, role <> 'inbox', name`)
	return out, err
}
