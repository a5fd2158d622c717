package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"deskhand/internal/ticket"
)

// testRoute is a version of a policy: kind says what its rules set.
func testRoute(from ticket.Time, kind string) Route {
	return Route{
		From: from, Print: kind, FreeMail: func(host string) bool { return host == "casa.example" && kind == "b" },
		Ask: func(a ticket.Arrival, c ticket.CompanyData) ticket.Routed {
			r := ticket.Routed{By: map[string]string{}}
			r.Department, r.By[ticket.PathDept] = kind+" "+c.Value(ticket.ColumnPlan), "rule “"+kind+"”"
			if a.DeliveredTo == "gdpr@kestrel.example" || kind == "c" {
				r.Owner, r.Priority, r.Tags = "team:support", ticket.High, []string{"vip", kind}
				r.By["tags/"+kind] = "rule “tags”"
			}
			return r
		},
	}
}

func (s *Store) withRoutes(list ...Route) {
	r := *s.rules.Load()
	slices.SortStableFunc(list, func(a, b Route) int { return int(a.From - b.From) })
	r.Routes = list
	s.SetRules(r)
}

// reroute does some of it, or all.
func reroute(t interface {
	Helper()
	Fatal(args ...any)
	Context() context.Context
}, s *Store, slices int,
) (tickets []string) {
	t.Helper()
	for range slices {
		c, more, err := s.Reroute(t.Context(), 2)
		if err != nil {
			t.Fatal(err)
		}
		if tickets = append(tickets, c.Tickets...); !more {
			break
		}
	}
	return tickets
}

const all = 1 << 20

// company is anything that is said of a company, or that a ticket is of one.
func (w *world) company(t *rapid.T) {
	domain := rapid.SampledFrom([]string{"halvorsen.example", "casa.example", "example"}).Draw(t, "domain")
	on := rapid.SampledFrom(w.anchors()).Draw(t, "on")
	id := ticket.CompanyID(domain, "")
	from := noon().Add(time.Duration(rapid.IntRange(-41*24, 4).Draw(t, "from")) * time.Hour)
	w.write(t, func(*Tx) ([]ticket.Draft, error) {
		switch rapid.IntRange(0, 5).Draw(t, "said") {
		case 0:
			return []ticket.Draft{ticket.SetField(id, ticket.PathRow, nil)}, nil
		case 1:
			return []ticket.Draft{ticket.SetCompanyField(id, ticket.ColumnPlan, rapid.SampledFrom([]string{"", "Hand"}).Draw(t, "plan"))}, nil
		case 2:
			return []ticket.Draft{ticket.SetField(on, ticket.PathCompany, id)}, nil
		}
		plan := rapid.SampledFrom([]string{"Scale", "Trial"}).Draw(t, "plan")
		d, err := ticket.SetRow(id, ticket.TimeOf(from), map[string]string{"domain": domain + rapid.SampledFrom([]string{"", ", lena@casa.example"}).Draw(t, "more"), "plan": plan, "churn risk": "high"})
		return []ticket.Draft{d}, err
	})
}

