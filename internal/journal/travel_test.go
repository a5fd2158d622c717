package journal

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// laptop is a device that writes batches, for tests of what travels.
type laptop struct {
	key  ed25519.PrivateKey
	id   string
	seq  uint64
	prev Hash
	rnd  *rand.Rand
	h    Stamp
}

const testTeam = "3W4SC1QN5ZB7A"

func newLaptop(n byte) *laptop {
	key := ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune('a'+n%20)), 31) + string(rune('0'+n/20))))
	return &laptop{
		key: key, id: DeviceID(key.Public().(ed25519.PublicKey)), rnd: rand.New(rand.NewPCG(uint64(n), 7)),
		h: StampAt(time.Date(2026, 11, 3, 9, int(n), 0, 0, time.UTC)),
	}
}

func (l *laptop) pub() ed25519.PublicKey { return l.key.Public().(ed25519.PublicKey) }

func (l *laptop) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(l.rnd.Uint32())
	}
	return b
}

func (l *laptop) opID() string { return Base32(l.bytes(12)) }

// op stamps and writes an op at a later moment.
func (l *laptop) op(t testing.TB, op Op) *Op {
	t.Helper()
	if op.ID == "" {
		op.ID = l.opID()
	}
	if op.Stamp == 0 {
		l.h = StampAt(l.h.Time().Add(time.Duration(1+l.rnd.IntN(90_000)) * time.Millisecond))
		op.Stamp = l.h
	}
	if op.Prev == nil && (op.Kind == Set || op.Kind == Claim) {
		none := NoStamp
		op.Prev = &none
	}
	if err := Encode(&op); err != nil {
		t.Fatal(err)
	}
	return &op
}

// seal signs ops as this device's next batch.
func (l *laptop) seal(team string, have Vector, ops ...*Op) Batch {
	b := Batch{Device: l.id, A: l.seq + 1, B: l.seq + uint64(len(ops)), Prev: l.prev, Have: have}
	for _, op := range ops {
		b.Lines = append(append(b.Lines, op.Raw...), '\n')
	}
	b.Sign(team, l.key)
	l.seq, l.prev = b.B, b.Hash(team)
	return b
}

// words that a team writes about; drawn at random they pack badly, as real notes do.
const words = "the customer of order called again about refund invoice which arrived broken and asked whether we could send another one before Friday " +
	"please look at it when you are back I told her that accounting confirms in two days shipment tracking says delivered but neighbour has nothing " +
	"booking Lisbon Casa Verde heating repaired guest complaint photos attached twice paid charge card bank partner answer waiting Müller Größe naïve"

func (l *laptop) note() string {
	pool := strings.Fields(words)
	var out []string
	for range 6 + l.rnd.IntN(24) {
		w := pool[l.rnd.IntN(len(pool))]
		if l.rnd.IntN(6) == 0 {
			w = fmt.Sprint(l.rnd.IntN(99999))
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}

func (l *laptop) object(kind string) string { return kind + Base32(l.bytes(10)) }

// daily writes n ops in the mix of a working day: status, owner, tags, read marks, notes, sent mails, checklists.
func (l *laptop) daily(t testing.TB, n int, blobs map[string][]byte) []*Op {
	var out []*Op
	for len(out) < n {
		ticket := l.object("t")
		p := StampAt(l.h.Time().Add(-time.Duration(l.rnd.IntN(1e8)) * time.Millisecond))
		group := ""
		add := func(op Op) *Op {
			op.Group = group
			done := l.op(t, op)
			out = append(out, done)
			return done
		}
		switch l.rnd.IntN(8) {
		case 0, 1:
			add(Op{Kind: Claim, Object: ticket, Path: "owner", Value: []byte(`"bela"`)})
		case 2:
			add(Op{Kind: Set, Object: ticket, Path: "status", Value: fmt.Appendf(nil, `{"s":"pending-partner","seen":%d}`, p.Millis()), Prev: &p})
		case 3:
			group = l.opID()
			add(Op{ID: group, Kind: Set, Object: ticket, Path: "status", Value: fmt.Appendf(nil, `{"s":"resolved","seen":%d}`, p.Millis()), Prev: &p})
			add(Op{Kind: Set, Object: ticket, Path: "close", Value: []byte(`{"reason":"solved"}`)})
			add(Op{Kind: Set, Object: ticket, Path: "sent/" + l.opID(), Value: fmt.Appendf(nil, `{"m":%q}`, l.object("m"))})
			add(Op{Kind: Add, Object: ticket, Path: "read/bela", Value: fmt.Appendf(nil, `[%q]`, l.object("m"))})
		case 4:
			add(Op{Kind: Add, Object: ticket, Path: "tags", Value: []byte(`["billing","vip"]`)})
		case 5:
			add(Op{Kind: Set, Object: ticket, Path: "snooze", Value: fmt.Appendf(nil, `{"until":%d,"reply":true,"seen":%d}`, p.Millis(), p.Millis())})
		case 6:
			name, blob, err := NewBlob([SaltLen]byte(l.bytes(SaltLen)), l.note())
			if err != nil {
				t.Fatal(err)
			}
			blobs[name] = blob
			add(Op{Kind: Set, Object: ticket, Path: "note/" + l.opID(), Value: []byte(`{"kind":"note","text":0,"mentions":["ana"]}`), Blobs: []string{name}})
		case 7:
			add(Op{Kind: Set, Object: ticket, Path: "check/refund-" + fmt.Sprint(l.rnd.IntN(9)), Value: []byte(`{"state":"ticked"}`)})
		}
	}
	return out[:n]
}

func segment(t testing.TB, devices, batches, opsEach int) *Container {
	t.Helper()
	c := &Container{Type: TypeSegment, Team: testTeam, Epoch: 1, Blobs: map[string][]byte{}}
	var laptops []*laptop
	for i := range devices {
		laptops = append(laptops, newLaptop(byte(i)))
	}
	for i := range batches {
		l := laptops[i*devices/batches]
		var have Vector
		if other := laptops[(i+1)%devices]; other != l || i%3 == 0 {
			have = Vector{newLaptop(30).id: uint64(i * 8), newLaptop(31).id: uint64(i*5 + 3)}
		}
		c.Batches = append(c.Batches, l.seal(testTeam, have, l.daily(t, opsEach, c.Blobs)...))
	}
	return c
}

// TestBytesPerOp: what an op costs in the folder, base64 of the mail included (goal: at most 120).
func TestBytesPerOp(t *testing.T) {
	for _, n := range []int{64, 400} {
		c := segment(t, 1, n, 8)
		for _, encrypt := range []bool{false, true} {
			data, err := Pack(c, DeriveKeys([32]byte{1}, testTeam, 1), encrypt)
			if err != nil {
				t.Fatal(err)
			}
			mail := base64.StdEncoding.EncodedLen(len(data)) * 78 / 76 // line breaks
			perOp := float64(mail) / float64(n*8)
			t.Logf("%d batches of 8 ops, encrypted %v: %.1f bytes an op, %d in all, %d blobs", n, encrypt, perOp, mail, len(c.Blobs))
			if perOp > 120 {
				t.Errorf("%.1f bytes an op, at most 120", perOp)
			}
		}
	}
}
