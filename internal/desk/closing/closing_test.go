package closing_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	rules "deskhand/internal/closing"
	"deskhand/internal/desk/closing"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/work"
	"deskhand/internal/mail"
	"deskhand/internal/outbox"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// TestAsks: what was asked is open until a mail of ours reaches who asked.
//
// features: F1, F5
func TestAsks(t *testing.T) {
	b := newBench(t)
	b.mail("root", "INBOX", marco, us, 6*thread, "Hello,\n\nthe export stops at 40 %. Is it the size? And can\nyou send us the part that did work?\n\nMarco")
	if diff := cmp.Diff([]string{"○ Is it the size?", "○ Can you send us the part that did work?"}, b.asked()); diff != "" {
		t.Error(diff)
	}
	if got := line(b.view(""), "no-open-ask"); got != "open “Is it the size?” and 1 more were asked and not answered yet" {
		t.Error(got)
	}
	// Passed on to somebody else: nobody is answered by that.
	b.mail("on", "Sent", us, "lab@vendor.example", 5*thread, "Can you look at it?")
	if got := line(b.view(""), "no-open-ask"); !strings.HasPrefix(got, "open ") {
		t.Errorf("a mail to somebody else answers: %s", got)
	}
	if got := line(b.view(""), "first-reply"); !strings.HasPrefix(got, "open ") {
		t.Errorf("a mail to somebody else is the first reply: %s", got)
	}
	// Machines ask nothing.
	b.mail("auto", "INBOX", "noreply@halvorsen.example>\r\nAuto-Submitted: auto-replied\r\nX-Was: <x", us, 4*thread+time.Minute, "Did you know?")
	b.mail("answer", "Sent", us, "Marco <"+marco+">", 4*thread, "It is not the size. Here is the part.")
	if got := line(b.view(""), "no-open-ask"); got != "ticked message 2 questions, answered in your reply" {
		t.Error(got)
	}
	b.mail("more", "INBOX", marco, us, 3*thread, "Our log of last night. Could we also get it as CSV with semicolons?\n\n> Is it the size?")
	b.mail("again", "INBOX", "anna@halvorsen.example", us, 2*thread, "Is it the size?")
	want := []string{"Can you send us the part that did work?", "○ Could we also get it as CSV with semicolons?", "○ Is it the size?"}
	if diff := cmp.Diff(want, b.asked()); diff != "" {
		t.Error(diff)
	}
	if got := line(b.view(""), "no-open-ask"); got != "open “Could we also get it as CSV with semicolons?” and 1 more were asked after your last reply" {
		t.Error(got)
	}
}

// TestFormMail: what a form sends names in Reply-To who asks, and a reply to that address answers.
func TestFormMail(t *testing.T) {
	b := newBench(t)
	b.mail("root", "INBOX", "form@forms.example>\r\nReply-To: <yuki@minato.example", us, 6*thread, "When does it open?")
	b.mail("answer", "Sent", us, "yuki@minato.example", 4*thread, "At nine.")
	if got := line(b.view(""), "no-open-ask"); got != "ticked message 1 question, answered in your reply" {
		t.Error(got)
	}
}

// TestFormText: where a form says in its text alone who asks, that is no stranger, and what they ask is open.
func TestFormText(t *testing.T) {
	b := newBench(t)
	outside := store.Rules{Ours: func(a string) bool { return a == us }, Rules: ticket.Rules{First: func(string) ticket.Status { return ticket.Open }}}
	outside.Outside = func(m *mail.Message) (store.Outside, bool) {
		return store.Outside{Channel: "web-form", Moved: true, Addr: "yuki@minato.example"}, m.From.Addr == "form@forms.example"
	}
	b.store.SetRules(outside)
	b.mail("root", "INBOX", "form@forms.example", us, 6*thread, "When does it open?")
	if diff := cmp.Diff([]string{"○ When does it open?"}, b.asked()); diff != "" {
		t.Error(diff)
	}
	b.mail("answer", "Sent", us, "yuki@minato.example", 4*thread, "At nine.")
	if got := line(b.view(""), "no-open-ask"); got != "ticked message 1 question, answered in your reply" {
		t.Error(got)
	}
}

