package ticket

import (
	"bytes"
	"slices"
	"strings"

	"deskhand/internal/journal"
)

// facts adds when an op was made and came, on which device, and whether somebody else's won over it unseen.
func (n Names) facts(c *Change, r journal.Record, lost map[journal.Hash]journal.Record) {
	c.MadeAt, c.Device = c.At, r.Device
	if n.Came != nil {
		c.CameAt = n.Came(r)
	}
	c.Unconfirmed = n.Vouched != nil && !n.Vouched(r.Device)
	if by := lost[r.Hash]; by.Op != nil {
		c.Overruled, c.OverruledBy = true, n.Agent(by.Device)
	}
}

// join takes another op of the same action into its line.
func (c *Change) join(more Change) {
	if !strings.Contains(c.Text, more.Text) {
		c.Text += ", " + more.Text
	}
	c.Undone = c.Undone && more.Undone
	if more.Overruled && !c.Overruled {
		c.Overruled, c.OverruledBy = true, more.OverruledBy
	}
}

// passing are the adds that a remove of the same action takes away again (TakeOut): they say nothing.
func passing(records []journal.Record) map[string]bool {
	out := map[string]bool{}
	added := map[string]string{}
	for _, r := range records {
		if r.Kind == journal.Add && r.Group != "" {
			added[r.ID] = r.Group
		}
		for _, dot := range r.Dots {
			if r.Kind == journal.Remove && r.Undoes == "" && added[dot] != "" && added[dot] == r.Group {
				out[dot] = true
			}
		}
	}
	return out
}

// overruled finds the values of registers that others, made without seeing them, won over: by hash the one that did so, of
// several the least. It is exact, from what each op replaced (`p`) and the order in which values win, never guessed from
// times: an op knew of another when what it replaced stands no lower than that. Two that say the same overrule nobody.
//
// Ops of different anchors are compared only where they replaced one and the same value: before two tickets were merged, what
// was done on one did not concern the other.
func overruled(records []journal.Record) map[journal.Hash]journal.Record {
	byPath := map[string][]journal.Record{}
	for _, r := range records {
		if (r.Kind == journal.Set || r.Kind == journal.Claim) && r.Prev != nil {
			byPath[r.Path] = append(byPath[r.Path], r)
		}
	}
	out := map[journal.Hash]journal.Record{}
	for _, of := range byPath {
		if len(of) > 1 {
			overruledIn(of, out)
		}
	}
	return out
}

// overruledIn does so for the values of one path.
func overruledIn(of []journal.Record, out map[journal.Hash]journal.Record) {
	slices.SortFunc(of, func(a, b journal.Record) int { return journal.OrderOf(a).Compare(journal.OrderOf(b)) })
	at := map[journal.Stamp]journal.Order{} // where a value stands, by its stamp: that is how an op names what it replaced
	for _, r := range of {
		at[r.Stamp] = journal.OrderOf(r)
	}
	base := func(r journal.Record) journal.Order {
		if o, ok := at[*r.Prev]; ok {
			return o
		}
		return journal.Order{H: *r.Prev}
	}
	least := make([]journal.Order, len(of)+1) // the lowest base of those above: most values were seen by all that came later
	least[len(of)] = journal.Order{H: ^journal.Stamp(0)}
	for i, r := range slices.Backward(of) {
		if least[i] = least[i+1]; base(r).Compare(least[i]) < 0 {
			least[i] = base(r)
		}
	}
	for i, r := range of {
		here := journal.OrderOf(r)
		for j := i + 1; j < len(of) && least[j].Compare(here) < 0; j++ {
			if q := of[j]; base(q).Compare(here) < 0 && concern(r, q) {
				out[r.Hash] = q
				break
			}
		}
	}
}

// concern tells whether two values of a path are about the same thing and say different things of it.
func concern(r, q journal.Record) bool {
	if !sameRegister(r, q) || bytes.Equal(r.Value, q.Value) {
		return false
	}
	return r.Object == q.Object || *r.Prev == *q.Prev && *r.Prev != journal.NoStamp
}
