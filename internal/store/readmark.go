package store

import (
	"errors"
	"slices"

	"deskhand/internal/journal"
	"deskhand/internal/ticket"
)

// mostRead is how many messages one op names as read, so that its line stays far below its limit.
const mostRead = 500

// ReadDrafts are the ops that tell this agent's other laptops which messages of a ticket are read here and not known there
// to be; none on a desk that is in no team.
func (tx *Tx) ReadDrafts(anchor string) ([]ticket.Draft, error) {
	agent := tx.s.viewer.Load().Me
	id, err := tx.ticketOf(anchor)
	if err != nil || id == 0 || agent == "" {
		return nil, err
	}
	if team, ok, err := tx.Setting("team"); err != nil || !ok || team == "" {
		return nil, err
	}
	keys, err := tx.ReadKeys(id)
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	records, err := tx.RecordsOf(id)
	if err != nil {
		return nil, err
	}
	path := ticket.PathRead(agent)
	known := journal.Fold(records).Members(path)
	keys = slices.DeleteFunc(keys, func(k string) bool {
		_, is := slices.BinarySearch(known, k)
		return is
	})
	slices.Sort(keys)
	var out []ticket.Draft
	for part := range slices.Chunk(keys, mostRead) {
		out = append(out, ticket.AddTo(anchor, path, part...))
	}
	return out, nil
}

// ReadSince lists the tickets of which messages were read after a moment, by their anchors, the earliest first, and until
// when that goes: about limit of them, all of one moment together. What was history when it came is left out.
func (tx *Tx) ReadSince(since ticket.Time, limit int) (anchors []string, until ticket.Time, err error) {
	until = since
	err = tx.each(func(scan func(...any) error) error {
		var anchor string
		var at ticket.Time
		if err := scan(&anchor, &at); err != nil {
			return err
		}
		if len(anchors) >= limit && at != until {
			return errStop
		}
		anchors, until = append(anchors, anchor), at
		return nil
	}, `SELECT t.anchor, max(r.at) AS latest FROM read_mark r JOIN message m ON m.key = r.key JOIN ticket t ON t.id = m.ticket
		WHERE r.at > ? AND t.history = 0 GROUP BY t.id ORDER BY latest, t.id`, int64(since))
	if errors.Is(err, errStop) {
		err = nil
	}
	return anchors, until, err
}
