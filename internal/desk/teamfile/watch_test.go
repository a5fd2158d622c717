package teamfile

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	rules "deskhand/internal/teamfile"
)

// live keeps desks in line as the engines do, with a journal that carries everything at once, until stop is called.
func live(t testing.TB, all []*bench) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var g sync.WaitGroup
	moved := make(chan int, 100)
	for i, b := range all {
		b.o.Changed = func() { moved <- i }
		g.Go(func() { b.Watch(ctx) }) //nolint:errcheck // it ends with its context alone
	}
	g.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case i := <-moved:
				for _, b := range all {
					if b != all[i] {
						all[i].send(b)
					}
				}
			}
		}
	})
	return func() {
		cancel()
		g.Wait()
	}
}

// until waits for something that the watches do.
func (b *bench) until(what string, done func() bool) time.Duration {
	b.t.Helper()
	begun := time.Now()
	for !done() {
		if time.Since(begun) > 20*time.Second {
			b.t.Fatalf("%s: %s: %v\n%s", b.agent, what, b.all(), b.problems())
		}
		time.Sleep(5 * time.Millisecond)
	}
	return time.Since(begun)
}

// An edit, a new file and a deletion are in the others' folders soon, watched as they are when people work; editors' half
// saves make no version.
func TestWatchedFoldersFollow(t *testing.T) {
	all := crew(t, clock(), "asha", "ben")
	a, b := all[0], all[1]
	a.write("replies/refund.md", "We refund.")
	a.write("replies/other.md", "Other.")
	begin(all)
	settle(all)
	defer live(t, all)()
	b.until("its watches begin", func() bool { _, _, ready := b.seen.now(); return len(ready) == 4 })
	a.until("its watches begin", func() bool { _, _, ready := a.seen.now(); return len(ready) == 4 })
	var took []time.Duration
	for n := range 5 {
		text := fmt.Sprintf("We refund in %d days.", n)
		a.write("replies/refund.md.tmp", text) // vim's and Word's way
		if err := os.Rename(filepath.Join(a.dir, "replies", "refund.md.tmp"), filepath.Join(a.dir, "replies", "refund.md")); err != nil {
			t.Fatal(err)
		}
		took = append(took, b.until(text, func() bool { return b.text("replies/refund.md") == text }))
	}
	slices.Sort(took)
	t.Logf("an edit was in the other folder after %v, at most %v", took[len(took)/2], took[len(took)-1])
	b.write("handbook/page.md", "# Page")
	a.until("the page", func() bool { return a.text("handbook/page.md") == "# Page" })
	b.remove("replies/other.md")
	a.until("the deletion", func() bool { return a.text("replies/other.md") == "-" })
	a.write("handbook/page.md", "")
	time.Sleep(50 * time.Millisecond)
	a.write("handbook/page.md", "# Page two")
	b.until("the second page", func() bool { return b.text("handbook/page.md") == "# Page two" })
	if got := must[[]Version](t)(b.Versions(t.Context(), "handbook/page.md")); len(got) != 2 {
		t.Errorf("%d versions", len(got))
	}
	if got := must[[]Version](t)(b.Versions(t.Context(), "replies/refund.md")); len(got) != 6 {
		t.Errorf("%d versions", len(got))
	}
}

// TestTwoFormatters: a program on each laptop that rewrites the file as soon as it changes is stopped by the freeze, with
// both laptops named, though both go on.
func TestTwoFormatters(t *testing.T) {
	all := crew(t, clock(), "asha", "ben")
	a, b := all[0], all[1]
	a.write("handbook/list.md", "* one\n")
	begin(all)
	settle(all)
	defer live(t, all)()
	stop := make(chan struct{})
	var g sync.WaitGroup
	for i, b := range all {
		mine := []string{"* one\n", "- one\n"}[i]
		g.Go(func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(10 * time.Millisecond):
				}
				if data, err := os.ReadFile(filepath.Join(b.dir, "handbook", "list.md")); err == nil && string(data) != mine {
					os.WriteFile(filepath.Join(b.dir, "handbook", "list.md"), []byte(mine), 0o600) //nolint:errcheck // it tries again
				}
			}
		})
	}
	defer g.Wait()
	defer close(stop)
	for _, d := range all {
		d.until("the freeze", func() bool { f, err := d.Frozen(t.Context()); return err == nil && len(f) == 1 && len(f[0].Names) == 2 })
	}
	time.Sleep(300 * time.Millisecond)
	n := len(must[[]Version](t)(a.Versions(t.Context(), "handbook/list.md")))
	time.Sleep(500 * time.Millisecond)
	if now := len(must[[]Version](t)(b.Versions(t.Context(), "handbook/list.md"))); now > n || n > 10 {
		t.Errorf("%d versions, then %d", n, now)
	}
}

// A folder that somebody deletes is there again, and is followed as before; nothing of it is deleted for the team.
func TestDeletedFolderComesBack(t *testing.T) {
	all := crew(t, clock(), "asha", "ben")
	a, b := all[0], all[1]
	a.write("handbook/one.md", "1")
	a.write("handbook/deep/two.md", "2")
	begin(all)
	settle(all)
	defer live(t, all)()
	b.until("its watches begin", func() bool { _, _, ready := b.seen.now(); return len(ready) == 4 })
	if err := os.RemoveAll(filepath.Join(b.dir, "handbook")); err != nil {
		t.Fatal(err)
	}
	b.until("the folder", func() bool { return b.text("handbook/one.md") == "1" && b.text("handbook/deep/two.md") == "2" })
	b.write("handbook/deep/two.md", "two")
	a.until("the edit", func() bool { return a.text("handbook/deep/two.md") == "two" })
	if a.text("handbook/one.md") != "1" || len(must[[]Version](t)(a.Versions(t.Context(), "handbook/one.md"))) != 1 {
		t.Error(a.all())
	}
}

// A file of the largest size travels whole.
func TestLargestFile(t *testing.T) {
	all := crew(t, clock(), "asha", "ben")
	begin(all)
	picture := make([]byte, rules.MaxFile)
	copy(picture, png)
	for n := len(png); n < len(picture); n += 4 {
		picture[n] = byte(n * n >> 7)
	}
	all[0].write("handbook/map.png", string(picture))
	all[0].step()
	all[0].send(all[1])
	all[1].step()
	if all[1].text("handbook/map.png") != string(picture) || all[0].problems() != "" {
		t.Error(all[0].problems(), all[1].problems())
	}
}
