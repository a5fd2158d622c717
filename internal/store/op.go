package store

import (
	"cmp"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/ticket"
)

const (
	settingClock     = "clock"
	settingUndoFloor = "undo-floor" // ops up to this seq were not made by a key press here
)

// ForgetUndo lets the key that undoes the newest action begin after what has been done so far.
func (tx *Tx) ForgetUndo() error {
	seq, err := tx.lastSeq(*tx.s.device.Load())
	if err != nil {
		return err
	}
	return tx.SetSetting(settingUndoFloor, strconv.FormatInt(seq, 10))
}

// Append stamps drafts as one action, stores them as the very bytes that are signed later, with their blobs, and
// returns the id of the action (its first op). The caller projects what it touched in the same transaction.
func (tx *Tx) Append(drafts []ticket.Draft) (action string, err error) {
	if len(drafts) == 0 {
		return "", nil
	}
	last, err := tx.clock()
	if err != nil {
		return "", err
	}
	action, last, err = tx.append(*tx.s.device.Load(), "", tx.s.now(), last, drafts)
	if err == nil {
		err = tx.tellOps(drafts)
	}
	if err != nil {
		return "", err
	}
	tx.urgent = tx.urgent || slices.ContainsFunc(drafts, urgent)
	return action, tx.SetSetting(settingClock, strconv.FormatUint(uint64(last), 10))
}

// urgent tells drafts of what a colleague may do just now too: a claim, an answer, a merge (journal.md §3.5).
func urgent(d ticket.Draft) bool {
	return d.Kind == journal.Claim || ticket.IsSentMark(d.Path) || d.Path == ticket.PathParent
}

// Urgent tells whether this transaction wrote such.
func (tx *Tx) Urgent() bool { return tx.urgent }

// AppendAs writes what a colleague's device did at an earlier moment; this device's clock stays where it is.
func (tx *Tx) AppendAs(device string, at time.Time, drafts []ticket.Draft) error {
	_, _, err := tx.append(device, "", at, journal.StampAt(at), drafts)
	return err
}

// append writes drafts as one action, or as more of the one named.
func (tx *Tx) append(device, of string, at time.Time, last journal.Stamp, drafts []ticket.Draft) (action string, newest journal.Stamp, err error) {
	seq, err := tx.lastSeq(device)
	if err != nil {
		return "", 0, err
	}
	action = cmp.Or(of, drafts[0].ID)
	for _, d := range drafts {
		last = journal.Next(at, last)
		seq++
		op, err := tx.stamp(d, last)
		if err != nil {
			return "", 0, err
		}
		if len(drafts) > 1 || of != "" {
			op.Group = action
		}
		if err := journal.Encode(op); err != nil {
			return "", 0, fmt.Errorf("write %s %s: %w", d.Object, d.Path, err)
		}
		if err := tx.insertOp(device, seq, op); err != nil {
			return "", 0, err
		}
	}
	return action, last, nil
}

func (tx *Tx) clock() (journal.Stamp, error) {
	text, ok, err := tx.Setting(settingClock)
	if err != nil || !ok {
		return 0, err
	}
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		return 0, fmt.Errorf("read clock: %w", err)
	}
	return journal.Stamp(n), nil
}

// stamp turns a draft into an op: value as JSON, texts as blobs, the stamp it replaces.
func (tx *Tx) stamp(d ticket.Draft, at journal.Stamp) (*journal.Op, error) {
	v, err := journal.Marshal(d.Value)
	if err != nil {
		return nil, fmt.Errorf("write %s %s: %w", d.Object, d.Path, err)
	}
	op := &journal.Op{ID: d.ID, Stamp: at, Kind: d.Kind, Object: d.Object, Path: d.Path, Value: v, Dots: d.Dots, Undoes: d.Undoes, Blobs: d.Blobs, Prev: d.Prev}
	if d.Kind == journal.Set && d.Prev == nil {
		prev, err := tx.standing(d.Object, d.Path)
		if err != nil {
			return nil, err
		}
		op.Prev = &prev
	}
	for _, text := range d.Texts {
		var salt [journal.SaltLen]byte
		rand.Read(salt[:]) //nolint:errcheck // never fails since Go 1.24
		name, blob, err := journal.NewBlob(salt, text)
		if err != nil {
			return nil, fmt.Errorf("write %s %s: %w", d.Object, d.Path, err)
		}
		if err := tx.exec(`INSERT INTO blob (name, data) VALUES (?, ?)`, name, blob); err != nil {
			return nil, err
		}
		op.Blobs = append(op.Blobs, name)
	}
	return op, nil
}

// standing is the stamp of a register's value over all anchors of the object's ticket, or of the object alone where its
// path asks for that.
func (tx *Tx) standing(object, path string) (journal.Stamp, error) {
	if ticket.PerObject(path) {
		records, err := tx.records(`object = ?`, object)
		return journal.Fold(records).Stamp(path), err
	}
	records, err := tx.RecordsWith(object)
	if err != nil {
		return 0, err
	}
	return journal.Fold(records).Stamp(path), nil
}

func (tx *Tx) insertOp(device string, seq int64, op *journal.Op) error {
	hash := journal.RecordHash(device, op.Raw)
	group := op.Group
	if group == "" {
		group = op.ID
	}
	return tx.exec(`INSERT INTO op (device, seq, id, object, grp, hash, line, batch, came_at, state, governs) VALUES (?, ?, ?, ?, ?, ?, ?, x'', 0, 0, ?)`,
		device, seq, op.ID, op.Object, group, hash[:], op.Raw, governs(op))
}

// records reads the rows of ops that count; a line that cannot be read is left out (it stays stored and is counted by
// doctor).
func (tx *Tx) records(where string, args ...any) ([]journal.Record, error) {
	return tx.recordsIn(`SELECT device, line FROM op WHERE state < 2 AND (`+where+`)`, args...)
}

