package desk

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/testkit"
)

// TestOthersWhileMailComes: what others do to a folder while its mail is on the way neither costs nor doubles any.
func TestOthersWhileMailComes(t *testing.T) {
	b := newBadDay(t)
	for name, act := range map[string]func(h *testkit.Hand, uids []uint32){
		"expunge of what came":           func(h *testkit.Hand, uids []uint32) { h.Expunge("INBOX", uids[len(uids)-1]) },
		"expunge of what is on its way":  func(h *testkit.Hand, uids []uint32) { h.Expunge("INBOX", uids[len(uids)-3:]...) },
		"expunge of what is asked next":  func(h *testkit.Hand, uids []uint32) { h.Expunge("INBOX", uids[0], uids[1]) },
		"expunge of many":                func(h *testkit.Hand, uids []uint32) { h.Expunge("INBOX", uids[:len(uids)/2]...) },
		"move of what is on its way":     func(h *testkit.Hand, uids []uint32) { h.Move("INBOX", "Archive", uids[len(uids)-5:]...) },
		"move to what was looked at":     func(h *testkit.Hand, uids []uint32) { h.Move("Archive", "INBOX", h.UIDs("Archive")...) },
		"flags of what is on its way":    func(h *testkit.Hand, uids []uint32) { h.Flag("INBOX", `\Flagged`, true, uids...) },
		"more mail":                      func(*testkit.Hand, []uint32) { b.fill("INBOX", 5) },
		"a copy within":                  func(h *testkit.Hand, uids []uint32) { h.Copy("INBOX", "INBOX", uids[len(uids)-2:]...) },
		"expunge of all, and more comes": func(h *testkit.Hand, uids []uint32) { h.Expunge("INBOX", uids...); b.fill("INBOX", 6) },
	} {
		b.fresh()
		b.fill("INBOX", 8)
		b.fill("Archive", 2)
		reached, goOn := make(chan struct{}), make(chan struct{})
		n := 0
		b.m.Meddle(testkit.Meddling{Said: func(answer []byte) ([]byte, bool) {
			if body.Match(answer) {
				if n++; n == 2 {
					close(reached)
					<-goOn
				}
			}
			return answer, false
		}})
		ended := make(chan error, 1)
		engine := b.engine()
		go func() {
			_, err := engine.Once(t.Context())
			ended <- err
		}()
		select {
		case <-reached:
		case <-time.After(20 * time.Second):
			t.Fatal("no mail came")
		}
		act(b.c.h, b.c.h.UIDs("INBOX"))
		close(goOn)
		if err := <-ended; err != nil {
			t.Logf("%s: %v", name, err) // a line that is slow for it
		}
		b.heal()
		if err := b.d.Team.Vanished(t.Context(), b.acc.ID, "INBOX", true); err == nil { // so many that it is asked
			b.heal()
		}
		b.equal(name)
	}
}

// TestGoneBeforeItIsGiven: what somebody deletes or moves between the desk's asking and the server's answer, which then has
// no text, leaves no empty mail behind.
func TestGoneBeforeItIsGiven(t *testing.T) {
	b := newBadDay(t)
	asked := 0
	b.m.Meddle(testkit.Meddling{Asked: func(cmd string) string {
		if strings.Contains(cmd, "BODY.PEEK[]") {
			if asked++; asked == 1 {
				uids := b.c.h.UIDs("INBOX")
				b.c.h.Move("INBOX", "Archive", uids[:5]...)
				b.c.h.Expunge("INBOX", uids[len(uids)-5:]...)
			}
		}
		return ""
	}})
	if err := b.round(); err != nil || asked == 0 {
		t.Fatalf("asked for %d times: %v", asked, err)
	}
	b.heal()
	b.equal("it was gone")
}

// TestEmptiedMailbox: where somebody empties a mailbox all stays as it was until a person answers, over any number of
// rounds and starts; then the desk is equal to the server, and the mail is here all the same.
func TestEmptiedMailbox(t *testing.T) {
	b := newBadDay(t)
	b.fill("Archive", 10)
	b.heal()
	b.equal("before")
	before := b.here()
	sorted := cmp.Options{cmp.AllowUnexported(placed{}), cmpopts.SortSlices(func(x, y placed) bool { return x.folder+fmt.Sprint(x.uid) < y.folder+fmt.Sprint(y.uid) })}
	for _, f := range []string{"INBOX", "Archive"} {
		b.c.h.Expunge(f, b.c.h.UIDs(f)...)
	}
	for range 2 {
		b.heal()
		if err := b.round(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, b.here(), sorted); diff != "" {
			t.Fatalf("nobody answered (-before +after)\n%s", diff)
		}
	}
	for _, f := range []string{"INBOX", "Archive"} {
		if err := b.d.Team.Vanished(t.Context(), b.acc.ID, f, true); err != nil {
			t.Fatal(err)
		}
	}
	b.heal()
	b.equal("a person said they may go")
	b.fill("INBOX", 3)
	b.heal()
	b.equal("more comes")
}

