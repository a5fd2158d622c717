package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"deskhand/internal/journal"
	"deskhand/internal/mail"
	"deskhand/internal/ticket"
)

var cuts = flag.Int("cuts", 40, "at how many points the power is lost")

// promise is something whose commit has returned: check must hold at every point of the log from then on.
type promise struct {
	from  int
	what  string
	check func(tx *Tx) error
}

// writer of promises: what a person does while mail pours in.
type author struct {
	t        *testing.T
	s        *Store
	d        *disk
	r        *rand.Rand
	promises []promise
	tickets  []string
	drafts   map[string]string // open ones by ticket
	typed    int               // counts what is typed, so that newer is told from older
	other    *colleague
}

// do commits and notes what holds from now on.
func (a *author) do(what string, fn func(tx *Tx) error, check func(tx *Tx) error) {
	a.t.Helper()
	if err := a.s.Write(a.t.Context(), fn); err != nil {
		a.t.Fatalf("%s: %v", what, err)
	}
	a.promises = append(a.promises, promise{a.d.now(), what, check})
}

// words of a draft carry a number, so that a later one is known.
func counted(n int) string { return fmt.Sprintf("%08d and some more words of it", n) }

func (a *author) typeOn(anchor string) {
	a.typed++
	n, id := a.typed, a.drafts[anchor]
	if id == "" {
		id = NewDraftID()
		a.drafts[anchor] = id
	}
	a.do("draft "+id, func(tx *Tx) error {
		return tx.PutDraft(Draft{ID: id, Anchor: anchor, Kind: DraftReply, Text: counted(n), HTML: "<p>" + counted(n) + "</p>"})
	}, func(tx *Tx) error {
		d, err := tx.Draft(id)
		if err == nil && (d.Text < counted(n) || d.HTML != "<p>"+d.Text+"</p>") {
			err = fmt.Errorf("it says %q, and %q was kept", d.Text, counted(n))
		}
		return err
	})
}

// attach copies a file in, chunk by chunk, and promises it from its end on.
func (a *author) attach(anchor string) {
	id := a.drafts[anchor]
	if id == "" {
		return
	}
	data := make([]byte, 1+a.r.IntN(150_000))
	for i := range data {
		data[i] = byte(a.r.Uint32() >> (i % 24))
	}
	sum := sha256.Sum256(data)
	var file string
	a.do("file begun", func(tx *Tx) (err error) {
		file, err = tx.BeginDraftFile(DraftFile{Draft: id, Name: "dump.bin"})
		return err
	}, func(*Tx) error { return nil })
	for rest := data; len(rest) > 0; {
		part := rest[:min(len(rest), 40_000)]
		rest = rest[len(part):]
		had := int64(len(data) - len(rest))
		a.do("chunk of "+file, func(tx *Tx) error { return tx.AppendDraftFile(file, part) }, func(tx *Tx) error {
			f, err := tx.FindDraftFile(file)
			if err == nil && f.Size < had {
				err = fmt.Errorf("%d bytes of %d", f.Size, had)
			}
			return err
		})
	}
	a.do("file "+file, func(tx *Tx) error { _, err := tx.EndDraftFile(file); return err }, func(tx *Tx) error {
		f, err := tx.FindDraftFile(file)
		if err == nil && (f.SHA256 != hex.EncodeToString(sum[:]) || !f.Whole) {
			err = fmt.Errorf("it is not whole: %+v", f)
		}
		return err
	})
}

// send writes a mail's bytes and queues it; the draft becomes the mail's.
func (a *author) send(anchor string) {
	draft := a.drafts[anchor]
	if draft == "" {
		return
	}
	delete(a.drafts, anchor)
	id := NewMailID()
	body := slices.Repeat([]byte(counted(a.typed)), 1+a.r.IntN(3000))
	for rest := body; len(rest) > 0; {
		part := rest[:min(len(rest), 50_000)]
		rest = rest[len(part):]
		a.do("raw of "+id, func(tx *Tx) error { return tx.AppendMailRaw(id, part) }, func(*Tx) error { return nil })
	}
	m := OutboxMail{ID: id, Version: 1, Ticket: anchor, Draft: draft, State: "waiting", Size: int64(len(body)), MessageID: id + "@x.example", To: []OutboxRecipient{{Addr: "a@x.example"}}}
	queued := m
	a.do("mail "+id, func(tx *Tx) (err error) {
		if queued.Action, err = tx.Append([]ticket.Draft{ticket.SetField(anchor, ticket.PathOwner, "asha")}); err != nil {
			return err
		}
		if _, err = tx.Project(anchor); err != nil {
			return err
		}
		if err = tx.PutMail(queued); err != nil {
			return err
		}
		return tx.DraftBecomes(draft, id)
	}, func(tx *Tx) error { return holdsMail(tx, queued) })
	m = queued
	for _, state := range []string{"sending", "sent", "filed"}[:a.r.IntN(4)] {
		m.Version++
		m.State = state
		m.To = []OutboxRecipient{{Addr: "a@x.example", Taken: state != "sending", Words: state}}
		now := m
		a.do(id+" "+state, func(tx *Tx) error {
			ok, err := tx.SaveMail(now)
			if err == nil && !ok {
				err = fmt.Errorf("somebody else wrote it")
			}
			return err
		}, func(tx *Tx) error { return holdsMail(tx, now) })
	}
}

