package desk

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestSweepSamples: what a killed program left goes after a day; a desk that is open, young or a link stays.
func TestSweepSamples(t *testing.T) {
	temp, now := t.TempDir(), time.Now()
	old := now.Add(-2 * sampleKept)
	put := func(name string, at time.Time) string {
		dir := filepath.Join(temp, name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(dir, at, at); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	put(samplePrefix+"dead", old)
	young, other := put(samplePrefix+"young", now), put("mine", old)
	open := filepath.Join(temp, samplePrefix+"open")
	lock := engineLock{path: filepath.Join(put(samplePrefix+"open", old), "engine.lock")}
	if err := lock.take(); err != nil {
		t.Fatal(err)
	}
	defer lock.release() //nolint:errcheck // the folder goes next
	if err := os.Chtimes(open, old, old); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(other, filepath.Join(temp, samplePrefix+"link")); err != nil {
		t.Fatal(err)
	}
	sweepSamples(temp, now)
	if _, err := os.Stat(filepath.Join(temp, samplePrefix+"dead")); !os.IsNotExist(err) {
		t.Errorf("the dead one stays: %v", err)
	}
	for _, dir := range []string{young, open, other} {
		if _, err := os.Stat(dir); err != nil {
			t.Error(err)
		}
	}
}
