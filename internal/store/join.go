package store

import (
	"maps"
	"slices"

	"deskhand/internal/journal"
	"deskhand/internal/mail/thread"
	"deskhand/internal/ticket"
)

// FreeAnchor is the anchor of a ticket whose parent may be set without parting it: preferred where that is one, else one
// that has none yet, else one whose parent holds nothing together.
func (tx *Tx) FreeAnchor(row int64, preferred string) (string, error) {
	g := tx.regrouping()
	if err := g.load(row); err != nil {
		return "", err
	}
	return g.free(append([]string{preferred}, slices.Sorted(maps.Keys(g.was))...)), nil
}

// free picks it among candidates; the last where none would do.
func (g *regrouping) free(candidates []string) string {
	for _, a := range candidates {
		if _, here := g.was[a]; here && g.regs.Parents[a] == "" {
			return a
		}
	}
	whole := len(components(thread.Group(g.mails, g.regs)))
	for _, a := range candidates {
		was := g.regs.Parents[a]
		g.regs.Parents[a] = ""
		n := len(components(thread.Group(g.mails, g.regs)))
		g.regs.Parents[a] = was
		if n == whole {
			return a
		}
	}
	return candidates[len(candidates)-1]
}

// components lists the anchors of each.
func components(groups *thread.Groups) map[string][]string {
	out := map[string][]string{}
	for a, c := range groups.Anchors() {
		out[c] = append(out[c], a)
	}
	return out
}

// Loose lists the anchors whose parent keeps a ticket together when these messages leave it: one of each part that would
// fall off. What then stays is one ticket with all its anchors, so that every number of it is found and no mail that comes
// later begins one by itself.
func (tx *Tx) Loose(row int64, keep string, messages []string) ([]string, error) {
	g := tx.regrouping()
	if err := g.load(row); err != nil {
		return nil, err
	}
	const away = "t split off"
	for _, key := range messages {
		g.regs.Override[key] = away
	}
	parts := components(thread.Group(g.mails, g.regs))
	delete(parts, away)
	lost := maps.Clone(g.was)
	for c, anchors := range parts {
		for _, a := range anchors {
			delete(lost, a)
		}
		if slices.Contains(anchors, keep) {
			delete(parts, c)
		}
	}
	var out []string
	for _, c := range slices.Sorted(maps.Keys(parts)) {
		slices.Sort(parts[c])
		out = append(out, g.free(parts[c]))
	}
	for _, a := range slices.Sorted(maps.Keys(lost)) {
		if a != keep {
			out = append(out, a)
		}
	}
	return out, nil
}

// Belongs are the messages of a ticket that a person let in: whose senders were accepted, or that were put there by hand.
func (tx *Tx) Belongs(row int64) (map[string]bool, error) {
	out := map[string]bool{}
	put, err := list[string](tx, `SELECT key FROM message WHERE ticket = ? AND put <> ''`, row)
	if err != nil {
		return nil, err
	}
	for _, key := range put {
		out[key] = true
	}
	records, err := tx.RecordsOfMails(row)
	byObject := map[string][]journal.Record{}
	for _, r := range records {
		if r.Path == ticket.PathAccepted {
			byObject[r.Object] = append(byObject[r.Object], r)
		}
	}
	for key, of := range byObject {
		out[key] = out[key] || string(journal.Fold(of).Value(ticket.PathAccepted)) == "true"
	}
	return out, err
}