// holdsMail: the mail stands in this state or a later one, with its recipients, its draft and the action that went along.
func holdsMail(tx *Tx, want OutboxMail) error {
	m, err := tx.Mail(want.ID)
	if err != nil {
		return err
	}
	if m.Version < want.Version || m.Version == want.Version && m.State != want.State || len(m.To) != 1 || m.Version > 1 && m.To[0].Words != m.State {
		return fmt.Errorf("it is %+v, and %+v was kept", m, want)
	}
	d, err := tx.Draft(m.Draft)
	if err == nil && d.Outbox != m.ID {
		err = fmt.Errorf("its draft is %q's", d.Outbox)
	}
	if err != nil {
		return err
	}
	n, err := one[int](tx, `SELECT count(*) FROM op WHERE id = ?`, m.Action)
	if err == nil && n != 1 {
		err = fmt.Errorf("%d ops of its action", n)
	}
	return err
}

func (a *author) note(anchor string) {
	var action string
	a.do("note", func(tx *Tx) (err error) {
		if action, err = tx.Append([]ticket.Draft{ticket.AddNote(anchor, "note", counted(a.typed), nil)}); err == nil {
			_, err = tx.Project(anchor)
		}
		return err
	}, func(tx *Tx) error {
		text, ok := tx.NoteText(action)
		if !ok || len(text) != len(counted(0)) {
			return fmt.Errorf("the note says %q", text)
		}
		return nil
	})
}

// carry takes a colleague's batch in, with what is known of the message that brought it.
func (a *author) carry(anchor string) {
	const n = 12
	b := a.other.batch(n, func() string { return anchor })
	hash := b.Hash("team")
	ref := fmt.Sprintf("1:%d", b.A)
	a.do("batch of a colleague", func(tx *Tx) error {
		if _, err := tx.PutBatch(hash, b); err != nil {
			return err
		}
		var ops []journal.StoredOp
		for _, l := range b.Records() {
			ops = append(ops, journal.StoredOp{Device: b.Device, Seq: l.Seq, Hash: journal.RecordHash(b.Device, l.Raw), Batch: hash, Raw: l.Raw, Op: l.Op})
		}
		if _, err := tx.PutOps(ops, 1); err != nil {
			return err
		}
		if _, _, err := tx.take(); err != nil {
			return err
		}
		return errors.Join(tx.PutMessage(journal.Known{Ref: ref, Hash: hash, State: journal.KnownGood, Batches: []journal.Hash{hash}, Data: []byte(ref)}),
			tx.SetClock(ops[n-1].Op.Stamp), tx.SetSetting("cursor", ref))
	}, func(tx *Tx) error {
		got, err := tx.Batch(hash)
		if err != nil || got == nil || got.Hash("team") != hash {
			return fmt.Errorf("it is %+v, %w", got, err)
		}
		if ops, err := one[int](tx, `SELECT count(*) FROM op WHERE batch = ?`, hash[:]); err != nil || ops != n {
			return fmt.Errorf("%d of its ops, %w", ops, err)
		}
		if data, err := tx.MessageData(ref, hash); err != nil || string(data) != ref {
			return fmt.Errorf("its message holds %q, %w", data, err)
		}
		return nil
	})
}

