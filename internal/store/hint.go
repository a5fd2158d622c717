package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/mail/thread"
	"deskhand/internal/ticket"
)

// What suggestions look at of one ticket and of the others, so that opening a ticket stays quick however much there is.
const (
	maxHints      = 300 // its newest mails
	maxKeys       = 8   // conversations and senders of it
	maxCandidates = 20  // tickets that one of those may point to
	maxFew        = 10  // mails of such a ticket
)

const hintSQL = `SELECT m.key, m.addr, m.subject, m.at, m.out OR m.place = 'sent', m.machine <> '', m.links <> '', m.conv, m.token, m.bounce, m.rcpt FROM message m WHERE `

func (tx *Tx) hints(where string, args ...any) ([]thread.Hint, error) {
	var out []thread.Hint
	err := tx.each(func(scan func(...any) error) error {
		var h thread.Hint
		var at ticket.Time
		var bounce, rcpt string
		if err := scan(&h.Key, &h.From, &h.Subject, &at, &h.Ours, &h.Machine, &h.Answers, &h.Conversation, &h.Token, &bounce, &rcpt); err != nil {
			return err
		}
		h.At, h.Base = at.Go(), thread.Base(h.Subject)
		if bounce != "" {
			var b ticket.Bounce
			if err := json.Unmarshal([]byte(bounce), &b); err != nil {
				return fmt.Errorf("read a bounce: %w", err)
			}
			if b.OriginalMessageID == "" {
				h.Bounced = strings.ToLower(b.Recipient)
			}
		}
		if h.Ours {
			h.To = strings.Fields(strings.ToLower(rcpt))
		}
		out = append(out, h)
		return nil
	}, hintSQL+where, args...)
	return out, err
}

// Hints reads what of a ticket's newest mails suggests, oldest first.
func (tx *Tx) Hints(row int64) ([]thread.Hint, error) {
	out, err := tx.hints(`m.ticket = ? ORDER BY m.at DESC, m.key DESC LIMIT ?`, row, maxHints)
	slices.Reverse(out)
	return out, err
}

// Related is another ticket that may be about the same matter, with those of its mails that may say so.
type Related struct {
	Ticket ticket.Ticket
	Row    int64
	Hints  []thread.Hint
	Token  string // m… of the mail, in either ticket, that carries the other's number
}

// RelatedTo finds the tickets that the hints of one point to. All of it goes by indexes and is bounded.
func (tx *Tx) RelatedTo(row int64, own []thread.Hint) ([]Related, error) {
	found := &related{tx: tx, row: row, at: map[int64]int{}}
	for _, step := range []func([]thread.Hint) error{found.conversations, found.tokens, found.senders, found.bounces} {
		if err := step(own); err != nil {
			return nil, err
		}
	}
	out := found.list[:0]
	for _, r := range found.list {
		var err error
		if r.Ticket, err = tx.ticketByID(r.Row); ignoreNotFound(err) != nil {
			return nil, err
		}
		if err == nil && !r.Ticket.Spam {
			out = append(out, r)
		}
	}
	return out, nil
}

type related struct {
	tx   *Tx
	row  int64
	list []Related
	at   map[int64]int // place in list by row
}

func (f *related) take(row int64) *Related {
	i, ok := f.at[row]
	if !ok {
		i = len(f.list)
		f.at[row] = i
		f.list = append(f.list, Related{Row: row})
	}
	return &f.list[i]
}

// add takes tickets in with those of their mails that a condition finds.
func (f *related) add(rows []int64, where string, arg any) error {
	for _, row := range rows {
		hints, err := f.tx.hints(`m.ticket = ? AND `+where+` ORDER BY m.at, m.key LIMIT ?`, row, arg, maxFew)
		if err != nil {
			return err
		}
		if len(hints) > 0 {
			r := f.take(row)
			r.Hints = append(r.Hints, hints...)
		}
	}
	return nil
}

// distinct are the values of hints, the newest first, at most maxKeys.
func distinct(own []thread.Hint, of func(thread.Hint) string) []string {
	var out []string
	for _, h := range slices.Backward(own) {
		if v := of(h); v != "" && !slices.Contains(out, v) && len(out) < maxKeys {
			out = append(out, v)
		}
	}
	return out
}

