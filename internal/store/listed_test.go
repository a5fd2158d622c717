package store

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/ticket"
)

func listed(t *testing.T, s *Store, list ...Listed) map[string]bool {
	t.Helper()
	chosen, _, err := s.Listed(t.Context(), "a", list)
	if err != nil {
		t.Fatal(err)
	}
	return chosen
}

func states(t *testing.T, s *Store) (out []FolderState) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *Tx) (err error) { out, err = tx.Folders(); return err })
	if err != nil {
		t.Fatal(err)
	}
	for i := range out {
		out[i].Account, out[i].LookedAt = "", 0
	}
	return out
}

// TestListed: every folder of the server has a row with what is here of it; a person's choice outlasts the server's
// lists, and a folder that is gone stays as long as mail stands in it.
func TestListed(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	all := []Listed{{"INBOX", "inbox", 3}, {"Archive", "archive", -1}, {"Projects", "", 12}, {"Drafts", "drafts", 1}, {"All Mail", "all", 99}}
	if chosen := listed(t, s, all...); len(chosen) != 0 {
		t.Errorf("nobody chose %v", chosen)
	}
	at := noon().Add(-24 * time.Hour)
	f := Folder{Account: "a", Name: "Projects", UIDValidity: 1, Done: true, Exists: 12}
	if _, err := s.Arrive(t.Context(), f, []Arrival{contract(at)}); err != nil {
		t.Fatal(err)
	}
	writes(t, s, func(tx *Tx) error {
		if err := tx.SetFollow("a", "Projects", FollowYes); err != nil {
			return err
		}
		return tx.SetFollow("a", "Archive", FollowNo)
	})
	choice := map[string]bool{"Projects": true, "Archive": false}
	if diff := cmp.Diff(choice, listed(t, s, all...)); diff != "" {
		t.Errorf("choices (-want +got)\n%s", diff)
	}
	want := []FolderState{
		{Name: "INBOX", Role: "inbox", Followed: true, Listed: true, Messages: 3},
		{Name: "All Mail", Role: "all", Listed: true, Messages: 99},
		{Name: "Archive", Role: "archive", Follow: FollowNo, Listed: true},
		{Name: "Drafts", Role: "drafts", Listed: true, Messages: 1},
		{Name: "Projects", Follow: FollowYes, Followed: true, Listed: true, Messages: 12, Here: 1},
	}
	if diff := cmp.Diff(want, states(t, s)); diff != "" {
		t.Errorf("folders (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(choice, listed(t, s, all[0])); diff != "" {
		t.Errorf("choices while the server lists less (-want +got)\n%s", diff)
	}
	want = []FolderState{want[0], want[2], want[4]}
	want[1].Listed, want[2].Listed, want[2].Followed = false, false, false
	if diff := cmp.Diff(want, states(t, s)); diff != "" {
		t.Errorf("folders that are no longer listed (-want +got)\n%s", diff)
	}
	writes(t, s, func(tx *Tx) error {
		if err := tx.SetFollow("a", "Nowhere", FollowYes); err != ErrNotFound { //nolint:errorlint // it is that very one
			t.Errorf("a choice for no folder: %v", err)
		}
		return tx.SetFollow("a", "Projects", FollowRole)
	})
	if _, err := s.Vanished(t.Context(), f, []uint32{1}); err != nil {
		t.Fatal(err)
	}
	listed(t, s, all[0], Listed{"Later", "", 0})
	if got := states(t, s); len(got) != 3 || got[2].Name != "Later" || got[1].Name != "Archive" {
		t.Errorf("an empty folder that is gone stays: %+v", got)
	}
}

// TestFiguresMended: the doctor finds and mends a folder whose figures are wrong.
func TestFiguresMended(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	arrive(t, s, corpus(20))
	writes(t, s, func(tx *Tx) error { return tx.exec(`UPDATE folder SET here = 7, heads = 1`) })
	_, diffs, err := s.Rebuild(t.Context(), nil)
	if err != nil || len(diffs) != 1 || diffs[0] != (Difference{"folder", "a INBOX", "changed"}) {
		t.Errorf("the doctor found %v, %v", diffs, err)
	}
	if got := states(t, s)[0]; got.Here != 20 || got.Heads != 0 {
		t.Errorf("mended it is %+v", got)
	}
}

// TestLookedAt: a good round looked at every folder that is followed, but for those in which it failed.
func TestLookedAt(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	listed(t, s, Listed{"INBOX", "inbox", 0}, Listed{"Archive", "archive", 0}, Listed{"Junk", "junk", 0}, Listed{"Projects", "", 0}, Listed{"Partners", "", 0}, Listed{"Trash", "trash", 0})
	for _, name := range []string{"INBOX", "Archive", "Junk", "Projects", "Partners"} {
		role := map[string]string{"INBOX": "inbox", "Archive": "archive", "Junk": "junk"}[name]
		if _, err := s.Arrive(t.Context(), Folder{Account: "a", Name: name, Role: role, UIDValidity: 1, Done: true}, nil); err != nil {
			t.Fatal(err)
		}
	}
	later := ticket.TimeOf(noon().Add(time.Hour))
	writes(t, s, func(tx *Tx) error {
		if err := tx.SetFollow("a", "Partners", FollowYes); err != nil {
			return err
		}
		return tx.Synced("a", later, "Junk")
	})
	got := map[string]ticket.Time{}
	err := s.Read(t.Context(), func(tx *Tx) error {
		all, err := tx.Folders()
		for _, f := range all {
			got[f.Name] = f.LookedAt
		}
		return err
	})
	now := ticket.TimeOf(noon())
	want := map[string]ticket.Time{"INBOX": later, "Archive": later, "Junk": now, "Projects": now, "Partners": later, "Trash": 0}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v, looked at (-want +got)\n%s", err, diff)
	}
}

