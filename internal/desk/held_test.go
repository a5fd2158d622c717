package desk

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/inbox"
	"deskhand/internal/desk/team"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// talk is one mail after another in one conversation, each with text and what it quotes.
func talk(at time.Time, texts ...string) (out []store.Arrival) {
	refs := ""
	for i, text := range texts {
		at = at.Add(time.Minute)
		id := fmt.Sprintf("held%d@halvorsen.example", i)
		raw := fmt.Sprintf("From: Marco <marco@halvorsen.example>\r\nTo: cloud@kestrel.example\r\nDate: %s\r\nSubject: Re: x\r\nMessage-ID: <%s>\r\nReferences: <first@halvorsen.example>%s\r\n\r\n%s\r\n",
			at.Format(time.RFC1123Z), id, refs, strings.ReplaceAll(text, "\n", "\r\n"))
		refs = " <" + id + ">"
		out = append(out, store.Arrival{UID: uint32(i + 1), Internal: at, Raw: []byte(raw), Size: int64(len(raw))})
	}
	return out
}

func below(own, old string) string {
	return own + "\n\nOn Mon, 24 Nov 2025 at 16:00, Marco <marco@halvorsen.example> wrote:\n\n> " + strings.ReplaceAll(old, "\n", "\n> ")
}

// alone is a desk with one account and no server, and the ticket of the conversation that arrived.
func alone(t testing.TB, mails []store.Arrival) (d *Desk, id string) {
	t.Helper()
	ctx := context.Background()
	d, err := Open(ctx, Options{Dir: t.TempDir(), NoKeyring: true, WorkFactor: 10, Passphrase: func() (string, error) { return "test", nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() }) //nolint:errcheck // the folder goes next
	if _, err = d.Team.AddAccount(ctx, team.NewAccount{Email: "cloud@kestrel.example", Password: "x", Agent: "asha", IMAPHost: "127.0.0.1", IMAPPort: 1, IMAPSecurity: "none", Offline: true}); err != nil {
		t.Fatal(err)
	}
	accounts, err := d.accounts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = d.store.Arrive(ctx, store.Folder{Account: accounts[0].ID, Name: "INBOX", Role: "inbox", UIDValidity: 1}, mails); err != nil {
		t.Fatal(err)
	}
	page, err := tickets(ctx, d, "is:any")
	if err != nil || len(page) != 1 {
		t.Fatal(len(page), err)
	}
	return d, page[0].ID
}

// TestQuotedHeld: what a mail quotes is held where another mail of the ticket says it, and only there; each line of the
// text is counted as the person's own or as carried along.
//
// features: A8
func TestQuotedHeld(t *testing.T) {
	first := "Since the update the invoice page stays empty for two of our users.\nWe tried another browser and the result is the same."
	mails := talk(time.Now().Add(-time.Hour), first, below("It is Firefox.", first), below("And one more thing.", "Nobody here has ever seen these words about the contract of May."))
	d, id := alone(t, mails)
	var got []string
	for _, e := range do[[]ticket.Entry](t)(d.Inbox.Entries(t.Context(), id)) {
		if e.Kind == ticket.KindMessage {
			got = append(got, fmt.Sprint(e.QuotedHeld, e.Runs))
		}
	}
	if want := "[false [2] true [2 4] false [2 3]]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// BenchmarkOpenLongMails opens a ticket of 60 long mails, each with all before it below: the first time, and again. The
// goal is 50 ms.
func BenchmarkOpenLongMails(b *testing.B) {
	para := "Since the update the invoice page %d stays empty for two of our users. We tried another browser and the result is the same.\n"
	texts := make([]string, 60)
	for i := range texts {
		own := strings.Repeat(fmt.Sprintf(para, i), 12)
		if texts[i] = own; i > 0 {
			texts[i] = below(own, texts[i-1])
		}
	}
	mails := talk(time.Now().Add(-2*time.Hour), texts...)
	total := 0
	for _, m := range mails {
		total += len(m.Raw)
	}
	d, id := alone(b, mails)
	open := func(b *testing.B, s *inbox.Service) {
		if _, err := s.Entries(b.Context(), id); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("first", func(b *testing.B) {
		b.SetBytes(int64(total))
		for b.Loop() {
			open(b, inbox.New(d.core, mailboxes{d}))
		}
	})
	b.Run("again", func(b *testing.B) {
		b.SetBytes(int64(total))
		for b.Loop() {
			open(b, d.Inbox)
		}
	})
}
