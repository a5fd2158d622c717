package replica_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/replica"
	"deskhand/internal/replica/mem"
)

// chooser draws what happens: rapid's, which makes a failing history short, or plain chance.
type chooser interface{ below(n int) int }

type chance struct{ *rand.Rand }

func (c chance) below(n int) int { return c.IntN(n) }

// broken is how a history fails.
type broken string

// history is one random history of a team, and what must hold of it.
type history struct {
	*world
	c       chooser
	state   func([]journal.Record) journal.Hash
	wrote   map[string]string        // op id → laptop, of ops that nobody may lose
	over    []edit                   // explicit edits
	covers  map[string]journal.Cover // of messages, by their bytes
	keys    map[string]ed25519.PublicKey
	backups map[*laptop]backup
	blobs   []string
	removed map[*laptop]bool // taken out, and knowing it
	doomed  map[string]bool  // names of those taken out
	forks   int
	copied  map[string]bool // names of those that are copies, or were copied
	often   func(*history)  // a quarter of all events, where a test asks for it
	sane    int             // the laptop whose clock is not more than a day off
	joins   int
	mallory *mallory
	fault   bool
	log     []string
}

type backup struct {
	store *memStore
	was   laptop
}

// edit is an explicit change, and the value it was made over.
type edit struct{ by, over string }

const (
	snapAfter = 40
	dayQuota  = 60
)

func newHistory(t testing.TB, c chooser, breaks replica.Break) *history {
	w := newWorld(t, rand.New(rand.NewPCG(uint64(c.below(1000)), 7)))
	w.breaks = breaks.Often(snapAfter, dayQuota).Remembering(w.verify)
	h := &history{
		world: w, c: c, state: journal.StateHash, wrote: map[string]string{}, covers: map[string]journal.Cover{},
		keys: map[string]ed25519.PublicKey{}, backups: map[*laptop]backup{}, removed: map[*laptop]bool{}, doomed: map[string]bool{}, copied: map[string]bool{},
	}
	w.fail = func(format string, args ...any) { h.must(false, format, args...) }
	h.sane = c.below(2)
	for i := range 2 + c.below(3) {
		h.newLaptop(i)
	}
	h.mallory = newMallory(h)
	return h
}

func (h *history) must(ok bool, format string, args ...any) {
	if !ok {
		panic(broken(fmt.Sprintf(format, args...) + "\n" + strings.Join(h.log, "\n")))
	}
}

func (h *history) note(format string, args ...any) {
	h.log = append(h.log, h.now.Format("02 15:04 ")+fmt.Sprintf(format, args...))
}

// newLaptop joins as people do: it asks, and an admin says yes.
func (h *history) newLaptop(i int) *laptop {
	skews := []time.Duration{0, 0, time.Minute, -time.Hour, 10 * time.Hour, -30 * 24 * time.Hour, 40 * time.Hour}
	if i == h.sane {
		skews = skews[:5] // two clocks against one: somebody's must agree with the place's
	}
	l := h.add(fmt.Sprintf("laptop%d", i), skews[h.c.below(len(skews))])
	l.client.Fault = func(command string) mem.Fault {
		if !h.fault || command == "list" && h.c.below(4) > 0 {
			return mem.FaultNone
		}
		return mem.Fault(h.c.below(3))
	}
	if h.c.below(3) == 0 {
		h.older(l)
	}
	h.keys[l.id] = l.key.Public().(ed25519.PublicKey)
	h.note("%s is %s, clock %v, version %s", l.name, l.id, l.skew, l.version)
	if i > 0 {
		if err := l.judge(l.engine.Join(context.Background())); err == nil {
			h.joined(l)
		}
		h.edit(l)
	}
	h.writes(l, l.joinOp())
	if i > 0 && !h.removed[h.laps[0]] {
		h.writes(h.laps[0], set(journal.TeamObject, journal.PathOK(l.id), l.name))
	}
	return l
}

// writes keeps what must not be lost.
func (h *history) writes(l *laptop, ops ...journal.Op) []string {
	ids := l.write(ops...)
	for _, id := range ids {
		if !h.doomed[l.name] {
			h.wrote[id] = l.name
		}
	}
	return ids
}

