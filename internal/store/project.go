package store

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/ticket"
)

// sets is what a ticket row keeps as JSON beside ticket_tag, so that a list needs no second query; and whether of its
// newest mail only the head is here.
type sets struct {
	Tags        []string `json:"t,omitempty"`
	Categories  []string `json:"c,omitempty"`
	Departments []string `json:"d,omitempty"`
	Head        bool     `json:"h,omitempty"`
	Phone       string   `json:"p,omitempty"`

	By      map[string]string `json:"b,omitempty"` // what set what nobody set by hand
	Company *ticket.Company   `json:"co,omitempty"`

	Lost   *ticket.Lost `json:"l,omitempty"`
	Frozen bool         `json:"f,omitempty"`
}

// Project computes the rows of the tickets that hold these anchors again, and the agenda of free objects among them.
func (tx *Tx) Project(objects ...string) (Change, error) {
	touched := map[int64]bool{}
	if err := tx.projectCompanies(objects, touched); err != nil {
		return Change{}, err
	}
	for _, o := range objects {
		switch o[0] {
		case 't':
			err := tx.settle(o, touched)
			if err != nil {
				return Change{}, err
			}
			id, err := tx.ticketOf(o)
			if err != nil {
				return Change{}, err
			}
			if id != 0 {
				touched[id] = true
			}
		case 'o':
			if err := tx.projectAgenda(o, touched); err != nil {
				return Change{}, err
			}
		case 'm':
			if err := tx.putMail(o, touched); err != nil {
				return Change{}, err
			}
			if err := tx.setVerdict(o); err != nil {
				return Change{}, err
			}
			id, err := one[int64](tx, `SELECT ticket FROM message WHERE raw = (SELECT id FROM raw WHERE key = ?)`, o)
			if ignoreNotFound(err) != nil {
				return Change{}, err
			}
			if id != 0 {
				touched[id] = true
			}
		}
	}
	return tx.projectAll(touched)
}

func (tx *Tx) projectAll(touched map[int64]bool) (Change, error) {
	defer tx.s.spent.since(stageProject, time.Now())
	out := Change{Outward: tx.outward}
	if err := tx.admit(touched); err != nil {
		return out, err
	}
	if err := tx.noteRoutes(); err != nil {
		return out, err
	}
	for _, id := range slices.Sorted(maps.Keys(touched)) {
		anchor, queues, err := tx.projectOne(id)
		if err != nil {
			return out, fmt.Errorf("project ticket %d: %w", id, err)
		}
		if anchor != "" {
			out.Tickets = append(out.Tickets, anchor)
		}
		out.Queues = out.Queues || queues
	}
	out.Outward = tx.outward
	return out, tx.writeCounts()
}

func (tx *Tx) projectOne(id int64) (anchor string, queues bool, err error) {
	row, err := tx.compute(id)
	if err != nil {
		return "", false, err
	}
	if row == nil {
		anchors, err := list[string](tx, `SELECT anchor FROM node WHERE ticket = ?`, id)
		for _, a := range anchors {
			if err == nil {
				err = tx.dropNotes(a)
			}
		}
		return "", false, errors.Join(err, tx.dropRow(id))
	}
	queues, err = tx.writeRow(id, row)
	return row.Anchor, queues, err
}

// compute gathers a ticket's mails and ops and folds them; nil where neither a mail nor a `new` makes it a ticket.
func (tx *Tx) compute(id int64) (*ticket.Row, error) {
	in, err := tx.input(id)
	if err != nil {
		return nil, err
	}
	if len(in.Mails) == 0 && !slices.ContainsFunc(in.Records, func(r journal.Record) bool { return r.Path == ticket.PathNew }) {
		return nil, nil
	}
	if err := tx.projectNotes(in.Records); err != nil {
		return nil, err
	}
	row := ticket.Project(in)
	return &row, nil
}

// input is everything a ticket's row is made from, as of now.
func (tx *Tx) input(id int64) (in ticket.Input, err error) {
	in = ticket.Input{
		Texts: tx.Text, Agent: tx.s.agent, Contact: tx.contact, Route: tx.route,
		Rules: tx.s.rules.Load().Rules, Viewer: *tx.s.viewer.Load(), Now: ticket.TimeOf(tx.s.now()),
	}
	if in.Mails, err = tx.Mails(id); err != nil {
		return in, err
	}
	if in.Records, err = tx.RecordsOf(id); err != nil {
		return in, err
	}
	if in.OfMails, err = tx.RecordsOfMails(id); err != nil {
		return in, err
	}
	in.Here = tx.here(id)
	in.ReadOps, err = tx.readNotes(in.Records)
	return in, err
}

