package desk

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/compose"
	"deskhand/internal/mail"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// TestALongConversation: of hundreds of mails the first and the newest are read, so that no key press reads more than is
// kept at hand; an old one is answered and quoted all the same, and who only stood in its middle is no recipient by itself.
func TestALongConversation(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	const mails = 450
	var batch []store.Arrival
	at := o.c.now().Add(-20 * time.Hour)
	keys := make([]string, mails)
	for i := range mails {
		at = at.Add(time.Minute)
		from, id := "Marco <marco@halvorsen.example>", fmt.Sprintf("r%d@halvorsen.example", i)
		if i == 40 {
			from = "Mallory <mallory@evil.example>"
		}
		raw := fmt.Sprintf("From: %s\r\nTo: cloud@kestrel.example\r\nDate: %s\r\nSubject: Re: x\r\nMessage-ID: <%s>\r\nReferences: <%s>\r\n\r\nWords %d\r\n", from, at.Format(time.RFC1123Z), id, question, i)
		batch = append(batch, store.Arrival{UID: uint32(i + 1), Internal: at, Raw: []byte(raw), Size: int64(len(raw))})
		keys[i] = mail.Parse([]byte(raw)).Key
	}
	if _, err := o.d.store.Arrive(ctx, store.Folder{Account: o.acc.ID, Name: "Old", Role: "inbox", UIDValidity: 1}, batch); err != nil {
		t.Fatal(err)
	}
	read := map[string]bool{}
	s := compose.New(o.d.core, compose.Options{
		Parsed: func(tx *store.Tx, m store.Message) *mail.Message {
			read[m.Key] = true
			return o.d.Inbox.Parsed(tx, m)
		},
		Entries: func(ctx context.Context, id string) ([]ticket.Entry, error) { return o.d.Inbox.Entries(ctx, id) },
		Delay:   o.d.Team.UndoSend, Told: func() {},
	})
	d := do[compose.Draft](t)(s.Open(ctx, o.id, "reply", keys[30]))
	if d.Quote == nil || !strings.Contains(d.Quote.Text, "Words 30") || d.To != "Marco <marco@halvorsen.example>" {
		t.Errorf("the answer to an old mail begins as %+v", d)
	}
	if len(read) > 301 || !read[keys[mails-1]] || read[keys[100]] {
		t.Errorf("%d of %d mails were read", len(read), mails)
	}
	strange := do[compose.Draft](t)(s.Open(ctx, o.id, "reply", keys[40]))
	if strange.To != "" || len(strange.Left) != 1 {
		t.Errorf("the answer to a stranger begins as %+v", strange)
	}
}
