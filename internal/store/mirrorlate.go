package store

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"time"

	"deskhand/internal/ticket"
)

// What a colleague does is told the server by their own laptop, at once. Another does it only where it is still undone a
// while later, so that the laptops of a team never do one thing twice (journal.md §3.11).

const (
	lateAfter  = 15 * time.Minute
	lateJitter = 5 * time.Minute
	lateMost   = 24 * time.Hour // an act that comes later than this was done, or overruled on the server, before it came
)

// later is when this desk does what a colleague's laptop may do before.
func (tx *Tx) later() int64 {
	return tx.s.now().Add(lateAfter + rand.N(lateJitter)).UnixMilli()
}

// hear takes notice of what colleagues want of the server: of where mails are to stand. What tickets say of theirs follows
// from the rows (tellWords).
func (tx *Tx) hear(objects []string) error {
	for _, o := range objects {
		if o[0] != 'm' {
			continue
		}
		if err := tx.hearPlace(o); err != nil {
			return err
		}
	}
	return nil
}

// hearPlace takes notice, once, of where a colleague wants a mail.
func (tx *Tx) hearPlace(key string) error {
	state, err := tx.said(key)
	if err != nil {
		return err
	}
	reg, ok := state.Registers[ticket.PathPlace]
	if !ok || reg.Device == *tx.s.device.Load() {
		return nil
	}
	now := tx.s.now()
	if age := now.Sub(reg.Op.Stamp.Time()); age > lateMost || age < -lateMost {
		return nil
	}
	n, err := tx.execN(`INSERT INTO mirror_heard (op, at) VALUES (?, ?) ON CONFLICT DO NOTHING`, reg.ID, now.UnixMilli())
	if err != nil || n == 0 {
		return err
	}
	if err := tx.exec(`DELETE FROM mirror_heard WHERE at < ?`, now.Add(-3*lateMost).UnixMilli()); err != nil {
		return err
	}
	var to string
	if json.Unmarshal(reg.Value, &to) != nil || !slices.Contains(ticket.Places(), to) {
		to = ticket.PlaceInbox
	}
	return tx.wantPlace(key, to, tx.later())
}

// settleLate forgets a colleague's move that was seen done, or overtaken by another: what the server has stands.
func (tx *Tx) settleLate(raw int64) error {
	n, err := one[int](tx, `SELECT count(*) FROM mirror WHERE raw = ? AND late = 1`, raw)
	if err != nil || n == 0 {
		return err
	}
	return tx.exec(`DELETE FROM mirror WHERE raw = ?1 AND kind = 'place' AND late = 1 AND (
		NOT EXISTS (SELECT 1 FROM placement p WHERE p.raw = ?1 AND instr(' ' || mirror.origin || ' ', ' ' || p.folder || ' ') > 0)
		OR EXISTS (SELECT 1 FROM placement p JOIN folder f ON f.id = p.folder WHERE p.raw = ?1 AND f.account = mirror.account AND f.role = mirror.want))`, raw)
}
