package store

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"deskhand/internal/journal"
	"deskhand/internal/mail"
	"deskhand/internal/mail/thread"
	"deskhand/internal/ticket"
)

// world is a desk under random work, and what the test knows of it by itself.
type world struct {
	s       *Store
	now     *time.Time
	pool    []Arrival // the mails that may come, in no order
	roles   []string
	nodes   map[string]thread.Node // of those that came, by key
	uids    map[string]uint32      // by role
	numbers map[string]string      // every number ever shown → its anchor
	actions []string
}

// wipe makes the desk new; opening one for each history would cost more than the histories.
func (w *world) wipe(t *rapid.T) {
	w.nodes, w.uids, w.numbers, w.actions = map[string]thread.Node{}, map[string]uint32{}, map[string]string{}, nil
	*w.now = noon()
	w.s.Settle()
	err := w.s.Write(t.Context(), func(tx *Tx) error {
		for _, table := range []string{"placement", "folder", "raw", "raw_frame", "op", "blob", "read_mark", "draft", "outbox", "outbox_raw", "fired", "mirror", "batch", "journal_message", "unprojected", "awaited_blob"} {
			if err := tx.exec(`DELETE FROM ` + table); err != nil {
				return err
			}
		}
		if err := tx.exec(`DELETE FROM setting WHERE name = 'clock'`); err != nil {
			return err
		}
		return tx.dropProjections()
	})
	if err != nil {
		t.Fatal(err)
	}
}

// drawPool writes mails that answer each other, themselves, mails that never come, and each other in a ring.
func drawPool(t *rapid.T) (pool []Arrival, roles []string) {
	ids := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g", "h"})
	for i := range rapid.IntRange(1, 9).Draw(t, "mails") {
		at := noon().Add(time.Duration(rapid.IntRange(-40*24, 3).Draw(t, "hours"))*time.Hour + time.Duration(i)*time.Second) // no two with one key
		from, to, role := "Marco <marco@halvorsen.example>", "support@kestrel.example", "inbox"
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			from, to, role = "Asha <support@kestrel.example>", "marco@halvorsen.example", "sent"
		case 1:
			from = "Lena <lena@casa.example>"
		case 2:
			to = "gdpr@kestrel.example"
		}
		var b strings.Builder
		fmt.Fprintf(&b, "From: %s\r\nTo: %s\r\nDate: %s\r\nSubject: s%d\r\nMessage-ID: <%s@x.example>\r\n", from, to, at.Format(time.RFC1123Z), i, ids.Draw(t, "id"))
		if refs := rapid.SliceOfN(ids, 0, 3).Draw(t, "refs"); len(refs) > 0 {
			fmt.Fprintf(&b, "References: <%s@x.example>\r\n", strings.Join(refs, "@x.example> <"))
		}
		if rapid.IntRange(0, 5).Draw(t, "machine") == 0 {
			b.WriteString("Auto-Submitted: auto-replied\r\n")
		}
		if rapid.IntRange(0, 4).Draw(t, "token") == 0 {
			n := mail.Anchor(ids.Draw(t, "names") + "@x.example")[1:9]
			fmt.Fprintf(&b, "Delivered-To: support+%s@kestrel.example\r\n", n)
		}
		if rapid.IntRange(0, 6).Draw(t, "bounce") == 0 {
			b.WriteString("X-Failed-Recipients: marco@halvorsen.example\r\nReturn-Path: <>\r\n\r\n550 5.1.1 unknown\r\n\r\nMessage-ID: <" + ids.Draw(t, "bounced") + "@x.example>\r\n")
		}
		b.WriteString("\r\n" + rapid.SampledFrom([]string{"Is it the size?", "Thanks!", "It stops.", ""}).Draw(t, "body"))
		raw := []byte(b.String())
		pool = append(pool, Arrival{Internal: at, Raw: raw, Size: int64(len(raw))})
		roles = append(roles, role)
	}
	return pool, roles
}

