package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"deskhand/internal/journal"
)

// What replica.Tx asks of a store about ops. The engine decides; here are rows.

// Clock is the newest stamp made or received.
func (tx *Tx) Clock() (journal.Stamp, error) { return tx.clock() }

// SetClock moves it.
func (tx *Tx) SetClock(to journal.Stamp) error {
	return tx.SetSetting(settingClock, fmt.Sprint(uint64(to)))
}

// governs tells an op that bears on what other ops count for.
func governs(op *journal.Op) bool { return op.Object == "@team" || op.Kind == journal.Redact }

// opRow is what an op's columns say of its line.
func opRow(op *journal.Op) (id, object, group string, governing bool) {
	if op == nil {
		return "", "", "", false
	}
	if group = op.Group; group == "" {
		group = op.ID
	}
	return op.ID, op.Object, group, governs(op)
}

// hashBytes is a hash as its column has it; zero is empty.
func hashBytes(h journal.Hash) []byte {
	if h == (journal.Hash{}) {
		return []byte{}
	}
	return h[:]
}

func hashOf(b []byte) (h journal.Hash) {
	copy(h[:], b)
	return h
}

// PutOps keeps ops and answers how many were new by their hash. One that is there without a batch takes the new one's
// batch and state; else what is there stays. cameAt is Unix ms for new ones, 0: made here.
func (tx *Tx) PutOps(ops []journal.StoredOp, cameAt int64) (fresh int, err error) {
	for i := range ops {
		o := &ops[i]
		id, object, group, governing := opRow(o.Op)
		n, err := tx.execN(`INSERT INTO op (device, seq, id, object, grp, hash, line, batch, came_at, state, governs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING`,
			o.Device, int64(o.Seq), id, object, group, o.Hash[:], o.Raw, hashBytes(o.Batch), cameAt, int(o.State), governing)
		switch {
		case err != nil:
			return fresh, err
		case n == 0:
			err = tx.putAgain(o)
		case o.State.Folded():
			fresh++
			err = tx.touch(o.Device, o.Op)
		default:
			fresh++
		}
		if err != nil {
			return fresh, err
		}
	}
	return fresh, nil
}

// putAgain gives an op that is in no batch the one that brings it now.
func (tx *Tx) putAgain(o *journal.StoredOp) error {
	if o.Batch == (journal.Hash{}) {
		return nil
	}
	was, err := one[journal.OpState](tx, `SELECT state FROM op WHERE hash = ? AND batch = x''`, o.Hash[:])
	if err != nil {
		return ignoreNotFound(err)
	}
	if err := tx.exec(`UPDATE op SET batch = ?, seq = ? WHERE hash = ?`, o.Batch[:], int64(o.Seq), o.Hash[:]); err != nil {
		return err
	}
	return tx.setState(o.Hash, was, o.State)
}

// SetOps changes the state of stored ops.
func (tx *Tx) SetOps(state journal.OpState, ops []journal.Hash) error {
	for _, h := range ops {
		was, err := one[journal.OpState](tx, `SELECT state FROM op WHERE hash = ?`, h[:])
		if err == nil {
			err = tx.setState(h, was, state)
		}
		if ignoreNotFound(err) != nil {
			return err
		}
	}
	return nil
}