// TestUnsent: what is begun or waits holds a close up and says since when; what the server took counts although its
// message is not here yet, and once.
//
// features: F5
func TestUnsent(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.mail("root", "INBOX", marco, us, 6*thread, "Is it the size?")
	blank, err := b.compose.Open(ctx, b.id(), "reply", "")
	if err != nil {
		t.Fatal(err)
	}
	if got := line(b.view(""), "no-draft"); got != "ticked ticket nothing unsent" {
		t.Errorf("a reply without a word: %s", got)
	}
	id := b.draft("reply", "", "<p>It is not the size.</p>")
	if got := line(b.view(""), "no-draft"); got != "open a reply was begun 12:00 and not sent" || id != blank.ID {
		t.Error(got)
	}
	b.now = noon().Add(2 * time.Minute)
	if _, err := b.compose.Send(ctx, id, outOptions(0)); err != nil {
		t.Fatal(err)
	}
	b.now = noon().AddDate(0, 0, 1)
	if got := line(b.view(""), "no-draft"); got != "open 1 reply waits in the outbox since Fri 12:02" {
		t.Error(got)
	}
	if got := line(b.view(""), "first-reply"); !strings.HasPrefix(got, "open ") {
		t.Errorf("a mail that waits counts as sent: %s", got)
	}
	m := b.outbox()[0]
	b.become(m.ID, outbox.Sending, "", "")
	if got := line(b.view(""), "no-draft"); got != "open 1 reply is being sent" {
		t.Error(got)
	}
	b.become(m.ID, outbox.Sent, "", "")
	v := b.view("")
	for id, want := range map[string]string{"no-draft": "ticked ticket nothing unsent", "first-reply": "ticked message Reply", "no-open-ask": "ticked message 1 question, answered in your reply"} {
		if got := line(v, id); got != want {
			t.Errorf("%s: %s", id, got)
		}
	}
	b.mail(m.MessageID, "Sent", us, marco, -2*time.Minute, "It is not the size.")
	if got := b.view(""); len(got.Attempts) != 1 || line(got, "no-open-ask") != line(v, "no-open-ask") || got.Proposed != v.Proposed {
		t.Errorf("it came back and counts anew: %d mails, %s, %+v", len(got.Attempts), line(got, "no-open-ask"), got.Proposed)
	}
	if v.Asks[0].Answer != m.Key || v.Proposed.Done != "It is not the size." {
		t.Errorf("%+v, proposed %q", v.Asks, v.Proposed.Done)
	}
}

// TestSendAndResolve: judged as if the mail had left, queued with the close or not at all, and taken back with it.
//
// features: C6, F5
func TestSendAndResolve(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.mail("root", "INBOX", marco, us, 6*thread, "Hello,\n\nthe export stops at 40 %. Is it the size?")
	id := b.draft("reply", "", "<p>Hello Marco,</p><p>one date of the year 0026 stopped it. It is mended.</p><p>Kind regards</p>")
	v := b.view(id)
	for id, want := range map[string]string{"no-draft": "ticked ticket nothing unsent", "first-reply": "ticked ticket Reply", "no-open-ask": "ticked ticket 1 question, answered in your reply"} {
		if got := line(v, id); got != want {
			t.Errorf("%s: %s", id, got)
		}
	}
	want := rules.HandOff{Inquiry: "October export stops. the export stops at 40 %. Is it the size?", Done: "one date of the year 0026 stopped it. It is mended.", Remaining: "Nothing is left."}
	if diff := cmp.Diff(want, v.Proposed); diff != "" {
		t.Error(diff)
	}
	if v.CanResolve {
		t.Error("it can be resolved without a hand-off and a tag")
	}
	_, err := b.Close(ctx, b.id(), closing.Request{Send: id})
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != fault.Refused || len(f.Lines) != 3 {
		t.Fatalf("%v: %+v", err, f)
	}
	b.nothingSent(id)
	b.provable()
	done, err := b.Close(ctx, b.id(), closing.Request{Send: id})
	if err != nil {
		t.Fatal(err)
	}
	if done.Text != "Sending to Somebody in 10 s, resolved “October export stops”" || done.Mail == "" || done.UndoUntil != ticket.TimeOf(noon().Add(10*time.Second)) {
		t.Errorf("%+v", done)
	}
	mails := b.outbox()
	if got := b.ticket(); got.Status != ticket.Resolved || got.Owner != "asha" || len(mails) != 1 || mails[0].State != string(outbox.Waiting) || mails[0].Closing == "" {
		t.Fatalf("%s, %s, %+v", got.Status, got.Owner, mails)
	}
	// Twice is once.
	if _, err := b.Close(ctx, b.id(), closing.Request{Send: id}); err == nil || len(b.outbox()) != 1 {
		t.Errorf("it was sent again: %v", err)
	}
	t.Run("held", func(t *testing.T) {
		b := newBench(t)
		b.mail("root", "INBOX", marco, us, 6*thread, "Is it the size?")
		b.provable()
		id := b.draft("reply", "", "<p>It is not.</p>")
		done, err := b.Close(ctx, b.id(), closing.Request{Send: id})
		if err != nil {
			t.Fatal(err)
		}
		b.now = noon().Add(time.Minute)
		b.become(done.Mail, outbox.Held, outbox.ReasonGuard, "Marco wrote")
		if got := b.ticket(); got.Status != ticket.Open {
			t.Errorf("the mail is held and the ticket %s", got.Status)
		}
		if got := line(b.view(""), "no-draft"); got != "open 1 reply is held in the outbox since 12:00" {
			t.Error(got)
		}
	})
	if _, _, err := b.compose.Act(ctx, done.Mail, "cancel"); err != nil {
		t.Fatal(err)
	}
	if got := b.ticket(); got.Status != ticket.Open {
		t.Errorf("taken back, and it is %s", got.Status)
	}
	b.nothingSent(id)
}

