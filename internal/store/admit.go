package store

import (
	"maps"
	"slices"
	"strings"
)

// carrier is a mail that names no other mail and carries a ticket's number.
type carrier struct {
	anchor, addr, name string // name: the number
}

const (
	carrierSQL = ` CROSS JOIN raw r ON r.id = m.raw WHERE m.token <> '' AND m.addr <> '' AND m.links = '' AND m.put = '' AND r.apart = 0 AND `
	ownSQL     = `SELECT m.anchor, m.addr, m.token FROM message m` + carrierSQL + `m.ticket = ?`
	// waitingSQL begins at the ticket's anchors: much mail of other systems carries what looks like a number ([PROJ-1234]).
	waitingSQL = `SELECT m.anchor, m.addr, m.token FROM node n CROSS JOIN message m ON m.token >= substr(n.anchor, 2, 8) AND m.token <= substr(n.anchor, 2)` + carrierSQL +
		`n.ticket = ?1 AND m.ticket <> ?1 AND substr(n.anchor, 2, length(m.token)) = m.token`
)

func (tx *Tx) carriers(query string, args ...any) ([]carrier, error) {
	var out []carrier
	err := tx.each(func(scan func(...any) error) error {
		var c carrier
		err := scan(&c.anchor, &c.addr, &c.name)
		out = append(out, c)
		return err
	}, query, args...)
	return out, err
}

// admit unites mails that carry a ticket's number with it where their senders take part in it: those of the tickets that
// changed, and those that wait for one of them. Who is admitted takes part from then on, so that the order in which mails
// come changes nothing.
func (tx *Tx) admit(touched map[int64]bool) error {
	some, err := one[bool](tx, `SELECT EXISTS (SELECT 1 FROM message WHERE token <> '' AND token > '')`)
	if err != nil || !some {
		return err
	}
	work := slices.Sorted(maps.Keys(touched))
	for len(work) > 0 {
		id := work[0]
		work = work[1:]
		waiting, err := tx.carriers(waitingSQL, id)
		if err != nil {
			return err
		}
		for _, c := range waiting {
			if id, err = tx.admitTo(id, c, touched, &work); err != nil {
				return err
			}
		}
		own, err := tx.carriers(ownSQL, id)
		if err != nil {
			return err
		}
		for _, c := range own {
			others, err := list[int64](tx, `SELECT DISTINCT ticket FROM node WHERE anchor >= ?1 AND anchor < ?1 || '~' AND ticket <> ?2`, "t"+c.name, id)
			if err != nil {
				return err
			}
			for _, other := range others {
				if id, err = tx.admitTo(other, c, touched, &work); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// admitTo joins a carrier's ticket to the one it names, and returns the row where both are, or to's where it stays apart.
func (tx *Tx) admitTo(to int64, c carrier, touched map[int64]bool, work *[]int64) (int64, error) {
	now, err := tx.ticketOf(c.anchor) // an earlier one may have moved it
	if err != nil || now == to || now == 0 {
		return to, err
	}
	yes, err := tx.takesPart(to, c)
	if err != nil || !yes {
		return to, err
	}
	id, err := tx.join(to, now, touched)
	*work = append(*work, id)
	return id, err
}

// takesPart tells whether a mail of the ticket is from or to the carrier's sender.
func (tx *Tx) takesPart(id int64, c carrier) (bool, error) {
	found := false
	err := tx.each(func(scan func(...any) error) error {
		var addr, rcpt string
		err := scan(&addr, &rcpt)
		found = found || addr == c.addr || slices.Contains(strings.Fields(strings.ToLower(rcpt)), c.addr)
		return err
	}, `SELECT addr, rcpt FROM message WHERE ticket = ?`, id)
	return found, err
}
