package store

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"
)

const (
	reserveName  = "reserve"
	reserveSize  = 4 << 20          // bytes
	reserveRoom  = 12 << 20         // bytes that must be free beside it before it is made again
	reserveEvery = 20 * time.Second // between tries to make it again
)

// reserve is a file that takes up room on the disk until a draft needs it: what somebody types on a full disk is kept
// (security.md, "Failures").
type reserve struct {
	path  string
	every time.Duration
	mu    sync.Mutex
	timer *time.Timer // runs while the file is missing
	done  bool
}

func newReserve(dir string) *reserve {
	r := &reserve{path: filepath.Join(dir, reserveName), every: reserveEvery}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.here() {
		r.again(0)
	}
	return r
}

func (r *reserve) here() bool {
	info, err := os.Stat(r.path)
	return err == nil && info.Size() >= reserveSize
}

// again makes the file after a while, and tries on until it stands. r.mu is held.
func (r *reserve) again(after time.Duration) {
	if r.timer != nil || r.done {
		return
	}
	r.timer = time.AfterFunc(after, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.timer = nil
		if !r.done && r.fill() != nil {
			r.again(r.every)
		}
	})
}

// fill makes the file where there is room for more than it. What it holds cannot be packed, or a disk that packs would
// give no room for it.
func (r *reserve) fill() (err error) {
	if r.here() {
		return nil
	}
	if free, ok := room(filepath.Dir(r.path)); ok && free < reserveSize+reserveRoom {
		return ErrFull // to find that out by writing would take what is left from everybody for a moment
	}
	part := r.path + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("make the reserve: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("make the reserve: %w", err), f.Close(), os.Remove(part))
		}
	}()
	block := make([]byte, 1<<20)
	noise := rand.NewChaCha8([32]byte{})
	for range (reserveSize + reserveRoom) / len(block) {
		noise.Read(block) //nolint:errcheck // never fails
		if _, err := f.Write(block); err != nil {
			return err
		}
	}
	if err := f.Truncate(reserveSize); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(part, r.path)
}

// release gives the room free; false where there was none. The file is made again once there is room.
func (r *reserve) release() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	err := os.Remove(r.path)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		r.again(r.every)
	}
	return err == nil
}

func (r *reserve) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done = true
	if r.timer != nil {
		r.timer.Stop()
	}
}

// Low tells whether the disk is so full that not even the 4 MB that are kept for drafts stand on it.
func (s *Store) Low() bool { return s.reserve.low() }

func (r *reserve) low() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.here() {
		return false
	}
	r.again(r.every)
	return true
}
