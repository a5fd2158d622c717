package replica_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/replica"
	"deskhand/internal/replica/mem"
)

// step is one event of a history.
func (h *history) step() {
	if h.often != nil && h.c.below(4) == 0 {
		h.often(h)
		return
	}
	l := h.pick()
	switch e := h.c.below(50); {
	case e < 9:
		h.edit(l)
	case e < 14:
		h.change(l)
	case e < 27:
		h.sync(l, false)
	case e < 31:
		h.sync(l, true)
	case e < 35:
		h.pass([]time.Duration{time.Second, 5 * time.Minute, 3 * time.Hour, 13 * time.Hour, 30 * time.Hour}[h.c.below(5)])
	case e < 38:
		h.line(l)
	case e < 42:
		h.mallory.act()
	case e < 45:
		h.harm()
	default:
		h.rare(l)
	}
}

// line is what the line and the server do to one laptop.
func (h *history) line(l *laptop) {
	switch h.c.below(4) {
	case 0:
		h.fault = !h.fault
		h.note("faults: %v", h.fault)
	case 1:
		odd := uint64(2 + h.c.below(3))
		l.client.View = func(all []mem.Mail) []mem.Mail {
			return slices.DeleteFunc(slices.Clone(all), func(m mem.Mail) bool { return m.UID%odd == 1 })
		}
		h.note("%s does not see each %dth message", l.name, odd)
	case 2:
		stale := h.folder.Mails()
		l.client.View = func([]mem.Mail) []mem.Mail { return slices.Clone(stale) }
		h.note("%s sees a listing of now from now on", l.name)
	case 3:
		l.client.View = nil
		l.start()
		h.note("%s starts anew", l.name)
	}
}

// harm is what happens to the folder.
func (h *history) harm() {
	mails := h.folder.Mails()
	if len(mails) == 0 {
		return
	}
	at := h.c.below(min(len(mails), 1000))
	edit := func(what string, fn func([]byte) []byte) {
		h.note("message %d is %s", mails[at].UID, what)
		h.folder.Change(func(all []mem.Mail) []mem.Mail {
			all = slices.Clone(all)
			cover := h.coverOf(all[at].Data)
			all[at].Data = fn(bytes.Clone(all[at].Data))
			h.covers[journal.ContainerHash(all[at].Data).String()] = cover // nobody can know before it is looked at again
			return all
		})
	}
	switch h.c.below(7) {
	case 0:
		edit("cut", func(d []byte) []byte { return d[:len(d)/2] })
	case 1:
		edit("flipped", func(d []byte) []byte {
			d[len(d)*2/3] ^= 4
			return d
		})
	case 2:
		h.note("message %d is put there twice", mails[at].UID)
		h.folder.Put(mails[at])
	case 3:
		h.note("the folder is numbered anew")
		h.folder.Renumber()
	case 4:
		if h.c.below(3) == 0 {
			h.note("the folder is gone")
			h.folder.Remove()
		}
	case 5:
		h.note("a rule deletes old mail")
		h.folder.Change(func(all []mem.Mail) []mem.Mail { return slices.Clone(all[len(all)/2:]) })
	case 6:
		h.folder.Put(mem.Mail{Data: []byte("Dear team, have you seen this offer?")})
	}
}

// rare is what happens to a team now and then.
func (h *history) rare(l *laptop) {
	admin := h.laps[0]
	governs := admin.stopped == nil && !h.removed[admin]
	switch h.c.below(11) {
	case 0, 9, 10:
		if len(h.laps) < 7 {
			h.note("%s writes a snapshot", l.name)
			h.afterwards(l, l.judge(l.engine.Snapshot(context.Background())))
			h.newLaptop(len(h.laps))
		}
	case 1:
		h.clone(l)
	case 2:
		h.note("%s backs up", l.name)
		kept := *l
		kept.former = slices.Clone(l.former)
		h.backups[l] = backup{store: l.store.clone(), was: kept}
	case 3:
		h.restore(l)
	case 4:
		if governs && len(h.blobs) > 0 {
			name := h.blobs[h.c.below(min(len(h.blobs), 1000))]
			h.note("%s erases %s", admin.name, name)
			h.writes(admin, journal.Op{Kind: journal.Redact, Object: object('t', 0), Path: "text", Value: []byte(`["` + name + `"]`)})
		}
	case 5:
		if governs && l != admin && l.id != admin.id && l != h.laps[h.sane] && l.id != h.laps[h.sane].id && len(h.live()) > 2 {
			h.revoke(admin, l)
		}
	case 6:
		if governs && len(h.secret) < 4 {
			h.rotate(admin)
		}
	case 7:
		h.upgrade(l)
		h.note("%s has the new program", l.name)
	case 8:
		h.note("%s tries to be an admin", l.name)
		h.writes(l, set(journal.TeamObject, "cfg/x", h.ops), set(journal.TeamObject, journal.PathAdmin(l.id), journal.AdminValue{On: true}))
	}
}

func (h *history) clone(l *laptop) {
	if len(h.laps) >= 7 {
		return
	}
	h.copied[l.name] = true
	c := *l
	c.name, c.store = fmt.Sprintf("%s-copy%d", l.name, len(h.laps)), l.store.clone()
	c.client = &mem.Client{Folder: h.folder, Fault: l.client.Fault}
	c.former, c.epochs = slices.Clone(l.former), maps.Clone(l.epochs)
	c.problems = map[replica.Code]replica.Problem{}
	h.copied[c.name] = true
	h.laps = append(h.laps, &c)
	if h.doomed[l.name] {
		h.doomed[c.name] = true
	}
	c.start()
	h.note("%s is a copy of %s", c.name, l.name)
	h.edit(&c)
}

