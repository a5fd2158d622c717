package ticket

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseQuery(t *testing.T) {
	now := time.Date(2026, 11, 24, 15, 30, 0, 0, time.UTC) // a Tuesday
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
		{"before:2026-11-20 after:2026", Query{Before: day(2026, 11, 20), After: day(2026, 1, 1)}},
		{"-before:2026-11-20", Query{After: day(2026, 11, 20)}},
		{"-after:today", Query{Before: day(2026, 11, 24)}},
		{"after:yesterday before:2026-11", Query{After: day(2026, 11, 23), Before: day(2026, 11, 1)}},
		{"after:monday after:sun", Query{After: day(2026, 11, 23)}},
		{"after:tuesday", Query{After: day(2026, 11, 24)}},
		{"after:wed", Query{After: day(2026, 11, 18)}},
		{"after:7d", Query{After: TimeOf(now.AddDate(0, 0, -7))}},
		{"after:2w after:12h", Query{After: TimeOf(now.Add(-12 * time.Hour))}},
		{"before:3m", Query{Before: TimeOf(now.AddDate(0, -3, 0))}},
		{"before:1y before:2026-1-5", Query{Before: TimeOf(now.AddDate(-1, 0, 0))}},
		{"before:24.12.2025", Query{Before: day(2025, 12, 24)}},
		{"tag:vip,Trial, -status:open,pending", Query{Filters: []Filter{
			{Key: "tag", Value: "vip", Or: []string{"trial"}},
			{Key: "status", Value: "open", Or: []string{"pending"}, Not: true},
		}}},
		{`in:"Projects, old"`, Query{Filters: []Filter{{Key: "in", Value: "projects, old"}}}},
		{"in:,", Query{}},
		{"-from:Ana -to:b -subject:Invoice filename:Rooms.xlsx", Query{Files: []string{"Rooms.xlsx"}, Not: MailTerms{From: []string{"ana"}, To: []string{"b"}, Subject: []string{"Invoice"}}}},
		{"file:x", Query{Files: []string{"x"}}},
		{`export -"by hand" -now`, Query{Words: []Term{{Text: "export", Prefix: true}}, Without: []Term{{Text: "by hand", Phrase: true}, {Text: "now"}}}},
		{"has:file,note -has:call has:callb", Query{Filters: []Filter{
			{Key: "has", Value: "attachment", Or: []string{"note"}},
			{Key: "has", Value: "call", Not: true},
			{Key: "has", Value: "callback"},
		}}},
		{"is:any is:live -is:snoozed is:reso", Query{Any: true, Filters: []Filter{is("live"), {Key: "is", Value: "snoozed", Not: true}, is("resolved")}}},
		{"https://x.example/a:b", Query{Words: []Term{{Text: "https://x.example/a:b", Prefix: true}}}},
		{":-) ... &&", Query{}},
		{"予約", Query{Words: []Term{{Text: "予約", Prefix: true}}}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, ParseQuery(tt.text, now)); diff != "" {
			t.Errorf("%q\n%s", tt.text, diff)
		}
	}
	for _, wrong := range []string{"before:sometime", "after:2026-13-01", "after:7", "after:300y", "after:-3d", "after:9999999d", "is:lost", "has:nothing", "is:open,lost", "-invoice", "-filename:x"} {
		if q := ParseQuery(wrong, now); len(q.Wrong) != 1 || len(q.Filters)+len(q.From) != 0 || q.Before+q.After != 0 {
			t.Errorf("%q: %+v", wrong, q)
		}
	}
	if q := ParseQuery(strings.Repeat("w ", 100), now); len(q.Words) != maxTerms {
		t.Errorf("%d words are searched", len(q.Words))
	}
	berlin := time.FixedZone("", 3600)
	if q := ParseQuery("after:2026-11-20", now.In(berlin)); q.After != day(2026, 11, 20)-3600_000 {
		t.Errorf("a day begins at %v", q.After.Go())
	}
}

func TestMatch(t *testing.T) {
	now := time.Date(2026, 11, 24, 15, 30, 0, 0, time.UTC)
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
		{"is:waiting", []Ticket{with(func(t *Ticket) { t.Status = PendingPartner })}, []Ticket{plain, resolved}},
		{"is:unassigned", []Ticket{with(func(t *Ticket) { t.Owner = "" })}, []Ticket{plain, team}},
		{"is:unread", []Ticket{plain}, []Ticket{with(func(t *Ticket) { t.Unread = 0 })}},
		{"tag:vi category:si priority:hi status:op", []Ticket{plain}, []Ticket{with(func(t *Ticket) { t.Tags = nil }), resolved}},
		{"owner:me", []Ticket{plain}, []Ticket{team}},
		{"owner:support", []Ticket{team}, []Ticket{plain}},
		{"owner:none", []Ticket{with(func(t *Ticket) { t.Owner = "" })}, []Ticket{plain}},
		{"-owner:none", []Ticket{plain}, []Ticket{with(func(t *Ticket) { t.Owner = "" })}},
		{"has:tag has:owner has:unread has:category", []Ticket{plain}, []Ticket{with(func(t *Ticket) { t.Categories = nil })}},
		{"tag:none,vip -status:closed,resolved", []Ticket{plain}, []Ticket{resolved, with(func(t *Ticket) { t.Tags = nil })}},
		{"is:closed,resolved", []Ticket{resolved}, []Ticket{plain}},
		{"is:open -from:ana", []Ticket{plain}, []Ticket{with(func(t *Ticket) { t.Contact.Name = "Ana Lima" })}},
		{"is:open -to:support", []Ticket{with(func(t *Ticket) { t.Mailbox = "gdpr@kestrel.example" })}, []Ticket{plain}},
		{"is:open -subject:Invoice", []Ticket{plain}, []Ticket{with(func(t *Ticket) { t.Subject = "Re: invoice 4" })}},
		{"has:snooze", []Ticket{snoozed}, []Ticket{plain}},
		{"after:2026-11-20 before:2026-11-21", []Ticket{plain}, []Ticket{with(func(t *Ticket) { t.UpdatedAt = mins(-600) }), with(func(t *Ticket) { t.UpdatedAt = mins(3000) })}},
	}
	for _, tt := range tests {
		q := ParseQuery(tt.query, now)
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
	now := time.Date(2026, 11, 24, 15, 30, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		q := ParseQuery(text, now)
		if len(q.Words) > maxTerms || len(q.From)+len(q.To)+len(q.Subject)+len(q.Files)+q.Not.count() > maxTerms || len(q.Filters) > maxTerms {
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
