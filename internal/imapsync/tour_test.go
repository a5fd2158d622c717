package imapsync_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/testkit"
)

// followedRig has INBOX, Sent, Archive, Junk, Trash and Projects, and a line that is listened to.
func followedRig(t *testing.T, r *rig, o imapsync.Options) (*memSink, *imapsync.Engine, *observer, *testkit.Proxy) {
	t.Helper()
	h := r.hand(t)
	for _, name := range []string{"Archive", "Junk", "Projects"} {
		if !r.modseq || name == "Projects" {
			h.Create(name)
		}
	}
	h.Close()
	proxy := testkit.StartProxy(t, r.port)
	a := r.account()
	a.IMAP.Port = proxy.Port
	sink := newSink()
	e, obs := engineFor(t, a, r.password, sink, o)
	return sink, e, obs, proxy
}

// commands are what the client sent since, by their first words.
func commands(sent string) (out []string) {
	for line := range strings.Lines(sent) {
		tag, cmd, ok := strings.Cut(strings.TrimSpace(line), " ")
		if ok && strings.HasPrefix(tag, "T") {
			out = append(out, cmd)
		}
	}
	return out
}

func bodies(sent string) int { return strings.Count(sent, "BODY.PEEK[]") }

func names(res imapsync.Result) (out []string) {
	for _, f := range res.Folders {
		out = append(out, f.Name)
	}
	return out
}

// Folders are followed by what they are for, and as a person chooses; INBOX always, drafts never.
func TestFoldersAreFollowedByRoleAndChoice(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		sink, e, _, _ := followedRig(t, r, imapsync.Options{})
		h := r.hand(t)
		all := []string{"INBOX", "Sent", "Archive", "Projects", "Junk", "Trash", "Drafts"}
		for i, name := range all {
			h.Append(name, testkit.Corpus{Seed: 100}.Mail(i))
		}
		if got, want := names(once(t, e)), []string{"INBOX", "Sent", "Archive", "Junk", "Trash"}; !slices.Equal(got, want) {
			t.Errorf("looked at %v, want %v", got, want)
		}
		if len(sink.listed) != len(all) {
			t.Errorf("the desk was told of %+v", sink.listed)
		}
		sink.choose("Projects", true)
		sink.choose("Junk", false)
		sink.choose("Drafts", true)
		sink.choose("INBOX", false)
		if got, want := names(once(t, e)), []string{"INBOX", "Sent", "Archive", "Projects", "Trash"}; !slices.Equal(got, want) {
			t.Errorf("looked at %v, want %v", got, want)
		}
		if sink.count("Projects") != 1 || sink.count("Drafts") != 0 {
			t.Errorf("Projects %d, Drafts %d", sink.count("Projects"), sink.count("Drafts"))
		}
		r.equal(t, sink, "INBOX", "Sent", "Archive", "Projects", "Trash")
	})
}

// What another program moved is followed without a question and without fetching a mail twice.
func TestMovesAreFollowed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.load(t, "INBOX", 60, testkit.Corpus{Seed: 101}.Mail)
		sink, e, obs, proxy := followedRig(t, r, imapsync.Options{})
		once(t, e)
		h := r.hand(t)
		uids := h.UIDs("INBOX")
		h.Move("INBOX", "Archive", uids[:30]...)
		h.Copy("INBOX", "Trash", uids[40])
		before := bodies(proxy.Sent())
		res := once(t, e)
		r.equal(t, sink, "INBOX", "Archive", "Trash")
		if n := bodies(proxy.Sent()) - before; n > 0 || len(obs.all()) > 0 || res.New() > 0 {
			t.Errorf("%d bodies asked for, %d new, problems %v", n, res.New(), obs.all())
		}
		// And back, seen by a new process.
		h.Move("Archive", "INBOX", h.UIDs("Archive")...)
		e2, obs2 := r.engine(t, sink, imapsync.Options{})
		if res := once(t, e2); res.New() > 0 || len(obs2.all()) > 0 {
			t.Errorf("%d new, problems %v", res.New(), obs2.all())
		}
		r.equal(t, sink, "INBOX", "Archive", "Trash")
	})
}

