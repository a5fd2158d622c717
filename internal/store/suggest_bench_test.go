package store

import (
	"testing"
	"time"
)

// BenchmarkSuggest measures what opening a ticket costs for what its mail suggests, at 100,000 messages: 5 ms at most.
func BenchmarkSuggest(b *testing.B) {
	s := open(b, b.TempDir())
	putAccount(b, s)
	arrive(b, s, corpus(100_000))
	s.Settle()
	var rows []int64
	if err := s.Read(b.Context(), func(tx *Tx) (err error) {
		rows, err = list[int64](tx, `SELECT id FROM ticket WHERE id % 25 = 0`)
		return err
	}); err != nil || len(rows) < 500 {
		b.Fatal(err, len(rows))
	}
	var took []time.Duration
	for b.Loop() {
		begin := time.Now()
		if err := s.Read(b.Context(), func(tx *Tx) error {
			row := rows[len(took)%len(rows)]
			own, err := tx.Hints(row)
			if err != nil {
				return err
			}
			_, err = tx.RelatedTo(row, own)
			return err
		}); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begin))
	}
	quantile(b, took)
}
