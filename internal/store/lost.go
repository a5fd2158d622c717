package store

import (
	"strconv"

	"deskhand/internal/journal"
	"deskhand/internal/ticket"
)

// settingNoted begins the names of the settings that say up to which change somebody here has taken note of what was lost
// on a ticket; an anchor follows.
const settingNoted = "noted "

// here is what only this desk knows of a ticket's ops. It is asked for few of them, so nothing is read ahead.
func (tx *Tx) here(id int64) ticket.Here {
	return ticket.Here{
		Device: *tx.s.device.Load(),
		Number: func(r journal.Record) int64 {
			n, err := one[int64](tx, `SELECT n FROM op WHERE hash = ?`, r.Hash[:])
			if err != nil {
				return 0
			}
			return n
		},
		Noted: func() int64 {
			n, err := one[int64](tx, `SELECT coalesce(max(CAST(value AS INTEGER)), 0) FROM setting WHERE name IN (SELECT '`+settingNoted+`' || anchor FROM node WHERE ticket = ?)`, id)
			if err != nil {
				return 0
			}
			return n
		},
	}
}

// Note takes note of what was lost on a ticket so far, and projects it.
func (tx *Tx) Note(anchor string) (Change, error) {
	n, err := one[int64](tx, `SELECT coalesce(max(n), 0) FROM op`)
	if err == nil {
		err = tx.SetSetting(settingNoted+anchor, strconv.FormatInt(n, 10))
	}
	if err != nil {
		return Change{}, err
	}
	return tx.Project(anchor)
}

// Frozen tells whether an object can only be read here, because a newer Deskhand changed it or the ticket that it belongs to.
func (tx *Tx) Frozen(object string) (bool, error) {
	anchor := object
	switch object[0] {
	case 't':
	case 'm':
		m, err := tx.Message(object)
		if err != nil {
			return false, ignoreNotFound(err)
		}
		anchor = m.Ticket
	default:
		records, err := tx.records(`object = ?`, object)
		if err != nil {
			return false, err
		}
		for _, r := range records {
			if ticket.Freezes(r.Path) {
				return true, nil
			}
		}
		if object[0] != 'o' {
			return false, nil
		}
		free, ok := ticket.ProjectFree(journal.Fold(records))
		if anchor = free.Ticket; !ok || anchor == "" {
			return false, nil
		}
	}
	t, _, err := tx.Ticket(anchor)
	return t.Frozen != "", ignoreNotFound(err)
}

// waitsSQL counts what was done here on tickets, given by their rows, and has not left; the index of what is in no batch
// leads.
const waitsSQL = `SELECT n.ticket, count(*) FROM op o INDEXED BY op_loose CROSS JOIN node n ON n.anchor = o.object
	WHERE o.batch = x'' AND o.device = ?1 AND +n.ticket IN (SELECT value FROM json_each(?2)) GROUP BY n.ticket`

// waits counts the changes of tickets, by their rows, that were made here and have not left; none on a desk in no team.
func (tx *Tx) waits(rows string) (map[int64]int, error) {
	if team, ok, err := tx.Setting("team"); err != nil || !ok || team == "" {
		return nil, err
	}
	out := map[int64]int{}
	err := tx.each(func(scan func(...any) error) error {
		var row int64
		var n int
		err := scan(&row, &n)
		out[row] = n
		return err
	}, waitsSQL, *tx.s.device.Load(), rows)
	return out, err
}
