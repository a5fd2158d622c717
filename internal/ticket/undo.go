package ticket

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"deskhand/internal/journal"
)

// Undo drafts the ops that take back one action: the old values, with `u`. tickets holds every op of what the action
// touched, one element for each ticket or free object, over all its anchors: a register shows the greatest stamp of
// them all, so the old value may stand on another anchor. changed lists the paths that somebody has set since; the
// caller asks before it writes.
func Undo(tickets [][]journal.Record, action string) (drafts []Draft, changed []string, err error) {
	found, orders := false, map[string]journal.Order{} // by draft
	for _, records := range tickets {
		var ops []journal.Record
		for _, r := range records {
			if r.ID == action || r.Group == action {
				ops = append(ops, r)
			}
		}
		found = found || len(ops) > 0
		slices.SortFunc(ops, func(a, b journal.Record) int { return cmp.Compare(a.Stamp, b.Stamp) })
		for i, r := range slices.Backward(ops) { // of two ops on one path the older value is set last and stands
			if IsSentMark(r.Path) {
				continue // a sent mail is for ever
			}
			if r.Kind != journal.Set && r.Kind != journal.Claim {
				d, err := inverse(r, records)
				if err != nil {
					return nil, nil, err
				}
				if d.Kind != "" {
					drafts = append(drafts, d)
				}
				continue
			}
			same := func(o journal.Record) bool { return sameRegister(o, r) }
			if slices.ContainsFunc(ops[:i], same) {
				continue // with the first of them
			}
			reg := registerOf(records, same)
			mine := keep(ops, same)
			drafts = append(drafts, reg.back(mine, orders)...)
			if !reg.stands(mine) && !slices.Contains(changed, r.Path) {
				changed = append(changed, r.Path)
			}
		}
	}
	if !found {
		return nil, nil, fmt.Errorf("undo %s: no such action", action)
	}
	ordered(drafts, orders)
	return drafts, changed, nil
}

// ordered brings the values of each path in their old order, over all tickets: they may become one by this very undo.
func ordered(drafts []Draft, orders map[string]journal.Order) {
	byPath := map[string][]int{}
	for i, d := range drafts {
		if _, ok := orders[d.ID]; ok {
			byPath[d.Path] = append(byPath[d.Path], i)
		}
	}
	for _, places := range byPath {
		var of []Draft
		for _, i := range places {
			of = append(of, drafts[i])
		}
		slices.SortStableFunc(of, func(a, b Draft) int { return orders[a.ID].Compare(orders[b.ID]) })
		for n, i := range places {
			drafts[i] = of[n]
		}
	}
}

// sameRegister tells whether two ops of one ticket set what is shown as one value.
func sameRegister(a, b journal.Record) bool {
	return a.Path == b.Path && (a.Kind == journal.Set || a.Kind == journal.Claim) && (!PerObject(a.Path) || a.Object == b.Object)
}

func keep(records []journal.Record, f func(journal.Record) bool) []journal.Record {
	return slices.DeleteFunc(slices.Clone(records), func(r journal.Record) bool { return !f(r) })
}

// register is one path of a ticket, over all its anchors. Merges unite anchors and undo parts them again, so each anchor
// must keep what is its own: undo gives every anchor its own value back, in the old order, and never one anchor's value to
// another, which would take it along when they part.
type register struct {
	ops     []journal.Record // least first
	byStamp map[journal.Stamp]journal.Record
	byID    map[string]journal.Record
}

func registerOf(records []journal.Record, of func(journal.Record) bool) *register {
	g := &register{keep(records, of), map[journal.Stamp]journal.Record{}, map[string]journal.Record{}}
	slices.SortFunc(g.ops, func(a, b journal.Record) int { return journal.OrderOf(a).Compare(journal.OrderOf(b)) })
	for _, r := range g.ops {
		g.byStamp[r.Stamp], g.byID[r.ID] = r, r
	}
	return g
}

// own is what stood on r's own anchor when r was made; ok is false where nothing did.
func (g *register) own(r journal.Record) (was journal.Record, ok bool) {
	prev, here := g.byStamp[*r.Prev]
	if here && prev.Object == r.Object {
		return prev, true
	}
	limit := journal.Order{H: *r.Prev}
	if here {
		limit = journal.OrderOf(prev)
	}
	return g.below(r.Object, limit)
}

func (g *register) below(object string, limit journal.Order) (was journal.Record, ok bool) {
	for _, o := range g.ops {
		if o.Object == object && journal.OrderOf(o).Compare(limit) < 0 {
			was, ok = o, true
		}
	}
	return was, ok
}

// value is what an anchor is to say again; a zero order stands for nothing.
type value struct {
	Draft
	order journal.Order
}

