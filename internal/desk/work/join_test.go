package work_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/work"
	"deskhand/internal/policy"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// bench is a desk with a real database, without servers.
type bench struct {
	*work.Service
	t     *rapid.T
	store *store.Store
	now   time.Time
	mails []string // m…
}

func newBench(t *rapid.T, dir string) *bench {
	b := &bench{t: t, now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
	b.store = must(store.Open(t.Context(), dir, store.Options{Now: func() time.Time { return b.now }}))(t)
	b.store.SetDevice("0000000000000")
	b.store.SetRules(store.Rules{
		Ours:  func(a string) bool { return strings.HasSuffix(a, "@kestrel.example") },
		Rules: ticket.Rules{First: func(string) ticket.Status { return ticket.Open }},
	})
	b.store.SetViewer(ticket.Viewer{Me: "asha"})
	if err := b.store.Write(t.Context(), func(tx *store.Tx) error {
		return tx.PutAccount(store.Account{ID: "a", Email: "support@kestrel.example"})
	}); err != nil {
		t.Fatal(err)
	}
	c := &core.Core{
		Store: b.store, Now: func() time.Time { return b.now }, Agent: func() string { return "asha" }, Zone: func() *time.Location { return time.UTC }, Told: func(store.Change) {},
	}
	c.SetPolicy(policy.Default())
	b.Service = work.New(c)
	return b
}

func must[T any](v T, err error) func(t *rapid.T) T {
	return func(t *rapid.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// mail has somebody write; to is the number of an earlier mail that it answers, -1: none.
func (b *bench) mail(n, to int) {
	at, answers := b.now.Add(time.Duration(n-20)*time.Hour), ""
	if to >= 0 {
		answers = fmt.Sprintf("In-Reply-To: <x%d@client.example>\r\n", to)
	}
	raw := fmt.Appendf(nil, "From: <p%d@client.example>\r\nTo: support@kestrel.example\r\nDate: %s\r\nSubject: S%d\r\nMessage-ID: <x%d@client.example>\r\n%s\r\nwords\r\n", n%2, at.Format(time.RFC1123Z), n, n, answers)
	f := store.Folder{Account: "a", Name: "INBOX", Role: "inbox", UIDValidity: 1}
	must(b.store.Arrive(b.t.Context(), f, []store.Arrival{{UID: uint32(n + 1), Internal: at, Raw: raw, Size: int64(len(raw))}}))(b.t)
}

func (b *bench) read(fn func(tx *store.Tx) error) {
	b.t.Helper()
	if err := b.store.Read(b.t.Context(), fn); err != nil {
		b.t.Fatal(err)
	}
}

// stands tells of each mail what its ticket shows and which mails are in it; tickets lists the mails of each.
func (b *bench) stands() (shown map[string]string, tickets map[string][]string) {
	shown, tickets = map[string]string{}, map[string][]string{}
	b.read(func(tx *store.Tx) error {
		for _, key := range b.mails {
			m, err := tx.Message(key)
			if err != nil {
				return err
			}
			tickets[m.Ticket] = append(tickets[m.Ticket], key)
		}
		for id, keys := range tickets {
			t, _, err := tx.Ticket(id)
			if err != nil {
				return err
			}
			for _, key := range keys {
				shown[key] = fmt.Sprintf("%s %q %s %d | %v", t.Status, t.Owner, t.Priority, t.Messages, keys)
			}
		}
		return nil
	})
	return shown, tickets
}

func (b *bench) undo(op, what string, want map[string]string) string {
	b.t.Helper()
	done, err := b.Undo(b.t.Context(), op, false)
	if err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
	if got, _ := b.stands(); !cmp.Equal(want, got) {
		b.t.Fatalf("%s\n%s", what, cmp.Diff(want, got))
	}
	return done.Op
}

// inOrder lists tickets by their first mail: the ids of those that a split began are random, and a draw must not be.
func inOrder(tickets map[string][]string) []string {
	return slices.SortedFunc(maps.Keys(tickets), func(a, b string) int { return strings.Compare(tickets[a][0], tickets[b][0]) })
}

// TestJoinUndo: merges and splits in any order are taken back one after the other without a question, and taking one of
// them back and forth changes nothing of that.
//
// features: B6
func TestJoinUndo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		b := newBench(rt, t.TempDir())
		defer b.store.Close() //nolint:errcheck // the test is over
		for n := range rapid.IntRange(2, 5).Draw(rt, "mails") {
			b.mail(n, rapid.IntRange(-1, n-1).Draw(rt, "answers"))
		}
		b.read(func(tx *store.Tx) (err error) {
			b.mails, err = tx.MessagesLike("m", 9)
			return err
		})
		type step struct {
			op, what string
			before   map[string]string
		}
		_, tickets := b.stands()
		for _, id := range inOrder(tickets) { // each has its own values, which must come back to it
			if p := rapid.SampledFrom([]string{"", "low", "high", "urgent"}).Draw(rt, "priority"); p != "" {
				must(b.Priority(rt.Context(), id, p))(rt)
			}
		}
		var steps []step
		for range rapid.IntRange(1, 5).Draw(rt, "steps") {
			before, tickets := b.stands()
			ids := inOrder(tickets)
			on := rapid.SampledFrom(ids).Draw(rt, "on")
			what, done, err := "merge", core.Done{}, error(nil)
			if rapid.Bool().Draw(rt, what) {
				done, err = b.Merge(rt.Context(), on, rapid.SampledFrom(ids).Draw(rt, "other"))
			} else {
				of := rapid.Permutation(tickets[on]).Draw(rt, "of")
				what = "split"
				done, err = b.Split(rt.Context(), on, of[:rapid.IntRange(1, len(of)).Draw(rt, "cut")]...)
			}
			if err != nil {
				continue // the same ticket, or all of it
			}
			for range rapid.IntRange(0, 2).Draw(rt, "again") {
				after, _ := b.stands()
				done.Op = b.undo(b.undo(done.Op, what+" at once", before), what+" again", after)
			}
			steps = append(steps, step{done.Op, what, before})
		}
		for _, s := range slices.Backward(steps) {
			b.undo(s.op, s.what+" in the end", s.before)
		}
		if _, diffs, err := b.store.Rebuild(rt.Context(), nil); err != nil || len(diffs) > 0 {
			rt.Fatalf("rebuild: %v, %v", diffs, err)
		}
	})
}
