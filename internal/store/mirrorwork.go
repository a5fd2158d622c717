package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"deskhand/internal/ticket"
)

// MirrorIntent is one change that is wanted of one message where it stands on a server.
type MirrorIntent struct {
	Raw         int64
	Kind        string // answered, flagged, keywords, seen, place
	Word        string // of keywords: which
	Act         int64
	Folder      string
	UIDValidity uint32
	UID         uint32
	On          bool   // of a mark
	To          string // of a place: the folder's name
	There       bool   // it stands in To too
	Begun       bool   // it was tried before, and how that ended is not known
}

// Flag is the IMAP flag that is wanted on or off; empty where it is a move.
func (i MirrorIntent) Flag() string { return cmp.Or(i.Word, flagOf(i.Kind)) }

// MirrorResult is what became of an intent.
type MirrorResult struct {
	MirrorIntent
	Why        string // it failed so; empty: it did not
	Final      bool   // no further try can succeed
	Gone       bool   // the message no longer stands there: what the server has stands
	ToValidity uint32 // UIDVALIDITY of To, and
	ToUID      uint32 // where the message landed there; 0: the server does not say
}

// mirrorTries is how often a thing is tried before a person is asked.
const mirrorTries = 5

// mirrorWait grows with each failure.
func mirrorWait(tries int) time.Duration {
	return []time.Duration{30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute}[min(max(tries, 1), 4)-1]
}

// MirrorIntents lists what is due for an account, the oldest acts first, and notes durably that it is being tried.
// What the server has already so is forgotten.
func (s *Store) MirrorIntents(ctx context.Context, account string, limit int) (out []MirrorIntent, err error) {
	due := false
	err = s.Read(ctx, func(tx *Tx) (err error) {
		due, err = tx.MirrorDue(account)
		return err
	})
	if err != nil || !due {
		return nil, err
	}
	err = s.Write(ctx, func(tx *Tx) error {
		out = out[:0]
		rows, err := tx.mirrorRows(account, limit)
		if err != nil {
			return err
		}
		for _, r := range rows {
			list, err := tx.tried(r)
			if err != nil {
				return err
			}
			out = append(out, list...)
		}
		return nil
	})
	return out, err
}

// MirrorDue tells whether something is to be told an account's server now.
func (tx *Tx) MirrorDue(account string) (bool, error) {
	n, err := one[int](tx, `SELECT count(*) FROM (SELECT 1 FROM mirror WHERE account = ? AND parked = 0 AND next <= ? LIMIT 1)`, account, tx.s.now().UnixMilli())
	return n > 0, err
}

func (tx *Tx) mirrorRows(account string, limit int) (out []mirrorRow, err error) {
	err = tx.each(func(scan func(...any) error) error {
		r := mirrorRow{account: account}
		var folders string
		err := scan(&r.raw, &r.kind, &r.want, &folders, &r.act, &r.begun)
		r.origin = ids(folders)
		out = append(out, r)
		return err
	}, `SELECT raw, kind, want, origin, act, begun FROM mirror WHERE account = ? AND parked = 0 AND next <= ? ORDER BY at, raw LIMIT ?`, account, tx.s.now().UnixMilli(), limit)
	return out, err
}

// tried finds what a row wants done where, and settles the row where that is nothing.
func (tx *Tx) tried(r mirrorRow) ([]MirrorIntent, error) {
	list, err := tx.targets(r)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		relisting, err := one[int](tx, `SELECT count(*) FROM folder WHERE account = ? AND relist = 1`, r.account)
		if err != nil || relisting > 0 { // it may stand there under a number that is not known yet
			return nil, err
		}
		return nil, tx.dropMirror(r.account, r.raw, r.kind)
	}
	if r.kind == mirrorPlace && list[0].To == "" {
		return nil, tx.failMirror(r.account, MirrorResult{MirrorIntent: list[0], Final: true, Why: "the mailbox has no folder for it"})
	}
	if r.begun {
		return list, nil
	}
	return list, tx.exec(`UPDATE mirror SET begun = 1 WHERE account = ? AND raw = ? AND kind = ?`, r.account, r.raw, r.kind)
}

