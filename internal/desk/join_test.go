package desk

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/inbox"
	"deskhand/internal/desk/team"
	"deskhand/internal/ticket"
)

// post has somebody write to the team; refs are ids that it names.
func (o *office) post(id, from, subject string, refs ...string) {
	o.t.Helper()
	o.postWith("", id, from, subject, refs...)
}

func (o *office) postWith(header, id, from, subject string, refs ...string) {
	o.t.Helper()
	o.c.set(o.c.now().Add(time.Minute))
	at := o.c.now().Format(time.RFC1123Z)
	ref := ""
	if len(refs) > 0 {
		ref = "In-Reply-To: <" + refs[len(refs)-1] + ">\nReferences: <" + strings.Join(refs, "> <") + ">\n"
	}
	o.deliver(fmt.Sprintf("%sReceived: from mx by mx; %s\nFrom: %s\nTo: cloud@kestrel.example\nDate: %s\nSubject: %s\nMessage-ID: <%s>\n%s\nWords of %s\n", header, at, from, at, subject, id, ref, id))
}

// entry is a mail by its Message-ID, with its ticket.
func (o *office) entry(id string) ticket.Entry {
	o.t.Helper()
	for _, t := range do[[]ticket.Ticket](o.t)(tickets(o.t.Context(), o.d, "is:any")) {
		for _, e := range do[[]ticket.Entry](o.t)(o.d.Inbox.Entries(o.t.Context(), t.ID)) {
			if e.MessageID == id {
				return e
			}
		}
	}
	o.t.Fatalf("there is no mail %s", id)
	return ticket.Entry{}
}

func (o *office) got(number string) ticket.Ticket {
	o.t.Helper()
	id := do[string](o.t)(o.d.Inbox.Resolve(o.t.Context(), number))
	return do[ticket.Ticket](o.t)(o.d.Inbox.Ticket(o.t.Context(), id))
}

const ana = "Ana <ana@northwind.example>"

// TestMerge: two tickets are one, with all of both and the survivor's fields; each number finds it; undo parts them as
// they were.
//
// features: B6
func TestMerge(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.post("a@northwind.example", ana, "Invoice of March")
	other := o.entry("a@northwind.example").Ticket
	work := o.d.Work
	do[core.Done](t)(work.Priority(ctx, o.id, "high"))
	do[core.Done](t)(work.Assign(ctx, other, "lena", ""))
	do[core.Done](t)(work.Note(ctx, other, "they rang", "note"))
	do[core.Done](t)(work.Snooze(ctx, other, "in 3h", "client", ""))
	do[core.Done](t)(o.d.Agenda.Callback(ctx, other, "tomorrow 9:00", "", ""))
	o.write("reply", "<p>To the first</p>")
	first, second := o.ticket(), o.got(do[ticket.Ticket](t)(o.d.Inbox.Ticket(ctx, other)).Number)

	done := do[core.Done](t)(work.Merge(ctx, o.id, other))
	if !strings.Contains(done.Text, second.Number) || !done.Undo {
		t.Errorf("it says %q", done.Text)
	}
	both := o.got(first.Number)
	if both.ID != o.got(second.Number).ID || both.Messages != 2 {
		t.Fatalf("%+v and %+v", both, o.got(second.Number))
	}
	if both.Owner != first.Owner || both.Priority != ticket.High || both.Status != first.Status || both.Snoozed {
		t.Errorf("the survivor became %+v", both)
	}
	entries := do[[]ticket.Entry](t)(o.d.Inbox.Entries(ctx, both.ID))
	if !slices.ContainsFunc(entries, func(e ticket.Entry) bool { return e.Kind == ticket.KindNote && e.Text == "they rang" }) {
		t.Error("the note is lost")
	}
	told := func(id, words string) bool {
		return slices.ContainsFunc(do[[]ticket.Change](t)(o.d.Inbox.History(ctx, id)), func(c ticket.Change) bool { return c.Text == words })
	}
	if want := "merged " + second.Number + " into " + first.Number; !told(both.ID, want) {
		t.Errorf("history lacks %q: %+v", want, do[[]ticket.Change](t)(o.d.Inbox.History(ctx, both.ID))[:3])
	}
	if len(do[[]compose.Draft](t)(o.d.Compose.Drafts(ctx, both.ID))) != 1 {
		t.Error("the draft is lost")
	}
	for want, err := range map[string]error{
		"same ticket":   second2(work.Merge(ctx, o.id, other)),
		"needs two":     second2(work.Merge(ctx, o.id)),
		"no mail mnone": second2(work.Split(ctx, o.id, "mnone")),
		"all the mails": second2(work.Split(ctx, o.id, o.entry(question).ID, o.entry("a@northwind.example").ID)),
	} {
		if err == nil || !strings.Contains(err.Error(), want) || fault.From(err).Hint == "" {
			t.Errorf("%s: %v", want, err)
		}
	}

	if got := o.got(second.Number[:4]); got.ID != both.ID {
		t.Errorf("the beginning of the merged number finds %+v", got)
	}
	do[core.Done](t)(o.d.Undo(ctx, done.Op, false))
	again, parted := o.got(first.Number), o.got(second.Number)
	if o.got(second.Number[:4]).ID != parted.ID {
		t.Error("parted, the beginning of the number finds another ticket")
	}
	if again.ID == parted.ID || parted.Owner != "lena" || !parted.Snoozed || parted.Messages != 1 || again.Priority != ticket.High || again.Messages != 1 {
		t.Errorf("parted: %+v and %+v", again, parted)
	}
	for _, id := range []string{parted.ID, again.ID} { // both still tell that they were one
		if want := "took back: merging " + second.Number + " into " + first.Number; !told(id, want) {
			t.Errorf("history lacks %q: %+v", want, do[[]ticket.Change](t)(o.d.Inbox.History(ctx, id)))
		}
		if want := "merged " + second.Number + " into " + first.Number; !told(id, want) {
			t.Errorf("history lacks %q: %+v", want, do[[]ticket.Change](t)(o.d.Inbox.History(ctx, id)))
		}
	}
	if _, diffs, err := o.d.store.Rebuild(ctx, nil); err != nil || len(diffs) > 0 {
		t.Errorf("rebuild: %v, %v", diffs, err)
	}
	do[core.Done](t)(work.Assign(ctx, o.id, "asha", ""))
	o.resolve()
	if _, err := work.Merge(ctx, o.id, other); err == nil || !strings.Contains(fault.From(err).Hint, "merge "+second.Number+" "+first.Number) {
		t.Errorf("an open ticket into a resolved one: %v", err)
	}
	do[core.Done](t)(work.Merge(ctx, other, o.id))
	if both := o.got(first.Number); both.Owner != "lena" || both.Status.Done() {
		t.Errorf("a resolved ticket into an open one: %+v", both)
	}
}