// TestPowerLoss: the power goes at many points while mail pours in and a person types, attaches, sends and notes. What
// came after each file's last fsync is gone, or there as chance will have it. Every draft, file, outbox state and op
// whose commit had returned is there, and nothing of the rest is half there.
func TestPowerLoss(t *testing.T) {
	dir := t.TempDir()
	d := newDisk(t, dir)
	s := open(t, dir)
	putAccount(t, s)
	a := &author{t: t, s: s, d: d, r: rand.New(rand.NewPCG(4, 2)), drafts: map[string]string{}, other: newColleague("2222222222222")}
	mails := small(400)
	arrive(t, s, mails[:40])
	for i := range 10 {
		a.tickets = append(a.tickets, mail.Anchor(fmt.Sprintf("m%d@client.example", i*4)))
	}
	begun := d.now()
	var incoming sync.WaitGroup
	incoming.Go(func() {
		for i := 40; i+20 <= len(mails); i += 20 {
			if _, err := s.Arrive(context.Background(), Folder{Account: "a", Name: "INBOX", Role: "inbox", UIDValidity: 1}, mails[i:i+20]); err != nil {
				t.Error(err)
			}
		}
	})
	for range 260 {
		on := a.tickets[a.r.IntN(len(a.tickets))]
		[]func(string){a.typeOn, a.typeOn, a.typeOn, a.typeOn, a.attach, a.send, a.note, a.carry}[a.r.IntN(8)](on)
	}
	incoming.Wait()
	if err := s.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 40 { // the log begins anew
		a.typeOn(a.tickets[a.r.IntN(len(a.tickets))])
	}
	end := d.now()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	var at []int
	for range *cuts {
		at = append(at, begun+a.r.IntN(end-begun))
	}
	for _, p := range a.promises { // and right after a commit has returned
		if a.r.IntN(len(a.promises)) < *cuts {
			at = append(at, p.from)
		}
	}
	slices.Sort(at)
	p, next := newPlatter(), 0
	for _, cut := range at {
		for ; next < cut; next++ {
			p.play(d.log[next])
		}
		for _, how := range []loss{loseAll, byChance} {
			if err := lost(t, p, how, a.r, cut, a.promises); err != nil {
				t.Fatalf("power lost after write %d of %d (%d): %v", cut, end, how, err)
			}
		}
	}
	t.Logf("%d writes and fsyncs, %d promises, %d points", end, len(a.promises), 2*len(at))
}

// survivor is a store opened on what a loss of power left; close takes its files along.
type survivor struct {
	*Store
	dir string
}

func (s survivor) close() {
	s.Close() //nolint:errcheck // its files go next
	os.RemoveAll(s.dir)
}

// left opens what the platter keeps.
func left(t *testing.T, p *platter, how loss, r *rand.Rand) (s survivor, err error) {
	dir, err := os.MkdirTemp("", "loss")
	if err != nil {
		return s, err
	}
	defer func() {
		if err != nil {
			os.RemoveAll(dir)
		}
	}()
	if err := os.WriteFile(filepath.Join(dir, reserveName), make([]byte, reserveSize), 0o600); err != nil { // its making is another test's
		return s, err
	}
	if err := p.lose(dir, how, r); err != nil {
		return s, err
	}
	opened, err := Open(t.Context(), dir, Options{Now: noon})
	if err != nil {
		return s, err
	}
	furnish(opened)
	return survivor{opened, dir}, nil
}

// lost opens what is left and holds it against what was promised before.
func lost(t *testing.T, p *platter, how loss, r *rand.Rand, cut int, promises []promise) error {
	s, err := left(t, p, how, r)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.QuickCheck(t.Context()); err != nil {
		return err
	}
	if _, err := s.CheckJournal(t.Context()); err != nil {
		return err
	}
	var mails []OutboxMail
	err = s.Read(t.Context(), func(tx *Tx) error {
		for _, p := range promises {
			if p.from > cut {
				continue
			}
			if err := p.check(tx); err != nil {
				return fmt.Errorf("%s: %w", p.what, err)
			}
		}
		if n, err := one[int](tx, `SELECT count(*) - coalesce(max(seq), 0) FROM op WHERE device = '0000000000000'`); err != nil || n != 0 {
			return fmt.Errorf("%d ops are missing in between, %w", n, err)
		}
		if n, err := one[int](tx, `SELECT count(*) FROM op WHERE batch <> x'' AND batch NOT IN (SELECT hash FROM batch)`); err != nil || n != 0 {
			return fmt.Errorf("%d ops are of no batch, %w", n, err)
		}
		if n, err := one[int](tx, `SELECT count(*) - count(DISTINCT seq) + 12 * (SELECT count(*) FROM batch) - count(*) FROM op WHERE batch <> x''`); err != nil || n != 0 {
			return fmt.Errorf("%d ops of batches too many or too few, %w", n, err)
		}
		if n, err := one[int](tx, `SELECT count(*) FROM draft d WHERE outbox <> '' AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.id = d.outbox AND o.draft = d.id)`); err != nil || n != 0 {
			return fmt.Errorf("%d drafts are of no mail, %w", n, err)
		}
		mails, err = tx.mails(`1`, `id`)
		return err
	})
	if err != nil {
		return err
	}
	for _, m := range mails {
		n, err := io.Copy(io.Discard, s.MailRaw(t.Context(), m.ID))
		if err != nil || n != m.Size {
			return fmt.Errorf("%d bytes of %d: %w", n, m.Size, err)
		}
	}
	return nil
}
