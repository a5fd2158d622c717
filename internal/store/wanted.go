package store

import (
	"time"

	"deskhand/internal/ticket"
)

// Why a person wants a mail whole.
const (
	WantOpened   = "opened"   // it was opened
	WantSearched = "searched" // a search on the server found it
	WantFile     = "file"     // one of its files was opened
)

// Wanted is a mail that is here in part and should be whole.
type Wanted struct {
	Folder      string
	UIDValidity uint32
	UID         uint32
	Size        int64 // bytes on the server
	Asked       bool  // by a person
}

// Want asks for mails whole. Those that are, that cannot come, or that are no longer on a server are passed over; asked
// tells how many are on their way now.
func (tx *Tx) Want(why string, raws ...int64) (asked int, err error) {
	for _, raw := range raws {
		err := tx.exec(`INSERT INTO wanted (raw, asked_at, why) SELECT r.id, ?, ? FROM raw r
			WHERE r.id = ? AND r.extent <> '' AND r.missing = '' AND EXISTS (SELECT 1 FROM placement p WHERE p.raw = r.id) ON CONFLICT DO NOTHING`,
			tx.s.now().UnixMilli(), why, raw)
		if err != nil {
			return asked, err
		}
		n, err := one[int](tx, `SELECT count(*) FROM wanted WHERE raw = ?`, raw)
		if err != nil {
			return asked, err
		}
		asked += n
	}
	return asked, nil
}

// Heads tells how many mails of an account are here by their heads, one in two folders counted twice.
func (tx *Tx) Heads(account string) (int, error) {
	return one[int](tx, `SELECT coalesce(sum(heads), 0) FROM folder WHERE account = ?`, account)
}

// wantedFrom is where the engine can fetch a mail: by the folder's present numbering.
const wantedFrom = `JOIN placement p ON p.raw = r.id JOIN folder f ON f.id = p.folder AND f.uidvalidity = p.uidvalidity AND f.listed = 1 WHERE f.account = ?1 AND `

// wantedUnasked leaves out folders that nobody follows: what stands there comes when somebody asks for it.
const wantedUnasked = wantedFrom + `(f.follow = 'yes' OR f.follow = '' AND f.role IN ('inbox', 'sent', 'archive', 'junk', 'trash')) AND `

const (
	askedSQL = `SELECT r.id, f.name, p.uidvalidity, p.uid, r.size FROM wanted CROSS JOIN raw r ON r.id = wanted.raw ` + wantedFrom + `r.extent <> '' AND r.missing = ''
		ORDER BY r.internal_date DESC, r.id DESC LIMIT ?2`
	liveHeadsSQL = `SELECT r.id, f.name, p.uidvalidity, p.uid, r.size FROM queue_ticket q CROSS JOIN message m INDEXED BY message_head ON m.ticket = q.ticket AND m.extent = 'head'
		CROSS JOIN ticket t ON t.id = q.ticket CROSS JOIN raw r ON r.id = m.raw ` + wantedUnasked + `q.queue = 'all' AND t.status NOT IN ('resolved', 'closed') AND r.extent = 'head' AND r.missing = '' ORDER BY r.internal_date DESC, r.id DESC LIMIT ?2`
	headsSQL = `SELECT r.id, f.name, p.uidvalidity, p.uid, r.size FROM raw r INDEXED BY raw_head ` + wantedUnasked + `r.extent = 'head' AND r.missing = '' AND r.internal_date >= ?3
		ORDER BY r.internal_date DESC LIMIT ?2`
)

// WantedOf lists mails of an account that should be whole: asked for first, then those of live tickets, then those
// received since `since` (zero: all); newest first within each, each once, at most limit.
func (tx *Tx) WantedOf(account string, since time.Time, limit int) ([]Wanted, error) {
	w := wantedList{tx: tx, account: account, limit: limit, met: map[int64]bool{}}
	if err := w.add(true, askedSQL); err != nil || w.full() {
		return w.list, err
	}
	if heads, err := tx.Heads(account); err != nil || heads == 0 {
		return w.list, err
	}
	if err := w.add(false, liveHeadsSQL); err != nil || w.full() {
		return w.list, err
	}
	from := int64(ticket.TimeOf(since))
	if since.IsZero() {
		from = -1 << 62
	}
	return w.list, w.add(false, headsSQL, from)
}

type wantedList struct {
	tx      *Tx
	account string
	limit   int
	list    []Wanted
	met     map[int64]bool
}

func (w *wantedList) full() bool { return len(w.list) >= w.limit }

// add reads twice the limit: what stands in several folders comes several times, and what was met before again.
func (w *wantedList) add(asked bool, query string, args ...any) error {
	return w.tx.each(func(scan func(...any) error) error {
		var raw int64
		v := Wanted{Asked: asked}
		if err := scan(&raw, &v.Folder, &v.UIDValidity, &v.UID, &v.Size); err != nil {
			return err
		}
		if !w.met[raw] && !w.full() {
			w.met[raw] = true
			w.list = append(w.list, v)
		}
		return nil
	}, query, append([]any{w.account, 2*w.limit + len(w.met)}, args...)...)
}
