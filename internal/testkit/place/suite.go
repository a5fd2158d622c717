// Package place asserts that a place for the journal keeps what replica.Transport promises, the same way for each of
// them. It must not know which one it tests.
package place

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/replica"
)

// Rig is one place under test. The functions are called while nobody else uses it; nil: the place has no such thing.
type Rig struct {
	Open     func(t *testing.T) replica.Transport // another laptop's; the place is made by the first Create
	Foreign  func(t *testing.T)                   // puts something there that is not the journal's
	Empty    func(t *testing.T)                   // deletes everything in it
	Remove   func(t *testing.T)                   // deletes the place itself
	Renumber func(t *testing.T)                   // gives everything there another number
	Ordered  bool                                 // refs and listings follow the order of appending
	Numbered bool                                 // an emptied place, and one that was made anew, are told by ErrStaleCursor
}

// Suite runs every test on a rig of its own.
func Suite(t *testing.T, rig func(t *testing.T) *Rig) {
	for name, test := range map[string]func(*testing.T, *Rig){
		"append and list": testAppendList, "twice": testTwice, "wanted": testWanted, "foreign": testForeign,
		"delete": testDelete, "removed": testRemoved, "emptied": testEmptied, "renumbered": testRenumbered,
		"watch": testWatch, "broken off": testBrokenOff, "sizes": testSizes, "cancelled": testCancelled,
	} {
		t.Run(name, func(t *testing.T) { test(t, rig(t)) })
	}
}

// Message makes a message whose container has size bytes.
func Message(seed uint64, size int) replica.Message {
	r := rand.New(rand.NewPCG(seed, 7))
	data := make([]byte, max(size, 8))
	for i := range data {
		data[i] = byte(r.Uint32())
	}
	copy(data, "DHJ1")
	return replica.Message{
		Hash: journal.ContainerHash(data), Team: "7Q2M9FKX0ABCD", Label: fmt.Sprintf("7Q2M9FKX0ABCD %d-%d", seed*10+1, seed*10+10), Data: data,
	}
}

// Open gives a transport whose place is there.
func (r *Rig) open(t *testing.T) replica.Transport {
	t.Helper()
	tr := r.Open(t)
	if c, ok := tr.(replica.Creator); ok {
		if err := c.Create(t.Context()); err != nil {
			t.Fatalf("create: %v", err)
		}
	}
	return tr
}

// Put appends messages, which must all go well.
func Put(t testing.TB, tr replica.Transport, list ...replica.Message) []replica.Meta {
	t.Helper()
	var out []replica.Meta
	for _, m := range list {
		meta, err := tr.Append(t.Context(), m)
		if err != nil {
			t.Fatalf("append: %v", err)
		}
		if meta.Hash != m.Hash || meta.Ref == "" || meta.Size <= 0 {
			t.Errorf("append answers %+v", meta)
		}
		if d := time.Since(meta.At); d < -time.Minute || d > time.Minute {
			t.Errorf("append says it came %v ago", d)
		}
		out = append(out, meta)
	}
	return out
}

// All is a want that says yes.
func All(replica.Meta) bool { return true }

// Get lists, which must go well.
func Get(t testing.TB, tr replica.Transport, since replica.Cursor, want func(replica.Meta) bool) ([]replica.Item, replica.Cursor) {
	t.Helper()
	var out []replica.Item
	next, err := tr.List(t.Context(), since, want, func(i replica.Item) error {
		out = append(out, i)
		return nil
	})
	if err != nil {
		t.Fatalf("list since %q: %v", since, err)
	}
	return out, next
}

// Holds asserts that items are these messages, each once.
func Holds(t testing.TB, items []replica.Item, list ...replica.Message) {
	t.Helper()
	items, list = slices.Clone(items), slices.Clone(list)
	slices.SortFunc(items, func(a, b replica.Item) int { return bytes.Compare(a.Hash[:], b.Hash[:]) })
	slices.SortFunc(list, func(a, b replica.Message) int { return bytes.Compare(a.Hash[:], b.Hash[:]) })
	if len(items) != len(list) {
		t.Fatalf("%d items instead of %d: %v", len(items), len(list), items)
	}
	for i, m := range list {
		got := items[i]
		if got.Err != nil || !bytes.Equal(got.Data, m.Data) || got.Hash != m.Hash {
			t.Errorf("item %d: hash %v of %d bytes (error %v) instead of %v of %d", i, got.Hash, len(got.Data), got.Err, m.Hash, len(m.Data))
		}
	}
}

