package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"deskhand/internal/journal"
	"deskhand/internal/mail"
	"deskhand/internal/mail/thread"
	"deskhand/internal/ticket"
)

// Folder is the cursor of one folder; the fields are those of the sync engine's.
type Folder struct {
	Account, Name, Role string
	UIDValidity         uint32
	Lowest, Highest     uint32
	Done                bool
	Exists              int
	ModSeq              uint64
	Relist              bool
	Compared            int64 // when the whole list was last compared, Unix seconds; 0: never
}

// Arrival is one mail as a server gave it: bytes in Raw, in the file Spool, or Missing with the reason.
type Arrival struct {
	UID      uint32
	Internal time.Time
	Flags    []string
	ModSeq   uint64
	Size     int64  // bytes on the server
	Extent   string // how much of it this is: ExtentHead, ExtentPart, or all
	Raw      []byte
	Spool    string
	Missing  string

	ready *arrival // read ahead
}

// arrival is an Arrival read and packed, ready for the writer.
type arrival struct {
	Arrival
	msg     *mail.Message
	at      ticket.Time
	frames  [][]byte
	problem string
	// nameless: its key is of our making, and another one where it comes in another extent.
	nameless bool
	apart    bool // it came in Junk and stood nowhere else since: it joins nothing
	thanks   bool
	snippet  string
	doc      Doc // without its row id
}

// Change tells what a transaction changed, for the notice after its commit.
type Change struct {
	Tickets []string // anchors
	Queues  bool
	Outward bool // something is to be told a server
	Urgent  bool // a colleague may do the same just now: a claim, an answer, a merge
}

func (c *Change) add(more Change) {
	c.Tickets = append(c.Tickets, more.Tickets...)
	c.Queues, c.Outward, c.Urgent = c.Queues || more.Queues, c.Outward || more.Outward, c.Urgent || more.Urgent
}

// Arrive stores a batch with its placements and puts each mail in its ticket; the cursor comes with the last
// transaction, so that a kill in between only fetches some mail again.
func (s *Store) Arrive(ctx context.Context, f Folder, batch []Arrival) (Change, error) {
	return s.take(ctx, f, s.read(f, batch))
}

// take stores what was read.
func (s *Store) take(ctx context.Context, f Folder, ready []arrival) (Change, error) {
	var docs []Doc
	var changed Change
	next := 0
	err := s.Ingest(ctx, func(tx *Tx, more func() bool) (bool, error) {
		folder, err := tx.folderID(f)
		if err != nil {
			return false, err
		}
		touched := map[int64]bool{}
		for next < len(ready) && more() {
			doc, err := tx.arriveOne(folder, f, &ready[next], touched)
			if err != nil {
				return false, err
			}
			if doc.ID != 0 {
				docs = append(docs, doc)
			}
			next++
		}
		through := next == len(ready)
		if through {
			if through, err = tx.dropVoid(folder, f, touched, more); err != nil {
				return false, err
			}
		}
		c, err := tx.projectAll(touched)
		if err != nil {
			return false, err
		}
		changed.add(c)
		if !through {
			return false, nil
		}
		return true, tx.saveFolder(folder, f)
	})
	if err != nil {
		return changed, err
	}
	return changed, s.indexer.add(ctx, docs)
}

// read parses and packs a batch, oldest first: the index wants ascending row ids. One core is left to the writer, or a
// person's commit waits for its turn on a core.
func (s *Store) read(f Folder, batch []Arrival) []arrival {
	out := make([]arrival, len(batch))
	var work sync.WaitGroup
	cores := max(1, runtime.GOMAXPROCS(0)-1)
	for c := range cores {
		work.Go(func() {
			for i := c; i < len(batch); i += cores {
				if ready := batch[i].ready; ready != nil {
					out[i] = *ready
					continue
				}
				out[i] = s.readOne(f, batch[i])
			}
		})
	}
	work.Wait()
	slices.SortFunc(out, func(a, b arrival) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.UID, b.UID)) })
	return out
}

func (s *Store) readOne(f Folder, in Arrival) (out arrival) {
	careful(func() { out = s.readWhole(f, in) }, func(why string) { out = s.unread(f, in, why) })
	return out
}

