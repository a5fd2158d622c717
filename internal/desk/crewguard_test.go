package desk

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/core"
	"deskhand/internal/outbox"
	"deskhand/internal/ticket"
)

// posted takes every mail, and files it.
type posted struct{}

func (s *posted) Send(_ context.Context, _ outbox.Item, _ func() (io.ReadCloser, error), commit func() error) outbox.Outcome {
	if err := commit(); err != nil {
		return outbox.Outcome{Kind: outbox.Later, Reason: outbox.ReasonServer, Words: err.Error()}
	}
	return outbox.Outcome{Kind: outbox.Taken}
}

func (s *posted) Find(context.Context, string, string) (bool, error) { return true, nil }

func (s *posted) Append(context.Context, string, io.Reader, int64, time.Time) error { return nil }

// answers puts a reply of this desk's agent into the outbox.
func (d *teamDesk) answers(id string) compose.Mail {
	d.crew.t.Helper()
	ctx := d.crew.t.Context()
	draft := do[compose.Draft](d.crew.t)(d.Compose.Open(ctx, id, "reply", ""))
	do[compose.Saved](d.crew.t)(d.Compose.Save(ctx, edit(draft, "<p>It is the size of the export.</p>")))
	return do[compose.Queued](d.crew.t)(d.Compose.Send(ctx, draft.ID, compose.SendOptions{Delay: now()})).Mail
}

// posts lets the outbox go over what waits, with the guard's look into the journal, and gives what became of the mail.
func (d *teamDesk) posts(m compose.Mail) (state outbox.State, words string) {
	d.crew.t.Helper()
	ctx := d.crew.t.Context()
	s := &posted{}
	e := outbox.New(outbox.Options{
		Store: d.Compose.Queue(), Sender: s, Filer: s, Now: d.crew.clock.now,
		Guard: func(ctx context.Context, i outbox.Item) (outbox.Verdict, error) {
			if _, err := d.carrier.carry(ctx, true); err != nil {
				return outbox.Verdict{}, err
			}
			words, err := d.Compose.NewsOf(ctx, i.ID)
			return outbox.Verdict{Hold: words != "", Words: words}, err
		},
	})
	if err := e.Online(ctx); err != nil {
		d.crew.t.Fatal(err)
	}
	if _, err := e.Once(ctx); err != nil {
		d.crew.t.Fatal(err)
	}
	out := do[compose.Mail](d.crew.t)(d.Compose.Outcome(ctx, m.ID))
	return outbox.State(out.State), out.Words
}