func testAppendList(t *testing.T, r *Rig) {
	a, b := r.open(t), r.open(t)
	one, two, three := Message(1, 300), Message(2, 2000), Message(3, 10)
	metas := Put(t, a, one, two)
	items, cursor := Get(t, b, "", All)
	Holds(t, items, one, two)
	for _, it := range items {
		i := slices.IndexFunc(metas, func(m replica.Meta) bool { return m.Ref == it.Ref })
		if i < 0 || !it.At.Equal(metas[i].At) || it.Label != metas[i].Label || it.Hash != metas[i].Hash {
			t.Errorf("listed as %+v, appended as %+v", it.Meta, metas)
		}
	}
	if r.Ordered && (items[0].Ref != metas[0].Ref || items[0].Ref >= items[1].Ref) {
		t.Errorf("not in the order of appending: %q, %q", items[0].Ref, items[1].Ref)
	}
	Put(t, b, three)
	items, cursor = Get(t, b, cursor, All)
	Holds(t, items, three)
	items, cursor = Get(t, b, cursor, All)
	Holds(t, items)
	items, _ = Get(t, r.open(t), cursor, All) // the cursor is good in another process
	Holds(t, items)
	items, _ = Get(t, a, "", All)
	Holds(t, items, one, two, three)
}

func testTwice(t *testing.T, r *Rig) {
	a, b := r.open(t), r.open(t)
	m := Message(4, 500)
	first := Put(t, a, m)[0]
	m.Again = true
	for _, tr := range []replica.Transport{a, b, r.open(t)} {
		if again := Put(t, tr, m)[0]; again.Ref != first.Ref {
			t.Errorf("the second time it is %q, the first %q", again.Ref, first.Ref)
		}
	}
	items, _ := Get(t, b, "", All)
	Holds(t, items, m)
}

func testWanted(t *testing.T, r *Rig) {
	a, b := r.open(t), r.open(t)
	list := []replica.Message{Message(5, 100), Message(6, 100), Message(7, 100)}
	Put(t, a, list...)
	asked := 0
	items, cursor := Get(t, b, "", func(m replica.Meta) bool {
		asked++
		return m.Hash == list[1].Hash
	})
	if asked != 3 || len(items) != 3 {
		t.Fatalf("asked for %d, got %d", asked, len(items))
	}
	for i, it := range items {
		if (it.Data != nil) != (it.Hash == list[1].Hash) || it.Err != nil {
			t.Errorf("item %d: %d bytes, hash %v, %v", i, len(it.Data), it.Hash, it.Err)
		}
	}
	items, _ = Get(t, b, cursor, All)
	Holds(t, items)
}

func testForeign(t *testing.T, r *Rig) {
	if r.Foreign == nil {
		return
	}
	a := r.open(t)
	one, two := Message(8, 100), Message(9, 100)
	Put(t, a, one)
	r.Foreign(t)
	Put(t, a, two)
	items, cursor := Get(t, r.open(t), "", All)
	i := slices.IndexFunc(items, func(i replica.Item) bool { return errors.Is(i.Err, journal.ErrForeign) })
	if i < 0 || items[i].Data != nil || !items[i].Hash.IsZero() {
		t.Fatalf("items %v", items)
	}
	Holds(t, slices.Delete(items, i, i+1), one, two)
	rest, _ := Get(t, a, cursor, All)
	Holds(t, rest)
}

func testDelete(t *testing.T, r *Rig) {
	a, b := r.open(t), r.open(t)
	one, two, three := Message(10, 100), Message(11, 100), Message(12, 100)
	metas := Put(t, a, one, two, three)
	_, cursor := Get(t, b, "", All)
	for range 2 { // what is gone is gone
		if err := a.Delete(t.Context(), []replica.Ref{metas[0].Ref, metas[2].Ref}); err != nil {
			t.Fatalf("delete: %v", err)
		}
	}
	items, _ := Get(t, a, "", All)
	Holds(t, items, two)
	items, cursor = Get(t, b, cursor, All)
	Holds(t, items)
	Put(t, a, one) // put back by somebody who missed it
	items, _ = Get(t, b, cursor, All)
	Holds(t, items, one)
	if err := a.Delete(t.Context(), nil); err != nil {
		t.Errorf("delete of nothing: %v", err)
	}
}

func testRemoved(t *testing.T, r *Rig) {
	if r.Remove == nil {
		return
	}
	a, b := r.open(t), r.open(t)
	m := Message(13, 100)
	Put(t, a, m)
	_, cursor := Get(t, b, "", All)
	r.Remove(t)
	none := func(replica.Item) error { return nil }
	if _, err := a.Append(t.Context(), Message(14, 100)); !errors.Is(err, replica.ErrNoFolder) {
		t.Errorf("append: %v", err)
	}
	for _, since := range []replica.Cursor{"", cursor} {
		if _, err := b.List(t.Context(), since, All, none); !errors.Is(err, replica.ErrNoFolder) {
			t.Errorf("list since %q: %v", since, err)
		}
	}
	for _, tr := range []replica.Transport{a, b} { // both at once, in real life
		if err := tr.(replica.Creator).Create(t.Context()); err != nil {
			t.Fatalf("create anew: %v", err)
		}
	}
	m.Again = true
	Put(t, a, m)
	if next, err := b.List(t.Context(), cursor, All, none); r.Numbered && err == nil {
		t.Errorf("the old cursor is good, and now %q", next)
	}
	items, _ := Get(t, b, "", All)
	Holds(t, items, m)
}

