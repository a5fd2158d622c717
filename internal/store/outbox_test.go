package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/ticket"
)

func queued(id, on, state string) OutboxMail {
	return OutboxMail{ID: id, Version: 1, Account: "a", Ticket: on, State: state, Sender: "support@kestrel.example", Subject: "Re: x", MessageID: id + "@kestrel.example", Key: "mKEY" + id, Size: 4, To: []OutboxRecipient{{Addr: "marco@casa.example"}}}
}

// TestOutbox: a mail comes back as it was put; of two writers of one version the slower is told; deleting leaves nothing.
func TestOutbox(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	on, row := newTicket(t, s, "x")
	full := OutboxMail{
		ID: NewMailID(), Version: 3, Account: "a", Ticket: on, State: "held", Reason: "guard", Words: "Marco wrote", Sender: "s@k.example", Subject: "Re: x",
		MessageID: "x@k.example", Key: "mK", Size: 9, Begun: 1, Queued: 2, NotBefore: 3, NextTry: 4, Changed: 5, FailedAt: 6, SentAt: 7, Seen: 8,
		Undo: true, Settled: true, Tries: 9, Looks: 10, Keys: 11, Draft: "d1", Action: "A", Closing: "C", SeenRaw: 12, SeenOp: 13, SeenAt: 14,
		To: []OutboxRecipient{{"a@x.example", true, 0, ""}, {"b@x.example", false, 550, "no such user"}},
	}
	writes(t, s, func(tx *Tx) error {
		if err := errors.Join(tx.AppendMailRaw(full.ID, []byte("nine ")), tx.AppendMailRaw(full.ID, []byte("byte")), tx.AppendMailRaw(full.ID, nil), tx.PutMail(full)); err != nil {
			return err
		}
		if err := tx.AppendMailRaw(full.ID, make([]byte, frameSize+1)); err == nil {
			t.Error("a chunk too big is taken")
		}
		got, err := tx.Mail(full.ID)
		if diff := cmp.Diff(full, got); diff != "" {
			t.Error(diff)
		}
		of, err2 := tx.MailsOf(row)
		if diff := cmp.Diff([]OutboxMail{full}, of); diff != "" {
			t.Error(diff)
		}
		return errors.Join(err, err2)
	})
	if raw, err := io.ReadAll(s.MailRaw(t.Context(), full.ID)); err != nil || string(raw) != "nine byte" {
		t.Errorf("%q, %v", raw, err)
	}
	if err := s.Write(t.Context(), func(tx *Tx) error { return tx.PutMail(full) }); err == nil {
		t.Error("one id twice")
	}
	next := full
	next.Version, next.State, next.To = 4, "waiting", full.To[1:]
	writes(t, s, func(tx *Tx) error {
		for _, want := range []bool{true, false} { // the second meets the first's version
			if ok, err := tx.SaveMail(next); err != nil || ok != want {
				t.Errorf("saved %v, %v", ok, err)
			}
		}
		late := full
		late.Version = 9
		if ok, err := tx.SaveMail(late); err != nil || ok {
			t.Errorf("a version left out: %v, %v", ok, err)
		}
		got, err := tx.Mail(full.ID)
		if diff := cmp.Diff(next, got); diff != "" {
			t.Error(diff)
		}
		return err
	})
	writes(t, s, func(tx *Tx) error { return tx.DeleteMail(full.ID) })
	writes(t, s, func(tx *Tx) error {
		n, err := one[int](tx, `SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM outbox_raw) + (SELECT count(*) FROM outbox_recipient)`)
		if n != 0 {
			t.Errorf("%d rows are left", n)
		}
		if _, err := tx.Mail(full.ID); !errors.Is(err, ErrNotFound) {
			t.Errorf("deleted: %v", err)
		}
		if ok, err := tx.SaveMail(next); err != nil || ok {
			t.Errorf("saved a deleted mail: %v, %v", ok, err)
		}
		return errors.Join(err, tx.SetFiling("a", "server"))
	})
	writes(t, s, func(tx *Tx) error {
		if err := tx.PutAccount(Account{ID: "a", Email: "support@kestrel.example"}); err != nil { // signing in anew forgets nothing
			return err
		}
		f, err := tx.Filing("a")
		if f != "server" {
			t.Errorf("filing %q", f)
		}
		return err
	})
}

