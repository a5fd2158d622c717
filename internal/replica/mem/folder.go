package mem

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/replica"
)

// ErrLine is what a Fault makes of a command.
var ErrLine = errors.New("the line broke")

// Mail is a message as it lies in the folder.
type Mail struct {
	UID   uint64
	Hash  journal.Hash // as its name says; zero: foreign
	Label string
	At    time.Time
	Data  []byte

	validity int
}

// Folder is one place. Any number of clients may use it.
type Folder struct {
	now func() time.Time // its own clock

	mu       sync.Mutex
	validity int
	next     uint64
	mails    []Mail
	gone     bool
	watchers map[chan struct{}]bool
	deleted  int
	appended int
}

// NewFolder makes an empty folder with a clock of its own; nil: the computer's.
func NewFolder(now func() time.Time) *Folder {
	if now == nil {
		now = time.Now
	}
	return &Folder{now: now, validity: 1, next: 1, watchers: map[chan struct{}]bool{}}
}

// Put delivers a message past every client: foreign mail, an attacker's container.
func (f *Folder) Put(m Mail) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.put(m)
}

func (f *Folder) put(m Mail) Mail {
	m.UID, m.At, m.Data, m.validity = f.next, f.now(), bytes.Clone(m.Data), f.validity
	f.next++
	f.mails = append(f.mails, m)
	f.appended++
	for w := range f.watchers {
		select {
		case w <- struct{}{}:
		default:
		}
	}
	return m
}

// Mails lists what lies there; the bytes are shared.
func (f *Folder) Mails() []Mail {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.mails)
}

// Counts are how many messages were ever put and deleted.
func (f *Folder) Counts() (put, deleted int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.appended, f.deleted
}

// Change edits the list of messages: what a server, a person or a rule does to it.
func (f *Folder) Change(fn func([]Mail) []Mail) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.mails = fn(f.mails)
}

// Renumber gives the folder another validity and all messages other numbers.
func (f *Folder) Renumber() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.validity++
	f.next = 1
	f.mails = slices.Clone(f.mails)
	for i := range f.mails {
		f.mails[i].UID, f.mails[i].validity = f.next, f.validity
		f.next++
	}
}

// Remove deletes the folder itself.
func (f *Folder) Remove() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.gone, f.mails = true, nil
}

func (f *Folder) create() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.gone {
		f.gone = false
		f.validity++
		f.next = 1
	}
}

func ref(m Mail) replica.Ref {
	return replica.Ref(fmt.Sprintf("%06d/%010d", m.validity, m.UID))
}

// since reads a cursor; ok is false where it is of another validity.
func (f *Folder) since(c replica.Cursor) (uid uint64, ok bool) {
	if c == "" {
		return 0, true
	}
	var validity int
	if _, err := fmt.Sscanf(string(c), "%d/%d", &validity, &uid); err != nil || validity != f.validity {
		return 0, false
	}
	return uid, true
}
