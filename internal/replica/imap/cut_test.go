package imap_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/replica"
	"deskhand/internal/replica/imap"
	"deskhand/internal/testkit"
	"deskhand/internal/testkit/place"
)

// Wherever the line breaks around an APPEND, the next try leaves the message there once.
func TestCutAppend(t *testing.T) {
	s := dovecot(t)
	m := testkit.StartMeddler(t, s.port)
	quick := imap.Options{Line: imapsync.Options{BackoffMin: time.Millisecond, BackoffMax: 10 * time.Millisecond}}
	tr := s.open(t, m.Port, quick)
	if err := tr.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	type cut struct {
		name string
		sent func(head, body int) int // bytes of the command that pass; nil: all
		said int                      // bytes of the answer that pass, where all was sent; -1: all, and the reading back is cut
	}
	cuts := []cut{
		{name: "before", sent: func(int, int) int { return 0 }},
		{name: "in the command", sent: func(head, _ int) int { return head / 2 }},
		{name: "before the literal", sent: func(head, _ int) int { return head }},
		{name: "at its first byte", sent: func(head, _ int) int { return head + 1 }},
		{name: "in the literal", sent: func(head, body int) int { return head + body/2 }},
		{name: "at its last byte", sent: func(head, body int) int { return head + body - 1 }},
		{name: "behind the literal", sent: func(head, body int) int { return head + body }},
		{name: "in the line's end", sent: func(head, body int) int { return head + body + 1 }},
		{name: "before OK", said: 0},
		{name: "in OK", said: 5},
		{name: "after OK", said: -1},
	}
	var all []replica.Message
	for i, size := range []int{60, 3000, 200_000} {
		for j, c := range cuts {
			msg := place.Message(uint64(100*i+j+1), size)
			all = append(all, msg)
			var due, answered atomic.Bool
			m.Meddle(testkit.Meddling{
				Told: func(cmd []byte) ([]byte, bool) {
					at := literal.FindSubmatchIndex(cmd)
					if at == nil || !bytes.Contains(cmd[:at[0]], []byte(" APPEND ")) {
						if answered.Load() && bytes.Contains(cmd, []byte("FETCH")) {
							return nil, true
						}
						return cmd, false
					}
					if c.sent != nil {
						body, _ := strconv.Atoi(string(cmd[at[2]:at[3]]))
						return cmd[:c.sent(at[1], body)], true
					}
					due.Store(true)
					return cmd, false
				},
				Said: func(answer []byte) ([]byte, bool) {
					if !due.Load() || bytes.HasPrefix(answer, []byte("*")) || bytes.HasPrefix(answer, []byte("+")) {
						return answer, false
					}
					due.Store(false)
					if c.said < 0 {
						answered.Store(true)
						return answer, false
					}
					return answer[:min(c.said, len(answer))], true
				},
			})
			if _, err := tr.Append(t.Context(), msg); err == nil {
				t.Errorf("%s, %d bytes: nobody noticed", c.name, size)
			}
			m.Meddle(testkit.Meddling{})
			msg.Again = true
			place.Put(t, tr, msg)
			if j%2 == 0 { // and once more: perhaps the first try arrives late
				place.Put(t, s.open(t, s.port, imap.Options{}), msg)
			}
		}
	}
	items, _ := place.Get(t, tr, "", place.All)
	place.Holds(t, items, all...)
}

// A line that breaks while letters come, at any byte, costs nothing but another try; what was handed out was whole.
func TestCutList(t *testing.T) {
	s := dovecot(t)
	p := testkit.StartProxy(t, s.port)
	direct := s.open(t, s.port, imap.Options{})
	if err := direct.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	var all []replica.Message
	for i := range uint64(8) {
		all = append(all, place.Message(i+1, 400))
	}
	place.Put(t, direct, all...)
	tr := s.open(t, p.Port, imap.Options{})
	cuts := 0
	for at := int64(0); at < 14_000; at += 331 {
		tr.Close()
		p.CutAfter(at)
		var got []replica.Item
		_, err := tr.List(t.Context(), "", place.All, func(i replica.Item) error {
			got = append(got, i)
			return nil
		})
		if err != nil {
			cuts++
			for _, i := range got {
				if i.Err != nil {
					t.Errorf("cut at %d: %v", at, i.Err)
				}
			}
		}
		p.CutAfter(-1)
		items, _ := place.Get(t, tr, "", place.All)
		place.Holds(t, items, all...)
	}
	if cuts < 20 {
		t.Errorf("the line broke %d times only", cuts)
	}
}

// A line that breaks while it waits is made anew, and what came meanwhile is told.
func TestCutWatch(t *testing.T) {
	s := dovecot(t)
	p := testkit.StartProxy(t, s.port)
	direct := s.open(t, s.port, imap.Options{})
	if err := direct.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	tr := s.open(t, p.Port, imap.Options{Line: imapsync.Options{BackoffMin: time.Millisecond, BackoffMax: 20 * time.Millisecond}})
	news := tr.Watch(t.Context())
	_, cursor := place.Get(t, tr, "", place.All)
	for i := range uint64(5) {
		p.CutNow()
		m := place.Message(i+1, 100)
		place.Put(t, direct, m)
		var items []replica.Item
		for deadline := time.After(20 * time.Second); len(items) == 0; {
			select {
			case <-news:
			case <-deadline:
				t.Fatal("nothing is told after the line broke")
			}
			var err error
			next, err := tr.List(t.Context(), cursor, place.All, func(i replica.Item) error {
				items = append(items, i)
				return nil
			})
			if err == nil {
				cursor = next
			}
		}
		place.Holds(t, items, m)
	}
}

