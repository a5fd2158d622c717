package store

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"deskhand/internal/ticket"
)

// quantile reports the median and the slowest hundredth of what a person waited for.
func quantile(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
}

// BenchmarkAnswer measures what stands between a key of the composer and the disk: the save while typing, the whole of
// queueing a reply with a mail of 10 KB (20 ms at most), and the marks of a page while much is being written.
func BenchmarkAnswer(b *testing.B) {
	s := open(b, b.TempDir())
	putAccount(b, s)
	arrive(b, s, corpus(20_000))
	s.Settle()
	var page []ticket.Ticket
	var anchors []string
	err := s.Read(b.Context(), func(tx *Tx) (err error) {
		if anchors, err = list[string](tx, `SELECT anchor FROM ticket ORDER BY updated_at DESC LIMIT 2000`); err != nil {
			return err
		}
		page, _, err = tx.QueuePage("all", nil, 50)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	html := "<p>" + noise(newRand(), 3000) + "</p>"
	for i, on := range anchors {
		writes(b, s, func(tx *Tx) error {
			err := tx.PutDraft(Draft{Anchor: on, Kind: DraftReply, Text: "Hello", HTML: html})
			if i%10 == 0 {
				err = errors.Join(err, tx.PutMail(queued(NewMailID(), on, "waiting")))
			}
			return err
		})
	}
	b.Run("PutDraft", func(b *testing.B) {
		var took []time.Duration
		for b.Loop() {
			begin := time.Now()
			writes(b, s, func(tx *Tx) error {
				return tx.PutDraft(Draft{Anchor: anchors[0], Kind: DraftReply, Text: "Hello", HTML: html + fmt.Sprint(len(took))})
			})
			took = append(took, time.Since(begin))
		}
		quantile(b, took)
	})
	b.Run("QueueReply", func(b *testing.B) {
		raw := []byte(noise(newRand(), 10_000))
		var took []time.Duration
		for b.Loop() {
			b.StopTimer()
			on := anchors[len(took)%len(anchors)]
			d := Draft{ID: NewDraftID(), Anchor: on, Kind: fmt.Sprint("bench", len(took)), Text: "Hello", HTML: html}
			writes(b, s, func(tx *Tx) error { return tx.PutDraft(d) })
			m := queued(NewMailID(), on, "waiting")
			m.Draft, m.Size, m.Undo = d.ID, int64(len(raw)), true
			b.StartTimer()
			begin := time.Now()
			writes(b, s, func(tx *Tx) (err error) {
				if m.Action, err = tx.Append([]ticket.Draft{ticket.ClaimOwner(on, "asha", 0), ticket.SetStatus(on, ticket.InProgress, 0)}); err != nil {
					return err
				}
				if _, err = tx.Project(on); err != nil {
					return err
				}
				return errors.Join(tx.AppendMailRaw(m.ID, raw), tx.PutMail(m), tx.DraftBecomes(d.ID, m.ID))
			})
			took = append(took, time.Since(begin))
		}
		quantile(b, took)
	})
	b.Run("Marks", func(b *testing.B) {
		var took []time.Duration
		for b.Loop() {
			begin := time.Now()
			if err := s.Read(b.Context(), func(tx *Tx) error { return tx.Mark(page) }); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(begin))
		}
		quantile(b, took)
		if page[0].Draft == "" {
			b.Fatal("no marks")
		}
	})
}
