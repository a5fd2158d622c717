package store

import (
	"encoding/json"
	"fmt"

	"deskhand/internal/ticket"
)

// Endpoint is one server of an account.
type Endpoint struct {
	Host     string
	Port     int
	Security string
	Pin      string // hex SHA-256 of a certificate that a person accepted
}

// Account is one mailbox's sign-in, without its password.
type Account struct {
	ID, Email, Login, DisplayName string
	IMAP, SMTP                    Endpoint
	AddedAt, SyncedAt             ticket.Time
	Reach                         int // days of mail that come whole; 0: all
}

// PutAccount stores an account, or replaces its sign-in: the reach of one that is here stays.
func (tx *Tx) PutAccount(a Account) error {
	return tx.exec(`INSERT INTO account (id, email, login, imap_host, imap_port, imap_security, imap_pin, smtp_host, smtp_port, smtp_security, smtp_pin, display_name, added_at, synced_at, reach)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET email = excluded.email, login = excluded.login, imap_host = excluded.imap_host,
		imap_port = excluded.imap_port, imap_security = excluded.imap_security, imap_pin = excluded.imap_pin, smtp_host = excluded.smtp_host, smtp_port = excluded.smtp_port,
		smtp_security = excluded.smtp_security, smtp_pin = excluded.smtp_pin, display_name = excluded.display_name`,
		a.ID, a.Email, a.Login, a.IMAP.Host, a.IMAP.Port, a.IMAP.Security, a.IMAP.Pin, a.SMTP.Host, a.SMTP.Port, a.SMTP.Security, a.SMTP.Pin,
		a.DisplayName, int64(a.AddedAt), int64(a.SyncedAt), a.Reach)
}

// Accounts lists the accounts, oldest first.
func (tx *Tx) Accounts() ([]Account, error) {
	var out []Account
	err := tx.each(func(scan func(...any) error) error {
		var a Account
		err := scan(&a.ID, &a.Email, &a.Login, &a.IMAP.Host, &a.IMAP.Port, &a.IMAP.Security, &a.IMAP.Pin,
			&a.SMTP.Host, &a.SMTP.Port, &a.SMTP.Security, &a.SMTP.Pin, &a.DisplayName, &a.AddedAt, &a.SyncedAt, &a.Reach)
		out = append(out, a)
		return err
	}, `SELECT id, email, login, imap_host, imap_port, imap_security, imap_pin, smtp_host, smtp_port, smtp_security, smtp_pin, display_name, added_at, synced_at, reach FROM account ORDER BY added_at, id`)
	return out, err
}

// RemoveAccount forgets an account, its folders and placements. Its mail and tickets stay.
func (tx *Tx) RemoveAccount(id string) error {
	n, err := tx.execN(`DELETE FROM account WHERE id = ?`, id)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	if err != nil {
		return err
	}
	return tx.exec(`DELETE FROM wanted WHERE NOT EXISTS (SELECT 1 FROM placement p WHERE p.raw = wanted.raw)`)
}

// Synced notes a good sync: of all folders that are looked at but those in which it failed.
func (tx *Tx) Synced(id string, at ticket.Time, failed ...string) error {
	if err := tx.exec(`UPDATE account SET synced_at = ? WHERE id = ?`, int64(at), id); err != nil {
		return err
	}
	without, err := json.Marshal(append([]string{}, failed...))
	if err != nil {
		return fmt.Errorf("name failed folders: %w", err)
	}
	return tx.exec(`UPDATE folder SET looked_at = ? WHERE account = ? AND listed = 1 AND looked_at > 0 AND `+followedSQL+` AND name NOT IN (SELECT value FROM json_each(?))`,
		int64(at), id, string(without))
}

// SetReach sets how many days of an account's mail come whole; 0: all.
func (tx *Tx) SetReach(id string, days int) error {
	n, err := tx.execN(`UPDATE account SET reach = ? WHERE id = ?`, days, id)
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}
