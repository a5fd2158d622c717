package store

import "deskhand/internal/ticket"

// NewestWant is when a person last asked for a mail that has not come yet, 0 where they did not.
func (tx *Tx) NewestWant() (ticket.Time, error) {
	return one[ticket.Time](tx, `SELECT coalesce(max(asked_at), 0) FROM wanted`)
}

// ExtentOf tells how much of a mail is here.
func (tx *Tx) ExtentOf(raw int64) (string, error) {
	return one[string](tx, `SELECT extent FROM raw WHERE id = ?`, raw)
}

// PlacedRaw finds the mail that stands at a place; ErrNotFound where none of the desk's does.
func (tx *Tx) PlacedRaw(account, folder string, uidvalidity, uid uint32) (int64, error) {
	return one[int64](tx, `SELECT p.raw FROM folder f JOIN placement p ON p.folder = f.id WHERE f.account = ? AND f.name = ? AND p.uidvalidity = ? AND p.uid = ?`,
		account, folder, uidvalidity, uid)
}

// StillWanted tells how many of these mails are on their way to be whole.
func (tx *Tx) StillWanted(raws []int64) (n int, err error) {
	for _, raw := range raws {
		is, err := one[int](tx, `SELECT EXISTS (SELECT 1 FROM wanted w JOIN raw r ON r.id = w.raw WHERE w.raw = ? AND r.extent <> '' AND r.missing = '')`, raw)
		if err != nil {
			return n, err
		}
		n += is
	}
	return n, nil
}
