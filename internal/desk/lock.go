package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"deskhand/internal/desk/fault"
)

// engineLock lets engines run in one process a desk. The database stays open to others (architecture.md, "Locks").
type engineLock struct {
	path string
	mu   sync.Mutex
	held *flock.Flock

	unclean bool // whoever held it last did not release it
}

// holder is written beside the lock for whoever finds it taken.
type holder struct {
	PID   int       `json:"pid"`
	Since time.Time `json:"since"`
}

// take tries to get the lock; it is a refusal with who holds it otherwise. Taking it twice in one desk is fine.
func (l *engineLock) take() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held != nil {
		return nil
	}
	f := flock.New(l.path, flock.SetPermissions(0o600))
	ok, err := f.TryLock()
	if err != nil {
		return fmt.Errorf("take the engine lock: %w", err)
	}
	if !ok {
		return l.busy()
	}
	_, statErr := os.Stat(l.path + ".info")
	l.held, l.unclean = f, statErr == nil
	if text, err := json.Marshal(holder{os.Getpid(), time.Now()}); err == nil {
		_ = os.WriteFile(l.path+".info", text, 0o600) // on a full disk the engines run all the same, by no name
	}
	return nil
}

// holds tells whether this desk has it.
func (l *engineLock) holds() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held != nil
}

// elsewhere tells whether another process has it.
func (l *engineLock) elsewhere() bool {
	if l.holds() {
		return false
	}
	f := flock.New(l.path, flock.SetPermissions(0o600))
	free, err := f.TryRLock()
	if free {
		_ = f.Unlock() // closing it gives it back too
	}
	return err == nil && !free
}

func (l *engineLock) busy() error {
	var h holder
	who := "another Deskhand"
	if text, err := os.ReadFile(l.path + ".info"); err == nil && json.Unmarshal(text, &h) == nil {
		who = fmt.Sprintf("process %d since %s", h.PID, h.Since.Local().Format("15:04"))
	}
	f := fault.Newf(fault.Refused, "Close that window or stop that `deskhand sync --watch`, or work beside it.", "The desk's engines run in %s.", who)
	f.Err = ErrEngineBusy
	return f
}

func (l *engineLock) release() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held == nil {
		return nil
	}
	err := os.Remove(l.path + ".info")
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	err = errors.Join(err, l.held.Unlock())
	l.held = nil
	if err != nil {
		return fmt.Errorf("release the engine lock: %w", err)
	}
	return nil
}