// setState writes it. An op that begins to count comes last in the order of arrival, so that who looked meanwhile sees that
// it is new; a line that could not be read when it was stored gets its columns.
func (tx *Tx) setState(hash journal.Hash, was, now journal.OpState) error {
	if was == now {
		return nil
	}
	if was.Folded() == now.Folded() && was != journal.OpUnread {
		return tx.exec(`UPDATE op SET state = ? WHERE hash = ?`, int(now), hash[:])
	}
	var device string
	var line []byte
	if err := tx.row(`SELECT device, line FROM op WHERE hash = ?`, []any{hash[:]}, &device, &line); err != nil {
		return err
	}
	op, err := journal.Decode(line)
	if err != nil && now.Folded() {
		return fmt.Errorf("count a change: %w", err)
	}
	id, object, group, governing := opRow(op)
	err = tx.exec(`UPDATE op SET state = ?1, id = ?2, object = ?3, grp = ?4, governs = ?5,
		n = CASE WHEN ?6 THEN (SELECT max(n) + 1 FROM op) ELSE n END WHERE hash = ?7`, int(now), id, object, group, governing, now.Folded(), hash[:])
	if err != nil || was.Folded() == now.Folded() {
		return err
	}
	return tx.touch(device, op)
}

// ReplaceOp puts another line, seq or device in the place of one own op that was not sealed yet.
func (tx *Tx) ReplaceOp(old journal.Hash, o journal.StoredOp) error {
	if o.Op == nil {
		return errors.New("replace a change: what comes in its place is none")
	}
	id, object, group, governing := opRow(o.Op)
	n, err := tx.execN(`UPDATE op SET device = ?, seq = ?, id = ?, object = ?, grp = ?, hash = ?, line = ?, governs = ? WHERE hash = ? AND batch = x''`,
		o.Device, int64(o.Seq), id, object, group, o.Hash[:], o.Raw, governing, old[:])
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("replace change %s: %w", id, err)
	}
	return tx.touch(o.Device, o.Op)
}

// DropOps forgets ops that no batch brought.
func (tx *Tx) DropOps(ops []journal.Hash) error {
	for _, h := range ops {
		var device string
		var line []byte
		var state journal.OpState
		err := tx.row(`SELECT device, line, state FROM op WHERE hash = ? AND batch = x''`, []any{h[:]}, &device, &line, &state)
		if err != nil {
			if ignoreNotFound(err) != nil {
				return err
			}
			continue
		}
		if err := tx.exec(`DELETE FROM op WHERE hash = ?`, h[:]); err != nil {
			return err
		}
		if op, err := journal.Decode(line); err == nil && state.Folded() {
			if err := tx.touch(device, op); err != nil {
				return err
			}
		}
	}
	return nil
}

// EachOp goes through ops by device, seq and hash.
func (tx *Tx) EachOp(q journal.OpQuery, each func(journal.StoredOp) error) error {
	where, args := []string{"1"}, []any{}
	if q.Device != "" {
		where, args = append(where, "device = ?"), append(args, q.Device)
	}
	if q.Governing {
		where = append(where, "governs = 1")
	}
	if q.Loose {
		where = append(where, "batch = x''")
	}
	if len(q.States) > 0 {
		var in []string
		waiting := true
		for _, s := range q.States {
			in = append(in, fmt.Sprint(uint8(s)))
			waiting = waiting && s > 0
		}
		where = append(where, "state IN ("+strings.Join(in, ",")+")")
		if waiting { // by the index of what waits
			where = append(where, "state > 0")
		}
	}
	return tx.each(func(scan func(...any) error) error {
		var hash, batch, line sql.RawBytes
		var seq int64
		var o journal.StoredOp
		if err := scan(&o.Device, &seq, &hash, &batch, &o.State, &line); err != nil {
			return err
		}
		o.Seq, o.Hash, o.Batch = uint64(seq), hashOf(hash), hashOf(batch)
		if op, err := journal.Decode(line); err == nil {
			o.Op, o.Raw = op, op.Raw
		} else {
			o.Raw = append([]byte{}, line...)
		}
		return each(o)
	}, `SELECT device, seq, hash, batch, state, line FROM op WHERE `+strings.Join(where, " AND ")+` ORDER BY device, seq, hash`, args...)
}

// lastSeq is the newest number in a device's stream.
func (tx *Tx) lastSeq(device string) (int64, error) {
	return one[int64](tx, `SELECT coalesce(max(seq), 0) FROM op WHERE device = ?`, device)
}
