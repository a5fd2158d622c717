package desk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"deskhand/internal/config"
)

// Here tells whether a data folder (empty: the platform's) holds a desk, and makes nothing. What cannot be looked at, or
// is no folder, counts as one: Open says what is wrong with it.
func Here(data string) bool {
	dir, err := config.Resolve(data)
	if err != nil {
		return true
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return true
	}
	_, err = os.Stat(filepath.Join(dir, "desk.db"))
	return !errors.Is(err, fs.ErrNotExist)
}
