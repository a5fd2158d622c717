package app

import (
	"fmt"
	"path/filepath"

	"github.com/gofrs/flock"

	"deskhand/internal/desk/fault"
)

// windowLock lets one window show a desk, also where no session bus tells a second start of the first.
type windowLock struct {
	file  *flock.Flock
	taken bool // another process has it
}

func lockWindow(dir string) (windowLock, error) {
	f := flock.New(filepath.Join(dir, "window.lock"), flock.SetPermissions(0o600))
	ok, err := f.TryLock()
	if err != nil {
		return windowLock{}, fault.From(fmt.Errorf("take the window's lock: %w", err))
	}
	return windowLock{file: f, taken: !ok}, nil
}

func (l windowLock) release() {
	if !l.taken {
		l.file.Unlock() //nolint:errcheck // the process ends here, and the lock with it
	}
}

// alreadyOpen is what a second start says where the first could not be told.
func alreadyOpen(err error) error {
	if err != nil {
		return fault.From(fmt.Errorf("open the window: %w", err))
	}
	return fault.New(fault.Refused, "The window of this desk is open already.", "Look for it among your windows, or choose another desk with --data.")
}
