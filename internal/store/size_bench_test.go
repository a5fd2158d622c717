package store

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/mail"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

// sizes are how many messages the desks of BenchmarkSize hold, one after the other in one run.
var sizes = flag.String("sizes", "10000,100000", "messages of BenchmarkSize's desks; build/bench/size takes 10000,100000,1000000")

// BenchmarkSize measures lists, tickets and searches on desks that grow: none of them may grow along. A desk is made of
// 4,000 different mails of 3 KB, each again and again under other names, threads and times. Nine tenths of it, the older
// ones, are of one sender.
func BenchmarkSize(b *testing.B) {
	for _, text := range strings.Split(*sizes, ",") {
		n := 0
		if _, err := fmt.Sscan(text, &n); err != nil {
			b.Fatal(err)
		}
		b.Run(text, func(b *testing.B) {
			s := open(b, b.TempDir())
			putAccount(b, s)
			begin := time.Now()
			duplicate(b, s, n)
			fmt.Printf("%d messages in %.0f s, %s\n", n, time.Since(begin).Seconds(), sizeOf(b, s))
			for _, ask := range asks(b, s) {
				b.Run(ask.name, func(b *testing.B) { ask.measure(b, s) })
			}
		})
	}
}

// duplicate fills a desk at the level of the writer: what Arrive does, but for packing and storing bytes.
func duplicate(b *testing.B, s *Store, n int) {
	b.Helper()
	const distinct = 4000
	c := testkit.Corpus{Seed: 1, N: distinct, Size: 3000}
	read := make([]arrival, distinct)
	for i := range read {
		m := c.Mail(i)
		read[i] = s.readOne(Folder{}, Arrival{Internal: m.Date, Raw: m.Raw, Size: int64(len(m.Raw))})
	}
	f := Folder{Account: "a", Name: "INBOX", Role: "inbox", UIDValidity: 1}
	newest := noon()
	for end := n; end > 0; end -= 2000 {
		var batch []arrival
		for i := max(0, end-2000); i < end; i++ {
			batch = append(batch, again(read, i, n, newest))
		}
		if _, err := s.take(context.Background(), f, batch); err != nil {
			b.Fatal(err)
		}
	}
	s.Settle()
	for done := false; !done; { // as idle time does
		var err error
		if done, err = s.MergeIndex(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}

// again is mail i of n: one of those that were read, under another name.
func again(read []arrival, i, n int, newest time.Time) arrival {
	a := read[i%len(read)]
	round := i / len(read)
	m := *a.msg
	rename := func(id string) string { return fmt.Sprintf("%d.%s", round, id) }
	m.MessageID = rename(m.MessageID)
	m.InReplyTo, m.References = slices.Clone(m.InReplyTo), slices.Clone(m.References)
	for k := range m.InReplyTo {
		m.InReplyTo[k] = rename(m.InReplyTo[k])
	}
	for k := range m.References {
		m.References[k] = rename(m.References[k])
	}
	if i < n*9/10 {
		m.From.Addr, m.From.Name = "one@sender.example", "One Sender"
	}
	at := newest.Add(-time.Duration(n-i) * 5 * time.Minute)
	sum := sha256.Sum256([]byte(m.MessageID))
	m.Key, m.Anchor = "m"+journal.Base32(sum[:10]), mail.Anchor(m.MessageID)
	a.msg, a.UID, a.Internal, a.at, m.Date = &m, uint32(i+1), at, ticket.TimeOf(at), at
	a.doc = docOf(&m)
	return a
}

// sizeOf says what the desk takes on the disk, and what of it is the search index.
func sizeOf(b *testing.B, s *Store) string {
	b.Helper()
	var index, all int64
	err := s.Write(context.Background(), func(tx *Tx) error {
		parts, err := tx.parts()
		for _, p := range parts {
			n, err := one[int64](tx, `SELECT sum(length(block)) FROM `+p.table()+`_data`)
			if err != nil {
				return err
			}
			index += n
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{fileName, fileName + "-wal"} {
		if info, err := os.Stat(filepath.Join(s.dir, name)); err == nil {
			all += info.Size()
		}
	}
	return fmt.Sprintf("%d MB, index %d MB", all>>20, index>>20)
}

// ask is one thing a person does.
type ask struct {
	name string
	do   func(tx *Tx) (rows int, err error)
}

func (a ask) measure(b *testing.B, s *Store) {
	var took []time.Duration
	rows := 0
	for b.Loop() {
		begin := time.Now()
		err := s.Read(b.Context(), func(tx *Tx) (err error) {
			rows, err = a.do(tx)
			return err
		})
		if took = append(took, time.Since(begin)); err != nil {
			b.Fatal(err)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2])/1e6, "p50-ms")
	b.ReportMetric(float64(took[len(took)*95/100])/1e6, "p95-ms")
	b.ReportMetric(float64(rows), "rows")
}

func asks(b *testing.B, s *Store) []ask {
	b.Helper()
	var on []ticket.Ticket
	var far *Position
	err := s.Read(b.Context(), func(tx *Tx) (err error) {
		on, far, err = tx.QueuePage("all", nil, 50)
		return err
	})
	if err != nil || len(on) == 0 {
		b.Fatal(len(on), err)
	}
	i := 0
	out := []ask{
		{"list", func(tx *Tx) (int, error) { t, _, err := tx.QueuePage("all", nil, 50); return len(t), err }},
		{"next page", func(tx *Tx) (int, error) { t, _, err := tx.QueuePage("all", far, 50); return len(t), err }},
		{"counts", func(tx *Tx) (int, error) { c, err := tx.QueueCounts(); return len(c), err }},
		{"folders", func(tx *Tx) (int, error) { f, err := tx.Folders(); return len(f), err }},
		{"open ticket", func(tx *Tx) (int, error) {
			i++
			t, id, err := tx.Ticket(on[i%len(on)].ID)
			if err != nil {
				return 0, err
			}
			m, err := tx.Messages(id)
			if err != nil {
				return 0, err
			}
			for _, m := range m {
				mail.ParseReader(tx.Raw(m.Raw), m.Size)
			}
			_, err = tx.Others(t.ID, t.Contact.Email, 20)
			return len(m), err
		}},
		{"others of one sender", func(tx *Tx) (int, error) { t, err := tx.Others("t", "one@sender.example", 20); return len(t), err }},
	}
	for _, query := range []string{
		"customer ", "cu", "cust", "reserv", "re", "o", "zzzz", "zzzz ", "screenshot booking ", `"last time export"`, `"zzzz time"`, "guest zz", "from:one@sender.example", "from:one", "from:ana export",
		"subject:invoice", "export before:2026-11-01", "export after:7d", "invoice -booking", "is:unread", "is:live", "is:history", "is:resolved", "is:spam", "owner:me", "tag:vip", "priority:high", "has:attachment",
		"has:note", "in:inbox", "in:sent", "-from:one", "customer has:attachment",
	} {
		q := ticket.ParseQuery(query, noon())
		out = append(out, ask{"search " + query, func(tx *Tx) (int, error) {
			hits, _, err := tx.Search(tx.ctx, q, 0, 50)
			return len(hits), err
		}})
	}
	return out
}
