package store

import (
	"context"
	"errors"
	"time"

	"deskhand/internal/mail"
)

// Renewed begins a folder anew after its UIDVALIDITY changed. The placements of the old numbering are void; they stay
// until the folder is matched, so that nothing that a person sees changes meanwhile: each goes when its mail is placed
// anew, and what is left of them with the first cursor that is not Relist.
func (s *Store) Renewed(ctx context.Context, f Folder) error {
	f.Relist = true
	return s.Write(ctx, func(tx *Tx) error {
		id, err := tx.folderID(f)
		if err != nil {
			return err
		}
		return tx.saveFolder(id, f)
	})
}

// matched takes one void placement of a mail out of the folder where the mail has just been placed anew.
func (tx *Tx) matched(folder int64, validity uint32, raw int64) error {
	var old, uid int64
	err := tx.row(voidOfSQL, []any{raw, folder, validity}, &old, &uid)
	if err != nil {
		return ignoreNotFound(err)
	}
	return tx.exec(placementGone, folder, old, uid)
}

const (
	recogniseSQL  = `SELECT id FROM raw WHERE key = ? AND size = ? AND missing = ''`
	voidOfSQL     = `SELECT uidvalidity, uid FROM placement WHERE raw = ? AND folder = ? AND uidvalidity <> ? LIMIT 1`
	placementGone = `DELETE FROM placement WHERE folder = ? AND uidvalidity = ? AND uid = ?`
	voidBelow     = `SELECT uidvalidity, uid, raw FROM placement WHERE folder = ? AND uidvalidity < ? LIMIT 1`
	voidAbove     = `SELECT uidvalidity, uid, raw FROM placement WHERE folder = ? AND uidvalidity > ? LIMIT 1`
)

// dropVoid ends the matching of a renewed folder: what was not met under the new numbers is no longer there. done tells
// that nothing is left to do; it is called again in the next transaction otherwise.
func (tx *Tx) dropVoid(folder int64, f Folder, touched map[int64]bool, more func() bool) (done bool, err error) {
	if f.Relist {
		return true, nil
	}
	relist, err := one[bool](tx, `SELECT relist FROM folder WHERE id = ?`, folder)
	if err != nil || !relist {
		return true, err
	}
	for {
		var old, uid, raw int64
		err := tx.row(voidBelow, []any{folder, f.UIDValidity}, &old, &uid, &raw)
		if errors.Is(err, ErrNotFound) { // a server that was restored from a copy may count from an older one
			err = tx.row(voidAbove, []any{folder, f.UIDValidity}, &old, &uid, &raw)
		}
		if err != nil {
			return errors.Is(err, ErrNotFound), ignoreNotFound(err)
		}
		if err := tx.exec(placementGone, folder, old, uid); err != nil {
			return false, err
		}
		if err := tx.movedTo(raw, touched); err != nil {
			return false, err
		}
		if !more() {
			return false, nil
		}
	}
}

// Known is a mail on a server of which only what tells it apart was asked for.
type Known struct {
	UID      uint32
	Internal time.Time
	Flags    []string
	ModSeq   uint64
	Size     int64
	Header   []byte // its fields Message-ID, From and Date
}

// Recognise places those of list that the desk holds already, by id and size, and returns their UIDs in list's order. Mail
// without a Message-ID is told apart by more than these fields, and what could not come may come now: both are fetched.
func (s *Store) Recognise(ctx context.Context, f Folder, list []Known) (placed []uint32, changed Change, err error) {
	type found struct {
		known *Known
		raw   int64
	}
	var here []found
	err = s.Read(ctx, func(tx *Tx) error {
		for i := range list {
			m := mail.Parse(list[i].Header)
			if !m.HasID {
				continue
			}
			raw, err := one[int64](tx, recogniseSQL, m.Key, list[i].Size)
			if ignoreNotFound(err) != nil {
				return err
			}
			if err == nil {
				here = append(here, found{&list[i], raw})
			}
		}
		return nil
	})
	if err != nil || len(here) == 0 {
		return nil, changed, err
	}
	next := 0
	changed, err = s.moving(ctx, f, func(tx *Tx, folder int64, touched map[int64]bool, more func() bool) (bool, error) {
		for next < len(here) && more() {
			k := here[next].known
			a := arrival{Arrival: Arrival{UID: k.UID, Flags: k.Flags, ModSeq: k.ModSeq}}
			if err := tx.place(folder, f, &a, here[next].raw); err != nil {
				return false, err
			}
			if err := tx.movedTo(here[next].raw, touched); err != nil {
				return false, err
			}
			next++
		}
		return next == len(here), nil
	})
	for _, h := range here[:next] {
		placed = append(placed, h.known.UID)
	}
	return placed, changed, err
}