// TicketAt is a ticket as it stood at a moment: only mail that had come and what had been made by then counts, whenever
// this desk heard of it.
func (tx *Tx) TicketAt(id int64, at ticket.Time) (ticket.Row, error) {
	in, err := tx.input(id)
	if err != nil {
		return ticket.Row{}, err
	}
	in.Now = at
	in.Mails = slices.DeleteFunc(in.Mails, func(m ticket.Mail) bool { return m.At > at })
	in.Records = slices.DeleteFunc(in.Records, func(r journal.Record) bool { return ticket.Time(r.Stamp.Millis()) > at })
	return ticket.Project(in), nil
}

// contact reads who a p… is.
func (tx *Tx) contact(id string) (name, addr string) {
	records, err := tx.records(`object = ?`, id)
	if err != nil {
		return "", ""
	}
	return ticket.ProjectContact(journal.Fold(records), tx.Text)
}

// ContactLabel is the address, else the name, of a p…; empty where neither is known.
func (tx *Tx) ContactLabel(id string) string {
	name, addr := tx.contact(id)
	return cmp.Or(addr, name)
}

// CompanyLabel is the name of a c…, empty where nothing is known of it.
func (tx *Tx) CompanyLabel(id string) string {
	data, err := tx.Company(id)
	if err != nil {
		return ""
	}
	return data.Short().Name
}

// Author names the agent of a device.
func (tx *Tx) Author(device string) string { return tx.s.agent(device) }

// Vouched tells whether a device is known to belong to the team.
func (tx *Tx) Vouched(device string) bool {
	unconfirmed := tx.s.unconfirmed.Load()
	return unconfirmed == nil || !(*unconfirmed)[device]
}

// CameAt is when an op came to this desk, 0 where it was made here.
func (tx *Tx) CameAt(r journal.Record) ticket.Time {
	if r.Device == *tx.s.device.Load() {
		return 0
	}
	at, err := one[ticket.Time](tx, `SELECT came_at FROM op WHERE hash = ?`, r.Hash[:])
	if err != nil {
		return 0
	}
	return at
}

// agent names the author of a device's ops: whose the team says it is, the one who sits here of this device, else by the
// device itself. What an unknown device wrote is never taken for one's own.
func (s *Store) agent(device string) string {
	if colleagues := s.colleagues.Load(); colleagues != nil && (*colleagues)[device] != "" {
		return (*colleagues)[device]
	}
	if device == *s.device.Load() {
		return s.viewer.Load().Me
	}
	return device[:min(len(device), 4)]
}

// Mails reads what the projection knows of a ticket's messages, oldest first.
func (tx *Tx) Mails(id int64) ([]ticket.Mail, error) {
	var out []ticket.Mail
	err := tx.each(func(scan func(...any) error) error {
		var m ticket.Mail
		var place, bounce string
		err := scan(&m.Key, &m.Anchor, &m.Own, &m.At, &m.Name, &m.Addr, &m.PeerName, &m.Peer, &m.Out, &m.Outside, &m.Machine, &m.Channel, &m.Phone, &bounce, &m.Thanks, &m.Read, &place, &m.Mailbox, &m.Subject, &m.Snippet, &m.Head)
		m.Junk, m.Sent, m.Trash = place == "junk", place == "sent", place == "trash"
		m.Out = m.Out || m.Sent
		m.Bounce, m.BounceOf = bounceOf(bounce)
		out = append(out, m)
		return err
	}, `SELECT m.key, CASE put WHEN '' THEN anchor ELSE put END, anchor, m.at, name, addr, peername, peer, out, outside, machine, channel, phone, bounce, thanks, r.key IS NOT NULL, place, mailbox, subject, snippet, extent = 'head'
		FROM message m LEFT JOIN read_mark r ON r.key = m.key WHERE ticket = ? ORDER BY m.at, m.key`, id)
	return out, err
}

// readNotes tells which of the notes among records this agent has read.
func (tx *Tx) readNotes(records []journal.Record) (map[string]bool, error) {
	out := map[string]bool{}
	for _, r := range records {
		if !strings.HasPrefix(r.Path, "note/") {
			continue
		}
		n, err := one[int](tx, `SELECT count(*) FROM read_mark WHERE key = ?`, r.ID)
		if err != nil {
			return nil, err
		}
		out[r.ID] = n > 0
	}
	return out, nil
}

