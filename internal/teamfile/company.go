package teamfile

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Company is one row of a company table.
type Company struct {
	Domain, Name string
	Line         int               // in the file, counted from 1
	Row          map[string]string // header as written → cell; empty cells left out
}

// Key tells rows of one company: its lower-case domain, else its name.
func (c Company) Key() string {
	return strings.ToLower(cmp.Or(c.Domain, c.Name))
}

// maxColumns and maxCell bound a row, so that it fits into one blob of the journal.
const (
	maxColumns = 200
	maxCell    = 8 << 10
)

// ErrTable says that a file is no company table.
var ErrTable = errors.New("no company table")

// Companies reads a company table: comma, double quotes, a header row (RFC 4180, formats.md). Columns of other names are
// kept. A row without domain and name is passed over, of two rows of one company the later
// one counts; both are said in wrong.
func Companies(data []byte) (rows []Company, wrong []string, err error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) {
		return nil, nil, fmt.Errorf("%w: it is not written in UTF-8; save it as “CSV UTF-8”", ErrTable)
	}
	r := csv.NewReader(bytes.NewReader(data))
	if first, _, _ := bytes.Cut(data, []byte("\n")); bytes.Contains(first, []byte(";")) && !bytes.Contains(first, []byte(",")) {
		r.Comma = ';' // as spreadsheets write it where the comma is in numbers
	}
	r.FieldsPerRecord = -1
	r.ReuseRecord = true
	head, err := header(r)
	if err != nil {
		return nil, nil, err
	}
	at := map[string]int{}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, wrong, nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrTable, err)
		}
		line, _ := r.FieldPos(0)
		c, why := company(head, cells)
		c.Line = line
		switch {
		case len(c.Row) == 0:
			continue
		case c.Key() == "":
			why = "it has neither domain nor name"
		case why == "":
			n, twice := at[c.Key()]
			if !twice {
				at[c.Key()] = len(rows)
				rows = append(rows, c)
				continue
			}
			wrong = append(wrong, fmt.Sprintf("line %d: %s stands in line %d too; this one counts", line, c.Key(), rows[n].Line))
			rows[n] = c
			continue
		}
		wrong = append(wrong, fmt.Sprintf("line %d: %s", line, why))
	}
}

func header(r *csv.Reader) ([]string, error) {
	cells, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("%w: it has no header row: %w", ErrTable, err)
	}
	if len(cells) > maxColumns {
		return nil, fmt.Errorf("%w: it has more than %d columns", ErrTable, maxColumns)
	}
	head, seen := make([]string, len(cells)), map[string]bool{}
	for i, c := range cells {
		head[i] = strings.Join(strings.Fields(cell(c)), " ")
		low := strings.ToLower(head[i])
		if low != "" && seen[low] {
			return nil, fmt.Errorf("%w: two columns are called %q", ErrTable, head[i])
		}
		seen[low] = true
	}
	if !seen["name"] && !seen["domain"] {
		return nil, fmt.Errorf("%w: no column is called name or domain", ErrTable)
	}
	return head, nil
}

func company(head, cells []string) (c Company, why string) {
	c.Row = map[string]string{}
	for i, text := range cells {
		text = cell(text)
		switch {
		case text == "":
			continue
		case i >= len(head) || head[i] == "":
			return c, "a cell stands below no header"
		case len(text) > maxCell:
			return c, fmt.Sprintf("%s is longer than %d KiB", head[i], maxCell>>10)
		}
		c.Row[strings.Clone(head[i])] = strings.Clone(text)
		switch strings.ToLower(head[i]) {
		case "domain":
			c.Domain = strings.TrimSuffix(c.Row[head[i]], ".")
		case "name":
			c.Name = c.Row[head[i]]
		}
	}
	return c, ""
}

// cell takes off the apostrophe that an export puts before what would be a formula.
func cell(s string) string {
	s = strings.TrimSpace(s)
	if rest := strings.TrimLeft(s, "'"); rest != s && rest != "" && strings.ContainsRune("=+-@\t\r", rune(rest[0])) {
		return s[1:]
	}
	return s
}