// nothingSent: the draft is still being written and the outbox is empty.
func (b *bench) nothingSent(id string) {
	b.t.Helper()
	d, err := b.compose.Draft(context.Background(), id)
	if err != nil || d.Blank || len(b.outbox()) != 0 {
		b.t.Errorf("draft %+v, outbox %+v, %v", d, b.outbox(), err)
	}
}

// TestSendAndResolveRefused: where the mail cannot go, the ticket stays.
func TestSendAndResolveRefused(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.mail("root", "INBOX", marco, us, 6*thread, "Is it the size?")
	b.provable()
	refused := func(id, want string) {
		t.Helper()
		_, err := b.Close(ctx, b.id(), closing.Request{Send: id})
		if err == nil || !strings.Contains(err.Error(), want) || b.ticket().Status != ticket.Open || len(b.outbox()) != 0 {
			t.Errorf("%v (want %q), %s", err, want, b.ticket().Status)
		}
	}
	refused("dNOWHERE", "no such draft")
	id := b.draft("reply", "nobody@@", "<p>It is not.</p>")
	refused(id, "nobody@@")
	id = b.draft("reply", marco, "<p>It is not.</p>")
	// A mail to somebody else answers nothing, so the ask stands in the way.
	other := b.draft("forward", "lab@vendor.example", "<p>Please look.</p>")
	refused(other, "Is it the size?")
	if _, err := b.compose.Discard(ctx, other); err != nil {
		t.Fatal(err)
	}
	refused(other, "no longer being written")
	// Somebody wrote meanwhile.
	b.mail("news", "INBOX", marco, us, -thread, "It works again, thanks for looking at it so soon.")
	refused(id, "1 message was never opened")
	if _, err := b.Close(ctx, b.id(), closing.Request{Send: id, AnywayWhy: "read on the telephone", How: closing.SendOptions{Anyway: true}}); err != nil {
		t.Errorf("anyway: %v", err)
	}
}

// TestResolvedAgain: a resolved ticket can be answered and resolved again; without a reply it is so already.
func TestResolvedAgain(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.mail("root", "INBOX", marco, us, 6*thread, "It stops.")
	b.mail("answer", "Sent", us, marco, 5*thread, "Mended.")
	b.provable()
	for _, want := range []string{"Resolved “October export stops”", "Resolved already"} {
		done, err := b.Close(ctx, b.id(), closing.Request{})
		if err != nil || done.Text != want {
			t.Errorf("%+v, %v", done, err)
		}
	}
	id := b.draft("reply", "", "<p>One word more.</p>")
	if _, err := b.Close(ctx, b.id(), closing.Request{Send: id}); err != nil || len(b.outbox()) != 1 || b.ticket().Status != ticket.Resolved {
		t.Errorf("%v, %d mails, %s", err, len(b.outbox()), b.ticket().Status)
	}
}

// TestNotesAreToldByKind: the resolution notes prefill what was done, other notes stay inside.
//
// features: F9
func TestNotesAreToldByKind(t *testing.T) {
	b := newBench(t)
	b.mail("root", "INBOX", marco, us, 6*thread, "It stops.")
	b.write(func(tx *store.Tx) error {
		_, err := tx.Append([]ticket.Draft{ticket.AddNote(b.id(), "note", "Marco is angry.", nil), ticket.AddNote(b.id(), "resolution", "The year was 0026.", nil)})
		return err
	})
	if v := b.view(""); v.Proposed.Done != "The year was 0026." || v.Proposed.Remaining != "Nothing is left." {
		t.Errorf("%+v", v.Proposed)
	}
}

// TestResolveWithTheReplyOfAnother: a ticket ends with its own reply or not at all.
func TestResolveWithTheReplyOfAnother(t *testing.T) {
	b := newBench(t)
	b.mail("root", "INBOX", marco, us, 6*thread, "Is it the size?")
	id := b.draft("reply", marco, "<p>It is not.</p>")
	done, err := b.work.New(t.Context(), work.NewTicket{Subject: "Seats", From: "mina@northwind.example", Channel: "phone"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.Close(t.Context(), done.Ticket, closing.Request{Send: id, AnywayWhy: "for the test"})
	if f := fault.From(err); f == nil || f.Code != fault.Refused || !strings.Contains(f.Message, b.ticket().Number) {
		t.Errorf("closed with another's reply: %v", err)
	}
	b.nothingSent(id)
}
