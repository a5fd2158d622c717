package ticket

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"

	"deskhand/internal/journal"
)

// Paths of a company, c… (journal.md §3.3).
const (
	PathRow   = "row"    // {from, row B}: its row of a company table from a moment on; every one ever set counts
	fieldPath = "field/" // by hand, over the row: field/<column>
)

// The columns of a company table that mean something here (formats.md), as ColumnID writes them.
const (
	ColumnName       = "name"
	ColumnDomain     = "domain"
	ColumnPlan       = "plan"
	ColumnStatus     = "status"
	ColumnNotes      = "notes"
	ColumnStaff      = "staff"
	ColumnLocation   = "location-id"
	ColumnAlias      = "email-alias"
	ColumnSignUp     = "sign-up-date"
	ColumnGraduation = "graduation-date"
	ColumnChurn      = "churn-risk"
)

// Columns lists them in the order of the table; what else a table holds is shown behind them.
func Columns() []string {
	return []string{
		ColumnName, ColumnDomain, ColumnPlan, ColumnStatus, ColumnNotes, ColumnStaff, ColumnLocation, ColumnAlias, ColumnSignUp, ColumnGraduation, ColumnChurn,
	}
}

// RowValue is one row of a company table. Row is the place of a JSON object, column → text, among the op's blobs.
type RowValue struct {
	From Millis `json:"from"`
	Row  int    `json:"row"`
}

// CompanyID is the object of a company: by its lower-case domain, else its name (journal.md §3.1); empty without either.
func CompanyID(domain, name string) string {
	key := cmp.Or(strings.TrimSpace(domain), strings.TrimSpace(name))
	if key == "" {
		return ""
	}
	return "c" + ContactID(key)[1:]
}

