package config

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestResolve(t *testing.T) {
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"":        DefaultDir(),
		"  ":      DefaultDir(),
		"desk":    filepath.Join(wd, "desk"),
		"a/../b/": filepath.Join(wd, "b"),
	} {
		if got, err := Resolve(in); err != nil || got != want {
			t.Errorf("Resolve(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
	if !filepath.IsAbs(DefaultDir()) || filepath.Base(DefaultDir()) != "deskhand" {
		t.Errorf("the platform's folder is %q", DefaultDir())
	}
	if _, err := Resolve("a\x00b"); err == nil {
		t.Error("a path with a zero byte is taken")
	}
}

func TestPrepareMakesAPrivateFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "desk")
	for range 2 {
		if err := Prepare(dir); err != nil {
			t.Fatal(err)
		}
	}
	wantMode(t, dir, 0o700)
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestPrepareTightensItsOwnFolderOnly(t *testing.T) {
	own, foreign := t.TempDir(), t.TempDir()
	for dir, file := range map[string]string{own: "desk.db", foreign: "letter.txt"} {
		if err := errors.Join(os.WriteFile(filepath.Join(dir, file), nil, 0o600), os.Chmod(dir, 0o755)); err != nil {
			t.Fatal(err)
		}
		if err := Prepare(dir); err != nil {
			t.Fatal(err)
		}
	}
	wantMode(t, own, 0o700)
	wantMode(t, foreign, 0o755)
}

func wantMode(t *testing.T, dir string, want os.FileMode) {
	t.Helper()
	info, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); runtime.GOOS != "windows" && got != want {
		t.Errorf("%s has mode %o, want %o", dir, got, want)
	}
}

func TestPrepareRefusesAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "desk")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, Prepare(file), ErrNotFolder)
}

func wantRefused(t *testing.T, err, reason error) {
	t.Helper()
	var refused *RefusedError
	ok := errors.As(err, &refused)
	if !errors.Is(err, reason) || !ok || refused.Hint == "" || refused.Detail == "" || refused.Dir == "" {
		t.Errorf("error %#v, want %v with its hint", err, reason)
	}
}

func TestPrepareRefusesCloudFolders(t *testing.T) {
	base := t.TempDir()
	wantRefused(t, Prepare(filepath.Join(base, "Dropbox", "desk")), ErrNetworkDrive)
	if entries, _ := os.ReadDir(base); len(entries) != 0 {
		t.Errorf("something was created before the refusal: %v", entries)
	}
	real := filepath.Join(base, "OneDrive - Kestrel")
	if err := os.Mkdir(real, 0o700); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(base, "desk")
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, Prepare(link), ErrNetworkDrive)
}

func TestCloudFolder(t *testing.T) {
	cloud := []string{
		"/home/a/Dropbox/desk", "/home/a/Dropbox (Personal)/x", `C:\Users\a\OneDrive\desk`, `C:\Users\a\OneDrive - Firm\d`,
		"/Users/a/Library/CloudStorage/Box-Box/desk", "/Users/a/Library/Mobile Documents/com~apple~CloudDocs/d",
		"/home/a/Google Drive/x", "/home/a/Nextcloud/x", `G:\GoogleDrive\x`, "/home/a/ownCloud/x", "/home/a/iCloud Drive/x",
	}
	for _, path := range cloud {
		if cloudFolder(path) == "" {
			t.Errorf("%s is not seen as a cloud folder", path)
		}
	}
	local := []string{
		"/home/a/.local/share/deskhand", "/home/dropbox-notes/x", `C:\Users\a\AppData\Local\deskhand`,
		"/home/a/megaproject/box/desk", "/srv/cloudstorage/desk", "/home/a/onedrive2/x",
	}
	for _, path := range local {
		if name := cloudFolder(path); name != "" {
			t.Errorf("%s is taken for %s", path, name)
		}
	}
}

func TestRefuseWrite(t *testing.T) {
	err := refuseWrite("/desk", &os.PathError{Op: "open", Path: "/desk/x", Err: os.ErrPermission})
	wantRefused(t, err, ErrReadOnly)
	if !strings.Contains(err.Error(), "/desk") {
		t.Errorf("the message does not name the folder: %v", err)
	}
	full := errors.New("no space left on device")
	if got := refuseWrite("/desk", full); !errors.Is(got, full) || errors.Is(got, ErrReadOnly) {
		t.Errorf("a full disk is reported as %v", got)
	}
}
