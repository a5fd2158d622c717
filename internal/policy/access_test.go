package policy

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// features: B17
func TestStatusAnswers(t *testing.T) {
	p := Default()
	for _, c := range []struct {
		pipeline, id, label string
		kind                Kind
	}{
		{"support", "open", "Open w/Support", KindOpen},
		{"issues", "in-progress", "In progress w/Issues/Bugs", KindOpen},
		{"billing", "pending-partner", "Pending Partner Response", KindWaiting},
		{"", "open", "Open", KindOpen},
		{"gone", "resolved", "Resolved", KindDone},
		{"support", "martian", "martian", KindOpen},
	} {
		if l, k := p.StatusLabel(c.pipeline, c.id), p.StatusKind(c.pipeline, c.id); l != c.label || k != c.kind {
			t.Errorf("%s/%s: %q %s", c.pipeline, c.id, l, k)
		}
	}
	if s, _ := p.Status("support", "closed"); s.Ending != EndingSilent || !s.Reopens {
		t.Errorf("closed: %+v", s)
	}
	own := strings.Replace(small, "{id: a, label: A}", "{id: a, label: A}, {id: b, label: B, statuses: [{id: x, label: X, kind: open}, {id: y, label: Y, kind: open, first: true}, {id: z, label: Z, kind: done, ending: silent}]}", 1)
	q, problems := Parse([]byte(own))
	if q == nil {
		t.Fatal(problems)
	}
	if q.FirstStatus("b") != "y" || q.FirstStatus("a") != "new" || len(q.Statuses("b")) != 3 || q.Attempts() != 3 || q.Zone() != "UTC" {
		t.Errorf("own statuses: %q %q %d", q.FirstStatus("b"), q.FirstStatus("a"), len(q.Statuses("b")))
	}
	if q.StatusLabel("b", "end") != "End" {
		t.Error("a status set before the move to another pipeline is lost")
	}
}

func TestPeopleAndAddresses(t *testing.T) {
	p := Default()
	for addr, want := range map[string]bool{
		"support@kestrel.example": true, "Support@Kestrel.Example": true, "support+7q2m@kestrel.example": true,
		"support@kestrel.example.evil": false, "asha@kestrel.example": false, "": false, "@kestrel.example": false,
	} {
		if p.IsOurAddress(addr) != want {
			t.Errorf("%q is ours: %t", addr, !want)
		}
	}
	if diff := cmp.Diff([]string{"support", "billing"}, p.TeamsOf("lena")); diff != "" {
		t.Error(diff)
	}
	for owner, want := range map[string]string{"asha": "Asha", "team:experts": "Automation Experts", "": "nobody", "ghost": "ghost", "team:ghost": "ghost"} {
		if got := p.OwnerLabel(owner); got != want {
			t.Errorf("%q is %q", owner, got)
		}
	}
	if p.OwnerMay("team:campaigns", "chat") || !p.OwnerMay("team:campaigns", "email") || !p.OwnerMay("team:support", "chat") || !p.OwnerMay("asha", "chat") {
		t.Error("the channels a team may own are not kept")
	}
	if p.TagGroup("bug") != "type" || p.TagGroup("free") != "" || p.TagLabel("ux-ui") != "UX/UI" || len(p.AreaTags()) != 18 {
		t.Error("tags")
	}
}