// live are the laptops that carry on.
func (h *history) live() (out []*laptop) {
	for _, l := range h.laps {
		if !h.removed[l] && l.stopped == nil {
			out = append(out, l)
		}
	}
	return out
}

func (h *history) pick() *laptop {
	live := h.live()
	return live[h.c.below(len(live))]
}

// sync has a laptop look, and holds what must hold of every look: what the place keeps alive does not shrink by it.
func (h *history) sync(l *laptop, upkeep bool) {
	before := h.coverage()
	h.note("%s looks (upkeep %v)", l.name, upkeep)
	var err error
	if upkeep {
		err = l.upkeep()
	} else {
		err = l.sync()
	}
	after := h.coverage()
	for hash := range before.Batches {
		h.must(after.Batches[hash], "%s took batch %s out of the place", l.name, hash)
	}
	redacted := map[string]bool{}
	for _, r := range l.records() {
		if r.Kind == journal.Redact {
			for _, name := range journal.ElementsOf(r.Value) {
				redacted[name] = true
			}
		}
	}
	for name := range before.Blobs {
		h.must(after.Blobs[name] || redacted[name], "%s took blob %s out of the place", l.name, name)
	}
	if err != nil {
		h.note("  %v", err)
	}
	h.afterwards(l, err)
}

// coverage is what the sound messages in the place keep alive.
func (h *history) coverage() journal.Cover {
	all := journal.Cover{Batches: map[journal.Hash]bool{}, Blobs: map[string]bool{}}
	for _, m := range h.folder.Mails() {
		c := h.coverOf(m.Data)
		maps.Copy(all.Batches, c.Batches)
		maps.Copy(all.Blobs, c.Blobs)
	}
	return all
}

func (h *history) coverOf(data []byte) journal.Cover {
	key := journal.ContainerHash(data).String()
	if c, ok := h.covers[key]; ok {
		return c
	}
	out := journal.Cover{Batches: map[journal.Hash]bool{}, Blobs: map[string]bool{}}
	if head, err := journal.Peek(data); err == nil {
		if c, err := journal.Unpack(data, journal.DeriveKeys(h.secret[head.Epoch], h.team, head.Epoch)); err == nil {
			for i := range c.Batches {
				b := &c.Batches[i]
				if h.verify(b, h.keys[b.Device]) == nil {
					out.Batches[b.Hash(h.team)] = true
				}
			}
			for name, blob := range c.Blobs {
				out.Blobs[name] = journal.BlobName(blob) == name
			}
		}
	}
	h.covers[key] = out
	return out
}

// edit is an explicit change of a register: it stands at once, over whatever was there.
func (h *history) edit(l *laptop) {
	obj := object('t', h.c.below(4))
	paths := []string{"status", "owner", "priority", "v2-mood"}
	path := paths[h.c.below(len(paths))]
	over := h.stands(l, obj, path)
	id := h.writes(l, set(obj, path, h.ops))[0]
	h.note("%s sets %s %s: %s over %s", l.name, obj, path, id, over)
	h.must(h.stands(l, obj, path) == id, "%s set %s %s and sees another value", l.name, obj, path)
	if over != "" {
		h.over = append(h.over, edit{id, over})
	}
}

// stands is the id of the op whose value a laptop shows.
func (h *history) stands(l *laptop, obj, path string) string {
	o := journal.NewObject()
	for _, r := range l.records() {
		if r.Object == obj {
			o.Apply(r)
		}
	}
	if r := o.Registers[path]; r.Op != nil {
		return r.ID
	}
	return ""
}

