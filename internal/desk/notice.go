package desk

import (
	"slices"
	"sync"

	"deskhand/internal/desk/team"
)

// NoticeKind says what a notice is about.
type NoticeKind string

// The kinds of notices.
const (
	Changed  NoticeKind = "changed"  // Tickets and Queues; no tickets named: anything may have changed
	Synced   NoticeKind = "sync"     // Sync
	Trouble  NoticeKind = "problems" // the list of problems is another
	Reminded NoticeKind = "reminder" // Title, Body, Ticket
	Outbox   NoticeKind = "outbox"   // what waits to be sent is another; Compose.State counts it
	Presence NoticeKind = "presence" // Ticket and Agents: who writes an answer on it just now; none: nobody does any more
	Crew     NoticeKind = "team"     // the team is another: a laptop asks, was confirmed, shut out; Membership.Overview tells
)

// Notice tells subscribers what happened, after its commit.
type Notice struct {
	Kind    NoticeKind
	Tickets []string
	Queues  bool
	Sync    SyncState
	Title   string
	Body    string
	Ticket  string
	Agents  []string
}

// SyncState is the quiet word of the status line.
type SyncState struct {
	Word  string // synced, syncing, offline, problem, none
	Last  int64  // Unix ms of the last good sync, 0: never
	Done  int
	Total int
	// Filling says that the newest of every folder is here and older mail still comes: Done of Total of it.
	Filling bool
	// Held says why older mail waits although it could come: battery, metered; only Desk.SyncState tells it.
	Held string
	// Waiting is how many mails wait to be sent; only Desk.SyncState tells it.
	Waiting int
	// Changes of this laptop have not left for the team, Orphans of the team wait for their mail; only Desk.SyncState tells them.
	Changes, Orphans int
}

type notices struct {
	mu   sync.Mutex
	next int
	subs map[int]func(Notice)
}

// Subscribe calls fn for each notice, from the goroutine that made it: fn hands over and returns at once.
func (d *Desk) Subscribe(fn func(Notice)) (stop func()) {
	n := &d.notices
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.subs == nil {
		n.subs = map[int]func(Notice){}
	}
	n.next++
	id := n.next
	n.subs[id] = fn
	return func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		delete(n.subs, id)
	}
}

func (n *notices) tell(notice Notice) {
	n.mu.Lock()
	subs := make([]func(Notice), 0, len(n.subs))
	for _, id := range sortedKeys(n.subs) {
		subs = append(subs, n.subs[id])
	}
	n.mu.Unlock()
	for _, fn := range subs {
		fn(notice)
	}
}

func sortedKeys[V any](m map[int]V) []int {
	out := make([]int, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Problem is a standing condition.
type Problem = team.Problem