// TestOpenMails: what is open is what outbox.Item.Open says, in the order of the key presses; counts name what needs
// somebody.
func TestOpenMails(t *testing.T) {
	s := open(t, t.TempDir())
	states := []struct {
		state, reason string
		settled, open bool
		count         string
	}{
		{"waiting", "", false, true, "waiting"},
		{"sending", "", false, true, "sending"},
		{"sent", "", false, true, "sent"},
		{"sent", "some", false, true, "some"},
		{"sent", "some", true, true, "sent"},
		{"held", "guard", false, true, "held"},
		{"unsure", "lost", false, true, "unsure"},
		{"filed", "", false, false, ""},
		{"filed", "some", false, true, "some"},
		{"filed", "some", true, false, ""},
	}
	want := map[string]int{}
	var ids []string
	writes(t, s, func(tx *Tx) error {
		for i, st := range states {
			m := queued(NewMailID(), "tX", st.state)
			m.Reason, m.Settled, m.Queued = st.reason, st.settled, ticket.Time(100-i)
			if st.open {
				ids = append([]string{m.ID}, ids...)
				want[st.count]++
			}
			if err := tx.PutMail(m); err != nil {
				return err
			}
		}
		return nil
	})
	writes(t, s, func(tx *Tx) error {
		mails, err := tx.OpenMails()
		var got []string
		for _, m := range mails {
			got = append(got, m.ID)
			if len(m.To) != 1 {
				t.Errorf("recipients %+v", m.To)
			}
		}
		if diff := cmp.Diff(ids, got); diff != "" {
			t.Error(diff)
		}
		counts, err2 := tx.OutboxCounts()
		if diff := cmp.Diff(want, counts); diff != "" {
			t.Error(diff)
		}
		return errors.Join(err, err2)
	})
}

