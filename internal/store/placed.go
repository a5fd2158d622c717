package store

import (
	"errors"

	"deskhand/internal/mail/thread"
	"deskhand/internal/ticket"
)

// Placed is a mail as it stands in a folder.
type Placed struct {
	Raw int64
	At  ticket.Time // the server's date
}

// PlacedAbove lists the mails of a folder whose UID is above, by UID.
func (tx *Tx) PlacedAbove(account, folder string, above uint32) ([]Placed, error) {
	var out []Placed
	err := tx.each(func(scan func(...any) error) error {
		var p Placed
		err := scan(&p.Raw, &p.At)
		out = append(out, p)
		return err
	}, `SELECT r.id, r.internal_date FROM placement p JOIN folder f ON f.id = p.folder AND f.uidvalidity = p.uidvalidity JOIN raw r ON r.id = p.raw
		WHERE f.account = ? AND f.name = ? AND p.uid > ? ORDER BY p.uid`, account, folder, above)
	return out, err
}

// Decisive folder of a mail that stands in several: where work is done wins.
const placeOrder = `CASE folder.role WHEN 'inbox' THEN 0 WHEN 'archive' THEN 1 WHEN '' THEN 2 WHEN 'sent' THEN 3 WHEN 'all' THEN 4 WHEN 'junk' THEN 5 ELSE 6 END`

// placeOf is the role of the folder that decides where a mail stands, ErrNotFound where it stands in none. Placements
// that a new numbering voided count until the folder is matched: nobody moved that mail.
func (tx *Tx) placeOf(raw int64) (string, error) {
	return one[string](tx, `SELECT folder.role FROM placement JOIN folder ON folder.id = placement.folder WHERE placement.raw = ? ORDER BY `+placeOrder+` LIMIT 1`, raw)
}

// junk is the role of the folder whose mail joins no ticket when it comes.
const junk = "junk"

// movedTo notes that a known mail stands somewhere else too, or no longer.
func (tx *Tx) movedTo(raw int64, touched map[int64]bool) error {
	if err := tx.settleLate(raw); err != nil {
		return err
	}
	var id, t int64
	var was string
	var out, apart bool
	err := tx.row(`SELECT m.id, m.ticket, m.place, m.out, r.apart FROM message m JOIN raw r ON r.id = m.raw WHERE m.raw = ?`, []any{raw}, &id, &t, &was, &out, &apart)
	parked := errors.Is(err, ErrNotFound) // it has no projection yet
	if err != nil && !parked {
		return err
	}
	role, err := tx.placeOf(raw)
	if errors.Is(err, ErrNotFound) { // no longer on the server: it stays where it was, and nothing more of it can come
		return tx.exec(`DELETE FROM wanted WHERE raw = ?`, raw)
	}
	if err != nil || role == was {
		return err
	}
	if err := tx.exec(`UPDATE raw SET role = ?, apart = apart AND ? WHERE id = ?`, role, role == junk, raw); err != nil || parked {
		return err
	}
	touched[t] = true
	if err := tx.exec(`UPDATE message SET place = ? WHERE id = ?`, role, id); err != nil || !apart {
		return err
	}
	return tx.joinNow(raw, out, touched)
}

// joinNow unites a mail that came in Junk and was taken out of it with the ticket that it answers.
func (tx *Tx) joinNow(raw int64, ours bool, touched map[int64]bool) error {
	var key, extent string
	var size int64
	if err := tx.row(`SELECT key, extent, size FROM raw WHERE id = ?`, []any{raw}, &key, &extent, &size); err != nil {
		return err
	}
	m := readMail(extent, tx.Raw(raw), size)
	if m.Key != key && !m.HasID {
		nameless(m, key)
	}
	said, err := tx.said(m.Key)
	if err != nil {
		return err
	}
	t, err := tx.unite(thread.NodeOf(m), stringOf(said, ticket.PathTicket), ours, false, touched)
	if err == nil {
		touched[t] = true
	}
	return err
}

// known takes what came of a mail that stands at this very UID already, where its bytes do not say which mail it is:
// nothing came of it, or nothing that names it. done tells that there is nothing more to do.
func (tx *Tx) known(folder int64, f Folder, a *arrival, touched map[int64]bool) (done bool, err error) {
	var raw int64
	var key string
	err = tx.row(`SELECT r.id, r.key FROM placement p JOIN raw r ON r.id = p.raw WHERE p.folder = ? AND p.uidvalidity = ? AND p.uid = ?`,
		[]any{folder, f.UIDValidity, a.UID}, &raw, &key)
	if errors.Is(err, ErrNotFound) && a.nameless && f.Relist {
		key, err = tx.namelessVoid(folder, f.UIDValidity, a)
		if err == nil && key != "" {
			nameless(a.msg, key)
		}
		return false, err
	}
	if err != nil {
		return false, ignoreNotFound(err)
	}
	if a.nameless {
		nameless(a.msg, key)
	}
	if a.Missing == "" || len(a.Raw) > 0 || a.Spool != "" {
		return false, nil
	}
	if err := tx.cannotCome(raw, a.Missing, touched); err != nil {
		return false, err
	}
	return true, tx.place(folder, f, a, raw)
}

// namelessVoid finds a nameless mail again that the server numbered anew: by its size and the server's date.
func (tx *Tx) namelessVoid(folder int64, validity uint32, a *arrival) (string, error) {
	type candidate struct {
		raw, size   int64
		key, extent string
	}
	var all []candidate
	err := tx.each(func(scan func(...any) error) error {
		var c candidate
		err := scan(&c.raw, &c.size, &c.key, &c.extent)
		all = append(all, c)
		return err
	}, `SELECT r.id, r.size, r.key, r.extent FROM placement p JOIN raw r ON r.id = p.raw WHERE p.folder = ? AND p.uidvalidity <> ? AND r.size = ? AND r.internal_date = ? LIMIT 9`,
		folder, validity, a.Size, int64(ticket.TimeOf(a.Internal)))
	for _, c := range all {
		if m := readMail(c.extent, tx.Raw(c.raw), c.size); m.Key != c.key && !m.HasID {
			return c.key, err
		}
	}
	return "", err
}

// cannotCome notes why the rest of a mail that is here in part never comes.
func (tx *Tx) cannotCome(raw int64, why string, touched map[int64]bool) error {
	n, err := tx.execN(`UPDATE raw SET missing = ? WHERE id = ? AND extent <> '' AND missing = ''`, why, raw)
	if err != nil || n == 0 {
		return err
	}
	if err := tx.exec(`DELETE FROM wanted WHERE raw = ?`, raw); err != nil {
		return err
	}
	t, err := one[int64](tx, `UPDATE message SET problem = ? WHERE raw = ? RETURNING ticket`, why, raw)
	if err == nil {
		touched[t] = true
	}
	return ignoreNotFound(err)
}
