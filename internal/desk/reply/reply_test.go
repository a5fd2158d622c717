package reply

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/desk/core"
	"deskhand/internal/policy"
	"deskhand/internal/savedreply"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

func noon() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

// bench is a desk's folder with the service on it.
type bench struct {
	*Service
	dir  string
	mu   sync.Mutex
	told []Problem
	fail error
	note chan struct{} // something was told
}

func open1(t testing.TB, dir string) *bench {
	t.Helper()
	st, err := store.Open(t.Context(), dir, store.Options{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() }) //nolint:errcheck // the test is over
	st.SetDevice("0000000000000")
	if err := st.Write(t.Context(), func(tx *store.Tx) error {
		return tx.PutAccount(store.Account{ID: "a", Email: "support@kestrel.example"})
	}); err != nil {
		t.Fatal(err)
	}
	st.SetRules(store.Rules{Ours: func(a string) bool { return strings.HasSuffix(a, "@kestrel.example") }})
	st.SetViewer(ticket.Viewer{Me: "asha", Start: ticket.TimeOf(noon().AddDate(0, -1, 0)), OpenFrom: ticket.TimeOf(noon().AddDate(0, -2, 0))})
	c := &core.Core{
		Store: st, Now: noon, Agent: func() string { return "asha" }, Zone: func() *time.Location { return time.UTC }, Told: func(store.Change) {},
	}
	c.SetPolicy(policy.Default())
	b := &bench{dir: filepath.Join(dir, Folder), note: make(chan struct{}, 1)}
	b.Service = New(c, Options{Dir: dir, Told: b.tell, settle: 30 * time.Millisecond, gone: 400 * time.Millisecond, lost: 50 * time.Millisecond})
	return b
}

func (b *bench) tell(wrong []Problem, failed error) {
	b.mu.Lock()
	b.told, b.fail = wrong, failed
	b.mu.Unlock()
	select {
	case b.note <- struct{}{}:
	default:
	}
}

// problems is what was told last, one a line.
func (b *bench) problems() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for _, p := range b.told {
		out = append(out, fmt.Sprintf("%s:%d stands=%v", p.Path, p.Line, p.Stands))
	}
	if b.fail != nil {
		out = append(out, b.fail.Error())
	}
	return strings.Join(out, "\n")
}

// watch runs the watch as the engines do.
func (b *bench) watch(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- b.Watch(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Watch ended with %v", err)
		}
	})
	b.until(t, "the first library", func() bool { return b.state.Load() != nil })
}

// until waits for what was told to make it true.
func (b *bench) until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for !ok() {
		select {
		case <-b.note:
		case <-time.After(20 * time.Millisecond): // a file that is written is told of by nobody
		case <-deadline:
			t.Fatalf("%s does not come; told: %s", what, b.problems())
		}
	}
}

func (b *bench) body(path string) string {
	r, ok := b.Library().ByPath(path)
	if !ok {
		return "none"
	}
	return r.Body
}

