package ticket

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseQuery(t *testing.T) {
	day := func(y, m, d int) Time { return TimeOf(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)) }
	is := func(v string) Filter { return Filter{Key: "is", Value: v} }
	tests := []struct {
		text string
		want Query
	}{
		{"", Query{}},
		{"  ", Query{}},
		{"export", Query{Words: []Term{{Text: "export", Prefix: true}}}},
		{"export ", Query{Words: []Term{{Text: "export"}}}},
		{"export\t", Query{Words: []Term{{Text: "export"}}}},
		{"export stops", Query{Words: []Term{{Text: "export"}, {Text: "stops", Prefix: true}}}},
		{`"export stops"`, Query{Words: []Term{{Text: "export stops", Phrase: true}}}},
		{`“export stops” now`, Query{Words: []Term{{Text: "export stops", Phrase: true}, {Text: "now", Prefix: true}}}},
		{`"export sto`, Query{Words: []Term{{Text: "export sto", Phrase: true}}}},
		{`"is:open"`, Query{Words: []Term{{Text: "is:open", Phrase: true}}}},
		{"from:Ana@Casa.example", Query{From: []string{"ana@casa.example"}}},
		{`from:"Ana Lima" to:b subject:Invoice`, Query{From: []string{"ana lima"}, To: []string{"b"}, Subject: []string{"Invoice"}}},
		{"FROM:ana", Query{From: []string{"ana"}}},
		{"from:", Query{}},
		{"tag:VIP category:sites status:open owner:me priority:high in:support has:tag", Query{Filters: []Filter{
			{Key: "tag", Value: "vip"},
			{Key: "category", Value: "sites"},
			{Key: "status", Value: "open"},
			{Key: "owner", Value: "me"},
			{Key: "priority", Value: "high"},
			{Key: "in", Value: "support"},
			{Key: "has", Value: "tag"},
		}}},
		{"before:2026-11-20 after:2026", Query{Filters: []Filter{{Key: "before", At: day(2026, 11, 20)}, {Key: "after", At: day(2026, 1, 1)}}}},
		{"is:any is:live -is:snoozed is:reso", Query{Any: true, Filters: []Filter{is("live"), {Key: "is", Value: "snoozed", Not: true}, is("resolved")}}},
		{"https://x.example/a:b", Query{Words: []Term{{Text: "https://x.example/a:b", Prefix: true}}}},
		{":-) ... &&", Query{}},
		{"予約", Query{Words: []Term{{Text: "予約", Prefix: true}}}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, ParseQuery(tt.text, time.UTC)); diff != "" {
			t.Errorf("%q\n%s", tt.text, diff)
		}
	}
	for _, wrong := range []string{"before:yesterday", "after:2026-13-01", "is:lost", "has:nothing", "-from:ana"} {
		if q := ParseQuery(wrong, time.UTC); len(q.Wrong) != 1 || len(q.Filters)+len(q.From) != 0 {
			t.Errorf("%q: %+v", wrong, q)
		}
	}
	if q := ParseQuery(strings.Repeat("w ", 100), time.UTC); len(q.Words) != maxTerms {
		t.Errorf("%d words are searched", len(q.Words))
	}
	berlin := time.FixedZone("", 3600)
	if q := ParseQuery("after:2026-11-20", berlin); q.Filters[0].At != day(2026, 11, 20)-3600_000 {
		t.Errorf("a day begins at %v", q.Filters[0].At.Go())
	}
}

