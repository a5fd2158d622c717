package opener

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

func TestSaveInWritesNothingOver(t *testing.T) {
	dir := t.TempDir()
	for i, want := range []string{"a.txt", "a (2).txt", "a (3).txt"} {
		path, err := SaveIn(dir, "a.txt", []byte{byte('0' + i)})
		if err != nil || filepath.Base(path) != want {
			t.Fatalf("%s, %v, want %s", path, err, want)
		}
		data, err := os.ReadFile(path)
		info, err2 := os.Stat(path)
		if err != nil || err2 != nil || string(data) != string(rune('0'+i)) || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %q %v %v %v", path, data, info.Mode(), err, err2)
		}
	}
	if err := os.Symlink(filepath.Join(dir, "elsewhere"), filepath.Join(dir, "b.txt")); err == nil {
		if path, err := SaveIn(dir, "b.txt", nil); err != nil || filepath.Base(path) != "b (2).txt" {
			t.Errorf("through a link: %s, %v", path, err)
		}
	}
	if _, err := SaveIn(filepath.Join(dir, "none"), "a.txt", nil); err == nil {
		t.Error("saved into no folder")
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".deskhand-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind %v %v", left, err)
	}
}

func TestOpenedFilesGoAfterADay(t *testing.T) {
	dir := t.TempDir()
	old, fresh, other := filepath.Join(dir, openedPrefix+"1"), filepath.Join(dir, openedPrefix+"2"), filepath.Join(dir, "other")
	for _, d := range []string{old, fresh, other} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	long := time.Now().Add(-25 * time.Hour)
	for _, d := range []string{old, other} {
		if err := os.Chtimes(d, long, long); err != nil {
			t.Fatal(err)
		}
	}
	sweepOpened(dir, time.Now())
	for d, want := range map[string]bool{old: false, fresh: true, other: true} {
		if _, err := os.Stat(d); (err == nil) != want {
			t.Errorf("%s: %v", filepath.Base(d), err)
		}
	}
}