// TestTwoMailboxesOneDownWhole: while one server is away the other mailbox stays equal to its server; both are in the
// end. A mail that stands in both is here once.
func TestTwoMailboxesOneDownWhole(t *testing.T) {
	b := newBadDay(t)
	second := testkit.StartIMAP(t)
	hand := func() *testkit.Hand { return testkit.NewHand(t, second.Port, second.User, second.Password) }
	h, folders := hand(), []string{"INBOX", "Sent", "Trash"}
	both := b.c.letter()
	b.c.h.Append("INBOX", both)
	for range 5 {
		h.Append("INBOX", b.c.letter())
	}
	h.Append("INBOX", both)
	n := b.mailbox()
	n.Email, n.IMAPPort, n.Agent = "partners@kestrel.example", second.Port, ""
	other := do[team.Account](t)(b.d.Team.AddAccount(t.Context(), n))
	b.heal()
	b.equal("both are up")
	two := func(when string, h *testkit.Hand) {
		t.Helper()
		if diff := differs(t, b.d, other.ID, h, folders, b.known); diff != "" {
			t.Fatalf("the second, %s (- the server, + the desk)\n%s", when, diff)
		}
	}
	two("both are up", h)
	h.Append("INBOX", b.c.letter())
	h.Close()
	second.Stop()
	before := b.here()
	for range 3 {
		b.change()
		r, err := b.d.Team.Sync(t.Context(), nil)
		for _, a := range r.Accounts {
			if down := a.Email == n.Email; fault.From(err).Code != fault.Offline || len(r.Accounts) != 2 || down != (a.Error != nil) {
				t.Errorf("a round with one down: %+v, %v", r, err)
			}
		}
		b.equal("the other is down")
	}
	for _, p := range before {
		if p.account == other.ID && !cmp.Equal(p, find(b.here(), p), cmp.AllowUnexported(placed{})) {
			t.Errorf("of the mailbox that is down %+v changed", p)
		}
	}
	second.Start()
	b.heal()
	b.equal("both are up again")
	two("both are up again", hand())
}

func find(list []placed, like placed) placed {
	for _, p := range list {
		if p.account == like.account && p.folder == like.folder && p.uid == like.uid {
			return p
		}
	}
	return placed{}
}

// TestHundredMegabytes: a mail of 100 MB comes by its beginning, keeps nothing waiting, comes whole when it is asked for,
// over a line that breaks in it too, and is byte for byte the server's.
func TestHundredMegabytes(t *testing.T) {
	b := newBadDay(t)
	const line = "All work and no play makes a dull mailbox, says line %07d.\r\n"
	var text bytes.Buffer
	for i := 0; text.Len() < 100<<20; i++ {
		fmt.Fprintf(&text, line, i)
	}
	large := letter(b.clk.now().Add(-time.Hour), "large@halvorsen.example", theirs, ours, "Very large", "", text.String())
	b.c.h.Append("INBOX", large)
	b.fill("INBOX", 3)
	b.heal()
	list := b.here()
	if want := len(b.c.h.UIDs("INBOX")) + len(b.c.h.UIDs("Archive")) + len(b.c.h.UIDs("Sent")); len(list) != want {
		t.Errorf("%d of %d mails are here", len(list), want)
	}
	a := &attic{t: t, d: b.d, acc: b.acc}
	e := a.entry("Very large")
	if e.Extent != "part" || e.Size < 100<<20 {
		t.Fatalf("it is here by %q, of %d bytes", e.Extent, e.Size)
	}
	cut := false
	b.m.Meddle(testkit.Meddling{Said: func(answer []byte) ([]byte, bool) {
		if len(answer) < 90<<20 || cut {
			return answer, false
		}
		cut = true
		return answer[:60<<20], true
	}})
	if _, err := b.d.Inbox.FetchAll(t.Context(), e.Ticket); err == nil || !cut {
		t.Errorf("the line broke: %v, %v", cut, err)
	}
	if e := a.entry("Very large"); e.Extent != "part" {
		t.Errorf("after the cut it is here by %q", e.Extent)
	}
	b.m.Meddle(testkit.Meddling{})
	if n := do[int](t)(b.d.Inbox.FetchAll(t.Context(), e.Ticket)); n != 1 {
		t.Errorf("%d came", n)
	}
	b.equal("it came whole")
}
