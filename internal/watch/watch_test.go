//go:build !windows

package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// watchFor runs a watch with short times and gives its snapshots.
func watchFor(t *testing.T, o Options, path string, match func(string) bool) <-chan Snapshot {
	t.Helper()
	if o.Settle == 0 {
		o.Settle, o.Gone = 30*time.Millisecond, 200*time.Millisecond
	}
	snaps := make(chan Snapshot, 100)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- o.Watch(ctx, path, match, func(s Snapshot) { snaps <- s }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Watch ended with %v", err)
		}
	})
	return snaps
}

// until waits for the snapshot that shows as want.
func until(t *testing.T, snaps <-chan Snapshot, want string) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	last := "nothing"
	for {
		select {
		case s := <-snaps:
			if last = show(s); last == want {
				return
			}
		case <-deadline:
			t.Fatalf("never saw %q, last %q", want, last)
		}
	}
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "one.md"), "1")
	snaps := watchFor(t, Options{}, dir, func(n string) bool { return strings.HasSuffix(n, ".md") })
	until(t, snaps, "one.md=1")
	put(t, filepath.Join(dir, "deep", "er", "two.md"), "2")
	put(t, filepath.Join(dir, "other.txt"), "x")
	put(t, filepath.Join(dir, ".swap.md"), "x")
	until(t, snaps, "deep/er/two.md=2 one.md=1")
	put(t, filepath.Join(dir, "deep", "er", "two.md"), "22")
	until(t, snaps, "deep/er/two.md=22 one.md=1")
	if err := os.RemoveAll(filepath.Join(dir, "deep")); err != nil {
		t.Fatal(err)
	}
	until(t, snaps, "one.md=1")
}

// A folder that was deleted, or moved away, and made anew is watched as before: nothing waits for the rescan.
func TestFolderThatComesBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "replies")
	put(t, filepath.Join(dir, "one.md"), "1")
	put(t, filepath.Join(dir, "deep", "two.md"), "2")
	snaps := watchFor(t, Options{Settle: 30 * time.Millisecond, Gone: 200 * time.Millisecond, Rescan: time.Hour}, dir, nil)
	until(t, snaps, "deep/two.md=2 one.md=1")
	if err := os.RemoveAll(filepath.Join(dir, "deep")); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "deep", "two.md"), "22")
	until(t, snaps, "deep/two.md=22 one.md=1")
	put(t, filepath.Join(dir, "deep", "two.md"), "222")
	until(t, snaps, "deep/two.md=222 one.md=1")
	if err := os.Rename(dir, dir+".away"); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "one.md"), "11")
	until(t, snaps, "one.md=11")
	put(t, filepath.Join(dir, "deep", "three.md"), "3")
	until(t, snaps, "deep/three.md=3 one.md=11")
	put(t, filepath.Join(dir, "deep", "three.md"), "33")
	until(t, snaps, "deep/three.md=33 one.md=11")
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "b.md"), "2")
	put(t, filepath.Join(dir, "deep", "a.md"), "1")
	put(t, filepath.Join(dir, "long.md"), "too long")
	put(t, filepath.Join(dir, "other.txt"), "x")
	if err := os.Symlink("b.md", filepath.Join(dir, "link.md")); err != nil {
		t.Fatal(err)
	}
	got, err := Options{MaxBytes: 4}.Read(dir, func(n string) bool { return strings.HasSuffix(n, ".md") })
	if err != nil || show(got) != "b.md=2 deep/a.md=1 long.md=" || !got.Files[2].TooBig {
		t.Errorf("%q, %v", show(got), err)
	}
	if _, err := (Options{}).Read(filepath.Join(dir, "none"), nil); err == nil {
		t.Error("a folder that is not there is read")
	}
}

func TestEmptyFolderIsASnapshotToo(t *testing.T) {
	until(t, watchFor(t, Options{}, t.TempDir(), nil), "")
}

// policy.yaml in the desk's folder, saved as vim, VS Code and Word do; its busy neighbours are nobody's business.
func TestOneFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "policy.yaml")
	snaps := watchFor(t, Options{}, path, nil)
	until(t, snaps, "")
	put(t, path, "team: a")
	until(t, snaps, "policy.yaml=team: a")
	put(t, filepath.Join(dir, "desk.db-wal"), "x")

	put(t, filepath.Join(dir, "4913"), "team: bb") // vim: write beside, rename over
	if err := os.Rename(filepath.Join(dir, "4913"), path); err != nil {
		t.Fatal(err)
	}
	until(t, snaps, "policy.yaml=team: bb")

	put(t, path, "") // VS Code: empty, then write
	put(t, path, "team: ccc")
	until(t, snaps, "policy.yaml=team: ccc")

	if err := os.Rename(path, path+"~"); err != nil { // Word: move away, write anew
		t.Fatal(err)
	}
	put(t, path, "team: dddd")
	until(t, snaps, "policy.yaml=team: dddd")
}

