package opener

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

const (
	openedPrefix = "deskhand-opened-"
	openedFor    = 24 * time.Hour // so long a file that was opened stays
)

// File hands the content of a file to the desktop's own program for it, from a folder of this user alone, marked as from
// the internet. The caller has judged it by mail.MayOpen: the ending of name decides which program that is. What was opened
// a day ago and before is taken away.
func File(ctx context.Context, name string, data []byte) error {
	sweepOpened(os.TempDir(), time.Now())
	dir, err := os.MkdirTemp("", openedPrefix)
	if err != nil {
		return fmt.Errorf("open file: %w", err)
	}
	path, err := SaveIn(dir, name, data)
	if err != nil {
		return fmt.Errorf("open file: %w", err)
	}
	program, args := command(runtime.GOOS, os.Getenv("SystemRoot"), path) // as a link: one absolute word, no shell
	return start(ctx, program, args)
}

func sweepOpened(dir string, now time.Time) {
	list, err := filepath.Glob(filepath.Join(dir, openedPrefix+"*"))
	if err != nil {
		return
	}
	for _, old := range list {
		if info, err := os.Lstat(old); err == nil && info.IsDir() && now.Sub(info.ModTime()) > openedFor {
			os.RemoveAll(old) //nolint:errcheck // another user's, or still in use: the next time
		}
	}
}