// Of what left a folder at once only that is asked for which stands nowhere else.
func TestLossIsToldFromMoves(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.load(t, "INBOX", 60, testkit.Corpus{Seed: 102}.Mail)
		sink, e, obs, _ := followedRig(t, r, imapsync.Options{})
		once(t, e)
		h := r.hand(t)
		uids := h.UIDs("INBOX")
		h.Move("INBOX", "Archive", uids[:20]...)
		h.Expunge("INBOX", uids[20:36]...)
		once(t, e)
		var p *imapsync.VanishProblem
		if all := obs.all(); len(all) != 1 || !errors.As(all[0], &p) || p.Gone != 16 || p.Of != 60 {
			t.Fatalf("problems = %v", all)
		}
		if sink.count("INBOX") != 40 || sink.count("Archive") != 20 {
			t.Errorf("INBOX %d, Archive %d: what moved is to go, what is lost to stay", sink.count("INBOX"), sink.count("Archive"))
		}
		sink.allow("INBOX", 16)
		once(t, e)
		r.equal(t, sink, "INBOX", "Archive")
	})
}

// What seems gone while older mail comes may come there. When all is here, it is asked about at once.
func TestLossIsJudgedWhenAllIsHere(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		small := func(seed uint64) func(int) testkit.Mail { return testkit.Corpus{Seed: seed, Size: 300}.Mail }
		r.load(t, "Sent", 40, small(140))
		sink, e, obs, _ := followedRig(t, r, imapsync.Options{})
		once(t, e)
		r.load(t, "INBOX", 2300, small(141))
		h := r.hand(t)
		h.Expunge("Sent", h.UIDs("Sent")[:16]...)
		once(t, e)
		var p *imapsync.VanishProblem
		if all := obs.all(); len(all) != 1 || !errors.As(all[0], &p) || p.Gone != 16 || p.Folder != "Sent" {
			t.Errorf("problems = %v", all)
		}
		if sink.count("Sent") != 40 || sink.count("INBOX") != 2300 {
			t.Errorf("Sent %d, INBOX %d", sink.count("Sent"), sink.count("INBOX"))
		}
	})
}

// A folder that the server numbered anew is matched to what is here: no mail is fetched twice.
func TestRelistFetchesNoBodyTwice(t *testing.T) {
	r := dovecotRig(t)
	corpus := testkit.Corpus{Seed: 103}
	r.load(t, "INBOX", 700, corpus.Mail)
	sink, e, obs, proxy := followedRig(t, r, imapsync.Options{})
	once(t, e)
	for _, process := range []string{"the same process", "another"} {
		before, came := bodies(proxy.Sent()), len(sink.batches)
		r.renumber("INBOX")
		h := r.hand(t)
		h.Append("INBOX", corpus.Mail(700+came))
		h.Close()
		if process == "another" {
			a := r.account()
			a.IMAP.Port = proxy.Port
			e, obs = engineFor(t, a, r.password, sink, imapsync.Options{})
		}
		res := once(t, e)
		if n := bodies(proxy.Sent()) - before; n != 1 || res.New() != 1 || !res.Folders[0].Renewed {
			t.Errorf("%s: %d FETCH of bodies, %d new: %+v", process, n, res.New(), res.Folders[0])
		}
		if c := sink.cursor("INBOX"); c.Relist || !c.Done {
			t.Errorf("%s: cursor %+v", process, c)
		}
		r.equal(t, sink, "INBOX")
	}
	if len(obs.all()) > 0 {
		t.Errorf("problems = %v", obs.all())
	}
}

