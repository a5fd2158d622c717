package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"deskhand/internal/ticket"
)

// letter is a mail with a name, for tests that look for it again.
func letter(id, from, to, subject, body string, at time.Time) Arrival {
	raw := fmt.Sprintf("From: %s\r\nTo: %s\r\nDate: %s\r\nSubject: %s\r\nMessage-ID: <%s@x.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
		from, to, at.Format(time.RFC1123Z), subject, id, body)
	return Arrival{Internal: at, Raw: []byte(raw), Size: int64(len(raw))}
}

func arriveIn(t testing.TB, s *Store, role string, mails ...Arrival) {
	t.Helper()
	for i := range mails {
		mails[i].UID = uint32(i + 1)
	}
	if _, err := s.Arrive(t.Context(), Folder{Account: "a", Name: role, Role: role, UIDValidity: 1}, mails); err != nil {
		t.Fatal(err)
	}
	s.Settle()
}

// found lists the subjects that a query finds, newest first, over all pages of two.
func found(t testing.TB, s *Store, query string) (subjects []string) {
	t.Helper()
	q := ticket.ParseQuery(query, noon())
	err := s.Read(t.Context(), func(tx *Tx) error {
		for below := int64(0); ; {
			hits, next, err := tx.Search(t.Context(), q, below, 2)
			if err != nil {
				return err
			}
			for _, h := range hits {
				subjects = append(subjects, h.Ticket.Subject)
			}
			if next == 0 {
				return nil
			}
			below = next
		}
	})
	if err != nil {
		t.Fatalf("%q: %v", query, err)
	}
	return subjects
}

