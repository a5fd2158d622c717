package store

import (
	"encoding/json"
	"fmt"
	"slices"

	"deskhand/internal/journal"
	"deskhand/internal/ticket"
)

// Standing lists the messages of a ticket that stand in a folder of one of these roles, in an account where the switch
// is on, and that do not wait to go to the folder of that role already.
func (tx *Tx) Standing(row int64, on, to string, roles ...string) ([]string, error) {
	if any, err := tx.switched(on); err != nil || !any {
		return nil, err
	}
	want, err := json.Marshal(roles)
	if err != nil {
		return nil, fmt.Errorf("read roles: %w", err)
	}
	return list[string](tx, `SELECT m.key FROM message m WHERE m.ticket = ?1 AND EXISTS (SELECT 1 FROM placement p JOIN folder f ON f.id = p.folder JOIN account a ON a.id = f.account
			WHERE p.raw = m.raw AND f.role IN (SELECT value FROM json_each(?2)) AND ' ' || a.mirror || ' ' LIKE '% ' || ?3 || ' %'
			AND NOT EXISTS (SELECT 1 FROM mirror w WHERE w.account = a.id AND w.raw = m.raw AND w.kind = 'place' AND w.want = ?4))
		ORDER BY m.at, m.key`, row, string(want), on, to)
}

// switched tells whether a switch is on for any account.
func (tx *Tx) switched(name string) (bool, error) {
	switches, err := tx.Mirrors()
	for _, on := range switches {
		if slices.Contains(on, name) {
			return true, err
		}
	}
	return false, err
}

// PlacedBy lists the messages of a ticket that an op last placed so, in accounts where the switch is on.
func (tx *Tx) PlacedBy(row int64, place string) ([]string, error) {
	if any, err := tx.switched(place); err != nil || !any {
		return nil, err
	}
	records, err := tx.RecordsOfMails(row)
	if err != nil {
		return nil, err
	}
	byMail := map[string][]journal.Record{}
	for _, r := range records {
		byMail[r.Object] = append(byMail[r.Object], r)
	}
	var out []string
	for key, ops := range byMail {
		var at string
		if json.Unmarshal(journal.Fold(ops).Value(ticket.PathPlace), &at) == nil && at == place {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out, nil
}

// Placing is whether a message can be moved on its server.
type Placing int

// What stands in the way of a move, if anything does.
const (
	PlaceOn       Placing = iota // it can be moved
	PlacedAlready                // it stands there, or is on its way
	PlaceOff                     // no switch allows it
	PlaceNowhere                 // it is no longer on a server
)

// CanPlace tells whether an op that places a message would move it.
func (tx *Tx) CanPlace(key, to string) (Placing, error) {
	raw, at, switches, err := tx.mirrored(key)
	if err != nil {
		return 0, err
	}
	out := PlaceNowhere
	for account, stands := range at {
		was, waits, err := tx.mirrorRow(account, raw, mirrorPlace)
		if err != nil {
			return 0, err
		}
		home := slices.ContainsFunc(stands, func(s standing) bool { return s.role == to })
		switch {
		case waits && was.want != to || !waits && len(origin(stands, to, switches[account])) > 0:
			return PlaceOn, nil
		case waits || home:
			out = PlacedAlready
		case out == PlaceNowhere:
			out = PlaceOff
		}
	}
	if out != PlaceNowhere {
		return out, nil
	}
	n, err := one[int](tx, `SELECT count(*) FROM message m JOIN placement p ON p.raw = m.raw WHERE m.raw = (SELECT id FROM raw WHERE key = ?)`, key)
	if n > 0 {
		out = PlaceOff
	}
	return out, err
}
