package desk

import (
	"errors"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/outbox"
	"deskhand/internal/store"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

func (o *office) act(mail, action string) (core.Done, compose.Mail) {
	o.t.Helper()
	done, m, err := o.d.Compose.Act(o.t.Context(), mail, action)
	if err != nil {
		o.t.Fatal(err)
	}
	return done, m
}

// TestGuardHolds: the customer wrote while the mail waited; it is held with what they wrote, and goes when somebody
// says so, or becomes a draft again.
func TestGuardHolds(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	q := o.send("<p>It is the size.</p>", compose.SendOptions{})
	o.customerWrites("q2@halvorsen.example", "It is solved, thank you all.")
	o.let(time.Minute)
	m := o.wants(q.Mail.ID, outbox.Held, outbox.ReasonGuard, 0)
	if m.Words != "Marco wrote after you sent this." || strings.Join(m.Actions, " ") != "send-anyway edit discard" {
		t.Errorf("held: %+v", m)
	}
	detail := do[compose.Detail](t)(o.d.Compose.Mail(ctx, m.ID))
	if len(detail.Since) != 1 || detail.Since[0].VisibleText != "It is solved, thank you all." || len(detail.Before) != 1 || !strings.HasPrefix(detail.Text, "It is the size.") {
		t.Errorf("what came since: %+v", detail)
	}
	if o.ticket().Outbox != "held" {
		t.Errorf("the list marks it %q", o.ticket().Outbox)
	}
	o.act(m.ID, "send-anyway")
	o.let(10 * time.Minute)
	o.wants(m.ID, outbox.Filed, outbox.ReasonNone, 1)

	q = o.send("<p>One more question.</p>", compose.SendOptions{Delay: now(), Anyway: true}) // q2 was not read here
	o.customerWrites("q3@halvorsen.example", "Another thing")
	o.let(time.Minute)
	o.wants(q.Mail.ID, outbox.Held, outbox.ReasonGuard, 1)
	_, m = o.act(q.Mail.ID, "edit")
	back := do[compose.Draft](t)(o.d.Compose.Draft(ctx, m.Draft))
	if m.State != "draft" || back.HTML != "<p>One more question.</p>" || back.Blank {
		t.Errorf("edited: %+v, %+v", m, back)
	}
	if list := do[[]compose.Mail](t)(o.d.Compose.Mails(ctx)); len(list) != 0 {
		t.Errorf("the outbox still holds %+v", list)
	}
	o.let(time.Hour)
	if len(o.smtp.Sent()) != 1 {
		t.Error("a draft was sent")
	}
}

// TestNewsAtTheKey: what nobody here has read stops the key press and asks; what was read does not.
func TestNewsAtTheKey(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	d := o.write("reply", "<p>It is the size.</p>")
	o.customerWrites("q2@halvorsen.example", "It is solved.")
	do[team.SyncResult](t)(o.d.Team.Sync(ctx, nil))
	_, err := o.d.Compose.Send(ctx, d.ID, compose.SendOptions{})
	if f := fault.From(err); f == nil || !f.Ask || f.Field != compose.FieldNews || f.Message != "Marco wrote after you began this reply." {
		t.Fatalf("sent past a mail that nobody read: %v", err)
	}
	if v := do[compose.Draft](t)(o.d.Compose.Draft(ctx, d.ID)); v.News == nil || len(v.News.Entries) != 1 || v.News.Text != "Marco wrote after you began this reply." {
		t.Errorf("news: %+v", v.News)
	}
	var keys []string
	for _, e := range o.messages() {
		keys = append(keys, e.ID)
	}
	if err := o.d.Inbox.MarkRead(ctx, o.id, keys); err != nil {
		t.Fatal(err)
	}
	q := do[compose.Queued](t)(o.d.Compose.Send(ctx, d.ID, compose.SendOptions{Delay: now()}))
	o.let(10 * time.Minute)
	o.wants(q.Mail.ID, outbox.Filed, outbox.ReasonNone, 1)

	d = o.write("reply", "<p>Closing this.</p>")
	err = o.d.store.Write(ctx, func(tx *store.Tx) error { // a colleague's device claims it
		return tx.AppendAs("0000000000000", o.c.now(), []ticket.Draft{ticket.SetField(o.id, ticket.PathOwner, "lena")})
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.d.Compose.Send(ctx, d.ID, compose.SendOptions{}); !strings.Contains(fault.From(err).Message, "assigned it to Lena after you began this reply") {
		t.Errorf("sent past a colleague: %v", err)
	}
}

// TestUndoSend: inside the delay the newest thing to undo is the mail, with everything that went with it; words that
// were typed meanwhile stand under the ones that come back.
func TestUndoSend(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	q := o.send("<p>Too early</p>", compose.SendOptions{})
	if q.Done.Text != "Sending to Marco in 10 s" || q.UndoUntil != ticket.TimeOf(o.c.now().Add(10*time.Second)) || o.ticket().Owner != "asha" {
		t.Errorf("queued: %+v", q)
	}
	o.write("reply", "<p>And another thought</p>")
	done := do[core.Done](t)(o.d.Undo(ctx, "", false))
	if got := o.ticket(); done.Text != "Not sent; it is a draft again" || got.Owner != "" || got.Status != ticket.Open || got.Outbox != "" {
		t.Errorf("undone: %+v, the ticket is %s's and %s", done, got.Owner, got.Status)
	}
	drafts := do[[]compose.Draft](t)(o.d.Compose.Drafts(ctx, o.id))
	if len(drafts) != 1 || drafts[0].HTML != "<p>Too early</p><hr><p>And another thought</p>" {
		t.Errorf("drafts: %+v", drafts)
	}
	o.let(time.Hour)
	if len(o.smtp.Sent()) != 0 {
		t.Error("it went all the same")
	}

	q = do[compose.Queued](t)(o.d.Compose.Send(ctx, drafts[0].ID, compose.SendOptions{}))
	o.again() // quitting inside the delay leaves it in the outbox, and says so
	if text := do[string](t)(o.d.Compose.Leaving(ctx)); text != "1 reply waits to be sent; it leaves when Deskhand runs again." {
		t.Errorf("quitting: %q", text)
	}
	do[core.Done](t)(o.d.Work.Priority(ctx, o.id, "high"))
	do[core.Done](t)(o.d.Undo(ctx, "", false)) // a later action comes first
	if got := o.ticket(); got.Priority == "high" || got.Outbox != "waiting" {
		t.Errorf("undo took back %+v", got)
	}
	o.let(time.Hour)
	o.wants(q.Mail.ID, outbox.Filed, outbox.ReasonNone, 1)
	if _, err := o.d.Undo(ctx, q.Mail.ID, false); fault.From(err).Code != fault.NotFound {
		t.Errorf("a mail that left was taken back: %v", err)
	}
	if done := do[core.Done](t)(o.d.Undo(ctx, "", false)); !strings.HasSuffix(done.Text, ". The mail itself has left") {
		t.Errorf("undone after it left: %q", done.Text)
	}
}

// TestOffline: no network for three days, then it goes once, past a guard that looks first.
func TestOffline(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.imap.Stop()
	q := o.send("<p>From the train</p>", compose.SendOptions{})
	for range 3 {
		o.let(10 * time.Minute)
		o.c.set(o.c.now().Add(24 * time.Hour))
	}
	m := o.wants(q.Mail.ID, outbox.Waiting, outbox.ReasonOffline, 0)
	if m.NextTry == 0 || !strings.Contains(m.Words, "could not be asked for news") {
		t.Errorf("offline: %+v", m)
	}
	o.imap.Start()
	do[team.SyncResult](t)(o.d.Team.Sync(ctx, nil))
	o.let(10 * time.Minute)
	o.wants(q.Mail.ID, outbox.Filed, outbox.ReasonNone, 1)
	if n := o.copies(); n != 1 {
		t.Errorf("%d copies in Sent", n)
	}
}

// TestPasswordLater: a password that the server refuses later holds the mail and is a problem; the new one sends it.
func TestPasswordLater(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	begin(t, o.d)
	eventually(t, "the first round", func() bool { return o.d.SyncState(ctx).Word == "synced" })
	o.smtp.Always(testkit.SMTPFault{Auth: "535 5.7.8 wrong"})
	q := o.send("<p>Hello</p>", compose.SendOptions{Delay: now()})
	eventually(t, "the mail to be held", func() bool { return do[compose.Mail](t)(o.d.Compose.Outcome(ctx, q.Mail.ID)).State == "held" })
	o.wants(q.Mail.ID, outbox.Held, outbox.ReasonSignIn, 0)
	problem := func() bool {
		for _, p := range do[[]team.Problem](t)(o.d.Team.Problems(ctx)) {
			if p.Action == "password:"+o.acc.ID && strings.HasPrefix(p.Message, "Mail cannot be sent") {
				return true
			}
		}
		return false
	}
	if !problem() {
		t.Error("nothing says that the password is refused")
	}
	if _, err := o.d.Team.Sync(ctx, nil); err != nil || !problem() {
		t.Errorf("a round of fetching cleared the problem of sending: %v", err)
	}
	o.smtp.Always(testkit.SMTPFault{})
	do[team.Report](t)(o.d.Team.EnterPassword(ctx, o.acc.ID, o.imap.Password))
	eventually(t, "the mail to go", func() bool { return len(o.smtp.Sent()) == 1 })
	eventually(t, "the problem to clear", func() bool { return !problem() })
}

// TestLostLine: the line dies behind the dot, or the program does: nobody knows, and nothing goes again without a key.
func TestLostLine(t *testing.T) {
	for _, cut := range []testkit.SMTPCut{testkit.CutTaken, testkit.CutAtDot} {
		t.Run(string(cut), func(t *testing.T) {
			o := newOffice(t)
			o.smtp.Next(testkit.SMTPFault{Cut: cut})
			q := o.send("<p>Hello</p>", compose.SendOptions{Delay: now()})
			o.let(48 * time.Hour)
			taken := len(o.smtp.Sent())
			m := o.wants(q.Mail.ID, outbox.Unsure, outbox.ReasonLost, taken)
			if strings.Join(m.Actions, " ") != "went retry" {
				t.Errorf("actions %q", m.Actions)
			}
			if _, _, err := o.d.Compose.Act(t.Context(), m.ID, "edit"); fault.From(err).Code != fault.Refused || !errors.Is(err, outbox.ErrStep) {
				t.Errorf("a mail that may have gone out became a draft: %v", err)
			}
			o.act(m.ID, "retry")
			o.let(time.Hour)
			o.wants(m.ID, outbox.Filed, outbox.ReasonNone, taken+1)
			if sent := o.smtp.Sent(); taken == 1 && string(sent[0].Raw) != string(sent[1].Raw) {
				t.Error("the second mail is another")
			}
		})
	}
}

// TestRestartWhileSending: a start that finds a mail under way does not send it again.
func TestRestartWhileSending(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	q := o.send("<p>Hello</p>", compose.SendOptions{Delay: now()})
	queue := o.d.Compose.Queue()
	i := do[outbox.Item](t)(queue.Load(ctx, q.Mail.ID))
	i.State, i.Version = outbox.Sending, i.Version+1 // as the commit before DATA leaves it
	if err := queue.Save(ctx, i); err != nil {
		t.Fatal(err)
	}
	if err := queue.Save(ctx, i); !errors.Is(err, outbox.ErrChanged) {
		t.Errorf("saved twice: %v", err)
	}
	o.again()
	o.let(time.Hour)
	o.wants(q.Mail.ID, outbox.Unsure, outbox.ReasonLost, 0)
	o.act(q.Mail.ID, "went")
	o.let(time.Hour)
	o.wants(q.Mail.ID, outbox.Filed, outbox.ReasonNone, 0) // its copy is ours to file
	if o.copies() != 1 {
		t.Errorf("%d copies", o.copies())
	}
}

// TestRefused: what the server says no to is held with its words, for whom it is about.
func TestRefused(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.smtp.Always(testkit.SMTPFault{Rcpt: map[string]string{"gone@halvorsen.example": "550 5.1.1 no such user"}})
	d := o.write("reply", "<p>Hello</p>")
	e := edit(d, "<p>Hello</p>")
	e.Cc = "gone@halvorsen.example, not an address"
	if s := do[compose.Saved](t)(o.d.Compose.Save(ctx, e)); s.BadCc == "" || s.Outside != 2 {
		t.Errorf("saved: %+v", s)
	}
	if _, err := o.d.Compose.Send(ctx, d.ID, compose.SendOptions{}); fault.From(err).Field != compose.FieldCc {
		t.Errorf("a bad address was sent to: %v", err)
	}
	e.Cc = "gone@halvorsen.example"
	do[compose.Saved](t)(o.d.Compose.Save(ctx, e))
	q := do[compose.Queued](t)(o.d.Compose.Send(ctx, d.ID, compose.SendOptions{Delay: now()}))
	o.let(10 * time.Minute)
	m := o.wants(q.Mail.ID, outbox.Filed, outbox.ReasonSome, 1)
	if len(m.Recipients) != 2 || !m.Recipients[0].Taken || m.Recipients[1].Code != 550 || strings.Join(m.Actions, "") != "went" {
		t.Errorf("per recipient: %+v", m)
	}
	if s := do[compose.State](t)(o.d.Compose.State(ctx)); s.Some != 1 {
		t.Errorf("counted: %+v", s)
	}
	o.act(m.ID, "went")
	if list := do[[]compose.Mail](t)(o.d.Compose.Mails(ctx)); len(list) != 0 {
		t.Errorf("noted, and still shown: %+v", list)
	}

	o.smtp.Always(testkit.SMTPFault{Mail: "552 5.2.2 quota"})
	q = o.send("<p>Again</p>", compose.SendOptions{Delay: now()})
	o.let(time.Minute)
	m = o.wants(q.Mail.ID, outbox.Held, outbox.ReasonQuota, 1)
	done, _ := o.act(m.ID, "discard")
	if done.Text != "Mail discarded" || len(do[[]compose.Draft](t)(o.d.Compose.Drafts(ctx, o.id))) != 0 {
		t.Errorf("discarded: %+v", done)
	}
	if back := do[compose.Draft](t)(o.d.Compose.Restore(ctx, m.Draft)); back.HTML != "<p>Again</p>" {
		t.Errorf("restored: %+v", back)
	}
}

// TestOnlineAgain: while engines run, a mail that waits for the network goes when the mailbox is heard again, not when
// its back-off ends.
func TestOnlineAgain(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	begin(t, o.d)
	eventually(t, "the first round", func() bool { return o.d.SyncState(ctx).Word == "synced" })
	told := make(chan struct{}, 100)
	defer o.d.Subscribe(func(n Notice) {
		if n.Kind == Outbox {
			told <- struct{}{}
		}
	})()
	o.imap.Stop()
	eventually(t, "the mailbox to be away", func() bool { return o.d.SyncState(ctx).Word == "offline" })
	q := o.send("<p>From the train</p>", compose.SendOptions{Delay: now()})
	eventually(t, "the mail to wait", func() bool { return do[compose.Mail](t)(o.d.Compose.Outcome(ctx, q.Mail.ID)).Reason == "offline" })
	if s := o.d.SyncState(ctx); s.Waiting != 1 || len(told) == 0 {
		t.Errorf("the status line: %+v, %d notices", s, len(told))
	}
	o.imap.Start() // the clock of the desk stands still: no back-off ends
	o.d.Wake()
	eventually(t, "the mail to go", func() bool { return len(o.smtp.Sent()) == 1 })
	if v := o.smtp.Violations(); len(v) > 0 {
		t.Errorf("against the protocol: %q", v)
	}
}