// ColumnID is a column's header as one segment of a path: lower case, hyphens between words. Other letters than ASCII's
// become a hash at its end, so that no two columns are one. Empty where nothing is in it.
func ColumnID(header string) string {
	header = asciiLower(strings.TrimSpace(header))
	words := strings.FieldsFunc(header, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	id := strings.Join(words, "-")
	if strings.ContainsFunc(header, func(r rune) bool { return r > unicode.MaxASCII }) {
		id = strings.TrimPrefix(id[:min(len(id), 50)]+"-"+asciiLower(ContactID(header)[1:9]), "-")
	}
	return id[:min(len(id), 64)]
}

// SetRow gives a company the row that it has in a table from a moment on; row is column → text.
func SetRow(company string, from Time, row map[string]string) (Draft, error) {
	text, err := json.Marshal(row)
	if err != nil {
		return Draft{}, err //nolint:wrapcheck // strings alone
	}
	return set(company, PathRow, RowValue{From: Millis(from)}, string(text)), nil
}

// SetCompanyField writes one field of a company by hand; an empty text gives it back to the table.
func SetCompanyField(company, column, value string) Draft {
	return SetText(company, fieldPath+column, value)
}

// CompanyField is one column of a company as it stands.
type CompanyField struct {
	ID     string `json:"id"`
	Label  string `json:"label"` // the table's header; of a field by hand alone its id
	Value  string `json:"value"`
	ByHand bool   `json:"byHand"`
}

// CompanyData is a company as it stood at a moment, by column id.
type CompanyData map[string]CompanyField

// Value is a column's text, empty where it has none.
func (d CompanyData) Value(column string) string { return d[column].Value }

// Short is what lists show of a company; nil where nothing is known of it.
func (d CompanyData) Short() *Company {
	if len(d) == 0 {
		return nil
	}
	return &Company{Name: cmp.Or(d.Value(ColumnName), d.Value(ColumnDomain)), Plan: d.Value(ColumnPlan), ChurnRisk: d.Value(ColumnChurn)}
}

// Keys are the domains and addresses by which its people are known, in lower case, sorted.
func (d CompanyData) Keys() []string {
	var out []string
	for _, column := range [...]string{ColumnDomain, ColumnAlias} {
		for _, word := range strings.FieldsFunc(strings.ToLower(d.Value(column)), func(r rune) bool { return strings.ContainsRune(" ,;\t\n<>()", r) }) {
			word = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(word, "https://"), "http://"), "www.")
			word = strings.Trim(strings.TrimPrefix(word, "@"), "/.")
			if strings.Contains(word, ".") && !strings.Contains(word, "/") {
				out = append(out, word)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Fields lists its columns: those of Columns first, others by id.
func (d CompanyData) Fields() []CompanyField {
	known := Columns()
	rank := func(id string) int {
		if i := slices.Index(known, id); i >= 0 {
			return i
		}
		return len(known)
	}
	out := slices.Collect(maps.Values(d))
	slices.SortFunc(out, func(a, b CompanyField) int {
		return cmp.Or(cmp.Compare(rank(a.ID), rank(b.ID)), strings.Compare(a.ID, b.ID))
	})
	return out
}

// CompanyPast is everything that was ever said of a company.
type CompanyPast struct {
	rows   []companyRow
	fields map[string][]companyField
}

type companyRow struct {
	from Time
	at   journal.Order
	data CompanyData // empty: it stands in no table any more
}

type companyField struct {
	at    journal.Order
	value string
	null  bool
}

// CompanyOf reads a company's ops, in any order; what was taken back does not count.
func CompanyOf(records []journal.Record, texts Texts) *CompanyPast {
	sorted := slices.Clone(records)
	slices.SortFunc(sorted, byStamp)
	undone := map[string]bool{}
	for _, r := range slices.Backward(sorted) {
		if r.Undoes != "" && !undone[r.ID] {
			undone[r.Undoes] = true
		}
	}
	p := &CompanyPast{fields: map[string][]companyField{}}
	for _, r := range sorted {
		switch column, isField := strings.CutPrefix(r.Path, fieldPath); {
		case r.Kind != journal.Set || undone[r.ID]:
		case isField:
			var at int
			f := companyField{at: journal.OrderOf(r), null: bytes.Equal(r.Value, []byte("null"))}
			if f.null && r.Undoes != "" || !f.null && json.Unmarshal(r.Value, &at) != nil {
				continue // what an undo empties is as if it had never been
			}
			f.value = blobText(r.Blobs, at, texts)
			p.fields[column] = append(p.fields[column], f)
		case r.Path == PathRow:
			if row, ok := rowOf(r, texts); ok {
				p.rows = append(p.rows, row)
			}
		}
	}
	slices.SortFunc(p.rows, func(a, b companyRow) int { return cmp.Or(cmp.Compare(a.from, b.from), a.at.Compare(b.at)) })
	for _, list := range p.fields {
		slices.SortFunc(list, func(a, b companyField) int { return a.at.Compare(b.at) })
	}
	return p
}

func rowOf(r journal.Record, texts Texts) (companyRow, bool) {
	out := companyRow{from: Time(r.Stamp.Millis()), at: journal.OrderOf(r)}
	if bytes.Equal(r.Value, []byte("null")) {
		return out, r.Undoes == ""
	}
	var v RowValue
	var row map[string]string
	if json.Unmarshal(r.Value, &v) != nil || json.Unmarshal([]byte(blobText(r.Blobs, v.Row, texts)), &row) != nil {
		return out, false
	}
	out.from, out.data = Time(v.From), CompanyData{}
	for _, header := range slices.Sorted(maps.Keys(row)) {
		if id := ColumnID(header); id != "" && row[header] != "" {
			out.data[id] = CompanyField{ID: id, Label: header, Value: row[header]}
		}
	}
	return out, true
}

// At is the company as it stood at a moment: the row in force then, the oldest for what is older, and over it what was
// written by hand until then. What no table says counts from the first time that somebody wrote it.
// It is for reading.
func (p *CompanyPast) At(at Time) CompanyData {
	var row CompanyData
	for i, r := range p.rows {
		if i == 0 || r.from <= at {
			row = r.data
		}
	}
	if len(p.fields) == 0 {
		return row
	}
	out := CompanyData{}
	maps.Copy(out, row)
	for column, list := range p.fields {
		at := slices.IndexFunc(list, func(f companyField) bool { return Time(f.at.H.Millis()) > at })
		if at < 0 {
			at = len(list)
		}
		if at == 0 && len(p.rows) == 0 {
			at = 1
		}
		if at > 0 && !list[at-1].null {
			out[column] = CompanyField{ID: column, Label: cmp.Or(out[column].Label, column), Value: list[at-1].value, ByHand: true}
		}
	}
	return out
}

// Keys are the keys that it had at any time.
func (p *CompanyPast) Keys() []string {
	var out []string
	for _, at := range p.moments() {
		out = append(out, p.At(at).Keys()...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (p *CompanyPast) moments() []Time {
	out := []Time{0, Forever}
	for _, r := range p.rows {
		out = append(out, r.from)
	}
	for _, list := range p.fields {
		for _, f := range list {
			out = append(out, Time(f.at.H.Millis()))
		}
	}
	return out
}
