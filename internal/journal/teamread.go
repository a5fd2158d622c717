package journal

import (
	"cmp"
	"crypto/ed25519"
	"slices"
)

// findDevices reads who asked to belong, and who was confirmed: by an admin, else by an older device of the same agent.
func (f *folding) findDevices() {
	t := f.team
	for _, r := range f.records {
		whom, ok := appointed(r)
		v, _ := value[AdminValue](r.Record)
		if ok && f.admins[whom] && len(v.Pub) == ed25519.PublicKeySize && DeviceID(v.Pub) == whom && f.counts(r) {
			t.Devices[whom] = Device{Pub: v.Pub, Box: v.Box, Confirmed: true}
		}
	}
	for _, r := range f.records { // in stamp order: the newest request stands
		if v, ok := r.request(); ok && onChains(f.cuts[r.Device], r.Device, r.Batch, f.chain, true) {
			t.Devices[r.Device] = Device{Pub: v.Pub, Box: v.Box, Agent: v.Agent, Machine: v.Machine, Confirmed: f.admins[r.Device], Asked: r.Stamp}
		}
	}
	for d, cuts := range f.cuts {
		for _, c := range cuts {
			if v := t.Devices[d]; c.revoked && !v.Revoked {
				v.Revoked, v.Heads, v.Why = true, c.heads, c.why
				t.Devices[d] = v
			}
		}
	}
	f.confirm(func(by string, whom string) bool { return f.admins[by] })
	for more := true; more; {
		before := f.confirmed()
		more = f.confirm(func(by, whom string) bool { return before[by] && !before[whom] && by != whom })
	}
}

func (f *folding) confirmed() map[string]bool {
	out := map[string]bool{}
	for d, v := range f.team.Devices {
		out[d] = v.Confirmed
	}
	return out
}

// confirm takes the confirmations of whom may lets, in stamp order: the newest stands. It tells whether there was one.
func (f *folding) confirm(may func(by, whom string) bool) (any bool) {
	for _, r := range f.records {
		what, whom := teamPath(r.Path)
		d, known := f.team.Devices[whom]
		agent, ok := value[string](r.Record)
		if what != "ok" || !ok || !known || agent == "" || !may(r.Device, whom) {
			continue
		}
		byAdmin := f.admins[r.Device]
		if !onChains(f.cuts[r.Device], r.Device, r.Batch, f.chain, !byAdmin) || !byAdmin && (f.team.Devices[r.Device].Agent != agent || d.Agent != agent) {
			continue
		}
		d.Agent, d.Confirmed, any = agent, true, true
		f.team.Devices[whom] = d
	}
	return any
}

// read folds what counts, and reads the paths that this version knows.
func (f *folding) read() {
	t := f.team
	for _, r := range f.records {
		m := BatchMeta{Hash: r.Batch, Device: r.Device}
		if r.Object != TeamObject || !onChains(f.cuts[r.Device], r.Device, r.Batch, f.chain, true) || !t.Allows(m, r.Op, f.chain) {
			continue
		}
		t.State.Apply(r.Record)
		if v, ok := value[KeyValue](r.Record); ok && r.Path == PathKey && (v.Epoch > 0 || v.More) {
			t.Rotations = append(t.Rotations, Rotation{Epoch: v.Epoch, Sealed: v.Sealed, Heads: v.Heads, By: r.Device, At: OrderOf(r.Record), Batch: r.Batch, More: v.More})
		}
	}
	slices.SortStableFunc(t.Rotations, func(a, b Rotation) int { return cmp.Compare(a.Epoch, b.Epoch) })
	for _, r := range t.Rotations {
		if !r.More {
			t.Epoch = r.Epoch
		}
	}
	for path, reg := range t.State.Registers {
		what, whom := teamPath(path)
		switch what {
		case "agent":
			if v, ok := value[AgentValue](reg.Record); ok {
				t.Agents[whom] = Agent(v)
			}
		case "quota":
			if v, ok := value[QuotaValue](reg.Record); ok {
				t.quota[whom] = v.Ops
			}
		case PathStart:
			t.Start, _ = value[int64](reg.Record)
		case PathTransport:
			v, _ := value[TransportValue](reg.Record)
			t.Transport = v.Kind
		}
	}
}
