package store

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/mail"
	"deskhand/internal/ticket"
)

// colleague writes a stream of ops as another laptop does, in signed batches.
type colleague struct {
	device string
	r      *rand.Rand
	seq    uint64
	clock  journal.Stamp
	prev   journal.Hash
	blobs  map[string][]byte
	next   []ticket.Draft // what it does first
}

func newColleague(device string) *colleague {
	return &colleague{device: device, r: rand.New(rand.NewPCG(5, 5)), clock: journal.StampAt(noon().Add(-time.Hour)), blobs: map[string][]byte{}}
}

// act is what one of a few common acts writes.
func (c *colleague) act(on func() string) ticket.Draft {
	if len(c.next) > 0 {
		d := c.next[0]
		c.next = c.next[1:]
		return d
	}
	return c.common(on())
}

func (c *colleague) common(on string) ticket.Draft {
	switch c.r.IntN(6) {
	case 0:
		return ticket.AddNote(on, "note", fmt.Sprintf("called them, w%dord said it stops at page %d", c.r.IntN(20000), c.r.IntN(90)), nil)
	case 1:
		return ticket.SetStatus(on, ticket.InProgress, 0)
	case 2:
		return ticket.SetStatus(on, ticket.Resolved, ticket.TimeOf(noon()))
	case 3:
		return ticket.SetField(on, ticket.PathOwner, "bela")
	case 4:
		return ticket.AddTo(on, ticket.PathTags, "vip")
	}
	return ticket.SetSnooze(on, ticket.TimeOf(noon().Add(time.Hour)), true, 0, ticket.ReasonUs, "")
}

// batch is the next of them, n acts on some of these tickets.
func (c *colleague) batch(n int, on func() string) *journal.Batch {
	b := &journal.Batch{Device: c.device, A: c.seq + 1, B: c.seq + uint64(n), Prev: c.prev, Have: journal.Vector{}}
	var lines bytes.Buffer
	for range n {
		c.seq++
		c.clock++
		d := c.act(on)
		v, err := journal.Marshal(d.Value)
		if err != nil {
			panic(err)
		}
		op := &journal.Op{ID: d.ID, Stamp: c.clock, Kind: d.Kind, Object: d.Object, Path: d.Path, Value: v}
		if op.Kind == journal.Set {
			op.Prev = new(journal.Stamp)
		}
		for _, text := range d.Texts {
			name, blob, err := journal.NewBlob([journal.SaltLen]byte{byte(c.seq), byte(c.seq >> 8), byte(c.seq >> 16)}, text)
			if err != nil {
				panic(err)
			}
			c.blobs[name] = blob
			op.Blobs = append(op.Blobs, name)
		}
		if err := journal.Encode(op); err != nil {
			panic(err)
		}
		lines.Write(op.Raw)
		lines.WriteByte('\n')
	}
	b.Lines = lines.Bytes()
	c.prev = b.Hash("team")
	return b
}

// carry takes a batch in as the engine does, in transactions of at most a few hundred ops.
func carry(t testing.TB, s *Store, b *journal.Batch, state journal.OpState, blobs map[string][]byte) {
	t.Helper()
	hash := b.Hash("team")
	var ops []journal.StoredOp
	for _, l := range b.Records() {
		o := journal.StoredOp{Device: b.Device, Seq: l.Seq, Hash: journal.RecordHash(b.Device, l.Raw), State: state, Raw: l.Raw, Op: l.Op}
		if state == journal.OpCounted {
			o.Batch = hash
		}
		ops = append(ops, o)
	}
	for part := range slices.Chunk(ops, 250) {
		_, err := s.Carry(t.Context(), func(tx *Tx) error {
			if state == journal.OpCounted {
				if _, err := tx.PutBatch(hash, b); err != nil {
					return err
				}
			}
			for _, o := range part {
				for _, name := range o.Op.Blobs {
					if data := blobs[name]; data != nil {
						if err := tx.PutBlob(name, data); err != nil {
							return err
						}
					}
				}
			}
			_, err := tx.PutOps(part, 1)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// pour is how many ops a large team's log has.
const pour = 50_000

// poured makes that many ops on a desk's tickets with mail, and on as many without.
func poured(mails int) (batches []*journal.Batch, blobs map[string][]byte) {
	c := newColleague("2222222222222")
	var on []string
	for i := 0; i < mails; i += 4 {
		on = append(on, mail.Anchor(fmt.Sprintf("m%d@client.example", i)))
		_, object := ticket.NewTicket("internal", "internal")
		on = append(on, object)
	}
	for range pour / 500 {
		batches = append(batches, c.batch(500, func() string { return on[c.r.IntN(len(on))] }))
	}
	return batches, c.blobs
}

// BenchmarkCarry is a log read for the first time by a desk with 10,000 mails: 50,000 ops on 5,000 tickets, half of whose
// mails are not here, until every list shows them.
func BenchmarkCarry(b *testing.B) {
	for _, how := range []struct {
		name  string
		state journal.OpState
	}{{"log", journal.OpCounted}, {"snapshot", journal.OpProvisional}} {
		b.Run(how.name, func(b *testing.B) {
			batches, blobs := poured(10_000)
			for b.Loop() {
				b.StopTimer()
				s := open(b, b.TempDir())
				putAccount(b, s)
				arrive(b, s, corpus(10_000))
				s.Settle()
				b.StartTimer()
				begin := time.Now()
				for _, batch := range batches {
					carry(b, s, batch, how.state, blobs)
				}
				stored := time.Since(begin)
				if err := s.ProjectWaiting(b.Context()); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(pour/stored.Seconds(), "stored/s")
				b.ReportMetric(pour/time.Since(begin).Seconds(), "ops/s")
			}
		})
	}
}

// BenchmarkCarryBeside is a person's note, from key to commit, and a queue opened, while a colleague's 50,000 ops pour in.
func BenchmarkCarryBeside(b *testing.B) {
	batches, blobs := poured(10_000)
	for b.Loop() {
		b.StopTimer()
		s := open(b, b.TempDir())
		putAccount(b, s)
		arrive(b, s, corpus(10_000))
		s.Settle()
		on := anchorOf(b, s, "Export 2000 stops")
		b.StartTimer()
		done := make(chan struct{})
		go func() {
			defer close(done)
			for _, batch := range batches {
				carry(b, s, batch, journal.OpCounted, blobs)
			}
			if err := s.ProjectWaiting(b.Context()); err != nil {
				b.Error(err)
			}
		}()
		var commits, opens []time.Duration
		for poured := false; !poured; {
			select {
			case <-done:
				poured = true
			case <-time.After(5 * time.Millisecond):
			}
			begin := time.Now()
			write(b, s, ticket.AddNote(on, "note", "typed meanwhile", nil))
			commits = append(commits, time.Since(begin))
			begin = time.Now()
			err := s.Read(b.Context(), func(tx *Tx) error {
				_, _, err := tx.QueuePage(ticket.QueueAll, nil, 50)
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
			opens = append(opens, time.Since(begin))
		}
		for name, of := range map[string][]time.Duration{"commit": commits, "open": opens} {
			slices.Sort(of)
			b.ReportMetric(float64(of[len(of)/2].Microseconds())/1000, name+"-p50-ms")
			b.ReportMetric(float64(of[len(of)*99/100].Microseconds())/1000, name+"-p99-ms")
		}
	}
}
