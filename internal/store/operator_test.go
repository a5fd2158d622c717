package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	"deskhand/internal/ticket"
)

// withFile is a letter with an attached file.
func withFile(a Arrival, name string) Arrival {
	head, body, _ := strings.Cut(string(a.Raw), "Content-Type: text/plain; charset=utf-8\r\n\r\n")
	a.Raw = []byte(head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body +
		"\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"" + name + "\"\r\n\r\nPDF\r\n--b--\r\n")
	a.Size = int64(len(a.Raw))
	return a
}

// operators is a desk on which each operator finds something.
func operators(t *testing.T, s *Store) {
	t.Helper()
	putAccount(t, s)
	const us = "Support <support@kestrel.example>"
	day := func(back int) time.Time { return noon().AddDate(0, 0, -back) }
	arriveIn(t, s, "inbox",
		letter("old", "Ana <ana@casa.example>", us, "old", "shared words about rooms", day(12)),
		withFile(letter("file", "Bob <bob@casa.example>", us, "file", "shared words about prices", day(3)), "Rooms-2026.pdf"),
		letter("note", "Chloe <chloe@lodge.example>", us, "note", "shared words", day(2)),
		letter("gdpr", "Deniz <deniz@lodge.example>", "gdpr@kestrel.example", "gdpr", "shared words about data", day(1)),
	)
	arriveIn(t, s, "archive", letter("kept", "Emil <emil@lodge.example>", us, "kept", "shared words kept", day(4)))
	arriveIn(t, s, "sent", letter("ours", us, "Farida <farida@hotel.example>", "ours", "shared words of ours", day(0).Add(-time.Hour)))
	on := func(subject string) string { return anchorOf(t, s, subject) }
	write(t, s, ticket.AddNote(on("note"), "note", "zebra", nil))
	write(t, s, ticket.AddTo(on("file"), ticket.PathTags, "vip"), ticket.AddTo(on("old"), ticket.PathTags, "trial"))
	write(t, s, ticket.SetField(on("file"), ticket.PathOwner, "asha"), ticket.SetField(on("file"), ticket.PathPriority, "high"))
	for _, item := range []ticket.AgendaItem{
		{Kind: ticket.AgendaCallback, Ticket: on("gdpr"), At: ticket.TimeOf(noon()), Title: "ostrich question", Phone: "+49 30 901820"},
		{Kind: ticket.AgendaMeeting, Ticket: on("kept"), At: ticket.TimeOf(noon()), Title: "walrus review"},
	} {
		drafts, _ := ticket.NewAgenda(item)
		write(t, s, drafts...)
	}
	drafts, called := ticket.NewAgenda(ticket.AgendaItem{Kind: ticket.AgendaCallback, Ticket: on("old"), At: ticket.TimeOf(noon())})
	write(t, s, drafts...)
	write(t, s, ticket.SetField(called, ticket.PathState, ticket.StateDone))
	drafts, gone := ticket.NewAgenda(ticket.AgendaItem{Kind: ticket.AgendaMeeting, Ticket: on("note"), At: ticket.TimeOf(noon()), Title: "lemur"})
	write(t, s, drafts...)
	write(t, s, ticket.SetField(gone, ticket.PathState, ticket.StateCancelled))
	writes(t, s, func(tx *Tx) error { return tx.PutDraft(Draft{Anchor: on("note"), Kind: DraftReply, Text: "x"}) })
}

