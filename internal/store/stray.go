package store

import (
	journalmail "deskhand/internal/journal/letter"
)

// ofJournal says that a mail carries the journal. It is kept, so that it counts as seen, and becomes no message: what it
// carries holds only where it lies in the journal's own folder.
func (a *arrival) ofJournal() bool {
	if !a.msg.HasID && a.Extent != "" {
		return false
	}
	files := []string{}
	for _, f := range a.msg.Attachments {
		files = append(files, f.Name)
	}
	if a.Extent == ExtentHead || a.Missing != "" {
		files = nil
	}
	return journalmail.Is(a.msg.MessageID, a.msg.Subject, files)
}

// Stray is mail of the journal that lies in another folder: a filter or a person put it there.
type Stray struct {
	Account, Folder string
	MessageID       string // without <>
}

// mostStrays bounds what is told at once.
const mostStrays = 500

// Strays lists mail of the journal that lies where it does nothing. What lies in the trash was deleted, and a folder of
// all mail holds all mail.
func (tx *Tx) Strays() (out []Stray, err error) {
	err = tx.each(func(scan func(...any) error) error {
		var s Stray
		err := scan(&s.Account, &s.Folder, &s.MessageID)
		out = append(out, s)
		return err
	}, `SELECT DISTINCT f.account, f.name, j.id FROM journal_mail j JOIN placement p ON p.raw = j.raw JOIN folder f ON f.id = p.folder AND f.uidvalidity = p.uidvalidity
		WHERE f.role NOT IN ('trash', 'all') ORDER BY f.account, f.name, j.id LIMIT ?`, mostStrays)
	return out, err
}
