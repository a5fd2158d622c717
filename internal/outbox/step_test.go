package outbox

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func states() []State { return []State{Draft, Waiting, Sending, Sent, Filed, Held, Unsure} }

func start() time.Time { return time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC) }

func mailIn(s State) Item {
	return Item{ID: "o1", State: s, MessageID: "a@b", To: []Recipient{{Addr: "x@y"}, {Addr: "z@y"}}, From: "s@t", Changed: start(), SentAt: start()}
}

// The whole table: every state and every event. A state that is not named refuses the event and stays.
func TestEveryTransition(t *testing.T) {
	table := map[Kind]map[State]State{
		Queue:      {Draft: Waiting},
		Cancel:     {Waiting: Draft, Held: Draft},
		Edit:       {Waiting: Draft, Held: Draft},
		Retry:      {Waiting: Waiting, Held: Waiting, Unsure: Waiting},
		SendAnyway: {}, // of the guard's only: below
		Went:       {Unsure: Sent},
		SignedIn:   {},
		Online:     {},
		Clock:      {},
		Start:      {Sending: Unsure},
		Hold:       {Waiting: Held, Sending: Held},
		Commit:     {Waiting: Sending},
		Taken:      {Sending: Sent},
		Later:      {Waiting: Waiting, Sending: Waiting},
		Never:      {Waiting: Held, Sending: Held},
		Lost:       {Sending: Unsure},
		Found:      {Sent: Filed, Unsure: Filed},
		NotFound:   {Sent: Sent, Unsure: Unsure},
		NoLook:     {Sent: Sent, Unsure: Unsure},
		Appended:   {Sent: Filed},
	}
	if len(table) != int(Appended) {
		t.Fatalf("%d of %d events", len(table), int(Appended))
	}
	if Appended.String() != "appended" || Went.String() != "went" || Kind(99).String() != "event 99" {
		t.Error("names")
	}
	for kind := Queue; kind <= Appended; kind++ {
		for _, s := range states() {
			before := mailIn(s)
			after, err := step(before, Event{Kind: kind, At: start()})
			want, can := table[kind][s]
			switch {
			case can && (err != nil || after.State != want || after.Version != 1):
				t.Errorf("%s, event %s: %s version %d, %v; want %s", s, kind, after.State, after.Version, err, want)
			case !can && (!errors.Is(err, ErrStep) || after.State != s || after.Version != 0):
				t.Errorf("%s, event %s: %s, %v; want a refusal", s, kind, after.State, err)
			}
		}
	}
}

func TestTransitionsByReason(t *testing.T) {
	for _, tt := range []struct {
		state  State
		reason Reason
		kind   Kind
		keys   int
		want   State // empty: refused
	}{
		{Held, ReasonGuard, SendAnyway, 0, Waiting},
		{Held, ReasonRefused, SendAnyway, 0, ""},
		{Held, ReasonSignIn, SignedIn, 0, Waiting},
		{Held, ReasonRefused, SignedIn, 0, ""},
		{Waiting, ReasonOffline, Online, 0, Waiting},
		{Waiting, ReasonTemporary, Online, 0, ""},
		{Waiting, ReasonNone, Cancel, 1, Unsure},
		{Held, ReasonRefused, Edit, 1, Unsure},
		{Waiting, ReasonNone, Found, 1, Filed},
		{Filed, ReasonSome, Went, 0, Filed},
		{Sent, ReasonSome, Went, 0, Sent},
	} {
		i := mailIn(tt.state)
		i.Reason, i.Keys = tt.reason, tt.keys
		after, err := step(i, Event{Kind: tt.kind, At: start()})
		if tt.want == "" && err == nil || tt.want != "" && (err != nil || after.State != tt.want) {
			t.Errorf("%+v: %s, %v", tt, after.State, err)
		}
	}
}

func TestBackoff(t *testing.T) {
	for n, want := range map[int]time.Duration{1: 30 * time.Second, 2: time.Minute, 5: 8 * time.Minute, 7: 30 * time.Minute, 1000: 30 * time.Minute} {
		for _, jitter := range []float64{0, 0.5, 0.999} {
			got := backoff(n, longestWait, jitter)
			if got < want*3/4 || got > want*5/4 {
				t.Errorf("try %d, jitter %v: %v", n, jitter, got)
			}
		}
	}
	i := mailIn(Waiting)
	for at := start(); i.State == Waiting; at = i.NextTry { // 4xx for ever: a person decides in the end
		if at.Sub(start()) > 50*time.Hour {
			t.Fatal("still waiting after two days of refusals")
		}
		i, _ = step(i, Event{Kind: Later, At: at, Reason: ReasonTemporary, Words: "451 later"})
	}
	if i.State != Held || i.Words != "451 later" {
		t.Errorf("%+v", i)
	}
	i = mailIn(Waiting)
	for at := start(); at.Sub(start()) < 72*time.Hour; at = i.NextTry { // three days without network: it waits
		if i, _ = step(i, Event{Kind: Later, At: at, Reason: ReasonOffline}); i.State != Waiting || !i.NextTry.After(at) {
			t.Fatalf("%+v", i)
		}
	}
}

