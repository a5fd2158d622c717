package testkit

import (
	"errors"
	"os"
	"syscall"
	"testing"
)

// SmallDisk mounts a file system of its own, of a size such as "24m", that goes with the test. Only root may: ok is
// false where nobody else can, and the log says so.
func SmallDisk(t testing.TB, size string) (dir string, ok bool) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("desk", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Logf("no small file system here: %v", err)
		return "", false
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir, true
}

// FillDisk writes a file until nothing more fits.
func FillDisk(t testing.TB, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // it is full of nothing
	for size := 1 << 20; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("fill the disk: %v", err)
		}
	}
}