// targets is where on the server a row still wants a change.
func (tx *Tx) targets(r mirrorRow) (out []MirrorIntent, err error) {
	intent := MirrorIntent{Raw: r.raw, Kind: r.kind, Act: r.act, On: r.want == flagOn, Begun: r.begun}
	var home int64
	if r.kind == mirrorPlace {
		err = tx.row(`SELECT id, name FROM folder WHERE account = ? AND role = ? AND listed = 1 ORDER BY id LIMIT 1`, []any{r.account, r.want}, &home, &intent.To)
		if ignoreNotFound(err) != nil {
			return nil, err
		}
	}
	err = tx.each(func(scan func(...any) error) error {
		i := intent
		var folder int64
		var flags, role string
		if err := scan(&folder, &i.Folder, &role, &i.UIDValidity, &i.UID, &flags); err != nil {
			return err
		}
		switch {
		case r.kind == mirrorPlace && folder == home:
			intent.There = true
		case r.kind == MirrorKeywords:
			out = append(out, i.words(role, strings.Fields(flags), strings.Fields(r.want))...)
		case r.kind == mirrorPlace && slices.Contains(r.origin, folder), r.kind != mirrorPlace && slices.Contains(strings.Fields(flags), i.Flag()) != i.On:
			out = append(out, i)
		}
		return nil
	}, `SELECT f.id, f.name, f.role, f.uidvalidity, p.uid, p.flags FROM placement p JOIN folder f ON f.id = p.folder AND f.uidvalidity = p.uidvalidity
		WHERE p.raw = ? AND f.account = ? ORDER BY f.id, p.uid`, r.raw, r.account)
	for i := range out {
		out[i].There = intent.There
	}
	return out, err
}

// words are the changes of keywords that a mail's row wants where it stands.
func (i MirrorIntent) words(role string, flags, want []string) (out []MirrorIntent) {
	if role != "inbox" && role != "archive" && role != "" {
		return nil
	}
	add, remove := wordChanges(flags, want)
	for n, word := range append(add, remove...) {
		i.Word, i.On = word, n < len(add)
		out = append(out, i)
	}
	return out
}

// MirrorActed stores what became of intents: the placements are as the server has them now, what is done is forgotten,
// what failed is tried again after a while and parked in the end.
func (s *Store) MirrorActed(ctx context.Context, account string, results []MirrorResult) (Change, error) {
	var changed Change
	next := 0
	err := s.Ingest(ctx, func(tx *Tx, more func() bool) (bool, error) {
		touched := map[int64]bool{}
		for next < len(results) && more() {
			if err := tx.acted(account, results[next], touched); err != nil {
				return false, fmt.Errorf("note what the server did: %w", err)
			}
			next++
		}
		c, err := tx.projectAll(touched)
		changed.add(c)
		return next == len(results), err
	})
	return changed, err
}

func (tx *Tx) acted(account string, r MirrorResult, touched map[int64]bool) error {
	if r.Why == "" && !r.Gone {
		if err := tx.stands(account, r, touched); err != nil {
			return err
		}
	}
	row, ok, err := tx.mirrorRow(account, r.Raw, r.Kind)
	if err != nil || !ok || row.act != r.Act { // somebody wants something else by now
		return err
	}
	if r.Why != "" {
		return tx.failMirror(account, r)
	}
	if !r.Gone {
		left, err := tx.targets(row)
		if err != nil || len(left) > 0 {
			return err
		}
	}
	return tx.dropMirror(account, r.Raw, r.Kind)
}

// stands notes where a message stands, and with which marks, after the server was told.
func (tx *Tx) stands(account string, r MirrorResult, touched map[int64]bool) error {
	folder, err := one[int64](tx, `SELECT id FROM folder WHERE account = ? AND name = ?`, account, r.Folder)
	if err != nil {
		return ignoreNotFound(err)
	}
	where := []any{folder, r.UIDValidity, r.UID}
	words, err := one[string](tx, `SELECT flags FROM placement WHERE folder = ? AND uidvalidity = ? AND uid = ?`, where...)
	if err != nil {
		return ignoreNotFound(err)
	}
	if r.Kind != mirrorPlace {
		flags := slices.DeleteFunc(strings.Fields(words), func(f string) bool { return f == r.Flag() })
		if r.On {
			flags = append(flags, r.Flag())
			slices.Sort(flags)
		}
		return tx.exec(`UPDATE placement SET flags = ? WHERE folder = ? AND uidvalidity = ? AND uid = ?`, append([]any{strings.Join(flags, " ")}, where...)...)
	}
	raw, err := one[int64](tx, `DELETE FROM placement WHERE folder = ? AND uidvalidity = ? AND uid = ? RETURNING raw`, where...)
	if err != nil {
		return err
	}
	if r.ToUID > 0 {
		err := tx.exec(`INSERT INTO placement (folder, uidvalidity, uid, raw, flags, modseq) SELECT id, uidvalidity, ?, ?, ?, 0 FROM folder WHERE account = ? AND name = ? AND uidvalidity = ?
			ON CONFLICT DO UPDATE SET raw = excluded.raw`, r.ToUID, raw, words, account, r.To, r.ToValidity)
		if err != nil {
			return err
		}
	}
	return tx.movedTo(raw, touched)
}