// The newest of every folder comes before the older mail of any, and mail that arrives meanwhile does not wait for it.
func TestNewestOfEveryFolderFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		small := func(seed uint64) func(int) testkit.Mail { return testkit.Corpus{Seed: seed, Size: 300}.Mail }
		sink, e, obs, _ := followedRig(t, r, imapsync.Options{Slice: time.Second})
		r.load(t, "INBOX", 3200, small(104))
		r.load(t, "Sent", 2500, small(105))
		sink.slow = 150 * time.Millisecond
		running(t, e)
		waitFor(t, obs, "the newest", func() bool { return slices.Contains(obs.states2(), imapsync.StateFilling) })
		if n, m := sink.count("INBOX"), sink.count("Sent"); n < 2000 || m < 500 || n == 3200 || m == 2500 {
			t.Errorf("when older mail begins, INBOX has %d, Sent %d", n, m)
		}
		h := r.hand(t)
		uid := h.Append("INBOX", testkit.Corpus{Seed: 106}.Mail(0))
		begun := time.Now()
		waitFor(t, obs, "new mail", func() bool { return sink.get("INBOX", max(uid, 3201)).Raw != nil })
		left := 2500 - sink.count("Sent")
		t.Logf("new mail after %v, with %d of Sent to come", time.Since(begun), left)
		if left == 0 {
			t.Error("the new mail came after all older mail")
		}
		waitFor(t, obs, "the rest", func() bool { return synced(obs) && sink.count("Sent") == 2500 })
		r.equal(t, sink, "INBOX", "Sent")
		var order []imapsync.State
		for _, s := range obs.states2() {
			if len(order) == 0 || order[len(order)-1] != s {
				order = append(order, s)
			}
		}
		want := []imapsync.State{imapsync.StateConnecting, imapsync.StateSyncing, imapsync.StateSynced, imapsync.StateFilling, imapsync.StateSynced}
		if len(order) < 5 || !slices.Equal(order[:4], want[:4]) || order[len(order)-1] != imapsync.StateSynced {
			t.Errorf("states %v, want %v", order, want)
		}
	})
}

// A stop in the middle of older mail costs nothing that was here.
func TestStopWhileFilling(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.load(t, "INBOX", 4000, testkit.Corpus{Seed: 107, Size: 300}.Mail)
		sink := newSink()
		sink.failAt = 6
		e, _ := r.engine(t, sink, imapsync.Options{})
		if _, err := e.Once(t.Context()); !errors.Is(err, imapsync.ErrStore) {
			t.Fatalf("err = %v", err)
		}
		here := sink.count("INBOX")
		if here != 2500 || sink.cursor("INBOX").Done {
			t.Errorf("%d here, cursor %+v", here, sink.cursor("INBOX"))
		}
		sink.failAt = 0
		e2, _ := r.engine(t, sink, imapsync.Options{})
		if res := once(t, e2); res.New() != 4000-here {
			t.Errorf("%d fetched, want %d", res.New(), 4000-here)
		}
		r.equal(t, sink, "INBOX")
	})
}

// A process that begins and finds nothing new asks for the list and the counts, and leaves.
func TestUnchangedIsCheap(t *testing.T) {
	r := dovecotRig(t)
	r.load(t, "INBOX", 50, testkit.Corpus{Seed: 108}.Mail)
	r.load(t, "Sent", 5, testkit.Corpus{Seed: 109}.Mail)
	sink, e, _, proxy := followedRig(t, r, imapsync.Options{})
	once(t, e)
	a := r.account()
	a.IMAP.Port = proxy.Port
	e2, obs := engineFor(t, a, r.password, sink, imapsync.Options{})
	before := len(proxy.Sent())
	sink.calls = nil
	res := once(t, e2)
	got := commands(proxy.Sent()[before:])
	for i, cmd := range got {
		got[i], _, _ = strings.Cut(cmd, " ")
	}
	want := []string{"AUTHENTICATE", "NAMESPACE", "LIST", "STATUS", "STATUS", "STATUS", "STATUS", "STATUS", "LOGOUT"}
	if got = slices.DeleteFunc(got, func(c string) bool { return c == "CAPABILITY" }); !slices.Equal(got, want) {
		t.Errorf("sent %v, want %v", got, want)
	}
	if len(sink.calls) > 0 || len(obs.all()) > 0 || res.Folders[0].Messages != 50 || res.Folders[1].Messages != 5 {
		t.Errorf("calls %v, problems %v, %+v", sink.calls, obs.all(), res)
	}
	// After a day the whole lists are compared.
	c := sink.cursors["INBOX"]
	c.Compared = time.Now().Add(-25 * time.Hour).Unix()
	sink.cursors["INBOX"] = c
	e3, _ := r.engine(t, sink, imapsync.Options{})
	once(t, e3)
	if !sink.said("present") || time.Since(time.Unix(sink.cursor("INBOX").Compared, 0)) > time.Minute {
		t.Errorf("calls %v, cursor %+v", sink.calls, sink.cursor("INBOX"))
	}
}

