package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/ticket"
)

// mirrorDesk is a desk with three mails of one ticket in INBOX, an archive and a Junk, and these switches on.
func mirrorDesk(t *testing.T, on ...string) (s *Store, anchor string, keys []string) {
	t.Helper()
	s = open(t, t.TempDir())
	putAccount(t, s)
	mails := corpus(4)[:3]
	arrive(t, s, mails)
	for _, role := range []string{"archive", "junk", "trash"} {
		if _, err := s.Arrive(t.Context(), Folder{Account: "a", Name: strings.ToUpper(role[:1]) + role[1:], Role: role, UIDValidity: 9, Done: true}, nil); err != nil {
			t.Fatal(err)
		}
	}
	s.Settle()
	writes(t, s, func(tx *Tx) error { return tx.SetMirror("a", on) })
	anchor = anchorOf(t, s, "Export 0 stops")
	err := s.Read(t.Context(), func(tx *Tx) (err error) {
		keys, err = list[string](tx, `SELECT key FROM message ORDER BY at`)
		return err
	})
	if err != nil || len(keys) != 3 {
		t.Fatal(err, keys)
	}
	return s, anchor, keys
}

// waits lists the queue in words.
func waits(t *testing.T, s *Store) []string {
	t.Helper()
	out := []string{}
	err := s.Read(t.Context(), func(tx *Tx) error {
		return tx.each(func(scan func(...any) error) error {
			var subject, kind, want string
			var parked bool
			err := scan(&subject, &kind, &want, &parked)
			if parked {
				want += " parked"
			}
			out = append(out, subject+" "+kind+" "+want)
			return err
		}, `SELECT p.uid, w.kind, w.want, w.parked > 0 FROM mirror w JOIN placement p ON p.raw = w.raw ORDER BY p.uid, w.kind`)
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func intents(t *testing.T, s *Store) []MirrorIntent {
	t.Helper()
	list, err := s.MirrorIntents(t.Context(), "a", 100)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func acted(t *testing.T, s *Store, results ...MirrorResult) {
	t.Helper()
	if _, err := s.MirrorActed(t.Context(), "a", results); err != nil {
		t.Fatal(err)
	}
}

// TestMirrorOff: without a switch no act waits for the server, and a switch lets its own kind wait and no other.
func TestMirrorOff(t *testing.T) {
	acts := func(s *Store, anchor string, keys []string) {
		write(t, s, ticket.SetField(anchor, ticket.PathPriority, ticket.Urgent))
		write(t, s, ticket.SetPlace(ticket.PlaceArchive, keys[0])...)
		write(t, s, ticket.SetPlace(ticket.PlaceJunk, keys[1])...)
		write(t, s, ticket.SetPlace(ticket.PlaceTrash, keys[2])...)
		writes(t, s, func(tx *Tx) error {
			if _, err := tx.MarkRead(anchor, keys[:1]); err != nil {
				return err
			}
			return tx.TellFlag(keys[1], MirrorAnswered, true)
		})
	}
	for name, want := range map[string][]string{
		"": {}, "seen": {"1 seen on"}, "answered": {"2 answered on"}, "flagged": {"1 flagged on", "2 flagged on", "3 flagged on"},
		"archive": {"1 place archive"}, "junk": {"2 place junk"}, "trash": {"3 place trash"},
	} {
		s, anchor, keys := mirrorDesk(t, strings.Fields(name)...)
		acts(s, anchor, keys)
		if d := cmp.Diff(want, waits(t, s)); d != "" {
			t.Errorf("with %q on (-want +got):\n%s", name, d)
		}
		writes(t, s, func(tx *Tx) error { return tx.SetMirror("a", nil) })
		if got := waits(t, s); len(got) > 0 {
			t.Errorf("%q was switched off and still waits: %v", name, got)
		}
	}
	s, _, _ := mirrorDesk(t)
	if err := s.Write(t.Context(), func(tx *Tx) error { return tx.SetMirror("a", []string{"everything"}) }); err == nil {
		t.Error("an unknown switch was taken")
	}
}

// TestMirrorNewerAct: the newer act takes the older one's place, and what was not begun and is taken back leaves nothing.
func TestMirrorNewerAct(t *testing.T) {
	s, anchor, keys := mirrorDesk(t, MirrorSwitches()...)
	place := func(where string) { write(t, s, ticket.SetPlace(where, keys[0])...) }
	place(ticket.PlaceArchive)
	place(ticket.PlaceTrash)
	if got := waits(t, s); !slices.Equal(got, []string{"1 place trash"}) {
		t.Errorf("after archive and trash: %v", got)
	}
	place(ticket.PlaceInbox)
	write(t, s, ticket.SetField(anchor, ticket.PathPriority, ticket.High))
	write(t, s, ticket.SetField(anchor, ticket.PathPriority, ticket.Urgent))
	write(t, s, ticket.SetField(anchor, ticket.PathPriority, ticket.Low))
	if got := waits(t, s); len(got) > 0 {
		t.Errorf("what was taken back in time waits: %v", got)
	}
	write(t, s, ticket.SetField(anchor, ticket.PathPriority, ticket.Medium))
	if got := waits(t, s); len(got) > 0 {
		t.Errorf("a priority that was never pressing takes flags off: %v", got)
	}
}

// TestMirrorUndoneMeanwhile: an undo that comes while the server is told is done after it, wherever the mail stands.
func TestMirrorUndoneMeanwhile(t *testing.T) {
	s, _, keys := mirrorDesk(t, ticket.PlaceArchive)
	write(t, s, ticket.SetPlace(ticket.PlaceArchive, keys[0])...)
	list := intents(t, s)
	if len(list) != 1 || list[0].To != "Archive" || list[0].Folder != "INBOX" || list[0].UID != 1 || list[0].Begun {
		t.Fatalf("intents %+v", list)
	}
	write(t, s, ticket.SetPlace(ticket.PlaceInbox, keys[0])...)
	acted(t, s, MirrorResult{MirrorIntent: list[0], ToValidity: 9, ToUID: 77})
	back := intents(t, s)
	if len(back) != 1 || back[0].Folder != "Archive" || back[0].UID != 77 || back[0].UIDValidity != 9 || back[0].To != "INBOX" || !back[0].Begun {
		t.Fatalf("back %+v", back)
	}
	acted(t, s, MirrorResult{MirrorIntent: back[0], ToValidity: 1, ToUID: 90})
	if got := waits(t, s); len(got) > 0 || len(intents(t, s)) > 0 {
		t.Errorf("left %v", got)
	}
	uids, err := s.Present(t.Context(), Folder{Account: "a", Name: "INBOX", UIDValidity: 1})
	if err != nil || !slices.Equal(uids, []uint32{2, 3, 90}) {
		t.Errorf("INBOX %v, %v", uids, err)
	}
}

// TestMirrorServerStands: what somebody moved or deleted on the server meanwhile is left where it is.
func TestMirrorServerStands(t *testing.T) {
	s, _, keys := mirrorDesk(t, ticket.PlaceArchive)
	write(t, s, ticket.SetPlace(ticket.PlaceArchive, keys...)...)
	inbox := Folder{Account: "a", Name: "INBOX", Role: "inbox", UIDValidity: 1}
	if _, err := s.Vanished(t.Context(), inbox, []uint32{1, 2}); err != nil {
		t.Fatal(err)
	}
	moved := corpus(4)[1]
	moved.UID = 5
	if _, err := s.Arrive(t.Context(), Folder{Account: "a", Name: "Trash", Role: "trash", UIDValidity: 9}, []Arrival{moved}); err != nil {
		t.Fatal(err)
	}
	list := intents(t, s)
	if len(list) != 1 || list[0].UID != 3 {
		t.Errorf("intents %+v", list)
	}
	acted(t, s, MirrorResult{MirrorIntent: list[0], Gone: true})
	if got := waits(t, s); len(got) > 0 {
		t.Errorf("left %v", got)
	}
}

// TestMirrorParked: a failing one is tried five times after growing waits, then parked with its reason; the others go on;
// by hand it is tried once more.
func TestMirrorParked(t *testing.T) {
	s, _, keys := mirrorDesk(t, ticket.PlaceArchive, ticket.PlaceTrash)
	at := noon()
	s.now = func() time.Time { return at }
	write(t, s, ticket.SetPlace(ticket.PlaceArchive, keys[0])...)
	write(t, s, ticket.SetPlace(ticket.PlaceTrash, keys[1])...)
	last := time.Duration(0)
	for try := 1; try <= mirrorTries; try++ {
		list := intents(t, s)
		i := slices.IndexFunc(list, func(i MirrorIntent) bool { return i.To == "Archive" })
		if i < 0 {
			t.Fatalf("try %d: %+v", try, list)
		}
		if other := slices.IndexFunc(list, func(i MirrorIntent) bool { return i.To == "Trash" }); other >= 0 {
			acted(t, s, MirrorResult{MirrorIntent: list[other]})
		}
		acted(t, s, MirrorResult{MirrorIntent: list[i], Why: "over quota"})
		if len(intents(t, s)) > 0 {
			t.Errorf("try %d: no wait", try)
		}
		wait := time.Duration(0)
		for try < mirrorTries && len(intents(t, s)) == 0 {
			at, wait = at.Add(10*time.Second), wait+10*time.Second
		}
		if try < mirrorTries && wait <= last {
			t.Errorf("try %d: waits %v after %v", try, wait, last)
		}
		last = wait
	}
	parked := func() (out []ParkedMirror) {
		if err := s.Read(t.Context(), func(tx *Tx) (err error) {
			out, err = tx.ParkedMirrors()
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if p := parked(); len(p) != 1 || p[0].N != 1 || p[0].Why != "over quota" || p[0].Subject != "Export 0 stops" || p[0].Want != "archive" {
		t.Errorf("parked %+v", p)
	}
	if at = at.Add(24 * time.Hour); len(intents(t, s)) > 0 {
		t.Error("what is parked is tried by itself")
	}
	if err := s.RetryMirror(t.Context()); err != nil {
		t.Fatal(err)
	}
	list := intents(t, s)
	if len(list) != 1 {
		t.Fatalf("by hand: %+v", list)
	}
	acted(t, s, MirrorResult{MirrorIntent: list[0], Why: "over quota still"})
	if p := parked(); len(p) != 1 || p[0].Why != "over quota still" {
		t.Errorf("parked again %+v", p)
	}
}

// TestMirrorNoFolder: what has no folder to go to is parked at once, and says so.
func TestMirrorNoFolder(t *testing.T) {
	s, _, keys := mirrorDesk(t, ticket.PlaceArchive)
	writes(t, s, func(tx *Tx) error { return tx.exec(`UPDATE folder SET listed = 0 WHERE role = 'archive'`) })
	write(t, s, ticket.SetPlace(ticket.PlaceArchive, keys[0])...)
	if list := intents(t, s); len(list) > 0 {
		t.Errorf("intents %+v", list)
	}
	if got := waits(t, s); !slices.Equal(got, []string{"1 place archive parked"}) {
		t.Errorf("queue %v", got)
	}
}

// TestMirrorFlagsHere: what the server was told stands here too, without another look.
func TestMirrorFlagsHere(t *testing.T) {
	s, anchor, keys := mirrorDesk(t, MirrorSeen, MirrorFlagged)
	writes(t, s, func(tx *Tx) error {
		_, err := tx.MarkRead(anchor, keys[:1])
		return err
	})
	write(t, s, ticket.SetField(anchor, ticket.PathPriority, ticket.Urgent))
	for _, i := range intents(t, s) {
		acted(t, s, MirrorResult{MirrorIntent: i})
	}
	flags := map[int]string{}
	err := s.Read(t.Context(), func(tx *Tx) error {
		return tx.each(func(scan func(...any) error) error {
			var uid int
			var f string
			err := scan(&uid, &f)
			flags[uid] = f
			return err
		}, `SELECT uid, flags FROM placement`)
	})
	if d := cmp.Diff(map[int]string{1: `\Flagged \Seen`, 2: `\Flagged`, 3: `\Flagged`}, flags); d != "" || err != nil {
		t.Errorf("%v\n%s", err, d)
	}
	if got := waits(t, s); len(got) > 0 {
		t.Errorf("left %v", got)
	}
}

// TestMirrorTwoAccounts: a mail that came to two mailboxes is told the server whose switch is on, and that one alone; of two
// copies in one mailbox both are moved.
func TestMirrorTwoAccounts(t *testing.T) {
	s, _, keys := mirrorDesk(t)
	writes(t, s, func(tx *Tx) error {
		if err := tx.PutAccount(Account{ID: "b", Email: "sales@kestrel.example"}); err != nil {
			return err
		}
		return tx.SetMirror("b", []string{ticket.PlaceTrash, MirrorSeen})
	})
	mail := corpus(4)[0]
	for _, f := range []Folder{
		{Account: "b", Name: "INBOX", Role: "inbox", UIDValidity: 4}, {Account: "b", Name: "Partners", UIDValidity: 5}, {Account: "b", Name: "Sent", Role: "sent", UIDValidity: 6},
	} {
		mail.UID = 8
		if _, err := s.Arrive(t.Context(), f, []Arrival{mail}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Arrive(t.Context(), Folder{Account: "b", Name: "Bin", Role: "trash", UIDValidity: 7}, nil); err != nil {
		t.Fatal(err)
	}
	write(t, s, ticket.SetPlace(ticket.PlaceTrash, keys[0])...)
	if list := intents(t, s); len(list) > 0 {
		t.Errorf("the other mailbox is told %+v", list)
	}
	list, err := s.MirrorIntents(t.Context(), "b", 100)
	var from []string
	for _, i := range list {
		from = append(from, i.Folder+" to "+i.To)
	}
	if want := []string{"INBOX to Bin", "Partners to Bin"}; err != nil || !slices.Equal(from, want) {
		t.Errorf("moves %q, %v", from, err)
	}
	for n, i := range list {
		if _, err := s.MirrorActed(t.Context(), "b", []MirrorResult{{MirrorIntent: i, ToValidity: 7, ToUID: uint32(n + 1)}}); err != nil {
			t.Fatal(err)
		}
		left, err := s.MirrorIntents(t.Context(), "b", 100)
		if err != nil || len(left) != 1-n {
			t.Errorf("after %d: %+v, %v", n, left, err)
		}
	}
}