// TestOperators: each operator finds what its user expects, turned around the rest, with words and alone.
func TestOperators(t *testing.T) {
	tests := []struct{ query, want string }{
		{"shared", "ours gdpr note file kept old"},
		{"shared -from:casa", "ours gdpr note kept"},
		{"shared -to:gdpr from:lodge", "note kept"},
		{"shared -subject:gdpr -subject:ours", "note file kept old"},
		{"shared -prices -kept", "ours gdpr note old"},
		{`shared -"words about" `, "ours note kept"},
		{`shared -"about words" from:casa`, "file old"},
		{"filename:rooms", "file"},
		{"file:Rooms-2026.pdf", "file"},
		{"rooms -filename:rooms", "old"},
		{"shared has:attachment", "file"},
		{"shared -has:file from:casa", "old"},
		{"shared has:note", "note"},
		{"shared has:draft", "note"},
		{"shared has:callback", "gdpr old"},
		{"shared has:call", "old"},
		{"shared has:meeting", "kept"},
		{"shared has:note,meeting", "note kept"},
		{"has:attachment", "file"},
		{"has:note", "note"},
		{"has:draft", "note"},
		{"has:meeting", "kept"},
		{"has:callback", "gdpr old"},
		{"has:call", "old"},
		{"-has:note -has:attachment -has:callback", "kept ours"},
		{"tag:vip,trial", "file old"},
		{"-tag:vip from:casa", "old"},
		{"shared tag:tr", "old"},
		{"priority:high", "file"},
		{"owner:me", "file"},
		{"owner:asha,bela shared", "file"},
		{"in:inbox", "file gdpr note old"},
		{"in:archive", "kept"},
		{"in:sent", "ours"},
		{"in:trash", ""},
		{"shared -in:inbox", "ours kept"},
		{"shared in:mine", "file"},
		{"in:mine", "file"},
		{"in:gdpr@", "gdpr"},
		{"in:gdpr", "gdpr"},
		{"in:support -in:archive shared", "note file old"},
		{"shared after:3d", "ours gdpr note file"},
		{"shared after:2026-11-17 before:2026-11-19", "file note"},
		{"shared before:2026-11-10", "old"},
		{"shared -after:2026-11-10", "old"},
		{"shared after:yesterday", "gdpr ours"},
		{"shared after:today", "ours"},
		{"shared before:1y", ""},
		{"is:any before:2026-11-10", ""},          // the row is as old as what was done to it last
		{"is:any after:1h", "old file note ours"}, // an agenda touches no row
		{"-from:ana -from:lodge is:any", "file ours"},
		{"zebra", "note"},
		{"ostrich", "gdpr"},
		{"901820", "gdpr"},
		{"walrus has:meeting", "kept"},
		{"lemur", ""},
	}
	for _, docs := range []int64{partDocs, 1, 2, 3} {
		s := open(t, t.TempDir())
		s.partDocs = docs
		operators(t, s)
		for range 2 {
			for _, tt := range tests {
				got, want := found(t, s, tt.query), strings.Fields(tt.want)
				slices.Sort(got)
				slices.Sort(want)
				if !slices.Equal(got, want) {
					t.Errorf("%d a part: %s finds %q, want %q", docs, tt.query, got, want)
				}
			}
			if _, diffs, err := s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 { // and once more
				t.Fatalf("rebuild: %v, %v", diffs, err)
			}
		}
		if got := found(t, s, "shared"); !slices.Equal(got, strings.Fields("ours gdpr note file kept old")) {
			t.Errorf("%d a part: the newest is not first: %q", docs, got)
		}
	}
}

// TestSearchAgenda: a callback is found by its words as they stand now, and not once it was taken back.
func TestSearchAgenda(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	arriveIn(t, s, "inbox", letter("1", "Bob <bob@casa.example>", "support@kestrel.example", "one", "text", noon().Add(-time.Hour)))
	drafts, object := ticket.NewAgenda(ticket.AgendaItem{Kind: ticket.AgendaCallback, Ticket: anchorOf(t, s, "one"), At: ticket.TimeOf(noon()), Title: "walrus"})
	write(t, s, drafts...)
	finds := func(query string, want int) {
		t.Helper()
		if got := found(t, s, query); len(got) != want {
			t.Errorf("%s finds %v", query, got)
		}
	}
	finds("walrus", 1)
	write(t, s, ticket.SetText(object, ticket.PathTitle, "heron"))
	finds("walrus", 0)
	finds("heron", 1)
	finds("has:callback", 1)
	gone := ticket.SetField(object, ticket.PathNew, nil)
	gone.Undoes = drafts[0].ID
	write(t, s, gone)
	finds("heron", 0)
	finds("has:callback", 0)
	if _, diffs, err := s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
		t.Errorf("rebuild: %v, %v", diffs, err)
	}
	finds("heron", 0)
}