func put(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// onDisk is every file below a folder with its bytes.
func onDisk(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if want := map[bool]fs.FileMode{true: 0o700, false: 0o600}[d.IsDir()]; info.Mode().Perm() != want {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		if d.IsDir() {
			return nil
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		out[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func texts(files map[string][]byte) map[string]string {
	return maps.Collect(func(yield func(string, string) bool) {
		for path, data := range files {
			if !yield(path, string(data)) {
				return
			}
		}
	})
}

// A new desk has the shipped set as files, private; one that somebody emptied by hand, file by file, stays empty.
func TestFirstStart(t *testing.T) {
	dir := t.TempDir()
	b := open1(t, dir)
	if err := b.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := texts(savedreply.Files())
	if diff := cmp.Diff(want, onDisk(t, b.dir)); diff != "" {
		t.Error(diff)
	}
	list, err := b.List(t.Context())
	if err != nil || len(list) != len(want) || b.problems() != "" {
		t.Fatalf("%d replies, want %d; %v; %s", len(list), len(want), err, b.problems())
	}
	for _, path := range slices.Sorted(maps.Keys(want)) {
		if err := os.Remove(filepath.Join(b.dir, filepath.FromSlash(path))); err != nil {
			t.Fatal(err)
		}
		if len(want) > 3 && b.Library().Len() > 3 { // the long way takes a second look each time
			k, err := b.kept(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			left, err := b.read()
			if err := errors.Join(err, b.take(t.Context(), left, k)); err != nil {
				t.Fatal(err)
			}
		} else if err := b.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Reload(t.Context()); err != nil || b.Library().Len() != 0 || len(onDisk(t, b.dir)) != 0 {
		t.Errorf("%d replies are back, %v", b.Library().Len(), err)
	}
}

// A folder that was there before the desk is the desk's: nothing of ours is put between.
func TestFilesThatWereThereFirst(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, Folder, "own.md"), "Hello")
	b := open1(t, dir)
	if list, err := b.List(t.Context()); err != nil || len(list) != 1 || list[0].Name != "own" {
		t.Errorf("%+v, %v", list, err)
	}
}

// features: E11
func TestEditorsAndBrokenFiles(t *testing.T) {
	b := open1(t, t.TempDir())
	path := filepath.Join(b.dir, "tst_own.md")
	put(t, path, "one")
	b.watch(t)
	b.until(t, "one", func() bool { return b.body("tst_own.md") == "one" })

	put(t, path+"~new", "two") // vim: write beside, rename over
	if err := os.Rename(path+"~new", path); err != nil {
		t.Fatal(err)
	}
	b.until(t, "two", func() bool { return b.body("tst_own.md") == "two" })
	put(t, path, "") // VS Code: empty, then write
	put(t, path, "three")
	b.until(t, "three", func() bool { return b.body("tst_own.md") == "three" })
	if err := os.Rename(path, path+".bak"); err != nil { // Word: move away, write anew
		t.Fatal(err)
	}
	put(t, path, "four")
	b.until(t, "four", func() bool { return b.body("tst_own.md") == "four" })

	put(t, path, "---\nname: tst_own\nkind: templat\n---\nfive {{contact.fristName}}\n")
	b.until(t, "the problem", func() bool { return strings.Contains(b.problems(), "tst_own.md:5 stands=true") })
	if got := b.body("tst_own.md"); got != "four" {
		t.Errorf("broken, and in force is %q", got)
	}
	list, err := b.List(t.Context())
	if err != nil || len(list) != 1 || !strings.HasPrefix(list[0].Problem, "line ") || !strings.HasSuffix(list[0].Problem, "the last good version is used") {
		t.Errorf("%+v, %v", list, err)
	}
	put(t, path, "six")
	b.until(t, "six", func() bool { return b.body("tst_own.md") == "six" && b.problems() == "" })

	put(t, filepath.Join(b.dir, "deep", "er", "new.md"), "deep")
	b.until(t, "deep", func() bool { return b.body("deep/er/new.md") == "deep" })
	put(t, filepath.Join(b.dir, "huge.md"), strings.Repeat("x", savedreply.MaxSource+1))
	b.until(t, "the large one", func() bool { return b.problems() == "huge.md:0 stands=false" })
	if err := os.Remove(filepath.Join(b.dir, "huge.md")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(b.dir, "deep", "er", "new.md")); err != nil {
		t.Fatal(err)
	}
	b.until(t, "the deletion", func() bool { return b.body("deep/er/new.md") == "none" && b.problems() == "" })
	k, err := b.kept(t.Context())
	if err != nil || len(k.rows) != 1 {
		t.Errorf("%d are kept, %v", len(k.rows), err)
	}
}

func TestManyAtOnce(t *testing.T) {
	b := open1(t, t.TempDir())
	put(t, filepath.Join(b.dir, "own.md"), "x")
	b.watch(t)
	const many = 1000
	for i := range many {
		put(t, filepath.Join(b.dir, fmt.Sprintf("folder%d", i%7), fmt.Sprintf("reply_%04d.md", i)), fmt.Sprintf("text %d", i))
	}
	b.until(t, "all of them", func() bool { return b.Library().Len() == many+1 })
	if b.problems() != "" {
		t.Error(b.problems())
	}
	if err := os.RemoveAll(b.dir); err != nil {
		t.Fatal(err)
	}
	b.until(t, "all of them on the disk again", func() bool {
		found, err := b.read()
		return err == nil && len(found) == many+1
	})
}

// Lost means deleted, moved away or emptied: all of it comes back as it lay there, broken files too, and is watched on.
func TestLostFolder(t *testing.T) {
	b := open1(t, t.TempDir())
	files := map[string]string{
		"a.md": "first", "deep/b.md": "\xef\xbb\xbf---\r\nname: b\r\nmine: kept\r\n---\r\nsecond\r\n", "broken.md": "{{nothing.known}}",
	}
	put(t, filepath.Join(b.dir, "broken.md"), "good")
	b.watch(t)
	for name, text := range files {
		put(t, filepath.Join(b.dir, filepath.FromSlash(name)), text)
	}
	ready := func() bool {
		return b.Library().Len() == 3 && b.problems() == "broken.md:1 stands=true\ndeep/b.md:3 stands=false" // a key that nobody knows
	}
	b.until(t, "the files", ready)
	for name, lose := range map[string]func() error{
		"deleted":    func() error { return os.RemoveAll(b.dir) },
		"moved away": func() error { return os.Rename(b.dir, b.dir+".away") },
		"emptied": func() error {
			return errors.Join(os.RemoveAll(filepath.Join(b.dir, "deep")), os.Remove(filepath.Join(b.dir, "a.md")), os.Remove(filepath.Join(b.dir, "broken.md")))
		},
	} {
		if err := lose(); err != nil {
			t.Fatal(err)
		}
		b.until(t, "the folder, "+name, func() bool {
			found, err := b.read()
			return err == nil && len(found) == len(files)
		})
		if diff := cmp.Diff(files, onDisk(t, b.dir)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		b.until(t, "the library", ready)
		put(t, filepath.Join(b.dir, "a.md"), "after "+name)
		b.until(t, "a save after that", func() bool { return b.body("a.md") == "after "+name })
		files["a.md"] = "after " + name
	}
}

// A file that is being saved while the watch begins is not deleted: its last good version stays.
func TestSavedWhileTheWatchBegins(t *testing.T) {
	b := open1(t, t.TempDir())
	if err := b.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	const path = "meetings/waiting_in_meeting.en.md"
	good := b.body(path)
	b.o.settle = 150 * time.Millisecond
	b.watch(t)
	for range 8 { // longer than the others take to come to rest
		put(t, filepath.Join(b.dir, filepath.FromSlash(path)), "{{contact.nobody}}")
		time.Sleep(40 * time.Millisecond)
	}
	b.until(t, "the problem", func() bool { return b.problems() == path+":1 stands=true" })
	if got := b.body(path); got != good {
		t.Errorf("in force: %q", got)
	}
	gone := "parts/sign_off.fr.md" // deleted before the watch ever saw it
	k, err := b.kept(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(b.dir, gone)); err != nil {
		t.Fatal(err)
	}
	found, err := b.read()
	if err != nil {
		t.Fatal(err)
	}
	if sure, err := b.changed(t.Context(), found, map[string]bool{}); sure || err != nil || b.body(gone) == "none" || len(k.rows) != b.Library().Len() {
		t.Errorf("%v, %v, %q", sure, err, b.body(gone))
	}
	b.until(t, "the deletion", func() bool { return b.body(gone) == "none" })
}

// An empty file is one that an editor is at; what it held stays until it is old enough to be a deletion.
func TestEmptyFile(t *testing.T) {
	dir := t.TempDir()
	b := open1(t, dir)
	for _, name := range []string{"own.md", "other.md"} {
		put(t, filepath.Join(b.dir, name), "good")
	}
	if err := b.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(b.dir, "own.md"), "")
	if err := b.Reload(t.Context()); err != nil || b.body("own.md") != "good" || !b.isUnsure() {
		t.Errorf("%q, %v", b.body("own.md"), err)
	}
	again := open1(t, dir)
	again.watch(t)
	if again.body("own.md") != "good" {
		t.Error(again.body("own.md"))
	}
	old := time.Now().Add(-emptyFor)
	if err := os.Chtimes(filepath.Join(b.dir, "own.md"), old, old); err != nil {
		t.Fatal(err)
	}
	again.until(t, "the deletion", func() bool { return again.body("own.md") == "none" && again.body("other.md") == "good" })
}

// The last good version outlives the program, and the folder is lost while nobody looks.
func TestRestart(t *testing.T) {
	dir := t.TempDir()
	first := open1(t, dir)
	put(t, filepath.Join(first.dir, "own.md"), "good")
	put(t, filepath.Join(first.dir, "other.md"), "other")
	if err := first.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(first.dir, "own.md"), "{{nothing.known}}")
	if err := first.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	second := open1(t, dir)
	if err := second.Reload(t.Context()); err != nil || second.body("own.md") != "good" || second.problems() != "own.md:1 stands=true" {
		t.Errorf("in force %q, %v, %s", second.body("own.md"), err, second.problems())
	}
	if err := os.RemoveAll(second.dir); err != nil {
		t.Fatal(err)
	}
	third := open1(t, dir)
	if err := third.Reload(t.Context()); err != nil || third.body("own.md") != "good" {
		t.Errorf("in force %q, %v", third.body("own.md"), err)
	}
	if diff := cmp.Diff(map[string]string{"own.md": "{{nothing.known}}", "other.md": "other"}, onDisk(t, third.dir)); diff != "" {
		t.Error(diff)
	}
	if err := os.Remove(filepath.Join(third.dir, "other.md")); err != nil {
		t.Fatal(err)
	}
	if err := third.Reload(t.Context()); err != nil || third.body("other.md") != "none" {
		t.Errorf("deleted: %q, %v", third.body("other.md"), err)
	}
}
