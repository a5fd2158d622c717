package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/journal"
	"deskhand/internal/ticket"
)

// lateDesk is mirrorDesk with a clock that the test moves.
func lateDesk(t *testing.T, on ...string) (s *Store, now *time.Time, anchor string, keys []string) {
	t.Helper()
	s, anchor, keys = mirrorDesk(t, on...)
	at := noon()
	s.now = func() time.Time { return at }
	return s, &at, anchor, keys
}

// theirs brings what a colleague did.
func theirs(t *testing.T, s *Store, c *colleague, at time.Time, drafts ...ticket.Draft) {
	t.Helper()
	c.next, c.clock = drafts, max(c.clock, journal.StampAt(at.Add(time.Second)))
	b := c.batch(len(drafts), func() string { return "" })
	carry(t, s, b, journal.OpCounted, c.blobs)
}

// done tells the desk that the server did what was wanted.
func done(t *testing.T, s *Store) (words []string) {
	t.Helper()
	var results []MirrorResult
	for i, in := range intents(t, s) {
		sign := "+"
		if !in.On && in.To == "" {
			sign = "-"
		}
		words = append(words, sign+in.Flag()+in.To)
		results = append(results, MirrorResult{MirrorIntent: in, ToValidity: 9, ToUID: uint32(70 + i)})
	}
	acted(t, s, results...)
	slices.Sort(words)
	return slices.Compact(words)
}