func TestClockSetBack(t *testing.T) {
	i, _ := step(mailIn(Draft), Event{Kind: Queue, At: start(), NotBefore: start().Add(10 * time.Second), Undo: true})
	back := start().Add(-48 * time.Hour)
	i, err := step(i, Event{Kind: Clock, At: back})
	if due, _ := i.Due(); err != nil || !due.Equal(back.Add(10*time.Second)) {
		t.Errorf("due %v, %v", i, err)
	}
	planned, _ := step(mailIn(Draft), Event{Kind: Queue, At: start(), NotBefore: start().Add(time.Hour)})
	planned, _ = step(planned, Event{Kind: Clock, At: back})
	if due, _ := planned.Due(); !due.Equal(start().Add(time.Hour)) {
		t.Errorf("the schedule moved to %v", due)
	}
}

func TestPartlySent(t *testing.T) {
	i, err := step(mailIn(Sending), Event{Kind: Taken, At: start(), Recipients: []Recipient{{Addr: "x@y", Taken: true}, {Addr: "z@y", Code: 550, Words: "no such user"}}})
	if err != nil || i.Reason != ReasonSome || i.Words != "sent to 1 of 2; z@y: 550 no such user" {
		t.Fatalf("%+v, %v", i, err)
	}
	if i, _ = step(i, Event{Kind: Appended, At: start()}); i.State != Filed || !i.Open() {
		t.Errorf("%+v: gone from sight", i)
	}
	if i, _ = step(i, Event{Kind: Went, At: start()}); i.Open() {
		t.Error("still open after a person has seen it")
	}
}

// Whatever happens in whatever order: no second DATA succeeds without a person's key, nothing is lost from sight.
func TestAnyHistory(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		i := mailIn(Draft)
		now := start()
		handed, mayBe := 0, false // successful DATA, and whether one may have been, since the last key
		for n := rapid.IntRange(1, 60).Draw(rt, "n"); n > 0; n-- {
			now = now.Add(time.Duration(rapid.IntRange(-100, 4000).Draw(rt, "s")) * time.Second)
			e := Event{
				Kind: Kind(rapid.IntRange(int(Queue), int(Appended)).Draw(rt, "kind")), At: now, Jitter: rapid.Float64Range(0, 0.99).Draw(rt, "jitter"),
				Reason: rapid.SampledFrom([]Reason{ReasonOffline, ReasonTemporary, ReasonGuard, ReasonSignIn, ReasonRefused}).Draw(rt, "reason"),
			}
			if e.Kind == Taken {
				e.Recipients = []Recipient{{Addr: "x@y", Taken: true}, {Addr: "z@y", Taken: rapid.Bool().Draw(rt, "taken")}}
			}
			next, err := step(i, e)
			if err != nil {
				if fmt.Sprint(next) != fmt.Sprint(i) {
					rt.Fatal("a refused event changed the mail")
				}
				continue
			}
			switch {
			case i.State == Unsure && e.Kind == Retry:
				mayBe, handed = false, 0
			case next.State == Sending && mayBe:
				rt.Fatal("sent again without a key")
			case e.Kind == Taken:
				handed++
				mayBe = true
			case next.State == Unsure:
				mayBe = true
			}
			if handed > 1 {
				rt.Fatal("handed to the server twice")
			}
			if next.State != Draft && next.State != Filed && !next.Open() {
				rt.Fatalf("%s is out of sight", next.State)
			}
			if next.State == Draft && mayBe {
				rt.Fatal("a draft that may have gone out")
			}
			if due, ok := next.Due(); (next.State == Waiting || next.State == Sending || next.State == Sent) && next.Looks < len(looks()) && (!ok || due.After(now.Add(200*24*time.Hour))) {
				rt.Fatalf("%s waits for nothing: %v", next.State, due)
			}
			if len(next.To) != 2 || strings.Contains(next.Words, "%!") {
				rt.Fatalf("%+v", next)
			}
			i = next
		}
	})
}