func (s *Store) readWhole(f Folder, in Arrival) (out arrival) {
	began := time.Now()
	out = arrival{Arrival: in}
	if in.Internal.IsZero() {
		out.Internal = s.now()
	}
	if in.Spool != "" {
		spool, err := os.Open(in.Spool)
		if err == nil {
			out.msg = readMail(in.Extent, spool, in.Size)
			spool.Close() //nolint:errcheck // only read
		} else {
			out.Missing, out.Spool = "the fetched file was lost: "+err.Error(), ""
		}
	}
	if out.msg == nil {
		out.msg = readBytes(in.Extent, in.Raw)
		out.Size = max(in.Size, int64(len(in.Raw)))
	}
	out.name(f)
	out.understand()
	s.spent.since(stageRead, began)
	if out.Spool == "" {
		out.frames = s.frames(in.Raw)
	}
	return out
}

// namelessKey is the key of a mail whose header holds nothing that an id is made of: by its bytes, or by where it stands
// on the server where not even those came. All such mails would be one otherwise, and all but the first lost.
func namelessKey(f Folder, in Arrival) string {
	h := sha256.New()
	if len(in.Raw) > 0 && in.Extent == "" && in.Missing == "" {
		h.Write([]byte("nameless\x00"))
		h.Write(in.Raw)
	} else {
		fmt.Fprintf(h, "missing\x00%s\x00%s\x00%d\x00%d", f.Account, f.Name, f.UIDValidity, in.UID)
	}
	return "m" + journal.Base32(h.Sum(nil)[:10])
}

// nameless gives a mail such a key, and a ticket of its own.
func nameless(m *mail.Message, key string) { m.Key, m.Anchor = key, "t"+key[1:] }

// understand derives what the writer needs from the parsed mail.
func (a *arrival) understand() {
	a.problem = a.Missing
	if a.problem == "" && len(a.msg.Problems) > 0 {
		a.problem = a.msg.Problems[0]
	}
	a.date()
	a.thanks = ticket.ThanksOnly(a.msg.Visible, a.msg.From.Name)
	a.snippet = snippet(a.msg.Visible, a.msg.Text)
	a.doc = docOf(a.msg)
	a.doc.Extent = a.Extent
	a.msg.Visible, a.msg.Quoted, a.msg.Segments = "", "", nil // many mails wait for the writer at once
}

// date says when the mail counts as come.
func (a *arrival) date() { a.at = ticket.TimeOf(a.msg.At(a.Internal, a.Internal)) }

// BadMail is one mail of a batch that cannot be stored; the others can.
type BadMail struct {
	UID uint32
	Err error
}

func (e *BadMail) Error() string { return fmt.Sprintf("store uid %d: %v", e.UID, e.Err) }

// Unwrap returns the cause.
func (e *BadMail) Unwrap() error { return e.Err }

// arriveOne stores one mail and tells a mail that is bad in itself from a desk that cannot store any.
func (tx *Tx) arriveOne(folder int64, f Folder, a *arrival, touched map[int64]bool) (doc Doc, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &BadMail{a.UID, fmt.Errorf("panic: %v", p)}
		}
	}()
	doc, err = tx.arrive(folder, f, a, touched)
	switch {
	case err == nil:
		return doc, nil
	case isConstraint(err):
		return doc, &BadMail{a.UID, err}
	}
	return doc, fmt.Errorf("store uid %d: %w", a.UID, err)
}

// arrive stores one mail. doc is what to index of it, empty if it was here already.
func (tx *Tx) arrive(folder int64, f Folder, a *arrival, touched map[int64]bool) (Doc, error) {
	if a.nameless || a.Missing != "" {
		if known, err := tx.known(folder, f, a, touched); known || err != nil {
			return Doc{}, err
		}
	}
	began := time.Now()
	raw, fresh, err := tx.insertRaw(a, f.Role, touched)
	if err != nil {
		return Doc{}, err
	}
	if err := tx.place(folder, f, a, raw); err != nil {
		return Doc{}, err
	}
	tx.s.spent.since(stageRaw, began)
	if fresh == nothingNew {
		return Doc{}, tx.movedTo(raw, touched)
	}
	role := f.Role
	if fresh == moreOfIt {
		if role, err = tx.placeOf(raw); err != nil {
			return Doc{}, err
		}
		a.apart = a.apart && role == junk
		if err := tx.exec(`UPDATE raw SET role = ?, apart = ? WHERE id = ?`, role, a.apart, raw); err != nil {
			return Doc{}, err
		}
	}
	return tx.insertMessage(raw, role, a, touched)
}

