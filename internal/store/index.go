package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/mail"
	"deskhand/internal/ticket"
)

// Doc is what the search index holds of one entry, its texts folded.
type Doc struct {
	ID                           int64
	Note                         bool
	Extent                       string // of the mail, when this was read
	Subject, People, Body, Files string
}

// maxBody is how much of a mail's text is searched, in bytes.
const maxBody = 256 << 10

// docOf is what is indexed of a mail; its row id is set when it has one.
func docOf(m *mail.Message) Doc {
	var people, files []string
	for _, a := range slices.Concat([]mail.Address{m.From}, m.ReplyTo, m.To, m.Cc) {
		people = append(people, a.Name, a.Addr)
	}
	for _, f := range m.Attachments {
		files = append(files, f.Name)
	}
	return Doc{Subject: m.Subject, People: strings.Join(people, " "), Body: m.Text[:min(len(m.Text), maxBody)], Files: strings.Join(files, " ")}.folded()
}

// folded has the texts as the index takes them. Whoever makes a Doc does it, so that the writer need not.
func (d Doc) folded() Doc {
	d.Subject, d.People, d.Body, d.Files = indexText(d.Subject), indexText(d.People), indexText(d.Body), indexText(d.Files)
	return d
}

// indexer adds documents behind the arrival of mail, so that reading the next batch and indexing the last one run
// side by side. What a crash or Close leaves out, IndexMissing finds.
type indexer struct {
	s     *Store
	queue chan []Doc
	open  sync.WaitGroup // batches not yet indexed
	ended sync.WaitGroup
	stop  context.CancelFunc
}

// indexQueue is how many batches may wait: enough to keep the writer busy, too few to grow in memory.
const indexQueue = 2

func newIndexer(s *Store) *indexer {
	ctx, stop := context.WithCancel(context.Background())
	x := &indexer{s: s, queue: make(chan []Doc, indexQueue), stop: stop}
	x.ended.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case docs := <-x.queue:
				x.work(ctx, docs)
			}
		}
	})
	return x
}

// work indexes a batch.
func (x *indexer) work(ctx context.Context, docs []Doc) {
	err := x.s.index(ctx, docs)
	if err == nil {
		err = x.s.mergeSome(ctx)
	}
	if err != nil && ctx.Err() == nil {
		x.s.log.Error("index mail", "error", err)
	}
	x.open.Done()
}

func (x *indexer) add(ctx context.Context, docs []Doc) error {
	if len(docs) == 0 {
		return nil
	}
	x.open.Add(1)
	select {
	case x.queue <- docs:
		return nil
	case <-ctx.Done():
		x.open.Done()
		return ctx.Err()
	}
}

func (x *indexer) close() {
	x.stop()
	x.ended.Wait()
	for { // nobody may wait for what is not indexed now; IndexMissing finds it
		select {
		case <-x.queue:
			x.open.Done()
		default:
			return
		}
	}
}

// Settle waits until everything that has arrived is indexed.
func (s *Store) Settle() { s.indexer.open.Wait() }

// index adds documents to the search index in short background transactions, ascending.
func (s *Store) index(ctx context.Context, docs []Doc) error {
	slices.SortFunc(docs, func(a, b Doc) int { return cmp.Compare(a.ID, b.ID) })
	next := 0
	return s.Ingest(ctx, func(tx *Tx, more func() bool) (bool, error) {
		n, err := tx.indexDocs(docs[next:], more)
		next += n
		return next == len(docs), err
	})
}

// indexDocs adds documents to the open part while more is true and there is room in it; it tells how many are done with.
func (tx *Tx) indexDocs(docs []Doc, more func() bool) (n int, err error) {
	defer tx.s.spent.since(stageIndex, time.Now())
	p, err := tx.openPart()
	if err != nil {
		return 0, err
	}
	for n < len(docs) && p.docs < tx.s.partDocs && more() {
		if err := tx.indexDoc(&p, docs[n]); err != nil {
			return n, err
		}
		n++
	}
	p.writes++
	return n, tx.savePart(p)
}