// back drafts what takes the ops of one action back, least first, and notes where each draft's value stood.
func (g *register) back(mine []journal.Record, orders map[string]journal.Order) (drafts []Draft) {
	first, again := map[string]journal.Record{}, map[string]value{}
	for _, r := range slices.Backward(mine) {
		if later, twice := first[r.Object]; twice {
			d := g.restored(later).Draft
			drafts, orders[d.ID] = append(drafts, d), journal.Order{}
		}
		first[r.Object] = r
	}
	least := journal.Order{H: ^journal.Stamp(0)}
	for object, r := range first {
		v := g.restored(r)
		if again[object] = v; v.order.Compare(least) < 0 {
			least = v.order
		}
	}
	if prev, ok := g.byStamp[*mine[0].Prev]; ok { // it stands again, and what stood below it stays in its order
		top := journal.OrderOf(prev)
		for _, o := range g.ops {
			if _, touched := first[o.Object]; !touched && journal.OrderOf(o).Compare(top) < 0 && least.Compare(journal.OrderOf(o)) < 0 {
				again[o.Object] = saidAgain(o, mine[0].ID)
			}
		}
		again[prev.Object] = saidAgain(prev, cmp.Or(undoneOn(first[prev.Object]), mine[0].ID))
	}
	for _, v := range again {
		orders[v.ID] = v.order
	}
	return append(drafts, inOrder(again)...)
}

func undoneOn(r journal.Record) string {
	if r.Op == nil {
		return ""
	}
	return r.ID
}

func (g *register) restored(r journal.Record) value {
	if was, ok := g.own(r); ok {
		return saidAgain(was, r.ID)
	}
	return value{Draft: Draft{ID: NewOpID(), Kind: journal.Set, Object: r.Object, Path: r.Path, Value: json.RawMessage("null"), Undoes: r.ID}}
}

func saidAgain(r journal.Record, undoes string) value {
	return value{Draft{ID: NewOpID(), Kind: journal.Set, Object: r.Object, Path: r.Path, Value: r.Value, Blobs: r.Blobs, Undoes: undoes}, journal.OrderOf(r)}
}

// stands tells whether what is shown is still the action's: set by it, or put back or left as it was by an undo. Undoing
// twice goes back two steps and asks nobody, and neither does taking back an undo that was taken back.
func (g *register) stands(mine []journal.Record) bool {
	at := g.ops[len(g.ops)-1]
	for range g.ops {
		ok := false
		if slices.ContainsFunc(mine, func(r journal.Record) bool { return r.Stamp == at.Stamp }) {
			return true
		}
		if at.Undoes == "" {
			return false
		}
		if undone, here := g.byID[at.Undoes]; here && undone.Object == at.Object {
			at, ok = g.own(undone)
		} else {
			was, here := g.below(at.Object, journal.OrderOf(at))
			same := here && bytes.Equal(was.Value, at.Value) && slices.Equal(was.Blobs, at.Blobs)
			at, ok = was, same
		}
		if !ok {
			return false
		}
	}
	return false
}

// Kept drafts that a ticket of these ops goes on to show what it shows on a path, though an anchor with other values joins
// it at the anchor id: each of its anchors says its own again, in order, the one that stands last.
func Kept(records []journal.Record, id, path string) (drafts []Draft) {
	of := journal.Record{Op: &journal.Op{Path: path}}
	own := map[string]value{id: {Draft: set(id, path, nil)}}
	for _, o := range registerOf(records, func(r journal.Record) bool { return sameRegister(r, of) }).ops {
		own[o.Object] = saidAgain(o, "")
	}
	return inOrder(own)
}

func inOrder(values map[string]value) (drafts []Draft) {
	for _, v := range slices.SortedFunc(maps.Values(values), func(a, b value) int {
		return cmp.Or(a.order.Compare(b.order), cmp.Compare(a.Object, b.Object))
	}) {
		drafts = append(drafts, v.Draft)
	}
	return drafts
}

// inverse drafts the op that takes an add or a remove back; an empty one where nothing can: erasure is for ever.
func inverse(r journal.Record, records []journal.Record) (Draft, error) {
	d := Draft{ID: NewOpID(), Object: r.Object, Path: r.Path, Undoes: r.ID}
	switch r.Kind {
	case journal.Add:
		d.Kind, d.Value, d.Dots = journal.Remove, r.Value, []string{r.ID}
	case journal.Remove:
		taken := takenAway(r, journal.Fold(records))
		if len(taken) == 0 {
			return Draft{}, nil
		}
		d.Kind, d.Value = journal.Add, taken
	case journal.Redact:
		return Draft{}, nil
	default:
		return Draft{}, fmt.Errorf("undo %s: kind %q", r.ID, r.Kind)
	}
	return d, nil
}

// takenAway lists what a remove really took: an element that was in no add it had seen was not there.
func takenAway(r journal.Record, state *journal.Object) []string {
	s := state.Sets[r.Path]
	var out []string
	for d := range s.Added {
		if slices.Contains(r.Dots, d.Op) && slices.Contains(journal.ElementsOf(r.Value), d.Element) {
			out = append(out, d.Element)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Since is who stands on a path now that an action had set, of all the tickets and objects that it touched.
func Since(tickets [][]journal.Record, action, path string) (last journal.Record, ok bool) {
	for _, records := range tickets {
		for _, r := range records {
			if r.Path != path || actionOf(r) != action {
				continue
			}
			reg := registerOf(records, func(o journal.Record) bool { return sameRegister(o, r) })
			if top := reg.ops[len(reg.ops)-1]; actionOf(top) != action {
				return top, true
			}
		}
	}
	return last, false
}