// TestGuardAcrossLaptops: what a colleague does after the key press holds the mail where it makes the answer doubtful, and
// only there, whatever their clocks say.
func TestGuardAcrossLaptops(t *testing.T) {
	acts := []struct {
		what string
		do   func(ctx context.Context, d *teamDesk, ids []string) error
		hold string // in its words; empty: it goes
	}{
		{"answered", func(_ context.Context, d *teamDesk, ids []string) error { d.posts(d.answers(ids[0])); return nil }, "Lena sent a reply"},
		{"took over", func(ctx context.Context, d *teamDesk, ids []string) error {
			_, err := d.Work.Claim(ctx, ids[0], true)
			return err
		}, "Lena assigned it to Lena"},
		{"waits for a partner", func(ctx context.Context, d *teamDesk, ids []string) error {
			_, err := d.Work.Status(ctx, ids[0], "pending-partner")
			return err
		}, "Lena set"},
		{"closed", func(ctx context.Context, d *teamDesk, ids []string) error {
			_, err := d.Closing.NoAnswer(ctx, ids[:1], "duplicate")
			return err
		}, "Lena"},
		{"merged", func(ctx context.Context, d *teamDesk, ids []string) error {
			_, err := d.Work.Merge(ctx, ids[0], ids[1])
			return err
		}, "merged"},
		{"split", func(ctx context.Context, d *teamDesk, ids []string) error {
			_, err := d.Work.Split(ctx, ids[0], do[[]ticket.Entry](t)(d.Inbox.Entries(ctx, ids[0]))[1].ID)
			return err
		}, "split"},
		{"mentioned me", func(ctx context.Context, d *teamDesk, ids []string) error {
			_, err := d.Work.Note(ctx, ids[0], "@asha wait, it is the plan", "note")
			return err
		}, "Lena wrote a note"},
		{"noted", func(ctx context.Context, d *teamDesk, ids []string) error {
			_, err := d.Work.Note(ctx, ids[0], "Seen at two more", "note")
			return err
		}, ""},
		{"tagged", func(ctx context.Context, d *teamDesk, ids []string) error {
			_, err := d.Work.Tag(ctx, ids[0], []string{"bug"}, nil)
			return err
		}, ""},
		{"ranked", func(ctx context.Context, d *teamDesk, ids []string) error {
			_, err := d.Work.Priority(ctx, ids[0], "urgent")
			return err
		}, ""},
		{"read", func(ctx context.Context, d *teamDesk, ids []string) error {
			if err := d.Inbox.MarkRead(ctx, ids[0], []string{do[[]ticket.Entry](t)(d.Inbox.Entries(ctx, ids[0]))[0].ID}); err != nil {
				return err
			}
			return d.tellRead(ctx)
		}, ""},
		{"planned", func(ctx context.Context, d *teamDesk, ids []string) error {
			_, err := d.Agenda.Callback(ctx, ids[0], "tomorrow 9:30", "", "")
			return err
		}, ""},
		{"on another ticket", func(ctx context.Context, d *teamDesk, ids []string) error {
			_, err := d.Work.Claim(ctx, ids[2], true)
			return err
		}, ""},
	}
	c := newTeam(t, 2)
	asha, lena := c.desks[0], c.desks[1]
	for n, a := range acts {
		t.Run(a.what, func(t *testing.T) {
			c.t = t
			ctx := t.Context()
			n *= 3
			first := c.question(n, time.Hour)
			more := letter(c.clock.now().Add(-time.Minute), fmt.Sprintf("more%d@halvorsen.example", n), theirs, "Kestrel <support@kestrel.example>", "Re: Question", first.MessageID, "And the format?")
			ids := c.deliver(first, c.question(n+1, time.Hour), c.question(n+2, time.Hour), more)
			do[core.Done](t)(asha.Work.Claim(ctx, ids[0], false))
			c.exchange()
			asha.offline = true
			mail := asha.answers(ids[0])
			c.clock.set(c.clock.now().Add(-time.Minute)) // lena's clock is behind
			if err := a.do(ctx, lena, ids); err != nil {
				t.Fatal(err)
			}
			c.clock.set(c.clock.now().Add(2 * time.Minute))
			if state, _ := asha.posts(mail); state != outbox.Waiting {
				t.Errorf("without a line it is %s", state)
			}
			c.carry(lena)
			asha.offline = false
			state, words := asha.posts(mail)
			held := state == outbox.Held
			if held != (a.hold != "") || !strings.Contains(words, a.hold) {
				t.Errorf("%s: %q, want it held by %q", state, words, a.hold)
			}
			if held {
				if since := do[compose.Detail](t)(asha.Compose.Mail(ctx, mail.ID)).Since; len(since) == 0 && a.what != "answered" {
					t.Error("nothing new stands beside it")
				}
			}
		})
	}
	c.t = t
}

// TestOneOfTwoAnswers: of two who answer the same ticket without a line exactly one is held, in whatever order they come
// back, and the other's answer goes.
func TestOneOfTwoAnswers(t *testing.T) {
	c := newTeam(t, 3)
	asha, lena := c.desks[0], c.desks[1]
	n := 0
	for _, owned := range []bool{false, true} {
		for _, first := range []*teamDesk{asha, lena} { // who answers first
			for _, back := range []string{"one by one", "one by one, the later first", "both at once"} {
				n++
				ids := c.deliver(c.question(n, time.Hour))
				if owned {
					do[core.Done](t)(first.Work.Claim(t.Context(), ids[0], false))
					c.exchange()
				}
				second := asha
				if first == asha {
					second = lena
				}
				asha.offline, lena.offline = true, true
				mails := map[*teamDesk]compose.Mail{first: first.answers(ids[0])}
				c.clock.set(c.clock.now().Add(time.Minute))
				mails[second] = second.answers(ids[0])
				asha.offline, lena.offline = false, false
				order := []*teamDesk{first, second}
				switch back {
				case "one by one, the later first":
					order = []*teamDesk{second, first}
				case "both at once": // what both did is at both before either mail leaves
					if owned {
						continue // nothing says that they answer until the first mail has left
					}
					c.exchange()
				}
				var held, went int
				for _, d := range order {
					switch state, words := d.posts(mails[d]); state {
					case outbox.Held:
						held++
						if words == "" {
							t.Error("held without words")
						}
					case outbox.Sent, outbox.Filed:
						went++
					default:
						t.Errorf("%s's is %s", d.agent, state)
					}
					c.carry(d)
				}
				if held != 1 || went != 1 {
					t.Errorf("owned %t, %s first, %s: %d held, %d went", owned, first.agent, back, held, went)
				}
				c.exchange()
			}
		}
	}
}
