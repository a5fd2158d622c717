package replica_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/replica"
	"deskhand/internal/replica/mem"
)

// world is a team around one folder.
type world struct {
	t      testing.TB
	rng    *rand.Rand
	now    time.Time // true time, and the server's
	folder *mem.Folder
	team   string
	secret map[uint32][32]byte
	laps   []*laptop
	breaks replica.Break
	fail   func(format string, args ...any)
	ops    int        // made, for ids
	ticks  bool       // time passes by itself, as a test of timers wants it
	mu     sync.Mutex // of proved and rng, where engines run
	proved map[string]error
}

var begin = time.Date(2025, 11, 24, 9, 0, 0, 0, time.UTC)

func newWorld(t testing.TB, rng *rand.Rand) *world {
	w := &world{t: t, rng: rng, now: begin, secret: map[uint32][32]byte{0: {1}}, proved: map[string]error{}}
	w.folder = mem.NewFolder(func() time.Time { return w.now.Truncate(time.Second) })
	return w
}

// laptop is one desk of the team.
type laptop struct {
	w        *world
	name     string
	key      ed25519.PrivateKey
	id       string
	former   []replica.Identity
	skew     time.Duration
	store    *memStore
	client   *mem.Client
	engine   *replica.Engine
	version  string
	old      bool
	breaks   replica.Break
	epochs   map[uint32]bool // team keys that it has
	stopped  error
	loss     *replica.Loss
	problems map[replica.Code]replica.Problem
	heard    []replica.Presence
}

func (w *world) keyOf(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte(name))
	return ed25519.NewKeyFromSeed(seed[:])
}

// add gives the team a laptop; the first is the creator's.
func (w *world) add(name string, skew time.Duration) *laptop {
	l := &laptop{w: w, name: name, skew: skew, store: newMemStore(), version: "1", breaks: w.breaks, epochs: map[uint32]bool{}, problems: map[replica.Code]replica.Problem{}}
	for e := range w.secret {
		l.epochs[e] = true
	}
	l.client = &mem.Client{Folder: w.folder}
	l.newKey(name)
	if w.team == "" {
		w.team = l.id
	}
	w.laps = append(w.laps, l)
	l.start()
	return l
}

func (l *laptop) newKey(name string) {
	if l.key != nil {
		l.former = append(l.former, replica.Identity{Device: l.id, Key: l.key})
	}
	l.key = l.w.keyOf(name)
	l.id = journal.DeviceID(l.key.Public().(ed25519.PublicKey))
}

func (l *laptop) now() time.Time {
	if l.w.ticks {
		return time.Now()
	}
	return l.w.now.Add(l.skew)
}

// start makes the engine anew, as a start of the program does.
func (l *laptop) start() {
	l.stopped = nil
	l.engine = replica.NewBroken(replica.Options{
		Store: l.store, Transport: l.client, Team: l.w.team, Self: replica.Identity{Device: l.id, Key: l.key}, Former: l.former,
		Keys: func(epoch uint32) []journal.Keys {
			if !l.epochs[epoch] {
				return nil
			}
			return []journal.Keys{journal.DeriveKeys(l.w.secret[epoch], l.w.team, epoch)}
		},
		Version: l.version, Now: l.now, Jitter: l.w.jitter,
		Observer: replica.Observer{
			Problem: func(p replica.Problem) {
				if p.Message == "" {
					delete(l.problems, p.Code)
				} else {
					l.problems[p.Code] = p
				}
			},
			Team: func(t *journal.Team) {
				for _, r := range t.Rotations {
					for _, id := range append(slices.Clone(l.former), replica.Identity{Device: l.id}) {
						if _, mine := r.Sealed[id.Device]; mine {
							l.epochs[r.Epoch] = true
						}
					}
				}
			},
			Revoked:  func(loss replica.Loss) { l.loss = &loss },
			Presence: func(p replica.Presence) { l.heard = append(l.heard, p) },
		},
	}, l.breaks)
}

