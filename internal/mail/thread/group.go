package thread

import "deskhand/internal/mail"

// Node is one message as grouping sees it.
type Node struct {
	Key    string // m…
	Anchor string // t… of its own Message-ID
	Edges  []Edge // Links
}

// NodeOf is the node of a message.
func NodeOf(m *mail.Message) Node { return Node{m.Key, m.Anchor, Links(m)} }

// Group is the reference: it gives each message's component. override holds the non-empty ticket registers of messages
// (key → anchor), parents the parent registers of anchors; an empty parent is none. A component is named by the smallest
// anchor in it.
//
// A message with an override unites itself, not its node, with that anchor; so answers to it stay where they are.
func Group(msgs []Node, override, parents map[string]string) map[string]string {
	u := union{}
	for _, m := range msgs {
		if to := override[m.Key]; to != "" {
			u.find(to)
			continue
		}
		u.find(m.Anchor)
		for _, e := range m.Edges {
			u.unite(e.Child, e.Parent)
		}
	}
	for child, parent := range parents {
		if parent != "" {
			u.unite(child, parent)
		}
	}
	out := make(map[string]string, len(msgs))
	for _, m := range msgs {
		at := m.Anchor
		if to := override[m.Key]; to != "" {
			at = to
		}
		out[m.Key] = u.find(at)
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
