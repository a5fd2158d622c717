package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"deskhand/internal/journal"
	"deskhand/internal/ticket"
)

// TeamFile is how a file of the team lies in this laptop's folder: what of it was last in line with the team.
type TeamFile struct {
	Key      string // the path on @team without file/
	Name     string // inside the data folder
	Print    string // of the content in line; empty: deleted
	Version  string // id of the op with that content; empty: offered, the team has none
	Accepted string // of a saved reply: id of the op whose hosts and numbers a person here let out
}

// TeamFiles lists them by key.
func (tx *Tx) TeamFiles() (map[string]TeamFile, error) {
	out := map[string]TeamFile{}
	err := tx.each(func(scan func(...any) error) error {
		var f TeamFile
		err := scan(&f.Key, &f.Name, &f.Print, &f.Version, &f.Accepted)
		out[f.Key] = f
		return err
	}, `SELECT key, name, print, version, accepted FROM team_file`)
	return out, err
}

// PutTeamFile keeps one.
func (tx *Tx) PutTeamFile(f TeamFile) error {
	return tx.exec(`INSERT INTO team_file (key, name, print, version, accepted) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET name = excluded.name, print = excluded.print, version = excluded.version, accepted = excluded.accepted`,
		f.Key, f.Name, f.Print, f.Version, f.Accepted)
}

// DropTeamFile forgets one.
func (tx *Tx) DropTeamFile(key string) error {
	return tx.exec(`DELETE FROM team_file WHERE key = ?`, key)
}

// Beside is a copy of a version that lost, beside the file.
type Beside struct{ Version, Key, Name string }

// Besides lists the copies.
func (tx *Tx) Besides() ([]Beside, error) {
	var out []Beside
	err := tx.each(func(scan func(...any) error) error {
		var b Beside
		err := scan(&b.Version, &b.Key, &b.Name)
		out = append(out, b)
		return err
	}, `SELECT version, key, name FROM team_beside ORDER BY name`)
	return out, err
}

// PutBeside keeps one. An empty name says that the copy was taken away and is not written again.
func (tx *Tx) PutBeside(b Beside) error {
	return tx.exec(`INSERT INTO team_beside (version, key, name) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name`, b.Version, b.Key, b.Name)
}

// TeamRecord is an op on @team with what the journal's engine made of it.
type TeamRecord struct {
	journal.Record
	CameAt ticket.Time // 0: made here
	Held   bool        // it does not count: its device may not do that, or was shut out
	Sealed bool        // it travels, so its device's right to it was judged
}

// TeamRecords reads the ops on @team whose path begins so, in the order in which they came: those that count, and those that
// are held.
func (tx *Tx) TeamRecords(prefix string) ([]TeamRecord, error) {
	var out []TeamRecord
	err := tx.each(func(scan func(...any) error) error {
		var r TeamRecord
		var device string
		var line sql.RawBytes
		if err := scan(&device, &line, &r.CameAt, &r.Held, &r.Sealed); err != nil {
			return err
		}
		op, err := journal.Decode(line)
		if err != nil || op.Object != journal.TeamObject {
			return nil //nolint:nilerr // one bad line never stops the rest
		}
		r.Record = journal.Record{Device: device, Hash: journal.RecordHash(device, op.Raw), Op: op}
		out = append(out, r)
		return nil
	}, `SELECT device, line, came_at, state = ?2, batch <> x'' FROM op WHERE governs = 1 AND state IN (0, 1, ?2) AND instr(line, CAST(?1 AS BLOB)) > 0 ORDER BY n`,
		`"f":"`+prefix, journal.OpHeld)
	return out, err
}

// Device is this laptop's.
func (tx *Tx) Device() string { return *tx.s.device.Load() }

// ReplyUsed is when this agent last put each saved reply in, by name.
func (tx *Tx) ReplyUsed() (map[string]ticket.Time, error) {
	out := map[string]ticket.Time{}
	err := tx.each(func(scan func(...any) error) error {
		var name string
		var at ticket.Time
		err := scan(&name, &at)
		out[name] = at
		return err
	}, `SELECT name, at FROM reply_use`)
	return out, err
}

// PutPart keeps a part of a team file, named by its content alone: two files that hold the same share it.
func (tx *Tx) PutPart(part []byte) (name string, err error) {
	name = journal.BlobName(part)
	return name, tx.exec(`INSERT INTO blob (name, data) VALUES (?, ?) ON CONFLICT DO NOTHING`, name, part)
}

// Part reads a part of a team file; ok is false where this desk does not hold it (yet), or what it holds is not that.
func (tx *Tx) Part(name string) (part []byte, ok bool, err error) {
	part, err = one[[]byte](tx, `SELECT data FROM blob WHERE name = ?`, name)
	if errors.Is(err, ErrNotFound) {
		return nil, false, nil
	}
	return part, err == nil && journal.BlobName(part) == name, err
}

// HasParts tells whether all of these are here, without reading them.
func (tx *Tx) HasParts(names []string) (bool, error) {
	for _, name := range names {
		n, err := one[int](tx, `SELECT count(*) FROM blob WHERE name = ?`, name)
		if err != nil || n == 0 {
			return false, err
		}
	}
	return true, nil
}

// AppendTo goes on with an action that an earlier transaction began: a large one is written in slices, and undone as one.
// An empty action begins one.
func (tx *Tx) AppendTo(action string, drafts []ticket.Draft) (string, error) {
	if len(drafts) == 0 {
		return action, nil
	}
	last, err := tx.clock()
	if err != nil {
		return "", err
	}
	action, last, err = tx.append(*tx.s.device.Load(), action, tx.s.now(), last, drafts)
	if err == nil {
		err = tx.tellOps(drafts)
	}
	if err != nil {
		return "", err
	}
	return action, tx.SetSetting(settingClock, strconv.FormatUint(uint64(last), 10))
}

// CompanyRows are the prints of the rows that a table of this laptop gave, by company.
func (tx *Tx) CompanyRows(file string) (map[string]string, error) {
	out := map[string]string{}
	err := tx.each(func(scan func(...any) error) error {
		var company string
		var print []byte
		err := scan(&company, &print)
		out[company] = string(print)
		return err
	}, `SELECT company, print FROM company_row WHERE file = ?`, file)
	return out, err
}

// PutCompanyRow keeps one; an empty print forgets it.
func (tx *Tx) PutCompanyRow(file, company, print string) error {
	if print == "" {
		return tx.exec(`DELETE FROM company_row WHERE file = ? AND company = ?`, file, company)
	}
	err := tx.exec(`INSERT INTO company_row (file, company, print) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET print = excluded.print`, file, company, []byte(print))
	if err != nil {
		return fmt.Errorf("keep the row of %s: %w", company, err)
	}
	return nil
}

// AgentOf is whose device it is; empty where nobody has said.
func (s *Store) AgentOf(device string) string { return s.agent(device) }
