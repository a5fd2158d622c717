package store

import (
	"database/sql"

	"deskhand/internal/journal"
	"deskhand/internal/ticket"
)

// Activity is what of a device's stream is here.
type Activity struct {
	Ops    int
	Newest ticket.Time // when its newest change was made, by its own clock
}

// DeviceActivity counts what each device did.
func (tx *Tx) DeviceActivity() (map[string]Activity, error) {
	out := map[string]Activity{}
	err := tx.each(func(scan func(...any) error) error {
		var device string
		var n int
		var line sql.RawBytes
		if err := scan(&device, &n, &line); err != nil {
			return err
		}
		a := Activity{Ops: n}
		if op, err := journal.Decode(line); err == nil {
			a.Newest = ticket.Time(op.Stamp.Millis())
		}
		out[device] = a
		return nil
	}, `SELECT c.device, c.n, o.line FROM (SELECT device, count(*) AS n, max(seq) AS seq FROM op GROUP BY device) c
		JOIN op o ON o.device = c.device AND o.seq = c.seq`)
	return out, err
}

// OwnedTickets lists the live tickets of an owner, snoozed ones too, the newest first.
func (tx *Tx) OwnedTickets(owner string) ([]ticket.Ticket, error) {
	var out []ticket.Ticket
	err := tx.each(func(scan func(...any) error) error {
		t, err := scanTicket(scan)
		if err == nil && !t.Status.Done() && !t.Spam {
			out = append(out, t)
		}
		return err
	}, `SELECT `+ticketColumns+` FROM ticket t WHERE t.owner = ? AND t.shown = 1 ORDER BY t.updated_at DESC, t.id`, owner)
	return out, err
}

// EachFree goes through the free objects, each with all its ops.
func (tx *Tx) EachFree(each func(object string, records []journal.Record) error) error {
	objects, err := list[string](tx, `SELECT DISTINCT object FROM op WHERE object >= 'o' AND object < 'p' AND state < 2 ORDER BY object`)
	for _, o := range objects {
		records, rerr := tx.records(`object = ?`, o)
		if rerr == nil {
			rerr = each(o, records)
		}
		if rerr != nil {
			return rerr
		}
	}
	return err
}

// AnchorsOf lists all anchors of a ticket, by any of them.
func (tx *Tx) AnchorsOf(anchor string) ([]string, error) {
	return list[string](tx, `SELECT anchor FROM node WHERE ticket = (SELECT ticket FROM node WHERE anchor = ?)`, anchor)
}