func (tx *Tx) failMirror(account string, r MirrorResult) error {
	row, ok, err := tx.mirrorRow(account, r.Raw, r.Kind)
	if err != nil || !ok {
		return err
	}
	now := tx.s.now()
	if r.Word != "" {
		if row.next > now.UnixMilli() { // another keyword of the same mail failed in this round
			return nil
		}
		if r.Final { // one mail stands for all that the server keeps no keywords for
			told, err := one[bool](tx, `SELECT EXISTS (SELECT 1 FROM mirror WHERE account = ? AND kind = ? AND parked > 0)`, account, r.Kind)
			if err != nil {
				return err
			}
			if told {
				return tx.dropMirror(account, r.Raw, r.Kind)
			}
		}
	}
	tries, parked := row.tries+1, int64(0)
	if r.Final || tries >= mirrorTries {
		parked = now.UnixMilli()
	}
	return tx.exec(`UPDATE mirror SET tries = ?, next = ?, parked = ?, why = ? WHERE account = ? AND raw = ? AND kind = ?`,
		tries, now.Add(mirrorWait(tries)).UnixMilli(), parked, r.Why, account, r.Raw, r.Kind)
}

// RetryMirror has everything tried again now, what is parked once more.
func (s *Store) RetryMirror(ctx context.Context) error {
	waits := 0
	err := s.Read(ctx, func(tx *Tx) (err error) {
		waits, err = one[int](tx, `SELECT count(*) FROM (SELECT 1 FROM mirror WHERE parked > 0 OR next > 0 LIMIT 1)`)
		return err
	})
	if err != nil || waits == 0 {
		return err
	}
	return s.Write(ctx, func(tx *Tx) error {
		return tx.exec(`UPDATE mirror SET next = 0, parked = 0, tries = min(tries, ?) WHERE parked > 0 OR next > 0`, mirrorTries-1)
	})
}

// MirrorCount is how much of an account waits to be told its server, and how much of it waits for a person.
type MirrorCount struct{ Waiting, Parked int }

// MirrorCounts counts by account.
func (tx *Tx) MirrorCounts() (map[string]MirrorCount, error) {
	out := map[string]MirrorCount{}
	err := tx.each(func(scan func(...any) error) error {
		var account string
		var c MirrorCount
		err := scan(&account, &c.Waiting, &c.Parked)
		out[account] = c
		return err
	}, `SELECT account, sum(parked = 0), sum(parked > 0) FROM mirror GROUP BY account`)
	return out, err
}

// ParkedMirror is what a server would not do, alike things together.
type ParkedMirror struct {
	Account, Email  string
	Kind, Want, Why string
	N               int    // messages
	Subject, Ticket string // of the one that failed last
	Since           ticket.Time
}

// ParkedMirrors lists it, the newest first.
func (tx *Tx) ParkedMirrors() ([]ParkedMirror, error) {
	var out []ParkedMirror
	err := tx.each(func(scan func(...any) error) error {
		var p ParkedMirror
		var last int64
		err := scan(&p.Account, &p.Email, &p.Kind, &p.Want, &p.Why, &p.N, &p.Since, &last, &p.Subject, &p.Ticket)
		out = append(out, p)
		return err
	}, `SELECT w.account, a.email, w.kind, CASE w.kind WHEN 'keywords' THEN '' ELSE w.want END AS wanted, w.why, count(*), min(w.parked), max(w.parked), coalesce(m.subject, ''), coalesce(t.anchor, '')
		FROM mirror w JOIN account a ON a.id = w.account LEFT JOIN message m ON m.raw = w.raw LEFT JOIN ticket t ON t.id = m.ticket
		WHERE w.parked > 0 GROUP BY w.account, w.kind, wanted, w.why ORDER BY max(w.parked) DESC`)
	return out, err
}