func write(t testing.TB, s *Store, drafts ...ticket.Draft) (action string) {
	t.Helper()
	err := s.Write(t.Context(), func(tx *Tx) (err error) {
		if action, err = tx.Append(drafts); err != nil {
			return err
		}
		for _, d := range drafts {
			if _, err := tx.Project(d.Object); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return action
}

func anchorOf(t testing.TB, s *Store, subject string) (anchor string) {
	t.Helper()
	err := s.Read(t.Context(), func(tx *Tx) (err error) {
		anchor, err = one[string](tx, `SELECT anchor FROM ticket WHERE subject = ?`, subject)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", subject, err)
	}
	return anchor
}

// TestSearch: what is typed finds what is meant, in any script, and nothing typed is syntax.
func TestSearch(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	at := noon().Add(-time.Hour)
	const us = "support@kestrel.example"
	arriveIn(t, s, "inbox",
		letter("1", "Émile Dürr <emile@zürich.example>", us, "export", "The résumé export stops at 1,000 rows. naïve", at),
		letter("2", "Bob <bob@casa.example>", us+", Ana Lima <ana@client.example>", "invoice", "Invoice number 4711-22 is twice in the exports list", at.Add(time.Minute)),
		letter("3", "Kenji <kenji@ryokan.example>", us, "yoyaku", "昨日から予約の取り消しができません。iPhone15を使っています。御社へ", at.Add(2*time.Minute)),
		letter("4", "Min <min@seoul.example>", us, "korean", "안녕하세요 결제가 안됩니다", at.Add(3*time.Minute)),
		letter("5", "Marco <marco@halvorsen.example>", "security@kestrel.example", "report", `He said: "drop" AND OR NOT NEAR(a,b) * ^ {x} col:umn`, at.Add(4*time.Minute)),
	)
	arriveIn(t, s, "sent", letter("6", "Asha <"+us+">", "Zoë <zoe@nordlicht.example>", "welcome", "Glad to have you", at.Add(5*time.Minute)))
	write(t, s, ticket.AddNote(anchorOf(t, s, "invoice"), "note", "asked the billing partner Überweisung", nil))
	write(t, s, ticket.AddTo(anchorOf(t, s, "invoice"), ticket.PathTags, "vip"), ticket.SetField(anchorOf(t, s, "invoice"), ticket.PathOwner, "asha"))
	if err := s.Fill(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ query, want string }{
		{"export", "invoice export"}, // the last word is a prefix
		{"export ", "export"},
		{"exp", "invoice export"},
		{"na", "export"},
		{"export stops", "export"},
		{"stops export ", "export"},
		{`"export stops"`, "export"},
		{`"stops export"`, ""},
		{"resume", "export"},
		{"RÉSUMÉ ", "export"},
		{"uberweisung", "invoice"},
		{"Überweis", "invoice"},
		{"4711-22 ", "invoice"},
		{"4711 ", "invoice"},
		{"予約", "yoyaku"},
		{"取り消し", "yoyaku"},
		{"予約の取り消し ", "yoyaku"},
		{"消予", ""},
		{"予", "yoyaku"},
		{"社", "yoyaku"},
		{"へ", "yoyaku"},
		{"予約、取り", "yoyaku"},
		{`"予約の取り消し"`, "yoyaku"},
		{"iphone15", "yoyaku"},
		{"결제", "korean"},
		{"제", "korean"},
		{"from:emile", "export"},
		{"from:Émile", "export"},
		{"from:dürr", "export"},
		{"from:bob", "invoice"},
		{"from:bob@casa.example", "invoice"},
		{`from:"bob" 4711`, "invoice"},
		{"from:asha", "welcome"},
		{"to:asha", ""},
		{"to:bob", ""},
		{"to:ana", "invoice"},
		{"to:lima", "invoice"},
		{"to:zoe", "welcome"},
		{"to:security", "report"},
		{"subject:invoice", "invoice"},
		{"subject:exports", ""},
		{"subject:expo", "export"},
		{"tag:vip", "invoice"},
		{"owner:me", "invoice"},
		{"owner:me export", "invoice"},
		{"-owner:none", "invoice"},
		{"is:unread", "report korean yoyaku invoice export"},
		{"is:mine", "invoice"},
		{"is:any", "invoice welcome report korean yoyaku export"},
		{"is:live", "invoice welcome report korean yoyaku export"},
		{"status:open", "invoice welcome report korean yoyaku export"},
		{"NEAR ", "report"},
		{`drop* ^`, "report"},
		{"export -twice ", "export"},
		{"export -(b) ", "export"},
		{"{x} col:umn", "report"},
		{`""`, "invoice welcome report korean yoyaku export"},
		{"from:@", "invoice welcome report korean yoyaku export"},
		{"日、本", ""},
		{strings.Repeat("export ", 500), "export"},
		{strings.Repeat("from:bob ", 500), "invoice"},
		{strings.Repeat("予約", 2000), ""},
		{`"` + strings.Repeat("word ", 2000) + `"`, ""},
		{"before:2026-11-20", ""},
		{"after:2026-11-20 from:min", "korean"},
	}
	for _, tt := range tests {
		if tt.query == `""` {
			continue // asks for nothing: the desk does not search
		}
		got := found(t, s, tt.query)
		want := strings.Fields(tt.want)
		if strings.HasPrefix(tt.query, "is:") || tt.query == "from:@" || tt.query == "status:open" { // the invoice's row was changed last
			slices.Sort(got)
			slices.Sort(want)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%.40q finds %q, want %q", tt.query, got, want)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	err := s.Read(t.Context(), func(tx *Tx) error {
		_, _, err := tx.Search(ctx, ticket.ParseQuery("export", noon()), 0, 2)
		return err
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestSearchNotes: an edited note is found by its new text alone, one taken back by none, and nothing stays unindexed.
//
// features: E8
func TestSearchNotes(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	arriveIn(t, s, "inbox", letter("1", "Bob <bob@casa.example>", "support@kestrel.example", "one", "text", noon().Add(-time.Hour)))
	on := anchorOf(t, s, "one")
	first := ticket.AddNote(on, "note", "alpaca", nil)
	write(t, s, first)
	index := func() {
		t.Helper()
		for {
			n, err := s.IndexMissing(t.Context(), 10)
			if err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				return
			}
		}
	}
	index()
	if got := found(t, s, "alpaca"); len(got) != 1 {
		t.Fatalf("alpaca: %v", got)
	}
	second := ticket.AddNote(on, "note", "buffalo", nil)
	second.Path = first.Path
	write(t, s, second)
	index()
	if a, b := found(t, s, "alpaca"), found(t, s, "buffalo"); len(a) != 0 || len(b) != 1 {
		t.Errorf("edited: alpaca %v, buffalo %v", a, b)
	}
	gone := ticket.SetField(on, first.Path, nil)
	gone.Undoes = second.ID
	write(t, s, gone)
	index()
	if got := found(t, s, "buffalo"); len(got) != 0 {
		t.Errorf("taken back: buffalo %v", got)
	}
	err := s.Read(t.Context(), func(tx *Tx) error {
		n, err := tx.Unindexed()
		if n != 0 {
			t.Errorf("%d entries are unindexed", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, diffs, err := s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
		t.Errorf("rebuild: %v, %v", diffs, err)
	}
	if a, b := found(t, s, "alpaca"), found(t, s, "buffalo"); len(a)+len(b) != 0 {
		t.Errorf("after a rebuild: alpaca %v, buffalo %v", a, b)
	}
}

// TestSearchPages: tickets that one action touched have one time, and none is lost between pages.
func TestSearchPages(t *testing.T) {
	s := open(t, t.TempDir())
	var drafts []ticket.Draft
	for i := range 25 {
		begin, object := ticket.NewTicket("internal", "internal")
		drafts = append(drafts, begin, ticket.SetText(object, ticket.PathSubject, fmt.Sprintf("n%d", i)), ticket.AddTo(object, ticket.PathTags, "bulk"))
	}
	write(t, s, drafts...)
	for _, query := range []string{"tag:bulk", "is:live", "is:any"} {
		got := found(t, s, query)
		slices.Sort(got)
		if n := len(got); n != 25 || len(slices.Compact(got)) != 25 {
			t.Errorf("%s finds %d", query, n)
		}
	}
}

// TestNumberClash: two tickets whose anchors begin alike have longer numbers, whichever came first.
func TestNumberClash(t *testing.T) {
	s := open(t, t.TempDir())
	begin := func(id string) string {
		d := ticket.Draft{ID: id, Kind: "set", Object: "t" + id[:16], Path: ticket.PathNew, Value: ticket.NewValue{Channel: "internal", Why: "internal"}}
		write(t, s, d)
		return d.Object
	}
	a := begin("7Q2M9FKXA00000000000")
	number := func(anchor string) (n string) {
		t.Helper()
		err := s.Read(t.Context(), func(tx *Tx) error {
			got, _, err := tx.Ticket(anchor)
			n = got.Number
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if got := number(a); got != "7Q2M-9FKX" {
		t.Fatalf("alone: %s", got)
	}
	b := begin("7Q2M9FKXB00000000000")
	if x, y := number(a), number(b); x != "7Q2M-9FKXA" || y != "7Q2M-9FKXB" {
		t.Errorf("alike: %s and %s", x, y)
	}
	if _, diffs, err := s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
		t.Errorf("rebuild: %v, %v", diffs, err)
	}
}
