package teamfile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/journal"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// company is what stands of one, by column.
func (b *bench) company(domain, name string) map[string]string {
	b.t.Helper()
	out := map[string]string{}
	err := b.store.Read(b.t.Context(), func(tx *store.Tx) error {
		records, err := tx.RecordsWith(ticket.CompanyID(domain, name))
		for _, f := range ticket.CompanyOf(records, tx.Text).At(ticket.Forever) {
			out[f.Label] = f.Value
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// ops counts what this desk made on companies, and in how many actions.
func (b *bench) ops() (ops, actions int) {
	b.t.Helper()
	groups := map[string]bool{}
	err := b.store.Read(b.t.Context(), func(tx *store.Tx) error {
		return tx.EachOp(journal.OpQuery{}, func(o journal.StoredOp) error {
			if o.Op.Object[0] == 'c' {
				ops++
				if o.Op.Group == "" {
					o.Op.Group = o.Op.ID
				}
				groups[o.Op.Group] = true
			}
			return nil
		})
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return ops, len(groups)
}

// A table is read once; a new export sends what changed, as one action; a row that another laptop has set already is not
// written again.
func TestCompaniesByDifference(t *testing.T) {
	all := crew(t, clock(), "asha", "ben")
	a, b := all[0], all[1]
	var table strings.Builder
	table.WriteString("\xef\xbb\xbfName,domain,plan,Our Rank\r\n")
	for i := range 250 {
		fmt.Fprintf(&table, "Company %d,c%d.example,Business,'=%d\r\n", i, i, i)
	}
	read := func(d *bench) {
		t.Helper()
		if err := d.readCompanies(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	a.write("companies/customers.csv", table.String())
	if err := a.readCompanies(t.Context()); err != nil {
		t.Fatal(err)
	}
	if ops, actions := a.ops(); ops != 250 || actions != 1 {
		t.Errorf("%d ops, %d actions", ops, actions)
	}
	if diff := cmp.Diff(map[string]string{"Name": "Company 7", "domain": "c7.example", "plan": "Business", "Our Rank": "=7"}, a.company("C7.example", "")); diff != "" {
		t.Error(diff)
	}
	read(a)
	a.send(b)
	b.write("companies/mine.csv", table.String())
	read(b)
	a.write("companies/customers.csv", strings.Replace(strings.Replace(table.String(), "Company 7,c7.example,Business", "Company 7,c7.example,Enterprise", 1), "Company 8,c8.example,Business,'=8\r\n", "", 1))
	read(a)
	if ops, actions := a.ops(); ops != 252 || actions != 2 {
		t.Errorf("%d ops, %d actions", ops, actions)
	}
	if ops, _ := b.ops(); ops != 250 {
		t.Errorf("%d ops at ben's", ops)
	}
	if a.company("c7.example", "")["plan"] != "Enterprise" || len(a.company("c8.example", "")) != 0 {
		t.Errorf("%v %v", a.company("c7.example", ""), a.company("c8.example", ""))
	}
	a.write("companies/customers.csv", "Name,domain\nOne,c1.example\n")
	read(a)
	if !strings.Contains(a.problems(), "248 of 249 companies") || len(a.company("c200.example", "")) == 0 {
		t.Error(a.problems())
	}
}

// The newest file of several has the say; a bad row or table never stops the rest.
func TestCompaniesOfSeveralTables(t *testing.T) {
	a := crew(t, clock(), "asha")[0]
	a.write("companies/old.csv", "name,domain,plan\nOld,x.example,Free\nOnly,y.example,Free\n")
	if err := a.readCompanies(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.write("companies/new.csv", "name,domain,plan\nNew,x.example,Pro\n,,Pro\nTwice,x.example,Max\n")
	a.write("companies/bad.csv", "nothing,of,this\n1,2,3\n")
	a.write("companies/latin.csv", "name,domain\nCaf\xe9,cafe.example\n")
	if err := a.readCompanies(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a.company("x.example", "")["plan"] != "Max" || a.company("y.example", "")["plan"] != "Free" {
		t.Errorf("%v %v", a.company("x.example", ""), a.company("y.example", ""))
	}
	for _, want := range []string{"bad.csv: no column is called name or domain", "latin.csv: it is not written in UTF-8", "line 3: it has neither", "line 4: x.example stands in line 2 too"} {
		if !strings.Contains(a.problems(), want) {
			t.Errorf("%q is not told:\n%s", want, a.problems())
		}
	}
}
