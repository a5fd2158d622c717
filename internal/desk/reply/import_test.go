package reply

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/desk/fault"
	"deskhand/internal/savedreply"
)

func states(i Imported) []string {
	var out []string
	for _, f := range i.Files {
		out = append(out, fmt.Sprintf("%s %s %s %s", f.From, f.State, f.Name, f.Path))
	}
	return out
}

// What is here is never overwritten, what cannot be used stops nothing, and a second time changes nothing.
func TestImport(t *testing.T) {
	b := open1(t, t.TempDir())
	put(t, filepath.Join(b.dir, "billing", "refund.en.md"), "ours")
	put(t, filepath.Join(b.dir, "greeting.md"), "---\nname: hello\n---\nours")
	put(t, filepath.Join(b.dir, "same.md"), "same")
	from := t.TempDir()
	for name, text := range map[string]string{
		"billing/refund.en.md": "theirs", "billing/refund.de.md": "auf Deutsch", "hello.md": "theirs too", "same.md": "same", "moved/same.md": "same",
		"broken.md": "---\nname: x\n---\n{{contact.nobody}}", "meetings/calls/a b.md": "deep", "notes.txt": "x", ".git/config.md": "x", "greeting.md": "a name of its own",
	} {
		put(t, filepath.Join(from, filepath.FromSlash(name)), text)
	}
	if err := os.Symlink("hello.md", filepath.Join(from, "link.md")); err != nil {
		t.Fatal(err)
	}
	count := 0
	got, err := b.Import(t.Context(), from, func(n int) { count = n })
	if err != nil || count != 8 {
		t.Fatalf("%d, %v", count, err)
	}
	want := []string{
		"billing/refund.de.md new refund billing/refund.de.md", "billing/refund.en.md renamed refund_2 billing/refund_2.en.md", "broken.md refused  ",
		"greeting.md renamed greeting greeting_2.md", "hello.md renamed hello_2 hello.md", "meetings/calls/a b.md new a_b meetings/calls/a b.md",
		"moved/same.md same same same.md", "same.md same same same.md",
	}
	if diff := cmp.Diff(want, states(got)); diff != "" {
		t.Error(diff)
	}
	if b.body("billing/refund.en.md") != "ours" || b.body("billing/refund_2.en.md") != "theirs" || b.body("hello.md") != "theirs too" || b.problems() != "" {
		t.Errorf("%s; %s", b.body("hello.md"), b.problems())
	}
	if r, ok := b.Library().Pick("hello_2"); !ok || r.Path != "hello.md" {
		t.Errorf("%+v", r)
	}
	if got.Files[2].Reason == "" || !strings.HasPrefix(got.Files[2].Reason, "line 4: ") {
		t.Errorf("%+v", got.Files[2])
	}
	onDisk(t, b.dir) // modes
	before := b.Library().Len()
	if _, err := b.Import(t.Context(), filepath.Join(b.dir, "billing"), func(int) {}); err != nil || b.Library().Len() != before {
		t.Errorf("its own folder taken in again: %d, want %d, %v", b.Library().Len(), before, err)
	}
	one, err := b.Import(t.Context(), filepath.Join(from, "link.md"), func(int) {})
	if diff := cmp.Diff([]string{"link.md new link link.md"}, states(one)); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for _, bad := range []string{filepath.Join(from, "notes.txt"), filepath.Join(from, "none.md"), t.TempDir()} {
		if _, err := b.Import(t.Context(), bad, func(int) { t.Error("counted") }); fault.From(err).Code != fault.Data {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestRecognise(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "plain", "a.md"), "# A handbook\n\n---\nname: x\n---\n")
	put(t, filepath.Join(dir, "other", "a.md"), "---\ntitle: x\n---\n")
	put(t, filepath.Join(dir, "replies", "a.md"), "\xef\xbb\xbf---\r\n# ours\r\nname: x\r\n---\r\nHello")
	for name, want := range map[string]bool{"plain": false, "other": false, "replies": true, "replies/a.md": true} {
		if got, err := Recognise(filepath.Join(dir, name)); got != want || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// BenchmarkFind5000 is a key press in the list behind #, on a desk of 5,000 replies: the wish is 30 ms.
func BenchmarkFind5000(b *testing.B) {
	d := open1(b, b.TempDir())
	id := d.ticketOf(b, "a", letter{"Tue, 17 Nov 2026 09:00:00 +0100", "Marco <marco@h.example>", team, "Hello"})
	words := strings.Fields("refund invoice meeting waiting export import seats password webhook channel delay update region driver quota migration login backup")
	files := make([]file, 5000)
	for i := range files {
		name := fmt.Sprintf("folder%d/tst_%s_%s_%d.en.md", i%40, words[i%len(words)], words[i/7%len(words)], i)
		files[i] = file{path: name, data: []byte("---\nkind: template\n---\nHello {{contact.firstName}},\n\n" + strings.Repeat(words[i%11]+" and ", 200) + "\n")}
	}
	if err := d.take(b.Context(), files, kept{}); err != nil {
		b.Fatal(err)
	}
	for _, query := range []string{"", "refu", "mee wai", "zebra crossing"} {
		b.Run("find "+query, func(b *testing.B) {
			for b.Loop() {
				if _, err := d.Find(b.Context(), query, savedreply.ModeEmail, id, 8); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("suggest "+query, func(b *testing.B) {
			for b.Loop() {
				if _, err := d.Suggest(b.Context(), query, savedreply.ModeEmail, id, 8); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("reload", func(b *testing.B) {
		k, err := d.kept(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if err := d.take(b.Context(), files, k); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkSaved is from a file's save in an editor to the reply in force: a second at most.
func BenchmarkSaved(b *testing.B) {
	d := open1(b, b.TempDir())
	d.o.settle, d.o.gone = 0, 0 // the design's
	path := filepath.Join(d.dir, "tst_own.md")
	put(b, path, "begin")
	d.watch(b)
	for i := 0; b.Loop(); i++ {
		want := strconv.Itoa(i)
		put(b, path+"~new", want)
		if err := os.Rename(path+"~new", path); err != nil {
			b.Fatal(err)
		}
		d.until(b, want, func() bool { return d.body("tst_own.md") == want })
	}
}