// Folders that are not watched are asked for by STATUS; those that did not change cost nothing more.
func TestPollByStatus(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		sink, e, obs, proxy := followedRig(t, r, imapsync.Options{PollEvery: 150 * time.Millisecond})
		running(t, e)
		waitFor(t, obs, "first sync", func() bool { return synced(obs) && strings.Contains(proxy.Sent(), "IDLE") })
		h := r.hand(t)
		begun := time.Now()
		h.Append("Archive", testkit.Corpus{Seed: 110}.Mail(0))
		waitFor(t, obs, "mail in Archive", func() bool { return sink.count("Archive") == 1 })
		t.Logf("mail in another folder after %v", time.Since(begun))
		before := len(proxy.Sent())
		n := len(obs.states2())
		waitFor(t, obs, "five rounds", func() bool { return len(obs.states2()) > n+10 })
		for _, cmd := range commands(proxy.Sent()[before:]) {
			if strings.HasPrefix(cmd, "EXAMINE") && !strings.Contains(cmd, "INBOX") && !strings.Contains(cmd, "Archive") || strings.HasPrefix(cmd, "LIST") {
				t.Errorf("a round without news sent %q", cmd)
			}
		}
		r.equal(t, sink, "INBOX", "Archive")
	})
}

// manyFolders is a server of n folders beside INBOX and Sent.
func manyFolders(n int) script {
	return mailbox(3, func(cmd string) string {
		switch {
		case strings.HasPrefix(cmd, "LIST"):
			var out strings.Builder
			for i := range n {
				fmt.Fprintf(&out, "* LIST (\\HasNoChildren) \"/\" \"Customers/Number %d with a name of some length\"\r\n", i)
			}
			return out.String() + "* LIST () \"/\" Sent\r\n* LIST () \"/\" INBOX\r\n{tag} OK\r\n"
		case strings.HasPrefix(cmd, "STATUS"):
			name, _, _ := strings.Cut(strings.TrimPrefix(cmd, "STATUS "), " (")
			return "* STATUS " + name + " (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 7)\r\n{tag} OK\r\n"
		}
		return ""
	})
}

func TestTenThousandFolders(t *testing.T) {
	sink := newSink()
	e, obs := engineFor(t, manyFolders(10_000).serve(t), "p", sink, imapsync.Options{})
	begun := time.Now()
	once(t, e)
	took := time.Since(begun)
	t.Logf("a first round beside 10,000 folders took %v", took)
	if len(sink.listed) != 10_002 || sink.count("INBOX") != 3 || sink.count("Sent") != 3 || len(obs.all()) > 0 {
		t.Errorf("%d folders, %d and %d messages, problems %v, in %v", len(sink.listed), sink.count("INBOX"), sink.count("Sent"), obs.all(), took)
	}
	for i := range 10_000 { // a person follows them all
		sink.choose(fmt.Sprintf("Customers/Number %d with a name of some length", i), i < 300)
	}
	begun = time.Now()
	once(t, e)
	t.Logf("following 300 of them took %v", time.Since(begun))
	if n := len(sink.mail); n != 302 {
		t.Errorf("%d folders followed", n)
	}
}

