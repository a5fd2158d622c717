package store

import "deskhand/internal/ticket"

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
