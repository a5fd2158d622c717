// Package dir carries the journal through a folder that all laptops reach: a network share, a folder that is kept in
// step, a stick that goes from hand to hand. One file is one message, written whole under another name first.
//
// It must not follow a link, leave its folder, or take a file for a message by its name alone.
package dir

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/replica"
)

// Transport is the folder as the journal's engine sees it.
type Transport struct {
	path  string
	every time.Duration // between looks

	mu     sync.Mutex // looks and calls are made by two goroutines
	half   map[string]time.Time
	strays time.Time // when half files were last looked for
}

// Half files are those of a laptop that was switched off while it wrote; nobody writes one for so long.
const halfAfter = time.Hour

// lookEvery is how often the folder is looked at. Network shares tell of nothing by themselves.
const lookEvery = 2 * time.Second

// New makes nothing yet.
func New(folder string) *Transport {
	return &Transport{path: folder, every: lookEvery, half: map[string]time.Time{}}
}

var (
	_ replica.Transport = (*Transport)(nil)
	_ replica.Creator   = (*Transport)(nil)
	_ replica.Limiter   = (*Transport)(nil)
)

// Close does nothing: no file stays open between calls.
func (t *Transport) Close() {}

// Limits says that a message is no larger than a container may be.
func (t *Transport) Limits() replica.Limits { return replica.Limits{Message: journal.MaxMessage} }

const (
	place = "deskhand-journal" // the folder in the folder
	ext   = ".dhj"
	begun = ".part" // of a file that is being written
)

// Create makes the folder for the journal in the one that was chosen, which must be there: one that is not is a stick
// that is not plugged in.
func (t *Transport) Create(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	root, err := os.OpenRoot(t.path)
	if err != nil {
		return fmt.Errorf("open folder %s: %w", t.path, err)
	}
	defer root.Close() //nolint:errcheck // nothing was written through it
	if err := root.Mkdir(place, 0o770); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make folder %s in %s: %w", place, t.path, err)
	}
	return nil
}

// open opens the journal's folder.
func (t *Transport) open(ctx context.Context) (*os.Root, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	outer, err := os.OpenRoot(t.path)
	if err != nil {
		return nil, t.missing(err)
	}
	defer outer.Close() //nolint:errcheck // nothing was written through it
	info, err := outer.Lstat(place)
	if err != nil {
		return nil, t.missing(err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s in %s is no folder", place, t.path)
	}
	root, err := outer.OpenRoot(place)
	if err != nil {
		return nil, t.missing(err)
	}
	return root, nil
}

// missing is ErrNoFolder where the chosen folder is there and the journal's in it is not, and where neither is.
func (t *Transport) missing(err error) error {
	err = fmt.Errorf("open folder %s: %w", filepath.Join(t.path, place), err)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w", replica.ErrNoFolder, err)
	}
	return err
}

// name is what a message's file is called.
func name(m replica.Message) string {
	label := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', r == '-':
			return r
		case r == ' ':
			return '_'
		}
		return -1
	}, m.Label)
	return m.Hash.String() + "." + label[:min(len(label), 100)] + ext
}

// parse reads a file's name; a zero hash: it is none of ours.
func parse(file string) (hash journal.Hash, label string) {
	stem, ok := strings.CutSuffix(file, ext)
	first, label, dot := strings.Cut(stem, ".")
	if !ok || !dot {
		return journal.Hash{}, ""
	}
	hash, err := journal.ParseHash(first)
	if err != nil {
		return journal.Hash{}, ""
	}
	return hash, strings.ReplaceAll(label, "_", " ")
}

// Delete removes messages. There is no folder for what is deleted: every laptop holds what it has seen.
func (t *Transport) Delete(ctx context.Context, refs []replica.Ref) error {
	if len(refs) == 0 {
		return ctx.Err()
	}
	root, err := t.open(ctx)
	if err != nil {
		return err
	}
	defer root.Close() //nolint:errcheck // a removal is done or is not
	mine, err := epoch(root)
	if err != nil {
		return err
	}
	for _, r := range refs {
		of, file, _ := strings.Cut(string(r), "/")
		if of != mine || !plain(file) {
			continue
		}
		if err := root.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("delete %s: %w", file, err)
		}
	}
	return nil
}

// plain says that a name is one of a file here, and of a message.
func plain(file string) bool {
	return strings.HasSuffix(file, ext) && !strings.ContainsAny(file, `/\:`) && !strings.HasPrefix(file, ".")
}

// Watch looks every two seconds whether the names in the folder changed.
func (t *Transport) Watch(ctx context.Context) <-chan struct{} {
	news := make(chan struct{}, 1)
	go func() {
		defer close(news)
		tick := time.NewTicker(t.every)
		defer tick.Stop()
		var before []string
		for first := true; ; first = false {
			now, err := t.names(ctx)
			if err == nil && !first && !slices.Equal(now, before) {
				select {
				case news <- struct{}{}:
				default:
				}
			}
			if err == nil {
				before = now
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}()
	return news
}

func (t *Transport) names(ctx context.Context) ([]string, error) {
	root, err := t.open(ctx)
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // only read
	return listed(root)
}

// listed are the names of all plain files that are whole, sorted.
func listed(root *os.Root) ([]string, error) {
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return nil, fmt.Errorf("read the journal's folder: %w", err)
	}
	var out []string
	for _, e := range entries {
		if e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") && !strings.HasSuffix(e.Name(), begun) {
			out = append(out, e.Name())
		}
	}
	return out, nil
}
