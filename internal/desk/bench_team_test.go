package desk

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/membership"
	"deskhand/internal/mail"
	"deskhand/internal/store"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

// BenchmarkTeamTold is how long it takes from an action on one desk until another one shows it, over IDLE on Dovecot, both
// at work (journal.md, goal: half of them within 2 s).
func BenchmarkTeamTold(b *testing.B) {
	f := newField(b, 2, 3)
	f.wake()
	id := f.ticket()
	ctx, cancel := context.WithCancel(b.Context())
	var g sync.WaitGroup
	for _, l := range f.laptops {
		g.Go(func() { l.RunEngines(ctx) }) //nolint:errcheck // it ends with its context
	}
	defer func() { cancel(); g.Wait() }()
	asha, lena := f.laptops[0], f.laptops[1]
	var took []time.Duration
	turn := func(n int) {
		want := []string{"asha", "lena", "jonas"}[n%3]
		begun := time.Now()
		do[core.Done](b)(asha.Work.Assign(ctx, id, want, "next"))
		for do[ticket.Ticket](b)(lena.Inbox.Ticket(ctx, id)).Owner != want {
			if time.Since(begun) > time.Minute {
				b.Fatal("it does not come")
			}
			time.Sleep(2 * time.Millisecond)
		}
		took = append(took, time.Since(begun))
	}
	turn(0) // the engines begin
	took = nil
	n := 0
	for b.Loop() {
		n++
		turn(n)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "p50-ms")
	b.ReportMetric(float64(took[len(took)*95/100].Milliseconds()), "p95-ms")
}

// BenchmarkTeamJoin is one more laptop of a team with 50,000 changes on Dovecot: from the code to the state of the team
// (goal: 10 s), and what the folder weighs for each change.
func BenchmarkTeamJoin(b *testing.B) {
	const ops, tickets = 50_000, 5_000
	f := newField(b, 1, 3)
	f.wake()
	asha := f.laptops[0]
	start := time.Now().Add(-80 * 24 * time.Hour)
	for n := 0; n < ops; {
		err := asha.store.Write(b.Context(), func(tx *store.Tx) error {
			for range 500 {
				on := mail.Anchor(fmt.Sprintf("bench%d@halvorsen.example", n*7%tickets))
				drafts := []ticket.Draft{ticket.SetField(on, ticket.PathOwner, "asha")}
				switch n++; n % 4 {
				case 0:
					drafts[0] = ticket.AddNote(on, "note", "called them, it stops at page 9", nil)
				case 1:
					drafts[0] = ticket.SetStatus(on, ticket.InProgress, 0)
				case 2:
					drafts[0] = ticket.SetStatus(on, ticket.Resolved, ticket.TimeOf(start.Add(time.Duration(n)*time.Minute)))
				}
				if _, err := tx.Append(drafts); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	f.round()
	for range 3 {
		f.crew.clock.set(f.crew.clock.now().Add(13 * time.Hour))
		f.round()
	}
	f.crew.clock.set(time.Now())
	f.round()
	bytes := 0
	h := testkit.NewHand(b, f.server.Port, f.server.User, f.server.Password)
	lie := h.UIDs(journalFolder)
	paths, err := filepath.Glob(filepath.Join(strings.NewReplacer("(", "\\(", ")", "\\)").Replace(f.server.Maildir(journalFolder)), "*", "*"))
	if err != nil {
		b.Fatal(err)
	}
	for _, p := range paths {
		bytes += len(asha.reads(relative(b, asha.dir, p)))
	}
	for b.Loop() {
		b.StopTimer()
		i := do[membership.Invitation](b)(asha.Membership.Invite(b.Context(), "lena", ""))
		f.round()
		lena := &laptop{f: f, line: asha.line, teamDesk: f.crew.fresh("lena")}
		b.StartTimer()
		begun := time.Now()
		do[membership.Joined](b)(lena.Membership.Join(b.Context(), i.Code, membership.JoinOptions{Password: f.server.Password}))
		b.ReportMetric(time.Since(begun).Seconds(), "s-join")
	}
	b.ReportMetric(float64(bytes)/ops, "B/op-in-folder")
	b.ReportMetric(float64(len(lie)), "messages")
	b.Logf("%v", asha.messages())
}

func relative(b *testing.B, from, path string) string {
	b.Helper()
	return do[string](b)(filepath.Rel(from, path))
}
