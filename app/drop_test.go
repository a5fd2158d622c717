package app

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"deskhand/internal/desk/fault"
)

// Only files of this computer are taken, and what the page hears are names.
func TestDroppedAddresses(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Log("paths are those of Unix; the window takes no drops here")
		return
	}
	for uri, want := range map[string]string{
		"file:///home/asha/log%20of%20today.txt": "/home/asha/log of today.txt",
		"file://localhost/home/asha/a.txt":       "/home/asha/a.txt",
		"file:///home/asha/../../etc/hosts":      "/etc/hosts",
		"  file:///a%C3%BC.txt\r":                "/aü.txt",
		"file://evil.invalid/home/a.txt":         "",
		"https://evil.invalid/a.txt":             "",
		"smb://evil.invalid/share/a.txt":         "",
		"file:a.txt":                             "",
		"file:///a%00.txt":                       "",
		"file://user@localhost/a.txt":            "",
		"/home/asha/a.txt":                       "",
		"":                                       "",
		"file:///%zz":                            "",
		"javascript:alert(1)":                    "",
		"data:text/plain,x":                      "",
	} {
		if got := localFile(uri); got != want {
			t.Errorf("localFile(%q) = %q, want %q", uri, got, want)
		}
	}
	h, p := newHost(Options{}), &pane{}
	h.screen = p
	h.dropped([]string{"https://evil.invalid/a.txt"})
	if got := p.got(eventDropped); len(got) != 0 {
		t.Errorf("an address from outside was told as %v", got)
	}
	h.dropped([]string{"file:///home/asha/a.txt", "https://evil.invalid/", "file:///home/asha/b%ff.txt"})
	told := p.got(eventDropped)
	if len(told) != 1 {
		t.Fatalf("told %v", told)
	}
	d, ok := told[0].(Dropped)
	if !ok || !slices.Equal(d.Names, []string{"a.txt", "b�.txt"}) || strings.Contains(fmt.Sprint(d), "asha") {
		t.Errorf("the page heard %+v", told[0])
	}
}

// A token is good once, and only the newest few are kept; a guessed one is none.
func TestDropTokens(t *testing.T) {
	var d drops
	first := d.add([]string{"/a"})
	for _, guess := range []string{"", "x", "/a", strings.ToLower(first), first + " "} {
		if paths, err := d.take(guess); err == nil {
			t.Errorf("%q took %v", guess, paths)
		}
	}
	if paths, err := d.take(first); err != nil || !slices.Equal(paths, []string{"/a"}) {
		t.Errorf("took %v, %v", paths, err)
	}
	if _, err := d.take(first); fault.From(err) == nil || fault.From(err).Code != fault.NotFound {
		t.Errorf("the second take: %v", err)
	}
	var tokens []string
	for i := range maxDrops + 3 {
		tokens = append(tokens, d.add([]string{fmt.Sprint(i)}))
	}
	if _, err := d.take(tokens[0]); err == nil || len(d.paths) != maxDrops {
		t.Errorf("%d drops are kept, the oldest with %v", len(d.paths), err)
	}
	if _, err := d.take(tokens[len(tokens)-1]); err != nil {
		t.Error(err)
	}
}

func TestOnlyPlainFilesAreOpened(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.txt")
	if err := os.WriteFile(file, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	big := filepath.Join(dir, "big.bin")
	if err := os.WriteFile(big, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(big, maxAttachment+1); err != nil { // sparse: it takes no room
		t.Fatal(err)
	}
	bad := map[string]string{dir: "is a folder", filepath.Join(dir, "gone.txt"): "no longer there", big: "larger than 100 MB"}
	link := filepath.Join(dir, "link.txt")
	if err := os.Symlink(file, link); err == nil {
		bad[link] = "is a link"
	}
	for path, kind := range special(t, dir) {
		bad[path] = kind
	}
	for path, want := range bad {
		f, err := openRegular(path)
		if err == nil {
			t.Errorf("%s was opened", path)
			f.Close()
			continue
		}
		if told := fault.From(err); !strings.Contains(told.Message, want) || told.Hint == "" || strings.Contains(told.Message, dir) && path != dir {
			t.Errorf("%s: %q (%s), want %q", filepath.Base(path), told.Message, told.Hint, want)
		}
	}
	f, err := openRegular(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := io.ReadAll(f); err != nil || string(got) != "hello" {
		t.Errorf("read %q, %v", got, err)
	}
}

// A file that grows while it is read stops at the limit.
func TestAGrowingFileStops(t *testing.T) {
	n, err := io.Copy(io.Discard, &capped{r: strings.NewReader("0123456789"), left: 5, name: "log.txt"})
	var f *fault.Error
	if !errors.As(err, &f) || n > 5 {
		t.Errorf("read %d, %v", n, err)
	}
	if n, err := io.Copy(io.Discard, &capped{r: strings.NewReader("01234"), left: 5}); n != 5 || err != nil {
		t.Errorf("read %d, %v", n, err)
	}
}
