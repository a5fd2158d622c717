package desk

import (
	"os"
	"path/filepath"
	"time"
)

const (
	samplePrefix = "deskhand-sample-"
	sampleKept   = 24 * time.Hour
)

// sweepSamples deletes the sample desks of programs that were killed: older than a day, and nobody's engines run there.
// What cannot be deleted stays; the next start tries again.
func sweepSamples(temp string, now time.Time) {
	dirs, err := filepath.Glob(filepath.Join(temp, samplePrefix+"*"))
	if err != nil {
		return
	}
	for _, dir := range dirs {
		info, err := os.Lstat(dir) // a link is not followed
		if err != nil || !info.IsDir() || now.Sub(info.ModTime()) < sampleKept {
			continue
		}
		lock := engineLock{path: filepath.Join(dir, "engine.lock")}
		if lock.take() == nil && lock.release() == nil {
			os.RemoveAll(dir) //nolint:errcheck // tried again at the next start
		}
	}
}