// indexDoc adds one document, unless it is there already or its entry has gone since it was read.
func (tx *Tx) indexDoc(p *part, d Doc) error {
	query, args := `UPDATE message SET indexed = ? WHERE id = ? AND indexed = 0 AND extent = ?`, []any{p.n, d.ID, d.Extent} // more of it may have come since
	if d.Note {
		query, args = `UPDATE note SET indexed = ? WHERE id = ? AND indexed = 0`, args[:2]
	}
	n, err := tx.execN(query, args...)
	if err != nil || n == 0 {
		return err
	}
	return tx.addTo(p, d)
}

// IndexMissing indexes what a crash or a rebuild left out, newest first, at most limit entries; it tells how many it did.
func (s *Store) IndexMissing(ctx context.Context, limit int) (int, error) {
	var docs []Doc
	err := s.Read(ctx, func(tx *Tx) error {
		type missing struct {
			id, raw, size int64
			extent        string
		}
		var todo []missing
		err := tx.each(func(scan func(...any) error) error {
			var m missing
			err := scan(&m.id, &m.raw, &m.size, &m.extent)
			todo = append(todo, m)
			return err
		}, `SELECT m.id, m.raw, w.size, m.extent FROM message m JOIN raw w ON w.id = m.raw WHERE m.indexed = 0 ORDER BY m.id DESC LIMIT ?`, limit)
		if err != nil {
			return err
		}
		for _, m := range todo {
			var doc Doc
			careful(func() { doc = docOf(readMail(m.extent, tx.Raw(m.raw), m.size)) }, func(string) { doc = docOf(headAlone(tx.Raw(m.raw))) })
			doc.ID, doc.Extent = m.id, m.extent
			docs = append(docs, doc)
		}
		notes, err := tx.missingNotes(limit)
		docs = append(docs, notes...)
		return err
	})
	if err != nil || len(docs) == 0 {
		return 0, err
	}
	return len(docs), s.index(ctx, docs)
}

func (tx *Tx) missingNotes(limit int) ([]Doc, error) {
	var out []Doc
	type row struct {
		id int64
		op string
	}
	var todo []row
	err := tx.each(func(scan func(...any) error) error {
		var r row
		err := scan(&r.id, &r.op)
		todo = append(todo, r)
		return err
	}, `SELECT id, op FROM note WHERE indexed = 0 ORDER BY id DESC LIMIT ?`, limit)
	for _, r := range todo {
		records, err := tx.records(`id = ?`, r.op)
		if err != nil {
			return nil, err
		}
		for _, rec := range records {
			text, _ := ticket.NoteText(rec, tx.Text) // a text that is not here yet is indexed as empty, not asked for again and again
			out = append(out, Doc{ID: r.id, Note: true, Body: text, People: tx.s.agent(rec.Device)}.folded())
		}
	}
	return out, err
}

// agendaPath marks the rows of callbacks and meetings among those of notes.
const agendaPath = "agenda"

// indexAgenda has a callback or meeting found by its topic, its number and its link on its ticket.
func (tx *Tx) indexAgenda(a ticket.AgendaItem) error {
	if err := tx.dropNote(a.Object); err != nil {
		return err
	}
	text := strings.TrimSpace(a.Title + " " + a.Phone + " " + a.Link)
	if text == "" || a.State == ticket.StateCancelled || a.Ticket == "" {
		return nil
	}
	id, err := tx.entryID(a.At, a.Object)
	if err != nil {
		return err
	}
	if err := tx.exec(`INSERT INTO note (id, op, path, object, indexed) VALUES (?, ?, ?, ?, 0)`, id, a.Object, agendaPath, a.Ticket); err != nil {
		return err
	}
	_, err = tx.indexDocs([]Doc{Doc{ID: id, Note: true, Body: text, People: a.Owner}.folded()}, func() bool { return true })
	return err
}

