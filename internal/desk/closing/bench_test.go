package closing_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	rules "deskhand/internal/closing"
	"deskhand/internal/desk/closing"
	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/core"
	"deskhand/internal/desk/inbox"
	"deskhand/internal/desk/work"
	"deskhand/internal/mail"
	"deskhand/internal/outbox"
	"deskhand/internal/policy"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

func noon() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

// bench is a desk with a real database, without servers.
type bench struct {
	*closing.Service
	t       testing.TB
	store   *store.Store
	core    *core.Core
	compose *compose.Service
	work    *work.Service
	uid     uint32
	now     time.Time
}

func newBench(t testing.TB) *bench {
	t.Helper()
	b := &bench{t: t, now: noon()}
	st, err := store.Open(t.Context(), t.TempDir(), store.Options{Now: func() time.Time { return b.now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() }) //nolint:errcheck // the test is over
	b.store = st
	st.SetDevice("0000000000000")
	ours := func(a string) bool { return strings.HasSuffix(a, "@kestrel.example") }
	st.SetRules(store.Rules{Ours: ours, Rules: ticket.Rules{First: func(string) ticket.Status { return ticket.Open }}})
	st.SetViewer(ticket.Viewer{Me: "asha", Start: ticket.TimeOf(noon().AddDate(0, -1, 0))})
	b.core = &core.Core{
		Store: st, Now: func() time.Time { return b.now }, Agent: func() string { return "asha" }, Zone: func() *time.Location { return time.UTC }, Told: func(store.Change) {},
	}
	b.core.SetPolicy(policy.Default())
	b.write(func(tx *store.Tx) error {
		return tx.PutAccount(store.Account{ID: "a", Email: us, SMTP: store.Endpoint{Host: "smtp.kestrel.example", Port: 465}})
	})
	box := inbox.New(b.core, nil)
	b.work = work.New(b.core)
	b.compose = compose.New(b.core, compose.Options{
		Parsed: box.Parsed, Entries: box.Entries, Delay: func(context.Context) time.Duration { return 10 * time.Second }, Told: func() {},
	})
	b.Service = closing.New(b.core, closing.Options{Parsed: box.Parsed, Outbox: outgoing{b.compose}})
	return b
}

// outgoing is what the desk hands in.
type outgoing struct{ c *compose.Service }

func (o outgoing) Prepare(ctx context.Context, draft string, how closing.SendOptions) (closing.Prepared, error) {
	p, err := o.c.Prepare(ctx, draft, compose.SendOptions(how))
	if err != nil {
		return nil, err
	}
	return prepared{p}, nil
}

type prepared struct{ *compose.Prepared }

func (p prepared) Went(ctx context.Context, m store.OutboxMail, d core.Done) core.Done {
	return p.Prepared.Went(ctx, m, d).Done
}

func (b *bench) write(fn func(tx *store.Tx) error) {
	b.t.Helper()
	if err := b.store.Write(context.Background(), fn); err != nil {
		b.t.Fatal(err)
	}
}

// mail puts a mail of the thread "export" into a folder; from and to are addresses, ago is before noon.
func (b *bench) mail(id, folder, from, to string, ago time.Duration, body string) {
	b.t.Helper()
	b.uid++
	at := noon().Add(-ago)
	if !strings.Contains(id, "@") {
		id += "@client.example"
	}
	ref := ""
	if id != "root@client.example" {
		ref = "In-Reply-To: <root@client.example>\r\nReferences: <root@client.example>\r\n"
	}
	raw := fmt.Sprintf("From: Somebody <%s>\r\nTo: %s\r\nDate: %s\r\nSubject: October export stops\r\nMessage-ID: <%s>\r\n%sContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
		from, to, at.Format(time.RFC1123Z), id, ref, strings.ReplaceAll(body, "\n", "\r\n"))
	f := store.Folder{Account: "a", Name: folder, Role: strings.ToLower(folder), UIDValidity: 1}
	if _, err := b.store.Arrive(context.Background(), f, []store.Arrival{{UID: b.uid, Internal: at, Raw: []byte(raw), Size: int64(len(raw))}}); err != nil {
		b.t.Fatal(err)
	}
}

const (
	marco  = "marco@halvorsen.example"
	us     = "support@kestrel.example"
	thread = time.Hour // how long the mails of a test lie apart
)

// id is the ticket's.
func (b *bench) id() string { return mail.Anchor("root@client.example") }

func (b *bench) view(sending string) closing.View {
	b.t.Helper()
	v, err := b.View(context.Background(), b.id(), policy.EndingSolved, sending)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// line is one of a view's lines: its state, and what proves it or is missing.
func line(v closing.View, id string) string {
	for _, l := range v.Lines {
		if l.ID == id && l.Evidence != nil {
			return string(l.State) + " " + l.Evidence.Kind + " " + l.Evidence.Text
		}
		if l.ID == id {
			return string(l.State) + " " + l.Why
		}
	}
	return "none"
}

// asked lists the asks, the open ones with a mark.
func (b *bench) asked() []string {
	b.t.Helper()
	list, err := b.Asks(context.Background(), b.id())
	if err != nil {
		b.t.Fatal(err)
	}
	out := []string{}
	for _, a := range list {
		mark := ""
		if a.Open {
			mark = "○ "
		}
		out = append(out, mark+a.Text)
	}
	return out
}

// draft keeps a reply that is being written and tells its id.
func (b *bench) draft(kind, to, html string) string {
	b.t.Helper()
	d, err := b.compose.Open(context.Background(), b.id(), kind, "")
	if err != nil {
		b.t.Fatal(err)
	}
	if to == "" {
		to = d.To
	}
	s, err := b.compose.Save(context.Background(), compose.Edit{ID: d.ID, Kind: kind, From: d.From, To: to, Subject: d.Subject, HTML: html})
	if err != nil {
		b.t.Fatal(err)
	}
	return s.ID
}

// provable does what a close needs besides the reply.
func (b *bench) provable() {
	b.t.Helper()
	ctx := context.Background()
	b.write(func(tx *store.Tx) error {
		_, row, err := tx.Ticket(b.id())
		if err != nil {
			return err
		}
		list, err := tx.Messages(row)
		var keys []string
		for _, m := range list {
			keys = append(keys, m.Key)
		}
		if err == nil {
			_, err = tx.MarkRead(b.id(), keys)
		}
		return err
	})
	if _, err := b.work.Tag(ctx, b.id(), []string{"data-import-export"}, nil); err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.SetHandOff(ctx, b.id(), rules.HandOff{Inquiry: "Export stops", Done: "Date mended", Remaining: "None"}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) ticket() ticket.Ticket {
	b.t.Helper()
	var out ticket.Ticket
	err := b.store.Read(context.Background(), func(tx *store.Tx) (err error) {
		out, _, err = tx.Ticket(b.id())
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// outbox lists the ticket's mails.
func (b *bench) outbox() []store.OutboxMail {
	b.t.Helper()
	var out []store.OutboxMail
	err := b.store.Read(context.Background(), func(tx *store.Tx) error {
		_, row, err := tx.Ticket(b.id())
		if err == nil {
			out, err = tx.MailsOf(row)
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// outOptions sends after a delay; 0: at once.
func outOptions(delay time.Duration) compose.SendOptions { return compose.SendOptions{Delay: &delay} }

// become puts a mail of the outbox into a state, as the engine does.
func (b *bench) become(id string, state outbox.State, reason outbox.Reason, words string) {
	b.t.Helper()
	ctx := context.Background()
	q := b.compose.Queue()
	i, err := q.Load(ctx, id)
	if err != nil {
		b.t.Fatal(err)
	}
	i.State, i.Reason, i.Words, i.Changed, i.Version = state, reason, words, b.now, i.Version+1
	if state == outbox.Sent {
		i.SentAt = b.now
	}
	if err := q.Save(ctx, i); err != nil {
		b.t.Fatal(err)
	}
}
