package store

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"deskhand/internal/journal"
	"deskhand/internal/mail/thread"
	"deskhand/internal/ticket"
)

// Mail and most ops only ever unite, and that is done as they come (thread.go). What parts — a mail that is put
// elsewhere, a merge or a split that is taken back — takes the tickets concerned apart and groups them anew from their
// mails' rows and their registers. Either way the result is that of mail/thread.Group.

// said is what people said of one object, whatever that is united with.
func (tx *Tx) said(object string) (*journal.Object, error) {
	records, err := tx.records(`object = ?`, object)
	return journal.Fold(records), err
}

func stringOf(state *journal.Object, path string) string {
	var s string
	if json.Unmarshal(state.Value(path), &s) != nil {
		return ""
	}
	return s
}

// settle does what an anchor's own ops say of its grouping.
func (tx *Tx) settle(anchor string, touched map[int64]bool) error {
	records, err := tx.records(`object = ? AND (instr(line, '"f":"new"') > 0 OR instr(line, '"f":"parent"') > 0 OR instr(line, '"f":"sent/') > 0)`, anchor)
	if err != nil || len(records) == 0 {
		return err
	}
	state := journal.Fold(records)
	parent, other := stringOf(state, ticket.PathParent), false
	for _, r := range records {
		was := ""
		other = other || r.Path == ticket.PathParent && json.Unmarshal(r.Value, &was) == nil && was != "" && was != parent
	}
	if _, begun := state.Registers[ticket.PathNew]; begun || parent != "" {
		anchors := []string{anchor}
		if parent != "" {
			anchors = append(anchors, parent)
		}
		if _, err := tx.uniteAnchors(anchors, touched); err != nil {
			return err
		}
	}
	if other { // it may still stand united with what it was merged into once
		id, err := tx.ticketOf(anchor)
		if err == nil && id != 0 {
			err = tx.regroup(touched, id)
		}
		if err != nil {
			return err
		}
	}
	return tx.gather(anchor, records, touched)
}

// putMail puts a mail where its ticket register says.
func (tx *Tx) putMail(key string, touched map[int64]bool) error {
	said, err := tx.said(key)
	if err != nil {
		return err
	}
	put := stringOf(said, ticket.PathTicket)
	var id int64
	var was string
	err = tx.row(`SELECT ticket, put FROM message WHERE raw = (SELECT id FROM raw WHERE key = ?)`, []any{key}, &id, &was)
	if err != nil || was == put {
		return ignoreNotFound(err)
	}
	if err := tx.exec(`UPDATE message SET put = ? WHERE raw = (SELECT id FROM raw WHERE key = ?)`, put, key); err != nil {
		return err
	}
	return tx.regroup(touched, id)
}

// regrouping is some tickets as they stand, and what their mails and registers say.
type regrouping struct {
	tx    *Tx
	was   map[string]int64 // anchor → ticket; 0: in none yet
	mails []thread.Node
	of    map[string]int64 // m… → ticket
	raw   map[string]int64
	regs  thread.Registers
}

func (tx *Tx) regrouping() *regrouping {
	return &regrouping{
		tx: tx, was: map[string]int64{}, of: map[string]int64{}, raw: map[string]int64{},
		regs: thread.Registers{Override: map[string]string{}, Parents: map[string]string{}, Sent: map[string][]string{}},
	}
}

// load takes a ticket in.
func (g *regrouping) load(id int64) error {
	anchors, err := list[string](g.tx, `SELECT anchor FROM node WHERE ticket = ?`, id)
	if err != nil {
		return err
	}
	for _, a := range anchors {
		g.was[a] = id
	}
	if err := g.loadMails(id); err != nil {
		return err
	}
	records, err := g.tx.records(`object IN (SELECT anchor FROM node WHERE ticket = ?) AND (instr(line, '"f":"new"') > 0 OR instr(line, '"f":"parent"') > 0)`, id)
	byObject := map[string][]journal.Record{}
	for _, r := range records {
		byObject[r.Object] = append(byObject[r.Object], r)
	}
	for o, of := range byObject {
		state := journal.Fold(of)
		g.regs.Parents[o] = stringOf(state, ticket.PathParent)
		if _, begun := state.Registers[ticket.PathNew]; begun {
			g.mails = append(g.mails, thread.Node{Key: o, Anchor: o})
		}
	}
	return err
}

