package policy

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const routed = small + `channels: [{id: email}, {id: chat}]
departments:
  - {id: paid, plans: [Scale, Business]}
  - {id: free, default: true}
tags: {groups: [{id: g, tags: [{id: x}, {id: y}]}]}
routing:
  - {name: chat team, when: [{channel: chat}], set: {owner: "team:chats", tags: [x]}}
  - {name: ours, when: [{department: paid}], set: {owner: staff, tags: [x, y]}}
  - {when: [{company: [Atlas, big.example]}], set: {pipeline: a, owner: "team:all"}}
`

func routedPolicy(t *testing.T, src string) *Policy {
	t.Helper()
	src = strings.Replace(src, "team: {id: t}", `team:
  id: t
  teams: [{id: all, label: All}, {id: chats, label: Chats, channels: [chat]}]
  members: [{id: asha, name: Asha Rao}, {id: bela, name: Bela, left: 2026-01-01}]`, 1)
	p, problems := Parse([]byte(src))
	if p == nil || len(problems) > 0 {
		t.Fatal(problems)
	}
	return p
}

// TestRoute: the first rule that names a field wins, tags add up, a plan leads to its department, who matches nothing is in
// the default one, and a person owns only by the company's own mapping.
//
// features: B20, C10
func TestRoute(t *testing.T) {
	p := routedPolicy(t, routed)
	const (
		chat  = "rule “chat team”"
		ours  = "rule “ours”"
		third = "rule “3”"
	)
	for _, c := range []struct {
		name string
		c    Case
		want Routed
	}{
		{"a customer without a plan", Case{Customer: true}, Routed{RuleSet{Department: "free"}, map[string]string{"department": "default"}}},
		{"nobody outside", Case{}, Routed{RuleSet{}, map[string]string{}}},
		{
			"a plan, and its staff by name",
			Case{Customer: true, Plan: "scale", Staff: "Nobody; asha rao"},
			Routed{RuleSet{Department: "paid", Owner: "asha", Tags: []string{"x", "y"}}, map[string]string{"department": "plan scale", "owner": ours, "tags/x": ours, "tags/y": ours}},
		},
		{
			"staff who left is passed over",
			Case{Plan: "Scale", Staff: "bela", Company: []string{"big.example", "Big"}},
			Routed{
				RuleSet{Department: "paid", Pipeline: "a", Owner: "team:all", Tags: []string{"x", "y"}},
				map[string]string{"department": "plan Scale", "pipeline": third, "owner": third, "tags/x": ours, "tags/y": ours},
			},
		},
		{
			"a team of the channel",
			Case{Channel: "chat", Plan: "Scale", Staff: "asha"},
			Routed{RuleSet{Department: "paid", Owner: "team:chats", Tags: []string{"x", "y"}}, map[string]string{"department": "plan Scale", "owner": chat, "tags/x": chat, "tags/y": ours}},
		},
	} {
		if diff := cmp.Diff(c.want, p.Route(c.c)); diff != "" {
			t.Errorf("%s\n%s", c.name, diff)
		}
	}
	other := routedPolicy(t, strings.Replace(routed, "[{channel: chat}], set: {owner", "[{channel: email}], set: {owner", 1))
	if got := other.Route(Case{Channel: "email"}); got.Owner != "" || got.By["owner"] != "" {
		t.Errorf("a team owns a channel it does not take: %+v", got)
	}
}

// TestRoutePrint: a typo in a label changes nothing of routing, what routing asks does.
func TestRoutePrint(t *testing.T) {
	print := routedPolicy(t, routed).RoutePrint()
	for from, to := range map[string]string{"label: A}": "label: Aaa}", "{id: new, label: New": "{id: new, label: Newest"} {
		if got := routedPolicy(t, strings.Replace(routed, from, to, 1)).RoutePrint(); got != print {
			t.Errorf("%s changes routing", to)
		}
	}
	for from, to := range map[string]string{
		"Scale, Business": "Scale", "id: free, default: true": "id: free", "set: {owner: staff": `set: {owner: "team:all"`, "channel: chat}": "channel: email}",
	} {
		if got := routedPolicy(t, strings.Replace(routed, from, to, 1)).RoutePrint(); got == print {
			t.Errorf("%s changes nothing of routing", to)
		}
	}
	if p := Default(); p.RoutePrint() != Default().RoutePrint() || !p.FreeMail("GMail.com") || p.FreeMail("kestrel.example") {
		t.Error("the sample's print, or its free mail")
	}
}
