package store

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"strings"

	"deskhand/internal/journal"
	"deskhand/internal/ticket"
)

// ErrNotOpen says that a draft went with a mail or was discarded, or that another one is open in its place.
var ErrNotOpen = errors.New("the draft is not open")

// The kinds of drafts.
const (
	DraftNote    = "note"
	DraftReply   = "reply"
	DraftForward = "forward"
)

// Draft is text being written on a ticket: a note, or a mail.
type Draft struct {
	ID, Anchor, Kind, Detail   string
	Text                       string // of a note all of it; of a mail its first words, for lists
	HTML                       string
	Account, From, To, Cc      string // as typed
	Subject                    string
	Parent                     string // m… of the mail that is answered
	Quoted                     bool
	Saved                      []string // names of saved replies that were put in
	SeenRaw, SeenOp            int64    // what stood in the ticket when it was begun (SeenOf)
	SeenAt, BegunAt, UpdatedAt ticket.Time
	Outbox                     string // the mail that it went with; set by DraftBecomes alone
	Discarded                  bool   // set by DiscardDraft alone
	Beside                     string // the draft whose version it was (KeepBeside), while that tells of it; read only
	Files                      int    // whole ones; read only
	Along                      int    // those of Files that came with the mail that is forwarded; read only
}

// Blank tells whether nothing of it would be missed: no words and no files of one's own, and a forward goes to nobody.
func (d Draft) Blank() bool { return d.Files == d.Along && d.wordless() }

func (d Draft) wordless() bool {
	if d.Kind == DraftForward && strings.TrimSpace(d.To+d.Cc) != "" {
		return false // a mail that is passed on needs no word
	}
	return strings.TrimSpace(d.Text) == "" && !hasWords(d.HTML)
}

// hasWords tells whether something is left of HTML without its tags and spaces, or a picture or a line stands in it.
func hasWords(h string) bool {
	if strings.Contains(h, "<img") || strings.Contains(h, "<hr") {
		return true
	}
	var words strings.Builder
	for h != "" {
		text, rest, _ := strings.Cut(h, "<")
		words.WriteString(text)
		_, h, _ = strings.Cut(rest, ">")
	}
	return strings.TrimSpace(html.UnescapeString(words.String())) != ""
}

// newID draws an id: a letter that says of what, and letters of base32.
func newID(of string, letters int) string {
	b := make([]byte, (letters*5+7)/8)
	rand.Read(b) //nolint:errcheck // never fails since Go 1.24
	return of + journal.Base32(b)[:letters]
}

// NewDraftID draws the id of a draft.
func NewDraftID() string { return newID("d", 16) }

// PutDraft keeps a draft and stamps UpdatedAt, each time later. An empty ID means the open draft on the same anchor and of the same kind,
// or a new one. A note without text is forgotten. ErrNotOpen where the draft has gone with a mail or was discarded, or
// another open one stands in its place.
func (tx *Tx) PutDraft(d Draft) error {
	tx.drafting = true
	if d.ID == "" {
		id, err := one[string](tx, `SELECT id FROM draft WHERE anchor = ? AND kind = ? AND outbox = '' AND discarded = 0`, d.Anchor, d.Kind)
		if ignoreNotFound(err) != nil {
			return err
		}
		d.ID = id
	}
	if d.Kind == DraftNote && strings.TrimSpace(d.Text) == "" {
		return tx.exec(`DELETE FROM draft WHERE id = ? AND outbox = ''`, d.ID)
	}
	if d.ID == "" {
		d.ID = NewDraftID()
	}
	saved, err := json.Marshal(ticket.OrEmpty(d.Saved))
	if err != nil {
		return fmt.Errorf("write draft: %w", err)
	}
	now := tx.s.now().UnixMilli()
	begun := int64(d.BegunAt)
	if begun == 0 {
		begun = now
	}
	n, err := tx.execN(`INSERT INTO draft (id, anchor, kind, detail, outbox, discarded, wordless, begun_at, updated_at, seen_raw, seen_op, seen_at,
		parent, quoted, account, sender, rcpt_to, rcpt_cc, subject, saved, text, html) VALUES (?,?,?,?,'',0,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
		ON CONFLICT (id) DO UPDATE SET anchor = excluded.anchor, kind = excluded.kind, detail = excluded.detail, wordless = excluded.wordless,
		begun_at = excluded.begun_at, updated_at = max(excluded.updated_at, updated_at + 1), seen_raw = excluded.seen_raw, seen_op = excluded.seen_op, seen_at = excluded.seen_at,
		parent = excluded.parent, quoted = excluded.quoted, account = excluded.account, sender = excluded.sender, rcpt_to = excluded.rcpt_to,
		rcpt_cc = excluded.rcpt_cc, subject = excluded.subject, saved = excluded.saved, text = excluded.text, html = excluded.html
		WHERE outbox = '' AND discarded = 0`,
		d.ID, d.Anchor, d.Kind, d.Detail, d.wordless(), begun, now, d.SeenRaw, d.SeenOp, int64(d.SeenAt),
		d.Parent, d.Quoted, d.Account, d.From, d.To, d.Cc, d.Subject, string(saved), d.Text, d.HTML)
	return notOpen(d.ID, n, err)
}

// notOpen names the two ways in which a draft's change meets nothing open.
func notOpen(id string, changed int64, err error) error {
	if isConstraint(err) {
		return fmt.Errorf("draft %s: %w: %w", id, ErrNotOpen, err)
	}
	if err == nil && changed == 0 {
		return fmt.Errorf("draft %s: %w", id, ErrNotOpen)
	}
	return err
}

