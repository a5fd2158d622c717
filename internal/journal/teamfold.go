package journal

import (
	"cmp"
	"slices"
)

// cut is the end of a device's say: what lies outside its heads' chains does not count. Several cuts of one device all
// hold.
type cut struct {
	by      string
	heads   []Hash
	why     string
	revoked bool // the device itself, not only its right as an admin
}

// rank is a device's nearness to the creator: by who appointed whom, then by the appointment's place in stamp order.
type rank struct {
	depth  int
	at     Order
	device string
	rests  []TeamRecord // the appointments from the creator down to it
}

func (a rank) compare(b rank) int { return cmp.Or(cmp.Compare(a.depth, b.depth), a.at.Compare(b.at)) }

// folding is a team on its way to being folded.
type folding struct {
	chain   Chain
	records []TeamRecord // in stamp order, each once
	by      map[string][]TeamRecord
	cuts    map[string][]cut
	admins  map[string]bool // ever appointed by a counted op; the creator
	team    *Team
}

// FoldTeam folds the ops on @team, in any order and any repetition, to one result. It takes them from verified batches
// of any device, also of unknown, unconfirmed and revoked ones, and judges itself what counts; parked ops stay away.
//
// First it finds who was cut off, from the creator outwards: among two admins who revoke each other the one nearer to the
// creator wins, then the one appointed earlier. Then all else is judged with every cut in force, whatever its stamps
// say: a revoked admin cannot date an op back to when it would have counted.
func FoldTeam(id string, records []TeamRecord, chain Chain) *Team {
	f := &folding{chain: chain, by: map[string][]TeamRecord{}, cuts: map[string][]cut{}}
	f.records = slices.Clone(records)
	slices.SortFunc(f.records, func(a, b TeamRecord) int {
		return cmp.Or(OrderOf(a.Record).Compare(OrderOf(b.Record)), slices.Compare(a.Batch[:], b.Batch[:]))
	})
	f.records = slices.CompactFunc(f.records, func(a, b TeamRecord) bool { return a.Device == b.Device && a.Hash == b.Hash && a.Batch == b.Batch })
	for _, r := range f.records {
		if what, _ := teamPath(r.Path); what == "admin" || what == "revoked" {
			f.by[r.Device] = append(f.by[r.Device], r)
		}
	}
	f.findCuts(id)
	f.findAdmins(id)
	f.team = &Team{
		ID: id, Admins: map[string]bool{}, Devices: map[string]Device{}, Agents: map[string]Agent{}, State: NewObject(),
		quota: map[string]int{}, cuts: f.cuts, appointed: f.admins,
	}
	for d := range f.admins {
		if len(f.cuts[d]) == 0 {
			f.team.Admins[d] = true
		}
	}
	f.findDevices()
	f.read()
	return f.team
}

// onChains tells whether a batch escapes every cut of its device; with onlyRevoked, those that take only the right as an
// admin do not matter.
func onChains(cuts []cut, device string, batch Hash, chain Chain, onlyRevoked bool) bool {
	for _, c := range cuts {
		if (c.revoked || !onlyRevoked) && !chain(device, batch, c.heads) {
			return false
		}
	}
	return true
}

// findCuts goes through the admins from the creator outwards. A cut once found stands; one against somebody who has
// cut its maker, and so is nearer to the creator, is void.
func (f *folding) findCuts(creator string) {
	queue := []rank{{device: creator}}
	done := map[string]bool{}
	for len(queue) > 0 {
		next := slices.MinFunc(queue, rank.compare)
		queue = slices.DeleteFunc(queue, func(r rank) bool { return r.device == next.device })
		done[next.device] = true
		had := f.cuts[next.device]
		for _, r := range f.by[next.device] {
			if !onChains(had, r.Device, r.Batch, f.chain, false) {
				continue
			}
			if c, whom, ok := cutOf(r); ok && !f.hasCut(whom, r.Device) {
				c.heads = append(c.heads, next.restsOn(whom)...)
				f.cuts[whom] = append(f.cuts[whom], c)
			}
			if whom, ok := appointed(r); ok && !done[whom] {
				queue = append(queue, rank{next.depth + 1, OrderOf(r.Record), whom, append(slices.Clip(next.rests), r)})
			}
		}
	}
}

// restsOn lists the batches of a device by which another is an admin. They go on counting when it cuts that device off:
// nobody saws off the branch it sits on.
func (r rank) restsOn(device string) (batches []Hash) {
	for _, a := range r.rests {
		if a.Device == device {
			batches = append(batches, a.Batch)
		}
	}
	return batches
}

func (f *folding) hasCut(by, device string) bool {
	return slices.ContainsFunc(f.cuts[device], func(c cut) bool { return c.by == by })
}

// findAdmins follows the appointments once more, now with every cut in force.
func (f *folding) findAdmins(creator string) {
	f.admins = map[string]bool{creator: true}
	for queue := []string{creator}; len(queue) > 0; queue = queue[1:] {
		for _, r := range f.by[queue[0]] {
			whom, ok := appointed(r)
			if ok && !f.admins[whom] && f.counts(r) {
				f.admins[whom] = true
				queue = append(queue, whom)
			}
		}
	}
}

// counts tells whether an admin's op counts, now that the admins and cuts are known.
func (f *folding) counts(r TeamRecord) bool {
	return f.admins[r.Device] && onChains(f.cuts[r.Device], r.Device, r.Batch, f.chain, false)
}

// cutOf reads an op that ends a device's say. A device that cuts itself off may still say so: its own batch counts.
func cutOf(r TeamRecord) (c cut, whom string, ok bool) {
	what, whom := teamPath(r.Path)
	c = cut{by: r.Device, revoked: what == "revoked"}
	switch what {
	case "revoked":
		var v RevokedValue
		v, ok = value[RevokedValue](r.Record)
		c.heads, c.why = v.Heads, v.Why
	case "admin":
		var v AdminValue
		v, ok = value[AdminValue](r.Record)
		ok = ok && !v.On
		c.heads = v.Heads
	}
	if whom == r.Device {
		c.heads = append(slices.Clone(c.heads), r.Batch)
	}
	return c, whom, ok
}

func appointed(r TeamRecord) (whom string, ok bool) {
	what, whom := teamPath(r.Path)
	v, ok := value[AdminValue](r.Record)
	return whom, ok && what == "admin" && v.On && ValidDevice(whom)
}
