package desk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/fault"
	"deskhand/internal/mail/sender"
	"deskhand/internal/ticket"
)

// writes delivers a mail to the ticket with these lines on top of its head; from is From and what follows it.
func (o *office) writes(id, top, from string) {
	o.t.Helper()
	o.c.set(o.c.now().Add(time.Minute))
	at := o.c.now().Format(time.RFC1123Z)
	o.deliver(fmt.Sprintf("%[1]sReceived: from a.example by mx1.kestrel.example with ESMTPS; %[2]s\nFrom: %[3]s\nTo: cloud@kestrel.example\nDate: %[2]s\nSubject: Re: October export stops\nMessage-ID: <%[4]s@collect.invalid>\nReferences: <q1@halvorsen.example>\n\nCan you pay this today?\n", top, at, from, id))
}

// said gives what the entry of the newest mail says of its writer.
func (o *office) said() *sender.Verdict {
	o.t.Helper()
	list := do[[]ticket.Entry](o.t)(o.d.Inbox.Entries(o.t.Context(), o.id))
	for _, e := range slices.Backward(list) {
		if e.Kind == ticket.KindMessage {
			return e.Sender
		}
	}
	return nil
}

func kinds(v *sender.Verdict) (out []string) {
	for _, w := range v.Warnings {
		out = append(out, w.Kind)
	}
	return out
}

// TestWhoWroteIt: what the account's own server found out is believed once its name is learnt, and nothing else is.
func TestWhoWroteIt(t *testing.T) {
	o := newOffice(t)
	const pass, fail = "Authentication-Results: mx1.kestrel.example; dmarc=pass header.from=halvorsen.example\n", "Authentication-Results: mx1.kestrel.example; dmarc=fail header.from=%s\n"
	const marco = "Marco <marco@halvorsen.example>"
	o.writes("w1", pass, marco)
	if v := o.said(); v == nil || v.Auth != sender.None || len(v.Warnings) != 0 {
		t.Errorf("before the server's name is known: %+v", v)
	}
	o.writes("w2", pass, marco)
	o.writes("w3", pass, marco)
	o.let(2 * time.Hour)
	if v := o.said(); v == nil || v.Auth != sender.Pass || len(v.Warnings) != 0 {
		t.Errorf("a mail that passed: %+v", v)
	}
	o.writes("w4", fmt.Sprintf(fail, "halvorsen.example"), marco)
	if v := o.said(); v.Auth != sender.Fail || !slices.Equal(kinds(v), []string{sender.Failed}) {
		t.Errorf("a mail that failed: %+v", v)
	}
	o.writes("w5", "Authentication-Results: mx.collect.invalid; dmarc=pass header.from=halvorsen.example\n"+fmt.Sprintf(fail, "halvorsen.example"), marco)
	if v := o.said(); v.Auth != sender.None {
		t.Errorf("a stranger's results on top: %+v", v)
	}
	o.writes("w6", "", "Lena Meyer <lena@halvorsen.example.collect.invalid>\nReply-To: pay@collect.invalid")
	if v := o.said(); !slices.Contains(kinds(v), sender.LookAlike) {
		t.Errorf("a look-alike of the customer: %+v", v)
	}
	o.writes("w7", fmt.Sprintf(fail, "kestrel.example"), "Kestrel <cloud@kestrel.example>")
	if v := o.said(); v == nil || v.Auth != sender.Fail {
		t.Errorf("a forged mail under our own address: %+v", v)
	}
	o.writes("w8", "", "Kestrel <cloud@kestrel.example>")
	if v := o.said(); v != nil {
		t.Errorf("a mail of ours: %+v", v)
	}
}

// TestAnswerToADoubtfulWriter: the send asks once, says why, and goes when somebody has looked.
func TestAnswerToADoubtfulWriter(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.writes("w1", "", "Marco <marco@halvorsen.example>\nReply-To: <marco@collect.invalid>")
	d := o.write(compose.Reply, "<p>Yes, to which account?</p>")
	if !strings.Contains(d.To, "marco@collect.invalid") || !strings.Contains(d.Notice, "marco@collect.invalid") {
		t.Errorf("the draft goes to %q and says %q", d.To, d.Notice)
	}
	_, err := o.d.Compose.Send(ctx, d.ID, compose.SendOptions{})
	if f := fault.From(err); f == nil || !f.Ask || f.Code != fault.Refused || !strings.Contains(f.Message, "marco@collect.invalid") {
		t.Fatalf("it was sent without a question: %v", err)
	}
	if _, err := o.d.Compose.Send(ctx, d.ID, compose.SendOptions{Anyway: true}); err != nil {
		t.Fatal(err)
	}
	o.let(time.Hour)
	o.writes("w2", "", "Marco <marco@halvorsen.example>\nReply-To: <marco@collect.invalid>")
	d = o.write(compose.Reply, "<p>And when?</p>")
	if _, err := o.d.Compose.Send(ctx, d.ID, compose.SendOptions{}); err != nil {
		t.Errorf("somebody has decided, and it asks again: %v", err)
	}
	o.writes("w3", "", "Marco <marco@halvorsen.example>\nReply-To: <other@collect.invalid>")
	if d = o.write(compose.Forward, "<p>See below.</p>"); strings.Contains(d.Notice, "other@collect.invalid") {
		t.Errorf("a forward goes to nobody of them: %q", d.Notice)
	}
}

// TestPicturesOfASender: pictures from outside are remembered per sender only where the mailbox's server found that the
// mail is theirs, and shown only in mails of which it did.
func TestPicturesOfASender(t *testing.T) {
	o := newOffice(t)
	const pass, marco = "Authentication-Results: mx1.kestrel.example; dkim=pass header.d=halvorsen.example\n", "Marco <marco@halvorsen.example>"
	for _, id := range []string{"w1", "w2", "w3", "w4"} {
		o.writes(id, pass, marco)
	}
	o.let(2 * time.Hour)
	newest := func() ticket.Entry {
		list := do[[]ticket.Entry](t)(o.d.Inbox.Entries(t.Context(), o.id))
		i := len(list) - 1
		for list[i].Kind != ticket.KindMessage {
			i--
		}
		return list[i]
	}
	known := newest()
	o.writes("w5", "", marco)
	plain := newest()
	if f := fault.From(o.d.Inbox.AlwaysRemote(t.Context(), plain.ID)); f == nil || f.Code != fault.Refused || newest().Remote {
		t.Errorf("a mail that nobody checked: %v", f)
	}
	if err := o.d.Inbox.AlwaysRemote(t.Context(), known.ID); err != nil {
		t.Fatal(err)
	}
	if newest().Remote {
		t.Error("a mail that nobody checked shows its pictures")
	}
	o.writes("w6", pass, marco)
	if !newest().Remote {
		t.Error("a mail of the sender does not")
	}
	o.writes("w7", pass, "Nadia <nadia@halvorsen.example>")
	if newest().Remote {
		t.Error("another sender's does")
	}
}