// writeRow replaces a ticket's row and moves it between queues by the difference; nothing else writes them.
func (tx *Tx) writeRow(id int64, r *ticket.Row) (queues bool, err error) {
	old, err := tx.placesOf(id)
	if err != nil {
		return false, err
	}
	if err := tx.movePlaces(id, old, placed{r.Queues, r.Unread > 0}); err != nil {
		return false, err
	}
	number, err := tx.number(id, r.Anchor)
	if err != nil {
		return false, err
	}
	places, err := json.Marshal(placed{r.Queues, r.Unread > 0})
	if err != nil {
		return false, fmt.Errorf("write queues: %w", err)
	}
	bounce, err := json.Marshal(r.Bounce)
	if err != nil {
		return false, fmt.Errorf("write a bounce: %w", err)
	}
	group, err := json.Marshal(sets{r.Tags, r.Categories, r.Departments, r.Head, r.Phone, r.By, r.Company, r.Lost, r.Frozen})
	if err != nil {
		return false, fmt.Errorf("write tags: %w", err)
	}
	if err := tx.writeTags(id, r); err != nil {
		return false, err
	}
	err = tx.exec(`INSERT OR REPLACE INTO ticket (id, anchor, number, subject, status, priority, pipeline, department, channel, owner, contact_name, contact_addr,
		mailbox, snippet, messages, unread, created_at, updated_at, customer_at, waits_since, snoozed, snooze_until, snooze_reply, snooze_reason, snooze_note,
		back, bounce, mentioned, shown, spam, machine, history, next_change, routed_at, company, queues, sets) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		id, r.Anchor, number, r.Subject, r.Status, r.Priority, r.Pipeline, r.Department, r.Channel, r.Owner, r.ContactName, r.ContactAddr,
		r.Mailbox, r.Snippet, r.Messages, r.Unread, int64(r.CreatedAt), int64(r.UpdatedAt), int64(r.LastCustomerAt), int64(r.WaitsSince), r.Snooze.Active, int64(r.Snooze.Until), r.Snooze.Reply,
		r.Snooze.Reason, r.Snooze.Note, r.Back, string(bounce), int64(r.Mentioned), r.Shown, r.Spam, r.Machine, r.History, int64(r.NextChange), int64(r.RoutedAt), r.CompanyID, string(places), string(group))
	if err == nil {
		err = tx.tellWords(id, r)
	}
	return !samePlaces(old, placed{r.Queues, r.Unread > 0}), err
}

func (tx *Tx) writeTags(id int64, r *ticket.Row) error {
	var text string
	err := tx.row(`SELECT sets FROM ticket WHERE id = ?`, []any{id}, &text)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	var old sets
	if text != "" {
		if err := json.Unmarshal([]byte(text), &old); err != nil {
			return fmt.Errorf("read tags: %w", err)
		}
	}
	for _, k := range []struct {
		kind     string
		old, new []string
	}{{"tag", old.Tags, r.Tags}, {"category", old.Categories, r.Categories}, {"department", old.Departments, r.Departments}} {
		for _, v := range k.old {
			if !slices.Contains(k.new, v) {
				if err := tx.exec(`DELETE FROM ticket_tag WHERE kind = ? AND value = ? AND ticket = ?`, k.kind, v, id); err != nil {
					return err
				}
			}
		}
		for _, v := range k.new {
			if !slices.Contains(k.old, v) {
				if err := tx.exec(`INSERT OR IGNORE INTO ticket_tag (kind, value, ticket) VALUES (?, ?, ?)`, k.kind, v, id); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// dropRow takes a ticket that became part of another out of every list.
func (tx *Tx) dropRow(id int64) error {
	old, err := tx.placesOf(id)
	if err != nil {
		return err
	}
	if err := tx.movePlaces(id, old, placed{}); err != nil {
		return err
	}
	if err := tx.writeTags(id, &ticket.Row{}); err != nil {
		return err
	}
	return tx.exec(`DELETE FROM ticket WHERE id = ?`, id)
}

// minNumber is how much of the anchor is shown; more only where another ticket's begins alike.
const minNumber = 8

func (tx *Tx) number(id int64, anchor string) (string, error) {
	if anchor == "" {
		return "", nil
	}
	for n := minNumber; n < len(anchor)-1; n++ {
		prefix := anchor[:n+1]
		other, err := one[int](tx, `SELECT count(*) FROM (SELECT 1 FROM node WHERE anchor >= ? AND anchor < ? AND ticket <> ? LIMIT 1)`, prefix, prefix+"~", id)
		if err != nil {
			return "", err
		}
		if other == 0 {
			return prefix[1:], nil
		}
	}
	return anchor[1:], nil
}
