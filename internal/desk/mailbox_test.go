package desk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

func (a *attic) problem(part string) (team.Problem, bool) {
	a.t.Helper()
	list := do[[]team.Problem](a.t)(a.d.Team.Problems(a.t.Context()))
	n := slices.IndexFunc(list, func(p team.Problem) bool { return strings.Contains(p.Message, part) })
	if n < 0 {
		return team.Problem{}, false
	}
	return list[n], true
}

// TestVanishedIsAsked: a mailbox that somebody emptied is kept and asked about; kept, nobody is asked again before more
// is gone; taken out, the tickets stay.
func TestVanishedIsAsked(t *testing.T) {
	a := newAttic(t)
	h := testkit.NewHand(t, a.s.Port, a.s.User, a.s.Password)
	for i := range 24 {
		h.Append("INBOX", letter(a.c.now(), fmt.Sprintf("v%d@halvorsen.example", i), theirs, "support@kestrel.example", fmt.Sprintf("Vanish %d", i), "", "x"))
	}
	a.sync()
	if a.folder("INBOX").Synced != 30 {
		t.Fatalf("%+v", a.folder("INBOX"))
	}
	uids := h.UIDs("INBOX")
	h.Expunge("INBOX", uids[:15]...)
	a.sync()
	p, is := a.problem("are gone from the server at once")
	if !is || p.Action != "vanished:"+a.acc.ID+":INBOX" || p.Code != string(fault.Refused) || !strings.Contains(p.Hint, "vanished support@kestrel.example 'INBOX' --take-out") || !strings.Contains(p.Message, "15 of 30") {
		t.Fatalf("the question: %v %+v", is, p)
	}
	kept := func(what string, asked bool) {
		t.Helper()
		a.sync()
		if _, is := a.problem("are gone from"); is != asked || a.folder("INBOX").Synced != 30 {
			t.Errorf("%s: asked %v, want %v; %d are here", what, is, asked, a.folder("INBOX").Synced)
		}
	}
	kept("nobody answered", true)
	if err := a.d.Team.Vanished(t.Context(), a.acc.ID, "INBOX", false); err != nil {
		t.Fatal(err)
	}
	if _, is := a.problem("are gone from"); is {
		t.Error("it is asked although it is answered")
	}
	kept("kept", false)
	h.Expunge("INBOX", uids[15])
	kept("one more is gone", true)
	if err := a.d.Team.Vanished(t.Context(), a.acc.ID, "INBOX", true); err != nil {
		t.Fatal(err)
	}
	a.sync()
	if f := a.folder("INBOX"); f.Synced != 14 || f.Messages != 14 {
		t.Errorf("taken out: %+v", f)
	}
	if _, is := a.problem("are gone from"); is {
		t.Error("it is asked although they were taken out")
	}
	if e := a.entry("Subject 3"); !e.Gone {
		t.Errorf("its ticket stays, and its mail is not on the server: %+v", e)
	}
	if err := a.d.Team.Vanished(t.Context(), a.acc.ID, "INBOX", true); fault.From(err).Code != fault.NotFound {
		t.Errorf("an answer to no question: %v", err)
	}
}

// TestVanishedComesBack: a question that the mailbox answered by itself is forgotten: the next one is asked anew.
func TestVanishedComesBack(t *testing.T) {
	a := newAttic(t)
	h := testkit.NewHand(t, a.s.Port, a.s.User, a.s.Password)
	h.Create("Aside")
	for i := range 24 {
		h.Append("INBOX", letter(a.c.now(), fmt.Sprintf("v%d@halvorsen.example", i), theirs, "support@kestrel.example", fmt.Sprintf("Vanish %d", i), "", "x"))
	}
	a.sync()
	h.Move("INBOX", "Aside", h.UIDs("INBOX")[6:]...)
	a.sync()
	if _, is := a.problem("24 of 30 mails"); !is {
		t.Fatal("nobody was asked")
	}
	if err := a.d.Team.Vanished(t.Context(), a.acc.ID, "INBOX", false); err != nil {
		t.Fatal(err)
	}
	if err := a.d.Team.Vanished(t.Context(), a.acc.ID, "INBOX", true); err != nil {
		t.Fatal(err)
	}
	h.Move("Aside", "INBOX", h.UIDs("Aside")...)
	a.sync()
	if f := a.folder("INBOX"); f.Messages != 30 || f.Synced != 30 {
		t.Fatalf("after they came back: %+v", f)
	}
	h.Move("INBOX", "Aside", h.UIDs("INBOX")[12:]...)
	a.sync()
	if _, is := a.problem("are gone from"); !is {
		t.Error("what was once answered counts for another time")
	}
}

