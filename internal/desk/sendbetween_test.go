package desk

import (
	"strings"
	"testing"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/outbox"
	"deskhand/internal/policy"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// TestBetweenMakingAndQueueing: a mail's bytes are made before the transaction that queues it. What happens in between
// stops it: its marks would else say that all of it was seen.
func TestBetweenMakingAndQueueing(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	d := o.write("reply", "<p>Hello</p>")
	queue := func(between func()) error {
		t.Helper()
		p, err := o.d.Compose.Prepare(ctx, d.ID, compose.SendOptions{Delay: now()})
		if err != nil {
			t.Fatal(err)
		}
		between()
		_, err = o.d.core.On(ctx, o.id, func(tx *store.Tx, _ ticket.Ticket, _ int64) (core.Edit, error) {
			drafts, _, err := p.In(tx)
			return core.Edit{Drafts: drafts}, err
		})
		return err
	}
	if err := queue(func() { do[compose.Saved](t)(o.d.Compose.Save(ctx, edit(d, "<p>Hello again</p>"))) }); fault.From(err) == nil || fault.From(err).Code != fault.Refused {
		t.Errorf("other words: %v", err)
	}
	if err := queue(func() {
		do[compose.File](t)(o.d.Compose.Attach(ctx, d.ID, "a.txt", "", false, strings.NewReader("A")))
	}); fault.From(err) == nil || fault.From(err).Code != fault.Refused {
		t.Errorf("another file: %v", err)
	}
	if err := queue(func() {
		o.customerWrites("q2@halvorsen.example", "It is solved.")
		do[team.SyncResult](t)(o.d.Team.Sync(ctx, nil))
	}); fault.From(err) == nil || fault.From(err).Field != compose.FieldNews {
		t.Errorf("somebody wrote: %v", err)
	}
	if list := do[[]compose.Mail](t)(o.d.Compose.Mails(ctx)); len(list) != 0 {
		t.Errorf("queued all the same: %+v", list)
	}
	q := do[compose.Queued](t)(o.d.Compose.Send(ctx, d.ID, compose.SendOptions{Delay: now(), Anyway: true}))
	o.let(0)
	o.wants(q.Mail.ID, outbox.Sent, outbox.ReasonNone, 1)
}

// TestFromOurAddressAlone: nobody writes from an address that is not the desk's, typed or no longer in policy.
func TestFromOurAddressAlone(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	d := o.write("reply", "<p>Hello</p>")
	for _, from := range []string{"Boss <boss@victim.example>", "support@kestrel.example, boss@victim.example <x", "", "support@kestrel.example\r\nBcc: all@victim.example"} {
		e := edit(d, "<p>Hello</p>")
		e.From = from
		do[compose.Saved](t)(o.d.Compose.Save(ctx, e))
		if got := do[compose.Draft](t)(o.d.Compose.Draft(ctx, d.ID)); strings.Contains(got.From, "victim") || got.From == "" {
			t.Errorf("%q was taken as %q", from, got.From)
		}
	}
	e := edit(d, "<p>Hello</p>")
	do[compose.Saved](t)(o.d.Compose.Save(ctx, e))
	if !o.d.usePolicy([]byte(strings.ReplaceAll(string(policy.Sample()), "cloud@kestrel.example", "nimbus@kestrel.example"))) {
		t.Fatal("the policy is not read")
	}
	if _, err := o.d.Compose.Send(ctx, d.ID, compose.SendOptions{Delay: now()}); fault.From(err) == nil || fault.From(err).Field != "from" {
		t.Errorf("sent from an address that is ours no more: %v", err)
	}
}