func TestRescanFindsWhatTheWatcherMissed(t *testing.T) {
	dir := t.TempDir()
	o := Options{Settle: 20 * time.Millisecond, Rescan: 50 * time.Millisecond}.withDefaults()
	snaps := make(chan Snapshot, 10)
	w := &watcher{o: o, dir: dir, onChange: func(s Snapshot) { snaps <- s }, state: newState(o.Settle, o.Gone, false)}
	put(t, filepath.Join(dir, "a"), "1")
	for len(snaps) == 0 { // no fsnotify at all: look by look
		time.Sleep(w.look())
	}
	until(t, snaps, "a=1")
}

func TestManyFilesAtOnce(t *testing.T) {
	dir := t.TempDir()
	snaps := watchFor(t, Options{}, dir, nil)
	const many = 2000
	for i := range many {
		put(t, filepath.Join(dir, fmt.Sprintf("%04d.md", i)), "x")
	}
	deadline := time.After(60 * time.Second)
	for n := 0; n != many; {
		select {
		case s := <-snaps:
			n = len(s.Files)
		case <-deadline:
			t.Fatalf("%d files seen, want %d", n, many)
		}
	}
}

// Links, pipes and folders are passed over, and what is too big is named but not carried.
func TestRegularFilesOnly(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret.md")
	put(t, outside, "secret")
	dir := t.TempDir()
	put(t, filepath.Join(dir, "a.md"), "a")
	put(t, filepath.Join(dir, "big.md"), strings.Repeat("x", 101))
	if err := errors.Join(
		os.Symlink(outside, filepath.Join(dir, "link.md")),
		os.Symlink(filepath.Dir(outside), filepath.Join(dir, "linked")),
		os.Symlink("a.md", filepath.Join(dir, "inner.md")),
		os.Mkdir(filepath.Join(dir, "folder.md"), 0o700),
		mkfifo(filepath.Join(dir, "pipe.md")),
	); err != nil {
		t.Fatal(err)
	}
	snaps := watchFor(t, Options{MaxBytes: 100}, dir, nil)
	until(t, snaps, "a.md=a big.md=")
}

// A pipe or a link that takes a file's place between the look and the read is neither waited for nor followed.
func TestReplacedBeforeItIsRead(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.md")
	for name, swap := range map[string]func() error{
		"pipe": func() error { return mkfifo(path) },
		"link": func() error { return os.Symlink("/etc/hostname", path) },
	} {
		put(t, path, "a")
		o := Options{}.withDefaults()
		w := &watcher{o: o, dir: dir, state: newState(o.Settle, o.Gone, false), watched: map[string]bool{}}
		found, err := w.scan()
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.Remove(path), swap()); err != nil {
			t.Fatal(err)
		}
		if data, err := found["a.md"].read(); err == nil {
			t.Errorf("%s: read %q", name, data)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFolderThatIsNotThere(t *testing.T) {
	err := Watch(t.Context(), filepath.Join(t.TempDir(), "no", "where"), nil, func(Snapshot) {})
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

// A folder that vanishes is a Problem until it is back; the last snapshot stays.
func TestFolderThatVanishes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "replies")
	put(t, filepath.Join(dir, "a.md"), "1")
	problems := make(chan error, 100)
	o := Options{Settle: 30 * time.Millisecond, Gone: time.Hour, Rescan: 100 * time.Millisecond, Problem: func(err error) { problems <- err }}
	snaps := watchFor(t, o, dir, nil)
	until(t, snaps, "a.md=1")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	wait := func(want bool) {
		t.Helper()
		select {
		case err := <-problems:
			if (err != nil) != want {
				t.Errorf("problem %v", err)
			}
		case <-time.After(20 * time.Second):
			t.Fatal("no word of the folder")
		}
	}
	wait(true)
	put(t, filepath.Join(dir, "a.md"), "22")
	wait(false)
	until(t, snaps, "a.md=22")
}

func mkfifo(path string) error { return syscall.Mkfifo(path, 0o600) }

// Writes of a neighbour that does not match cause no look; what comes or goes does, it may be a folder.
func TestNeighboursAreNobodysBusiness(t *testing.T) {
	dir := t.TempDir()
	event := func(name string, op fsnotify.Op) fsnotify.Event {
		return fsnotify.Event{Name: filepath.Join(dir, filepath.FromSlash(name)), Op: op}
	}
	folder := &watcher{dir: dir, match: func(n string) bool { return n == "policy.yaml" }}
	file := &watcher{dir: dir, only: "policy.yaml"}
	for _, c := range []struct {
		ev           fsnotify.Event
		folder, file bool
	}{
		{event("policy.yaml", fsnotify.Write), true, true},
		{event("desk.db-wal", fsnotify.Write), false, false},
		{event("replies", fsnotify.Create), true, false},
		{event("policy.yaml", fsnotify.Rename), true, true},
		{event("sub/policy.yaml", fsnotify.Write), false, false},
		{event(".policy.yaml.swp", fsnotify.Create), false, false},
	} {
		if a, b := folder.concerns(c.ev), file.concerns(c.ev); a != c.folder || b != c.file {
			t.Errorf("%s: folder %v, file %v", c.ev, a, b)
		}
	}
}
