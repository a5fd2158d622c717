package store

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"deskhand/internal/journal"
	"deskhand/internal/mail"
	"deskhand/internal/mail/thread"
)

// kept is an op as a desk keeps it.
type kept struct {
	device string
	seq    int64
	line   []byte
}

// ops is everything that a desk made.
func (w *world) ops(t *rapid.T) (out []kept, blobs map[string][]byte) {
	blobs = map[string][]byte{}
	err := w.s.Read(t.Context(), func(tx *Tx) error {
		err := tx.each(func(scan func(...any) error) error {
			var k kept
			err := scan(&k.device, &k.seq, &k.line)
			out = append(out, k)
			return err
		}, `SELECT device, seq, line FROM op ORDER BY n`)
		if err != nil {
			return err
		}
		return tx.each(func(scan func(...any) error) error {
			var name string
			var data []byte
			err := scan(&name, &data)
			blobs[name] = data
			return err
		}, `SELECT name, data FROM blob`)
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, blobs
}

// stored is an op as the engine hands it over.
func (k kept) stored(state journal.OpState, batch journal.Hash) journal.StoredOp {
	op, err := journal.Decode(k.line)
	if err != nil {
		op, state = nil, journal.OpUnread
	}
	return journal.StoredOp{Device: k.device, Seq: uint64(k.seq), Hash: journal.RecordHash(k.device, k.line), Batch: batch, State: state, Raw: k.line, Op: op}
}

// take is one transaction of the engine: ops that came from another desk, counted or not yet, known or not, in any order.
func (w *world) take(t *rapid.T, ops []kept) {
	_, err := w.s.Carry(t.Context(), func(tx *Tx) error {
		for _, k := range ops {
			var err error
			switch o := k.stored(journal.OpCounted, journal.Hash{1}); rapid.IntRange(0, 5).Draw(t, "how") {
			case 0: // by a snapshot
				_, err = tx.PutOps([]journal.StoredOp{k.stored(journal.OpProvisional, journal.Hash{})}, 1)
			case 1: // due later
				_, err = tx.PutOps([]journal.StoredOp{k.stored(journal.OpParked, journal.Hash{1})}, 1)
			case 2: // a snapshot that the log does not bear out
				err = tx.DropOps([]journal.Hash{o.Hash})
			case 3: // a member is revoked, and joins anew
				if _, err = tx.PutOps([]journal.StoredOp{o}, 1); err == nil {
					err = tx.SetOps(journal.OpHeld, []journal.Hash{o.Hash})
				}
			default:
				_, err = tx.PutOps([]journal.StoredOp{o}, 1)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// whole brings every op in, once more and counted: the state that all desks come to.
func (w *world) whole(t *rapid.T, ops []kept) {
	_, err := w.s.Carry(t.Context(), func(tx *Tx) error {
		for _, k := range ops {
			o := k.stored(journal.OpCounted, journal.Hash{1})
			if _, err := tx.PutOps([]journal.StoredOp{o}, 1); err != nil {
				return err
			}
			if err := tx.SetOps(journal.OpCounted, []journal.Hash{o.Hash}); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = w.s.ProjectWaiting(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// one brings a mail into the folder that it lies in.
func (w *world) one(t *rapid.T, i int) {
	a, role := w.pool[i], w.roles[i]
	w.uids[role]++
	a.UID = w.uids[role]
	if _, err := w.s.Arrive(t.Context(), Folder{Account: "a", Name: role, Role: role, UIDValidity: 1}, []Arrival{a}); err != nil {
		t.Fatal(err)
	}
	m := mail.Parse(a.Raw)
	w.nodes[m.Key] = thread.NodeOf(m)
}

// stands tells in which ticket each mail stands, and what each ticket shows.
func (w *world) stands(t *rapid.T) map[string]string {
	out := map[string]string{}
	err := w.s.Read(t.Context(), func(tx *Tx) error {
		return tx.each(func(scan func(...any) error) error {
			var key, shown string
			err := scan(&key, &shown)
			out[key] = shown
			return err
		}, `SELECT m.key, t.anchor || ' ' || t.number || ' ' || t.subject || ' ' || t.status || ' ' || t.owner || ' ' || t.messages || ' ' || t.queues
			FROM message m JOIN ticket t ON t.id = m.ticket UNION ALL SELECT 't ' || anchor, number || ' ' || queues FROM ticket WHERE messages = 0 AND shown = 1
			UNION ALL SELECT 'n ' || op, object FROM note UNION ALL SELECT 'a ' || object, anchor || ' ' || at || ' ' || state FROM agenda`)
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestTwoDesks: a desk that gets the same mails and the same ops in any other order, twice, some of them known by a
// snapshot first or held for a while, with their texts before or after them, shows the same tickets, merged, split and put
// back as they are.
func TestTwoDesks(t *testing.T) {
	now := noon()
	desk := func() *world {
		s, err := Open(t.Context(), t.TempDir(), Options{Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() }) //nolint:errcheck // the test is over
		furnish(s)
		putAccount(t, s)
		return &world{s: s, now: &now}
	}
	here, there := desk(), desk()
	there.s.SetDevice("1111111111111")
	there.s.SetColleagues(map[string]string{"0000000000000": "asha", "1111111111111": "asha"})
	rapid.Check(t, func(t *rapid.T) {
		here.wipe(t)
		there.wipe(t)
		here.pool, here.roles = drawPool(t)
		there.pool, there.roles = here.pool, here.roles
		came := rapid.Permutation(upTo(len(here.pool))).Draw(t, "mails")
		for _, i := range came {
			for range rapid.IntRange(0, 2).Draw(t, "acts") {
				rapid.SampledFrom([]func(*rapid.T){here.act, here.part, here.part, here.undo}).Draw(t, "do")(t)
			}
			here.one(t, i)
		}
		ops, blobs := here.ops(t)
		steps := rapid.Permutation(slices.Concat(upTo(len(ops)+len(came)+len(blobs)), upTo(len(ops)))).Draw(t, "order") // every op twice
		names := slices.Sorted(maps.Keys(blobs))
		there.s.atOnce = rapid.SampledFrom([]int{atOnce, 0}).Draw(t, "at once") // or behind, while mail comes and the rest
		var waiting []kept                                                      // come in one transaction
		for _, step := range steps {
			switch {
			case step < len(ops):
				if waiting = append(waiting, ops[step]); rapid.IntRange(0, 2).Draw(t, "more") > 0 {
					there.take(t, waiting)
					waiting = nil
				}
			case step < len(ops)+len(came):
				there.one(t, came[step-len(ops)])
			default:
				name := names[step-len(ops)-len(came)]
				if _, err := there.s.Carry(t.Context(), func(tx *Tx) error { return tx.PutBlob(name, blobs[name]) }); err != nil {
					t.Fatal(err)
				}
			}
		}
		there.whole(t, ops)
		if diff := cmp.Diff(here.stands(t), there.stands(t)); diff != "" {
			t.Fatalf("here and there\n%s", diff)
		}
		there.check(t)
		there.s.Settle()
		if _, diffs, err := there.s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
			t.Fatalf("rebuild: %v, %v", diffs, err)
		}
	})
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
