package teamfile

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	rules "deskhand/internal/teamfile"
	"deskhand/internal/ticket"
	"deskhand/internal/watch"
)

const companiesFolder = "companies"

// rowsAtOnce is how many rows one transaction writes: somebody may be typing.
const rowsAtOnce = 50

func isTable(name string) bool { return strings.EqualFold(path.Ext(name), ".csv") }

// followCompanies reads the tables of companies/ whenever one came to rest.
func (s *Service) followCompanies(ctx context.Context) error {
	for ctx.Err() == nil {
		err := s.prepare(place{name: companiesFolder})
		if err == nil {
			o := watch.Options{Settle: s.o.settle, Gone: s.o.gone, MaxBytes: rules.MaxFile, Bare: true, Problem: func(err error) { s.failed(companiesFolder, err) }}
			err = o.Watch(ctx, filepath.Join(s.o.Dir, companiesFolder), isTable, func(snapshot watch.Snapshot) {
				s.failed(companiesFolder, s.tablesOf(ctx, snapshot.Files, nil))
			})
		}
		if ctx.Err() == nil {
			s.failed(companiesFolder, err)
			pause(ctx, s.pauseOf(lookAgain))
		}
	}
	return ctx.Err()
}

// readCompanies reads them once.
func (s *Service) readCompanies(ctx context.Context) error { return s.readTold(ctx, nil) }

func (s *Service) readTold(ctx context.Context, progress func(done, total int)) error {
	snapshot, err := watch.Options{MaxBytes: rules.MaxFile, Bare: true}.Read(filepath.Join(s.o.Dir, companiesFolder), isTable)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look into %s: %w", companiesFolder, err)
	}
	return s.tablesOf(ctx, snapshot.Files, progress)
}

// tables are the company tables of this laptop as they lie there.
type tables struct {
	rows  map[string]map[string]row // file → company → row
	wrong []Problem
}

type row struct {
	cells map[string]string
	print string
}

// tablesOf takes in what changed in the tables since they were read last: each row that is another becomes an op, all of
// them one action. Of a company in several tables the newest file's row counts. progress may be nil.
func (s *Service) tablesOf(ctx context.Context, files []watch.File, progress func(done, total int)) error {
	s.companies.Lock()
	defer s.companies.Unlock()
	if s.core.Agent() == "" {
		return nil // nobody works here yet
	}
	now := map[string]printed{}
	for _, f := range files {
		now[f.Name] = printed{stat: stat{f.Size, f.ModTime}}
	}
	if s.tables != nil && maps.Equal(now, s.tables) {
		return nil
	}
	slices.SortFunc(files, func(a, b watch.File) int { return cmp.Or(b.ModTime.Compare(a.ModTime), cmp.Compare(a.Name, b.Name)) })
	t, err := s.readTables(files)
	if err != nil {
		return err
	}
	taken := map[string]bool{} // companies that a newer file has
	for _, f := range files {
		rows, ok := t.rows[f.Name]
		if !ok {
			continue
		}
		if err := s.table(ctx, f.Name, rows, taken, &t, progress); err != nil {
			return err
		}
		for company := range rows {
			taken[company] = true
		}
	}
	s.tables = now
	s.told.Lock()
	defer s.told.Unlock()
	s.rowsBad = t.wrong
	s.publish()
	return nil
}

// mostRowProblems bounds how many bad rows of one table are told one by one.
const mostRowProblems = 5

func (s *Service) readTables(files []watch.File) (tables, error) {
	t := tables{rows: map[string]map[string]row{}}
	root, err := s.open()
	if err != nil {
		return t, err
	}
	defer root.Close() //nolint:errcheck // read only
	for _, f := range files {
		name := companiesFolder + "/" + f.Name
		bad := func(n int, message, hint string) {
			t.wrong = append(t.wrong, Problem{Key: fmt.Sprintf("table %s %d", f.Name, n), Path: name, Message: name + ": " + message, Hint: hint})
		}
		if f.TooBig {
			bad(0, "it is larger than "+rules.Size(rules.MaxFile)+".", "Export fewer columns, or several tables.")
			continue
		}
		if f.Size == 0 {
			continue
		}
		rows, wrong, err := readTable(root, name, f)
		if err != nil {
			bad(0, rules.Why(err)+".", "What was read of it before stays.")
			continue
		}
		for n, one := range wrong {
			if n == mostRowProblems {
				bad(n, fmt.Sprintf("%d more rows could not be taken.", len(wrong)-n), "")
				break
			}
			bad(n, one+".", "The other rows are taken.")
		}
		t.rows[f.Name] = rows
	}
	return t, nil
}

