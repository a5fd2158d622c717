package teamfile

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	rules "deskhand/internal/teamfile"
	"deskhand/internal/ticket"
)

// IsTable tells by its name whether a file is meant as a company table.
func IsTable(path string) bool { return isTable(filepath.Base(path)) }

// readOutside reads a regular file that a person names.
func readOutside(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.Newf(fault.Data, "Check the name and that you may read it.", "Cannot read %s: %s.", path, rules.Why(err))
	}
	defer f.Close() //nolint:errcheck // read only
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, fault.Newf(fault.Data, "Export it as CSV and name that file.", "%s is no file.", path)
	}
	data, err := io.ReadAll(io.LimitReader(f, rules.MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if len(data) > rules.MaxFile {
		return nil, fault.Newf(fault.Data, "Export fewer columns, or several tables.", "%s is larger than %s.", path, rules.Size(rules.MaxFile))
	}
	return data, nil
}

// Table is what importing a company table did.
type Table struct {
	Companies int      `json:"companies"` // rows that were taken
	Wrong     []string `json:"wrong"`     // rows that could not be
	File      string   `json:"file"`      // inside the data folder
	Op        string   `json:"op"`        // what undo takes; empty: nothing changed
}

// ImportTable copies a company table to companies/, where it takes the place of an older export of its name, and takes in
// the rows that changed, all of them one action. found is told how many rows there are before anything is written; progress
// may be nil.
func (s *Service) ImportTable(ctx context.Context, path string, found func(n int), progress func(done, total int)) (Table, error) {
	if s.core.Agent() == "" {
		return Table{}, core.Nobody()
	}
	data, err := readOutside(path)
	if err != nil {
		return Table{}, fault.From(err)
	}
	rows, wrong, err := rules.Companies(data)
	if err != nil {
		return Table{}, fault.Newf(fault.Data, "Its first line names the columns: name,domain,plan,…", "%s cannot be used: %s.", path, rules.Why(err))
	}
	found(len(rows))
	out := Table{Companies: len(rows), Wrong: append([]string{}, wrong...), File: companiesFolder + "/" + tableName(path)}
	if err := s.prepare(place{name: companiesFolder}); err != nil {
		return out, fault.From(err)
	}
	root, err := s.open()
	if err != nil {
		return out, fault.From(err)
	}
	defer root.Close() //nolint:errcheck // each file is closed by itself
	if err := write(root, out.File, data); err != nil {
		return out, fault.From(fmt.Errorf("copy %s: %w", path, err))
	}
	if err := s.forgetUndone(ctx, filepath.Base(out.File)); err != nil {
		return out, fault.From(err)
	}
	var before int64
	err = s.core.Read(ctx, func(tx *store.Tx) (err error) {
		before, err = tx.NewestOp()
		return err
	})
	if err == nil {
		err = s.readTold(ctx, progress)
	}
	if err == nil {
		err = s.core.Read(ctx, func(tx *store.Tx) (err error) {
			out.Op, err = tx.CompanyAction(before)
			return err
		})
	}
	if err != nil {
		return out, fault.From(err)
	}
	return out, nil
}

// forgetUndone has rows of a table taken in again whose taking in was taken back.
func (s *Service) forgetUndone(ctx context.Context, file string) error {
	return s.core.Store.Write(ctx, func(tx *store.Tx) error {
		had, err := tx.CompanyRows(file)
		if err != nil {
			return err
		}
		for company, print := range had {
			records, err := tx.RecordsWith(company)
			if err != nil {
				return err
			}
			stands := journal.Fold(records).Registers[ticket.PathRow]
			if stands.Op == nil || printOf(cellsOf(tx, stands.Record)) == print {
				continue
			}
			if err := tx.PutCompanyRow(file, company, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// tableName is the name of a table in companies/: its own where that is plain.
func tableName(path string) string {
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	name = strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, name), "-")
	if name == "" {
		name = companiesFolder
	}
	return name[:min(len(name), 80)] + ".csv"
}