// A person empties, renames and marks: nobody's other mail is deleted, and a renamed folder is one that is gone.
func TestPeoplesHands(t *testing.T) {
	for name, s := range map[string]*server{"dovecot": dovecot(t), "memory": memory(t)} {
		t.Run(name, func(t *testing.T) {
			tr := s.open(t, s.port, imap.Options{})
			if err := tr.Create(t.Context()); err != nil {
				t.Fatal(err)
			}
			one, two := place.Message(1, 100), place.Message(2, 100)
			metas := place.Put(t, tr, one, two)
			h := s.hand(t)
			defer h.Close()
			foreign := h.Append(folder, testkit.Corpus{Seed: 5}.Mail(1))
			h.Flag(folder, `\Deleted`, true, foreign, 2)
			if err := tr.Delete(t.Context(), []replica.Ref{metas[0].Ref}); err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(h.UIDs(folder)); got != fmt.Sprintf("[2 %d]", foreign) {
				t.Errorf("left are %s", got)
			}
			if flags := h.Flags(folder)[2]; fmt.Sprint(flags) != `[\Deleted \Seen]` {
				t.Errorf("a letter has the flags %v", flags)
			}
			h.Flag(folder, `\Deleted`, false, 2)
			h.Rename(folder, "Old")
			if err := tr.Create(t.Context()); err != nil {
				t.Fatal(err)
			}
			two.Again = true
			place.Put(t, tr, two)
			items, _ := place.Get(t, tr, "", place.All)
			place.Holds(t, items, two)
		})
	}
}

// Mail of the journal that lies elsewhere is moved back by its Message-ID.
func TestTakeBack(t *testing.T) {
	for name, s := range map[string]*server{"dovecot": dovecot(t), "memory": memory(t)} {
		t.Run(name, func(t *testing.T) {
			tr := s.open(t, s.port, imap.Options{})
			if err := tr.Create(t.Context()); err != nil {
				t.Fatal(err)
			}
			one, two := place.Message(1, 100), place.Message(2, 100)
			place.Put(t, tr, one, two)
			_, cursor := place.Get(t, tr, "", place.All)
			h := s.hand(t)
			defer h.Close()
			mail := h.Append("INBOX", testkit.Corpus{Seed: 6}.Mail(1))
			h.Move(folder, "INBOX", 1)
			items, cursor := place.Get(t, tr, cursor, place.All)
			place.Holds(t, items)
			n, err := tr.TakeBack(t.Context(), "INBOX", []string{"dhj1." + one.Hash.String() + ".1@7q2m9fkx0abcd.journal.invalid", "", "nobody@example.com", "e", "@"})
			if n != 1 || err != nil {
				t.Errorf("took %d back, %v", n, err)
			}
			if left := h.UIDs("INBOX"); len(left) != 1 || left[0] != mail {
				t.Errorf("INBOX has %v", left)
			}
			items, _ = place.Get(t, tr, cursor, place.All)
			place.Holds(t, items, one)
		})
	}
}

// However much lies there, only a little of it is in memory at once.
func TestListIsBounded(t *testing.T) {
	s := dovecot(t)
	tr := s.open(t, s.port, imap.Options{})
	if err := tr.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	const letters, size = 40, 2 << 20
	for i := range uint64(letters) {
		place.Put(t, tr, place.Message(i+1, size))
	}
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, most, n := heap(), uint64(0), 0
	_, err := tr.List(t.Context(), "", place.All, func(i replica.Item) error {
		if n++; n%5 == 0 {
			most = max(most, heap())
		}
		return i.Err
	})
	if err != nil || n != letters {
		t.Fatalf("%d letters, %v", n, err)
	}
	if most > before+8*size {
		t.Errorf("%d MB of %d are in memory", (most-before)>>20, letters*size>>20)
	}
}

// Watching, listing and appending share one connection.
func TestOneConnection(t *testing.T) {
	s := dovecot(t)
	p := testkit.StartProxy(t, s.port)
	tr, other := s.open(t, p.Port, imap.Options{}), s.open(t, s.port, imap.Options{})
	if err := tr.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	news := tr.Watch(t.Context())
	_, cursor := place.Get(t, tr, "", place.All)
	for i := range uint64(4) {
		metas := place.Put(t, other, place.Message(2*i+1, 100))
		select {
		case <-news:
		case <-time.After(20 * time.Second):
			t.Fatal("nothing is told")
		}
		_, cursor = place.Get(t, tr, cursor, place.All)
		place.Put(t, tr, place.Message(2*i+2, 100))
		if err := tr.Delete(t.Context(), refs(metas)); err != nil {
			t.Fatal(err)
		}
	}
	if n := p.Connections(); n != 1 {
		t.Errorf("%d connections", n)
	}
}
