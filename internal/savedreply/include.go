package savedreply

import (
	"fmt"
	"slices"
	"strings"
)

// follow finds what r includes by name, r being included by chain; or says why it may not.
func (l *Library) follow(r *Reply, name string, chain []*Reply, languages []string) (next *Reply, why string) {
	next, why = l.target(r, name, languages...)
	switch {
	case why != "":
		return nil, why
	case next == r || slices.Contains(chain, next):
		return nil, "it includes itself"
	case len(chain) >= MaxDepth:
		return nil, fmt.Sprintf("includes go deeper than %d", MaxDepth)
	}
	return next, ""
}

// target is the variant of name in r's language, else in the first of the languages that has one. A snippet goes anywhere and so must all that it includes (E5).
func (l *Library) target(r *Reply, name string, languages ...string) (*Reply, string) {
	next, ok := l.Pick(name, append([]string{r.Language}, languages...)...)
	switch {
	case !ok:
		return nil, "there is no reply of this name"
	case r.Kind == Snippet && next.Kind == Template:
		return nil, "a snippet goes anywhere and must not include a template"
	}
	return next, ""
}

// includes checks every {{include}} of the library: what it names is there, within the depth, without a circle. The
// replies stay; Render refuses the broken ones.
func (l *Library) includes() []Problem {
	g := includeGraph{lib: l, height: map[*Reply]int{}, nodes: map[*Reply][]node{}}
	var problems []Problem
	for _, r := range l.replies {
		for _, n := range g.of(r) {
			next, why := l.target(r, n.text)
			switch {
			case why != "":
			case g.tall(next) < 0:
				why = "the includes go in a circle"
			case g.tall(next) >= MaxDepth:
				why = fmt.Sprintf("includes go deeper than %d", MaxDepth)
			}
			if why != "" {
				problems = append(problems, Problem{
					Path: r.Path, Line: n.line, Column: n.column, Message: fmt.Sprintf("cannot include %q: %s", n.text, why),
					Hint: "name another reply, or copy its text here",
				})
			}
		}
	}
	return problems
}

type includeGraph struct {
	lib    *Library
	height map[*Reply]int // levels of includes below; -1: a circle is reached
	nodes  map[*Reply][]node
}

// of lists a reply's includes.
func (g *includeGraph) of(r *Reply) []node {
	if nodes, ok := g.nodes[r]; ok || !strings.Contains(r.Body, "include") {
		return nodes
	}
	var list []node
	var walk func([]node)
	walk = func(nodes []node) {
		for _, n := range nodes {
			if n.kind == includeNode {
				list = append(list, n)
			}
			walk(n.children)
		}
	}
	all, _ := parseTemplate(r.Body, r.bodyLine(), 1)
	walk(all)
	g.nodes[r] = list
	return list
}

// tall is the number of levels below r; -1 if they do not end. A reply being measured counts as a circle.
func (g *includeGraph) tall(r *Reply) int {
	if h, ok := g.height[r]; ok {
		return h
	}
	g.height[r] = -1
	most := 0
	for _, n := range g.of(r) {
		next, why := g.lib.target(r, n.text)
		if why != "" {
			continue
		}
		h := g.tall(next)
		if h < 0 {
			return -1
		}
		most = max(most, h+1)
	}
	g.height[r] = most
	return most
}

// bodyLine is the line of the file on which the body begins.
func (r *Reply) bodyLine() int {
	n := 1 + strings.Count(r.front.open+r.front.shut, "\n")
	for _, s := range r.front.segments {
		n += strings.Count(s.raw, "\n")
	}
	return n
}