// TestKeywords: owner, status and tags of a ticket become keywords of its mails, at once where somebody here acts and later
// where a colleague did; what is said already is not said again; what another program does to them is never read back; at
// most twelve; without the switch none.
func TestKeywords(t *testing.T) {
	s, now, anchor, keys := lateDesk(t, MirrorKeywords)
	if got := waits(t, s); len(got) != 0 {
		t.Errorf("nobody has said anything, and %v waits", got)
	}
	write(t, s, ticket.SetField(anchor, ticket.PathOwner, "asha"), ticket.SetStatus(anchor, ticket.InProgress, 0))
	if diff := cmp.Diff([]string{"+dh-owner-asha", "+dh-status-in-progress"}, done(t, s)); diff != "" {
		t.Error(diff)
	}
	write(t, s, ticket.SetField(anchor, ticket.PathOwner, "team:support"), ticket.AddTo(anchor, ticket.PathTags, "vip", "Ünï code"))
	if diff := cmp.Diff([]string{"+dh-tag-vip", "+dh-team-support", "-dh-owner-asha"}, done(t, s)); diff != "" {
		t.Error(diff)
	}
	flags := func() (out []string) {
		t.Helper()
		err := s.Read(t.Context(), func(tx *Tx) (err error) {
			out, err = list[string](tx, `SELECT DISTINCT flags FROM placement`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if diff := cmp.Diff([]string{"dh-status-in-progress dh-tag-vip dh-team-support"}, flags()); diff != "" {
		t.Error(diff)
	}
	if err := s.SetFlags(t.Context(), Folder{Account: "a", Name: "INBOX", Role: "inbox", UIDValidity: 1}, map[uint32][]string{1: {"dh-owner-zoe"}, 2: {`\Seen`}}, 0); err != nil {
		t.Fatal(err)
	}
	var owner string
	if err := s.Read(t.Context(), func(tx *Tx) error {
		tk, _, err := tx.Ticket(anchor)
		owner = tk.Owner
		return err
	}); err != nil || owner != "team:support" {
		t.Errorf("a keyword made it %q's, %v", owner, err)
	}
	if got := waits(t, s); len(got) != 0 {
		t.Errorf("a foreign change of keywords is answered: %v", got)
	}
	c := newColleague("2222222222222")
	theirs(t, s, c, *now, ticket.SetField(anchor, ticket.PathOwner, "bela"))
	if got := intents(t, s); len(got) != 0 {
		t.Errorf("a colleague's act is told at once: %v", got)
	}
	*now = now.Add(lateAfter + lateJitter)
	want := []string{"+dh-owner-bela", "+dh-status-in-progress", "+dh-tag-vip", "-dh-owner-zoe", "-dh-team-support"}
	if diff := cmp.Diff(want, done(t, s)); diff != "" {
		t.Error(diff)
	}
	write(t, s, ticket.AddTo(anchor, ticket.PathTags, strings.Split("abcdefghijklmnop", "")...))
	done(t, s)
	if n := len(strings.Fields(flags()[0])); n != 12 {
		t.Errorf("%d keywords", n)
	}
	writes(t, s, func(tx *Tx) error { return tx.SetMirror("a", nil) })
	write(t, s, ticket.SetField(anchor, ticket.PathOwner, ""))
	if got := waits(t, s); len(got) != 0 {
		t.Errorf("switched off, %v waits", got)
	}
	writes(t, s, func(tx *Tx) error { return tx.SetMirror("a", []string{MirrorKeywords}) })
	if got := waits(t, s); len(got) != len(keys) {
		t.Errorf("switched on, %v waits", got)
	}
}

// TestKeywordsNowhere: where the server keeps none, one mail says so and no more gather.
func TestKeywordsNowhere(t *testing.T) {
	s, _, anchor, _ := lateDesk(t, MirrorKeywords)
	for _, owner := range []string{"asha", "bela"} {
		write(t, s, ticket.SetField(anchor, ticket.PathOwner, owner), ticket.AddTo(anchor, ticket.PathTags, owner))
		var results []MirrorResult
		for _, in := range intents(t, s) {
			results = append(results, MirrorResult{MirrorIntent: in, Why: "the server keeps no keywords in INBOX", Final: true})
		}
		acted(t, s, results...)
	}
	err := s.Read(t.Context(), func(tx *Tx) error {
		parked, err := tx.ParkedMirrors()
		if err != nil || len(parked) != 1 || parked[0].Kind != MirrorKeywords || parked[0].N > 1 {
			t.Errorf("parked %+v, %v", parked, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(waits(t, s)); n > 1 {
		t.Errorf("%d wait", n)
	}
}

// TestLatePlace: where a colleague wants a mail is left to their laptop for a while; what is still undone then is done
// here, once; a move that was seen, and every later one by anybody, stands; an act of long ago is not done at all.
func TestLatePlace(t *testing.T) {
	moved := func(s *Store, to string, validity, uid uint32, key string) {
		t.Helper()
		err := s.Write(t.Context(), func(tx *Tx) error {
			raw, err := one[int64](tx, `SELECT id FROM raw WHERE key = ?`, key)
			if err != nil {
				return err
			}
			if err := tx.exec(`DELETE FROM placement WHERE raw = ?`, raw); err != nil {
				return err
			}
			err = tx.exec(`INSERT INTO placement (folder, uidvalidity, uid, raw, flags, modseq) SELECT id, ?, ?, ?, '', 0 FROM folder WHERE name = ?`, validity, uid, raw, to)
			if err != nil {
				return err
			}
			return tx.movedTo(raw, map[int64]bool{})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	late := lateAfter + lateJitter
	act := func(key string) ticket.Draft { return ticket.SetPlace(ticket.PlaceArchive, key)[0] }

	s, now, _, keys := lateDesk(t, ticket.PlaceArchive)
	c := newColleague("2222222222222")
	theirs(t, s, c, *now, act(keys[0]))
	*now = now.Add(lateAfter - time.Second)
	if got := intents(t, s); len(got) != 0 {
		t.Errorf("told too early: %v", got)
	}
	*now = now.Add(lateJitter + 2*time.Second)
	if diff := cmp.Diff([]string{"+Archive"}, done(t, s)); diff != "" {
		t.Error(diff)
	}
	moved(s, "INBOX", 1, 91, keys[0]) // somebody moves it back
	theirs(t, s, c, *now, ticket.SetMachine(keys[0], "none"))
	*now = now.Add(late)
	if got := intents(t, s); len(got) != 0 {
		t.Errorf("moved again: %v", got)
	}

	theirs(t, s, c, *now, act(keys[1]))
	moved(s, "Archive", 9, 92, keys[1]) // their own laptop does it
	if got := waits(t, s); len(got) != 0 {
		t.Errorf("seen done, and %v waits", got)
	}
	moved(s, "INBOX", 1, 93, keys[1])
	*now = now.Add(late)
	if got := intents(t, s); len(got) != 0 {
		t.Errorf("a move back does not stand: %v", got)
	}

	old := newColleague("3333333333333")
	old.clock = 0
	theirs(t, s, old, now.Add(-lateMost-time.Hour), act(keys[2]))
	if got := waits(t, s); len(got) > 0 {
		t.Errorf("an act of long ago waits: %v", got)
	}
	theirs(t, s, newColleague("4444444444444"), *now, ticket.SetPlace(ticket.PlaceJunk, keys[2])[0])
	if got := intents(t, s); len(got) != 0 {
		t.Errorf("Junk, whose switch is off: %v", got)
	}
}
