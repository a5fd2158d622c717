//go:build !windows

package reply

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"deskhand/internal/savedreply"
)

// Links, pipes and names that no editor gives are nobody's replies.
func TestWhatIsNoFileIsPassedOver(t *testing.T) {
	dir := t.TempDir()
	b := open1(t, dir)
	put(t, filepath.Join(dir, "secret.md"), "outside")
	put(t, filepath.Join(dir, "folder", "in.md"), "outside")
	put(t, filepath.Join(b.dir, "own.md"), "mine")
	for name, text := range map[string]string{".swap.md": "x", "bell\a.md": "x", "back\\slash.md": "x", "latin\xe9.md": "x", "turn\u202e.md": "x", "notes.txt": "x"} {
		put(t, filepath.Join(b.dir, name), text)
	}
	for name, target := range map[string]string{"link.md": "../secret.md", "loop.md": "loop.md", "folder": "../folder", "near.md": "own.md"} {
		if err := os.Symlink(target, filepath.Join(b.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(b.dir, "pipe.md"), 0o600); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(b.dir, "café 日本.md"), "fine")
	b.watch(t)
	b.until(t, "both", func() bool { return b.Library().Len() == 2 })
	if b.body("own.md") != "mine" || b.body("café 日本.md") != "fine" || b.problems() != "" {
		t.Errorf("%v, %s", b.Library().Broken(), b.problems())
	}
}

// A link in the folder's place is not followed: what is kept stands, and nothing is written beyond it.
func TestFolderThatIsALink(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	first := open1(t, dir)
	put(t, filepath.Join(first.dir, "own.md"), "mine")
	if err := first.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(elsewhere, "theirs.md"), "theirs")
	if err := os.RemoveAll(first.dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, first.dir); err != nil {
		t.Fatal(err)
	}
	b := open1(t, dir)
	b.watch(t)
	b.until(t, "the refusal", func() bool { return strings.Contains(b.problems(), "is no folder") })
	if b.body("own.md") != "mine" || b.Library().Len() != 1 {
		t.Errorf("in force: %q, %d", b.body("own.md"), b.Library().Len())
	}
	if _, err := b.Import(t.Context(), filepath.Join(elsewhere, "theirs.md"), func(int) {}); err == nil {
		t.Error("something was imported through the link")
	}
	if err := os.Remove(first.dir); err != nil {
		t.Fatal(err)
	}
	b.until(t, "the folder", func() bool {
		text, err := os.ReadFile(filepath.Join(first.dir, "own.md"))
		return err == nil && string(text) == "mine" && b.problems() == ""
	})
	if left, err := os.ReadDir(elsewhere); err != nil || len(left) != 1 {
		t.Errorf("outside: %v, %v", left, err)
	}
}

// A link below the folder leads no writing out of it, and nothing is written over a file.
func TestCreateStaysInside(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	b := open1(t, dir)
	root, err := b.root()
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close() //nolint:errcheck // read only
	if err := os.Symlink(elsewhere, filepath.Join(b.dir, "out")); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(b.dir, "there.md"), "there")
	for _, name := range []string{"out/x.md", "../x.md", "/etc/x.md", "there.md", "there.md/x.md"} {
		if err := create(root, name, []byte("x")); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	if left, err := os.ReadDir(elsewhere); err != nil || len(left) != 0 {
		t.Errorf("outside: %v, %v", left, err)
	}
	os.Remove(filepath.Join(b.dir, "out")) //nolint:errcheck // onDisk tells
	if diff := cmp.Diff(map[string]string{"there.md": "there"}, onDisk(t, b.dir)); diff != "" {
		t.Error(diff)
	}
}

// Whatever a folder's files are called, import writes below the folder alone, and what it wrote is read again.
func TestSafePath(t *testing.T) {
	for in, want := range map[string]string{
		"a.md": "a.md", "CON.md": "_CON.md", "com1.en.md": "_com1.en.md", "a:b/c?.md": "a_b/c_.md", ".hidden/.x.md": "hidden/x.md", "../x.md": "_/x.md", "x. /y.md": "x/y.md",
		"turn\u202e.md": "turn_.md",
	} {
		if got := safePath(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		in := rapid.String().Draw(rt, "path") + "x.md"
		out := safePath(in)
		if !wanted(out) && len(out) <= longest || !filepath.IsLocal(out) || safePath(out) != out {
			rt.Fatalf("%q became %q", in, out)
		}
		r, _ := savedreply.Parse(out, []byte("x"))
		if r == nil || r.Path != out {
			rt.Fatalf("%q is read as %v", out, r)
		}
	})
}
