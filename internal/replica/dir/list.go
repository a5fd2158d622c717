package dir

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/replica"
)

// How long a file may be on its way: a program that keeps folders in step, or a person, copies it piece by piece.
const (
	comingFor = 10 * time.Minute
	halfFor   = time.Hour // of a passing name, as this process sees it
	halfOld   = 24 * time.Hour
)

// list are the names of all files that are whole, sorted. What is no plain file is passed over.
func list(root *os.Root) ([]string, error) {
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return nil, fmt.Errorf("read the journal's folder: %w", err)
	}
	var out []string
	for _, e := range entries {
		if e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

func printOf(names []string) uint64 {
	h := fnv.New64a()
	for _, n := range names {
		h.Write([]byte(n + "\x00")) //nolint:errcheck // a hash takes all
	}
	return h.Sum64()
}

// List hands out what was not there at since, in the order of the files' times. The order of names says nothing about
// when a file came, so the cursor is a print of all names; where another process made it and the names are others now,
// everything is handed out.
func (t *Transport) List(ctx context.Context, since replica.Cursor, want func(replica.Meta) bool, each func(replica.Item) error) (replica.Cursor, error) {
	root, err := t.open(ctx)
	if err != nil {
		return since, err
	}
	defer root.Close() //nolint:errcheck // only read
	names, err := list(root)
	if err != nil {
		return since, err
	}
	fresh, err := t.fresh(names, since)
	if err != nil {
		return since, err
	}
	late := map[string]bool{}
	for _, f := range t.described(root, fresh) {
		if err := ctx.Err(); err != nil {
			return since, err
		}
		item, whole := t.item(root, f, want)
		if !whole {
			late[string(f.Ref)] = true
			continue
		}
		if err := each(item); err != nil {
			return since, err
		}
		t.mu.Lock()
		t.told[string(f.Ref)] = true
		t.mu.Unlock()
	}
	t.tidy(root)
	names = slices.DeleteFunc(names, func(n string) bool { return late[n] })
	t.mu.Lock()
	defer t.mu.Unlock()
	t.listed = printOf(names)
	return replica.Cursor(fmt.Sprintf("%d:%x", len(names), t.listed)), nil
}

func (t *Transport) fresh(names []string, since replica.Cursor) ([]string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if since == "" {
		clear(t.told)
		return names, nil
	}
	var count int
	var print uint64
	if _, err := fmt.Sscanf(string(since), "%d:%x", &count, &print); err != nil || len(names) == 0 && count > 0 {
		return nil, replica.ErrStaleCursor // emptied: what is held here is to be put back
	}
	maps.DeleteFunc(t.told, func(n string, _ bool) bool { // it may come again
		_, there := slices.BinarySearch(names, n)
		return !there
	})
	if printOf(names) == print {
		for _, n := range names {
			t.told[n] = true
		}
		return nil, nil
	}
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return t.told[n] }), nil
}

// described looks at files, without their content, oldest first. One that went meanwhile is left out.
func (t *Transport) described(root *os.Root, names []string) []replica.Meta {
	var out []replica.Meta
	for _, n := range names {
		info, err := root.Lstat(n)
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		hash, label := parse(n)
		out = append(out, replica.Meta{Ref: replica.Ref(n), Hash: hash, Label: label, Size: info.Size(), At: info.ModTime()})
	}
	slices.SortFunc(out, func(a, b replica.Meta) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Ref, b.Ref)) })
	return out
}

// item reads a message where it is wanted. whole is false where it is still on its way: its bytes are not those of its
// name, and it is young.
func (t *Transport) item(root *os.Root, m replica.Meta, want func(replica.Meta) bool) (item replica.Item, whole bool) {
	item.Meta = m
	if !want(m) {
		return item, true
	}
	data, err := read(root, string(m.Ref))
	young := time.Since(m.At) < comingFor
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return item, false
	case err != nil:
		item.Err = err
		return item, !young || errors.Is(err, journal.ErrLimit)
	case m.Hash.IsZero():
		if item.Hash = journal.ContainerHash(data); strings.HasPrefix(string(data), "DHJ1") { // renamed by somebody
			item.Data = data
			return item, true
		}
		item.Hash, item.Err = journal.Hash{}, fmt.Errorf("file %s: %w", m.Ref, journal.ErrForeign)
		return item, true
	case journal.ContainerHash(data) != m.Hash:
		item.Err = fmt.Errorf("file %s is not what its name says: %w", m.Ref, journal.ErrDamaged)
		return item, !young
	}
	item.Data = data
	return item, true
}

// read takes a file's bytes: of a plain file, which is still the one that was looked at, and of no more than a message has.
func read(root *os.Root, name string) ([]byte, error) {
	before, err := root.Lstat(name)
	if err != nil {
		return nil, fmt.Errorf("look at %s: %w", name, err)
	}
	if !before.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no plain file: %w", name, fs.ErrNotExist)
	}
	if before.Size() > journal.MaxMessage {
		return nil, fmt.Errorf("%s has %d bytes: %w", name, before.Size(), journal.ErrLimit)
	}
	h, err := root.OpenFile(name, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	defer h.Close() //nolint:errcheck // only read
	if now, err := h.Stat(); err != nil || !os.SameFile(before, now) {
		return nil, fmt.Errorf("%s is another file now: %w", name, fs.ErrNotExist)
	}
	data, err := io.ReadAll(io.LimitReader(h, journal.MaxMessage+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(data) > journal.MaxMessage {
		return nil, fmt.Errorf("%s grew beyond %d bytes: %w", name, journal.MaxMessage, journal.ErrLimit)
	}
	return data, nil
}

// tidy removes what a laptop left that was switched off while it wrote. Clocks of laptops differ, so a passing name must
// have stood for an hour before our eyes, or look a day old.
func (t *Transport) tidy(root *os.Root) {
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return
	}
	seen := map[string]time.Time{}
	for _, e := range entries {
		n := e.Name()
		hash, _, _ := strings.Cut(strings.TrimPrefix(n, "."), ".")
		if _, err := journal.ParseHash(hash); err != nil || !strings.HasPrefix(n, ".") || !strings.HasSuffix(n, begun) || !e.Type().IsRegular() {
			continue
		}
		first, known := t.half[n]
		if !known {
			first = time.Now()
		}
		info, err := e.Info()
		if err == nil && (time.Since(first) > halfFor || time.Since(info.ModTime()) > halfOld) {
			_ = root.Remove(n)
			continue
		}
		seen[n] = first
	}
	t.half = seen
}
