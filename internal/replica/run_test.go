package replica_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/replica/mem"
)

// Run seals a second after the last op, at once where it is urgent, and takes in what others put there.
func TestRunSealsASecondAfterTheLastOp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := testWorld(t)
		w.ticks, w.folder = true, mem.NewFolder(nil)
		a, b := w.add("anna", 0), w.add("bert", 0)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 2)
		for _, l := range w.laps {
			go func() { ended <- l.engine.Run(ctx) }()
		}
		synctest.Wait()
		a.write(a.joinOp())
		a.engine.Wake(false)
		time.Sleep(900 * time.Millisecond)
		synctest.Wait()
		if n := len(b.records()); n != 0 {
			t.Fatalf("%d ops after 0.9 s", n)
		}
		time.Sleep(200 * time.Millisecond)
		synctest.Wait()
		if n := len(b.records()); n != 1 {
			t.Fatalf("%d ops after 1.1 s", n)
		}
		a.write(set(object('t', 1), "owner", "anna"))
		a.engine.Wake(true)
		synctest.Wait()
		if n := len(b.records()); n != 2 {
			t.Fatalf("%d ops: an urgent one waited", n)
		}
		a.engine.Replying(object('t', 1), time.Now().Add(time.Minute))
		synctest.Wait()
		if len(b.heard) != 1 || b.heard[0].Anchor != object('t', 1) {
			t.Fatalf("heard %+v", b.heard)
		}
		if err := b.engine.Pull(ctx); err != nil { // beside Run
			t.Fatal(err)
		}
		stop()
		for range w.laps {
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
		}
	})
}

// What cannot be read is kept, counted, and takes no memory beside its place in the store.
func TestQuarantineIsKeptAndStopsNothing(t *testing.T) {
	w := testWorld(t)
	a, b := w.add("anna", 0), w.add("bert", 0)
	a.write(a.joinOp())
	if err := a.sync(); err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		junk := append([]byte("DHJ1\x01\x01\x00"+w.team+"\x00\x00\x00\x00"), make([]byte, 64<<10)...)
		junk = fmt.Append(junk, i)
		w.folder.Put(mem.Mail{Hash: journal.ContainerHash(junk), Data: junk})
	}
	w.folder.Put(mem.Mail{Data: []byte("Dear team")})
	a.write(set(object('t', 1), "owner", "anna"))
	for range 2 {
		for _, l := range w.laps {
			if err := l.sync(); err != nil {
				t.Fatal(err)
			}
		}
		w.pass(11 * time.Minute)
	}
	w.equal(a, b)
	if p := b.problems["broken"]; p.Count != 200 {
		t.Errorf("broken: %+v", p)
	}
	if p := b.problems["foreign"]; p.Count != 1 {
		t.Errorf("foreign: %+v", p)
	}
	kept := 0
	for _, k := range b.store.t.messages {
		if len(k.Data) > 64<<10 {
			kept++
		}
	}
	if kept != 200 {
		t.Errorf("the bytes of %d messages are kept", kept)
	}
}

// BenchmarkCold is a laptop that reads a log of 20,000 ops in batches of 100 with a store in memory.
func BenchmarkCold(b *testing.B) {
	w := testWorldFor(b)
	a := w.add("anna", 0)
	a.write(a.joinOp())
	none := journal.NoStamp
	for i := range 200 {
		ops := make([]journal.Op, 100)
		for j := range ops {
			ops[j] = set(object('t', i*100+j), "status", map[string]any{"s": "open", "seen": 0})
			ops[j].Prev = &none
		}
		a.write(ops...)
		if err := a.sync(); err != nil {
			b.Fatal(err)
		}
	}
	for i := range b.N {
		l := w.add(fmt.Sprint("new", i), 0)
		if err := l.sync(); err != nil {
			b.Fatal(err)
		}
		if n := len(l.records()); n != 20_001 {
			b.Fatalf("%d ops", n)
		}
	}
	b.ReportMetric(20_001*float64(b.N)/b.Elapsed().Seconds(), "ops/s")
}
