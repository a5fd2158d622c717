package reply

import (
	"bytes"
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"deskhand/internal/watch"
)

const (
	lostAfter = 2 * time.Second // a folder that is gone so long is written back: a rename in place is over by then
	tryAgain  = time.Minute     // after the folder could not be read or written
)

// Watch follows the folder until ctx ends, and returns its error: whatever is wrong with the folder is told and tried
// again, and what was in force stays.
func (s *Service) Watch(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := s.Reload(ctx); err != nil {
			s.failed(ctx, err)
			wait(ctx, s.pause(tryAgain))
			continue
		}
		again := make(chan struct{}, 1)
		if s.isUnsure() {
			again <- struct{}{}
		}
		g, within := errgroup.WithContext(ctx)
		g.Go(func() error { return s.follow(within, again) })
		g.Go(func() error { return s.restore(within, again) })
		if err := g.Wait(); err != nil {
			s.failed(ctx, err)
			wait(ctx, s.pause(lostAfter))
		}
	}
	return ctx.Err()
}

// follow takes each snapshot; what has to be looked at anew goes to restore.
func (s *Service) follow(ctx context.Context, again chan<- struct{}) error {
	o := s.watchOptions()
	lost := func() {
		select {
		case again <- struct{}{}:
		default:
		}
	}
	o.Problem = func(err error) {
		if there, bad := s.there(); !there || bad != nil {
			lost()
			return
		}
		if err != nil {
			s.failed(ctx, err)
			return
		}
		s.o.Told(s.wrong(), nil)
	}
	seen := map[string]bool{}
	return o.Watch(ctx, s.Dir(), wanted, func(snapshot watch.Snapshot) {
		for _, f := range snapshot.Files {
			seen[f.Name] = seen[f.Name] || f.Size > 0
		}
		sure, err := s.changed(ctx, filesOf(snapshot), seen)
		if err != nil {
			s.failed(ctx, err)
		}
		if !sure || err != nil {
			lost()
		}
	})
}

// changed puts a snapshot in force. Before anything counts as deleted the folder is looked at once more: one in which
// nothing is left was emptied, and is written back. What this watch has never seen may be coming to rest: it stays as
// it is, and unless it is there, a reading of its own decides (sure false).
func (s *Service) changed(ctx context.Context, found []file, seen map[string]bool) (sure bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if there, err := s.there(); err != nil || !there {
		return true, err // gone this moment: the watch says so at its next look
	}
	if st := s.state.Load(); st != nil && slices.EqualFunc(st.files, found, same) {
		return true, nil
	}
	k, err := s.kept(ctx)
	if err != nil {
		return true, err
	}
	gone := missing(found, k)
	if len(gone) == 0 {
		return true, s.take(ctx, found, k)
	}
	left, err := s.read()
	if err != nil {
		return true, err
	}
	left = slices.DeleteFunc(left, func(f file) bool { return f.empty })
	if len(left) == 0 {
		err := s.reload(ctx, k)
		return !s.unsure, err
	}
	sure = true
	for _, path := range gone {
		if seen[path] {
			continue
		}
		found = append(found, file{path: path, data: k.rows[path].Source})
		sure = sure && slices.ContainsFunc(left, func(f file) bool { return f.path == path })
	}
	return sure, s.take(ctx, found, k)
}

func same(a, b file) bool {
	return a.path == b.path && a.wrong == b.wrong && bytes.Equal(a.data, b.data)
}

// restore reads the folder anew a little after it was lost, and until that works.
func (s *Service) restore(ctx context.Context, again <-chan struct{}) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-again:
		}
		wait(ctx, s.pause(lostAfter))
		for ctx.Err() == nil {
			err := s.Reload(ctx)
			if err != nil {
				s.failed(ctx, err)
				wait(ctx, s.pause(tryAgain))
				continue
			}
			if !s.isUnsure() {
				break
			}
			wait(ctx, s.pause(emptyFor))
		}
	}
}

// isUnsure tells that a file was being saved at the last reading.
func (s *Service) isUnsure() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.unsure
}

// pause is a time of the design, shorter in tests.
func (s *Service) pause(d time.Duration) time.Duration {
	if s.o.lost > 0 {
		return s.o.lost
	}
	return d
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// failed tells that the folder cannot be read or written; what was in force stays.
func (s *Service) failed(ctx context.Context, err error) {
	if ctx.Err() == nil {
		s.o.Told(s.wrong(), err)
	}
}

func (s *Service) wrong() []Problem {
	if st := s.state.Load(); st != nil {
		return st.wrong
	}
	return nil
}
