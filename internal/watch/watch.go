// Package watch turns a folder, or one file, into snapshots: what lies there once it has come to rest.
//
// It knows no file format, follows no link and reads regular files only, through os.Root. It never writes.
package watch

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// File is one regular file of a snapshot.
type File struct {
	Name    string // slash-separated, below the watched folder
	Size    int64
	ModTime time.Time
	Data    []byte // the content at rest; nil if TooBig or Err
	TooBig  bool   // larger than Options.MaxBytes
	Err     error  // why the content cannot be read; tried again each minute
}

// Snapshot is everything that matched, in the order of names. It is immutable.
type Snapshot struct {
	Files []File
}

// Options change how a folder is watched; the zero value is the design's.
type Options struct {
	Settle   time.Duration // a file is taken after standing still for so long; 0: 200 ms
	Gone     time.Duration // a vanished or emptied file counts as deleted after so long; 0: 10 s
	Rescan   time.Duration // the folder is read anew so often, whatever the watcher says; 0: 1 minute
	MaxBytes int64         // the largest file whose content is carried; 0: 1 MiB
	Bare     bool          // no content is read: Size and ModTime say which file came to rest

	// Problem is told when the watch itself fails (limit of watches, folder unreadable), each other failure, and nil when
	// it works again.
	// The rescan goes on meanwhile. May be nil.
	Problem func(error)
}

// Limits on what a stranger may have put there.
const (
	maxDepth = 8
	maxFiles = 20000
)

// Watch calls onChange with the first snapshot and after each change, always from this goroutine, until ctx ends; it
// returns ctx's error. dir is a folder, or one file (which need not exist yet, if its folder does); match says which
// names count, nil all. Names that begin with a dot never count: editors keep their half-written files there.
func Watch(ctx context.Context, dir string, match func(name string) bool, onChange func(Snapshot)) error {
	return Options{}.Watch(ctx, dir, match, onChange)
}

// Watch is the function of the same name, with options.
func (o Options) Watch(ctx context.Context, dir string, match func(name string) bool, onChange func(Snapshot)) error {
	o = o.withDefaults()
	w := &watcher{o: o, dir: dir, match: match, onChange: onChange, state: newState(o.Settle, o.Gone, o.Bare)}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		w.only = filepath.Base(dir)
		w.dir = filepath.Dir(dir)
	}
	if _, err := os.Stat(w.dir); err != nil {
		return fmt.Errorf("watch %s: %w", dir, err)
	}
	return w.run(ctx)
}

// Read is the snapshot of a folder as it lies there now, taken at once: a file that is being written may be missing from
// it, or carry an error.
func (o Options) Read(dir string, match func(name string) bool) (Snapshot, error) {
	w := &watcher{o: o.withDefaults(), dir: dir, match: match}
	found, err := w.scan()
	if err != nil {
		return Snapshot{}, err
	}
	out := Snapshot{}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		f := found[name].File
		if !f.TooBig && !w.o.Bare {
			f.Data, f.Err = found[name].read()
		}
		out.Files = append(out.Files, f)
	}
	return out, nil
}

func (o Options) withDefaults() Options {
	if o.Settle <= 0 {
		o.Settle = 200 * time.Millisecond
	}
	if o.Gone <= 0 {
		o.Gone = 10 * time.Second
	}
	if o.Rescan <= 0 {
		o.Rescan = time.Minute
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = 1 << 20
	}
	if o.Problem == nil {
		o.Problem = func(error) {}
	}
	return o
}

type watcher struct {
	o        Options
	dir      string
	only     string // the one file's name; empty: the whole folder
	match    func(string) bool
	onChange func(Snapshot)
	state    *state

	notify  *fsnotify.Watcher // nil: only the rescan works
	watched map[string]bool   // folders under notify, absolute
	partial error             // what follow could not put under notify
	due     time.Time         // when the next look comes
	failing string            // the problem told last
	started bool              // the first snapshot is out
}

// run is the loop: an event or the rescan leads to a look, and the state says when to look again.
func (w *watcher) run(ctx context.Context) error {
	w.watched = map[string]bool{}
	notify, err := fsnotify.NewBufferedWatcher(1024)
	if err == nil {
		w.notify = notify
		defer notify.Close() //nolint:errcheck // nothing is written through it
	} else {
		w.problem(fmt.Errorf("watch %s: %w", w.dir, err))
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	soon := func(d time.Duration) {
		// A file that is written without a pause must not push the look away for ever.
		if at := time.Now().Add(d); at.Before(w.due) {
			w.due = at
			timer.Reset(d)
		}
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case ev, ok := <-w.events():
			if !ok {
				w.notify = nil
				continue
			}
			if ev.Has(fsnotify.Remove) || ev.Has(fsnotify.Rename) {
				w.forget(ev.Name)
			}
			if w.concerns(ev) {
				soon(w.o.Settle / 4) // one look for a burst of events
			}
		case err := <-w.errors():
			// After an overflow events are lost; whatever the error, the folder is read anew.
			if err != nil && !errors.Is(err, fsnotify.ErrEventOverflow) {
				w.problem(fmt.Errorf("watch %s: %w", w.dir, err))
			}
			soon(0)
		case <-timer.C:
			next := w.look()
			w.due = time.Now().Add(next)
			timer.Reset(next)
		}
	}
}

func (w *watcher) events() <-chan fsnotify.Event {
	if w.notify == nil {
		return nil
	}
	return w.notify.Events
}

func (w *watcher) errors() <-chan error {
	if w.notify == nil {
		return nil
	}
	return w.notify.Errors
}

// concerns keeps a busy neighbour (desk.db beside policy.yaml) from causing a look at each of its writes. What comes or
// goes may be a folder with files in it.
func (w *watcher) concerns(ev fsnotify.Event) bool {
	rel, err := filepath.Rel(w.dir, ev.Name)
	if err != nil {
		return true
	}
	name := filepath.ToSlash(rel)
	if w.only == "" && (ev.Has(fsnotify.Create) || ev.Has(fsnotify.Remove) || ev.Has(fsnotify.Rename)) {
		return name == "." || !strings.HasPrefix(path.Base(name), ".")
	}
	return w.wanted(name)
}

// look reads the folder once, publishes what changed and came to rest, and says when to look again.
func (w *watcher) look() time.Duration {
	found, err := w.scan()
	if err != nil {
		w.forget(w.dir)
		w.problem(err)
		return w.o.Settle * 5 // the folder may come back at once (a rename in place)
	}
	w.problem(w.partial)
	snapshot, changed, next := w.state.step(time.Now(), found)
	if changed || !w.started && next == 0 {
		w.started = true
		w.onChange(snapshot)
	}
	if next == 0 || next > w.o.Rescan {
		next = w.o.Rescan
	}
	return next
}

func (w *watcher) problem(err error) {
	text := ""
	if err != nil {
		text = err.Error()
	}
	if text != w.failing {
		w.failing = text
		w.o.Problem(err)
	}
}

func (w *watcher) wanted(name string) bool {
	if w.only != "" {
		return name == w.only
	}
	return !strings.HasPrefix(path.Base(name), ".") && (w.match == nil || w.match(name))
}