// projectNotes gives each note that stands its row in the index, to be filled by IndexMissing, and takes those out
// that were edited or taken back since: search must not find what nobody can read any more.
func (tx *Tx) projectNotes(records []journal.Record) error {
	var state *journal.Object
	for _, r := range records {
		if !strings.HasPrefix(r.Path, "note/") {
			continue
		}
		if state == nil {
			state = journal.Fold(records)
		}
		var err error
		if stands := state.Registers[r.Path].ID == r.ID; stands && len(r.Blobs) > 0 {
			err = tx.insertNote(r)
		} else {
			err = tx.dropNote(r.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// insertNote gives a note its row in the index, filled at once: a note is short, and who wrote it looks for it next.
func (tx *Tx) insertNote(r journal.Record) error {
	known, err := one[int](tx, `SELECT count(*) FROM note WHERE op = ?`, r.ID)
	if err != nil || known > 0 {
		return err
	}
	id, err := tx.entryID(ticket.Time(r.Stamp.Millis()), r.ID)
	if err != nil {
		return err
	}
	if err := tx.exec(`INSERT INTO note (id, op, path, object, indexed) VALUES (?, ?, ?, ?, 0)`, id, r.ID, r.Path, r.Object); err != nil {
		return err
	}
	if text, ok := ticket.NoteText(r, tx.Text); ok {
		_, err := tx.indexDocs([]Doc{Doc{ID: id, Note: true, Body: text, People: tx.s.agent(r.Device)}.folded()}, func() bool { return true })
		return err
	}
	return nil // its text has not come yet
}

func (tx *Tx) dropNote(op string) error {
	var id, in int64
	err := tx.row(`SELECT id, indexed FROM note WHERE op = ?`, []any{op}, &id, &in)
	if err != nil {
		return ignoreNotFound(err)
	}
	if err := tx.exec(`DELETE FROM note WHERE id = ?`, id); err != nil {
		return err
	}
	return tx.dropDoc(id, in)
}

// dropNotes takes the notes of an anchor that is in no ticket now out of the index; they come back with it.
func (tx *Tx) dropNotes(anchor string) error {
	ops, err := list[string](tx, `SELECT op FROM note WHERE object = ? AND path <> '`+agendaPath+`'`, anchor)
	for _, op := range ops {
		if err == nil {
			err = tx.dropNote(op)
		}
	}
	return err
}

// Unindexed counts entries that search cannot find yet.
func (tx *Tx) Unindexed() (int, error) {
	return one[int](tx, `SELECT (SELECT count(*) FROM message WHERE indexed = 0) + (SELECT count(*) FROM note WHERE indexed = 0)`)
}

// mergePages is how much of the index one merging transaction writes, in pages of 4 KB: a few milliseconds.
const mergePages = 32

// mergeFrom is after how many transactions the open part is merged: in a first sync it is full before.
const mergeFrom = 48

// mergeSome merges the open part, bit by bit, when many transactions wrote into it.
func (s *Store) mergeSome(ctx context.Context) error {
	for done := false; !done; {
		due := false
		err := s.Read(ctx, func(tx *Tx) error {
			p, err := tx.lastPart()
			due = p.writes >= mergeFrom
			return ignoreNotFound(err)
		})
		if err != nil || !due {
			return err
		}
		if done, err = s.MergeIndex(ctx); err != nil {
			return err
		}
	}
	return nil
}

// MergeIndex does a little of the index's housekeeping that ingest leaves out; done is true when nothing is left. Only
// the part that is being filled has any: what is deleted from the others is little.
func (s *Store) MergeIndex(ctx context.Context) (done bool, err error) {
	err = s.Ingest(ctx, func(tx *Tx, _ func() bool) (bool, error) {
		defer s.spent.since(stageMerge, time.Now())
		p, err := tx.lastPart()
		if err != nil {
			done = true
			return true, ignoreNotFound(err)
		}
		before, err := one[int64](tx, `SELECT total_changes()`)
		if err != nil {
			return false, err
		}
		if err := tx.exec(`INSERT INTO `+p.table()+` (`+p.table()+`, rank) VALUES ('merge', ?)`, mergePages); err != nil {
			return false, err
		}
		after, err := one[int64](tx, `SELECT total_changes()`)
		if err != nil || after-before >= 2 {
			return true, err
		}
		done = true // FTS5: nothing was merged
		p.writes = 0
		return true, tx.savePart(p)
	})
	return done, err
}
