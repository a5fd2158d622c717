package imap_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"deskhand/internal/journal/letter"
	"deskhand/internal/replica"
	"deskhand/internal/replica/imap"
	"deskhand/internal/testkit"
	"deskhand/internal/testkit/place"
)

// BenchmarkToOtherScreen is from APPEND to the item listed on another laptop that idles; far: 40 ms away, both of them.
func BenchmarkToOtherScreen(b *testing.B) {
	b.Run("near", func(b *testing.B) { toOtherScreen(b, 0) })
	b.Run("far", func(b *testing.B) { toOtherScreen(b, 20*time.Millisecond) })
}

func toOtherScreen(b *testing.B, oneWay time.Duration) {
	s := dovecot(b)
	p := testkit.StartProxy(b, s.port)
	p.Delay(oneWay)
	from, to := s.open(b, p.Port, imap.Options{}), s.open(b, p.Port, imap.Options{})
	if err := from.Create(b.Context()); err != nil {
		b.Fatal(err)
	}
	news := to.Watch(b.Context())
	_, cursor := place.Get(b, to, "", place.All)
	var took, put, told []time.Duration
	for i := 0; b.Loop(); i++ {
		time.Sleep(1500 * time.Millisecond) // it idles, and not for the first time
		for len(news) > 0 {
			<-news
		}
		_, cursor = place.Get(b, to, cursor, place.All)
		time.Sleep(1500 * time.Millisecond)
		m := place.Message(uint64(i+1), 1300)
		began := time.Now()
		place.Put(b, from, m)
		put = append(put, time.Since(began))
		<-news
		told = append(told, time.Since(began))
		var items []replica.Item
		items, cursor = place.Get(b, to, cursor, place.All)
		took = append(took, time.Since(began))
		place.Holds(b, items, m)
	}
	half := func(d []time.Duration) float64 {
		slices.Sort(d)
		return float64(d[len(d)/2].Microseconds()) / 1000
	}
	b.ReportMetric(half(took), "ms-p50")
	b.ReportMetric(half(put), "ms-append")
	b.ReportMetric(half(told), "ms-told")
	b.ReportMetric(0, "ns/op")
}

// loaded is a Dovecot whose journal holds n letters.
func loaded(b *testing.B, n, size int) *server {
	d := testkit.StartDovecot(b)
	d.Preload(folder, n, func(i int) testkit.Mail {
		m := place.Message(uint64(i+1), size)
		raw := letter.Letter{Hash: m.Hash, Attempt: 1, Team: m.Team, Label: m.Label, Date: time.Now()}.Bytes(m.Data)
		return testkit.Mail{Raw: raw, Date: time.Now().Add(time.Duration(i-n) * time.Second), Flags: []string{`\Seen`}}
	})
	return &server{d.Port, d.User, d.Password, nil}
}

// BenchmarkCold opens a folder of 4,000 letters for the first time: connect, list, fetch all.
func BenchmarkCold(b *testing.B) {
	for _, size := range []int{1000, 7000} {
		b.Run(fmt.Sprintf("4000x%d", size), func(b *testing.B) {
			s := loaded(b, 4000, size)
			s.open(b, s.port, imap.Options{}).Close()
			for b.Loop() {
				tr := s.open(b, s.port, imap.Options{})
				n, sum := 0, 0
				_, err := tr.List(b.Context(), "", place.All, func(i replica.Item) error {
					if n++; !bytes.HasPrefix(i.Data, []byte("DHJ1")) {
						return i.Err
					}
					sum += len(i.Data)
					return nil
				})
				if err != nil || n != 4000 || sum != 4000*size {
					b.Fatalf("%d items, %d bytes, %v", n, sum, err)
				}
				tr.Close()
			}
		})
	}
}

// BenchmarkNothingNew lists a folder of 4,000 letters of which all are known: on an open line, and in a new process.
func BenchmarkNothingNew(b *testing.B) {
	s := loaded(b, 4000, 1000)
	tr := s.open(b, s.port, imap.Options{})
	none := func(replica.Meta) bool { return false }
	_, cursor := place.Get(b, tr, "", none)
	b.Run("open line", func(b *testing.B) {
		for b.Loop() {
			if items, _ := place.Get(b, tr, cursor, none); len(items) > 0 {
				b.Fatal(len(items))
			}
		}
	})
	b.Run("new line", func(b *testing.B) {
		for b.Loop() {
			other := s.open(b, s.port, imap.Options{})
			if items, _ := place.Get(b, other, cursor, none); len(items) > 0 {
				b.Fatal(len(items))
			}
			other.Close()
		}
	})
	b.Run("heads of all", func(b *testing.B) {
		for b.Loop() {
			if items, _ := place.Get(b, tr, "", none); len(items) != 4000 {
				b.Fatal(len(items))
			}
		}
	})
}