func (tx *Tx) recordsIn(query string, args ...any) ([]journal.Record, error) {
	var out []journal.Record
	err := tx.each(func(scan func(...any) error) error {
		var device string
		var line sql.RawBytes
		if err := scan(&device, &line); err != nil {
			return err
		}
		op, err := journal.Decode(line)
		if err != nil {
			return nil //nolint:nilerr // one bad line never stops the rest
		}
		out = append(out, journal.Record{Device: device, Hash: journal.RecordHash(device, op.Raw), Op: op})
		return nil
	}, query, args...)
	return out, err
}

// RecordsOf reads all ops of a ticket, over all its anchors.
func (tx *Tx) RecordsOf(id int64) ([]journal.Record, error) {
	return tx.records(`object IN (SELECT anchor FROM node WHERE ticket = ?)`, id)
}

// RecordsOfMails reads the ops that stand on a ticket's messages themselves; on most desks none does, and it costs nothing.
func (tx *Tx) RecordsOfMails(id int64) ([]journal.Record, error) {
	n, err := one[int](tx, `SELECT count(*) FROM (SELECT 1 FROM op WHERE object >= 'm' AND object < 'n' AND state < 2 LIMIT 1)`)
	if err != nil || n == 0 {
		return nil, err
	}
	return tx.records(`object IN (SELECT key FROM message WHERE ticket = ?)`, id)
}

// Told reads all ops that a ticket's history tells of: those on its anchors and its mails, and what an action that wrote
// on it merged into it, though they have been parted since.
func (tx *Tx) Told(id int64) ([]journal.Record, error) {
	records, err := tx.RecordsOf(id)
	if err != nil {
		return nil, err
	}
	mails, err := tx.RecordsOfMails(id)
	if err != nil {
		return nil, err
	}
	beside, err := tx.records(`grp IN (SELECT grp FROM op WHERE state < 2 AND object IN (SELECT anchor FROM node WHERE ticket = ?1))
		AND object NOT IN (SELECT anchor FROM node WHERE ticket = ?1) AND object >= 't' AND object < 'u'`, id)
	if err != nil {
		return nil, err
	}
	beside = slices.DeleteFunc(beside, func(r journal.Record) bool { return r.Path != ticket.PathParent })
	return slices.Concat(records, mails, beside), nil
}

// RecordsWith reads all ops of the objects that are one with this one: a ticket's anchors, or the object alone.
func (tx *Tx) RecordsWith(object string) ([]journal.Record, error) {
	id, err := tx.ticketOf(object)
	if err != nil {
		return nil, err
	}
	if id != 0 {
		return tx.RecordsOf(id)
	}
	return tx.records(`object = ?`, object)
}

// ActionRecords reads every op of every object that an action touched: what undo needs.
func (tx *Tx) ActionRecords(action string) ([]journal.Record, error) {
	return tx.records(`object IN (SELECT object FROM op WHERE grp = ? AND state < 2)`, action)
}

// LastAction is this device's newest action that is not itself an undo and has not been undone, empty if none. What
// noKeyPress names is passed over whole.
func (tx *Tx) LastAction() (string, error) {
	undone := map[string]bool{}
	found, passed := "", ""
	err := tx.each(func(scan func(...any) error) error {
		var group string
		var line sql.RawBytes
		if err := scan(&group, &line); err != nil {
			return err
		}
		op, err := journal.Decode(line)
		if err != nil {
			return nil //nolint:nilerr // one bad line never stops the rest
		}
		if op.Undoes != "" {
			undone[op.Undoes] = undone[op.Undoes] || !undone[op.ID] // an undo that was taken back takes nothing back
			return nil
		}
		switch {
		case found != "" && found != group:
			return errStop
		case noKeyPress(op):
			passed, found = group, ""
		case !undone[op.ID] && !ticket.IsReadMark(op.Path) && group != passed:
			found = group
		}
		return nil
	}, `SELECT grp, line FROM op WHERE device = ? AND seq > (SELECT coalesce(max(CAST(value AS INTEGER)), 0) FROM setting WHERE name = ?) AND state < 2 ORDER BY seq DESC LIMIT 1000`,
		*tx.s.device.Load(), settingUndoFloor)
	if errors.Is(err, errStop) {
		err = nil
	}
	return found, err
}

// noKeyPress tells an op whose whole action is none that the undo key takes back: what a mail that went out wrote, what
// the team and its agents are, a company table that was read.
func noKeyPress(op *journal.Op) bool {
	return ticket.IsSentMark(op.Path) || op.Object[0] == '@' || op.Object[0] == 'c' && op.Path == "row"
}

// Action resolves any op's id to its action's.
func (tx *Tx) Action(op string) (string, error) {
	return one[string](tx, `SELECT grp FROM op WHERE id = ? AND state < 2`, op)
}

// Text reads a blob's text; ok is false where this desk does not hold it.
func (tx *Tx) Text(name string) (string, bool) {
	data, err := one[[]byte](tx, `SELECT data FROM blob WHERE name = ?`, name)
	if err != nil {
		return "", false
	}
	text, err := journal.BlobText(name, data)
	return text, err == nil
}

// Objects lists the tickets and free objects that an action touched.
func (tx *Tx) Objects(action string) ([]string, error) {
	return list[string](tx, `SELECT DISTINCT object FROM op WHERE grp = ? AND state < 2`, action)
}

// NoteText reads the text of a note by its op's id.
func (tx *Tx) NoteText(op string) (string, bool) {
	records, err := tx.records(`id = ?`, op)
	if err != nil || len(records) == 0 {
		return "", false
	}
	return ticket.NoteText(records[0], tx.Text)
}
