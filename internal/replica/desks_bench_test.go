package replica_test

import (
	"slices"
	"testing"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/replica/mem"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// BenchmarkJoin is a new laptop of a team that made 50,000 changes on 5,000 tickets: until every list shows the team's state
// by a snapshot, and until the whole log is read and verified. Its mail has come before.
func BenchmarkJoin(b *testing.B) {
	const ops, tickets = 50_000, 5_000
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	place := mem.NewFolder(func() time.Time { return now })
	team := agentDevice("asha")
	asha := sit(b, "asha", team, &now, place)
	for n := 0; n < ops; {
		now = now.Add(time.Second)
		err := asha.s.Write(b.Context(), func(tx *store.Tx) error {
			for range 500 {
				on := anchor(n * 7 % tickets)
				var d ticket.Draft
				switch n++; n % 5 {
				case 0:
					d = ticket.AddNote(on, "note", "called them, it stops at page 9", nil)
				case 1:
					d = ticket.SetStatus(on, ticket.InProgress, 0)
				case 2:
					d = ticket.SetField(on, ticket.PathOwner, "asha")
				case 3:
					d = ticket.AddTo(on, ticket.PathTags, "vip")
				case 4:
					d = ticket.SetStatus(on, ticket.Resolved, ticket.TimeOf(now))
				}
				if _, err := tx.Append([]ticket.Draft{d}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for range 3 {
		asha.carry()
		now = now.Add(2 * time.Hour)
		if err := asha.engine.Upkeep(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	snapshots := 0
	err := asha.s.Read(b.Context(), func(tx *store.Tx) error {
		return tx.EachMessage(func(k journal.Known) error {
			if k.Type == uint8(journal.TypeSnapshot) {
				snapshots++
			}
			return nil
		})
	})
	if err != nil || snapshots == 0 {
		b.Fatalf("%d parts of snapshots in the place, %v", snapshots, err)
	}
	for b.Loop() {
		b.StopTimer()
		bela := sit(b, "bela", team, &now, place)
		bela.receive(0, tickets)
		b.StartTimer()
		begin := time.Now()
		joined := false
		bela.joined = func() {
			if joined {
				return
			}
			joined = true
			if err := bela.s.ProjectWaiting(b.Context()); err != nil {
				b.Error(err)
			}
			b.ReportMetric(time.Since(begin).Seconds(), "s-shown")
		}
		waits, typed := beside(bela)
		for range 2 {
			bela.carry()
		}
		b.ReportMetric(time.Since(begin).Seconds(), "s-verified")
		b.StopTimer()
		close(waits)
		took := <-typed
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "commit-p99-ms")
		b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "commit-max-ms")
		err := bela.s.Read(b.Context(), func(tx *store.Tx) error {
			n, err := tx.JournalCounts()
			if n.Ops < ops || n.Unprojected > 0 || n.Held+n.Parked+n.Unread > 0 {
				b.Errorf("in the end %+v", n)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// beside has somebody type on a laptop until stop is closed; took is how long each note took from key to commit.
func beside(l *deskAt) (stop chan struct{}, took chan []time.Duration) {
	stop, took = make(chan struct{}), make(chan []time.Duration, 1)
	go func() {
		var of []time.Duration
		for {
			select {
			case <-stop:
				took <- of
				return
			case <-time.After(10 * time.Millisecond):
			}
			begin := time.Now()
			err := l.s.Write(l.t.Context(), func(tx *store.Tx) error {
				_, err := tx.Append([]ticket.Draft{ticket.AddNote(anchor(1), "note", "typed meanwhile", nil)})
				return err
			})
			if err != nil {
				l.t.Error(err)
			}
			of = append(of, time.Since(begin))
		}
	}()
	return stop, took
}
