package desk

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/inbox"
	"deskhand/internal/desk/work"
	"deskhand/internal/policy"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// ruled writes a policy.yaml with these routing rules, and puts it in force as its watch does.
func (o *office) ruled(rules string) {
	o.t.Helper()
	src := string(policy.Sample())
	head, rest, ok := strings.Cut(src, "\nrouting:\n")
	_, rest, ok2 := strings.Cut(rest, "\n# An example: replace the figures")
	if !ok || !ok2 {
		o.t.Fatal("the sample has no routing section")
	}
	o.put(head + "\nrouting:\n" + rules + "\n# An example: replace the figures" + rest)
}

func (o *office) put(src string) {
	o.t.Helper()
	if err := os.WriteFile(filepath.Join(o.dir, policyFile), []byte(src), 0o600); err != nil {
		o.t.Fatal(err)
	}
	if !o.d.usePolicy([]byte(src)) {
		o.t.Fatal("the policy is broken")
	}
	o.d.reengage(o.t.Context())
}

func (o *office) versions() (n int) {
	o.t.Helper()
	err := o.d.store.Read(o.t.Context(), func(tx *store.Tx) error {
		list, err := tx.PolicyVersions()
		n = len(list)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

func (o *office) titled(subject string) ticket.Ticket {
	o.t.Helper()
	all := do[[]ticket.Ticket](o.t)(tickets(o.t.Context(), o.d, "is:any"))
	i := slices.IndexFunc(all, func(t ticket.Ticket) bool { return t.Subject == subject })
	if i < 0 {
		o.t.Fatalf("no ticket %q", subject)
	}
	return all[i]
}

// TestRoutingAsOfArrival: the rules in force when the first mail came decide, also after a restart; a typo makes no version;
// history says which rule; what somebody sets stays; and the rules of today hold for open tickets when somebody says so, in
// one undo.
//
// features: B20
func TestRoutingAsOfArrival(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	if n := o.versions(); n != 1 || o.ticket().Department != "community" {
		t.Errorf("%d versions, department %q", n, o.ticket().Department)
	}
	// The first rules of the team's own hold for its past too.
	o.ruled("  - {name: cloud, when: [{deliveredTo: cloud@kestrel.example}], set: {department: paid, owner: \"team:support\", tags: [cloud-service]}}\n")
	first := func() {
		t.Helper()
		if k := o.ticket(); k.Department != "paid" || k.Owner != "team:support" || !slices.Equal(k.Tags, []string{"cloud-service"}) || k.By["department"] != "rule “cloud”" {
			t.Errorf("the first ticket is %q %q %v %v", k.Department, k.Owner, k.Tags, k.By)
		}
	}
	first()
	o.c.set(o.c.now().Add(time.Hour))
	o.ruled("  - {name: newer, when: [{from: \"@halvorsen.example\"}], set: {department: trials, priority: high, tags: [bug]}}\n")
	if n := o.versions(); n != 2 {
		t.Errorf("%d versions", n)
	}
	src, err := os.ReadFile(filepath.Join(o.dir, policyFile))
	if err != nil {
		t.Fatal(err)
	}
	o.put(strings.Replace(string(src), "label: Cloud Service", "label: Cloud  Services", 1))
	if n := o.versions(); n != 2 {
		t.Errorf("a label makes a version: %d", n)
	}
	o.c.set(o.c.now().Add(time.Minute))
	h := o.hand()
	m := letter(o.c.now(), "q2@halvorsen.example", theirs, "support@kestrel.example", "Another", "", "Where?")
	m.Raw = append([]byte("Received: from mx by mx; "+o.c.now().Format(time.RFC1123Z)+"\r\n"), m.Raw...)
	h.Append("INBOX", m)
	o.sync()
	for range 2 {
		first()
		if k := o.titled("Another"); k.Department != "trials" || k.Priority != ticket.High || !slices.Equal(k.Tags, []string{"bug"}) {
			t.Errorf("the later ticket is %+v", k)
		}
		o.again()
	}
	history := do[[]ticket.Change](t)(o.d.Inbox.History(ctx, o.id))
	if got, want := history[len(history)-1].Text, "by rule “cloud”: department Paid Support, owner Support, tag Cloud  Services"; got != want {
		t.Errorf("history tells %q, want %q", got, want)
	}
	do[core.Done](t)(o.d.Work.Priority(ctx, o.id, "low"))
	want := []work.ReroutedItem{
		{Field: "department", Old: "paid", New: "trials", By: "rule “newer”"},
		{Field: "owner", Old: "team:support"},
		{Field: "tags", Old: "cloud-service"},
		{Field: "tags", New: "bug", By: "rule “newer”"},
	}
	would := do[[]work.Rerouted](t)(o.d.Work.OpenRouting(ctx))
	if len(would) != 1 || would[0].Ticket != o.id {
		t.Fatalf("would change %+v", would)
	}
	if diff := cmp.Diff(want, would[0].Fields); diff != "" {
		t.Error(diff)
	}
	first()
	done, list, err := o.d.Work.ApplyRouting(ctx)
	if err != nil || len(list) != 1 || !done.Undo {
		t.Fatal(done, list, err)
	}
	if k := o.ticket(); k.Department != "trials" || k.Owner != "" || !slices.Equal(k.Tags, []string{"bug"}) || k.Priority != ticket.Low || len(k.By) != 0 {
		t.Errorf("applied: %+v", k)
	}
	if again := do[[]work.Rerouted](t)(o.d.Work.OpenRouting(ctx)); len(again) != 0 {
		t.Errorf("applied, and would change %+v", again)
	}
	do[core.Done](t)(o.d.Undo(ctx, done.Op, false))
	first()
	p, _ := policy.Parse(policy.Sample())
	tried := do[[]work.Rerouted](t)(o.d.Work.TryRouting(ctx, p, o.c.now().Add(-time.Hour)))
	if len(tried) != 1 || tried[0].Subject != "Another" {
		t.Errorf("the sample would change %+v", tried)
	}
}

// TestRoutedClaim: a ticket that only a rule gave to a team is taken as an unowned one is, so that of two who take it apart
// the earlier has it; and a tag of a rule is taken off.
//
// features: B20, B7
func TestRoutedClaim(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.ruled("  - {when: [{channel: email}], set: {owner: \"team:support\", tags: [bug, billing]}}\n")
	do[core.Done](t)(o.d.Work.Tag(ctx, o.id, nil, []string{"bug"}))
	do[core.Done](t)(o.d.Work.Claim(ctx, o.id, false))
	if k := o.ticket(); k.Owner != "asha" || !slices.Equal(k.Tags, []string{"billing"}) {
		t.Errorf("%q %v", k.Owner, k.Tags)
	}
	if h := do[[]ticket.Change](t)(o.d.Inbox.History(ctx, o.id)); !strings.HasPrefix(h[0].Text, "took it") || h[1].Text != "removed the tag Bug" {
		t.Errorf("history %q, %q", h[0].Text, h[1].Text)
	}
	o.undo()
	if k := o.ticket(); k.Owner != "team:support" {
		t.Errorf("taken back, it is %q's", k.Owner)
	}
	o.undo()
	if k := o.ticket(); !slices.Equal(k.Tags, []string{"billing", "bug"}) {
		t.Errorf("taken back, tags %v", k.Tags)
	}
}

// TestCompanyRouting: a company's plan leads to its department and its staff, a row that changes later shows and routes
// none of the past, a field by hand stands, and a company set by hand where the address says none.
//
// features: B20, C11, D2, D4, D6, D7
func TestCompanyRouting(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.ruled("  - {name: staff, when: [{company: Halvorsen}], set: {owner: staff}}\n")
	row := func(at time.Time, plan string) {
		t.Helper()
		d, err := ticket.SetRow(ticket.CompanyID("halvorsen.example", ""), ticket.TimeOf(at), map[string]string{"name": "Halvorsen", "domain": "halvorsen.example", "plan": plan, "staff": "asha", "churn risk": "low", "floor": "3"})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.d.core.Write(ctx, func(*store.Tx) (core.Edit, error) { return core.Edit{Drafts: []ticket.Draft{d}}, nil }); err != nil {
			t.Fatal(err)
		}
	}
	row(o.c.now().Add(-48*time.Hour), "Scale")
	row(o.c.now(), "Trial")
	k := o.ticket()
	if k.Department != "paid" || k.By["department"] != "plan Scale" || k.Owner != "asha" || *k.Company != (ticket.Company{Name: "Halvorsen", Plan: "Trial", ChurnRisk: "low"}) {
		t.Errorf("%q %v %q %+v", k.Department, k.By, k.Owner, k.Company)
	}
	do[core.Done](t)(o.d.Work.CompanyField(ctx, o.id, "Churn risk", "high"))
	r := do[inbox.CompanyRecord](t)(o.d.Inbox.Company(ctx, o.id))
	if r.Churn != "high" || r.ByHand || len(r.Fields) != 6 || !r.Fields[4].ByHand || r.Fields[5].Label != "floor" {
		t.Errorf("record %+v", r)
	}
	do[core.Done](t)(o.d.Work.CompanyField(ctx, o.id, "Churn risk", ""))
	if k := o.ticket(); k.Company.ChurnRisk != "low" {
		t.Errorf("given back, churn risk %q", k.Company.ChurnRisk)
	}
	h := o.hand()
	h.Append("INBOX", letter(o.c.now(), "free@mail.example", "Pat <pat@gmail.com>", "support@kestrel.example", "From home", "", "It is me."))
	o.sync()
	private := o.titled("From home")
	if _, err := o.d.Inbox.Company(ctx, private.ID); fault.From(err).Code != fault.NotFound || private.Company != nil {
		t.Errorf("free mail is of %+v, %v", private.Company, err)
	}
	if _, err := o.d.Work.Company(ctx, private.ID, "nobody"); fault.From(err).Code != fault.NotFound {
		t.Errorf("an unknown company: %v", err)
	}
	do[core.Done](t)(o.d.Work.Company(ctx, private.ID, "halv"))
	if r := do[inbox.CompanyRecord](t)(o.d.Inbox.Company(ctx, private.ID)); !r.ByHand || r.Name != "Halvorsen" || len(r.Others) != 1 || r.Others[0].ID != o.id {
		t.Errorf("set by hand: %+v", r)
	}
	do[core.Done](t)(o.d.Work.Company(ctx, private.ID, ""))
	if k := o.titled("From home"); k.Company != nil {
		t.Errorf("given back: %+v", k.Company)
	}
}

// TestElsewhere: a mail that another program put into Sent, and a customer's that it only marked as answered.
func TestElsewhere(t *testing.T) {
	o := newOffice(t)
	h := o.hand()
	elsewhere := func() (out []string) {
		for _, e := range do[[]ticket.Entry](t)(o.d.Inbox.Entries(t.Context(), o.id)) {
			if e.Elsewhere {
				out = append(out, e.Direction)
			}
		}
		return out
	}
	if got := elsewhere(); len(got) != 0 {
		t.Errorf("at first %v", got)
	}
	h.Flag("INBOX", `\Answered`, true, h.UIDs("INBOX")...)
	o.sync()
	if got := elsewhere(); !slices.Equal(got, []string{"in"}) {
		t.Errorf("marked by another program: %v", got)
	}
	h.Append("Sent", letter(o.c.now(), "phone@kestrel.example", ours, theirs, "Re: October export stops", question, "From my telephone."))
	o.sync()
	if got := elsewhere(); !slices.Equal(got, []string{"out"}) {
		t.Errorf("sent by another program: %v", got)
	}
}

// TestTeamRouting: every laptop of a team routes alike, by the admin's versions of the policy and by the company tables
// that travel, whatever came first; what a member proposes routes nothing; and what was routed stays.
//
// features: B20, C11
func TestTeamRouting(t *testing.T) {
	c := newTeam(t, 3)
	asha, lena, jonas := c.desks[0], c.desks[1], c.desks[2]
	c.share()
	rule := func(was, rules string) string {
		head, rest, _ := strings.Cut(was, "\nrouting:\n")
		_, rest, _ = strings.Cut(rest, "\n# An example: replace the figures")
		return head + "\nrouting:\n" + rules + "\n# An example: replace the figures" + rest
	}
	first := c.deliver(c.question(1, 0))[0]
	c.clock.set(c.clock.now().Add(time.Hour))
	lena.write("companies/crm.csv", "name,domain,plan,staff,churn risk\nHalvorsen,halvorsen.example,Scale,lena,high\n")
	asha.write("policy.yaml", rule(asha.reads("policy.yaml"), "  - {name: staff, when: [{plan: Scale}], set: {owner: staff, tags: [bug]}}\n"))
	c.share()
	c.clock.set(c.clock.now().Add(time.Hour))
	second := c.deliver(c.question(2, 0))[0]
	jonas.write("policy.yaml", rule(jonas.reads("policy.yaml"), "  - {name: mine, when: [{channel: email}], set: {department: trials}}\n"))
	c.share()
	type row struct {
		Department, Owner, History string
		Tags                       []string
		Company                    ticket.Company
	}
	look := func(d *teamDesk, id string) row {
		t.Helper()
		k := do[ticket.Ticket](t)(d.Inbox.Ticket(t.Context(), id))
		h := do[[]ticket.Change](t)(d.Inbox.History(t.Context(), id))
		r := row{Department: k.Department, Owner: k.Owner, Tags: k.Tags}
		if k.Company != nil {
			r.Company = *k.Company
		}
		if len(h) > 0 {
			r.History = h[len(h)-1].Text
		}
		return r
	}
	co := ticket.Company{Name: "Halvorsen", Plan: "Scale", ChurnRisk: "high"}
	for _, d := range c.desks {
		if diff := cmp.Diff(row{Department: "paid", History: "by rule “customers with a contract”: department Paid Support", Tags: []string{}, Company: co}, look(d, first)); diff != "" {
			t.Errorf("%s, the first\n%s", d.agent, diff)
		}
		want := row{Department: "paid", Owner: "lena", History: "by plan Scale: department Paid Support; by rule “staff”: owner Lena, tag Bug", Tags: []string{"bug"}, Company: co}
		if diff := cmp.Diff(want, look(d, second)); diff != "" {
			t.Errorf("%s, the second\n%s", d.agent, diff)
		}
	}
}
