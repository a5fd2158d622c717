package replica_test

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/replica/mem"
)

type ed25519Key = ed25519.PublicKey

// mallory has a laptop in the team, its key, and programs of her own.
type mallory struct {
	h      *history
	key    ed25519.PrivateKey
	device string
	seq    uint64
	head   journal.Hash
	older  []journal.BatchMeta
	asked  bool
	clock  journal.Stamp
}

func newMallory(h *history) *mallory {
	key := h.keyOf("mallory")
	m := &mallory{h: h, key: key, device: journal.DeviceID(key.Public().(ed25519.PublicKey))}
	h.keys[m.device] = key.Public().(ed25519.PublicKey)
	return m
}

func (m *mallory) op(o journal.Op) []byte {
	m.clock = journal.Next(m.h.now, m.clock)
	if o.Stamp == 0 {
		o.Stamp = m.clock
	}
	if o.ID == "" {
		o.ID = m.h.opID()
	}
	if o.Kind == journal.Set && o.Prev == nil {
		none := journal.NoStamp
		o.Prev = &none
	}
	if err := journal.Encode(&o); err != nil {
		m.h.must(false, "mallory: %v", err)
	}
	return o.Raw
}

func (m *mallory) batch(device string, a uint64, prev journal.Hash, lines ...[]byte) *journal.Batch {
	b := &journal.Batch{Device: device, A: a, B: a + uint64(len(lines)) - 1, Prev: prev, Have: journal.Vector{}}
	for _, l := range lines {
		b.Lines = append(append(b.Lines, l...), '\n')
	}
	b.Sign(m.h.team, m.key)
	return b
}

// send puts a container into the folder.
func (m *mallory) send(c *journal.Container, epoch uint32) {
	c.Team, c.Epoch = m.h.team, epoch
	data, err := journal.Pack(c, journal.DeriveKeys(m.h.secret[epoch], m.h.team, epoch), false)
	m.h.must(err == nil, "mallory: %v", err)
	m.h.folder.Put(mem.Mail{Hash: journal.ContainerHash(data), Label: "x", Data: data})
}

func (m *mallory) say(lines ...[]byte) {
	b := m.batch(m.device, m.seq+1, m.head, lines...)
	m.older = append(m.older, b.Meta(m.h.team))
	m.seq, m.head = b.B, b.Hash(m.h.team)
	m.send(&journal.Container{Type: journal.TypeBatch, Batches: []journal.Batch{*b}}, uint32(m.h.c.below(len(m.h.secret))))
}

func (m *mallory) plausible() journal.Op { return set(object('t', m.h.c.below(4)), "status", m.h.ops) }

// act is one of her tricks.
func (m *mallory) act() {
	m.play(m.h.c.below(13))
}

func (m *mallory) play(trick int) {
	m.h.note("mallory tries %d", trick)
	if !m.asked && trick > 3 {
		m.asked = true
		m.say(m.op(set(journal.TeamObject, journal.PathDevice(m.device), journal.DeviceValue{Pub: m.key.Public().(ed25519.PublicKey), Agent: "mallory"})))
		admin := m.h.laps[0]
		if admin.stopped == nil && !m.h.removed[admin] {
			m.h.writes(admin, set(journal.TeamObject, journal.PathOK(m.device), "mallory"))
		}
		return
	}
	switch trick {
	case 0: // mail from outside
		c := &journal.Container{Type: journal.TypeBatch, Team: m.h.team, Batches: []journal.Batch{*m.batch(m.device, 1, journal.Hash{}, m.op(m.plausible()))}}
		data, _ := journal.Pack(c, journal.Keys{MAC: [32]byte{9}}, false)
		m.h.folder.Put(mem.Mail{Hash: journal.ContainerHash(data), Data: data})
	case 1, 2: // a colleague's name under her own signature, dated as the colleague would
		victim := m.h.pick()
		at := uint64(len(victim.store.t.ops[victim.id]))
		m.send(&journal.Container{Type: journal.TypeBatch, Batches: []journal.Batch{*m.batch(victim.id, at+1, journal.Hash{}, m.op(m.plausible()))}}, 0)
	case 3: // a colleague's message with her own marks: "what was here has been erased"
		m.marks()
	case 4:
		m.say(m.op(m.plausible()), []byte(`{"i":"no op","k":"set"`), []byte{0xff, 0xfe}, m.op(m.plausible()))
	case 5:
		far := m.plausible()
		far.Stamp = journal.StampAt(m.h.now.Add(time.Duration(25+m.h.c.below(40)) * time.Hour))
		m.say(m.op(far))
	case 6:
		m.say(m.op(set(journal.TeamObject, journal.PathAdmin(m.device), journal.AdminValue{On: true})),
			m.op(set(journal.TeamObject, "cfg/x", "mine")),
			m.op(set(journal.TeamObject, journal.PathRevoked(m.h.laps[0].id), journal.RevokedValue{})))
	case 7:
		if len(m.h.blobs) > 0 {
			m.say(m.op(journal.Op{Kind: journal.Redact, Object: object('t', 1), Path: "text", Value: []byte(`["` + m.h.blobs[0] + `"]`)}))
		}
	case 8: // more than a laptop may make in a day
		var lines [][]byte
		for range dayQuota/2 + 5 {
			lines = append(lines, m.op(m.plausible()))
		}
		m.say(lines...)
	case 9, 11, 12: // a fork, dated back to where her own stream once was
		m.fork()
	case 10:
		m.shutOut()
	}
}

// shutOut has the admin take her out; after that she goes on.
func (m *mallory) shutOut() {
	admin := m.h.laps[0]
	if admin.stopped != nil || m.h.removed[admin] || len(admin.store.t.metas[m.device]) == 0 {
		return
	}
	m.h.note("%s takes mallory out", admin.name)
	m.h.writes(admin, set(journal.TeamObject, journal.PathRevoked(m.device), journal.RevokedValue{Heads: admin.heads(m.device)}))
	m.say(m.op(m.plausible()))
	m.fork()
}

// fork goes back to where her stream once was.
func (m *mallory) fork() {
	if len(m.older) > 1 {
		at := m.older[m.h.c.below(len(m.older)-1)]
		b := m.batch(m.device, at.A, at.Prev, m.op(m.plausible()))
		m.send(&journal.Container{Type: journal.TypeBatch, Batches: []journal.Batch{*b}}, 0)
	}
}

func (m *mallory) marks() {
	mails := m.h.folder.Mails()
	c := &journal.Container{Type: journal.TypeSegment, Blobs: map[string][]byte{}}
	marks := map[string]bool{}
	for _, mail := range mails {
		head, err := journal.Peek(mail.Data)
		if err != nil || head.Epoch != 0 {
			continue
		}
		of, err := journal.Unpack(mail.Data, journal.DeriveKeys(m.h.secret[0], m.h.team, 0))
		if err != nil || len(of.Blobs) == 0 || len(of.Batches) == 0 {
			continue
		}
		c.Batches = append(c.Batches, of.Batches...)
		for name := range of.Blobs {
			marks[name] = true
		}
	}
	if len(c.Batches) == 0 {
		return
	}
	c.Dropped = slices.Sorted(maps.Keys(marks))
	m.send(c, 0)
}

func (m *mallory) String() string {
	text, _ := json.Marshal(m.seq)
	return fmt.Sprintf("mallory at %s", text)
}