func readTable(root *os.Root, name string, f watch.File) (map[string]row, []string, error) {
	data, ok, err := read(root, name, stat{f.Size, f.ModTime}, rules.MaxFile)
	if err == nil && !ok {
		err = fault.New(fault.Data, "it changed while it was read", "")
	}
	if err != nil {
		return nil, nil, err
	}
	list, wrong, err := rules.Companies(data)
	if err != nil {
		return nil, nil, fmt.Errorf("read the table: %w", err)
	}
	out := make(map[string]row, len(list))
	for _, c := range list {
		out[ticket.CompanyID(c.Domain, c.Name)] = row{c.Row, printOf(c.Row)}
	}
	return out, wrong, nil
}

// printOf is the hash of a row, whatever the order of its columns.
func printOf(cells map[string]string) string {
	text, _ := json.Marshal(cells) // strings alone, keys sorted
	sum := sha256.Sum256(text)
	return string(sum[:12])
}

// table writes what of one table is another than what it gave before.
func (s *Service) table(ctx context.Context, file string, rows map[string]row, taken map[string]bool, t *tables, progress func(done, total int)) error {
	var had map[string]string
	err := s.core.Store.Read(ctx, func(tx *store.Tx) (err error) {
		had, err = tx.CompanyRows(file)
		return err
	})
	if err != nil {
		return fmt.Errorf("read what %s gave: %w", file, err)
	}
	var changed, gone []string
	for company, r := range rows {
		if had[company] != r.print && !taken[company] {
			changed = append(changed, company)
		}
	}
	for company := range had {
		if _, still := rows[company]; !still && !taken[company] {
			gone = append(gone, company)
		}
	}
	if len(gone) > 20 && 2*len(gone) > len(had) {
		t.wrong = append(t.wrong, Problem{
			Key: "gone " + file, Path: companiesFolder + "/" + file, Hint: "If they are customers no more, take the file away and put it back: what it lacks then is left as it is.",
			Message: fmt.Sprintf("%d of %d companies are no longer in %s/%s; they were kept.", len(gone), len(had), companiesFolder, file),
		})
		gone = nil
	}
	slices.Sort(changed)
	slices.Sort(gone)
	return s.writeRows(ctx, file, rows, append(changed, gone...), progress)
}

// writeRows writes rows in slices, all of them one action. A company that is not in rows is taken out.
func (s *Service) writeRows(ctx context.Context, file string, rows map[string]row, list []string, progress func(done, total int)) error {
	action := ""
	from := ticket.TimeOf(s.o.Trusted())
	for at, slice := range slices.Collect(slices.Chunk(list, rowsAtOnce)) {
		var change store.Change
		err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
			var drafts []ticket.Draft
			var objects []string
			for _, company := range slice {
				d, err := rowDraft(tx, company, rows[company], from)
				if err == nil && d != nil {
					drafts, objects = append(drafts, *d), append(objects, company)
				}
				if err == nil {
					err = tx.PutCompanyRow(file, company, rows[company].print)
				}
				if err != nil {
					return err
				}
			}
			if len(drafts) == 0 {
				return nil
			}
			var err error
			if action, err = tx.AppendTo(action, drafts); err == nil {
				change, err = tx.Project(objects...)
			}
			return err
		})
		if err != nil {
			return fault.From(fmt.Errorf("take in %s: %w", file, err))
		}
		s.core.Tell(change)
		s.o.Changed()
		if progress != nil {
			progress(min(len(list), (at+1)*rowsAtOnce), len(list))
		}
	}
	return nil
}

// rowDraft is the op that gives a company its row; nil where it stands so already.
func rowDraft(tx *store.Tx, company string, r row, from ticket.Time) (*ticket.Draft, error) {
	records, err := tx.RecordsWith(company)
	if err != nil {
		return nil, err
	}
	stands := journal.Fold(records).Registers[ticket.PathRow]
	if r.cells == nil {
		if stands.Op == nil || string(stands.Value) == "null" {
			return nil, nil
		}
		d := ticket.SetField(company, ticket.PathRow, nil)
		return &d, nil
	}
	if stands.Op != nil && printOf(cellsOf(tx, stands.Record)) == r.print {
		return nil, nil
	}
	d, err := ticket.SetRow(company, from, r.cells)
	return &d, err
}

// cellsOf reads a row's op.
func cellsOf(tx *store.Tx, r journal.Record) map[string]string {
	var v ticket.RowValue
	var cells map[string]string
	if json.Unmarshal(r.Value, &v) != nil || v.Row < 0 || v.Row >= len(r.Blobs) {
		return nil
	}
	text, _ := tx.Text(r.Blobs[v.Row])
	_ = json.Unmarshal([]byte(text), &cells) // what is none differs from every row
	return cells
}