// A followed folder that somebody deletes or gives another name takes its placements along; many are asked for, and what
// it holds under the other name is recognised.
func TestFolderGone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		sink, e, obs, proxy := followedRig(t, r, imapsync.Options{})
		h := r.hand(t)
		for i := range 14 {
			h.Append("Projects", testkit.Corpus{Seed: 130}.Mail(i))
			if i < 4 {
				h.Append("Junk", testkit.Corpus{Seed: 131}.Mail(i))
			}
		}
		sink.choose("Projects", true)
		once(t, e)
		h.Delete("Junk")
		h.Rename("Projects", "Clients")
		sink.choose("Clients", true)
		anew := func() {
			a := r.account()
			a.IMAP.Port = proxy.Port
			e, obs = engineFor(t, a, r.password, sink, imapsync.Options{})
			once(t, e)
		}
		before := bodies(proxy.Sent())
		anew()
		if sink.count("Junk") != 0 || sink.count("Projects") != 0 || sink.count("Clients") != 14 || len(obs.all()) > 0 {
			t.Errorf("Junk %d, Projects %d, Clients %d, problems %v", sink.count("Junk"), sink.count("Projects"), sink.count("Clients"), obs.all())
		}
		if n := bodies(proxy.Sent()) - before; n > 0 {
			t.Errorf("%d bodies asked for", n)
		}
		h.Delete("Clients")
		anew()
		var p *imapsync.VanishProblem
		if all := obs.all(); sink.count("Clients") != 14 || len(all) != 1 || !errors.As(all[0], &p) || p.Gone != 14 || p.Folder != "Clients" {
			t.Errorf("Clients %d, problems %v", sink.count("Clients"), all)
		}
		sink.allow("Clients", 14)
		anew()
		if sink.count("Clients") != 0 || len(obs.all()) > 0 {
			t.Errorf("Clients %d, problems %v", sink.count("Clients"), obs.all())
		}
	})
}

// knowingSink holds every mail of a large folder already, and takes its time to say so.
type knowingSink struct {
	*memSink
	offers []int
}

func (s *knowingSink) Recognise(_ context.Context, f imapsync.Folder, list []imapsync.Known) ([]uint32, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	time.Sleep(30 * time.Millisecond)
	if s.mail[f.Name] == nil {
		s.mail[f.Name] = map[uint32]imapsync.Fetched{}
	}
	var placed []uint32
	for _, k := range list {
		s.mail[f.Name][k.UID] = imapsync.Fetched{UID: k.UID}
		placed = append(placed, k.UID)
	}
	s.offers = append(s.offers, len(list))
	return placed, nil
}

// A large folder that is numbered anew, on a line on which its list alone takes longer than a slice: INBOX is looked at
// while it is recognised, each slice brings some of it, and nothing is offered twice.
func TestRelistInSlices(t *testing.T) {
	const n = 45_000
	looks, asks, open := 0, 0, ""
	var all strings.Builder // every other number, so that a command names few
	for uid := 2; uid <= 2*n; uid += 2 {
		fmt.Fprintf(&all, ",%d", uid)
	}
	a := mailbox(n, func(cmd string) string {
		if strings.HasPrefix(cmd, "EXAMINE") {
			open = cmd
		}
		switch {
		case strings.HasPrefix(cmd, "LIST"):
			return "* LIST () \"/\" INBOX\r\n* LIST () \"/\" Sent\r\n{tag} OK\r\n"
		case strings.HasPrefix(cmd, "EXAMINE INBOX"), strings.HasPrefix(cmd, "STATUS INBOX"):
			looks++
			return "* 0 EXISTS\r\n* STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 7)\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 1] x\r\n{tag} OK [READ-ONLY] done\r\n"
		case strings.HasPrefix(cmd, "STATUS"):
			return fmt.Sprintf("* STATUS Sent (MESSAGES %d UIDNEXT %d UIDVALIDITY 7)\r\n{tag} OK\r\n", n, n+1)
		case strings.HasPrefix(cmd, "UID SEARCH") && strings.Contains(open, "INBOX"):
			return "* ESEARCH (TAG \"{tag}\") UID COUNT 0\r\n{tag} OK\r\n"
		case strings.HasPrefix(cmd, "UID SEARCH"):
			time.Sleep(20 * time.Millisecond)
			return "* ESEARCH (TAG \"{tag}\") UID ALL " + all.String()[1:] + "\r\n{tag} OK\r\n"
		case strings.HasPrefix(cmd, "UID FETCH") && strings.Contains(cmd, "HEADER.FIELDS"):
			asks++
			var out strings.Builder
			for uid := range strings.SplitSeq(strings.Fields(cmd)[2], ",") {
				fmt.Fprintf(&out, "* %s FETCH (UID %s RFC822.SIZE 21 FLAGS () BODY[HEADER.FIELDS (Message-ID From Date)] {2}\r\n\r\n)\r\n", uid, uid)
			}
			return out.String() + "{tag} OK\r\n"
		case strings.HasPrefix(cmd, "UID FETCH"): // flags: none changed
			return "{tag} OK\r\n"
		}
		return ""
	}).serve(t)
	sink := &knowingSink{memSink: newSink()}
	sink.cursors["Sent"] = imapsync.Folder{Account: "a", Name: "Sent", Role: imapsync.RoleSent, UIDValidity: 6, Lowest: 1, Highest: n, Done: true, Exists: n}
	e, obs := engineFor(t, a, "p", sink, imapsync.Options{Slice: 20 * time.Millisecond})
	once(t, e)
	offered := 0
	for _, m := range sink.offers {
		offered += m
	}
	if sink.count("Sent") != n || offered != n || !sink.cursor("Sent").Done || len(obs.all()) > 0 {
		t.Errorf("%d here, %d offered, cursor %+v, problems %v", sink.count("Sent"), offered, sink.cursor("Sent"), obs.all())
	}
	if looks < 20 || asks != len(sink.offers) {
		t.Errorf("INBOX was looked at %d times; %d of %d answers were offered", looks, len(sink.offers), asks)
	}
}

