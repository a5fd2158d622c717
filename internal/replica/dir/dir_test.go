package dir

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/replica"
	"deskhand/internal/testkit/place"
)

// made is where the journal lies in a chosen folder.
func made(folder string) string { return filepath.Join(folder, "Deskhand Journal (do not delete)") }

func quick(folder string) *Transport {
	tr := New(folder)
	tr.every = 20 * time.Millisecond
	return tr
}

func do(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSuite(t *testing.T) {
	place.Suite(t, func(t *testing.T) *place.Rig {
		folder := t.TempDir()
		return &place.Rig{
			Open: func(*testing.T) replica.Transport { return quick(folder) },
			Foreign: func(t *testing.T) {
				do(t, os.WriteFile(filepath.Join(made(folder), "holiday.jpg"), []byte("a picture"), 0o600))
			},
			Empty: func(t *testing.T) {
				list, err := os.ReadDir(made(folder))
				do(t, err)
				for _, e := range list {
					do(t, os.Remove(filepath.Join(made(folder), e.Name())))
				}
			},
			Remove: func(t *testing.T) { do(t, os.RemoveAll(made(folder))) },
		}
	})
}

// A stick that is not plugged in is not made anew where it should be.
func TestChosenFolderMissing(t *testing.T) {
	tr := quick(filepath.Join(t.TempDir(), "stick"))
	if err := tr.Create(t.Context()); err == nil {
		t.Error("made where there is no folder")
	}
	if _, err := tr.Append(t.Context(), place.Message(1, 10)); err == nil || errors.Is(err, replica.ErrNoFolder) {
		t.Errorf("append: %v", err)
	}
}

// Half a file is not handed out, comes when it is whole, and is removed when nobody goes on with it.
func TestHalfFiles(t *testing.T) {
	folder := t.TempDir()
	tr := quick(folder)
	do(t, tr.Create(t.Context()))
	m := place.Message(2, 1000)
	path := filepath.Join(made(folder), name(m))
	do(t, os.WriteFile(path, m.Data[:500], 0o600)) // a program that keeps folders in step, at work
	left := filepath.Join(made(folder), "."+m.Hash.String()+".ABC"+begun)
	own := filepath.Join(made(folder), ".somebody.part")
	for _, f := range []string{left, own} {
		do(t, os.WriteFile(f, m.Data[:10], 0o600))
		do(t, os.Chtimes(f, time.Now().Add(-48*time.Hour), time.Now().Add(-48*time.Hour)))
	}
	items, cursor := place.Get(t, tr, "", place.All)
	place.Holds(t, items)
	if !tr.changed(t.Context()) {
		t.Error("nobody looks at it again")
	}
	do(t, os.WriteFile(path, m.Data, 0o600))
	items, cursor = place.Get(t, tr, cursor, place.All)
	place.Holds(t, items, m)
	if tr.changed(t.Context()) {
		t.Error("it changes without end")
	}
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the half file is still there: %v", err)
	}
	if _, err := os.Stat(own); err != nil {
		t.Errorf("somebody's file: %v", err)
	}
	do(t, os.WriteFile(path, m.Data[:500], 0o600))
	do(t, os.Chtimes(path, time.Now().Add(-time.Hour), time.Now().Add(-time.Hour)))
	items, _ = place.Get(t, quick(folder), "", place.All)
	if len(items) != 1 || !errors.Is(items[0].Err, journal.ErrDamaged) {
		t.Errorf("damaged for an hour: %v", items)
	}
	_ = cursor
	m.Again = true
	place.Put(t, tr, m) // heals it
	items, _ = place.Get(t, quick(folder), "", place.All)
	place.Holds(t, items, m)
}

// Links, pipes in place of files, folders and giants are not read.
func TestHostileFolder(t *testing.T) {
	folder, outside := t.TempDir(), filepath.Join(t.TempDir(), "secret")
	tr := quick(folder)
	do(t, tr.Create(t.Context()))
	do(t, os.WriteFile(outside, []byte("DHJ1 secret"), 0o600))
	in := func(n string) string { return filepath.Join(made(folder), n) }
	one := place.Message(3, 100)
	do(t, os.Symlink(outside, in(name(one))))
	do(t, os.Mkdir(in(name(place.Message(4, 100))), 0o700))
	giant, err := os.Create(in(name(place.Message(5, 100))))
	do(t, err)
	do(t, giant.Truncate(journal.MaxMessage+1))
	do(t, giant.Close())
	items, _ := place.Get(t, tr, "", place.All)
	if len(items) != 1 || !errors.Is(items[0].Err, journal.ErrLimit) {
		t.Errorf("items %v", items)
	}
	for _, ref := range []replica.Ref{"../x.dhj", "holiday.jpg", replica.Ref(one.Hash.String() + "./../../secret.dhj")} {
		if err := tr.Delete(t.Context(), []replica.Ref{ref}); err == nil {
			t.Errorf("deleted %q", ref)
		}
	}
	place.Put(t, tr, place.Message(6, 100))
	do(t, os.RemoveAll(made(folder)))
	do(t, os.Symlink(t.TempDir(), made(folder)))
	if _, err := tr.Append(t.Context(), one); err == nil {
		t.Error("wrote through a link")
	}
}
