package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"deskhand/internal/journal"
	"deskhand/internal/ticket"
)

// What the replica carries in becomes ops here (replicaop.go) and rows at the end of its transaction: at once where few
// objects are touched, else in short transactions behind it, from a list that no crash loses (defer.go).

// brought is what a transaction brought from elsewhere.
type brought struct {
	objects map[string]bool
	read    []*journal.Op // lists of what this agent read at another laptop
}

// atOnce is how many objects are projected in the very transaction that brought them: what one colleague does at a time.
const atOnce = 24

// Carry runs fn in a durable transaction, behind what people do here, and projects what it brought.
func (s *Store) Carry(ctx context.Context, fn func(*Tx) error) (out Change, err error) {
	later := false
	err = s.writer.do(s.writer.background, job{ctx: ctx, durable: true, run: func(tx *Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		out, later, err = tx.take()
		return err
	}})
	if err == nil && later {
		s.deferred.poke()
	}
	return out, err
}

// take projects what this transaction brought, or notes it for later.
func (tx *Tx) take() (out Change, later bool, err error) {
	if len(tx.carried.objects) == 0 {
		return out, false, nil
	}
	if err := tx.takeRead(); err != nil {
		return out, false, err
	}
	objects := slices.Sorted(maps.Keys(tx.carried.objects))
	if err := tx.hear(objects); err != nil {
		return out, false, err
	}
	behind, err := one[bool](tx, `SELECT EXISTS (SELECT 1 FROM unprojected)`)
	if err != nil {
		return out, false, err
	}
	if !behind && len(objects) <= tx.s.atOnce && !slices.ContainsFunc(objects, spreads) {
		out, err = tx.Project(objects...)
		return out, false, err
	}
	return out, true, tx.putOff(objects)
}

// putOff notes objects to be projected later.
func (tx *Tx) putOff(objects []string) error {
	for _, o := range objects {
		if err := tx.exec(`INSERT INTO unprojected (object) VALUES (?) ON CONFLICT DO NOTHING`, o); err != nil {
			return err
		}
	}
	return nil
}

