package policy

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// labels are the labels of a list, joined.
func labels[T any](items []T, of func(T) string) string {
	var out []string
	for _, x := range items {
		out = append(out, of(x))
	}
	return strings.Join(out, "; ")
}

// The constants of features.md, word for word.
//
// features: B17, B19, C8, C9, C15, C16, C17
func TestSampleHoldsTheConstants(t *testing.T) {
	p := Default()
	group := func(id string) string {
		for _, g := range p.TagGroups() {
			if g.ID == id {
				return labels(g.Tags, func(t Tag) string { return t.Label })
			}
		}
		return ""
	}
	for _, c := range []struct{ got, want string }{
		{
			labels(p.Statuses("support"), func(s Status) string { return s.Label + " " + s.ID + " " + s.Key }),
			"Triage triage t; Open w/Support open o; In progress w/Support in-progress p; Pending Other Department pending-department d; " +
				"Pending Partner Response pending-partner w; Resolved resolved r; Closed closed c",
		},
		{labels(p.Pipelines(), func(x Pipeline) string { return x.Label }), "Support; Issues/Bugs; Digital Marketing; Cancelations; Billing"},
		{labels(p.Priorities(), func(x Priority) string { return x.ID + " " + x.Label + " " + x.Key }), "low Low 1; medium Medium 2; high High 3; urgent Urgent 4"},
		{labels(p.Departments(), func(x Department) string { return x.Label }), "Paid Support; Trials; Community"},
		{
			group("area"), "Cloud Service; Marketplace; Omnichannel; Authentication; Apps / Integrations; Data Import / Export; Scalability; Deployment; " +
				"Permissions / Settings; Privacy; Compliance; Team Collaboration; Administration; Video Conferencing; Mobile / React Native; " +
				"Frontend Backend API; Electron; UX/UI",
		},
		{group("type"), "Insufficient Documentation; Bug; Consulting; Sales Related Question"},
		{
			group("special"), "deletion request; cancel subscription; database export; billing; refund; cloud account; connectivity services; " +
				"self-hosted registration; licensing; push notification; bad user experience",
		},
		{labels(p.Categories(), func(x Category) string { return x.Label }), "Sites; Contacts; Landing Pages; Reservations; Billing; Integrations; Account; Other"},
		{
			labels(p.Channels(), func(x Channel) string { return x.Label }),
			"Email; Web form; Portal; Live chat; Bot; Phone; WhatsApp; SMS; Facebook; Twitter; App review; Internal",
		},
		{labels(p.SnoozeReasons(), func(x SnoozeReason) string { return x.ID }), "us; client; department"},
		{labels(p.NoAnswerReasons(), func(x Reason) string { return x.ID }), "nothing-asked; thanks; machine; spam; duplicate; information"},
		{labels(p.Members(), func(m Member) string { return m.ID + " " + string(m.Role) + " " + m.Tier }), "asha agent L1; lena lead L1; jonas expert Expert; ana agent L1"},
		{labels(p.AfterClosing(), func(q Question) string { return q.Makes }), "doc; bug; idea"},
		{strings.Join(p.Identities().Access, ""), "automation@viasocket.com"},
		{strings.Join(p.Identities().Numbers, ""), "+1 315 444 2439"},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Error(diff)
		}
	}
	for _, local := range []string{"cloud", "omni", "support", "suporte", "security", "gdpr"} {
		a, ok := p.Address(local + "@kestrel.example")
		if !ok || a.Queue != (local == "security" || local == "gdpr") {
			t.Errorf("%s: %+v, %t", local, a, ok)
		}
	}
	if p.Attempts() != 3 || p.TeamName() != "Kestrel Support" || p.FirstStatus("support") != "open" || p.DefaultPriority() != "medium" {
		t.Errorf("attempts %d, team %q, first %q, priority %q", p.Attempts(), p.TeamName(), p.FirstStatus("support"), p.DefaultPriority())
	}
}

func TestSampleFigures(t *testing.T) {
	p := Default()
	if len(p.Tasks().Columns) != 18 || p.Tasks().ETADays != 2 || p.Tasks().Work.Duration() != 2*time.Hour {
		t.Errorf("tasks: %+v", p.Tasks())
	}
	if diff := cmp.Diff([]time.Duration{10 * time.Minute, time.Minute}, p.Remind()); diff != "" {
		t.Error(diff)
	}
	c := p.Calls()
	if c.ScreenShare.Duration() != 15*time.Minute || c.Absent.Duration() != 5*time.Minute || c.Reschedule.Duration() != 15*time.Minute {
		t.Errorf("calls: %+v", c)
	}
	forms := p.Reports().Forms
	if len(forms) != 2 || len(forms[0].Headings) != 8 || len(forms[1].Headings) != 6 || len(p.Reports().Idle) != 7 {
		t.Errorf("reports: %+v", p.Reports())
	}
	if s := p.Score(); s.Positive != 50 || s.Negative != -50 || s.ShownTo != "agent" {
		t.Errorf("score: %+v", s)
	}
	if p.DefaultDepartment() != "community" || len(p.Holidays()) == 0 || len(p.Cadences()[0].Steps) != 3 || len(p.Guard().FreeMail) == 0 {
		t.Error("departments, holidays, cadences or guard are not as the sample says")
	}
	for plan, want := range map[string]time.Duration{"paid urgent": 30 * time.Minute, "paid low": 4 * time.Hour, "community high": 48 * time.Hour} {
		department, priority, _ := strings.Cut(plan, " ")
		if got, ok := p.Target(department, "", priority); !ok || got.FirstResponse.Duration() != want {
			t.Errorf("%s: %+v, %t", plan, got, ok)
		}
	}
	if _, ok := p.Target("nowhere", "", "low"); ok {
		t.Error("a department without targets has one")
	}
	if p.SLA().Warn.Duration() != time.Hour {
		t.Errorf("sla: %+v", p.SLA())
	}
}

// features: F5, C15
func TestSampleChecklists(t *testing.T) {
	p := Default()
	ids := func(c Case) string { return labels(p.Checklist(c), func(l Line) string { return l.ID }) }
	self := "; self-solved; self-reported; self-idea; self-docs; self-feedback; self-db; tested"
	customer := "first-reply; every-message-read; no-open-ask; no-open-promise; no-draft; hand-off; area-tag"
	for _, c := range []struct {
		name string
		c    Case
		want string
	}{
		{"customer", Case{Customer: true}, customer},
		{"internal", Case{}, "every-message-read; no-draft; hand-off; area-tag"},
		{"call", Case{Customer: true, Call: true}, customer + "; callback-done; minutes"},
		{"meeting", Case{Customer: true, Meeting: true}, customer + "; minutes"},
		{"pending", Case{Customer: true, Pending: true}, customer + "; pending-reason"},
		{"bug", Case{Customer: true, Tags: []string{"bug"}}, customer + "; link-named"},
		{"expert", Case{Customer: true, OwnerTier: "Expert"}, customer + self},
		{"task", Case{Customer: true, Task: true, PlugIn: true}, customer + self + "; written-feedback; task-row; plug-in"},
	} {
		if diff := cmp.Diff(c.want, ids(c.c)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	if l, ok := p.ChecklistLine("area-tag"); !ok || l.Evidence != EvidenceAreaTag || !l.Required {
		t.Errorf("%+v", l)
	}
}
