package store

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"deskhand/internal/journal"
	"deskhand/internal/ticket"
)

// The mirror outwards: what an act here wants of a mail on the server, where the account's switch for it is on. A row
// stands for what is wanted in the end, never for a step, so that it may be done twice.

// What a row wants: marks of a mail, or its folder.
const (
	MirrorSeen     = "seen"
	MirrorAnswered = "answered"
	MirrorFlagged  = "flagged"
	mirrorPlace    = "place"
)

const flagOn, flagOff = "on", "off"

// flagOf is the IMAP flag of a kind; empty for a place.
func flagOf(kind string) string {
	switch kind {
	case MirrorSeen:
		return `\Seen`
	case MirrorAnswered:
		return `\Answered`
	case MirrorFlagged:
		return `\Flagged`
	}
	return ""
}

// MirrorSwitches are the names of what can be switched on, sorted.
func MirrorSwitches() []string {
	return []string{MirrorAnswered, ticket.PlaceArchive, MirrorFlagged, ticket.PlaceJunk, MirrorKeywords, MirrorSeen, ticket.PlaceTrash}
}

// Mirrors lists each account's switches that are on, sorted; an account without any is not in the map.
func (tx *Tx) Mirrors() (map[string][]string, error) {
	out := map[string][]string{}
	err := tx.each(func(scan func(...any) error) error {
		var id, on string
		err := scan(&id, &on)
		out[id] = strings.Fields(on)
		return err
	}, `SELECT id, mirror FROM account WHERE mirror <> ''`)
	return out, err
}

// SetMirror switches exactly these on. What waits for one that is off is no longer wanted.
func (tx *Tx) SetMirror(account string, on []string) error {
	on = slices.Compact(slices.Sorted(slices.Values(on)))
	for _, name := range on {
		if !slices.Contains(MirrorSwitches(), name) {
			return fmt.Errorf("no switch %q", name)
		}
	}
	before, err := tx.Mirrors()
	if err != nil {
		return err
	}
	n, err := tx.execN(`UPDATE account SET mirror = ? WHERE id = ?`, strings.Join(on, " "), account)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return err
	}
	moves := false
	for _, name := range MirrorSwitches() {
		if slices.Contains(on, name) {
			moves = moves || slices.Contains(ticket.Places(), name)
			continue
		}
		err := tx.exec(`DELETE FROM mirror WHERE account = ?1 AND (kind = ?2 OR kind = 'place' AND want = ?2)`, account, name)
		if err != nil {
			return err
		}
	}
	if !moves {
		if err := tx.exec(`DELETE FROM mirror WHERE account = ? AND kind = 'place'`, account); err != nil {
			return err
		}
	}
	if slices.Contains(on, MirrorKeywords) && !slices.Contains(before[account], MirrorKeywords) {
		return tx.seedWords()
	}
	return nil
}

// standing is where a message stands in an account.
type standing struct {
	folder int64
	role   string
	flags  []string
}

// mirrored finds a message by its key, and where it stands in the accounts that mirror anything.
func (tx *Tx) mirrored(key string) (raw int64, at map[string][]standing, switches map[string][]string, err error) {
	if switches, err = tx.Mirrors(); err != nil || len(switches) == 0 {
		return 0, nil, nil, err
	}
	at = map[string][]standing{}
	err = tx.each(func(scan func(...any) error) error {
		var account, flags string
		var s standing
		err := scan(&raw, &account, &s.folder, &s.role, &flags)
		if len(switches[account]) > 0 {
			s.flags = strings.Fields(flags)
			at[account] = append(at[account], s)
		}
		return err
	}, `SELECT m.raw, f.account, f.id, f.role, p.flags FROM message m JOIN placement p ON p.raw = m.raw JOIN folder f ON f.id = p.folder WHERE m.raw = (SELECT id FROM raw WHERE key = ?)`, key)
	return raw, at, switches, err
}