// touch notes that an op began or ceased to count.
func (tx *Tx) touch(device string, op *journal.Op) error {
	if op == nil || op.Object[0] == '@' {
		return nil
	}
	if tx.carried.objects == nil {
		tx.carried.objects = map[string]bool{}
	}
	tx.carried.objects[op.Object] = true
	if device != *tx.s.device.Load() && ticket.IsReadMark(op.Path) && op.Path == ticket.PathRead(tx.s.viewer.Load().Me) {
		tx.carried.read = append(tx.carried.read, op)
	}
	for _, name := range op.Blobs {
		held, err := one[bool](tx, `SELECT EXISTS (SELECT 1 FROM blob WHERE name = ?)`, name)
		if err == nil && !held {
			err = tx.exec(`INSERT INTO awaited_blob (name, object) VALUES (?, ?) ON CONFLICT DO NOTHING`, name, op.Object)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// takeRead makes read here what this agent read at another laptop, and unread what stands in none of its lists any more.
func (tx *Tx) takeRead() error {
	states := map[string]*journal.Object{}
	for _, op := range tx.carried.read {
		state := states[op.Object]
		if state == nil {
			var err error
			if state, err = tx.said(op.Object); err != nil {
				return err
			}
			states[op.Object] = state
		}
		members := state.Members(op.Path)
		for _, key := range journal.ElementsOf(op.Value) {
			var err error
			if slices.Contains(members, key) {
				at := min(op.Stamp.Millis(), tx.s.now().UnixMilli()) // a fast clock must not hide what is read here until then (ReadSince)
				err = tx.exec(`INSERT INTO read_mark (key, at) VALUES (?, ?) ON CONFLICT DO NOTHING`, key, at)
			} else {
				err = tx.exec(`DELETE FROM read_mark WHERE key = ?`, key)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// spreads tells objects that any number of tickets show.
func spreads(object string) bool { return object[0] == 'p' || object[0] == 'c' }

// spread puts the tickets that show these people and companies on the list of what is not projected yet.
func (tx *Tx) spread(objects []string) error {
	if len(objects) == 0 {
		return nil
	}
	anchors, err := tx.naming(objects)
	if err != nil {
		return err
	}
	touched := map[int64]bool{}
	if err := tx.projectCompanies(objects, touched); err != nil {
		return err
	}
	for id := range touched {
		anchor, err := one[string](tx, `SELECT anchor FROM node WHERE ticket = ? LIMIT 1`, id)
		if ignoreNotFound(err) != nil {
			return err
		}
		if err == nil {
			anchors = append(anchors, anchor)
		}
	}
	return tx.putOff(anchors)
}

// naming lists the anchors on which somebody set one of these people as the contact.
func (tx *Tx) naming(people []string) ([]string, error) {
	records, err := tx.records(`object >= 't' AND object < 'u' AND instr(line, '"f":"` + ticket.PathContact + `"') > 0`)
	var out []string
	for _, r := range records {
		var who string
		if json.Unmarshal(r.Value, &who) == nil && slices.Contains(people, who) {
			out = append(out, r.Object)
		}
	}
	return out, err
}

// JournalCounts says what of the journal is here and what waits.
type JournalCounts struct {
	Devices, Ops int
	Unsent       int // of this desk, not sealed or in a batch that was not sent
	Parked       int // of the far future, or beyond a quota
	Held         int // off a revoked device's chains, or for an admin alone
	Unread       int // lines that this program cannot read
	Orphans      int // ops that wait for their mail
	Unprojected  int // objects that the lists do not show yet
	Quarantined  int // messages of the folder of which something waits
}

// JournalCounts counts. It reads the whole op table: a status may, a list may not.
func (tx *Tx) JournalCounts() (c JournalCounts, err error) {
	if c.Devices, c.Ops, err = tx.JournalSize(); err != nil {
		return c, err
	}
	waiting := func(state journal.OpState) int {
		n, e := one[int](tx, `SELECT count(*) FROM op WHERE state = ?1 AND state > 0`, int(state))
		err = errors.Join(err, e)
		return n
	}
	c.Parked, c.Held, c.Unread = waiting(journal.OpParked), waiting(journal.OpHeld), waiting(journal.OpUnread)
	if err != nil {
		return c, err
	}
	for _, q := range []struct {
		into  *int
		query string
		args  []any
	}{
		{&c.Unprojected, `SELECT count(*) FROM unprojected`, nil},
		{&c.Quarantined, `SELECT count(*) FROM journal_message WHERE state IN (` + strings.Join([]string{known(journal.KnownWaiting), known(journal.KnownBroken)}, ",") + `)`, nil},
	} {
		if err := tx.row(q.query, q.args, q.into); err != nil {
			return c, err
		}
	}
	if c.Unsent, err = tx.Unsent(); err != nil {
		return c, err
	}
	c.Orphans, err = tx.Orphans()
	return c, err
}

// Unsent counts the ops of this desk that are not sealed, or in a batch that was not sent. It reads an index: cheap.
func (tx *Tx) Unsent() (int, error) {
	sum, err := one[int](tx, `SELECT count(*) FROM op WHERE device = ? AND batch = x''`, *tx.s.device.Load())
	if err != nil {
		return 0, err
	}
	outgoing, err := list[[]byte](tx, `SELECT batches FROM journal_message WHERE ref = '' AND state = `+known(journal.KnownOutgoing))
	for _, batches := range outgoing {
		for _, h := range hashesOf(batches) {
			n, err := one[int](tx, `SELECT b - a + 1 FROM batch WHERE hash = ? AND device = ?`, h[:], *tx.s.device.Load())
			if ignoreNotFound(err) != nil {
				return 0, err
			}
			sum += n
		}
	}
	return sum, err
}

// Orphans counts the ops that wait for their mail. It goes through all ops of tickets.
func (tx *Tx) Orphans() (int, error) {
	return one[int](tx, `SELECT coalesce(sum(o.ops), 0) FROM (SELECT object, count(*) AS ops FROM op WHERE state < 2 AND object >= 't' AND object < 'u' GROUP BY object) o
			LEFT JOIN node n ON n.anchor = o.object LEFT JOIN ticket t ON t.id = n.ticket WHERE t.id IS NULL`)
}

func known(s journal.KnownState) string { return fmt.Sprint(uint8(s)) }