func (f *related) conversations(own []thread.Hint) error {
	for _, conv := range distinct(own, func(h thread.Hint) string { return h.Conversation }) {
		rows, err := list[int64](f.tx, `SELECT DISTINCT ticket FROM message WHERE conv = ? AND conv <> '' AND ticket <> ? LIMIT ?`, conv, f.row, maxCandidates)
		if err != nil {
			return err
		}
		if err := f.add(rows, `m.conv = ?`, conv); err != nil {
			return err
		}
	}
	return nil
}

// tokens: a mail here carries the number of another ticket, or one there carries this ticket's.
func (f *related) tokens(own []thread.Hint) error {
	some, err := one[bool](f.tx, `SELECT EXISTS (SELECT 1 FROM message WHERE token <> '' AND token > '')`)
	if err != nil || !some {
		return err
	}
	for _, h := range own {
		if h.Token == "" {
			continue
		}
		rows, err := list[int64](f.tx, `SELECT DISTINCT ticket FROM node WHERE anchor >= ?1 AND anchor < ?1 || '~' AND ticket <> ?2 LIMIT 2`, "t"+h.Token, f.row)
		if err != nil {
			return err
		}
		for _, row := range rows {
			f.take(row).Token = h.Key
		}
	}
	return f.tx.each(func(scan func(...any) error) error {
		var row int64
		var key string
		err := scan(&row, &key)
		if err == nil {
			f.take(row).Token = key
		}
		return err
	}, `SELECT m.ticket, m.key FROM (SELECT anchor FROM node WHERE ticket = ?1 LIMIT ?2) n JOIN message m ON m.token = substr(n.anchor, 2, 8) AND m.token <> '' WHERE m.ticket <> ?1 LIMIT ?3`,
		f.row, maxHints, maxCandidates)
}

// senders: who wrote here began another ticket about the same time.
func (f *related) senders(own []thread.Hint) error {
	for _, addr := range distinct(own, func(h thread.Hint) string {
		if h.Ours || h.Machine {
			return ""
		}
		return h.From
	}) {
		var first, last ticket.Time
		for _, h := range own {
			if h.From == addr {
				if last = ticket.TimeOf(h.At); first == 0 {
					first = last
				}
			}
		}
		for i, at := range []ticket.Time{first, last} {
			if i == 1 && last == first {
				break
			}
			rows, err := list[int64](f.tx, `SELECT id FROM ticket WHERE contact_addr = ? AND shown = 1 AND updated_at >= ? AND id <> ? ORDER BY updated_at LIMIT ?`,
				addr, int64(at)-thread.Near.Milliseconds(), f.row, maxCandidates)
			if err != nil {
				return err
			}
			rows = slices.DeleteFunc(rows, func(row int64) bool { _, known := f.at[row]; return known })
			if err := f.add(rows, `m.addr = ?`, addr); err != nil {
				return err
			}
		}
	}
	return nil
}

// bounces: a bounce that does not say what bounced, and our mail to the same person.
func (f *related) bounces(own []thread.Hint) error {
	for _, h := range own {
		if h.Bounced == "" {
			continue
		}
		rows, err := list[int64](f.tx, `SELECT id FROM ticket WHERE contact_addr = ? AND shown = 1 AND updated_at >= ? AND id <> ? ORDER BY updated_at LIMIT ?`,
			h.Bounced, h.At.Add(-thread.BounceNear).UnixMilli(), f.row, maxCandidates)
		if err != nil {
			return err
		}
		if err := f.add(rows, `m.out = 1 AND m.at >= ?`, h.At.Add(-thread.BounceNear).UnixMilli()); err != nil {
			return err
		}
	}
	return nil
}

// Dismissed tells whether somebody at this desk said no to a suggestion.
func (tx *Tx) Dismissed(id string) (bool, error) {
	n, err := one[int](tx, `SELECT count(*) FROM suggestion_dismissed WHERE id = ?`, id)
	return n > 0, err
}

// Dismiss says no to a suggestion, for good.
func (tx *Tx) Dismiss(id string) error {
	return tx.exec(`INSERT INTO suggestion_dismissed (id, at) VALUES (?, ?) ON CONFLICT DO NOTHING`, id, tx.s.now().UnixMilli())
}