func (g *regrouping) loadMails(id int64) error {
	var mine []string // of ours, and names no mail
	err := g.tx.each(func(scan func(...any) error) error {
		var n thread.Node
		var raw int64
		var put, links, rcpt string
		var out, apart bool
		if err := scan(&raw, &n.Key, &n.Anchor, &put, &links, &n.Token, &n.From, &rcpt, &out, &apart); err != nil {
			return err
		}
		if apart {
			links, n.Token, out = "", "", false
		}
		for _, parent := range strings.Fields(links) {
			n.Edges = append(n.Edges, thread.Edge{Child: n.Anchor, Parent: parent})
		}
		n.People = append(strings.Fields(strings.ToLower(rcpt)), n.From)
		if out && len(n.Edges) == 0 && put == "" {
			mine = append(mine, n.Key)
		}
		g.mails, g.of[n.Key], g.raw[n.Key], g.regs.Override[n.Key] = append(g.mails, n), id, raw, put
		return nil
	}, `SELECT m.raw, m.key, m.anchor, m.put, m.links, m.token, m.addr, m.rcpt, m.out, r.apart FROM message m JOIN raw r ON r.id = m.raw WHERE m.ticket = ?`, id)
	for _, key := range mine {
		if err == nil {
			g.regs.Sent[key], err = g.tx.sentFrom(key)
		}
	}
	return err
}

// widen groups, and takes in every ticket that this reaches, until it reaches no other.
func (g *regrouping) widen() (*thread.Groups, error) {
	for {
		groups := thread.Group(g.mails, g.regs)
		more := map[int64]bool{}
		for a := range groups.Anchors() {
			if _, known := g.was[a]; known {
				continue
			}
			id, err := g.tx.ticketOf(a)
			if err != nil {
				return nil, err
			}
			if g.was[a] = id; id != 0 {
				more[id] = true
			}
		}
		if len(more) == 0 {
			return groups, nil
		}
		for _, id := range slices.Sorted(maps.Keys(more)) {
			if err := g.load(id); err != nil {
				return nil, err
			}
		}
	}
}

// regroup takes tickets apart and groups their mails and anchors anew. Each component keeps the row of the ticket that
// most of it came from; an anchor that nothing names any more is in none.
func (tx *Tx) regroup(touched map[int64]bool, ids ...int64) error {
	g := tx.regrouping()
	for _, id := range ids {
		if err := g.load(id); err != nil {
			return err
		}
	}
	groups, err := g.widen()
	if err != nil {
		return err
	}
	parts := components(groups)
	rows, err := g.rows(parts)
	if err != nil {
		return err
	}
	gone := map[int64]bool{}
	for _, id := range g.was {
		gone[id] = id != 0
	}
	for _, id := range rows {
		touched[id] = true
		delete(gone, id)
	}
	if err := g.move(parts, groups, rows, touched); err != nil {
		return err
	}
	for id, yes := range gone {
		if !yes {
			continue
		}
		delete(touched, id)
		if err := tx.dropRow(id); err != nil {
			return err
		}
	}
	return nil
}

// rows gives each component its row, the largest first.
func (g *regrouping) rows(parts map[string][]string) (map[string]int64, error) {
	order := slices.SortedFunc(maps.Keys(parts), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(parts[b]), len(parts[a])), strings.Compare(a, b))
	})
	out, taken := map[string]int64{}, map[int64]bool{0: true}
	for _, c := range order {
		from := map[int64]int{}
		for _, a := range parts[c] {
			from[g.was[a]]++
		}
		best := int64(0)
		for id, n := range from {
			if !taken[id] && (best == 0 || n > from[best] || n == from[best] && id < best) {
				best = id
			}
		}
		if best == 0 {
			var err error
			if best, err = g.tx.nextTicket(); err != nil {
				return nil, err
			}
		}
		out[c], taken[best] = best, true
	}
	return out, nil
}

// move writes what is in another ticket now.
func (g *regrouping) move(parts map[string][]string, groups *thread.Groups, rows map[string]int64, touched map[int64]bool) error {
	left := maps.Clone(g.was)
	for c, anchors := range parts {
		for _, a := range anchors {
			delete(left, a)
			if g.was[a] == rows[c] {
				continue
			}
			if _, err := g.tx.nodeAlike(a, touched); err != nil {
				return err
			}
			if err := g.tx.exec(`INSERT INTO node (anchor, ticket) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET ticket = ?2`, a, rows[c]); err != nil {
				return err
			}
		}
	}
	for a := range left {
		if err := g.tx.exec(`DELETE FROM node WHERE anchor = ?`, a); err != nil {
			return err
		}
		if _, err := g.tx.nodeAlike(a, touched); err != nil {
			return err
		}
		if err := g.tx.dropNotes(a); err != nil {
			return err
		}
	}
	for key, was := range g.of {
		if now := rows[groups.Of(key)]; now != was {
			if err := g.tx.exec(`UPDATE message SET ticket = ? WHERE raw = ?`, now, g.raw[key]); err != nil {
				return err
			}
		}
	}
	return nil
}