func (h *history) restore(l *laptop) {
	b, ok := h.backups[l]
	if !ok || b.was.id != l.id || l.id == h.laps[0].id && len(h.secret) > 1 { // who lost a team key with its disk makes another
		return
	}
	h.note("%s is restored from its backup", l.name)
	elsewhere := map[string]bool{}
	for _, o := range h.laps {
		if o == l {
			continue
		}
		for _, batch := range o.store.t.batches {
			for _, line := range batch.Records() {
				if line.Op != nil {
					elsewhere[line.Op.ID] = true
				}
			}
		}
	}
	l.store = b.store.clone()
	for _, ops := range l.store.t.ops {
		for _, r := range ops {
			if r.Op != nil {
				elsewhere[r.Op.ID] = true
			}
		}
	}
	maps.DeleteFunc(h.wrote, func(id, by string) bool { return by == l.name && !elsewhere[id] })
	l.start()
}

func (l *laptop) heads(device string) (out []journal.Hash) {
	before := map[journal.Hash]bool{}
	for _, m := range l.store.t.metas[device] {
		before[m.Prev] = true
	}
	for _, m := range l.store.t.metas[device] {
		if !before[m.Hash] {
			out = append(out, m.Hash)
		}
	}
	return out
}

func (h *history) revoke(admin, l *laptop) {
	h.note("%s takes %s out", admin.name, l.name)
	for _, o := range h.laps {
		if o.id == l.id || slices.ContainsFunc(o.former, func(f replica.Identity) bool { return f.Device == l.id }) {
			h.doomed[o.name] = true
		}
	}
	maps.DeleteFunc(h.wrote, func(_, by string) bool { return h.doomed[by] })
	h.writes(admin, set(journal.TeamObject, journal.PathRevoked(l.id), journal.RevokedValue{Heads: admin.heads(l.id), Why: "left"}))
	if h.mallory.device != l.id && h.c.below(2) == 0 {
		h.edit(l)
	}
}

func (h *history) rotate(admin *laptop) {
	epoch := uint32(len(h.secret))
	h.note("%s changes the team key: %d", admin.name, epoch)
	h.secret[epoch] = [32]byte{byte(epoch + 1)}
	admin.epochs[epoch] = true
	v := journal.KeyValue{Epoch: epoch, Sealed: map[string][]byte{}}
	for _, l := range h.laps {
		v.Sealed[l.id] = []byte{1}
	}
	for _, d := range slices.Sorted(maps.Keys(admin.store.t.metas)) {
		v.Heads = append(v.Heads, admin.heads(d)...)
	}
	h.writes(admin, set(journal.TeamObject, journal.PathKey, v))
}

// afterwards does what the desk does when the engine stops.
func (h *history) afterwards(l *laptop, err error) {
	switch {
	case errors.Is(err, replica.ErrRevoked):
		h.removed[l] = true
		h.must(h.doomed[l.name], "%s believes that it was taken out", l.name)
	case errors.Is(err, replica.ErrForked):
		old := l.id
		h.forks++
		l.newKey(fmt.Sprintf("%s again %d", l.name, h.forks))
		h.copied[l.name] = true
		h.keys[l.id] = h.keyOf(fmt.Sprintf("%s again %d", l.name, h.forks)).Public().(ed25519Key)
		h.writes(l, l.joinOp()) // first: what it takes over may be a new team key, which only a known laptop is believed
		if err := l.store.Update(context.Background(), func(tx replica.Tx) error { return replica.Rehome(tx, old, l.id) }); err != nil {
			h.must(false, "rehome: %v", err)
		}
		l.start()
		h.note("%s goes on as %s", l.name, l.id)
		was := l.id
		l.id = old
		h.writes(l, set(journal.TeamObject, journal.PathOK(was), l.name))
		if h.laps[0] == l {
			h.writes(l, set(journal.TeamObject, journal.PathAdmin(was), journal.AdminValue{On: true}))
		}
		l.id = was
	}
}

// joined compares what a snapshot alone shows with the log up to where it stands.
func (h *history) joined(l *laptop) {
	v := l.engine.Joined()
	if v == nil || l.version == "1" && l.old {
		return
	}
	h.joins++
	batches := map[journal.Hash]*journal.Batch{}
	taken := map[string]bool{}
	for _, o := range h.laps {
		for hash, b := range o.store.t.batches {
			if batches[hash] != nil || b.B > v[b.Device] {
				continue
			}
			batches[hash] = b
			for seq := b.A; seq <= b.B; seq++ {
				key := fmt.Sprint(b.Device, seq)
				if taken[key] {
					return // forked: what the snapshot's writer had cannot be told from outside
				}
				taken[key] = true
			}
			for _, line := range b.Records() {
				if line.Op != nil && line.Op.Object == journal.TeamObject && bytes.Contains(line.Raw, []byte("heads")) {
					return // somebody was cut off: on which chain a line is, a snapshot does not tell
				}
			}
		}
	}
	for d, n := range v {
		if n > dayQuota {
			return
		}
		for seq := uint64(1); seq <= n; seq++ {
			h.must(taken[fmt.Sprint(d, seq)], "a snapshot stands at %s %d, which nobody has", d, seq)
		}
	}
	want := h.reference(batches)
	got := l.records()
	h.must(h.state(got) == journal.StateHash(want), "%s joined by snapshot and differs from the log: %s", l.name, difference(got, want))
}
