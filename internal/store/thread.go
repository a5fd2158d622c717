package store

import (
	"errors"
	"fmt"
	"hash/fnv"
	"strings"

	"deskhand/internal/mail/thread"
	"deskhand/internal/ticket"
)

// entryID gives an entry its row id: the second it belongs to. Where that is taken it tries a few near by, ever farther
// away, so that a burst stays together and a million mails of one second find their places too. Small ids of small
// distance halve the search index.
func (tx *Tx) entryID(at ticket.Time, key string) (int64, error) {
	second := max(int64(at)/1000, 1)
	id := second
	chance := fnv.New64a()
	chance.Write([]byte(key))
	for reach := uint64(4); reach < 1<<40; reach += reach / 2 {
		taken, err := one[int](tx, `SELECT (SELECT count(*) FROM message WHERE id = ?1) + (SELECT count(*) FROM note WHERE id = ?1)`, id)
		if err != nil {
			return 0, err
		}
		if taken == 0 {
			return id, nil
		}
		chance.Write([]byte{0})
		id = second + 1 + int64(chance.Sum64()%reach)
	}
	return 0, fmt.Errorf("no row id left for the second %d", second)
}

// unite puts a mail's node and those it names into one ticket and returns it (journal.md §3.1, "Nodes"); a mail that a
// person put to another anchor leaves its node alone. What came in Junk, apart, names nobody.
func (tx *Tx) unite(n thread.Node, put string, ours, apart bool, touched map[int64]bool) (int64, error) {
	if put != "" {
		return tx.uniteAnchors([]string{put}, touched)
	}
	anchors := []string{n.Anchor}
	if !apart {
		for _, e := range n.Edges {
			anchors = append(anchors, e.Parent)
		}
		if ours && len(n.Edges) == 0 {
			from, err := tx.sentFrom(n.Key)
			if err != nil {
				return 0, err
			}
			anchors = append(anchors, from...)
		}
	}
	return tx.uniteAnchors(anchors, touched)
}

// linksOf writes the anchors that a mail names as its row keeps them.
func linksOf(n thread.Node) string {
	parents := make([]string, len(n.Edges))
	for i, e := range n.Edges {
		parents[i] = e.Parent
	}
	return strings.Join(parents, " ")
}

func (tx *Tx) uniteAnchors(anchors []string, touched map[int64]bool) (int64, error) {
	keep := int64(0)
	var fresh []string
	for _, a := range anchors {
		t, err := tx.nodeAlike(a, touched)
		switch {
		case err != nil:
			return 0, err
		case t == 0:
			fresh = append(fresh, a)
		case keep == 0:
			keep = t
		case keep != t:
			if keep, err = tx.join(keep, t, touched); err != nil {
				return 0, err
			}
		}
	}
	if keep == 0 {
		var err error
		if keep, err = tx.nextTicket(); err != nil {
			return 0, err
		}
	}
	for _, a := range fresh {
		if err := tx.exec(`INSERT INTO node (anchor, ticket) VALUES (?, ?) ON CONFLICT DO NOTHING`, a, keep); err != nil {
			return 0, err
		}
	}
	return keep, nil
}

// nextTicket is a row number that no ticket has.
func (tx *Tx) nextTicket() (int64, error) {
	if tx.ticket == 0 {
		var err error
		if tx.ticket, err = one[int64](tx, `SELECT coalesce(max(ticket), 0) FROM node`); err != nil {
			return 0, err
		}
	}
	tx.ticket++
	return tx.ticket, nil
}

// nodeAlike finds an anchor's ticket, 0 if none holds it. Where it is new, tickets that hold one which begins alike are
// projected again, so that which of two gets the longer number does not hang on which came first.
func (tx *Tx) nodeAlike(anchor string, touched map[int64]bool) (int64, error) {
	if len(anchor) <= minNumber {
		return tx.ticketOf(anchor)
	}
	var alike []int64
	found := int64(0)
	prefix := anchor[:1+minNumber]
	err := tx.each(func(scan func(...any) error) error {
		var a string
		var t int64
		if err := scan(&a, &t); err != nil {
			return err
		}
		if a == anchor {
			found = t
		}
		alike = append(alike, t)
		return nil
	}, `SELECT anchor, ticket FROM node WHERE anchor >= ? AND anchor < ?`, prefix, prefix+"~")
	if err == nil && found == 0 {
		for _, t := range alike {
			touched[t] = true
		}
	}
	return found, err
}

// join makes one ticket of two and returns the one that stays: the larger, so that uniting stays cheap.
func (tx *Tx) join(a, b int64, touched map[int64]bool) (int64, error) {
	var na, nb int64
	err := tx.row(`SELECT (SELECT count(*) FROM node WHERE ticket = ?), (SELECT count(*) FROM node WHERE ticket = ?)`, []any{a, b}, &na, &nb)
	if err != nil {
		return 0, err
	}
	if nb > na {
		a, b = b, a
	}
	if err := tx.exec(`UPDATE node SET ticket = ? WHERE ticket = ?`, a, b); err != nil {
		return 0, err
	}
	if err := tx.exec(`UPDATE message SET ticket = ? WHERE ticket = ?`, a, b); err != nil {
		return 0, err
	}
	delete(touched, b)
	touched[a] = true
	return a, tx.dropRow(b)
}

// ticketOf finds an anchor's ticket, 0 if none holds it.
func (tx *Tx) ticketOf(anchor string) (int64, error) {
	id, err := one[int64](tx, `SELECT ticket FROM node WHERE anchor = ?`, anchor)
	return id, ignoreNotFound(err)
}

// RowOf finds the row of an anchor's ticket, 0 if none holds it.
func (tx *Tx) RowOf(anchor string) (int64, error) { return tx.ticketOf(anchor) }

func ignoreNotFound(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}