func TestMatch(t *testing.T) {
	v := Viewer{Me: "asha", Teams: []string{"team:support"}}
	plain := Ticket{Status: Open, Owner: "asha", Tags: []string{"vip"}, Categories: []string{"sites"}, Priority: High, UpdatedAt: mins(10), Unread: 1, Mailbox: "support@kestrel.example", Channel: "email"}
	with := func(fn func(*Ticket)) Ticket { c := plain; fn(&c); return c }
	spam := with(func(t *Ticket) { t.Spam = true })
	snoozed := with(func(t *Ticket) { t.Snoozed = true })
	machine := with(func(t *Ticket) { t.Machine = true })
	old := with(func(t *Ticket) { t.History = true })
	resolved := with(func(t *Ticket) { t.Status = Resolved })
	team := with(func(t *Ticket) { t.Owner = "team:support" })
	tests := []struct {
		query string
		yes   []Ticket
		no    []Ticket
	}{
		{"is:live", []Ticket{plain, team}, []Ticket{spam, snoozed, machine, old, resolved}},
		{"is:open", []Ticket{plain, snoozed}, []Ticket{resolved, old, machine}},
		{"is:any", []Ticket{plain, spam, snoozed, machine, old, resolved}, nil},
		{"is:spam", []Ticket{spam}, []Ticket{plain}},
		{"is:snoozed", []Ticket{snoozed}, []Ticket{plain}},
		{"-is:snoozed", []Ticket{plain}, []Ticket{snoozed, spam}},
		{"is:resolved", []Ticket{resolved}, []Ticket{plain}},
		{"is:closed", nil, []Ticket{plain, resolved}},
		{"is:history", []Ticket{old}, []Ticket{plain}},
		{"is:machine", []Ticket{machine}, []Ticket{plain}},
		{"is:mine", []Ticket{plain, team}, []Ticket{with(func(t *Ticket) { t.Owner = "bela" }), with(func(t *Ticket) { t.Owner = "" })}},
		{"is:unread", []Ticket{plain}, []Ticket{with(func(t *Ticket) { t.Unread = 0 })}},
		{"tag:vi category:si priority:hi status:op", []Ticket{plain}, []Ticket{with(func(t *Ticket) { t.Tags = nil }), resolved}},
		{"owner:me", []Ticket{plain}, []Ticket{team}},
		{"owner:support", []Ticket{team}, []Ticket{plain}},
		{"owner:none", []Ticket{with(func(t *Ticket) { t.Owner = "" })}, []Ticket{plain}},
		{"-owner:none", []Ticket{plain}, []Ticket{with(func(t *Ticket) { t.Owner = "" })}},
		{"in:support has:tag has:owner has:unread", []Ticket{plain}, []Ticket{with(func(t *Ticket) { t.Mailbox = "gdpr@kestrel.example" })}},
		{"has:snooze", []Ticket{snoozed}, []Ticket{plain}},
		{"after:2026-11-20 before:2026-11-21", []Ticket{plain}, []Ticket{with(func(t *Ticket) { t.UpdatedAt = mins(-600) }), with(func(t *Ticket) { t.UpdatedAt = mins(3000) })}},
	}
	for _, tt := range tests {
		q := ParseQuery(tt.query, time.UTC)
		for i, tk := range tt.yes {
			if !q.Match(tk, v) {
				t.Errorf("%s does not find %d", tt.query, i)
			}
		}
		for i, tk := range tt.no {
			if q.Match(tk, v) {
				t.Errorf("%s finds %d", tt.query, i)
			}
		}
	}
}

// FuzzParseQuery: no text breaks the parser, and what it makes is bounded.
func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{`from:a "b c" is:open`, "“„”:", `-is:any "`, "before:2026-11-20", "a:b:c \u00a0 予約", "\x00\xff:\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q := ParseQuery(text, time.UTC)
		if len(q.Words) > maxTerms || len(q.From)+len(q.To)+len(q.Subject) > maxTerms {
			t.Fatalf("%d words, %d, %d and %d more", len(q.Words), len(q.From), len(q.To), len(q.Subject))
		}
		for _, w := range q.Words {
			if w.Text == "" || w.Phrase && w.Prefix {
				t.Fatalf("%+v", w)
			}
		}
		if q.Empty() && len(q.Wrong) == 0 && slices.ContainsFunc(strings.Fields(text), func(w string) bool { return w == "word" }) && !strings.ContainsAny(text, `"“”„`) {
			t.Fatalf("%q asks for nothing", text)
		}
		q.Match(Ticket{Spam: true}, Viewer{})
	})
}
