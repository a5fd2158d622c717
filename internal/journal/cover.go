package journal

import "cmp"

// Cover is what a message keeps alive: batches, and blobs that it holds or says were erased.
type Cover struct {
	Batches map[Hash]bool
	Blobs   map[string]bool
	Marks   []string // the blobs that it says were erased
}

// CoverOf tells what a batch or segment covers. The caller has verified its batches.
func CoverOf(c *Container) Cover {
	out := Cover{Batches: map[Hash]bool{}, Blobs: map[string]bool{}, Marks: c.Dropped}
	for i := range c.Batches {
		out.Batches[c.Batches[i].Hash(c.Team)] = true
	}
	for name := range c.Blobs {
		out.Blobs[name] = true
	}
	for _, name := range c.Dropped {
		out.Blobs[name] = true
	}
	return out
}

// Covers tells whether all that o keeps alive is in c too.
func (c Cover) Covers(o Cover) bool {
	if len(c.Batches) < len(o.Batches) || len(c.Blobs) < len(o.Blobs) {
		return false
	}
	for h := range o.Batches {
		if !c.Batches[h] {
			return false
		}
	}
	for name := range o.Blobs {
		if !c.Blobs[name] {
			return false
		}
	}
	return true
}

func (c Cover) size() int { return len(c.Batches) + len(c.Blobs) }

// Visible is a verified message that stands in the folder now.
type Visible struct {
	Cover
	Pos  string // its place, alike for every reader; the lower stays
	Keep bool   // not to be deleted: younger than two hours
}

// Prunable chooses the messages that may be deleted: each is covered by another that is strictly preferred, so that of
// clients which race one message always stays. A message that says a blob was erased, while explained does not know of
// that erasure, takes no part on either side (M12).
func Prunable(all []Visible, explained func(blob string) bool) []int {
	part := make([]bool, len(all))
	byBatch := map[Hash][]int{}
	for i, v := range all {
		part[i] = len(v.Batches) > 0
		for _, name := range v.Marks {
			part[i] = part[i] && explained(name)
		}
		if !part[i] {
			continue
		}
		for h := range v.Batches {
			byBatch[h] = append(byBatch[h], i)
		}
	}
	var out []int
	for i, x := range all {
		if !part[i] || x.Keep {
			continue
		}
		for _, j := range byBatch[anyOf(x.Batches)] {
			if j != i && preferred(all[j], x) && all[j].Covers(x.Cover) {
				out = append(out, i)
				break
			}
		}
	}
	return out
}

// preferred is a strict order: bigger cover, then more drop marks (all explained here), then the lower place.
func preferred(y, x Visible) bool {
	return cmp.Or(cmp.Compare(y.size(), x.size()), cmp.Compare(len(y.Marks), len(x.Marks)), cmp.Compare(x.Pos, y.Pos)) > 0
}

func anyOf(set map[Hash]bool) Hash {
	for h := range set {
		return h
	}
	return Hash{}
}
