package imapsync

import "time"

const (
	headerLimit = 1 << 20   // bytes of a header section that are taken: no more of it counts for ids (package mail)
	partFrom    = 10 << 20  // larger messages come as their beginning until somebody wants them
	partBytes   = 1 << 20   // of such a message
	meteredFrom = 100 << 10 // on a metered line larger messages come as their head until they are opened
	headBytes   = 32 << 20  // what the heads of a window may weigh if each were as long as its message
)

// measure says how much of a message comes.
type measure struct {
	since time.Time // mail the server received before comes as its head; zero: none does
	heads bool      // all mail comes as its head
	small int64     // on a line paid by the byte larger messages come as their head; 0: there is no such bound
	max   int64     // Options.MaxMessage
	// noPart: the server declines to give the beginning of a message, so large ones come whole.
	noPart bool
}

// of decides by what the server says. Without a size or a date a message comes whole.
func (m measure) of(s said) (e Extent, over bool) {
	switch {
	case s.size > m.max:
		return Head, true
	case m.heads || m.small > 0 && s.size > m.small || !s.at.IsZero() && s.at.Before(m.since):
		return Head, false
	case s.size > partFrom && !m.noPart:
		return Part, false
	}
	return Whole, false
}

// RoomProblem says that the disk is nearly full, so that only heads come. What was left out comes when there is room.
type RoomProblem struct{}

func (*RoomProblem) Error() string {
	return "there is little free space left on this computer: mail comes by its head until there is more"
}

// measure asks anew each time: a cable is pulled, a disk fills while mail comes.
func (e *Engine) measure() measure {
	m := measure{max: e.opts.MaxMessage, since: e.since()}
	if e.opts.line().Metered && e.spared() {
		m.small = meteredFrom
	}
	if e.opts.Room != nil && !e.opts.Room() {
		m.heads = true
		if !e.tight {
			e.tight = true
			e.report(&RoomProblem{})
		}
	}
	return m
}

// since is the beginning of the account's reach, zero where it has none.
func (e *Engine) since() time.Time {
	if e.account.Reach <= 0 {
		return time.Time{}
	}
	return time.Now().AddDate(0, 0, -e.account.Reach)
}

// broke says whether the line broke in a message before: it is asked for last and alone.
func (m *memory) broke(uid uint32) bool {
	t := m.trouble[uid]
	return t != nil && t.broke
}
