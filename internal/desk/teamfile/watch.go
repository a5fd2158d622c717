package teamfile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	rules "deskhand/internal/teamfile"
	"deskhand/internal/watch"
)

const (
	lookAgain = time.Minute      // whatever happened: parts that came, a folder that could not be read
	lostAfter = 2 * time.Second  // a folder that is gone so long is written back: a rename in place is over by then
	goneAfter = 10 * time.Second // a file that nobody has seen since the start counts as deleted after so long (formats.md)
)

// place is what is watched: a folder, or one file of the data folder.
type place struct {
	name string
	file bool
}

func places() []place {
	return []place{{name: rules.RepliesFolder}, {name: rules.HandbookFolder}, {rules.PolicyFile, true}, {rules.RosterFile, true}}
}

// within tells whether a file of the data folder lies in the place.
func (p place) within(name string) bool {
	return p.file && name == p.name || !p.file && strings.HasPrefix(name, p.name+"/")
}

// seen is what the watches last saw at rest.
type seen struct {
	mu    sync.Mutex
	ready map[string]bool // by place: its first snapshot is here
	files map[string]stat // at rest now
	ever  map[string]bool // were at rest once since the start
}

func (s *seen) take(p place, snapshot watch.Snapshot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.files, func(name string, _ stat) bool { return p.within(name) })
	for _, f := range snapshot.Files {
		name := f.Name
		if !p.file {
			name = p.name + "/" + f.Name
		}
		if f.Size > 0 { // an empty one that the watch lets through is one that was deleted
			s.files[name], s.ever[name] = stat{f.Size, f.ModTime}, true
		}
	}
	s.ready[p.name] = true
}

func newSeen() *seen {
	return &seen{ready: map[string]bool{}, files: map[string]stat{}, ever: map[string]bool{}}
}

// now is a copy of what is at rest in the places that are ready.
func (s *seen) now() (files map[string]stat, ever map[string]bool, ready map[string]bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.files), maps.Clone(s.ever), maps.Clone(s.ready)
}

// ours says which names of a folder travel or have to be told of: an odd name is nobody's file.
func ours(folder string) func(string) bool {
	return func(name string) bool {
		_, err := rules.Key(folder + "/" + name)
		return err == nil || folder == rules.HandbookFolder && !strings.HasSuffix(name, ".txt") && !strings.HasSuffix(name, kept)
	}
}

// Watch keeps folder and team in line until ctx ends, and returns its error.
func (s *Service) Watch(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, p := range places() {
		g.Go(func() error { return s.follow(ctx, p) })
	}
	g.Go(func() error { return s.followCompanies(ctx) })
	g.Go(func() error { return s.run(ctx) })
	return g.Wait() //nolint:wrapcheck // the context's
}

// follow watches one place, and again after it was lost.
func (s *Service) follow(ctx context.Context, p place) error {
	for ctx.Err() == nil {
		dir := filepath.Join(s.o.Dir, p.name)
		err := s.prepare(p)
		if err == nil {
			o := watch.Options{Settle: s.o.settle, Gone: s.o.gone, MaxBytes: rules.MaxFile, Bare: true, Problem: func(err error) {
				s.failed(p.name, err)
				s.Wake() // a folder that is gone is written back
			}}
			err = o.Watch(ctx, dir, match(p), func(snapshot watch.Snapshot) {
				s.seen.take(p, snapshot)
				s.Wake()
			})
		}
		if ctx.Err() == nil {
			s.failed(p.name, err)
			pause(ctx, s.pauseOf(lookAgain))
		}
	}
	return ctx.Err()
}

func match(p place) func(string) bool {
	if p.file {
		return nil
	}
	return ours(p.name)
}

// prepare makes a folder that is missing: what is no folder cannot be watched.
func (s *Service) prepare(p place) error {
	if p.file {
		return nil
	}
	root, err := os.OpenRoot(s.o.Dir)
	if err != nil {
		return fmt.Errorf("open the data folder: %w", err)
	}
	defer root.Close() //nolint:errcheck // read only
	if err := root.Mkdir(p.name, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make %s: %w", p.name, err)
	}
	return clearWay(root, p.name)
}

// run brings folder and team in line whenever one of them may have changed.
func (s *Service) run(ctx context.Context) error {
	for ctx.Err() == nil {
		again, err := s.line(ctx, s.seen, true)
		if ctx.Err() == nil {
			s.failed("team", err)
		}
		timer := time.NewTimer(s.pauseOf(again))
		select {
		case <-ctx.Done():
		case <-s.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
	return ctx.Err()
}

// Wake says that ops on @team file/… may have come, or that the team changed. It returns at once.
func (s *Service) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Sync compares folder and team once: for the command line, where nothing watches. What is missing is not taken as deleted,
// as nobody saw since when.
func (s *Service) Sync(ctx context.Context) error {
	if _, _, ready := s.seen.now(); len(ready) > 0 { // this process watches: it need not look itself
		_, err := s.line(ctx, s.seen, true)
		return err
	}
	if s.o.Elsewhere() { // that one does it
		return nil
	}
	found, err := s.glance()
	if err == nil {
		_, err = s.line(ctx, found, false)
	}
	return errors.Join(err, s.readCompanies(ctx))
}

// glance looks at all places once.
func (s *Service) glance() (*seen, error) {
	root, err := os.OpenRoot(s.o.Dir)
	if err != nil {
		return nil, fmt.Errorf("open the data folder: %w", err)
	}
	defer root.Close() //nolint:errcheck // read only
	out := newSeen()
	for _, p := range places() {
		var snapshot watch.Snapshot
		var err error
		if !p.file {
			snapshot, err = watch.Options{MaxBytes: rules.MaxFile, Bare: true}.Read(filepath.Join(s.o.Dir, p.name), match(p))
			if errors.Is(err, fs.ErrNotExist) {
				err = nil // nothing lies there
			}
		} else if st, there, lookErr := look(root, p.name); there {
			snapshot.Files, err = []watch.File{{Name: p.name, Size: st.size, ModTime: st.mod}}, lookErr
		}
		if err != nil {
			return nil, fmt.Errorf("look at %s: %w", p.name, err)
		}
		out.take(p, snapshot)
	}
	return out, nil
}

// pauseOf is a time of the design, shorter in tests.
func (s *Service) pauseOf(d time.Duration) time.Duration {
	if s.o.gone > 0 {
		return min(d, s.o.gone)
	}
	return d
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
