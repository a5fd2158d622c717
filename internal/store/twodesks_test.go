package store

import (
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

// take stores ops that came from another desk.
func (w *world) take(t *rapid.T, ops ...kept) {
	_, err := w.s.Carry(t.Context(), func(tx *Tx) error {
		for _, k := range ops {
			op, err := journal.Decode(k.line)
			if err != nil {
				return err
			}
			_, err = tx.PutOps([]journal.StoredOp{{Device: k.device, Seq: uint64(k.seq), Hash: journal.RecordHash(k.device, k.line), Batch: journal.Hash{1}, Raw: k.line, Op: op}}, 1)
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
			FROM message m JOIN ticket t ON t.id = m.ticket UNION ALL SELECT 't ' || anchor, number || ' ' || queues FROM ticket WHERE messages = 0 AND shown = 1`)
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestTwoDesks: a desk that gets the same mails and the same ops in any other order shows the same tickets, merged, split
// and put back as they are.
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
		err := there.s.Write(t.Context(), func(tx *Tx) error {
			for name, data := range blobs {
				if err := tx.exec(`INSERT INTO blob (name, data) VALUES (?, ?)`, name, data); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range rapid.Permutation(upTo(len(ops)+len(came))).Draw(t, "order") {
			if step < len(ops) {
				there.take(t, ops[step])
			} else {
				there.one(t, came[step-len(ops)])
			}
		}
		if diff := cmp.Diff(here.stands(t), there.stands(t)); diff != "" {
			t.Fatalf("here and there\n%s", diff)
		}
		there.check(t)
	})
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