// write makes ops as one action of a person, as store.Append does, and answers their ids.
func (l *laptop) write(ops ...journal.Op) []string {
	l.w.t.Helper()
	var ids []string
	err := l.store.Update(context.Background(), func(tx replica.Tx) error {
		t := tx.(*tables)
		seq := uint64(0)
		for _, r := range t.ops[l.id] {
			seq = max(seq, r.Seq)
		}
		for i := range ops {
			op := ops[i]
			last, _ := tx.Clock()
			op.Stamp = journal.Next(l.now(), last)
			if err := tx.SetClock(op.Stamp); err != nil {
				return err
			}
			if op.ID == "" {
				op.ID = l.w.opID()
			}
			if op.Kind == journal.Set && op.Prev == nil {
				prev := t.standing(op.Object, op.Path)
				op.Prev = &prev
			}
			if err := journal.Encode(&op); err != nil {
				return err
			}
			seq++
			ids = append(ids, op.ID)
			r := journal.StoredOp{Device: l.id, Seq: seq, Hash: journal.RecordHash(l.id, op.Raw), Raw: op.Raw, Op: &op}
			if _, err := tx.PutOps([]journal.StoredOp{r}, 0); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		l.w.t.Fatalf("%s writes: %v", l.name, err)
	}
	return ids
}

func (w *world) opID() string {
	w.ops++
	sum := sha256.Sum256(fmt.Appendf(nil, "op %d", w.ops))
	return journal.Base32(sum[:12])
}

// standing is the stamp of a register's value as this desk shows it.
func (t *tables) standing(object, path string) journal.Stamp {
	var best *journal.Record
	for _, h := range t.arrived {
		r := t.find(h)
		if r == nil || r.Op == nil || !r.State.Folded() || r.Op.Object != object || r.Op.Path != path || r.Op.Kind != journal.Set && r.Op.Kind != journal.Claim {
			continue
		}
		rec := journal.Record{Device: r.Device, Hash: r.Hash, Op: r.Op}
		if best == nil || journal.OrderOf(*best).Compare(journal.OrderOf(rec)) < 0 {
			best = &rec
		}
	}
	if best == nil {
		return journal.NoStamp
	}
	return best.Stamp
}

func object(kind byte, n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "object %d", n))
	return string(kind) + journal.Base32(sum[:10])
}

func set(object, path string, v any) journal.Op {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return journal.Op{Kind: journal.Set, Object: object, Path: path, Value: text}
}

// joinOp is a device's own request.
func (l *laptop) joinOp() journal.Op {
	return set(journal.TeamObject, journal.PathDevice(l.id), journal.DeviceValue{Pub: l.key.Public().(ed25519.PublicKey), Box: make([]byte, 32), Agent: l.name, Machine: l.name})
}

// sync is one look. What the line and the team's rules may answer is no error.
func (l *laptop) sync() error {
	if l.stopped != nil {
		return l.stopped
	}
	_, err := l.engine.Once(context.Background())
	return l.judge(err)
}

func (l *laptop) upkeep() error {
	if l.stopped != nil {
		return l.stopped
	}
	return l.judge(l.engine.Upkeep(context.Background()))
}

func (l *laptop) judge(err error) error {
	switch {
	case err == nil || errors.Is(err, mem.ErrLine) || errors.Is(err, replica.ErrNoFolder) || errors.Is(err, replica.ErrStaleCursor):
	case errors.Is(err, replica.ErrRevoked) || errors.Is(err, replica.ErrForked):
		l.stopped = err
	default:
		l.w.t.Fatalf("%s: %v", l.name, err)
	}
	return err
}

// records are the ops that count here, as they arrived.
func (l *laptop) records() (out []journal.Record) {
	l.store.mu.Lock() // its engine may be running
	defer l.store.mu.Unlock()
	for _, h := range l.store.t.arrived {
		if r := l.store.t.find(h); r != nil && r.State.Folded() {
			if r.Op == nil {
				l.w.fail("%s: %s %d of batch %s counts, unread: %s; joined %v", l.name, r.Device, r.Seq, r.Batch, r.Raw, l.engine.Joined())
			}
			out = append(out, journal.Record{Device: r.Device, Hash: r.Hash, Op: r.Op})
		}
	}
	return out
}

func (w *world) jitter() float64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.rng.Float64()
}

// verify is Batch.Verify, remembered.
func (w *world) verify(b *journal.Batch, key ed25519.PublicKey) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	hash := b.Hash(w.team)
	id := string(hash[:]) + string(b.Sig[:]) + string(key)
	err, known := w.proved[id]
	if !known {
		err = b.Verify(w.team, key)
		w.proved[id] = err
	}
	return err
}