// TestTwoMailboxesOneDown: the one that is down says so; the other goes on; both come when it is back.
func TestTwoMailboxesOneDown(t *testing.T) {
	a := newAttic(t)
	second := testkit.StartIMAP(t)
	other := do[team.Account](t)(a.d.Team.AddAccount(t.Context(), team.NewAccount{
		Email: "partners@kestrel.example", User: second.User, Password: second.Password, IMAPHost: second.Host, IMAPPort: second.Port, IMAPSecurity: "none",
	}))
	a.run()
	state := func(id string) string {
		for _, acc := range do[[]team.Account](t)(a.d.Team.Accounts(t.Context())) {
			if acc.ID == id {
				return acc.State
			}
		}
		return ""
	}
	eventually(t, "both mailboxes to be here", func() bool { return state(a.acc.ID) == "ok" && state(other.ID) == "ok" })
	second.Stop()
	eventually(t, "the second mailbox to be down", func() bool { return state(other.ID) == "offline" })
	a.s.Deliver("INBOX", letter(a.c.now(), "fresh@halvorsen.example", theirs, "support@kestrel.example", "Fresh", "", "x"))
	eventually(t, "mail of the first", func() bool {
		return slices.ContainsFunc(do[[]ticket.Ticket](t)(tickets(t.Context(), a.d, "is:any")), func(x ticket.Ticket) bool { return x.Subject == "Fresh" })
	})
	eventually(t, "the first to be in step and the word to be of the worse", func() bool {
		return state(a.acc.ID) == "ok" && a.d.SyncState(t.Context()).Word == "offline"
	})
	down := fmt.Sprintf("127.0.0.1:%d", second.Port)
	if p, is := a.problem(down); !is || p.Code != string(fault.Offline) {
		t.Errorf("the problem: %+v of %+v", p, do[[]team.Problem](t)(a.d.Team.Problems(t.Context())))
	}
	second.Start()
	a.d.Wake()
	eventually(t, "the second mailbox to be back", func() bool { return state(other.ID) == "ok" && a.d.SyncState(t.Context()).Word == "synced" })
	if _, is := a.problem(down); is {
		t.Error("the problem stands although it is back")
	}
}

// TestNoRoom: on a disk that is nearly full only heads come, and a problem says so; they come whole when there is room.
func TestNoRoom(t *testing.T) {
	a := newAttic(t)
	free := false
	a.d.o.Room = func() bool { return free }
	a.sync()
	if e := a.entry("Subject 5"); e.Extent != "head" {
		t.Errorf("without room: %q", e.Extent)
	}
	if p, is := a.problem("little free space"); !is || p.Code != string(fault.Data) || p.Hint == "" {
		t.Errorf("the problem: %+v", p)
	}
	free = true
	a.sync()
	if e := a.entry("Subject 5"); e.Extent != "" {
		t.Errorf("with room: %q", e.Extent)
	}
	if _, is := a.problem("little free space"); is {
		t.Error("the problem stands although there is room")
	}
	if a.entry("Subject 0").Extent != "head" {
		t.Error("older mail came whole")
	}
}

// TestRoomOfThisDisk: the disk is asked where nobody answers for it.
func TestRoomOfThisDisk(t *testing.T) {
	d := openDesk(t, t.TempDir(), &clock{at: time.Now()})
	defer d.Close() //nolint:errcheck // the test is over
	free, total, ok := d.store.Room()
	if ok && (free > total || total == 0) {
		t.Errorf("%d of %d bytes are free", free, total)
	}
	if want := !ok || free >= max(leastRoom, total/leastShare); d.room() != want {
		t.Errorf("room %v, %d of %d bytes are free", d.room(), free, total)
	}
}