func (tx *Tx) place(folder int64, f Folder, a *arrival, raw int64) error {
	err := tx.exec(`INSERT INTO placement (folder, uidvalidity, uid, raw, flags, modseq) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET raw = excluded.raw, flags = excluded.flags, modseq = excluded.modseq`,
		folder, f.UIDValidity, a.UID, raw, strings.Join(a.Flags, " "), int64(a.ModSeq))
	if err != nil || !f.Relist {
		return err
	}
	return tx.matched(folder, f.UIDValidity, raw)
}

// insertMessage writes the projection of a mail that stands in role's folder and unites it with its ticket.
func (tx *Tx) insertMessage(raw int64, role string, a *arrival, touched map[int64]bool) (Doc, error) {
	defer tx.s.spent.since(stageThread, time.Now())
	m := a.msg
	if a.ofJournal() {
		return Doc{}, tx.exec(`INSERT INTO journal_mail (raw, id) VALUES (?, ?) ON CONFLICT DO UPDATE SET id = excluded.id`, raw, m.MessageID)
	}
	id, err := tx.entryID(a.at, m.Key)
	if err != nil {
		return Doc{}, err
	}
	said, err := tx.said(m.Key)
	if err != nil {
		return Doc{}, err
	}
	rules := tx.s.rules.Load()
	j, err := rules.judgeBy(m, said)
	if err != nil {
		return Doc{}, err
	}
	ours, n, put := rules.Ours, thread.NodeOf(m), stringOf(said, ticket.PathTicket)
	t, err := tx.unite(n, put, ours(j.from.Addr), a.apart, touched)
	if err != nil {
		return Doc{}, err
	}
	peer := outside(m, ours)
	err = tx.exec(`INSERT INTO message (id, raw, key, anchor, put, links, token, conv, ticket, at, date, name, addr, rcpt, peer, peername, out, outside, judged, machine, channel, phone, bounce, thanks, place, mailbox, subject, snippet, files, problem, extent, indexed)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,0)`,
		id, raw, m.Key, m.Anchor, put, linksOf(n), n.Token, m.ThreadIndex, t, int64(a.at), int64(ticket.TimeOf(m.Date)), j.from.Name, strings.ToLower(j.from.Addr),
		recipients(m), strings.ToLower(peer.Addr), peer.Name, ours(j.from.Addr), peer.Addr != "",
		j.judged, j.machine, j.channel, j.phone, j.bounce, a.thanks, role, mailbox(m, ours), m.Subject, a.snippet, len(m.Attachments), a.problem, a.Extent)
	if err != nil {
		return Doc{}, err
	}
	touched[t] = true
	doc := a.doc
	doc.ID = id
	return doc, nil
}

// outside is the first of those addressed who is not us; empty where there is none.
func outside(m *mail.Message, ours func(string) bool) mail.Address {
	for _, a := range slices.Concat(m.To, m.Cc) {
		if a.Addr != "" && !ours(a.Addr) {
			return a
		}
	}
	return mail.Address{}
}

// maxRecipients bounds what is kept of a mail to a thousand people, in bytes.
const maxRecipients = 4 << 10

func recipients(m *mail.Message) string {
	var b strings.Builder
	for _, a := range slices.Concat(m.To, m.Cc) {
		if b.Len()+len(a.Name)+len(a.Addr) > maxRecipients {
			break
		}
		b.WriteString(a.Name + " " + a.Addr + " ")
	}
	return b.String()
}

// mailbox is the address of ours that a mail came to.
func mailbox(m *mail.Message, ours func(string) bool) string {
	for _, a := range slices.Concat([]mail.Address{{Addr: m.DeliveredTo}}, m.To, m.Cc) {
		if a.Addr != "" && ours(a.Addr) {
			return strings.ToLower(a.Addr)
		}
	}
	return ""
}

const snippetLen = 140

// snippet is the beginning of what a person newly wrote, on one line.
func snippet(visible, all string) string {
	text := strings.TrimSpace(visible)
	if text == "" {
		text = all
	}
	var b strings.Builder
	n, first := 0, true
	for word := range strings.FieldsSeq(text[:min(len(text), 8*snippetLen)]) {
		if !first && n < snippetLen {
			b.WriteByte(' ')
			n++
		}
		first = false
		for i, r := range word {
			if n == snippetLen {
				return b.String()
			}
			if r == utf8.RuneError && !strings.HasPrefix(word[i:], "\uFFFD") {
				continue // cut in two
			}
			b.WriteRune(r)
			n++
		}
	}
	return b.String()
}
