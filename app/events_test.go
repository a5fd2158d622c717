package app

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"deskhand/internal/desk"
)

type heard struct {
	mu   sync.Mutex
	list []any
}

func (h *heard) emit(_ string, payload any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.list = append(h.list, payload)
}

func (h *heard) changes() (out []Changed) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, p := range h.list {
		if c, ok := p.(Changed); ok {
			out = append(out, c)
		}
	}
	return out
}

// A first sync makes thousands of changes; the page hears of them at most ten times a second, and of each.
func TestBurstsAreToldTenTimesASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h heard
		e := newEmitter(h.emit, told{word: func() SyncState { return SyncState{} }})
		go e.run(t.Context())
		names := []string{"ta", "tb", "tc"}
		for i := range 3000 {
			e.hear(desk.Notice{Kind: desk.Changed, Tickets: []string{names[i%3]}, Queues: i == 7})
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Second)
		got := h.changes()
		if len(got) > 32 || len(got) < 25 {
			t.Errorf("3 s of changes were told %d times", len(got))
		}
		queues := false
		for _, c := range got {
			queues = queues || c.Queues
		}
		if !queues || !slices.Contains(got[1].Tickets, "ta") || len(got[1].Tickets) != 3 {
			t.Errorf("something was lost: %+v", got[:2])
		}
	})
}

func TestManyTicketsMeanEverything(t *testing.T) {
	var h heard
	e := newEmitter(h.emit, told{})
	for i := range maxNamed + 5 {
		e.hear(desk.Notice{Kind: desk.Changed, Tickets: []string{string(rune('a' + i))}})
	}
	e.flush()
	if got := h.changes(); len(got) != 1 || got[0].Tickets == nil || len(got[0].Tickets) != 0 {
		t.Errorf("told %+v", got)
	}
}

func TestRemindersGoAtOnce(t *testing.T) {
	var h heard
	e := newEmitter(h.emit, told{})
	e.hear(desk.Notice{Kind: desk.Reminded, Title: "Call Ana", Ticket: "t1"})
	if len(h.list) != 1 || h.list[0] != (Reminder{Title: "Call Ana", Ticket: "t1"}) {
		t.Errorf("told %+v", h.list)
	}
}

// However often the outbox changes, the page hears of it ten times a second at most, and of how it stands at last.
func TestTheOutboxIsToldAsItStands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h heard
		var n atomic.Int64
		e := newEmitter(h.emit, told{outbox: func() OutboxState { return OutboxState{Waiting: int(n.Load())} }})
		go e.run(t.Context())
		for range 1000 {
			n.Add(1)
			e.hear(desk.Notice{Kind: desk.Outbox})
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Second)
		h.mu.Lock()
		defer h.mu.Unlock()
		if len(h.list) > 12 || len(h.list) < 5 || h.list[len(h.list)-1] != (OutboxState{Waiting: 1000}) {
			t.Errorf("told %d times, at last %+v", len(h.list), h.list)
		}
	})
}