// TestFindMail: a mail is named by the beginning of its id as people type it.
func TestFindMail(t *testing.T) {
	s := open(t, t.TempDir())
	writes(t, s, func(tx *Tx) error {
		return errors.Join(tx.PutMail(queued("s7Q2M9FKX01", "tX", "waiting")), tx.PutMail(queued("s7Q3M9FKX01", "tX", "waiting")), tx.PutMail(queued("sS5M9FKX012", "tX", "waiting")))
	})
	for typed, want := range map[string]int{"s7Q2M9FKX01": 1, "7q2": 1, "s7q": 2, "7Q": 2, "S7Q3": 1, "s5": 1, "ss5": 1, "sS5M9FKX012": 1, "S": 1, "s": 1, "": 0, "zz": 0, "7Q2M9FKXOI": 1, "s%": 0} {
		err := s.Read(t.Context(), func(tx *Tx) error {
			found, err := tx.FindMail(typed)
			if len(found) != want {
				t.Errorf("%q finds %v, want %d", typed, found, want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestNews: what came since the marks and was not this desk's own, in mail and in ops; clocks do not matter.
func TestNews(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	at := noon().Add(-2 * time.Hour)
	bob := "Bob <bob@casa.example>"
	us := "support@kestrel.example"
	arriveIn(t, s, "inbox", letter("one", bob, us, "Export", "It stops.", at))
	on := anchorOf(t, s, "Export")
	var row, raw, op int64
	var seen ticket.Time
	news := func(keys, ops int) {
		t.Helper()
		err := s.Read(t.Context(), func(tx *Tx) error {
			k, o, err := tx.NewsFor(row, raw, seen, op)
			if len(k) != keys || len(o) != ops {
				t.Errorf("news %v, %d ops; want %d, %d", k, len(o), keys, ops)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	mark := func() {
		t.Helper()
		err := s.Read(t.Context(), func(tx *Tx) (err error) {
			if row, err = tx.ticketOf(on); err == nil {
				raw, seen, op, err = tx.SeenOf(row)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	mark()
	if raw == 0 || seen != ticket.TimeOf(at) {
		t.Errorf("marks %d %d %d", raw, seen, op)
	}
	news(0, 0)
	thread := func(id, from, to, text string, at time.Time, head string) Arrival {
		a := letter(id, from, to, "Re: Export", text, at)
		a.Raw = append([]byte("In-Reply-To: <one@x.example>\r\n"+head), a.Raw...)
		return a
	}
	arriveIn(t, s, "inbox", thread("robot", bob, us, "I am away", at.Add(time.Hour), "Auto-Submitted: auto-replied\r\n"))
	news(0, 0) // no person wrote
	arriveIn(t, s, "inbox", thread("old", bob, us, "an old mail found late", at.Add(-time.Hour), ""))
	news(0, 0) // it stood there in time
	arriveIn(t, s, "inbox", thread("two", bob, us, "And now it does not.", at, ""))
	news(1, 0) // of the same second, but later here
	ours := thread("three", us, "bob@casa.example", "Try this", at.Add(time.Hour), "")
	writes(t, s, func(tx *Tx) error {
		m := queued("s1", on, "filed")
		m.MessageID = "three@x.example" // its key is another: the server changed the date
		return tx.PutMail(m)
	})
	arriveIn(t, s, "sent", ours)
	news(1, 0) // this desk sent it
	arriveIn(t, s, "sent", thread("four", us, "bob@casa.example", "from the phone", at.Add(time.Hour), ""))
	news(2, 0)
	arriveIn(t, s, "junk", thread("five", "Mallory <m@evil.example>", us, "You have won", at.Add(time.Hour), ""))
	arriveIn(t, s, "trash", thread("six", bob, us, "thrown away", at.Add(time.Hour), ""))
	news(2, 0) // nobody answers what was put aside
	arriveIn(t, s, "inbox", thread("five", "Mallory <m@evil.example>", us, "You have won", at.Add(time.Hour), ""))
	news(3, 0) // it was no junk after all
	write(t, s, ticket.SetField(on, ticket.PathOwner, "asha"))
	news(3, 0) // this desk did it
	writes(t, s, func(tx *Tx) error {
		return tx.AppendAs("1111111111111", noon(), []ticket.Draft{
			ticket.SetField(on, ticket.PathOwner, "bela"), ticket.SetField(on, ticket.PathPriority, "high"), ticket.SetStatus(on, ticket.InProgress, seen), ticket.SetClose(on, "", "done", nil),
		})
	})
	news(3, 3)
	mark()
	news(0, 0)
	err := s.Read(t.Context(), func(tx *Tx) error {
		here, err := tx.HasMessageID("three@x.example")
		gone, err2 := tx.HasMessageID("never@x.example")
		if !here || gone {
			t.Errorf("here %v, never %v", here, gone)
		}
		return errors.Join(err, err2)
	})
	if err != nil {
		t.Error(err)
	}
}

// TestMarks: a list shows the newest draft that holds something and the state that most needs somebody, over all anchors
// of a ticket, and nothing of what is over.
func TestMarks(t *testing.T) {
	s := open(t, t.TempDir())
	a, rowA := newTicket(t, s, "a")
	b, rowB := newTicket(t, s, "b")
	c, rowC := newTicket(t, s, "c")
	now := noon()
	s.now = func() time.Time { now = now.Add(time.Second); return now }
	put := func(d Draft) { t.Helper(); writes(t, s, func(tx *Tx) error { return tx.PutDraft(d) }) }
	marks := func(want map[int64]Mark) {
		t.Helper()
		err := s.Read(t.Context(), func(tx *Tx) error {
			got, err := tx.Marks([]int64{rowA, rowB, rowC, 999})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	marks(map[int64]Mark{})
	put(Draft{ID: "dn", Anchor: a, Kind: DraftNote, Text: "a note\nof two lines"})
	put(Draft{ID: "dr", Anchor: a, Kind: DraftReply, HTML: "<p></p>"})
	marks(map[int64]Mark{rowA: {Draft: "a note of two lines", DraftKind: DraftNote}})
	attach(t, s, DraftFile{Draft: "dr", Name: "x"}, []byte("half"), false)
	marks(map[int64]Mark{rowA: {Draft: "a note of two lines", DraftKind: DraftNote}})
	attach(t, s, DraftFile{Draft: "dr", Name: "x"}, []byte("whole"), true)
	marks(map[int64]Mark{rowA: {DraftKind: DraftReply}}) // newer, of a file alone
	put(Draft{ID: "dr", Anchor: a, Kind: DraftReply, HTML: "<p>Hi</p>", Text: "Hi"})
	put(Draft{ID: "dc", Anchor: c, Kind: DraftForward, Text: "See below"})
	for i, st := range []string{"sent", "sending", "waiting", "unsure", "held", "waiting"} {
		writes(t, s, func(tx *Tx) error { return tx.PutMail(queued(fmt.Sprint("s", i), b, st)) })
		want := []string{"sent", "sending", "waiting", "unsure", "held", "held"}[i]
		marks(map[int64]Mark{rowA: {Draft: "Hi", DraftKind: DraftReply}, rowB: {Outbox: want}, rowC: {Draft: "See below", DraftKind: DraftForward}})
	}
	writes(t, s, func(tx *Tx) error {
		return errors.Join(tx.DiscardDraft("dc", true), tx.DraftBecomes("dr", "s9"), tx.exec(`UPDATE outbox SET state = 'filed'`), tx.exec(`UPDATE outbox SET reason = 'some' WHERE id = 's3'`))
	})
	marks(map[int64]Mark{rowA: {Draft: "a note of two lines", DraftKind: DraftNote}, rowB: {Outbox: "filed"}})
	writes(t, s, func(tx *Tx) error {
		touched := map[int64]bool{}
		if _, err := tx.uniteAnchors([]string{a, b, c}, touched); err != nil {
			return err
		}
		_, err := tx.projectAll(touched)
		return err
	})
	marks(map[int64]Mark{rowA: {Draft: "a note of two lines", DraftKind: DraftNote, Outbox: "filed"}})
	err := s.Read(t.Context(), func(tx *Tx) error {
		list := []ticket.Ticket{{ID: "tNONE"}, {ID: b}, {ID: a}}
		err := tx.Mark(list)
		if list[0].Draft != "" || list[1].Draft != "a note of two lines" || list[2].Outbox != "filed" {
			t.Errorf("%+v", list)
		}
		return errors.Join(err, tx.Mark(nil))
	})
	if err != nil {
		t.Error(err)
	}
}

// TestPrune: what is over goes when its time has come, in small steps, and nothing else.
func TestPrune(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	now := noon()
	s.now = func() time.Time { return now }
	arriveIn(t, s, "sent", letter("here", "support@kestrel.example", "bob@casa.example", "Re: x", "text", now.Add(-time.Hour)))
	for _, d := range []Draft{
		{ID: "dBlank", Kind: DraftReply},
		{ID: "dFile", Kind: DraftForward},
		{ID: "dWords", Kind: "reply2", Text: "x"},
		{ID: "dGone", Kind: "reply3", Text: "x"},
		{ID: "dHere", Kind: "reply4", Text: "x"},
		{ID: "dAway", Kind: "reply5", Text: "x"},
		{ID: "dHalf", Kind: "reply6"},
		{ID: "dOpen", Kind: "reply7", Text: "x"},
	} {
		d.Anchor = "tX"
		writes(t, s, func(tx *Tx) error { return tx.PutDraft(d) })
	}
	big := randomBytes(40 << 20)
	attach(t, s, DraftFile{Draft: "dFile", Name: "x"}, []byte("x"), true)
	attach(t, s, DraftFile{Draft: "dHalf", Name: "x"}, big[:3<<20], false)
	attach(t, s, DraftFile{Draft: "dHere", Name: "x"}, big, true)
	for _, id := range []string{"sHere", "sAway", "sOpen", "sNone"} {
		for range 30 {
			writes(t, s, func(tx *Tx) error { return tx.AppendMailRaw(id, big[:1000]) })
		}
	}
	writes(t, s, func(tx *Tx) error {
		for _, id := range []string{"Here", "Away", "Open"} {
			m := queued("s"+id, "tX", "filed")
			m.Draft, m.Changed, m.MessageID, m.Size = "d"+id, ticket.TimeOf(now), id+"@x.example", 30_000
			if id == "Here" {
				m.MessageID = "here@x.example"
			}
			if id == "Open" {
				m.State = "unsure"
			}
			if err := errors.Join(tx.PutMail(m), tx.DraftBecomes(m.Draft, m.ID)); err != nil {
				return err
			}
		}
		return tx.DiscardDraft("dGone", true)
	})
	check := func(when time.Duration, want string) {
		t.Helper()
		now = noon().Add(when)
		for n := 1; n > 0; {
			err := s.Ingest(context.Background(), func(tx *Tx, _ func() bool) (_ bool, err error) {
				n, err = tx.PruneOutbox(ticket.TimeOf(now))
				return true, err
			})
			if err != nil {
				t.Fatal(err)
			}
			if n > pruneStep {
				t.Errorf("%d rows went at once", n)
			}
		}
		if err := s.PruneOutbox(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := s.Read(t.Context(), func(tx *Tx) error {
			got, err := list[string](tx, `SELECT id FROM draft UNION SELECT id FROM outbox UNION SELECT DISTINCT 'raw of ' || mail FROM outbox_raw UNION SELECT 'file of ' || draft FROM draft_file ORDER BY 1`)
			if fmt.Sprint(got) != want {
				t.Errorf("after %v:\n%v, want\n%s", when, got, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	day := 24 * time.Hour
	check(0, "[dAway dBlank dFile dGone dHalf dOpen dWords file of dFile file of dHalf raw of sAway raw of sNone raw of sOpen sAway sHere sOpen]")
	check(day+time.Second, "[dAway dFile dGone dOpen dWords file of dFile raw of sAway raw of sOpen sAway sHere sOpen]")
	check(7*day+time.Second, "[dAway dFile dOpen dWords file of dFile raw of sAway raw of sOpen sAway sHere sOpen]")
	check(30*day+time.Second, "[dFile dOpen dWords file of dFile raw of sOpen sOpen]")
	check(400*day, "[dFile dOpen dWords file of dFile raw of sOpen sOpen]")
	var sum int
	err := s.Read(t.Context(), func(tx *Tx) (err error) {
		sum, err = one[int](tx, `SELECT (SELECT count(*) FROM draft_file_chunk) + (SELECT count(*) FROM outbox_recipient)`)
		return err
	})
	if err != nil || sum != 2 {
		t.Errorf("%d rows are left, %v", sum, err)
	}
}

// TestSavedReplies: files come back, and uses are counted apart from them.
func TestSavedReplies(t *testing.T) {
	s := open(t, t.TempDir())
	writes(t, s, func(tx *Tx) error {
		return errors.Join(
			tx.PutSavedReply(SavedReply{Path: "b.md", Source: []byte("broken"), ChangedAt: 1}),
			tx.PutSavedReply(SavedReply{Path: "a.md", Source: []byte("x"), Good: []byte("x"), ChangedAt: 1}),
			tx.PutSavedReply(SavedReply{Path: "a.md", Source: []byte("y"), Good: []byte("x"), ChangedAt: 2}),
			tx.UsedReply("a"), tx.UsedReply("a"), tx.UsedReply("c"),
		)
	})
	writes(t, s, func(tx *Tx) error {
		got, err := tx.SavedReplies()
		want := []SavedReply{{Path: "a.md", Source: []byte("y"), Good: []byte("x"), ChangedAt: 2}, {Path: "b.md", Source: []byte("broken"), Good: []byte{}, ChangedAt: 1}}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Errorf("%q", got)
		}
		uses, err2 := tx.ReplyUses()
		if diff := cmp.Diff(map[string]int{"a": 2, "c": 1}, uses); diff != "" {
			t.Error(diff)
		}
		return errors.Join(err, err2, tx.DeleteSavedReply("a.md"))
	})
	writes(t, s, func(tx *Tx) error {
		got, err := tx.SavedReplies()
		if len(got) != 1 {
			t.Errorf("%q", got)
		}
		return err
	})
}