// TestRoleChanges: where the server says that a folder is for something else, its mail stands there from then on.
func TestRoleChanges(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	listed(t, s, Listed{"INBOX", "inbox", 0}, Listed{"Spam", "", 0})
	mails := corpus(60)
	for i := range mails {
		mails[i].UID = uint32(i + 1)
	}
	if _, err := s.Arrive(t.Context(), Folder{Account: "a", Name: "Spam", UIDValidity: 1}, mails); err != nil {
		t.Fatal(err)
	}
	count := func(queue string) int {
		var n map[string]QueueCount
		if err := s.Read(t.Context(), func(tx *Tx) (err error) { n, err = tx.QueueCounts(); return err }); err != nil {
			t.Fatal(err)
		}
		return n[queue].N
	}
	if count("spam") != 0 || count("all") != 15 {
		t.Fatalf("before: %d spam, %d in all", count("spam"), count("all"))
	}
	listed(t, s, Listed{"INBOX", "inbox", 0}, Listed{"Spam", "junk", 0})
	if count("spam") != 15 || count("all") != 0 {
		t.Errorf("after: %d spam, %d in all", count("spam"), count("all"))
	}
	writes(t, s, func(tx *Tx) error { return tx.exec(`UPDATE folder SET role = '', settling = 1 WHERE name = 'Spam'`) }) // killed in between
	listed(t, s, Listed{"INBOX", "inbox", 0}, Listed{"Spam", "", 0})
	if count("spam") != 0 || count("all") != 15 {
		t.Errorf("after a kill: %d spam, %d in all", count("spam"), count("all"))
	}
	if _, diffs, err := s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
		t.Errorf("rebuild: %v, %v", diffs, err)
	}
}

