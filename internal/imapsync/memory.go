package imapsync

import (
	"slices"
	"time"
)

// memory is what the engine knows of a folder beyond the stored cursor; a new process begins without it.
type memory struct {
	compared time.Time           // when the whole list was compared in this process; zero: not yet
	seen     selected            // what the server said when the folder was looked at last; zero: it was not yet
	looked   time.Time           // when that was
	settled  bool                // that look left nothing undone
	older    bool                // it left older mail for later
	result   FolderResult        // of that look
	short    int                 // looks in a row in which the server listed less than it counted
	shy      int                 // times that the line broke while its messages were asked what they are
	putOff   int                 // times that the server said "not now" in place of its messages
	came     int                 // messages that came in that look, fetched or recognised
	unjudged bool                // too much was gone to decide about it while older mail came
	barren   int                 // slices that brought none of its older mail
	problems []error             // what it reported: it stands until the next look
	trouble  map[uint32]*trouble // messages that failed
	window   int                 // messages a FETCH asks for; halved when the line breaks before the first of them came
	newest   []uint32            // without CONDSTORE: the last flagWindow UIDs, ascending
	tail     bool                // newest is all of that, not only what came in this process
	flags    map[uint32][]string // without CONDSTORE: flags last seen of newest
}

// trouble counts what went wrong with one message.
type trouble struct {
	broke   bool // the line broke while it came: asked for last, alone
	breaks  int  // the line broke while it came alone
	garbage int  // the client could not read the answer
	refused int  // the server declined, or listed it without giving it
	stored  int  // the sink could not take it
}

// A message is left out of the rounds of this process (until somebody asks) after so many failures.
const (
	breaksLimit  = 5
	refusedLimit = 3
	storedLimit  = 3
)

func newMemory() *memory {
	return &memory{window: windowMessages, trouble: map[uint32]*trouble{}, flags: map[uint32][]string{}}
}

func (m *memory) of(uid uint32) *trouble {
	t := m.trouble[uid]
	if t == nil {
		t = &trouble{}
		m.trouble[uid] = t
	}
	return t
}

// parked says whether uid is left out for now.
func (m *memory) parked(uid uint32) bool {
	t := m.trouble[uid]
	return t != nil && (t.breaks >= breaksLimit || t.stored >= storedLimit)
}

// forgive makes every message be tried again. What the server declined is tried in each round anyway, and counts on.
func (m *memory) forgive() {
	for _, t := range m.trouble {
		t.breaks, t.stored = 0, 0
	}
}

// sawFlags remembers flags and returns those that differ from before.
func (m *memory) sawFlags(seen map[uint32][]string) map[uint32][]string {
	changed := map[uint32][]string{}
	for uid, flags := range seen {
		if old, ok := m.flags[uid]; !ok || !slices.Equal(old, flags) {
			changed[uid] = flags
			m.flags[uid] = flags
		}
	}
	return changed
}

// follow makes uids (ascending) the tail of newest.
func (m *memory) follow(uids []uint32) {
	m.newest = append(m.newest, uids...)
	slices.Sort(m.newest)
	m.newest = slices.Compact(m.newest)
	if over := len(m.newest) - flagWindow; over > 0 {
		for _, uid := range m.newest[:over] {
			delete(m.flags, uid)
		}
		m.newest = slices.Clone(m.newest[over:])
	}
}