func second2(_ core.Done, err error) error { return err }

// TestSplit: mails begin a ticket of their own; what we answer there and what comes back stays there, and undo brings all
// of it back, with what was done meanwhile.
func TestSplit(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.post("q2@halvorsen.example", theirs, "Re: October export stops", question)
	o.post("q3@halvorsen.example", theirs, "Invoice of March", question, "q2@halvorsen.example")
	number := o.ticket().Number
	moved := o.entry("q3@halvorsen.example")
	suggested := do[[]inbox.Suggestion](t)(o.d.Inbox.Suggestions(ctx, o.id))
	if len(suggested) != 1 || suggested[0].Kind != inbox.SuggestSplit || suggested[0].Message != moved.ID {
		t.Errorf("suggested: %+v", suggested)
	}
	done := do[core.Done](t)(o.d.Work.Split(ctx, o.id, moved.ID))
	fresh := o.got(done.Number)
	if fresh.ID == o.ticket().ID || fresh.Messages != 1 || o.ticket().Messages != 2 || fresh.Subject != "Invoice of March" || fresh.Contact.Email != "marco@halvorsen.example" {
		t.Fatalf("split off: %+v", fresh)
	}
	if len(do[[]inbox.Suggestion](t)(o.d.Inbox.Suggestions(ctx, o.id))) != 0 {
		t.Error("it is suggested still")
	}
	for id, want := range map[string]string{o.id: "split " + fresh.Number + " off", fresh.ID: "split it off from " + number} {
		h := do[[]ticket.Change](t)(o.d.Inbox.History(ctx, id))
		if !slices.ContainsFunc(h, func(c ticket.Change) bool { return c.Text == want }) {
			t.Errorf("history lacks %q: %+v", want, h)
		}
	}
	o.id = fresh.ID
	o.send("<p>Here it is</p>", compose.SendOptions{})
	o.let(10 * time.Minute)
	do[team.SyncResult](t)(o.d.Team.Sync(ctx, nil))
	if n := o.got(fresh.Number).Messages; n != 2 {
		t.Fatalf("with our answer there are %d mails", n)
	}
	sent := ""
	for _, e := range do[[]ticket.Entry](t)(o.d.Inbox.Entries(ctx, fresh.ID)) {
		if e.Direction == "out" {
			sent = e.MessageID
			if e.InReplyTo != "" || len(e.References) > 0 {
				t.Errorf("our answer leads back: %q %q", e.InReplyTo, e.References)
			}
		}
	}
	o.post("q4@halvorsen.example", theirs, "Re: Invoice of March", sent)
	if n := o.got(fresh.Number).Messages; n != 3 {
		t.Errorf("with the customer's there are %d mails", n)
	}
	do[core.Done](t)(o.d.Work.Note(ctx, fresh.ID, "about the invoice", "note"))
	do[core.Done](t)(o.d.Undo(ctx, done.Op, false))
	whole := o.got(number)
	if whole.Messages != 5 || o.got(fresh.Number).ID != whole.ID || whole.Number != number {
		t.Errorf("put back: %+v, and %s is %s", whole, fresh.Number, o.got(fresh.Number).Number)
	}
	if !slices.ContainsFunc(do[[]ticket.Entry](t)(o.d.Inbox.Entries(ctx, whole.ID)), func(e ticket.Entry) bool { return e.Text == "about the invoice" }) {
		t.Error("the note on the split ticket is lost")
	}
	for _, c := range do[[]ticket.Change](t)(o.d.Inbox.History(ctx, whole.ID)) {
		if strings.Contains(c.Text, "it off from") || strings.Contains(c.Text, "splitting it off") {
			t.Errorf("one ticket again, history tells the split from both sides: %q", c.Text)
		}
	}
	if _, diffs, err := o.d.store.Rebuild(ctx, nil); err != nil || len(diffs) > 0 {
		t.Errorf("rebuild: %v, %v", diffs, err)
	}
}