// change is any other change.
func (h *history) change(l *laptop) {
	obj := object('t', h.c.below(3))
	switch h.c.below(7) {
	case 0, 5:
		h.writes(l, journal.Op{Kind: journal.Add, Object: obj, Path: "tags", Value: []byte(fmt.Sprintf(`"tag%d"`, h.c.below(2)))})
	case 1, 6:
		h.removeTag(l, obj)
	case 2:
		base := journal.NoStamp
		h.writes(l, journal.Op{Kind: journal.Claim, Object: obj, Path: "owner", Value: []byte(`"` + l.name + `"`), Prev: &base})
	case 3:
		h.writes(l, set(object('o', h.c.below(5)), "new", map[string]any{"kind": "promise", "ticket": obj}), set(object('o', h.c.below(5)), "title", h.ops))
	case 4:
		var salt [journal.SaltLen]byte
		copy(salt[:], fmt.Sprint(h.ops))
		name, blob, err := journal.NewBlob(salt, fmt.Sprintf("a note %d", h.ops))
		h.must(err == nil, "blob: %v", err)
		_ = l.store.Update(context.Background(), func(tx replica.Tx) error {
			tx.(*tables).blobs[name] = blob
			return nil
		})
		h.blobs = append(h.blobs, name)
		op := set(obj, "note/"+h.opID(), map[string]any{"kind": "note", "text": 0})
		op.Blobs = []string{name}
		h.writes(l, op)
	}
}

// tag puts a tag on the first ticket, or takes it off.
func (h *history) tag(l *laptop) {
	if h.c.below(2) == 0 {
		h.removeTag(l, object('t', 0))
		return
	}
	h.writes(l, journal.Op{Kind: journal.Add, Object: object('t', 0), Path: "tags", Value: []byte(`"tag0"`)})
}

func (h *history) removeTag(l *laptop, obj string) {
	o := journal.NewObject()
	for _, r := range l.records() {
		if r.Object == obj {
			o.Apply(r)
		}
	}
	for _, tag := range o.Members("tags") {
		h.writes(l, journal.Op{Kind: journal.Remove, Object: obj, Path: "tags", Value: []byte(`"` + tag + `"`), Dots: o.DotsOf("tags", tag)})
		return
	}
}

// older makes a laptop's program one that cannot read some of what the others write.
func (h *history) older(l *laptop) {
	l.version, l.old = "1", true
	l.breaks = l.breaks.Older(func(line []byte) (*journal.Op, error) {
		op, err := journal.Decode(line)
		if err == nil && strings.HasPrefix(op.Path, "v2-") {
			return nil, fmt.Errorf("%w: written by a newer program", journal.ErrLine)
		}
		return op, err
	}, func(data []byte, k journal.Keys) (*journal.Container, error) {
		c, err := journal.Unpack(data, k)
		if err == nil && data[len(data)-1]%16 == 0 {
			return nil, journal.ErrNewer
		}
		return c, err
	})
	l.start()
}

func (h *history) upgrade(l *laptop) {
	l.version, l.old = "2", false
	l.breaks = l.breaks.Older(nil, nil)
	l.start()
}

// quiesce lets everything arrive: no more faults, all programs of one version, weeks of upkeep.
func (h *history) quiesce() {
	h.fault = false
	h.note("quiet from here")
	h.pass(80 * time.Hour)
	for _, l := range h.live() {
		l.client.View = nil
		h.upgrade(l)
	}
	for round := range 12 {
		for _, l := range h.live() {
			if l.stopped != nil || h.removed[l] {
				continue
			}
			if round < 4 {
				h.edit(l)
			}
			h.sync(l, false)
			h.pass(time.Minute)
			if l.stopped == nil {
				l.engine.LookWhole()
				h.sync(l, true)
			}
			h.pass(time.Minute)
		}
		if h.pass(45 * time.Minute); round%2 == 1 && round < 9 {
			h.pass(8 * 24 * time.Hour)
		}
	}
	for range 2 {
		for _, l := range h.live() {
			h.sync(l, false)
		}
	}
}

