package demo

import (
	"slices"
	"strings"
	"testing"
	"time"

	"deskhand/internal/mail"
	"deskhand/internal/policy"
)

func TestDeskNamesTicketsOfTheSample(t *testing.T) {
	p, err := Desk()
	if err != nil {
		t.Fatal(err)
	}
	roots := map[string][]Mail{}
	for _, m := range load(t, noon()) {
		roots[m.Root] = append(roots[m.Root], m)
	}
	seen := map[string]bool{}
	for _, i := range p.Items {
		if len(roots[i.Root]) == 0 || seen[i.Root] {
			t.Errorf("item for %s: no such ticket, or it is named twice", i.Root)
		}
		seen[i.Root] = true
	}
	if !seen[p.Ready] || !seen[p.Refused] {
		t.Error("the ready and the refused ticket must have an owner")
	}
	for _, m := range roots[p.Refused] {
		if m.Folder == Sent {
			t.Errorf("the refused ticket is answered by %s", m.ID)
		}
	}
	ready := roots[p.Ready]
	if last := ready[len(ready)-1]; last.Folder != Inbox || !strings.Contains(mail.Parse(last.Raw).Visible, "Thank you") {
		t.Errorf("the ready ticket ends with %s", last.ID)
	}
	i := slices.IndexFunc(p.Items, func(i Item) bool { return i.Root == p.Ready })
	if h := p.Items[i].HandOff; h == nil || h.Inquiry == "" || h.Done == "" || h.Remaining == "" || !p.Items[i].Read {
		t.Error("the ready ticket lacks its hand-off or is not read")
	}
}

// One reply is held because the customer wrote after it was sent, one is half written.
func TestDeskHasRepliesOnTheWay(t *testing.T) {
	p, err := Desk()
	if err != nil {
		t.Fatal(err)
	}
	mails := map[string]Mail{}
	for _, m := range load(t, noon()) {
		mails[m.MessageID] = m
	}
	var held, drafts int
	for _, i := range p.Items {
		switch r := i.Reply; {
		case r == nil:
		case r.Send:
			held++
			late, ok := mails[r.Unseen]
			if !ok || late.Root != i.Root || late.Folder != Inbox || !late.At.After(noon().Add(-r.Ago)) {
				t.Errorf("%s: the guard finds nothing newer than %v: %+v", i.Root, r.Ago, late.ID)
			}
		default:
			drafts++
			if r.Unseen != "" || r.HTML == "" {
				t.Errorf("draft of %s: %+v", i.Root, r)
			}
		}
	}
	if held != 1 || drafts != 1 {
		t.Errorf("%d held replies and %d drafts", held, drafts)
	}
}

// Whatever the plan says must exist in the sample policy, else the desk could not carry it out.
func TestDeskUsesThePolicysIDs(t *testing.T) {
	plan, err := Desk()
	if err != nil {
		t.Fatal(err)
	}
	text := string(policy.Sample())
	known := func(what, id string) {
		t.Helper()
		if id != "" && !strings.Contains(text, "{id: "+id+",") {
			t.Errorf("%s %q is not in the sample policy", what, id)
		}
	}
	members := map[string]bool{}
	for _, m := range plan.Members {
		known("member", m.ID)
		members[m.ID] = true
	}
	for _, i := range plan.Items {
		known("owner", i.Owner)
		known("status", i.Status)
		known("priority", i.Priority)
		known("department", i.Department)
		known("channel", i.Channel)
		for _, tag := range i.Tags {
			known("tag", tag)
		}
		for _, n := range i.Notes {
			if !members[n.By] || n.Ago <= 0 {
				t.Errorf("note %+v", n)
			}
		}
		if i.Snooze != nil {
			known("snooze reason", i.Snooze.Reason)
			if (i.Snooze.In > 0) == i.Snooze.Reply {
				t.Errorf("snooze %+v wakes by a time and a reply, or by neither", i.Snooze)
			}
		}
	}
	if !members[plan.Me] {
		t.Errorf("%q is no member", plan.Me)
	}
}

func TestDeskHasItsMoments(t *testing.T) {
	plan, err := Desk()
	if err != nil {
		t.Fatal(err)
	}
	var callbacks, meetings, soon, mentions int
	for _, i := range plan.Items {
		for _, c := range i.Callbacks {
			if c.In == 2*time.Minute {
				callbacks++
			}
		}
		if i.Invited { // of TestInvitation: it begins in ten minutes
			meetings++
		}
		if i.Snooze != nil && i.Snooze.In == time.Minute {
			soon++
		}
		for _, n := range i.Notes {
			if n.By != plan.Me && strings.Contains(n.Text, "@"+plan.Me) {
				mentions++
			}
		}
	}
	if callbacks != 1 || meetings != 1 || soon != 1 || mentions == 0 {
		t.Errorf("callbacks %d, meetings %d, snoozes %d, mentions %d", callbacks, meetings, soon, mentions)
	}
}
