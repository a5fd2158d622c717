package store

import (
	"bufio"
	"encoding/gob"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/mail"
	"deskhand/internal/ticket"
)

// folder is what a journal's folder holds, as a child process reads it.
type carriedFolder struct {
	Batches []*journal.Batch
	Blobs   map[string][]byte
}

const carriedFile = "folder.gob"

func putFolder(t *testing.T, dir string, f carriedFolder) {
	t.Helper()
	file, err := os.Create(filepath.Join(dir, carriedFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(gob.NewEncoder(file).Encode(f), file.Close()); err != nil {
		t.Fatal(err)
	}
}

const carryDir = "DESKHAND_TEST_CARRY_DIR"

// TestCarryChild is the child of TestCarryKilled: it takes the whole folder in, again and again, until it is killed.
func TestCarryChild(t *testing.T) {
	dir := os.Getenv(carryDir)
	if dir == "" {
		return
	}
	file, err := os.Open(filepath.Join(dir, carriedFile))
	if err != nil {
		t.Fatal(err)
	}
	var f carriedFolder
	if err := gob.NewDecoder(file).Decode(&f); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	for round := 0; ; round++ {
		s.atOnce = 40 * (round % 2) // now behind, now at once
		for i, b := range f.Batches {
			carry(t, s, b, journal.OpCounted, f.Blobs)
			fmt.Println("took", i)
		}
	}
}

// TestCarryKilled: a process that is killed while it takes a colleague's ops in, again and again, takes each in once: what
// it acknowledged is there, whole; in the end every op, projected as if it had been made here.
func TestCarryKilled(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	putAccount(t, s)
	arrive(t, s, small(200))
	c := newColleague("2222222222222")
	var f carriedFolder
	for range 400 {
		f.Batches = append(f.Batches, c.batch(20, func() string { return mail.Anchor(fmt.Sprintf("m%d@client.example", c.r.IntN(250))) }))
	}
	f.Blobs = c.blobs
	putFolder(t, dir, f)
	r := rand.New(rand.NewPCG(3, 9))
	for round := range 4 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		took := killedCarrying(t, dir, time.Duration(r.IntN(150))*time.Millisecond)
		s = open(t, dir)
		if err := s.QuickCheck(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := s.Read(t.Context(), func(tx *Tx) error {
			for i, b := range f.Batches[:min(took, len(f.Batches))] {
				hash := b.Hash("team")
				n, err := one[int](tx, `SELECT count(*) FROM op WHERE batch = ? AND state = 0`, hash[:])
				if err != nil || n != 20 {
					return fmt.Errorf("round %d: acknowledged batch %d has %d ops, %w", round, i, n, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("round %d: %d batches acknowledged", round, took)
	}
	for _, b := range f.Batches {
		carry(t, s, b, journal.OpCounted, f.Blobs)
	}
	if err := s.Fill(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	err := s.Read(t.Context(), func(tx *Tx) error {
		n, err := tx.JournalCounts()
		if n.Ops != 400*20 || n.Unprojected != 0 || n.Devices != 1 {
			t.Errorf("in the end there is %+v", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if rows, diffs, err := s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
		t.Errorf("of %d rows %d differ: %v, %v", rows, len(diffs), diffs[:min(len(diffs), 5)], err)
	}
}

func killedCarrying(t *testing.T, dir string, after time.Duration) (took int) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCarryChild$", "-test.v")
	child.Env = append(os.Environ(), carryDir+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	begun := false
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if n, ok := strings.CutPrefix(lines.Text(), "took "); ok {
			if !begun {
				begun = true
				time.AfterFunc(after, func() { child.Process.Kill() }) //nolint:errcheck // it may have ended
			}
			if i, err := strconv.Atoi(n); err == nil {
				took = max(took, i+1)
			}
		}
		if strings.Contains(lines.Text(), "FAIL") {
			t.Error(lines.Text())
		}
	}
	if err := child.Wait(); err == nil {
		t.Log("the child ended before its kill")
	}
	return took
}

// TestCarryShows: what a colleague did is on the screen: in lists, in the ticket, in history, found by search; and it is told
// no mail server by this desk.
func TestCarryShows(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	arrive(t, s, small(40))
	s.Settle()
	s.SetColleagues(map[string]string{"2222222222222": "bela"})
	writes(t, s, func(tx *Tx) error { return tx.SetMirror("a", MirrorSwitches()) })
	on := anchorOf(t, s, "Export 3 stops")
	var key string
	err := s.Read(t.Context(), func(tx *Tx) (err error) {
		key, err = one[string](tx, `SELECT key FROM message WHERE anchor = ?`, on)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c := newColleague("2222222222222")
	acts := []ticket.Draft{
		ticket.AddNote(on, "note", "the azimuth is off", []string{"asha"}), ticket.SetField(on, ticket.PathOwner, "bela"),
		ticket.SetField(on, ticket.PathPriority, ticket.Urgent), ticket.SetField(key, ticket.PathPlace, ticket.PlaceArchive),
		ticket.AddTo(on, ticket.PathRead("asha"), key),
	}
	c.next = acts
	b := c.batch(len(acts), func() string { return on })
	blobs := c.blobs
	carry(t, s, b, journal.OpCounted, nil) // its text comes later
	if got := found(t, s, "azimuth"); len(got) != 0 {
		t.Errorf("found without its text: %v", got)
	}
	for name, data := range blobs {
		if _, err := s.Carry(t.Context(), func(tx *Tx) error { return tx.PutBlob(name, data) }); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Fill(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if got := found(t, s, "azimuth"); len(got) != 1 {
		t.Errorf("a colleague's note is found in %v", got)
	}
	err = s.Read(t.Context(), func(tx *Tx) error {
		now, row, err := tx.Ticket(on)
		if err != nil {
			return err
		}
		if now.Owner != "bela" || now.Priority != ticket.Urgent || now.Unread != now.Messages-1 {
			t.Errorf("it shows %+v", now)
		}
		if n, err := one[int](tx, `SELECT count(*) FROM mirror WHERE late = 0`); err != nil || n != 0 { // their own laptop does it
			t.Errorf("%d things are told the server at once, %v", n, err)
		}
		if mentioned, err := one[int64](tx, `SELECT mentioned FROM ticket WHERE id = ?`, row); err != nil || mentioned == 0 {
			t.Errorf("mentioned: %d, %v", mentioned, err)
		}
		records, err := tx.Told(row)
		if err != nil {
			return err
		}
		for _, r := range records {
			if tx.CameAt(r) != 1 || tx.Author(r.Device) != "bela" || !tx.Vouched(r.Device) {
				t.Errorf("%s came at %d from %s", r.Raw, tx.CameAt(r), tx.Author(r.Device))
			}
		}
		if n, err := one[int](tx, `SELECT count(*) FROM awaited_blob`); err != nil || n != 0 {
			t.Errorf("%d texts are still waited for, %v", n, err)
		}
		if got := tx.Author("9ABCDEFGHJKMN"); got != "9ABC" {
			t.Errorf("somebody unknown is %q", got)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := s.CheckJournal(t.Context()); err != nil || n != len(acts) {
		t.Errorf("%d ops, %v", n, err)
	}
}

// TestCarryStates: an op that waits changes nothing until it counts, one that ceases to is gone, and a line that this program
// cannot read is kept for the next.
func TestCarryStates(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	arrive(t, s, small(8))
	on := anchorOf(t, s, "Export 1 stops")
	c := newColleague("2222222222222")
	c.next = []ticket.Draft{ticket.SetField(on, ticket.PathOwner, "bela")}
	b := c.batch(1, nil)
	hash := journal.RecordHash(b.Device, b.Records()[0].Raw)
	owner := func(step, want string) {
		t.Helper()
		err := s.Read(t.Context(), func(tx *Tx) error {
			now, _, err := tx.Ticket(on)
			if now.Owner != want {
				t.Errorf("%s: the owner is %q, want %q", step, now.Owner, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	do := func(fn func(tx *Tx) error) {
		t.Helper()
		if _, err := s.Carry(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
	carry(t, s, b, journal.OpParked, nil)
	owner("parked", "")
	write(t, s, ticket.AddTo(on, ticket.PathTags, "vip")) // who looked now sees afterwards that the other is new
	do(func(tx *Tx) error { return tx.SetOps(journal.OpCounted, []journal.Hash{hash}) })
	owner("due", "bela")
	last := func(tx *Tx) error {
		n, err := tx.NewestOp()
		if is, err := one[int64](tx, `SELECT n FROM op WHERE hash = ?`, hash[:]); err != nil || is != n {
			t.Errorf("what counts since a moment ago is number %d of %d, %v", is, n, err)
		}
		return err
	}
	if err := s.Read(t.Context(), last); err != nil {
		t.Fatal(err)
	}
	do(func(tx *Tx) error { return tx.SetOps(journal.OpHeld, []journal.Hash{hash}) })
	owner("revoked", "")
	do(func(tx *Tx) error { return tx.DropOps([]journal.Hash{hash}) })
	carry(t, s, b, journal.OpProvisional, nil)
	owner("by a snapshot", "bela")
	do(func(tx *Tx) error { return tx.DropOps([]journal.Hash{hash}) })
	owner("which was wrong", "")
	carry(t, s, b, journal.OpProvisional, nil)
	carry(t, s, b, journal.OpCounted, nil)
	do(func(tx *Tx) error { return tx.DropOps([]journal.Hash{hash}) })
	owner("which was right", "bela")
	do(func(tx *Tx) error {
		l := b.Records()[0]
		fresh, err := tx.PutOps([]journal.StoredOp{{Device: c.device, Seq: 1, Hash: hash, Batch: journal.Hash{9}, State: journal.OpHeld, Raw: l.Raw, Op: l.Op}}, 9)
		if fresh != 0 {
			t.Errorf("%d new ops", fresh)
		}
		return err
	})
	owner("which another batch brings too", "bela")

	line := []byte(`{"i":"from the future"}`)
	do(func(tx *Tx) error {
		_, err := tx.PutOps([]journal.StoredOp{{Device: c.device, Seq: 2, Hash: journal.RecordHash(c.device, line), Batch: journal.Hash{2}, State: journal.OpUnread, Raw: line}}, 5)
		return err
	})
	kept := 0
	err := s.Read(t.Context(), func(tx *Tx) error {
		return tx.EachOp(journal.OpQuery{States: []journal.OpState{journal.OpUnread}}, func(o journal.StoredOp) error {
			if kept++; string(o.Raw) != string(line) || o.Op != nil || o.Seq != 2 || o.Batch != (journal.Hash{2}) {
				t.Errorf("kept %+v", o)
			}
			return nil
		})
	})
	if err != nil || kept != 1 {
		t.Errorf("%d lines kept, %v", kept, err)
	}
	if _, err := s.CheckJournal(t.Context()); err != nil {
		t.Error(err)
	}
	if _, diffs, err := s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
		t.Errorf("rebuild: %v, %v", diffs, err)
	}
}

// TestUnsealed: this desk's own ops wait in order to be sealed; one that is written anew keeps its place, and one that is
// given to a new device its order.
func TestUnsealed(t *testing.T) {
	s := open(t, t.TempDir())
	const own = "0000000000000"
	begin, object := ticket.NewTicket("internal", "internal")
	write(t, s, begin, ticket.SetText(object, ticket.PathSubject, "x"))
	write(t, s, ticket.SetField(object, ticket.PathOwner, "asha"))
	loose := func(device string) (out []journal.StoredOp) {
		t.Helper()
		err := s.Read(t.Context(), func(tx *Tx) error {
			return tx.EachOp(journal.OpQuery{Device: device, Loose: true}, func(o journal.StoredOp) error {
				out = append(out, o)
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	ops := loose(own)
	if len(ops) != 3 || ops[0].Seq != 1 || ops[2].Seq != 3 || ops[0].Batch != (journal.Hash{}) {
		t.Fatalf("%d wait", len(ops))
	}
	moved := *ops[2].Op
	moved.Stamp += 1 << 20
	if err := journal.Encode(&moved); err != nil {
		t.Fatal(err)
	}
	anew := ops[2]
	anew.Op, anew.Raw, anew.Hash = &moved, moved.Raw, journal.RecordHash(own, moved.Raw)
	sealed := ops[0]
	sealed.Batch = journal.Hash{7}
	_, err := s.Carry(t.Context(), func(tx *Tx) error {
		_, err := tx.PutOps([]journal.StoredOp{sealed}, 0)
		err = errors.Join(err, tx.ReplaceOp(ops[2].Hash, anew))
		for n, o := range []journal.StoredOp{ops[1], anew} { // as a laptop with a new key takes its own over
			was := o.Hash
			o.Device, o.Seq, o.Hash = "3333333333333", uint64(n+1), journal.RecordHash("3333333333333", o.Raw)
			err = errors.Join(err, tx.ReplaceOp(was, o))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Read(t.Context(), func(tx *Tx) error {
		s.SetDevice("3333333333333")
		n, err := tx.JournalCounts()
		if n.Unsent != 2 || n.Ops != 3 || n.Devices != 2 || n.Orphans != 0 {
			t.Errorf("counted: %+v", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Carry(t.Context(), func(tx *Tx) error { return tx.ReplaceOp(sealed.Hash, anew) })
	if !errors.Is(err, ErrNotFound) {
		t.Errorf("what is sealed is replaced: %v", err)
	}
	if left, now := loose(own), loose("3333333333333"); len(left) != 0 || len(now) != 2 || now[0].Op.ID != ops[1].Op.ID || now[1].Op.ID != ops[2].Op.ID || now[1].Seq != 2 || now[1].Op.Stamp != moved.Stamp {
		t.Errorf("%d left, now %+v", len(left), now)
	}
	if _, err := s.CheckJournal(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestCarryPlans: what the engine asks at every look finds its rows by an index of what it is about.
func TestCarryPlans(t *testing.T) {
	s := open(t, t.TempDir())
	batches, blobs := poured(400)
	carry(t, s, batches[0], journal.OpCounted, blobs)
	for name, q := range map[string]journal.OpQuery{
		"op_loose":   {Device: "0000000000000", Loose: true},
		"op_governs": {Governing: true},
		"op_waits":   {States: []journal.OpState{journal.OpParked}},
		"op_stream":  {Device: "0000000000000"},
	} {
		err := s.Read(t.Context(), func(tx *Tx) error {
			seen := map[string][]any{}
			tx.q = recorder{tx.q, seen}
			if err := tx.EachOp(q, func(journal.StoredOp) error { return nil }); err != nil {
				return err
			}
			tx.q = tx.q.(recorder).querier
			for query := range seen {
				steps := ""
				err := tx.each(func(scan func(...any) error) error {
					var step string
					err := scan(new(int), new(int), new(int), &step)
					steps += step + "; "
					return err
				}, `EXPLAIN QUERY PLAN `+query, make([]any, strings.Count(query, "?"))...)
				if err != nil {
					return err
				}
				if !strings.Contains(steps, name) {
					t.Errorf("%+v is read by %s", q, steps)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestReadAhead: what was read at a laptop whose clock is fast does not hide from this agent's others what is read here
// meanwhile.
func TestReadAhead(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	arrive(t, s, small(40))
	s.Settle()
	c := newColleague("2222222222222")
	c.clock = journal.StampAt(noon().Add(5 * time.Hour))
	on := anchorOf(t, s, "Export 3 stops")
	var key string
	err := s.Read(t.Context(), func(tx *Tx) (err error) {
		key, err = one[string](tx, `SELECT key FROM message WHERE anchor = ?`, on)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c.next = []ticket.Draft{ticket.AddTo(on, ticket.PathRead("asha"), key)}
	carry(t, s, c.batch(1, func() string { return on }), journal.OpCounted, nil)
	err = s.Read(t.Context(), func(tx *Tx) error {
		read, until, err := tx.ReadSince(1, 9)
		if len(read) != 1 || until > ticket.TimeOf(noon()) {
			t.Errorf("read %v until %s, and it is %s", read, until.Go(), noon())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestReadSince: what was read in one moment is told together, so that no limit leaves some of it out.
func TestReadSince(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	arrive(t, s, small(40))
	s.Settle()
	writes(t, s, func(tx *Tx) error {
		return tx.exec(`INSERT INTO read_mark (key, at) SELECT key, CASE WHEN ticket % 2 THEN 10 ELSE 20 END FROM message`)
	})
	err := s.Read(t.Context(), func(tx *Tx) error {
		all, last, err := tx.ReadSince(0, 1000)
		if err != nil {
			return err
		}
		first, until, err := tx.ReadSince(0, 1)
		if err != nil {
			return err
		}
		rest, end, err := tx.ReadSince(until, 1)
		if until != 10 || end != 20 || last != 20 || len(first) < 2 || len(rest) < 2 || len(first)+len(rest) != len(all) {
			t.Errorf("%d until %d, then %d until %d, of %d until %d", len(first), until, len(rest), end, len(all), last)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestCarriedLater: what is put off is projected and told without anybody asking for it.
func TestCarriedLater(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	arrive(t, s, small(8))
	s.Settle()
	s.atOnce = 0
	on := anchorOf(t, s, "Export 1 stops")
	told := make(chan Change, 9)
	s.OnProjected(func(c Change) { told <- c })
	c := newColleague("2222222222222")
	c.next = []ticket.Draft{ticket.SetField(on, ticket.PathOwner, "bela")}
	carry(t, s, c.batch(1, nil), journal.OpCounted, nil)
	select {
	case got := <-told:
		if len(got.Tickets) != 1 || got.Tickets[0] != on {
			t.Errorf("told: %+v", got)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("nobody is told")
	}
	err := s.Read(t.Context(), func(tx *Tx) error {
		now, _, err := tx.Ticket(on)
		if now.Owner != "bela" {
			t.Errorf("told before it is so: the owner is %q", now.Owner)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFillAgenda: callbacks come back too when the projections are made anew, those of no ticket as well.
func TestFillAgenda(t *testing.T) {
	s := open(t, t.TempDir())
	drafts, object := ticket.NewAgenda(ticket.AgendaItem{Kind: ticket.AgendaCallback, At: ticket.TimeOf(noon()), Title: "walrus"})
	write(t, s, drafts...)
	title := func() string {
		t.Helper()
		var a ticket.AgendaItem
		err := s.Read(t.Context(), func(tx *Tx) (err error) {
			a, err = tx.AgendaItem(object)
			return ignoreNotFound(err)
		})
		if err != nil {
			t.Fatal(err)
		}
		return a.Title
	}
	before := title()
	writes(t, s, func(tx *Tx) error { return tx.dropProjections() })
	if gone := title(); before != "walrus" || gone != "" {
		t.Fatalf("%q, then %q", before, gone)
	}
	if err := s.Fill(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if again := title(); again != "walrus" {
		t.Errorf("after Fill it is %q", again)
	}
}