// A folder that the server declines while its older mail comes costs only itself: the round ends, and what is wrong is said
// once, however often it was tried.
func TestFolderDeclinedWhileFilling(t *testing.T) {
	opened := 0
	a := mailbox(3000, func(cmd string) string {
		switch {
		case strings.HasPrefix(cmd, "LIST"):
			return "* LIST () \"/\" INBOX\r\n* LIST () \"/\" Sent\r\n{tag} OK\r\n"
		case strings.HasPrefix(cmd, "EXAMINE") && strings.Contains(cmd, "Sent"):
			if opened++; opened > 1 {
				return "{tag} NO no longer\r\n"
			}
		case strings.HasPrefix(cmd, "STATUS"):
			name, _, _ := strings.Cut(strings.TrimPrefix(cmd, "STATUS "), " (")
			return "* STATUS " + name + " (MESSAGES 3000 UIDNEXT 3001 UIDVALIDITY 7)\r\n{tag} OK\r\n"
		}
		return ""
	}).serve(t)
	sink := newSink()
	e, obs := engineFor(t, a, "p", sink, imapsync.Options{})
	for range 3 {
		once(t, e)
	}
	if sink.count("INBOX") != 3000 || sink.count("Sent") != 500 || opened < 3 {
		t.Errorf("INBOX %d, Sent %d, opened %d times", sink.count("INBOX"), sink.count("Sent"), opened)
	}
	if p := e.Standing("Sent"); len(p) != 1 || len(obs.all()) == 0 {
		t.Errorf("standing %v of %v", p, obs.all())
	}
}

// While older mail comes the other folders are looked at in their time, and what is due again is told the server.
func TestOtherFoldersWhileFilling(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		q, asked := &queue{}, 0
		sink, e, obs, _ := followedRig(t, r, imapsync.Options{Slice: 300 * time.Millisecond, PollEvery: 400 * time.Millisecond, Mirror: q})
		r.load(t, "INBOX", 5000, testkit.Corpus{Seed: 142, Size: 300}.Mail)
		q.asked = func() {
			if asked++; asked == 2 { // the first was the round's
				q.wants(sink, flag("INBOX", 5000, `\Flagged`, true))
			}
		}
		sink.slow = 100 * time.Millisecond
		running(t, e)
		waitFor(t, obs, "the newest", func() bool { return slices.Contains(obs.states2(), imapsync.StateFilling) })
		h := r.hand(t)
		h.Append("Archive", testkit.Corpus{Seed: 143}.Mail(0))
		waitFor(t, obs, "mail in Archive", func() bool { return sink.count("Archive") == 1 })
		waitFor(t, obs, "the mark", func() bool { return slices.Contains(h.Flags("INBOX")[5000], `\Flagged`) })
		if states := obs.states2(); states[len(states)-1] != imapsync.StateFilling {
			t.Errorf("they came when all older mail was here: %v", states)
		}
	})
}
