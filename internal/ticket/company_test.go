package ticket

import (
	"math/rand"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"deskhand/internal/journal"
)

func of(l *log) [][]journal.Record { return [][]journal.Record{l.records} }

func values(d CompanyData) map[string]string {
	out := map[string]string{}
	for id, f := range d {
		out[id] = f.Value
	}
	return out
}

// TestCompany: the row in force at a moment, the oldest for what is older; what is written by hand stands over it from
// then on; a row that was taken back never was.
//
// features: C11, D2, D3, D4, D5, D6
func TestCompany(t *testing.T) {
	l := newLog(t)
	id := CompanyID("Atlas.example", "Atlas Clinics")
	if id != CompanyID(" atlas.EXAMPLE ", "") || CompanyID("", "Atlas") == id || CompanyID("", " ") != "" || id[0] != 'c' || len(id) != len(anchorA) {
		t.Errorf("id %q", id)
	}
	row := func(at, from int, row map[string]string) string {
		d, err := SetRow(id, mins(from), row)
		if err != nil {
			t.Fatal(err)
		}
		return l.act(devMe, mins(at), d)
	}
	row(1, 10, map[string]string{"name": "Atlas Clinics", "domain": "atlas.example, www.atlas.test", "plan": "Trial", "Churn Risk": "low", "größe": "12"})
	row(2, 50, map[string]string{"name": "Atlas Clinics", "domain": "atlas.example", "plan": "Scale", "email alias": "help@desk.example"})
	wrong := row(3, 60, map[string]string{"plan": "wrong"})
	undo, _, err := Undo(of(l), wrong)
	if err != nil {
		t.Fatal(err)
	}
	l.act(devMe, mins(4), undo...)
	l.act(devOther, mins(55), SetCompanyField(id, ColumnChurn, "high"))
	p := CompanyOf(l.records, l.text)
	if other := ColumnID("grüße"); other == ColumnID("größe") || other != ColumnID(" Grüße ") {
		t.Errorf("two columns are one: %s", other)
	}
	old := map[string]string{"name": "Atlas Clinics", "domain": "atlas.example, www.atlas.test", "plan": "Trial", "churn-risk": "low", ColumnID("größe"): "12"}
	for at, want := range map[Time]map[string]string{
		0: old, mins(10): old, mins(49): old,
		mins(50): {"name": "Atlas Clinics", "domain": "atlas.example", "plan": "Scale", "email-alias": "help@desk.example"},
		Forever:  {"name": "Atlas Clinics", "domain": "atlas.example", "plan": "Scale", "email-alias": "help@desk.example", "churn-risk": "high"},
	} {
		if diff := cmp.Diff(want, values(p.At(at))); diff != "" {
			t.Errorf("at %v\n%s", at.Go(), diff)
		}
	}
	if diff := cmp.Diff([]string{"atlas.example", "atlas.test", "help@desk.example"}, p.Keys()); diff != "" {
		t.Error(diff)
	}
	if s := p.At(Forever).Short(); *s != (Company{"Atlas Clinics", "Scale", "high"}) {
		t.Errorf("short %+v", s)
	}
	var order []string
	for _, f := range p.At(mins(10)).Fields() {
		order = append(order, f.Label)
	}
	if diff := cmp.Diff([]string{"name", "domain", "plan", "Churn Risk", "größe"}, order); diff != "" {
		t.Error(diff)
	}
	l.act(devMe, mins(70), SetField(id, PathRow, nil), SetCompanyField(id, ColumnChurn, ""))
	if got := CompanyOf(l.records, l.text).At(Forever); len(got) != 0 || got.Short() != nil {
		t.Errorf("it stands in no table any more, and is %v", got)
	}
}

// TestCompanyAnyOrder: the same past from any order of ops.
func TestCompanyAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newLog(t)
		id := CompanyID("x.example", "")
		moment := rapid.IntRange(0, 60)
		var actions []string
		for n := range rapid.IntRange(0, 8).Draw(t, "acts") {
			device := rapid.SampledFrom([]string{devMe, devOther}).Draw(t, "device")
			switch rapid.IntRange(0, 3).Draw(t, "act") {
			case 0:
				d, err := SetRow(id, mins(moment.Draw(t, "from")), map[string]string{"domain": "x.example", "plan": rapid.StringMatching("[a-c]").Draw(t, "plan")})
				if err != nil {
					t.Fatal(err)
				}
				actions = append(actions, l.act(device, mins(n), d))
			case 1:
				actions = append(actions, l.act(device, mins(moment.Draw(t, "at")), SetCompanyField(id, ColumnPlan, rapid.SampledFrom([]string{"", "hand"}).Draw(t, "value"))))
			case 2:
				l.act(device, mins(n), SetField(id, PathRow, nil))
			case 3:
				if len(actions) > 0 {
					undo, _, err := Undo(of(l), rapid.SampledFrom(actions).Draw(t, "undone"))
					if err == nil && len(undo) > 0 {
						l.act(device, mins(n), undo...)
					}
				}
			}
		}
		look := func() map[Time]map[string]string {
			out := map[Time]map[string]string{}
			p := CompanyOf(l.records, l.text)
			for at := range 62 {
				out[mins(at)] = values(p.At(mins(at)))
			}
			out[0], out[Forever] = values(p.At(0)), values(p.At(Forever))
			return out
		}
		want := look()
		shuffle := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
		shuffle.Shuffle(len(l.records), func(i, j int) { l.records[i], l.records[j] = l.records[j], l.records[i] })
		l.records = append(l.records, slices.Clone(l.records[:len(l.records)/2])...)
		if diff := cmp.Diff(want, look()); diff != "" {
			t.Fatal(diff)
		}
	})
}
