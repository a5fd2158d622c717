package app

import (
	"context"
	"slices"
	"sync"
	"time"

	"deskhand/internal/desk"
)

// The events that the window tells its page; views.ts names the same.
const (
	eventChanged  = "changed"
	eventSync     = "sync"
	eventProblems = "problems"
	eventReminder = "reminder"
	eventShow     = "show"
	eventOutbox   = "outbox"
	eventTeam     = "team"
	eventPresence = "presence"
	eventJoining  = "joining"
)

// Changed says which tickets changed; none named: anything may have.
type Changed struct {
	Tickets []string `json:"tickets"`
	Queues  bool     `json:"queues"`
}

// Reminder is a notice as the page shows it.
type Reminder struct {
	Title  string `json:"title"`
	Ticket string `json:"ticket"`
}

// Show asks the page to show a ticket.
type Show struct {
	Ticket string `json:"ticket"`
}

// tellEvery bounds how often the page hears of changes: a first sync makes thousands.
const tellEvery = 100 * time.Millisecond

// maxNamed is how many changed tickets are named; above that everything counts as changed.
const maxNamed = 200

// emitter is the only one that tells the page. Changes, the outbox, sync words and problems are gathered and told at most ten times a
// second; reminders and requests to show a ticket go at once.
type emitter struct {
	emit func(event string, payload any)
	told told

	mu      sync.Mutex
	tickets []string
	all     bool
	queues  bool
	changed bool
	synced  bool
	trouble bool
	outbox  bool
	team    bool
	writing []string // tickets on which somebody else began or ended an answer
	wake    chan struct{}
}

// told is how things stand, read when the page is about to hear of it.
type told struct {
	word   func() SyncState
	list   func() []Problem
	outbox func() OutboxState
	// writing names who writes an answer on a ticket, by any of its anchors.
	writing func(ticket string) PresenceNews
}

func newEmitter(emit func(string, any), t told) *emitter {
	return &emitter{emit: emit, told: t, wake: make(chan struct{}, 1)}
}

// hear takes a notice of the desk; it returns at once.
func (e *emitter) hear(n desk.Notice) {
	if n.Kind == desk.Reminded {
		e.emit(eventReminder, Reminder{Title: n.Title, Ticket: n.Ticket})
		return
	}
	e.mu.Lock()
	switch n.Kind {
	case desk.Changed:
		e.changed, e.queues = true, e.queues || n.Queues
		e.all = e.all || len(n.Tickets) == 0
		for _, t := range n.Tickets {
			if !slices.Contains(e.tickets, t) {
				e.tickets = append(e.tickets, t)
			}
		}
		if len(e.tickets) > maxNamed {
			e.all, e.tickets = true, nil
		}
	case desk.Synced:
		e.synced = true
	case desk.Trouble:
		e.trouble = true
	case desk.Outbox:
		e.outbox = true
	case desk.Crew:
		e.team = true
	case desk.Presence:
		if !slices.Contains(e.writing, n.Ticket) {
			e.writing = append(e.writing, n.Ticket)
		}
	case desk.Reminded:
	}
	e.mu.Unlock()
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

func (e *emitter) show(ticket string) { e.emit(eventShow, Show{Ticket: ticket}) }

// run tells what was gathered until ctx ends.
func (e *emitter) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-e.wake:
		}
		e.flush()
		select {
		case <-ctx.Done():
			return
		case <-time.After(tellEvery):
		}
	}
}

func (e *emitter) flush() {
	e.mu.Lock()
	changed, synced, trouble, outbox, crew, writing := e.changed, e.synced, e.trouble, e.outbox, e.team, e.writing
	news := Changed{Tickets: e.tickets, Queues: e.queues}
	if e.all || news.Tickets == nil {
		news.Tickets = []string{}
	}
	e.tickets, e.all, e.queues, e.changed, e.synced, e.trouble, e.outbox = nil, false, false, false, false, false, false
	e.team, e.writing = false, nil
	e.mu.Unlock()
	if changed {
		e.emit(eventChanged, news)
	}
	if outbox {
		e.emit(eventOutbox, e.told.outbox())
	}
	if crew {
		e.emit(eventTeam, TeamNews{})
	}
	for _, t := range writing {
		e.emit(eventPresence, e.told.writing(t))
	}
	if synced || trouble || crew { // a look into the journal counts anew what waits
		e.emit(eventSync, e.told.word())
	}
	if trouble {
		e.emit(eventProblems, e.told.list())
	}
}
