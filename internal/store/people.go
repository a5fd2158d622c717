package store

import "strings"

// AccountOf is the account whose server a mail stands on, empty where it stands on none any more.
func (tx *Tx) AccountOf(raw int64) (string, error) {
	id, err := one[string](tx, `SELECT f.account FROM placement p JOIN folder f ON f.id = p.folder WHERE p.raw = ? ORDER BY f.id LIMIT 1`, raw)
	return id, ignoreNotFound(err)
}

// Person is somebody who wrote to us, by the name they used last.
type Person struct{ Name, Addr string }

// People lists who wrote to us lately and whose address begins, or in whose name a word begins, as typed; the latest
// first. Somebody types while it looks: of a large mailbox it reads the newest mails alone.
func (tx *Tx) People(typed string, limit int) ([]Person, error) {
	var out []Person
	like := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.TrimSpace(typed))
	err := tx.each(func(scan func(...any) error) error {
		var p Person
		var id int64
		err := scan(&p.Name, &p.Addr, &id)
		out = append(out, p)
		return err
	}, `SELECT name, addr, max(id) AS newest FROM (SELECT id, name, addr, out, machine FROM message ORDER BY id DESC LIMIT 20000)
		WHERE out = 0 AND machine = '' AND addr <> '' AND (addr LIKE ?1 || '%' ESCAPE '\' OR name LIKE ?1 || '%' ESCAPE '\' OR name LIKE '% ' || ?1 || '%' ESCAPE '\')
		GROUP BY addr ORDER BY newest DESC LIMIT ?2`, like, limit)
	return out, err
}

// OpNumber is where an op stands in the order in which this desk got them, its op.n.
func (tx *Tx) OpNumber(id string) (int64, error) {
	return one[int64](tx, `SELECT n FROM op WHERE id = ? AND state < 2`, id)
}

// NewestIn lists the newest mails that came in from outside and stand on an account's server; of a large mailbox it looks
// through the newest alone.
func (tx *Tx) NewestIn(account string, limit int) ([]Message, error) {
	return tx.messages(messageSQL+`m.id IN (SELECT n.id FROM (SELECT id, raw FROM message WHERE out = 0 ORDER BY id DESC LIMIT 2000) n
		WHERE EXISTS (SELECT 1 FROM placement p JOIN folder f ON f.id = p.folder WHERE p.raw = n.raw AND f.account = ?1) LIMIT ?2)`, account, limit)
}
