package ticket

import (
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// rules are what a policy says of every arrival.
func rules(a Arrival) Routed {
	r := Routed{
		Department: "paid", Pipeline: "bugs", Owner: "team:support", Channel: a.Channel, Priority: High, Tags: []string{"vip", "beta"}, Categories: []string{"sites"},
		By: map[string]string{"categories/sites": "rule “two”", "tags/beta": "rule “two”"},
	}
	for _, path := range []string{PathDept, PathPipeline, PathOwner, PathPriority, "tags/vip"} {
		r.By[path] = "rule “one”"
	}
	return r
}

func (l *log) routed(mails ...Mail) Row {
	in := l.input(mins(400), mails...)
	in.Route = rules
	return Project(in)
}

// TestRouted: what nobody set follows the rules and names them; what somebody set stays theirs, nothing included; taken
// back, the rules hold again; a tag of the rules can be taken out, and the undo brings it back.
//
// features: B20, B7
func TestRouted(t *testing.T) {
	l := newLog(t)
	mail := customer("a", mins(1))
	r := l.routed(mail)
	if r.Department != "paid" || r.Pipeline != "bugs" || r.Owner != "team:support" || r.Priority != High || r.RoutedAt != mins(1) {
		t.Errorf("routed %+v", r)
	}
	if diff := cmp.Diff([]string{"beta", "vip"}, r.Tags); diff != "" || r.By["tags/vip"] != "rule “one”" || r.By[PathOwner] != "rule “one”" {
		t.Error(diff, r.By)
	}
	l.act(devMe, mins(5), SetField(anchorA, PathOwner, ""), AddTo(anchorA, PathTags, "own"))
	l.act(devMe, mins(6), SetField(anchorA, PathPriority, Low))
	if r = l.routed(mail); r.Owner != "" || r.Priority != Low || r.By[PathOwner]+r.By[PathPriority] != "" || !slices.Equal(r.Tags, []string{"beta", "own", "vip"}) {
		t.Errorf("by hand: %q %s %v %v", r.Owner, r.Priority, r.Tags, r.By)
	}
	action := l.act(devMe, mins(7), TakeOut(anchorA, PathTags, l.state(), "vip", "own")...)
	if r = l.routed(mail); !slices.Equal(r.Tags, []string{"beta"}) || r.By["tags/vip"] != "" {
		t.Errorf("taken out: %v %v", r.Tags, r.By)
	}
	if h := History(l.records, names(l)); h[0].Text != "removed the tag #vip, #own" {
		t.Errorf("history tells %q", h[0].Text)
	}
	undo, _, err := Undo(of(l), action)
	if err != nil {
		t.Fatal(err)
	}
	l.act(devMe, mins(8), undo...)
	if r = l.routed(mail); !slices.Equal(r.Tags, []string{"beta", "own", "vip"}) {
		t.Errorf("after undo: %v", r.Tags)
	}
	owner := l.act(devOther, mins(9), SetField(anchorA, PathDept, "other"))
	undo, _, err = Undo(of(l), owner)
	if err != nil {
		t.Fatal(err)
	}
	l.act(devOther, mins(10), undo...)
	if r = l.routed(mail); r.Department != "paid" || r.By[PathDept] == "" {
		t.Errorf("taken back, the rules do not hold: %q %v", r.Department, r.By)
	}
}

// TestRoutedChange: history tells which rule set what, and nothing of what is only a default.
func TestRoutedChange(t *testing.T) {
	l := newLog(t)
	in := l.input(mins(9), customer("a", mins(1)))
	in.Route = rules
	a, to := Route(in)
	c, ok := RoutedChange(a, to, names(l), func(_, id string) string { return strings.ToUpper(id) })
	want := "by rule “one”: department PAID, pipeline BUGS, priority high, owner team:support, tag #vip; by rule “two”: tag #beta, category SITES"
	if !ok || c.Text != want || c.At != mins(1) || c.By+c.Op != "" {
		t.Errorf("%+v", c)
	}
	if _, ok := RoutedChange(a, Routed{Department: "x", By: map[string]string{PathDept: "default"}}, names(l), func(_, id string) string { return id }); ok {
		t.Error("a default is told")
	}
}

// TestArrival: it is what the first message says, in whatever order mails came, and nothing that was done later.
func TestArrival(t *testing.T) {
	first, then := customer("a", mins(2)), customer("b", mins(9))
	first.Mailbox, first.Subject, first.Channel = "gdpr@kestrel.example", "First", "form"
	then.Subject, then.Addr = "Then", "other@x.example"
	l := newLog(t)
	l.act(devMe, mins(1), SetField(anchorA, PathChannel, "phone"), SetText(anchorA, PathSubject, "Renamed"))
	for _, mails := range [][]Mail{{first, then}, {then, first}} {
		in := l.input(mins(100), mails...)
		in.Route = rules
		got, _ := Route(in)
		if want := (Arrival{At: mins(2), Channel: "form", DeliveredTo: "gdpr@kestrel.example", From: first.Addr, Subject: "First", Contact: first.Addr, Customer: true}); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	begun, object := NewTicket("phone", "call")
	l = newLog(t)
	l.act(devMe, mins(3), begun, SetText(object, PathSubject, "A call"))
	in := l.input(mins(100))
	in.Route = rules
	if got, _ := Route(in); got != (Arrival{At: mins(3), Channel: "phone"}) {
		t.Errorf("without a mail: %+v", got)
	}
}

// TestRoutedAnyOrder: the same row from any order of mails and ops, routed by what was known at arrival.
func TestRoutedAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, mails := drawTicket(t)
		project := func() Row {
			in := l.input(mins(500), slices.Clone(mails)...)
			in.Records = slices.Clone(l.records)
			in.Route = func(a Arrival) Routed {
				r := rules(a)
				if a.At%2 == 0 || !a.Customer {
					r.Owner, r.Tags = "", []string{"a", "b"}
				}
				return r
			}
			return Project(in)
		}
		want := project()
		shuffle := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
		for range 3 {
			shuffle.Shuffle(len(mails), func(i, j int) { mails[i], mails[j] = mails[j], mails[i] })
			shuffle.Shuffle(len(l.records), func(i, j int) { l.records[i], l.records[j] = l.records[j], l.records[i] })
			if diff := cmp.Diff(want, project()); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

// TestElsewhere: a mail in Sent that nobody here sent, and a customer's that somebody else marked as answered.
func TestElsewhere(t *testing.T) {
	sent := func(key string, at Time) Mail {
		m := answer(key, at)
		m.Sent = true
		return m
	}
	l := newLog(t)
	l.act(devOther, mins(3), SetSent(anchorA, sent("op", 0).Key, nil))
	ack := sent("ack", mins(2))
	ack.Machine = "auto-reply"
	mails := []Mail{customer("first", mins(1)), ack, sent("op", mins(3)), sent("queue", mins(4)), sent("phone", mins(5)), customer("last", mins(9))}
	answered := map[string]bool{mails[0].Key: true, mails[5].Key: true}
	got := Elsewhere(mails, l.records, map[string]bool{mails[3].Key: true}, answered)
	want := map[string]bool{mails[4].Key: true, mails[0].Key: false, mails[5].Key: true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	l.act(devOther, mins(10), SetSent(anchorA, "mGONE", nil)) // its mail has not come yet
	if got := Elsewhere(mails, l.records, nil, answered); got[mails[5].Key] {
		t.Error("answered by a colleague, and said to be answered elsewhere")
	}
}