// check compares all laptops with each other and with the fold of everything that was ever made.
func (h *history) check() {
	live := h.live()
	h.must(len(live) > 0, "nobody is left")
	batches := map[journal.Hash]*journal.Batch{}
	present := map[string]bool{}
	for _, l := range live {
		for hash, b := range l.store.t.batches {
			err := h.verify(b, h.keys[b.Device])
			h.must(err == nil, "%s holds a batch that is none: %v", l.name, err)
			batches[hash] = b
		}
	}
	for _, b := range batches {
		for _, line := range b.Records() {
			if line.Op != nil {
				present[line.Op.ID] = true
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(h.wrote)) {
		h.must(present[id], "op %s of %s is lost", id, h.wrote[id])
	}
	records := h.reference(batches)
	want := journal.StateHash(records)
	for _, l := range live {
		got := l.records()
		h.must(h.state(got) == want, "%s (%s) differs from the fold of all ops: %s", l.name, l.id, difference(got, records))
	}
	h.liveness(records)
}

func (h *history) liveness(records []journal.Record) {
	byID := map[string]journal.Record{}
	for _, r := range records {
		byID[r.ID] = r
	}
	for _, e := range h.over {
		mine, ok1 := byID[e.by]
		over, ok2 := byID[e.over]
		// What two copies of a desk held unsealed each gave a corrected time of its own.
		if ok1 && ok2 && !h.copied[h.wrote[e.by]] && !h.copied[h.wrote[e.over]] {
			h.must(journal.OrderOf(over).Compare(journal.OrderOf(mine)) < 0, "op %s lost to %s, which it was made over", e.by, e.over)
		}
	}
}

func difference(got, want []journal.Record) string {
	has := map[journal.Hash]journal.Record{}
	for _, r := range got {
		has[r.Hash] = r
	}
	var out []string
	for _, r := range want {
		if _, ok := has[r.Hash]; !ok {
			out = append(out, "lacks "+r.Device+" "+string(r.Raw))
		}
		delete(has, r.Hash)
	}
	for _, r := range has {
		out = append(out, "invents "+r.Device+" "+string(r.Raw))
	}
	return strings.Join(out, "\n  ")
}

// reference judges batches as journal.md says, all at once and by nothing of the engine.
func (h *history) reference(batches map[journal.Hash]*journal.Batch) (out []journal.Record) {
	type entry struct {
		seq  uint64
		line journal.Line
		in   []journal.Hash
	}
	all := map[string]map[journal.Hash]*entry{}
	prev := map[journal.Hash]journal.Hash{}
	var team []journal.TeamRecord
	for hash, b := range batches {
		prev[hash] = b.Prev
		if all[b.Device] == nil {
			all[b.Device] = map[journal.Hash]*entry{}
		}
		for _, line := range b.Records() {
			record := journal.RecordHash(b.Device, line.Raw)
			if all[b.Device][record] == nil {
				all[b.Device][record] = &entry{seq: line.Seq, line: line}
			}
			e := all[b.Device][record]
			e.in = append(e.in, hash)
			if line.Op != nil && line.Op.Object == journal.TeamObject {
				team = append(team, journal.TeamRecord{Record: journal.Record{Device: b.Device, Hash: record, Op: line.Op}, Batch: hash})
			}
		}
	}
	chain := func(_ string, batch journal.Hash, heads []journal.Hash) bool {
		for _, head := range heads {
			for at := head; !at.IsZero(); at = prev[at] {
				if at == batch {
					return true
				}
			}
		}
		return false
	}
	t := journal.FoldTeam(h.team, team, chain)
	for device, entries := range all {
		limit := dayQuota
		if t.Admins[device] {
			limit = 1 << 30
		}
		days := map[int64]int{}
		for _, record := range slices.SortedFunc(maps.Keys(entries), func(a, b journal.Hash) int {
			return compareOps(journal.StoredOp{Seq: entries[a].seq, Hash: a}, journal.StoredOp{Seq: entries[b].seq, Hash: b})
		}) {
			e := entries[record]
			counts := e.line.Op != nil && slices.ContainsFunc(e.in, func(b journal.Hash) bool {
				m := journal.BatchMeta{Hash: b, Device: device}
				return t.Counts(m, chain) != journal.Revoked && t.Allows(m, e.line.Op, chain)
			})
			if !counts {
				continue
			}
			day := journal.Day(e.line.Op.Stamp)
			if days[day]++; days[day] <= limit {
				out = append(out, journal.Record{Device: device, Hash: record, Op: e.line.Op})
			}
		}
	}
	return out
}
