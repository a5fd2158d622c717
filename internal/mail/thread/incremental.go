package thread

import "sort"

// Component numbers a set of united anchors. A number is never given twice, so a stored one stays true or is merged away.
type Component int64

// Incremental keeps components while mail arrives: the smaller set joins the larger, and each call says which components
// ended. It only unites; for an override or a parent register taken back, remove the component (Forget) and add its
// messages again. Not safe for several goroutines.
type Incremental struct {
	of      map[string]Component
	members map[Component][]string
	next    Component
}

// NewIncremental starts with stored components (anchor → component), which it takes over.
func NewIncremental(stored map[string]Component) *Incremental {
	x := &Incremental{of: stored, members: map[Component][]string{}, next: 1}
	if x.of == nil {
		x.of = map[string]Component{}
	}
	for a, c := range x.of {
		x.members[c] = append(x.members[c], a)
		x.next = max(x.next, c+1)
	}
	return x
}

// Reserve makes new components begin at n or later: the store's next free number, when only a part was loaded.
func (x *Incremental) Reserve(n Component) { x.next = max(x.next, n) }

// Component gives the component of an anchor, and whether it is known.
func (x *Incremental) Component(anchor string) (Component, bool) {
	c, ok := x.of[anchor]
	return c, ok
}

// Members gives the anchors of a component, sorted.
func (x *Incremental) Members(c Component) []string {
	out := append([]string(nil), x.members[c]...)
	sort.Strings(out)
	return out
}

// Add unites what a message unites. With an override it is that anchor alone; its component is then the message's.
func (x *Incremental) Add(n Node, override string) (c Component, ended []Component) {
	if override != "" {
		return x.Unite(override)
	}
	anchors := make([]string, 1, 4)
	anchors[0] = n.Anchor
	for _, e := range n.Edges {
		anchors = append(anchors, e.Parent)
	}
	return x.Unite(anchors...)
}

// Unite puts the anchors into one component, new ones included, and gives it with those that ended in it. A tie in size
// is won by the lower number.
func (x *Incremental) Unite(anchors ...string) (c Component, ended []Component) {
	for _, a := range anchors {
		if have, ok := x.of[a]; ok && (c == 0 || x.larger(have, c)) {
			c = have
		}
	}
	if c == 0 && len(anchors) > 0 {
		c = x.next
		x.next++
	}
	for _, a := range anchors {
		have, ok := x.of[a]
		switch {
		case !ok:
			x.of[a] = c
			x.members[c] = append(x.members[c], a)
		case have != c:
			for _, m := range x.members[have] {
				x.of[m] = c
			}
			x.members[c] = append(x.members[c], x.members[have]...)
			delete(x.members, have)
			ended = append(ended, have)
		}
	}
	return c, ended
}

func (x *Incremental) larger(a, b Component) bool {
	if la, lb := len(x.members[a]), len(x.members[b]); la != lb {
		return la > lb
	}
	return a < b
}

// Forget takes a component apart: its anchors are unknown until they are added again.
func (x *Incremental) Forget(c Component) {
	for _, a := range x.members[c] {
		delete(x.of, a)
	}
	delete(x.members, c)
}
