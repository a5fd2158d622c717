package desk

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/work"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

var teamKills = flag.Int("teamkills", 20, "how many processes of a team are killed while they work")

// TestTeamKilled kills laptops of a team at any moment: while they start, act, seal, send, take in, pack and project. Each
// act that was acknowledged stands on every desk once in the end, and none twice.
func TestTeamKilled(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	f := newField(t, 3, 6)
	for _, l := range f.laptops {
		l.start()
	}
	ops, tried := map[string]string{}, 0
	for n := range *teamKills {
		victim := f.laptops[r.IntN(3)]
		doomed := victim.cmd.Process
		fuse := time.AfterFunc(time.Duration(r.IntN(700))*time.Millisecond, func() { _ = doomed.Kill() }) // a moment by chance is the test
		for alive := true; alive; tried++ {
			l := f.laptops[r.IntN(3)]
			o := order{What: "chance", Seed: r.Uint64(), Words: fmt.Sprintf("#%d.%d;", n, tried), Alone: true}
			if r.IntN(2) == 0 {
				o.What = "note"
			}
			a, ok := l.ask(o)
			switch {
			case !ok && l != victim:
				t.Fatalf("%s died by itself over %+v: %s", l.agent, o, l.words.String())
			case !ok:
				alive = false
			case a.Broken != "":
				t.Errorf("%s: %+v: %s", l.agent, o, a.Broken)
			case a.Op != "":
				ops[a.Op] = fmt.Sprintf("%s of %s in round %d: %s", a.What, l.agent, n, a.Text)
			}
		}
		fuse.Stop()
		victim.kill()
		victim.ahead = 0
		if r.IntN(3) == 0 {
			victim.ahead = 13 * time.Hour // old enough to be packed, and a wrong clock
		}
		victim.start()
	}
	for _, l := range f.laptops {
		l.does(order{What: "wake"})
	}
	f.settled()
	for _, l := range f.laptops {
		l.stop()
	}
	f.wake()
	for _, l := range f.laptops { // whose clock is right again finds out when it writes
		do[core.Done](t)(l.Work.New(t.Context(), work.NewTicket{Subject: "The end", Body: l.agent}))
	}
	f.round()
	f.alike()
	for _, l := range f.laptops {
		l.holdsOnce(ops)
	}
	t.Logf("%d acts, %d acknowledged; the journal's messages by type: %v", tried, len(ops), f.laptops[0].messages())
}

// holdsOnce fails where an acknowledged action is not there, or a note stands twice.
func (l *laptop) holdsOnce(ops map[string]string) {
	t := l.f.t
	t.Helper()
	seen, notes := map[string]int{}, map[string]string{}
	err := l.store.Read(t.Context(), func(tx *store.Tx) error {
		return tx.EachOp(journal.OpQuery{}, func(o journal.StoredOp) error {
			if o.State.Folded() {
				seen[o.Op.ID]++
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, what := range ops {
		if seen[id] != 1 {
			t.Errorf("%s holds %d times what was acknowledged: %s", l.agent, seen[id], what)
		}
	}
	for _, one := range do[[]ticket.Ticket](t)(tickets(t.Context(), l.Desk, "is:any")) {
		for _, e := range do[[]ticket.Entry](t)(l.Inbox.Entries(t.Context(), one.ID)) {
			_, rest, found := strings.Cut(e.Text, "#")
			word, _, whole := strings.Cut(rest, ";")
			if e.Kind != ticket.KindNote || e.NoteKind != "note" || !found || !whole {
				continue
			}
			if other := notes[word]; other != "" && other != e.ID {
				t.Errorf("%s shows the note #%s; twice", l.agent, word)
			}
			notes[word] = e.ID
		}
	}
	if len(notes) == 0 {
		t.Errorf("%s shows no notes", l.agent)
	}
}

// messages counts what the journal's folder holds, as the desk knows it, by the container's type.
func (l *laptop) messages() map[journal.Type]int {
	l.f.t.Helper()
	out := map[journal.Type]int{}
	err := l.store.Read(l.f.t.Context(), func(tx *store.Tx) error {
		return tx.EachMessage(func(k journal.Known) error {
			if k.Ref != "" && k.State == journal.KnownGood {
				out[journal.Type(k.Type)]++
			}
			return nil
		})
	})
	if err != nil {
		l.f.t.Fatal(err)
	}
	return out
}
