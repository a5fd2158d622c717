package journal

// Held is a line as a desk holds it, for a snapshot to choose from.
type Held struct {
	SnapLine
	Op     *Op  // nil: cannot be read
	Counts bool // false: parked, held, of a device not known, not allowed
}

type pathKey struct{ object, path string }

// Deciding chooses the lines that a snapshot needs: of each register the one that stands, of each object the first (the
// number of a ticket follows from it), every add, remove and erasure, all of @team, contacts and companies, and whatever
// does not count today or cannot be read, for a newer program may read it (M4).
func Deciding(lines []Held) []SnapLine {
	standing := map[pathKey]place{}
	first := map[string]place{}
	keep := make([]bool, len(lines))
	for i, l := range lines {
		if l.Op == nil || !l.Counts || l.Op.Object[0] == '@' || l.Op.Object[0] == 'p' || l.Op.Object[0] == 'c' || l.Op.Kind != Set && l.Op.Kind != Claim {
			keep[i] = true
		}
		if l.Op == nil || !l.Counts {
			continue
		}
		at := OrderOf(Record{Device: l.Device, Hash: RecordHash(l.Device, l.Raw), Op: l.Op})
		if old, ok := first[l.Op.Object]; !ok || at.Compare(old.at) < 0 {
			first[l.Op.Object] = place{at, i}
		}
		if l.Op.Kind == Set || l.Op.Kind == Claim {
			key := pathKey{l.Op.Object, l.Op.Path}
			if old, ok := standing[key]; !ok || at.Compare(old.at) > 0 {
				standing[key] = place{at, i}
			}
		}
	}
	for _, p := range standing {
		keep[p.i] = true
	}
	for _, p := range first {
		keep[p.i] = true
	}
	var out []SnapLine
	for i, l := range lines {
		if keep[i] {
			out = append(out, l.SnapLine)
		}
	}
	return out
}

type place struct {
	at Order
	i  int
}
