//go:build !windows && !darwin

package opener

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// opener puts a program in the place of xdg-open.
func opener(t *testing.T, script string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	path := filepath.Join(dir, "xdg-open")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	return dir
}

func TestOpenHandsOverOneWord(t *testing.T) {
	dir := opener(t, `printf '%s|' "$#" "$1" > "$(dirname "$0")/got"`)
	if err := Open(t.Context(), "https://kestrel.example/a;touch$IFS$HOME/x?q=`id`&r=$(id)"); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "got"))
	want := "1|https://kestrel.example/a;touch$IFS$HOME/x?q=%60id%60&r=$(id)|"
	if err != nil || string(got) != want {
		t.Errorf("xdg-open got %q, %v, want %q", got, err, want)
	}
}

func TestOpenReportsFailure(t *testing.T) {
	opener(t, "exit 3\n")
	if err := Open(t.Context(), "https://kestrel.example/"); err == nil || !strings.Contains(err.Error(), "xdg-open") {
		t.Errorf("a failed opener: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if err := Open(t.Context(), "tel:+442079460732"); err == nil || !strings.Contains(err.Error(), "no xdg-open") {
		t.Errorf("without an opener: %v", err)
	}
}

// A browser that stays is success, and is not waited for.
func TestOpenDoesNotWaitForTheBrowser(t *testing.T) {
	opener(t, "exec sleep 20\n")
	begin := time.Now()
	if err := Open(t.Context(), "https://kestrel.example/"); err != nil || time.Since(begin) > 15*time.Second {
		t.Errorf("after %s: %v", time.Since(begin), err)
	}
}

// A folder is shown in the file manager; what is none, or lies who knows where, is not handed over.
func TestFolder(t *testing.T) {
	dir := opener(t, `printf '%s' "$1" > "$(dirname "$0")/got"`)
	if err := Folder(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "got")); err != nil || string(got) != dir {
		t.Errorf("xdg-open got %q, %v", got, err)
	}
	for _, bad := range []string{filepath.Join(dir, "got"), filepath.Join(dir, "none"), ".", "https://kestrel.example/"} {
		if err := Folder(t.Context(), bad); err == nil {
			t.Errorf("%s was handed over", bad)
		}
	}
}

func TestFileOpensACopyOfItsOwn(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	dir := opener(t, `printf '%s|' "$#" "$1" > "$(dirname "$0")/got"; cat "$1" > "$(dirname "$0")/read"`)
	if err := File(t.Context(), "-report (1);$(id).pdf", []byte("%PDF")); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "got"))
	if err != nil || !strings.HasPrefix(string(got), "1|/") || !strings.HasSuffix(string(got), "/-report (1);$(id).pdf|") {
		t.Errorf("xdg-open got %q, %v", got, err)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "read")); err != nil || string(data) != "%PDF" {
		t.Errorf("it read %q, %v", data, err)
	}
}
