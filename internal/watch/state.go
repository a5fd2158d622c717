package watch

import (
	"errors"
	"maps"
	"slices"
	"time"
)

// retryRead is how long an unreadable file is left alone: a right that is given changes neither size nor time.
const retryRead = time.Minute

// state decides from one look to the next which files have come to rest. It does no I/O itself but calls the reader of
// a file that is to be taken.
type state struct {
	settle, gone time.Duration
	bare         bool // content is not read
	entries      map[string]*entry
}

// entry is what is known of one name.
type entry struct {
	taken  *File     // what the last snapshot holds; nil: nothing yet
	size   int64     // as last seen
	mod    time.Time // as last seen
	absent bool      // last seen as missing, or empty after it held something
	since  time.Time // when it began to look as it does
}

func newState(settle, gone time.Duration, bare bool) *state {
	return &state{settle: settle, gone: gone, bare: bare, entries: map[string]*entry{}}
}

// step takes a look into account. next is how long until something that is not at rest now may be taken; 0 if all is
// at rest.
func (s *state) step(now time.Time, found map[string]seen) (snap Snapshot, changed bool, next time.Duration) {
	for name, f := range found {
		if s.entries[name] == nil {
			s.entries[name] = &entry{size: -1}
		}
		if s.see(s.entries[name], f, now) {
			changed = true
		}
	}
	for name, e := range s.entries {
		if _, there := found[name]; !there && s.miss(name, e, now) {
			changed = true
		}
	}
	for _, e := range s.entries {
		if wait := s.wait(e, now); wait > 0 && (next == 0 || wait < next) {
			next = wait
		}
	}
	return s.snapshot(), changed, next
}

// see handles a file that is there; it tells whether the snapshot changes.
func (s *state) see(e *entry, f seen, now time.Time) bool {
	emptied := f.Size == 0 && e.taken != nil && e.taken.Size > 0
	if f.Size != e.size || !f.ModTime.Equal(e.mod) || emptied != e.absent {
		e.size, e.mod, e.absent, e.since = f.Size, f.ModTime, emptied, now
	}
	if e.atRest() || now.Sub(e.since) < s.need(e) {
		return false
	}
	file := f.File
	if !file.TooBig && !s.bare {
		file.Data, file.Err = f.read()
		if errors.Is(file.Err, errMoved) {
			e.since = now // not at rest after all
			return false
		}
	}
	again := e.taken != nil && e.taken.Err != nil && file.Err != nil
	e.taken, e.absent, e.since = &file, false, now
	return !again
}

// need is how long an entry must look as it does before that is believed: the time to settle; longer where a file
// seems to be gone or empty, as editors leave it for a moment when they save; and until the next try where it could
// not be read.
func (s *state) need(e *entry) time.Duration {
	switch {
	case e.absent:
		return s.gone
	case e.taken != nil && e.taken.Err != nil && e.sameAsTaken():
		return retryRead
	}
	return s.settle
}

func (e *entry) sameAsTaken() bool {
	return e.taken != nil && e.taken.Size == e.size && e.taken.ModTime.Equal(e.mod)
}

// atRest tells that the snapshot holds the file as it stands.
func (e *entry) atRest() bool { return !e.absent && e.sameAsTaken() && e.taken.Err == nil }

// miss handles a name that is not there; it tells whether the snapshot changes.
func (s *state) miss(name string, e *entry, now time.Time) bool {
	if !e.absent || e.size != -1 {
		e.size, e.absent, e.since = -1, true, now
	}
	if e.taken == nil {
		delete(s.entries, name)
		return false
	}
	if now.Sub(e.since) < s.gone {
		return false
	}
	delete(s.entries, name)
	return true
}

// wait is how long until this entry may be taken or dropped; 0 if it is at rest.
func (s *state) wait(e *entry, now time.Time) time.Duration {
	if e.atRest() {
		return 0
	}
	return max(e.since.Add(s.need(e)).Sub(now), time.Millisecond)
}

func (s *state) snapshot() Snapshot {
	out := Snapshot{}
	for _, name := range slices.Sorted(maps.Keys(s.entries)) {
		if e := s.entries[name]; e.taken != nil {
			out.Files = append(out.Files, *e.taken)
		}
	}
	return out
}
