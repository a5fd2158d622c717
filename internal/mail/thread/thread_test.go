package thread

import (
	"fmt"
	"slices"
	"testing"

	"deskhand/internal/mail"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func message(id, reply string, refs ...string) *mail.Message {
	m := &mail.Message{Key: "m" + id, MessageID: id + "@example.com", Anchor: mail.Anchor(id + "@example.com")}
	if reply != "" {
		m.InReplyTo = []string{reply}
	}
	m.References = refs
	return m
}

func TestLinks(t *testing.T) {
	a := func(id string) string { return mail.Anchor(id + "@example.com") }
	tests := []struct {
		name string
		m    *mail.Message
		want []Edge
	}{
		{"none", message("x", ""), nil},
		{"reply", message("x", "p@example.com"), []Edge{{a("x"), a("p"), WhyReply}}},
		{
			"first and last of references", message("x", "p@example.com", "r@example.com", "q@example.com", "p@example.com"),
			[]Edge{{a("x"), a("p"), WhyReply}, {a("x"), a("r"), WhyReferences}},
		},
		{
			"useless ones are passed over", message("x", "yes", "no", "r@example.com", "q@example.com", "none"),
			[]Edge{{a("x"), a("r"), WhyReferences}, {a("x"), a("q"), WhyReferences}},
		},
		{"itself", message("x", "x@example.com"), nil},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, Links(tt.m)); diff != "" {
			t.Errorf("%s\n%s", tt.name, diff)
		}
	}
	many := message("x", "")
	many.InReplyTo = []string{"a@example.com", "b@example.com", "c@example.com"}
	if n := len(Links(many)); n != 1 {
		t.Errorf("one mail joins %d tickets by In-Reply-To", n)
	}
}

// partition makes component names comparable: each message with the keys it stands together with.
func partition[C comparable](of map[string]C) map[string]string {
	groups := map[C][]string{}
	for k, c := range of {
		groups[c] = append(groups[c], k)
	}
	out := map[string]string{}
	for _, keys := range groups {
		slices.Sort(keys)
		for _, k := range keys {
			out[k] = fmt.Sprint(keys)
		}
	}
	return out
}