// features: B8
func TestAfterFirstReply(t *testing.T) {
	if got := Default().AfterFirstReply("asha", "email"); got != "" {
		t.Errorf("the sample hands tickets to %q", got)
	}
	rule := func(to string) (*Policy, []Problem) {
		return Parse([]byte(strings.Replace(string(Sample()), "{id: support, label: Support}\n    - {id: experts", "{id: support, label: Support, ownerAfterFirstReply: "+to+"}\n    - {id: experts", 1)))
	}
	for to, want := range map[string]string{
		"team:experts": "team:experts", "experts": "team:experts", "support": "team:support", "jonas": "jonas", "\"\"": "",
		"nobody": "", "team:jonas": "", "team:nobody": "",
	} {
		p, problems := rule(to)
		if p == nil {
			t.Fatalf("%s: %v", to, problems)
		}
		if got := p.AfterFirstReply("asha", "email"); got != want {
			t.Errorf("%s: %q, want %q", to, got, want)
		}
		if bad := len(problems) > 0; bad != (want == "" && to != "\"\"") {
			t.Errorf("%s: %v", to, problems)
		}
		if len(problems) > 0 && (problems[0].Line != 11 || problems[0].Column != 37 || problems[0].Fatal || !strings.Contains(problems[0].Hint, "team:experts")) {
			t.Errorf("%s: %s", to, problems[0])
		}
		if p.AfterFirstReply("jonas", "email") != "" || p.AfterFirstReply("stranger", "email") != "" {
			t.Error("another team's people hand on too")
		}
	}
	p, _ := rule("campaigns")
	if p.AfterFirstReply("lena", "email") != "team:campaigns" || p.AfterFirstReply("lena", "chat") != "" {
		t.Error("the channels a team may own are not kept")
	}
	left, problems := Parse([]byte(small[len("team: {id: t}\n"):] + "team: {id: t, teams: [{id: a, ownerAfterFirstReply: bob}], members: [{id: eve, teams: [a]}, {id: bob, left: 2026-01-01}]}\n"))
	if left == nil || left.AfterFirstReply("eve", "email") != "" || len(problems) != 1 {
		t.Errorf("who has left gets tickets: %v", problems)
	}
}

// What is handed out can be changed without changing the policy.
func TestPolicyIsImmutable(t *testing.T) {
	p := Default()
	p.Statuses("support")[0].ID = "x"
	p.TagGroups()[0].Tags[0].ID = "x"
	p.TeamsOf("asha")[0] = "x"
	p.Members()[0].ID = "x"
	p.NoAnswerReasons()[0].ID = "x"
	if p.Statuses("support")[0].ID != "triage" || p.TagGroups()[0].Tags[0].ID != "cloud-service" || p.TeamsOf("asha")[0] != "support" ||
		p.Members()[0].ID != "asha" || p.NoAnswerReasons()[0].ID != "nothing-asked" {
		t.Error("the policy was changed from outside")
	}
}

func TestConditionsAndRouting(t *testing.T) {
	p, problems := Parse([]byte(small + `tags: {groups: [{id: g, tags: [{id: x}, {id: y}]}]}
channels: [{id: mail}, {id: internal}]
routing:
  - {name: one, when: [{from: "@firm.example"}, {not: {channel: internal}}], set: {priority: low, tags: [x]}}
  - {name: two, when: [{any: [{subject: [DOWN, urgent]}, {tagGroup: g}]}], set: {channel: mail, tags: [x, y], owner: ""}}
`))
	if p == nil || len(problems) != 0 {
		t.Fatal(problems)
	}
	for _, c := range []struct {
		c    Case
		want RuleSet
	}{
		{Case{From: "a@FIRM.example", Channel: "mail"}, RuleSet{Priority: "low", Tags: []string{"x"}}},
		{Case{From: "a@firm.example", Channel: "internal"}, RuleSet{}},
		{Case{From: "a@firm.example", Subject: "system down!"}, RuleSet{Priority: "low", Channel: "mail", Tags: []string{"x", "y"}}},
		{Case{Tags: []string{"y"}}, RuleSet{Channel: "mail", Tags: []string{"x", "y"}}},
	} {
		if diff := cmp.Diff(c.want, p.Route(c.c).RuleSet); diff != "" {
			t.Errorf("%+v: %s", c.c, diff)
		}
	}
}