// TestNewHere: who joins by the ids alone is marked, is no default recipient, and belongs once accepted.
func TestNewHere(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.post("x@evil.example", "Mallory <mallory@evil.example>", "Re: October export stops", question)
	e := o.entry("x@evil.example")
	if !e.NewHere || o.entry(question).NewHere {
		t.Fatalf("marked: %v, the first: %v", e.NewHere, o.entry(question).NewHere)
	}
	d := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "reply", e.ID))
	if d.To != "" {
		t.Errorf("the answer goes to %q", d.To)
	}
	if _, err := o.d.Compose.Discard(ctx, d.ID); err != nil {
		t.Fatal(err)
	}
	done := do[core.Done](t)(o.d.Work.Accept(ctx, e.ID))
	if o.entry("x@evil.example").NewHere {
		t.Error("accepted, and marked still")
	}
	if d := do[compose.Draft](t)(o.d.Compose.Open(ctx, o.id, "reply", e.ID)); !strings.Contains(d.To, "mallory@evil.example") {
		t.Errorf("the answer to who was accepted goes to %q", d.To)
	}
	do[core.Done](t)(o.d.Undo(ctx, done.Op, false))
	if !o.entry("x@evil.example").NewHere {
		t.Error("taken back, and not marked")
	}
	if _, err := o.d.Work.Accept(ctx, "mnone"); fault.From(err).Code != fault.NotFound {
		t.Errorf("no such mail: %v", err)
	}
}

// TestSuggestions: what hints at another ticket is suggested in both, and no more once it was dismissed.
func TestSuggestions(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	index := base64.StdEncoding.EncodeToString(append([]byte{1, 0xdc, 2, 3, 4, 5}, "0123456789abcdef"...))
	number := o.ticket().Number
	o.post("s1@northwind.example", ana, "Login fails")
	o.post("s2@northwind.example", ana, "AW: Login fails")
	o.postWith("Thread-Index: "+index+"\n", "c1@casa.example", "Lena <lena@casa.example>", "Prices")
	o.postWith("Thread-Index: "+index+"\n", "c2@casa.example", "Max <max@casa.example>", "Something else")
	o.post("t1@evil.example", "Eve <eve@evil.example>", "About ["+number+"]")
	o.post("t2@halvorsen.example", theirs, "About ["+number+"]")
	if o.entry("t2@halvorsen.example").Ticket != o.ticket().ID {
		t.Error("the number of a ticket does not join its own customer's mail")
	}
	why := func(a, b string) string {
		other := o.entry(b).Ticket
		for _, g := range do[[]inbox.Suggestion](t)(o.d.Inbox.Suggestions(ctx, o.entry(a).Ticket)) {
			if g.Ticket == other && g.Kind == inbox.SuggestMerge && g.Text != "" && g.Number != "" {
				return g.Why
			}
		}
		return ""
	}
	for _, tt := range [][3]string{
		{"s1@northwind.example", "s2@northwind.example", "subject"},
		{"c1@casa.example", "c2@casa.example", "conversation"},
		{"t1@evil.example", question, "token"},
		{"s1@northwind.example", "c1@casa.example", ""},
		{question, "s1@northwind.example", ""},
	} {
		if got, back := why(tt[0], tt[1]), why(tt[1], tt[0]); got != tt[2] || back != tt[2] {
			t.Errorf("%s and %s: %q, %q, want %q", tt[0], tt[1], got, back, tt[2])
		}
	}
	s1 := o.entry("s1@northwind.example").Ticket
	all := do[[]inbox.Suggestion](t)(o.d.Inbox.Suggestions(ctx, s1))
	if err := o.d.Inbox.Dismiss(ctx, s1, strings.ToLower(all[0].ID)); err != nil {
		t.Fatal(err)
	}
	if why("s1@northwind.example", "s2@northwind.example") != "" || why("s2@northwind.example", "s1@northwind.example") != "" {
		t.Error("a dismissed one is back")
	}
	if err := o.d.Inbox.Dismiss(ctx, s1, "gnone"); fault.From(err).Code != fault.NotFound {
		t.Errorf("dismissing nothing: %v", err)
	}
}