// TellFlag wants a mark of a message on or off wherever it stands and the switch is on.
func (tx *Tx) TellFlag(key, kind string, on bool) error {
	raw, at, switches, err := tx.mirrored(key)
	if err != nil {
		return err
	}
	for account, stands := range at {
		if !slices.Contains(switches[account], kind) {
			continue
		}
		was, waits, err := tx.mirrorRow(account, raw, kind)
		if err != nil {
			return err
		}
		differs := slices.ContainsFunc(stands, func(s standing) bool { return slices.Contains(s.flags, flagOf(kind)) != on })
		want := flagOff
		if on {
			want = flagOn
		}
		switch {
		case differs || waits && was.begun:
			err = tx.putMirror(mirrorRow{account: account, raw: raw, kind: kind, want: want, begun: was.begun})
		case waits:
			err = tx.dropMirror(account, raw, kind)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tellPlace wants a message in the folder of a role; empty is the inbox, from where it came.
func (tx *Tx) tellPlace(key, to string) error {
	if to == "" {
		to = ticket.PlaceInbox
	}
	return tx.wantPlace(key, to, 0)
}

// wantPlace wants it not before a moment, in ms, where that is another laptop's to do; 0: at once.
func (tx *Tx) wantPlace(key, to string, next int64) error {
	raw, at, switches, err := tx.mirrored(key)
	if err != nil {
		return err
	}
	for account, stands := range at {
		was, waits, err := tx.mirrorRow(account, raw, mirrorPlace)
		if err != nil {
			return err
		}
		row := mirrorRow{account: account, raw: raw, kind: mirrorPlace, want: to, begun: waits && was.begun, next: next, late: next != 0}
		row.origin = origin(stands, to, switches[account])
		if row.begun { // it may stand where it was wanted, or where it was wanted out of
			half, err := list[int64](tx, `SELECT id FROM folder WHERE account = ? AND role = ?`, account, was.want)
			if err != nil {
				return err
			}
			row.origin = append(append(row.origin, half...), was.origin...)
			home, err := list[int64](tx, `SELECT id FROM folder WHERE account = ? AND role = ?`, account, to)
			if err != nil {
				return err
			}
			row.origin = slices.DeleteFunc(row.origin, func(id int64) bool { return slices.Contains(home, id) })
		}
		switch {
		case len(row.origin) > 0:
			err = tx.putMirror(row)
		case waits:
			err = tx.dropMirror(account, raw, mirrorPlace)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// origin is out of which folders a message is moved: out of Sent only if it stands nowhere else, back to the inbox only
// from where a switch may have put it.
func origin(stands []standing, to string, switches []string) []int64 {
	var out, sent []int64
	for _, s := range stands {
		on := to
		if to == ticket.PlaceInbox {
			on = s.role
		}
		switch {
		case s.role == to || s.role == "drafts" || !slices.Contains(switches, on):
		case s.role == "sent":
			sent = append(sent, s.folder)
		default:
			out = append(out, s.folder)
		}
	}
	if len(out) == 0 && len(sent) == len(stands) {
		return sent
	}
	return out
}

// mirrorRow is a row of the queue.
type mirrorRow struct {
	account string
	raw     int64
	kind    string
	want    string
	origin  []int64
	act     int64
	begun   bool
	tries   int
	next    int64 // ms, not before
	late    bool  // a colleague's act, which their own laptop does first
}

func (tx *Tx) mirrorRow(account string, raw int64, kind string) (r mirrorRow, ok bool, err error) {
	var folders string
	r = mirrorRow{account: account, raw: raw, kind: kind}
	err = tx.row(`SELECT want, origin, act, begun, tries, next, late FROM mirror WHERE account = ? AND raw = ? AND kind = ?`, []any{account, raw, kind}, &r.want, &folders, &r.act, &r.begun, &r.tries, &r.next, &r.late)
	if errors.Is(err, ErrNotFound) {
		return mirrorRow{}, false, nil
	}
	r.origin = ids(folders)
	return r, err == nil, err
}

func (tx *Tx) putMirror(r mirrorRow) error {
	words := make([]string, 0, len(r.origin))
	for _, id := range slices.Compact(slices.Sorted(slices.Values(r.origin))) {
		words = append(words, strconv.FormatInt(id, 10))
	}
	tx.outward = true
	return tx.exec(`INSERT OR REPLACE INTO mirror (account, raw, kind, want, origin, act, at, begun, next, late) VALUES (?, ?, ?, ?, ?, abs(random() / 2), ?, ?, ?, ?)`,
		r.account, r.raw, r.kind, r.want, strings.Join(words, " "), tx.s.now().UnixMilli(), r.begun, r.next, r.late)
}

func (tx *Tx) dropMirror(account string, raw int64, kind string) error {
	return tx.exec(`DELETE FROM mirror WHERE account = ? AND raw = ? AND kind = ?`, account, raw, kind)
}

func ids(words string) (out []int64) {
	for _, w := range strings.Fields(words) {
		if n, err := strconv.ParseInt(w, 10, 64); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// tellOps wants on the servers what this desk's own ops say. It comes before they are projected: what a ticket was is
// read from its row.
func (tx *Tx) tellOps(drafts []ticket.Draft) error {
	tx.acting = true
	for _, d := range drafts {
		if d.Path != ticket.PathPlace && d.Path != ticket.PathPriority {
			continue
		}
		raw, err := journal.Marshal(d.Value)
		if err != nil {
			return fmt.Errorf("read %s of %s: %w", d.Path, d.Object, err)
		}
		var v string
		if json.Unmarshal(raw, &v) != nil {
			v = ""
		}
		if d.Path == ticket.PathPlace {
			err = tx.tellPlace(d.Object, v)
		} else {
			err = tx.tellPriority(d.Object, ticket.Priority(v))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tellPriority flags what people outside wrote of a ticket that became pressing, and takes the flag off again.
func (tx *Tx) tellPriority(anchor string, now ticket.Priority) error {
	switches, err := tx.Mirrors()
	if err != nil || len(switches) == 0 {
		return err
	}
	id, err := tx.ticketOf(anchor)
	if err != nil || id == 0 {
		return err
	}
	was, err := one[ticket.Priority](tx, `SELECT priority FROM ticket WHERE id = ?`, id)
	if err != nil {
		return ignoreNotFound(err)
	}
	if now == "" { // taken back: what the rules say holds again
		_, to, err := tx.Routed(id)
		if err != nil {
			return err
		}
		now = cmp.Or(to.Priority, tx.s.rules.Load().Default)
	}
	if was.Pressing() == now.Pressing() {
		return nil
	}
	keys, err := list[string](tx, `SELECT key FROM message WHERE ticket = ? AND out = 0 AND place NOT IN ('sent', 'junk', 'trash')`, id)
	for _, key := range keys {
		if err == nil {
			err = tx.TellFlag(key, MirrorFlagged, now.Pressing())
		}
	}
	return err
}