// rows is everything that a desk shows of its tickets.
func (w *world) rows(t *rapid.T) []string {
	var out []string
	err := w.s.Read(t.Context(), func(tx *Tx) error {
		for _, query := range []string{
			`SELECT anchor || ' ' || subject || ' ' || status || ' ' || owner || ' ' || priority || ' ' || department || ' ' || channel || ' ' || routed_at || ' ' || company || ' ' || sets || ' ' || queues FROM ticket ORDER BY anchor`,
			`SELECT kind || ' ' || value || ' ' || t.anchor FROM ticket_tag g JOIN ticket t ON t.id = g.ticket ORDER BY 1`,
			`SELECT queue || ' ' || sort || ' ' || t.anchor FROM queue_ticket q JOIN ticket t ON t.id = q.ticket ORDER BY 1`,
			`SELECT key || ' ' || object FROM company_key ORDER BY 1`,
		} {
			list, err := list[string](tx, query)
			if err != nil {
				return err
			}
			out = append(out, list...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestRoutedAnyOrder: whatever the order of policy versions, mails and ops, and however a change of the versions is cut
// off half way, two desks show the same rows, and those that a rebuild makes.
//
// features: B20, C11
func TestRoutedAnyOrder(t *testing.T) {
	now := noon()
	desk := func(device string) *world {
		s, err := Open(t.Context(), t.TempDir(), Options{Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() }) //nolint:errcheck // the test is over
		furnish(s)
		s.SetDevice(device)
		s.SetColleagues(map[string]string{"0000000000000": "asha", "1111111111111": "asha"})
		putAccount(t, s)
		return &world{s: s, now: &now}
	}
	here, there := desk("0000000000000"), desk("1111111111111")
	rapid.Check(t, func(t *rapid.T) {
		version := rapid.Custom(func(t *rapid.T) Route {
			at := noon().Add(time.Duration(rapid.IntRange(-41*24, 4).Draw(t, "from")) * time.Hour)
			return testRoute(ticket.TimeOf(at), rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "kind"))
		})
		versions := rapid.SliceOfNDistinct(version, 1, 4, func(r Route) ticket.Time { return r.From })
		for _, w := range []*world{here, there} {
			w.s.withRoutes(versions.Draw(t, "begin")...)
			w.wipe(t)
		}
		here.pool, here.roles = drawPool(t)
		there.pool, there.roles = here.pool, here.roles
		swap := func(w *world) func(*rapid.T) {
			return func(t *rapid.T) {
				w.s.withRoutes(versions.Draw(t, "versions")...)
				reroute(t, w.s, rapid.IntRange(0, 3).Draw(t, "slices"))
			}
		}
		for _, i := range rapid.Permutation(upTo(len(here.pool))).Draw(t, "mails") {
			for range rapid.IntRange(0, 2).Draw(t, "acts") {
				rapid.SampledFrom([]func(*rapid.T){here.act, here.act, here.part, here.undo, here.company, here.company, swap(here)}).Draw(t, "do")(t)
			}
			here.one(t, i)
		}
		ops, blobs := here.ops(t)
		for name, data := range blobs {
			if _, err := there.s.Carry(t.Context(), func(tx *Tx) error { return tx.PutBlob(name, data) }); err != nil {
				t.Fatal(err)
			}
		}
		mails := rapid.Permutation(upTo(len(here.pool))).Draw(t, "mails again")
		for n, part := range dealt(t, rapid.Permutation(ops).Draw(t, "ops again"), len(mails)) {
			there.whole(t, part)
			there.one(t, mails[n])
			if rapid.Bool().Draw(t, "swap") {
				swap(there)(t)
			}
		}
		final := versions.Draw(t, "final")
		for _, w := range []*world{here, there} {
			w.s.withRoutes(final...)
			reroute(t, w.s, all)
		}
		if diff := cmp.Diff(here.rows(t), there.rows(t)); diff != "" {
			t.Fatalf("-here +there\n%s", diff)
		}
		here.s.Settle()
		if _, diffs, err := here.s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
			t.Fatalf("rebuild: %v, %v", diffs, err)
		}
	})
}

// dealt deals a list into n parts.
func dealt[T any](t *rapid.T, list []T, n int) [][]T {
	out := make([][]T, n)
	for _, x := range list {
		i := rapid.IntRange(0, n-1).Draw(t, "part")
		out[i] = append(out[i], x)
	}
	return out
}

// TestReroute: a typo touches nothing, a new version only what came since, and what was cut off half way goes on.
//
// features: B20
func TestReroute(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	s.withRoutes(testRoute(0, "a"))
	writes(t, s, func(tx *Tx) error { return tx.dropProjections() })
	arrive(t, s, corpus(40)) // ten tickets, the newest began 60 minutes ago
	if got := reroute(t, s, all); len(got) != 0 {
		t.Errorf("routed anew, though nothing changed: %v", got)
	}
	ago := func(minutes int) ticket.Time { return ticket.TimeOf(noon().Add(-time.Duration(minutes) * time.Minute)) }
	s.withRoutes(testRoute(0, "a"), testRoute(ago(0), "b"))
	if got := reroute(t, s, all); len(got) != 0 {
		t.Errorf("a version from now on touches %d tickets", len(got))
	}
	s.withRoutes(testRoute(0, "a"), testRoute(ago(3*80+5), "b"))
	if got := reroute(t, s, 1); len(got) != 2 {
		t.Errorf("the first slice holds %v", got)
	}
	s.withRoutes(testRoute(0, "a"), testRoute(ago(3*80+5), "a")) // and back, half way
	reroute(t, s, all)
	s.withRoutes(testRoute(0, "a"), testRoute(ago(3*80+5), "c"))
	if got := reroute(t, s, all); len(got) != 3 {
		t.Errorf("a version from before three tickets touches %v", got)
	}
	var departments []string
	err := s.Read(t.Context(), func(tx *Tx) (err error) {
		departments, err = list[string](tx, `SELECT department FROM ticket ORDER BY routed_at`)
		return err
	})
	if got := strings.Join(departments, ""); err != nil || got != strings.Repeat("a ", 7)+strings.Repeat("c ", 3) {
		t.Errorf("departments %q, %v", got, err)
	}
	if got := fmt.Sprint(differing([]routeVersion{{5, "x"}}, []routeVersion{{1, "x"}, {9, "y"}, {12, "x"}})); got != "[[9 12]]" {
		t.Errorf("differing: %s", got)
	}
}

// TestCompanyOf: by the address before its domain, by its domain before those above; free mail is nobody's; a company set
// by hand stands; a changed row shows at once on all its tickets, and routes none of the past.
//
// features: C11, D2, D4
func TestCompanyOf(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	s.withRoutes(testRoute(0, "b"))
	writes(t, s, func(tx *Tx) error { return tx.dropProjections() })
	from := func(addr, id string) Arrival {
		raw := fmt.Sprintf("From: <%s>\r\nTo: support@kestrel.example\r\nDate: %s\r\nSubject: %s\r\nMessage-ID: <%s@x>\r\n\r\nHello", addr, noon().Format(time.RFC1123Z), id, id)
		return Arrival{Internal: noon(), Raw: []byte(raw), Size: int64(len(raw))}
	}
	arriveIn(t, s, "inbox", from("a@sub.atlas.example", "sub"), from("b@atlas.example", "plain"), from("boss@atlas.example", "boss"), from("c@casa.example", "free"), from("d@other.example", "other"))
	say := func(domain, plan string, at time.Time) {
		t.Helper()
		d, err := ticket.SetRow(ticket.CompanyID(domain, ""), ticket.TimeOf(at), map[string]string{"name": "The " + domain, "domain": domain, "plan": plan})
		if err != nil {
			t.Fatal(err)
		}
		write(t, s, d)
	}
	early := noon().Add(-time.Hour)
	say("atlas.example", "Scale", early)
	say("boss@atlas.example", "Boss", early)
	say("casa.example", "Free", early)
	say("www.hand.example", "Hand", early)
	write(t, s, ticket.SetField(anchorOf(t, s, "other"), ticket.PathCompany, ticket.CompanyID("www.hand.example", "")))
	shown := func() map[string]string {
		t.Helper()
		out := map[string]string{}
		err := s.Read(t.Context(), func(tx *Tx) error {
			for _, subject := range []string{"sub", "plain", "boss", "free", "other"} {
				tk, _, err := tx.Ticket(anchorOf(t, s, subject))
				if err != nil {
					return err
				}
				out[subject] = tk.Department
				if tk.Company != nil {
					out[subject] += " | " + tk.Company.Name + " " + tk.Company.Plan
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	want := map[string]string{
		"sub": "b Scale | The atlas.example Scale", "plain": "b Scale | The atlas.example Scale", "boss": "b Boss | The boss@atlas.example Boss",
		"free": "b ", "other": "b Hand | The www.hand.example Hand",
	}
	if diff := cmp.Diff(want, shown()); diff != "" {
		t.Error(diff)
	}
	say("atlas.example", "Business", noon().Add(time.Hour))
	say("www.hand.example", "Second", noon().Add(time.Hour))
	want["sub"], want["plain"], want["other"] = "b Scale | The atlas.example Business", "b Scale | The atlas.example Business", "b Hand | The www.hand.example Second"
	if diff := cmp.Diff(want, shown()); diff != "" {
		t.Error(diff)
	}
	err := s.Read(t.Context(), func(tx *Tx) error {
		for typed, n := range map[string]int{"The atlas.example": 1, "ATLAS.example": 1, "the": 4, "nobody": 0, "": 0} {
			if got, err := tx.CompaniesLike(typed, 9); err != nil || len(got) != n {
				t.Errorf("%q finds %v, %v", typed, got, err)
			}
		}
		tk, row, err := tx.Ticket(anchorOf(t, s, "sub"))
		if err != nil {
			return err
		}
		object, err := tx.CompanyOfTicket(row)
		if err != nil {
			return err
		}
		others, err := tx.OthersOfCompany(tk.ID, object, 9)
		if err != nil || len(others) != 1 || others[0].Subject != "plain" {
			t.Errorf("others %+v, %v", others, err)
		}
		data, err := tx.Company(object)
		if err != nil || data.Value(ticket.ColumnPlan) != "Business" {
			t.Errorf("company %v, %v", data, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestPolicyVersions: kept with their moments, in their order, byte for byte.
func TestPolicyVersions(t *testing.T) {
	s := open(t, t.TempDir())
	versions := []PolicyVersion{{5, []byte("first")}, {5, []byte("second")}, {9, []byte(strings.Repeat("long ", 5000))}}
	var got []PolicyVersion
	writes(t, s, func(tx *Tx) (err error) {
		for _, v := range append([]PolicyVersion{{1, []byte("sample")}}, versions...) {
			if err := tx.AddPolicyVersion(v, string(v.Source) == "first"); err != nil {
				return err
			}
		}
		got, err = tx.PolicyVersions()
		return err
	})
	if diff := cmp.Diff(versions, got); diff != "" {
		t.Error(diff)
	}
}