func TestGroup(t *testing.T) {
	nodes := func(ms ...*mail.Message) (out []Node) {
		for _, m := range ms {
			out = append(out, NodeOf(m))
		}
		return out
	}
	root, a, b := message("root", ""), message("a", "root@example.com"), message("b", "root@example.com")
	answer := message("answer", "a@example.com")
	other := message("other", "")
	tests := []struct {
		name              string
		nodes             []Node
		override, parents map[string]string
		want              map[string]string
	}{
		{"one ticket", nodes(root, a, b), nil, nil, map[string]string{"mroot": "[ma mb mroot]", "ma": "[ma mb mroot]", "mb": "[ma mb mroot]"}},
		{"an absent root still unites its answers", nodes(a, b), nil, nil, map[string]string{"ma": "[ma mb]", "mb": "[ma mb]"}},
		{
			"a moved message leaves its answers", nodes(root, a, answer, other),
			map[string]string{"ma": other.Anchor},
			nil,
			map[string]string{"mroot": "[mroot]", "manswer": "[manswer]", "ma": "[ma mother]", "mother": "[ma mother]"},
		},
		{"merge by parent", nodes(root, other), nil, map[string]string{other.Anchor: root.Anchor}, map[string]string{"mroot": "[mother mroot]", "mother": "[mother mroot]"}},
		{"an emptied parent parts", nodes(root, other), nil, map[string]string{other.Anchor: ""}, map[string]string{"mroot": "[mroot]", "mother": "[mother]"}},
		{"a split to a new anchor", nodes(root, a), map[string]string{"ma": "tNEW"}, nil, map[string]string{"mroot": "[mroot]", "ma": "[ma]"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, partition(Group(tt.nodes, tt.override, tt.parents))); diff != "" {
			t.Errorf("%s\n%s", tt.name, diff)
		}
	}
}

// drawn is a random mailbox with random registers.
type drawn struct {
	nodes             []Node
	override, parents map[string]string
}

func draw(t *rapid.T) drawn {
	id := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"})
	d := drawn{override: map[string]string{}, parents: map[string]string{}}
	for i := range rapid.IntRange(0, 12).Draw(t, "n") {
		m := message(id.Draw(t, "id"), "")
		m.Key = fmt.Sprintf("m%d", i) // two mails may share an id
		ref := rapid.Map(id, func(s string) string { return s + "@example.com" })
		m.References = rapid.SliceOfN(ref, 0, 4).Draw(t, "refs")
		m.InReplyTo = rapid.SliceOfN(ref, 0, 2).Draw(t, "reply")
		d.nodes = append(d.nodes, NodeOf(m))
		if rapid.IntRange(0, 4).Draw(t, "moved") == 0 {
			d.override[m.Key] = mail.Anchor(id.Draw(t, "to") + "@example.com")
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "parents") {
		d.parents[mail.Anchor(id.Draw(t, "child")+"@example.com")] = rapid.OneOf(rapid.Just(""), rapid.Map(id, func(s string) string {
			return mail.Anchor(s + "@example.com")
		})).Draw(t, "parent")
	}
	return d
}

// TestOrderDoesNotMatter: any permutation of the mails gives the same components, by name.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		want := Group(d.nodes, d.override, d.parents)
		if diff := cmp.Diff(want, Group(rapid.Permutation(d.nodes).Draw(t, "order"), d.override, d.parents)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestIncrementalIsGroup: mails and parents in any order, one at a time, give what Group gives; a component that was
// said to have ended is never seen again.
func TestIncrementalIsGroup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		x := NewIncremental(nil)
		gone := map[Component]bool{}
		note := func(c Component, ended []Component) {
			for _, e := range ended {
				gone[e] = true
			}
			if gone[c] {
				t.Fatalf("component %d is back", c)
			}
		}
		type step struct {
			node          *Node
			child, parent string
		}
		var steps []step
		for i := range d.nodes {
			steps = append(steps, step{node: &d.nodes[i]})
		}
		for c, p := range d.parents {
			if p != "" {
				steps = append(steps, step{child: c, parent: p})
			}
		}
		slices.SortFunc(steps, func(a, b step) int { return cmpStrings(a.child+a.parent, b.child+b.parent) })
		for _, s := range rapid.Permutation(steps).Draw(t, "order") {
			if s.node != nil {
				note(x.Add(*s.node, d.override[s.node.Key]))
			} else {
				note(x.Unite(s.child, s.parent))
			}
		}
		got := map[string]Component{}
		for _, n := range d.nodes {
			at := n.Anchor
			if to := d.override[n.Key]; to != "" {
				at = to
			}
			c, ok := x.Component(at)
			if !ok || gone[c] || !slices.Contains(x.Members(c), at) {
				t.Fatalf("%s is in component %d (%v)", at, c, ok)
			}
			got[n.Key] = c
		}
		if diff := cmp.Diff(partition(Group(d.nodes, d.override, d.parents)), partition(got)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestRebuild: a component taken apart and added again under a new register is what Group says.
func TestRebuild(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		d.parents = nil
		x := NewIncremental(nil)
		for _, n := range d.nodes {
			x.Add(n, d.override[n.Key])
		}
		if len(d.nodes) == 0 {
			return
		}
		moved := d.nodes[rapid.IntRange(0, len(d.nodes)-1).Draw(t, "moved")]
		at := moved.Anchor
		if to := d.override[moved.Key]; to != "" {
			at = to
		}
		c, _ := x.Component(at)
		members := x.Members(c)
		x.Forget(c)
		d.override[moved.Key] = mail.Anchor("new@example.com")
		for _, n := range d.nodes {
			own := n.Anchor
			if to := d.override[n.Key]; to != "" {
				own = to
			}
			if slices.Contains(members, own) || n.Key == moved.Key {
				x.Add(n, d.override[n.Key])
			}
		}
		got := map[string]Component{}
		for _, n := range d.nodes {
			own := n.Anchor
			if to := d.override[n.Key]; to != "" {
				own = to
			}
			got[n.Key], _ = x.Component(own)
		}
		if diff := cmp.Diff(partition(Group(d.nodes, d.override, nil)), partition(got)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func cmpStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
