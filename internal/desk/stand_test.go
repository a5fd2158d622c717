package desk

import (
	"context"
	"testing"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

// synced does a round and tells how many mails came.
func synced(t *testing.T, d *Desk) (n int) {
	t.Helper()
	for _, a := range do[team.SyncResult](t)(d.Team.Sync(t.Context(), nil)).Accounts {
		if a.Error != nil {
			t.Fatalf("sync: %v", a.Error.Message)
		}
		n += a.New
	}
	return n
}

// standing is what a person sees of the one ticket of a question.
func standing(ctx context.Context, t *testing.T, d *Desk, id string) string {
	t.Helper()
	got, err := d.Inbox.Ticket(ctx, id)
	if err != nil && fault.From(err).Code == fault.NotFound {
		return "none"
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range do[[]ticket.Entry](t)(d.Inbox.Entries(ctx, id)) {
		if e.Kind == ticket.KindMessage && e.Gone {
			return "gone"
		}
	}
	if got.Spam {
		return "spam"
	}
	return "live"
}

// TestMoves: another program moves a mail from INBOX to Archive, Trash and Junk and back; the ticket is each time what its
// folder makes of it, and is one ticket all the while.
func TestMoves(t *testing.T) {
	s := testkit.StartDovecot(t)
	c := &clock{at: time.Now().Truncate(time.Second)}
	h := testkit.NewHand(t, s.Port, s.User, s.Password)
	defer h.Close()
	for _, name := range []string{"Archive", "Trash", "Junk"} {
		h.Create(name)
	}
	h.Append("INBOX", letter(c.at.Add(-time.Hour), "q1@halvorsen.example", theirs, ours, "Where does it stand?", "", "Here."))
	d := openDesk(t, t.TempDir(), c)
	defer d.Close() //nolint:errcheck // the test is over
	connect(t, d, s)
	synced(t, d)
	id := do[[]ticket.Ticket](t)(tickets(t.Context(), d, "is:any"))[0].ID
	from := "INBOX"
	move := func(to, want string) {
		t.Helper()
		uids := h.UIDs(from)
		if len(uids) != 1 {
			t.Fatalf("%s holds %v", from, uids)
		}
		h.Move(from, to, uids...)
		synced(t, d)
		if got := standing(t.Context(), t, d, id); got != want {
			t.Errorf("moved from %s to %s it is %s, want %s", from, to, got, want)
		}
		from = to
	}
	move("Archive", "live")
	move("Trash", "none")
	move("Junk", "spam")
	move("INBOX", "live")
	do[any](t)(d.Work.Note(t.Context(), id, "somebody is at it", "note"))
	move("Trash", "live")
	move("INBOX", "live")
	if all := do[[]ticket.Ticket](t)(tickets(t.Context(), d, "is:any")); len(all) != 1 || all[0].Messages != 1 {
		t.Errorf("in the end there is %+v", all)
	}
	if r := do[Report](t)(d.Doctor(t.Context(), true, nil)); !r.OK() {
		t.Errorf("doctor: %+v", r)
	}
}

// TestTwoAccountsOneMail: a mail that came to two mailboxes is one mail of one ticket, which stays as long as one of them
// holds it.
func TestTwoAccountsOneMail(t *testing.T) {
	support, sales := testkit.StartDovecot(t), testkit.StartDovecot(t)
	c := &clock{at: time.Now().Truncate(time.Second)}
	both := letter(c.at.Add(-time.Hour), "both@halvorsen.example", theirs, "support@kestrel.example, sales@kestrel.example", "To both of you", "", "Who answers?")
	for _, s := range []*testkit.Dovecot{support, sales} {
		s.Preload("INBOX", 1, func(int) testkit.Mail { return both })
	}
	d := openDesk(t, t.TempDir(), c)
	defer d.Close() //nolint:errcheck // the test is over
	connect(t, d, support)
	if _, err := d.Team.AddAccount(t.Context(), team.NewAccount{
		Email: "sales@kestrel.example", User: sales.User, Password: sales.Password, IMAPHost: sales.Host, IMAPPort: sales.Port, IMAPSecurity: "none",
	}); err != nil {
		t.Fatal(err)
	}
	synced(t, d)
	all := do[[]ticket.Ticket](t)(tickets(t.Context(), d, "is:any"))
	if len(all) != 1 || all[0].Messages != 1 {
		t.Fatalf("there is %+v", all)
	}
	for _, a := range do[[]team.Account](t)(d.Team.Accounts(t.Context())) {
		for _, f := range a.Folders {
			if f.Name == "INBOX" && (f.Synced != 1 || f.Messages != 1 || f.Heads+f.Parts+f.Missing != 0 || f.LookedAt == 0) {
				t.Errorf("%s: %+v", a.Email, f)
			}
		}
	}
	for i, s := range []*testkit.Dovecot{support, sales} {
		h := testkit.NewHand(t, s.Port, s.User, s.Password)
		h.Expunge("INBOX", h.UIDs("INBOX")...)
		h.Close()
		synced(t, d)
		want := []string{"live", "gone"}[i]
		if got := standing(t.Context(), t, d, all[0].ID); got != want {
			t.Errorf("after it was deleted in %d of two mailboxes it is %s, want %s", i+1, got, want)
		}
	}
}
