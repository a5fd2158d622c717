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

	mu     sync.Mutex           // Watch looks while a call is made
	listed uint64               // print of the names that were handed out last
	told   map[string]bool      // names that were handed out
	half   map[string]time.Time // files that somebody writes, since when they are seen
}

// lookEvery is how often the folder is looked at. Network shares tell of nothing by themselves.
const lookEvery = 2 * time.Second

// New makes nothing yet.
func New(folder string) *Transport {
	return &Transport{path: folder, every: lookEvery, told: map[string]bool{}, half: map[string]time.Time{}}
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
	folderName = "Deskhand Journal (do not delete)" // the folder in the chosen one
	ext        = ".dhj"
	begun      = ".part" // of a file that is being written; its name begins with a dot
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
	if err := root.Mkdir(folderName, 0o770); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make folder %s in %s: %w", folderName, t.path, err)
	}
	return nil
}

// open opens the journal's folder. ErrNoFolder: the chosen one is there, and the journal's in it is not.
func (t *Transport) open(ctx context.Context) (*os.Root, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	outer, err := os.OpenRoot(t.path)
	if err != nil {
		return nil, fmt.Errorf("open folder %s: %w", t.path, err)
	}
	defer outer.Close() //nolint:errcheck // nothing was written through it
	info, err := outer.Lstat(folderName)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: no %s in %s", replica.ErrNoFolder, folderName, t.path)
	case err != nil:
		return nil, fmt.Errorf("look for %s in %s: %w", folderName, t.path, err)
	case !info.IsDir():
		return nil, fmt.Errorf("%s in %s is no folder", folderName, t.path)
	}
	root, err := outer.OpenRoot(folderName)
	if err != nil {
		return nil, fmt.Errorf("open %s in %s: %w", folderName, t.path, err)
	}
	return root, nil
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
	if !ok || !dot || strings.ContainsAny(file, `/\:`) {
		return journal.Hash{}, ""
	}
	hash, err := journal.ParseHash(first)
	if err != nil {
		return journal.Hash{}, ""
	}
	return hash, strings.ReplaceAll(label, "_", " ")
}

// Delete removes messages. There is no folder for what is deleted: every laptop holds what it has seen. A name is made of
// the bytes, so that it never becomes another message's.
func (t *Transport) Delete(ctx context.Context, refs []replica.Ref) error {
	if len(refs) == 0 {
		return ctx.Err()
	}
	root, err := t.open(ctx)
	if err != nil {
		return err
	}
	defer root.Close() //nolint:errcheck // a removal is done or is not
	for _, r := range refs {
		if hash, _ := parse(string(r)); hash.IsZero() {
			return fmt.Errorf("ref %q names no message", r)
		}
		if err := root.Remove(string(r)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("delete %s: %w", r, err)
		}
		t.mu.Lock()
		delete(t.told, string(r))
		t.mu.Unlock()
	}
	return nil
}

// Watch looks every two seconds whether the names in the folder are those that were handed out last.
func (t *Transport) Watch(ctx context.Context) <-chan struct{} {
	news := make(chan struct{}, 1)
	go func() {
		defer close(news)
		tick := time.NewTicker(t.every)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if t.changed(ctx) {
				select {
				case news <- struct{}{}:
				default:
				}
			}
		}
	}()
	return news
}

func (t *Transport) changed(ctx context.Context) bool {
	root, err := t.open(ctx)
	if errors.Is(err, replica.ErrNoFolder) {
		return true // who looks finds that it is gone
	}
	if err != nil {
		return false
	}
	defer root.Close() //nolint:errcheck // only read
	names, err := list(root)
	t.mu.Lock()
	defer t.mu.Unlock()
	return err == nil && printOf(names) != t.listed
}