// arrive brings some mails in any order, some of them again, some into a second folder.
func (w *world) arrive(t *rapid.T) {
	byRole := map[string][]Arrival{}
	for range rapid.IntRange(1, 4).Draw(t, "batch") {
		i := rapid.IntRange(0, len(w.pool)-1).Draw(t, "mail")
		role := w.roles[i]
		if rapid.IntRange(0, 3).Draw(t, "elsewhere") == 0 {
			role = rapid.SampledFrom([]string{"inbox", "sent", "archive", "junk", "trash"}).Draw(t, "role")
		}
		a := w.pool[i]
		w.uids[role]++
		a.UID = w.uids[role]
		byRole[role] = append(byRole[role], a)
		m := mail.Parse(a.Raw)
		w.nodes[m.Key] = thread.NodeOf(m)
	}
	for _, role := range slices.Sorted(maps.Keys(byRole)) {
		f := Folder{Account: "a", Name: role, Role: role, UIDValidity: 1}
		if _, err := w.s.Arrive(t.Context(), f, byRole[role]); err != nil {
			t.Fatal(err)
		}
	}
}

// anchors are those that ops may address: of mails here, of mails that were only named, of none at all.
func (w *world) anchors() []string {
	out := []string{mail.Anchor("a@x.example"), mail.Anchor("b@x.example"), mail.Anchor("never@x.example")}
	for _, n := range w.nodes {
		out = append(out, n.Anchor)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// write does what core.On does: ops and their projection in one transaction.
func (w *world) write(t *rapid.T, make func(tx *Tx) ([]ticket.Draft, error)) {
	err := w.s.Write(t.Context(), func(tx *Tx) error {
		drafts, err := make(tx)
		if err != nil || len(drafts) == 0 {
			return err
		}
		action, err := tx.Append(drafts)
		if err != nil {
			return err
		}
		w.actions = append(w.actions, action)
		var objects []string
		for _, d := range drafts {
			objects = append(objects, d.Object)
		}
		_, err = tx.Project(objects...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) act(t *rapid.T) {
	on := rapid.SampledFrom(w.anchors()).Draw(t, "on")
	status := func(s ...ticket.Status) ticket.Status { return rapid.SampledFrom(s).Draw(t, "status") }
	w.write(t, func(tx *Tx) ([]ticket.Draft, error) {
		records, err := tx.RecordsWith(on)
		if err != nil {
			return nil, err
		}
		state := journal.Fold(records)
		id, err := tx.ticketOf(on)
		if err != nil {
			return nil, err
		}
		seen, err := tx.NewestCustomer(id)
		if err != nil {
			return nil, err
		}
		until := ticket.TimeOf(w.now.Add(time.Duration(rapid.IntRange(1, 8).Draw(t, "until")) * time.Hour))
		switch rapid.IntRange(0, 10).Draw(t, "act") {
		case 0:
			return []ticket.Draft{ticket.SetField(on, ticket.PathOwner, rapid.SampledFrom([]string{"asha", "bela", "team:support", ""}).Draw(t, "owner"))}, nil
		case 1:
			return []ticket.Draft{ticket.ClaimOwner(on, "asha", state.Stamp(ticket.PathOwner))}, nil
		case 2:
			return []ticket.Draft{ticket.SetStatus(on, status(ticket.Open, ticket.InProgress, ticket.PendingDepartment, ticket.PendingPartner), seen)}, nil
		case 3:
			return []ticket.Draft{ticket.SetStatus(on, status(ticket.Resolved, ticket.Closed), seen), ticket.SetClose(on, "", "because", []string{"area-tag"})}, nil
		case 4:
			return []ticket.Draft{ticket.AddTo(on, ticket.PathTags, rapid.SampledFrom([]string{"vip", "bug"}).Draw(t, "tag"))}, nil
		case 5:
			return []ticket.Draft{ticket.RemoveFrom(on, ticket.PathTags, state, "vip", "bug")}, nil
		case 6:
			return []ticket.Draft{ticket.SetSnooze(on, until, rapid.Bool().Draw(t, "reply"), seen, ticket.ReasonUs, "note")}, nil
		case 7:
			return []ticket.Draft{ticket.AddNote(on, "note", "a note", []string{"asha"})}, nil
		case 8:
			return []ticket.Draft{ticket.SetField(on, ticket.PathSpam, rapid.Bool().Draw(t, "spam"))}, nil
		case 9:
			begin, object := ticket.NewTicket("internal", "internal")
			return []ticket.Draft{begin, ticket.SetText(object, ticket.PathSubject, "by hand")}, nil
		}
		drafts, _ := ticket.NewAgenda(ticket.AgendaItem{Kind: ticket.AgendaCallback, Ticket: on, At: until, Owner: "asha", Title: "call"})
		return drafts, nil
	})
}

// parts are the registers that group: tickets merged, mails put elsewhere or begun anew, and mails said to have been sent
// from some ticket; of mails that are here and of such that may come later.
func (w *world) part(t *rapid.T) {
	on, to := rapid.SampledFrom(w.anchors()).Draw(t, "on"), rapid.SampledFrom(w.anchors()).Draw(t, "to")
	key := mail.Parse(rapid.SampledFrom(w.pool).Draw(t, "mail").Raw).Key
	w.write(t, func(*Tx) ([]ticket.Draft, error) {
		switch rapid.IntRange(0, 5).Draw(t, "part") {
		case 5:
			return []ticket.Draft{ticket.SetMachine(key, rapid.SampledFrom([]string{"bounce", "list", "none"}).Draw(t, "kind"))}, nil
		case 0, 1:
			return []ticket.Draft{ticket.SetField(on, ticket.PathParent, to), ticket.SetStatus(to, ticket.Open, 0)}, nil
		case 2:
			return []ticket.Draft{ticket.SetField(key, ticket.PathTicket, to)}, nil
		case 3:
			return []ticket.Draft{ticket.SetSent(on, key, nil)}, nil
		}
		begin, object := ticket.NewTicket("email", "split")
		return []ticket.Draft{begin, ticket.SetField(key, ticket.PathTicket, object)}, nil
	})
}

func (w *world) undo(t *rapid.T) {
	if len(w.actions) == 0 {
		return
	}
	action := rapid.SampledFrom(w.actions).Draw(t, "undo")
	w.write(t, func(tx *Tx) ([]ticket.Draft, error) {
		objects, err := tx.Objects(action)
		if err != nil {
			return nil, err
		}
		var tickets [][]journal.Record
		for _, o := range objects {
			records, err := tx.RecordsWith(o)
			if err != nil {
				return nil, err
			}
			tickets = append(tickets, records)
		}
		if len(objects) == 2 && len(tickets[0]) > 0 && slices.ContainsFunc(tickets[0], func(r journal.Record) bool { return r.Object == objects[1] }) {
			tickets = tickets[:1]
		}
		drafts, _, err := ticket.Undo(tickets, action)
		return drafts, err
	})
}

// step lets time pass and projects what falls due, as remind does.
func (w *world) step(t *rapid.T) {
	*w.now = w.now.Add(time.Duration(rapid.IntRange(1, 300).Draw(t, "minutes")) * time.Minute)
	err := w.s.Write(t.Context(), func(tx *Tx) error {
		due, err := tx.DueProjections(ticket.TimeOf(*w.now))
		if err != nil {
			return err
		}
		_, err = tx.Project(due...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) read(t *rapid.T) {
	keys := slices.Sorted(maps.Keys(w.nodes))
	if len(keys) == 0 {
		return
	}
	key := rapid.SampledFrom(keys).Draw(t, "read")
	err := w.s.Write(t.Context(), func(tx *Tx) error {
		_, err := tx.MarkRead(w.nodes[key].Anchor, []string{key})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) vanish(t *rapid.T) {
	role := rapid.SampledFrom([]string{"inbox", "sent", "junk"}).Draw(t, "folder")
	if w.uids[role] == 0 {
		return
	}
	f := Folder{Account: "a", Name: role, Role: role, UIDValidity: 1}
	if _, err := w.s.Vanished(t.Context(), f, []uint32{uint32(rapid.IntRange(1, int(w.uids[role])).Draw(t, "uid"))}); err != nil {
		t.Fatal(err)
	}
}

// place is one row of a queue as the test computes it: the ticket by its anchor.
type place struct {
	Queue, Anchor string
	Sort          int64
}

// recompute groups all mails by mail/thread.Group, folds all ops and projects each ticket: nothing incremental in it.
func (w *world) recompute(tx *Tx) (places map[place]bool, counts map[string]QueueCount, tickets map[string]string, err error) {
	records, err := tx.records(`1`)
	if err != nil {
		return nil, nil, nil, err
	}
	nodes := slices.Collect(maps.Values(w.nodes))
	regs := registersOf(records)
	for i := range nodes { // what came in Junk and stood nowhere else joins nothing
		apart, err := one[bool](tx, `SELECT apart FROM raw WHERE key = ?`, nodes[i].Key)
		if err != nil {
			return nil, nil, nil, err
		}
		if nodes[i].People = append(nodes[i].People, "support", "asha", "marco", "lena"); apart {
			nodes[i].Edges, nodes[i].Token = nil, ""
		}
		if apart || !w.s.rules.Load().Ours(nodes[i].From) {
			delete(regs.Sent, nodes[i].Key)
		}
	}
	for _, r := range records {
		if r.Object[0] == 't' {
			nodes = append(nodes, thread.Node{Key: r.Object, Anchor: r.Object})
		}
	}
	component := thread.Group(nodes, regs).Messages()
	mails, ops := map[string][]ticket.Mail{}, map[string][]journal.Record{}
	for key := range w.nodes {
		id, err := one[int64](tx, `SELECT ticket FROM message WHERE raw = (SELECT id FROM raw WHERE key = ?)`, key)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("mail %s: %w", key, err)
		}
		of, err := tx.Mails(id)
		if err != nil {
			return nil, nil, nil, err
		}
		for _, m := range of {
			if put := regs.Override[key]; m.Key == key && put != "" && m.Anchor != put {
				return nil, nil, nil, fmt.Errorf("mail %s: put to %s, stands on %s", key, put, m.Anchor)
			}
			if m.Key == key {
				mails[component[key]] = append(mails[component[key]], m)
			}
		}
	}
	read := map[string]bool{}
	for _, r := range records {
		if r.Object[0] == 't' {
			ops[component[r.Object]] = append(ops[component[r.Object]], r)
		}
		read[r.ID], err = tx.IsRead(r.ID)
		if err != nil {
			return nil, nil, nil, err
		}
	}
	places, counts, tickets = map[place]bool{}, map[string]QueueCount{}, map[string]string{}
	for _, c := range component {
		if tickets[c] != "" || len(mails[c]) == 0 && journal.Fold(ops[c]).Registers[ticket.PathNew].Op == nil {
			continue
		}
		row := ticket.Project(ticket.Input{
			Mails: mails[c], Records: ops[c], Texts: tx.Text, Agent: w.s.agent, Contact: tx.contact,
			Rules: w.s.rules.Load().Rules, Viewer: *w.s.viewer.Load(), ReadOps: read, Now: ticket.TimeOf(*w.now),
		})
		tickets[c] = row.Anchor
		for _, q := range row.Queues {
			places[place{q.Queue, row.Anchor, q.Sort}] = true
			n := counts[q.Queue]
			n.N++
			if row.Unread > 0 {
				n.Unread++
			}
			counts[q.Queue] = n
		}
	}
	return places, counts, tickets, nil
}

// registersOf folds what people said about grouping, each object by itself.
func registersOf(records []journal.Record) thread.Registers {
	regs := thread.Registers{Override: map[string]string{}, Parents: map[string]string{}, Sent: map[string][]string{}}
	byObject := map[string][]journal.Record{}
	for _, r := range records {
		byObject[r.Object] = append(byObject[r.Object], r)
		var sent ticket.SentValue
		if ticket.IsSentMark(r.Path) && json.Unmarshal(r.Value, &sent) == nil {
			regs.Sent[sent.M] = append(regs.Sent[sent.M], r.Object)
		}
	}
	for o, of := range byObject {
		regs.Parents[o] = stringOf(journal.Fold(of), ticket.PathParent)
		regs.Override[o] = stringOf(journal.Fold(of), ticket.PathTicket)
	}
	return regs
}

// check compares the desk with the recomputation and looks every number up that was ever shown.
func (w *world) check(t *rapid.T) {
	err := w.s.Read(t.Context(), func(tx *Tx) error {
		places, counts, tickets, err := w.recompute(tx)
		if err != nil {
			return err
		}
		got := map[place]bool{}
		err = tx.each(func(scan func(...any) error) error {
			var p place
			err := scan(&p.Queue, &p.Anchor, &p.Sort)
			got[p] = true
			return err
		}, `SELECT q.queue, t.anchor, q.sort FROM queue_ticket q JOIN ticket t ON t.id = q.ticket`)
		if err != nil {
			return err
		}
		if diff := cmp.Diff(places, got); diff != "" {
			t.Fatalf("queues (-recomputed +stored)\n%s", diff)
		}
		stored, err := tx.QueueCounts()
		if err != nil {
			return err
		}
		maps.DeleteFunc(stored, func(_ string, c QueueCount) bool { return c == QueueCount{} })
		if diff := cmp.Diff(counts, stored); diff != "" {
			t.Fatalf("counts (-recomputed +stored)\n%s", diff)
		}
		rows, err := list[string](tx, `SELECT anchor FROM ticket ORDER BY anchor`)
		if err != nil {
			return err
		}
		if diff := cmp.Diff(slices.Sorted(maps.Values(tickets)), rows); diff != "" {
			t.Fatalf("tickets (-recomputed +stored)\n%s", diff)
		}
		return w.checkNumbers(t, tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) checkNumbers(t *rapid.T, tx *Tx) error {
	err := tx.each(func(scan func(...any) error) error {
		var anchor, number string
		err := scan(&anchor, &number)
		w.numbers[number] = anchor
		return err
	}, `SELECT anchor, number FROM ticket WHERE shown = 1`)
	if err != nil {
		return err
	}
	for number, anchor := range w.numbers {
		found, err := tx.AnchorsLike(number, 2)
		if err != nil {
			return err
		}
		mails, err := list[int64](tx, `SELECT t.id FROM message m JOIN ticket t ON t.id = m.ticket WHERE m.anchor = ? AND t.shown = 1`, anchor)
		if err != nil {
			return err
		}
		if len(found) > 1 || len(found) == 0 && len(mails) > 0 {
			t.Fatalf("number %s, once shown, finds %v", number, found)
		}
	}
	return nil
}

// TestModel: whatever comes, in whatever order, the queues are those that a recomputation from scratch gives, threads
// are those of mail/thread.Group, every number ever shown is found, and a rebuild changes nothing.
//
// features: B4, B5, C3, C4, C5, C6, C7, E8, F6, F7
func TestModel(t *testing.T) {
	now := noon()
	s, err := Open(t.Context(), t.TempDir(), Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() }) //nolint:errcheck // the test is over
	furnish(s)
	putAccount(t, s)
	w := &world{s: s, now: &now}
	rapid.Check(t, func(t *rapid.T) {
		w.wipe(t)
		w.pool, w.roles = drawPool(t)
		for range rapid.IntRange(1, 14).Draw(t, "steps") {
			do := rapid.SampledFrom([]func(*rapid.T){w.arrive, w.arrive, w.arrive, w.act, w.act, w.part, w.part, w.act, w.act, w.step, w.undo, w.read, w.vanish}).Draw(t, "do")
			do(t)
			w.check(t)
		}
		s.Settle()
		*w.now = w.now.Add(time.Duration(rapid.IntRange(0, 500).Draw(t, "asleep")) * time.Minute) // no engine ran meanwhile
		if _, diffs, err := s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
			t.Fatalf("rebuild: %v, %v", diffs, err)
		}
		w.check(t)
	})
}
