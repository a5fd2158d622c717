package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"deskhand/internal/ticket"
)

// noon is the tests' present.
func noon() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

func open(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir, Options{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() }) //nolint:errcheck // the test is over
	furnish(s)
	return s
}

func furnish(s *Store) {
	s.SetDevice("0000000000000")
	rules := Rules{Ours: func(a string) bool { return strings.HasSuffix(a, "@kestrel.example") }}
	rules.Queues = map[string]string{"gdpr@kestrel.example": "gdpr@"}
	s.SetRules(rules)
	start := noon().Add(-30 * 24 * time.Hour)
	s.SetViewer(ticket.Viewer{Me: "asha", Teams: []string{"team:support"}, Start: ticket.TimeOf(start), OpenFrom: ticket.TimeOf(start.Add(-14 * 24 * time.Hour))})
}

func putAccount(t testing.TB, s *Store) {
	t.Helper()
	err := s.Write(t.Context(), func(tx *Tx) error { return tx.PutAccount(Account{ID: "a", Email: "support@kestrel.example"}) })
	if err != nil {
		t.Fatal(err)
	}
}

// words make believable text of about the real share of common and rare words.
func words(r *rand.Rand, n int) string {
	var b strings.Builder
	for i := range n {
		w := int(r.ExpFloat64() * 300)
		fmt.Fprintf(&b, "w%dord", w%20000)
		if i%12 == 11 {
			b.WriteString(".\r\n")
		} else {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// corpus makes n mails of about 12 KB in threads of about four, newest last.
func corpus(n int) []Arrival {
	r := rand.New(rand.NewPCG(1, 2))
	out := make([]Arrival, n)
	start := noon().Add(-time.Duration(n) * 20 * time.Minute)
	for i := range out {
		at := start.Add(time.Duration(i) * 20 * time.Minute)
		ref := ""
		if i%4 != 0 {
			ref = fmt.Sprintf("In-Reply-To: <m%d@client.example>\r\nReferences: <m%d@client.example>\r\n", i-1, i-i%4)
		}
		raw := fmt.Sprintf("Received: from mx by mail; %s\r\nFrom: Person %d <p%d@client%d.example>\r\nTo: support@kestrel.example\r\nDate: %s\r\nSubject: Export %d stops\r\nMessage-ID: <m%d@client.example>\r\n%sMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s",
			at.Format(time.RFC1123Z), i/4%997, i/4%997, i/4%97, at.Format(time.RFC1123Z), i/4, i, ref, words(r, 1500))
		out[i] = Arrival{UID: uint32(i + 1), Internal: at, Raw: []byte(raw), Size: int64(len(raw))}
	}
	return out
}

func arrive(t testing.TB, s *Store, mails []Arrival) {
	t.Helper()
	f := Folder{Account: "a", Name: "INBOX", Role: "inbox", UIDValidity: 1}
	for end := len(mails); end > 0; end -= 500 { // newest first
		if _, err := s.Arrive(context.Background(), f, mails[max(0, end-500):end]); err != nil {
			t.Fatal(err)
		}
	}
}

func BenchmarkArrive(b *testing.B) {
	mails := corpus(20000)
	for b.Loop() {
		b.StopTimer()
		s := open(b, b.TempDir())
		putAccount(b, s)
		b.StartTimer()
		begin := time.Now()
		arrive(b, s, mails)
		s.Settle()
		b.ReportMetric(float64(len(mails))/time.Since(begin).Seconds(), "mails/s")
	}
}