// TestAllowed: a person's word holds for so many messages, once.
func TestAllowed(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	listed(t, s, Listed{"INBOX", "inbox", 0})
	f := Folder{Account: "a", Name: "INBOX", Role: "inbox", UIDValidity: 1}
	ask := func(gone int) bool {
		ok, err := s.Allowed(t.Context(), f, gone)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	allow := func(n int) { writes(t, s, func(tx *Tx) error { return tx.AllowVanished("a", "INBOX", n) }) }
	if ask(0) || ask(300) {
		t.Error("nobody allowed it")
	}
	allow(300)
	if ask(301) || !ask(300) || ask(300) {
		t.Error("300 were allowed, once")
	}
	allow(300)
	allow(0)
	if ask(1) {
		t.Error("the word was taken back")
	}
}

// lookAt is what a person sees of the desk: each ticket with its queues and its mails, and which are no longer on the
// server.
func lookAt(t *testing.T, s *Store) (rows []string) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *Tx) (err error) {
		rows, err = list[string](tx, `SELECT t.anchor || ' ' || t.status || ' ' || t.spam || ' ' || t.history || ' ' || t.queues || ' ' || m.key || ' ' || m.place || ' ' || m.extent || ' ' ||
			EXISTS (SELECT 1 FROM placement p WHERE p.raw = m.raw) FROM message m JOIN ticket t ON t.id = m.ticket ORDER BY m.key`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestRenewed: between a new numbering and the end of the matching nothing changes for a person, wherever it is cut off,
// and no body is asked for that is here.
func TestRenewed(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	putAccount(t, s)
	mails := corpus(40)
	f := Folder{Account: "a", Name: "INBOX", Role: "inbox", UIDValidity: 1, Done: true, Exists: 40}
	for i := range mails {
		if i%5 == 0 {
			mails[i].Extent, mails[i].Raw = ExtentHead, headOf(mails[i].Raw)
		}
	}
	if _, err := s.Arrive(t.Context(), f, mails); err != nil {
		t.Fatal(err)
	}
	before, figures := lookAt(t, s), states(t, s)
	same := func(when string) {
		t.Helper()
		if diff := cmp.Diff(before, lookAt(t, s)); diff != "" {
			t.Fatalf("%s (-before +after)\n%s", when, diff)
		}
		if diff := cmp.Diff(figures, states(t, s)); diff != "" {
			t.Fatalf("figures %s (-before +after)\n%s", when, diff)
		}
	}
	again := func() {
		t.Helper()
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open(t, dir)
	}
	f = Folder{Account: "a", Name: "INBOX", Role: "inbox", UIDValidity: 2, Exists: 40, Relist: true}
	if err := s.Renewed(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	same("after the new numbering")
	again()
	if got, err := s.Folder(t.Context(), "a", "INBOX"); err != nil || !got.Relist || got.UIDValidity != 2 {
		t.Fatalf("the cursor is %+v, %v", got, err)
	}
	if present, err := s.Present(t.Context(), f); err != nil || len(present) != 0 {
		t.Fatalf("%v are present under the new numbers, %v", present, err)
	}
	var known []Known
	for i, m := range mails[2:] { // two were deleted meanwhile
		known = append(known, Known{UID: uint32(100 + i), Internal: m.Internal, Flags: []string{`\Flagged`}, Size: m.Size, Header: headOf(m.Raw)})
	}
	known = append(known, Known{UID: 200, Size: mails[9].Size + 1, Header: headOf(mails[9].Raw)}, Known{UID: 201, Size: 7, Header: []byte("Message-ID: <other@x.example>\r\n\r\n")})
	for _, piece := range [][]Known{known[:17], known[17:]} {
		placed, changed, err := s.Recognise(t.Context(), f, piece)
		if err != nil || len(changed.Tickets) > 0 || len(placed) != min(len(piece), 38-17+min(len(piece), 17)-17) && len(piece) == 17 {
			t.Fatalf("%d of %d were placed, %+v changed, %v", len(placed), len(piece), changed, err)
		}
		if slices.Contains(placed, 200) || slices.Contains(placed, 201) {
			t.Errorf("another size, another mail: %v", placed)
		}
		same("while it is matched")
		again()
	}
	f.Relist, f.Done, f.Exists = false, true, 38
	if _, err := s.Arrive(t.Context(), f, nil); err != nil {
		t.Fatal(err)
	}
	gone := 0
	err := s.Read(t.Context(), func(tx *Tx) (err error) {
		gone, err = one[int](tx, `SELECT count(*) FROM message m WHERE NOT EXISTS (SELECT 1 FROM placement p WHERE p.raw = m.raw)`)
		return err
	})
	if got := states(t, s)[0]; err != nil || gone != 2 || got.Here != 38 {
		t.Errorf("%d mails are gone, %v, %+v", gone, err, got)
	}
}

// TestFollowsMoves: a mail that another program moves is where it moved to, and its ticket is what that folder makes of it.
func TestFollowsMoves(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	at := noon().Add(-24 * time.Hour)
	m := contract(at)
	in := func(name, role string) Folder { return Folder{Account: "a", Name: name, Role: role, UIDValidity: 1} }
	if _, err := s.Arrive(t.Context(), in("INBOX", "inbox"), []Arrival{m}); err != nil {
		t.Fatal(err)
	}
	anchor := anchorOf(t, s, "Framework contract")
	from := in("INBOX", "inbox")
	for i, tt := range []struct {
		to          Folder
		shown, spam bool
	}{
		{in("Archive", "archive"), true, false},
		{in("Bin", "trash"), false, false},
		{in("Spam", "junk"), true, true},
		{in("INBOX", "inbox"), true, false},
		{in("Projects", ""), true, false},
		{in("Bin", "trash"), false, false},
		{in("INBOX", "inbox"), true, false},
		{in("Bin", "trash"), true, false},
	} {
		uid := uint32(10 + i)
		placed, _, err := s.Recognise(t.Context(), tt.to, []Known{{UID: uid, Internal: at, Size: m.Size, Header: headOf(m.Raw)}})
		if err != nil || len(placed) != 1 {
			t.Fatalf("move %d: placed %v, %v", i, placed, err)
		}
		old := uint32(9 + i)
		if i == 0 {
			old = 1
		}
		if moved, err := s.Elsewhere(t.Context(), from, []uint32{old}); err != nil || len(moved) != 1 {
			t.Fatalf("move %d: elsewhere %v, %v", i, moved, err)
		}
		if _, err := s.Vanished(t.Context(), from, []uint32{old}); err != nil {
			t.Fatal(err)
		}
		from = tt.to
		var shown, spam bool
		err = s.Read(t.Context(), func(tx *Tx) (err error) {
			return tx.row(`SELECT shown, spam FROM ticket WHERE anchor = ?`, []any{anchor}, &shown, &spam)
		})
		if err != nil || shown != tt.shown || spam != tt.spam {
			t.Errorf("step %d, in %s: shown %v, spam %v, %v", i, tt.to.Name, shown, spam, err)
		}
		if i == 5 {
			write(t, s, ticket.AddNote(anchor, "note", "why is it in the bin?", nil)) // somebody works on it: it stays
		}
	}
	if n, err := tickets(t, s); n != 1 || err != nil {
		t.Errorf("%d tickets, %v", n, err)
	}
}

// TestHeadInLists: a list says of which ticket it shows no words because the newest mail is here by its head.
func TestHeadInLists(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	m := contract(noon().Add(-24 * time.Hour))
	f := Folder{Account: "a", Name: "INBOX", Role: "inbox", UIDValidity: 1}
	for _, tt := range []struct {
		extent, snippet string
		head            bool
	}{{ExtentHead, "", true}, {"", "The zeppelin clause is on page nine.", false}} {
		if _, err := s.Arrive(t.Context(), f, []Arrival{cutAt(m, tt.extent)}); err != nil {
			t.Fatal(err)
		}
		err := s.Read(t.Context(), func(tx *Tx) error {
			page, _, err := tx.QueuePage("all", nil, 5)
			if err == nil && (len(page) != 1 || page[0].Snippet != tt.snippet || page[0].Head != tt.head) {
				t.Errorf("extent %q: %+v", tt.extent, page)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestJunkJoinsNothing: what comes in Junk stays apart whatever it refers to, until somebody takes it out; what is moved
// there stays with its ticket.
func TestJunkJoinsNothing(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	at := noon().Add(-24 * time.Hour)
	arriveIn(t, s, "inbox", letter("ask", "Lena <lena@casa.example>", "support@kestrel.example", "Question", "How?", at))
	bait := letter("bait", "Prince <p@spam.example>", "support@kestrel.example", "Re: Question", "Millions", at.Add(time.Hour))
	bait.Raw = append([]byte("References: <ask@x.example>\r\n"), bait.Raw...)
	bait.Size = int64(len(bait.Raw))
	arriveIn(t, s, "junk", bait)
	of := func() (tickets int, spam int) {
		err := s.Read(t.Context(), func(tx *Tx) error {
			return tx.row(`SELECT count(*), sum(spam) FROM ticket WHERE shown = 1`, nil, &tickets, &spam)
		})
		if err != nil {
			t.Fatal(err)
		}
		return tickets, spam
	}
	same := func() {
		t.Helper()
		if _, diffs, err := s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
			t.Errorf("rebuild: %v, %v", diffs, err)
		}
	}
	if n, spam := of(); n != 2 || spam != 1 {
		t.Errorf("%d tickets, %d spam", n, spam)
	}
	same()
	move := func(from, to string, uid uint32) {
		t.Helper()
		placed, _, err := s.Recognise(t.Context(), Folder{Account: "a", Name: to, Role: to, UIDValidity: 1}, []Known{{UID: uid, Internal: at, Size: bait.Size, Header: headOf(bait.Raw)}})
		if err != nil || len(placed) != 1 {
			t.Fatalf("placed %v, %v", placed, err)
		}
		if _, err := s.Vanished(t.Context(), Folder{Account: "a", Name: from, Role: from, UIDValidity: 1}, []uint32{1, uid}); err != nil {
			t.Fatal(err)
		}
	}
	move("junk", "archive", 7)
	if n, spam := of(); n != 1 || spam != 0 {
		t.Errorf("taken out of Junk: %d tickets, %d spam", n, spam)
	}
	same()
	move("archive", "junk", 8)
	if n, spam := of(); n != 1 || spam != 0 {
		t.Errorf("moved to Junk: %d tickets, %d spam", n, spam)
	}
	same()
}