func TestResolve(t *testing.T) {
	p := Default()
	status := func(s string) (string, error) { return p.ResolveStatus("support", s) }
	for _, c := range []struct {
		what, typed, want string
		resolve           func(string) (string, error)
	}{
		{"status", "res", "resolved", status},
		{"status", "Resolved", "resolved", status},
		{"status", "in prog", "in-progress", status},
		{"status", "pending-p", "pending-partner", status},
		{"status", "Pending Other", "pending-department", status},
		{"status", "Open w/Support", "open", status},
		{"tag", "bug", "bug", p.ResolveTag},
		{"tag", "data", "!", p.ResolveTag}, // data-import-export and database-export
		{"tag", "data i", "data-import-export", p.ResolveTag},
		{"tag", "Apps/Int", "apps-integrations", p.ResolveTag},
		{"tag", "ux", "ux-ui", p.ResolveTag},
		{"priority", "u", "urgent", p.ResolvePriority},
		{"pipeline", "bil", "billing", p.ResolvePipeline},
		{"pipeline", "Issues/Bugs", "issues", p.ResolvePipeline},
		{"reason", "dep", "department", p.ResolveSnoozeReason},
		{"category", "land", "landing-pages", p.ResolveCategory},
		{"channel", "live", "chat", p.ResolveChannel},
		{"department", "paid", "paid", p.ResolveDepartment},
		{"no answer", "th", "thanks", p.ResolveNoAnswer},
		{"member", "@ana", "ana", p.ResolveMember},
		{"member", "an", "ana", p.ResolveMember},
		{"owner", "asha", "asha", p.ResolveOwner},
		{"owner", "support", "team:support", p.ResolveOwner},
		{"owner", "team:exp", "team:experts", p.ResolveOwner},
		{"owner", "Automation", "team:experts", p.ResolveOwner},
		{"owner", "team:none", "?", p.ResolveOwner},
		{"owner", "a", "!", p.ResolveOwner}, // asha, ana and Automation Experts
		{"status", "pending", "!", status},
		{"status", "zzz", "?", status},
		{"status", "", "?", status},
		{"status", "-", "?", status},
	} {
		got, err := c.resolve(c.typed)
		var re *ResolveError
		switch c.want {
		case "!", "?":
			if !errors.As(err, &re) || re.Ambiguous != (c.want == "!") || len(re.Candidates) == 0 || !strings.Contains(err.Error(), re.Candidates[0]) {
				t.Errorf("%s %q = %q, %v", c.what, c.typed, got, err)
			}
		default:
			if err != nil || got != c.want {
				t.Errorf("%s %q = %q, %v, want %q", c.what, c.typed, got, err, c.want)
			}
		}
	}
	lines := p.Checklist(Case{Customer: true})
	if id, err := ResolveLine(lines, "area"); err != nil || id != "area-tag" {
		t.Errorf("line: %q, %v", id, err)
	}
}

// Every id resolves to itself, and every prefix to an id that begins with it or to an error that names at least two.
func TestResolveProperty(t *testing.T) {
	p := Default()
	var ids []string
	for _, g := range p.TagGroups() {
		for _, tag := range g.Tags {
			ids = append(ids, tag.ID)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.SampledFrom(ids).Draw(t, "id")
		if got, err := p.ResolveTag(id); err != nil || got != id {
			t.Fatalf("%q = %q, %v", id, got, err)
		}
		prefix := id[:rapid.IntRange(1, len(id)).Draw(t, "n")]
		got, err := p.ResolveTag(prefix)
		var re *ResolveError
		if err == nil && !strings.HasPrefix(foldWord(got), foldWord(prefix)) || err != nil && (!errors.As(err, &re) || !re.Ambiguous || len(re.Candidates) < 2) {
			t.Fatalf("%q = %q, %v", prefix, got, err)
		}
	})
}

func TestEvidenceKinds(t *testing.T) {
	for _, d := range EvidenceKinds() {
		if !d.Kind.Known() || d.Text == "" {
			t.Errorf("%+v", d)
		}
	}
	if Evidence("magic").Known() || !Evidence("").ByHand() || !EvidenceNone.ByHand() || EvidenceAreaTag.ByHand() {
		t.Error("evidence")
	}
}