func testEmptied(t *testing.T, r *Rig) {
	if r.Empty == nil {
		return
	}
	a, b := r.open(t), r.open(t)
	one := Message(15, 100)
	Put(t, a, one, Message(16, 100))
	_, cursor := Get(t, b, "", All)
	r.Empty(t)
	if r.Numbered {
		if _, err := b.List(t.Context(), cursor, All, func(replica.Item) error { return nil }); !errors.Is(err, replica.ErrStaleCursor) {
			t.Errorf("an emptied place: %v", err)
		}
	}
	items, _ := Get(t, b, "", All)
	Holds(t, items)
	one.Again = true
	Put(t, a, one)
	items, _ = Get(t, b, "", All)
	Holds(t, items, one)
}

func testRenumbered(t *testing.T, r *Rig) {
	if r.Renumber == nil {
		return
	}
	a, b := r.open(t), r.open(t)
	one, two := Message(17, 100), Message(18, 100)
	metas := Put(t, a, one, two)
	_, cursor := Get(t, b, "", All)
	r.Renumber(t)
	if _, err := b.List(t.Context(), cursor, All, func(replica.Item) error { return nil }); !errors.Is(err, replica.ErrStaleCursor) {
		t.Errorf("list: %v", err)
	}
	one.Again = true
	Put(t, a, one)
	if err := a.Delete(t.Context(), []replica.Ref{metas[0].Ref, metas[1].Ref}); err != nil {
		t.Errorf("delete by old refs: %v", err)
	}
	items, _ := Get(t, b, "", All)
	if !slices.ContainsFunc(items, func(i replica.Item) bool { return i.Hash == one.Hash }) {
		t.Errorf("deleted by a ref that was void: %v", items)
	}
}

func testWatch(t *testing.T, r *Rig) {
	a, b := r.open(t), r.open(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	news := b.Watch(ctx)
	if news == nil {
		return
	}
	_, cursor := Get(t, b, "", All)
	for i := range uint64(3) {
		m := Message(20+i, 100)
		Put(t, a, m)
		var items []replica.Item
		for deadline := time.After(20 * time.Second); len(items) == 0; {
			select {
			case _, ok := <-news:
				if !ok {
					t.Fatal("watching ended by itself")
				}
			case <-deadline:
				t.Fatal("nothing is told of news")
			}
			items, cursor = Get(t, b, cursor, All)
		}
		Holds(t, items, m)
	}
	cancel()
	for deadline := time.After(10 * time.Second); ; {
		select {
		case _, ok := <-news:
			if !ok {
				Put(t, b, Message(30, 100)) // it still works
				return
			}
		case <-deadline:
			t.Fatal("watching does not end with its context")
		}
	}
}

func testBrokenOff(t *testing.T, r *Rig) {
	a, b := r.open(t), r.open(t)
	list := []replica.Message{Message(31, 100), Message(32, 100), Message(33, 100)}
	Put(t, a, list...)
	full := errors.New("the disk is full")
	n := 0
	next, err := b.List(t.Context(), "", All, func(replica.Item) error {
		if n++; n == 2 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || n != 2 {
		t.Errorf("list: %v after %d", err, n)
	}
	items, _ := Get(t, b, next, All)
	got := map[journal.Hash]bool{}
	for _, it := range items {
		got[it.Hash] = true
	}
	if !got[list[1].Hash] || !got[list[2].Hash] {
		t.Errorf("what was not taken is lost: %v", items)
	}
}

func testSizes(t *testing.T, r *Rig) {
	a, b := r.open(t), r.open(t)
	list := []replica.Message{Message(40, 8), Message(41, 57), Message(42, 58), Message(43, 64<<10), Message(44, 1<<20), Message(45, journal.MaxMessage)}
	Put(t, a, list...)
	items, _ := Get(t, b, "", All)
	Holds(t, items, list...)
}

func testCancelled(t *testing.T, r *Rig) {
	a := r.open(t)
	m := Message(50, 100)
	Put(t, a, m)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.Append(ctx, Message(51, 100)); err == nil {
		t.Error("appended after the end")
	}
	if _, err := a.List(ctx, "", All, func(replica.Item) error { return nil }); err == nil {
		t.Error("listed after the end")
	}
	items, _ := Get(t, a, "", All)
	Holds(t, items, m)
}
