package thread

import (
	"maps"
	"slices"
	"strings"

	"deskhand/internal/mail"
)

// Node is one message as grouping sees it.
type Node struct {
	Key    string // m…
	Anchor string // t… of its own Message-ID
	Edges  []Edge // Links
	// Token is the ticket number that it carries; it counts only without edges and where From takes part already.
	Token  string
	From   string   // lower case
	People []string // From, To and Cc, lower case; other words among them do no harm
}

// NodeOf is the node of a message.
func NodeOf(m *mail.Message) Node {
	n := Node{Key: m.Key, Anchor: m.Anchor, Edges: Links(m), Token: Token(m), From: strings.ToLower(m.From.Addr)}
	for _, a := range slices.Concat([]mail.Address{m.From}, m.To, m.Cc) {
		n.People = append(n.People, strings.ToLower(a.Addr))
	}
	return n
}

// Registers are what people said about messages and tickets.
type Registers struct {
	Override map[string]string   // m… → the anchor it was put to; empty: none
	Parents  map[string]string   // t… → the anchor it was merged into; empty: none
	Sent     map[string][]string // m… → the anchors that it was sent from; counts for a message without edges
}

// Groups are the components of a set of messages.
type Groups struct {
	u  union
	at map[string]string // m… → an anchor of its component
}

// Group is the reference: components as a function of sets, whatever their order.
//
// A message with an override unites itself, not its node, with that anchor; so answers to it stay where they are.
func Group(msgs []Node, r Registers) *Groups {
	g := &Groups{union{}, make(map[string]string, len(msgs))}
	for _, m := range msgs {
		if to := r.Override[m.Key]; to != "" {
			g.at[m.Key] = to
			g.u.find(to)
			continue
		}
		g.at[m.Key] = m.Anchor
		g.u.find(m.Anchor)
		for _, e := range m.Edges {
			g.u.unite(e.Child, e.Parent)
		}
		if len(m.Edges) == 0 {
			for _, from := range r.Sent[m.Key] {
				g.u.unite(m.Anchor, from)
			}
		}
	}
	for child, parent := range r.Parents {
		if parent != "" {
			g.u.unite(child, parent)
		}
	}
	g.tokens(msgs, r)
	return g
}

// tokens unites what carries a ticket's number with it, until nothing changes: who is brought in takes part from then on.
func (g *Groups) tokens(msgs []Node, r Registers) {
	var carry []Node
	for _, m := range msgs {
		if m.Token != "" && m.From != "" && len(m.Edges) == 0 && r.Override[m.Key] == "" {
			carry = append(carry, m)
		}
	}
	for again := len(carry) > 0; again; {
		again = false
		for _, m := range carry {
			for _, a := range g.anchorsLike(m.Token) {
				if c := g.u.find(a); c != g.u.find(m.Anchor) && g.takesPart(c, m, msgs) {
					g.u.unite(a, m.Anchor)
					again = true
				}
			}
		}
	}
}

func (g *Groups) anchorsLike(token string) []string {
	var out []string
	for a := range g.u {
		if len(a) > 0 && strings.HasPrefix(a[1:], token) {
			out = append(out, a)
		}
	}
	return out
}

func (g *Groups) takesPart(component string, m Node, msgs []Node) bool {
	return slices.ContainsFunc(msgs, func(o Node) bool {
		return o.Key != m.Key && g.u.find(g.at[o.Key]) == component && slices.Contains(o.People, m.From)
	})
}

// Of names a message's component, by the smallest anchor in it.
func (g *Groups) Of(key string) string { return g.u.find(g.at[key]) }

// Messages names each message's component.
func (g *Groups) Messages() map[string]string {
	out := make(map[string]string, len(g.at))
	for key := range g.at {
		out[key] = g.Of(key)
	}
	return out
}

// Anchors names the component of each anchor that some message or register names.
func (g *Groups) Anchors() map[string]string {
	out := make(map[string]string, len(g.u))
	for _, a := range slices.Collect(maps.Keys(g.u)) {
		out[a] = g.u.find(a)
	}
	return out
}

// union is a union–find whose root is the smallest anchor of its set.
type union map[string]string

func (u union) find(a string) string {
	root := a
	for {
		p, ok := u[root]
		if !ok {
			u[root] = root
			break
		}
		if p == root {
			break
		}
		root = p
	}
	for a != root { // shorten the way for the next
		a, u[a] = u[a], root
	}
	return root
}

func (u union) unite(a, b string) {
	a, b = u.find(a), u.find(b)
	switch {
	case a < b:
		u[b] = a
	case b < a:
		u[a] = b
	}
}
