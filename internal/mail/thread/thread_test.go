package thread

import (
	"fmt"
	"slices"
	"strings"
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
		{"without an @", message("x", "yes-it-is-without-one", "20251124080001.4711.till4-ashdown"), []Edge{{a("x"), mail.Anchor("20251124080001.4711.till4-ashdown"), WhyReferences}}},
		{"itself", message("x", "x@example.com"), nil},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, Links(tt.m)); diff != "" {
			t.Errorf("%s\n%s", tt.name, diff)
		}
	}
	many := message("x", "")
	many.InReplyTo = []string{"a@example.com", "b@example.com", "c@example.com"}
	if n := len(Links(many)); n != 2 {
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
		if diff := cmp.Diff(tt.want, partition(Group(tt.nodes, Registers{Override: tt.override, Parents: tt.parents}).Messages())); diff != "" {
			t.Errorf("%s\n%s", tt.name, diff)
		}
	}
}

// drawn is a random mailbox with random registers.
type drawn struct {
	nodes             []Node
	override, parents map[string]string
	sent              map[string][]string
}

func (d drawn) registers() Registers {
	return Registers{Override: d.override, Parents: d.parents, Sent: d.sent}
}

func draw(t *rapid.T) drawn {
	id := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"})
	d := drawn{override: map[string]string{}, parents: map[string]string{}, sent: map[string][]string{}}
	people := rapid.SampledFrom([]string{"ana@example.com", "bo@example.com", "eve@evil.example"})
	for i := range rapid.IntRange(0, 12).Draw(t, "n") {
		m := message(id.Draw(t, "id"), "")
		m.Key = fmt.Sprintf("m%d", i) // two mails may share an id
		ref := rapid.Map(id, func(s string) string { return s + "@example.com" })
		m.References = rapid.SliceOfN(ref, 0, 4).Draw(t, "refs")
		m.InReplyTo = rapid.SliceOfN(ref, 0, 2).Draw(t, "reply")
		m.From.Addr = people.Draw(t, "from")
		m.To = []mail.Address{{Addr: people.Draw(t, "to whom")}}
		if rapid.IntRange(0, 3).Draw(t, "token") == 0 {
			n := mail.Anchor(id.Draw(t, "names") + "@example.com")[1:9]
			m.Subject = "Re: [" + n[:4] + "-" + n[4:] + "] more"
		}
		if rapid.IntRange(0, 5).Draw(t, "sent") == 0 {
			d.sent[m.Key] = []string{mail.Anchor(id.Draw(t, "sent from") + "@example.com")}
		}
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
		want := Group(d.nodes, d.registers()).Messages()
		if diff := cmp.Diff(want, Group(rapid.Permutation(d.nodes).Draw(t, "order"), d.registers()).Messages()); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestToken: a number joins a mail without links to a ticket in which its sender takes part, whichever came first, and
// to no other.
func TestToken(t *testing.T) {
	root := message("root", "")
	root.From.Addr, root.To = "ana@example.com", []mail.Address{{Addr: "support@kestrel.example"}}
	n := root.Anchor[1:9]
	number := n[:4] + "-" + strings.ToLower(n[4:])
	carry := func(id, from, subject, to string) *mail.Message {
		m := message(id, "")
		m.From.Addr, m.Subject, m.To = from, subject, []mail.Address{{Addr: to}}
		return m
	}
	linked := carry("linked", "ana@example.com", "["+number+"]", "support@kestrel.example")
	linked.InReplyTo = []string{"else@example.com"}
	second := carry("second", "bo@example.com", "["+number+"] me too", "support@kestrel.example")
	brings := carry("brings", "ana@example.com", "Fwd: ["+number+"]", "bo@example.com")
	tests := map[string]struct {
		mails []*mail.Message
		in    string
	}{
		"in the subject":            {[]*mail.Message{root, carry("x", "ANA@example.com", "again ["+number+"]", "support@kestrel.example")}, "mx"},
		"in the address":            {[]*mail.Message{root, carry("x", "ana@example.com", "again", "support+"+n+"@kestrel.example")}, "mx"},
		"by us":                     {[]*mail.Message{root, carry("x", "support@kestrel.example", "["+number+"]", "ana@example.com")}, "mx"},
		"by a stranger":             {[]*mail.Message{root, carry("x", "eve@evil.example", "["+number+"]", "support@kestrel.example")}, ""},
		"without brackets":          {[]*mail.Message{root, carry("x", "ana@example.com", number, "support@kestrel.example")}, ""},
		"without the hyphen":        {[]*mail.Message{root, carry("x", "ana@example.com", "["+n+"]", "support@kestrel.example")}, ""},
		"in brackets twice":         {[]*mail.Message{root, carry("x", "ana@example.com", "[list [["+number+"]]", "support@kestrel.example")}, "mx"},
		"another number":            {[]*mail.Message{root, carry("x", "ana@example.com", "[0000-0000]", "support@kestrel.example")}, ""},
		"a link counts more":        {[]*mail.Message{root, linked}, ""},
		"one brought in brings one": {[]*mail.Message{second, root, brings}, "msecond"},
	}
	for name, tt := range tests {
		var nodes []Node
		for _, m := range tt.mails {
			nodes = append(nodes, NodeOf(m))
		}
		for range 2 {
			g := Group(nodes, Registers{})
			for _, m := range tt.mails {
				if got, want := g.Of(m.Key) == g.Of("mroot"), m == root || tt.in != "" && (m.Key == tt.in || m == brings); got != want {
					t.Errorf("%s: %s in the ticket: %v", name, m.Key, got)
				}
			}
			slices.Reverse(nodes)
		}
	}
}