const draftSQL = `SELECT d.id, d.anchor, d.kind, d.detail, d.text, d.html, d.account, d.sender, d.rcpt_to, d.rcpt_cc, d.subject, d.parent, d.quoted, d.saved,
	d.seen_raw, d.seen_op, d.seen_at, d.begun_at, d.updated_at, d.outbox, d.discarded > 0, d.beside, (SELECT count(*) FROM draft_file f WHERE f.draft = d.id AND f.whole = 1),
	(SELECT count(*) FROM draft_file f WHERE f.draft = d.id AND f.whole = 1 AND f.along = 1) FROM draft d WHERE `

func (tx *Tx) drafts(where string, args ...any) ([]Draft, error) {
	var out []Draft
	err := tx.each(func(scan func(...any) error) error {
		var d Draft
		var saved string
		err := scan(&d.ID, &d.Anchor, &d.Kind, &d.Detail, &d.Text, &d.HTML, &d.Account, &d.From, &d.To, &d.Cc, &d.Subject, &d.Parent, &d.Quoted, &saved,
			&d.SeenRaw, &d.SeenOp, &d.SeenAt, &d.BegunAt, &d.UpdatedAt, &d.Outbox, &d.Discarded, &d.Beside, &d.Files, &d.Along)
		if err == nil {
			err = json.Unmarshal([]byte(saved), &d.Saved)
		}
		if err != nil {
			return fmt.Errorf("read draft: %w", err)
		}
		out = append(out, d)
		return nil
	}, draftSQL+where, args...)
	return out, err
}

// Draft reads one, open or not. ErrNotFound if there is none.
func (tx *Tx) Draft(id string) (Draft, error) {
	ds, err := tx.drafts(`d.id = ?`, id)
	if err == nil && len(ds) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Draft{}, err
	}
	return ds[0], nil
}

// Drafts reads the open drafts of a ticket, over all its anchors, the newest first; blank ones too.
func (tx *Tx) Drafts(row int64) ([]Draft, error) {
	return tx.drafts(`d.anchor IN (SELECT anchor FROM node WHERE ticket = ?) AND d.outbox = '' AND d.discarded = 0 ORDER BY d.updated_at DESC, d.n DESC`, row)
}

// Discarded reads the discarded drafts of a ticket, over all its anchors, those discarded last first; blank ones too.
func (tx *Tx) Discarded(row int64) ([]Draft, error) {
	return tx.drafts(`d.anchor IN (SELECT anchor FROM node WHERE ticket = ?) AND d.outbox = '' AND d.discarded > 0 ORDER BY d.discarded DESC, d.n DESC`, row)
}

// DiscardDraft throws an open draft away, or takes it back out where it is not yet pruned; ErrNotOpen where that meets
// another open draft or a mail's.
func (tx *Tx) DiscardDraft(id string, on bool) error {
	at := int64(0)
	if on {
		at = tx.s.now().UnixMilli()
	}
	n, err := tx.execN(`UPDATE draft SET discarded = ?, beside = '' WHERE id = ? AND outbox = ''`, at, id)
	return notOpen(id, n, err)
}

// DeleteDraft forgets a draft with its files.
func (tx *Tx) DeleteDraft(id string) error { return tx.exec(`DELETE FROM draft WHERE id = ?`, id) }

// DraftBecomes makes an open draft the mail's that it went with; an empty mail opens it again, and what was discarded is
// then back too. ErrNotOpen where it is a mail's already, or where another open draft stands in its place.
func (tx *Tx) DraftBecomes(id, mail string) error {
	if mail == "" {
		n, err := tx.execN(`UPDATE draft SET outbox = '', discarded = 0, beside = '' WHERE id = ?`, id)
		return notOpen(id, n, err)
	}
	n, err := tx.execN(`UPDATE draft SET outbox = ? WHERE id = ? AND outbox = '' AND discarded = 0`, mail, id)
	return notOpen(id, n, err)
}

// KeepBeside copies a draft as it stands, without its files, to a discarded one that Beside finds.
func (tx *Tx) KeepBeside(id string) (Draft, error) {
	const same = `anchor, kind, detail, wordless, begun_at, updated_at, seen_raw, seen_op, seen_at, parent, quoted, account, sender, rcpt_to, rcpt_cc, subject, saved, text, html`
	kept := NewDraftID()
	err := tx.exec(`INSERT INTO draft (id, outbox, discarded, beside, `+same+`) SELECT ?, '', ?, id, `+same+` FROM draft WHERE id = ?`, kept, tx.s.now().UnixMilli(), id)
	if err != nil {
		return Draft{}, err
	}
	return tx.Draft(kept)
}

// Beside reads the newest discarded version of a draft. ErrNotFound if there is none.
func (tx *Tx) Beside(id string) (Draft, error) {
	ds, err := tx.drafts(`d.beside = ? AND d.beside <> '' AND d.discarded > 0 ORDER BY d.n DESC LIMIT 1`, id)
	if err == nil && len(ds) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Draft{}, err
	}
	return ds[0], nil
}

// LeaveBeside has Beside find a version no more; it stays discarded.
func (tx *Tx) LeaveBeside(id string) error {
	return tx.exec(`UPDATE draft SET beside = '' WHERE id = ?`, id)
}
